//! The frame of every page: rail, top bar, person menu, keys. Must not load anything but the frame's own view.

mod help;
mod here;
mod keys;
mod menu;
mod palette;
mod rail;
mod sheets;
mod topbar;

use super::{
    carts::{CartLost, LostToast},
    components::after,
    live::use_live,
};
use crate::{
    api_types::{
        AppError,
        identity::{OrganisationChoice, ShellCounts, ShellView},
        sharing::CartChoice,
    },
    domain::{identity::Principal, ids::CartId},
    server_fns::identity::load_shell,
};
use help::HelpSheet;
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use palette::Palette;
use rail::Rail;
use sheets::Sheets;
use topbar::Topbar;

/// Who is here and where they may act: what changes the frame's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Identity {
    principal: Option<Principal>,
    /// Not signed in, and known by what they bought.
    is_guest: bool,
    organisations: Vec<OrganisationChoice>,
}

/// The frame around the matched page.
#[component]
pub fn FramedPages() -> impl IntoView {
    view! {
        <Frame>
            <Outlet/>
        </Frame>
    }
}

/// The frame around one page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    settle_address();
    let live = use_live();
    let topics = ["notifications", "lines", "carts", "approvals", "bags"].map(|name| live.topic(name));
    let shell = Resource::new(move || topics.clone().map(|topic| topic.get()), |_| load_shell());
    let sheets = Sheets::provide();
    let gone = CartLost::provide();
    keys::listen(sheets);
    view! {
        <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
        <div class="shell">
            <Transition fallback=|| view! { <nav class="rail" aria-label="Main"></nav><header class="topbar"></header> }>
                {after(shell, move || view! { <FrameParts shell gone/> }.into_any())}
            </Transition>
            <main class="main" id="main" tabindex="-1">{children()}</main>
        </div>
        <HelpSheet sheets/>
        <Palette sheets/>
    }
}

/// The server draws the parts of a page on several threads. What they all read is computed before any of them begins: a memo
/// that two threads compute at the same time may be found empty.
fn settle_address() {
    let address = use_location();
    address.pathname.with_untracked(|_| ());
    address.search.with_untracked(|_| ());
    address.query.with_untracked(|_| ());
}

/// Rail and top bar are drawn anew only when the identity changes; counters move inside them.
#[component]
fn FrameParts(shell: Resource<Result<ShellView, AppError>>, gone: CartLost) -> impl IntoView {
    let identity = Memo::new(move |_| {
        shell.get().map(|result| {
            result.map_or_else(
                |_error| guest(),
                |view| Identity { principal: view.principal, is_guest: view.is_guest, organisations: view.organisations },
            )
        })
    });
    let counts = Memo::new(move |_| shell.get().and_then(Result::ok).map_or_else(ShellCounts::default, |view| view.counts));
    let carts = Memo::new(move |_| shell.get().and_then(Result::ok).map(|view| view.carts).unwrap_or_default());
    let lost = Memo::new(move |_| shell.get().and_then(Result::ok).and_then(|view| view.lost));
    gone.follow(lost);
    follow_presence(carts);
    Effect::new(move |_| {
        if identity
            .with(|identity| identity.as_ref().is_some_and(|identity| identity.principal.is_some() || identity.is_guest))
        {
            use_live().open();
        }
    });
    move || {
        identity.get().map(|identity| {
            view! {
                <Rail principal=identity.principal.clone() counts=counts/>
                <Topbar principal=identity.principal organisations=identity.organisations counts=counts carts=carts/>
                <LostToast lost carts/>
            }
        })
    }
}

/// Who is in the current cart is told by hints of its own, so that coming and going in one cart does not stir every page.
fn follow_presence(carts: Memo<Vec<CartChoice>>) {
    let live = use_live();
    let current = Memo::new(move |_| carts.with(|carts| carts.iter().find(|choice| choice.is_current)?.cart.id));
    Effect::new(move |before: Option<(Option<CartId>, u64)>| {
        let id = current.get();
        let count = id.map_or(0, |id| live.topic(&format!("presence:{id}")).get());
        if before.is_some_and(|before| before.0 == id && before.1 != count) {
            live.bump("carts");
        }
        (id, count)
    });
}

/// The frame of a page whose shell could not be loaded; the page itself tells what is wrong.
fn guest() -> Identity {
    Identity { principal: None, is_guest: false, organisations: Vec::new() }
}
