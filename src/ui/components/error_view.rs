//! A page or drawer that could not be drawn: what happened and what to do.

use super::{Empty, href};
use crate::{api_types::AppError, ui::status::set_status};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Also answers the page request with the right status.
#[component]
pub fn ErrorView(error: AppError) -> impl IntoView {
    set_status(error.status());
    let location = use_location();
    let here = location.pathname.get_untracked() + &query(&location.search.get_untracked());
    let sentence = error.to_string();
    match error {
        AppError::SignInRequired => {
            let href = href("/sign-in", &[("next", &here)]);
            view! { <Empty icon="user" sentence="Sign in to see this page."><a class="button is-primary" href=href>"Sign in"</a></Empty> }
        }
        AppError::Forbidden => view! {
            <Empty icon="slash" sentence="Your role does not include this page. An administrator of your organisation can change that.">
                <a class="button" href="/connector/parts">"Find parts"</a>
            </Empty>
        },
        AppError::NotFound => view! {
            <Empty icon="search" sentence><a class="button" href="/connector/parts">"Find parts"</a></Empty>
        },
        _ => view! {
            // A full load: the same address again would change nothing in the browser's router.
            <Empty icon="alert" sentence><a class="button" rel="external" href=here>"Try again"</a></Empty>
        },
    }
}

fn query(search: &str) -> String {
    match search.strip_prefix('?').unwrap_or(search) {
        "" => String::new(),
        search => format!("?{search}"),
    }
}
