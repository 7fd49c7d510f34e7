//! A page or drawer that could not be drawn: what happened and what to do.

use super::{Empty, href};
use crate::{api_types::AppError, ui::status::set_status};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Also answers the page request with the right status. `inside`: the page or drawer around it has a heading of its own.
#[component]
pub fn ErrorView(error: AppError, #[prop(optional)] inside: bool) -> impl IntoView {
    set_status(error.status());
    let location = use_location();
    let here = location.pathname.get_untracked() + &query(&location.search.get_untracked());
    let (sentence, title) = (error.to_string(), title(&error));
    let page = location.pathname.get_untracked();
    let is_filtered = here != page;
    let shown = match error {
        AppError::SignInRequired => {
            let href = href("/sign-in", &[("next", &here)]);
            view! { <Empty icon="user" sentence="Sign in to see this page."><a class="button is-primary" rel="external" href=href>"Sign in"</a></Empty> }
        }
        AppError::Forbidden => view! {
            <Empty icon="slash" sentence="Your role does not include this page. An administrator of your organisation can change that.">
                <a class="button" href="/connector/parts">"Find parts"</a>
            </Empty>
        },
        AppError::NotFound | AppError::NoOrganisation => view! {
            <Empty icon="search" sentence><a class="button" href="/connector/parts">"Find parts"</a></Empty>
        },
        // The address is the trouble: the same one again would say the same.
        AppError::BadRequest(_) | AppError::Invalid(_) if is_filtered => view! {
            <Empty icon="alert" sentence><a class="button" rel="external" href=page>"Clear filters"</a></Empty>
        },
        _ => view! {
            // A full load: the same address again would change nothing in the browser's router.
            <Empty icon="alert" sentence><a class="button" rel="external" href=here>"Try again"</a></Empty>
        },
    };
    view! {
        <Title text=title/>
        {(!inside).then(|| view! { <div class="page-head"><h1>{title}</h1></div> })}
        {shown}
    }
}

/// The name of the window while the error stands, and its heading.
fn title(error: &AppError) -> &'static str {
    match error {
        AppError::SignInRequired => "Sign in first",
        AppError::Forbidden => "No access",
        AppError::NotFound | AppError::NoOrganisation => "Not found",
        AppError::BadRequest(_) | AppError::Invalid(_) => "Not readable",
        AppError::Refused(_) | AppError::Changed { .. } => "Not possible",
        AppError::TooLarge => "Too large",
        AppError::TooManyAttempts(_) => "Too many attempts",
        AppError::Unavailable => "Not available now",
        AppError::Internal(_) => "Something went wrong",
    }
}

fn query(search: &str) -> String {
    match search.strip_prefix('?').unwrap_or(search) {
        "" => String::new(),
        search => format!("?{search}"),
    }
}
