//! One line inside its drawer. Built once per line; every part follows the line by itself, so nothing typed is lost.

use super::{
    actions::{DrawerFoot, LineActions, at_foot},
    announce::{Announcer, mark_seen_while_visible},
    composer::Composer,
    deal::Deal,
    dialogs::ActionDialog,
    facts::{Facts, OfferNow, neighbour},
    files::Documents,
    list::DrawerTitle,
    offers::Offers,
    paths::{Place, list_path},
    quote::Quoting,
    thread::Thread,
};
use crate::{
    api_types::negotiation::LineView,
    domain::{
        ids::LineId,
        negotiation::{Action, Side},
    },
    ui::components::{CopyButton, FormError, GoneNote, Icon, Notice, StatusPill},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

/// `line` follows refetches of the one line that this was built for.
#[component]
pub fn LineInDrawer(line: Signal<LineView>, actions: LineActions, place: Memo<Place>) -> impl IntoView {
    let deal = Memo::new(move |_| line.with(Deal::of));
    let allowed = Memo::new(move |_| line.with(|line| line.actions.clone()));
    let foot = Memo::new(move |_| allowed.with(|allowed| at_foot(allowed)));
    let status = Memo::new(move |_| line.with(|line| line.status));
    let can_write = Memo::new(move |_| allowed.with(|allowed| allowed.contains(&Action::SendMessage)));
    let quoting = line.with_untracked(Quoting::from_address);
    mark_seen_while_visible(line);
    name_window(line);
    view! {
        <DrawerHead line place/>
        <div class="drawer-body">
            <section class="drawer-facts" aria-label="Facts">
                <GoneNote/>
                <FormError error=actions.error(foot.into())/>
                <Returned actions/>
                <OfferNow line/>
                <Facts line/>
                <Documents line/>
                <Offers line/>
            </section>
            <Thread line place quoting composer=Box::new(move || {
                let composer = move || view! { <Composer sending=actions.sending() line=deal.into() quoting/> };
                (move || can_write.get().then(composer)).into_any()
            })/>
        </div>
        <DrawerFoot actions=foot status can_write/>
        <For each=move || foot.get() key=|action| *action let:action>
            <ActionDialog action actions line=deal.into()/>
        </For>
        <Announcer line/>
    }
}

/// Why a form with files was refused that was sent without scripts; until the next one is answered.
#[component]
fn Returned(actions: LineActions) -> impl IntoView {
    let query = use_query_map();
    let refused = Memo::new(move |_| query.with(|query| query.get("error")).filter(|_| actions.answered() == 0));
    move || refused.get().map(|reason| view! { <Notice kind="is-error">{reason}</Notice> })
}

/// What can be taken away of this line.
#[component]
fn Exports(id: LineId) -> impl IntoView {
    let link = |kind: &str, words: &'static str| {
        view! {
            <a class="menu-item" href=format!("/lines/{id}/history.{kind}") rel="external" download="">
                <Icon name="download"/>
                {words}
            </a>
        }
    };
    view! {
        <details class="menu">
            <summary class="icon-button is-small" aria-label="More" title="More"><Icon name="more"/></summary>
            <div class="menu-panel">
                {link("pdf", "History as PDF")}
                {link("json", "History as JSON, with audit proof")}
            </div>
        </details>
    }
}

/// The window's title while this line is open.
fn name_window(line: Signal<LineView>) {
    if let Some(DrawerTitle(title)) = use_context() {
        let name = line.with_untracked(|line| format!("{}, {}", line.part.part_number, line.counterparty));
        title.set(Some(name.clone()));
        on_cleanup(move || {
            // The next line may have put its own name here already.
            title.try_update(|title| *title = title.take().filter(|title| *title != name));
        });
    }
}

#[component]
fn DrawerHead(line: Signal<LineView>, place: Memo<Place>) -> impl IntoView {
    let LineView { id, part, counterparty, side, .. } = line.get_untracked();
    let status = Memo::new(move |_| line.with(|line| line.status));
    let heading = NodeRef::<html::H2>::new();
    take_lost_focus(heading);
    let preposition = match side {
        Side::Buyer => "from ",
        Side::Seller => "for ",
    };
    view! {
        <header class="drawer-head">
            <h2 id="drawer-title" tabindex="-1" autofocus node_ref=heading>
                <span class="pn">{part.part_number.clone()}</span>
                <CopyButton text=part.part_number/>
                {move || view! { <StatusPill status=status.get()/> }}
            </h2>
            <nav class="drawer-nav" aria-label="Lines">
                <Neighbour line place next=false/>
                <Neighbour line place next=true/>
                <Exports id/>
                <DrawerClose side place/>
            </nav>
            <p class="drawer-sub">
                <span>{part.description}</span>
                {(!part.manufacturer.is_empty()).then(|| view! { <span>{part.manufacturer}</span> })}
                <span>{preposition} <strong>{counterparty}</strong></span>
            </p>
        </header>
    }
}

/// Another line takes the focus along that stood in the one before, or in what was shown while loading.
fn take_lost_focus(heading: NodeRef<html::H2>) {
    Effect::new(move |_| {
        let Some(heading) = heading.get() else {
            return;
        };
        let active = document().active_element();
        if active.is_none_or(|active| matches!(active.tag_name().as_str(), "BODY" | "DIALOG")) {
            // Only fails where there is no focus at all.
            let _focused = heading.focus();
        }
    });
}

/// The way to the line before or after this one.
#[component]
fn Neighbour(line: Signal<LineView>, place: Memo<Place>, next: bool) -> impl IntoView {
    let href = Memo::new(move |_| line.with(|line| neighbour(line, next)).map(|path| place.get().at(&path)));
    let (id, icon, label, key) = match next {
        true => ("line-next", "chevron-down", "Next line", "j"),
        false => ("line-previous", "chevron-up", "Previous line", "k"),
    };
    let disabled = move || href.with(Option::is_none).then_some("true");
    // Without an address it is no link by itself, and could not have a name.
    let role = move || href.with(Option::is_none).then_some("link");
    view! {
        <a
            class="icon-button is-small"
            id=id
            href=href
            role=role
            aria-disabled=disabled
            aria-label=label
            aria-keyshortcuts=key
            data-noscroll=""
        >
            <Icon name=icon/>
        </a>
    }
}

/// Back to the list, at the place it was left.
#[component]
pub fn DrawerClose(side: Side, place: Memo<Place>) -> impl IntoView {
    view! {
        <a
            class="icon-button is-small drawer-close"
            href=move || place.get().at(list_path(side))
            aria-label="Close"
            data-noscroll=""
        >
            <Icon name="close"/>
        </a>
    }
}
