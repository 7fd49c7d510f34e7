//! For whom one acts, the search, what is new, and who one is.

use super::menu::PersonMenu;
use crate::{
    api_types::{
        identity::{OrganisationChoice, ShellCounts},
        sharing::CartChoice,
    },
    domain::{identity::Principal, ids::OrganisationId},
    server_fns::identity::SwitchOrganisation,
    ui::{carts::CartSwitcher, components::Icon},
};
use leptos::{
    prelude::*,
    server_fn::ServerFn,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlSelectElement},
};
use leptos_router::hooks::{use_location, use_query_map};

#[component]
pub fn Topbar(
    principal: Option<Principal>,
    organisations: Vec<OrganisationChoice>,
    counts: Memo<ShellCounts>,
    carts: Memo<Vec<CartChoice>>,
) -> impl IntoView {
    let has_carts = Memo::new(move |_| carts.with(|carts| !carts.is_empty()));
    let acting_for = principal.as_ref().and_then(|principal| principal.membership.as_ref()).map(|m| m.organisation_id);
    view! {
        <header class="topbar">
            {match organisations.as_slice() {
                [] => ().into_any(),
                [only] => view! {
                    <div class="topbar-org">
                        <span class="strong truncate">{only.name.clone()}</span>
                    </div>
                }
                .into_any(),
                _ => view! { <Switcher organisations acting_for/> }.into_any(),
            }}
            {move || has_carts.get().then(|| view! { <CartSwitcher carts/> })}
            <Search/>
            <div class="topbar-end">
                {match principal {
                    Some(principal) => view! {
                        {move || (counts.get().arrivals > 0).then(|| view! { <Arrived/> })}
                        <Bell counts/>
                        <PersonMenu principal/>
                    }
                    .into_any(),
                    None => view! { <a class="button is-primary" rel="external" href="/sign-in">"Sign in"</a> }.into_any(),
                }}
            </div>
        </header>
    }
}

/// A plain form: another organisation is another world, so the page loads anew.
#[component]
fn Switcher(organisations: Vec<OrganisationChoice>, acting_for: Option<OrganisationId>) -> impl IntoView {
    let submit = |event: Event| {
        let form =
            event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()).and_then(|select| select.form());
        if let Some(form) = form {
            // Only fails on a form that is no longer there.
            let _submitted = form.request_submit();
        }
    };
    // Where one is stays, if the other organisation has such a page.
    let location = use_location();
    let here = move || match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{}", location.pathname.get(), search.trim_start_matches('?')),
    };
    view! {
        <form class="topbar-org" method="post" action=SwitchOrganisation::url()>
            <input type="hidden" name="here" value=here/>
            <label class="visually-hidden" for="organisation">"Acting for"</label>
            <select class="select" id="organisation" name="organisation_id" autocomplete="off" on:change=submit>
                {organisations
                    .into_iter()
                    .map(|organisation| view! {
                        <option value=organisation.id.to_string() selected=acting_for == Some(organisation.id)>
                            {organisation.name}
                        </option>
                    })
                    .collect_view()}
            </select>
            <button type="submit" class="button is-small no-script">"Switch"</button>
        </form>
    }
}

/// Searches the catalogue from every page.
#[component]
fn Search() -> impl IntoView {
    let query = use_query_map();
    let q = move || query.with(|query| query.get_str("q").unwrap_or_default().to_owned());
    view! {
        <form class="topbar-search" role="search" method="get" action="/connector/parts">
            <Icon name="search"/>
            <label class="visually-hidden" for="q">"Search parts"</label>
            <input
                class="input"
                type="search"
                id="q"
                name="q"
                value=q
                placeholder="Search part number, description, seller"
                autocomplete="off"
                maxlength="200"
                aria-keyshortcuts="/"
            />
            <kbd class="kbd" aria-hidden="true">"/"</kbd>
        </form>
    }
}

/// What one bought as a guest is in one's own cart by now; the Shopping cart page tells of it.
#[component]
fn Arrived() -> impl IntoView {
    view! {
        <a class="button is-small" href="/connector/shopping-cart" role="status" title="What you bought as a guest is in your cart">
            <Icon name="cart"/>
            <span class="not-phone">"Your guest cart is here"</span>
        </a>
    }
}

#[component]
fn Bell(counts: Memo<ShellCounts>) -> impl IntoView {
    let unread = move || counts.get().notifications;
    let label = move || match unread() {
        0 => "Notifications".to_owned(),
        unread => format!("Notifications, {unread} unread"),
    };
    view! {
        <a class="icon-button" href="/notifications" aria-label=label>
            <Icon name="bell"/>
            <span class="badge">{move || match unread() {
                0 => None,
                unread @ 1..=99 => Some(unread.to_string()),
                _more => Some("99+".to_owned()),
            }}</span>
        </a>
    }
}
