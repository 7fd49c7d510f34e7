//! Whose and which cart the page shows, who else works in it, and what can be done with it as a whole.

use super::{
    clear::{CLEAR_DIALOG, ClearDialog},
    kept::{KeptTexts, keep_when_gone},
    presence::{Faces, follow},
    removal::RemovalToast,
    rows::{CartDetails, use_details},
};
use crate::{
    api_types::{cart::CartBeside, negotiation::LineList, sharing::CartHead},
    domain::cart::CartKind,
    server_fns::sharing::SwitchCart,
    ui::{
        carts::{CARTS, SHARE_DIALOG, ShareDialog, history_path, unshare_path},
        checkout::ReadyBar,
        components::{DialogOpener, FormError, Icon, error_of},
        guest::ArrivalNotice,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The head of a Shopping cart page; nothing while it has not loaded.
#[component]
pub fn CartTop(list: Memo<Option<LineList>>) -> impl IntoView {
    let cart = Memo::new(move |_| list.with(|list| list.as_ref().and_then(|list| list.cart.clone())));
    let beside = Memo::new(move |_| list.with(|list| list.as_ref().and_then(|list| list.beside.clone())));
    let active = Memo::new(move |_| list.with(|list| list.as_ref().map_or(0, |list| list.active)));
    let (shows, details) = (Memo::new(move |_| cart.with(Option::is_some)), use_details());
    if let Some(details) = details {
        keep_when_gone(details, list);
    }
    move || shows.get().then_some(details).flatten().map(|details| view! { <Head cart beside active details/> })
}

#[component]
fn Head(
    cart: Memo<Option<CartHead>>,
    beside: Memo<Option<CartBeside>>,
    /// Lines in negotiation.
    active: Memo<u32>,
    details: CartDetails,
) -> impl IntoView {
    let shared = Memo::new(move |_| {
        cart.with(|cart| cart.as_ref().filter(|cart| cart.kind == CartKind::Shared).and_then(|cart| cart.id))
    });
    let people = follow(
        shared,
        Memo::new(move |_| beside.with(|beside| beside.as_ref().map(|beside| beside.present.clone()).unwrap_or_default())),
    );
    let clearing = Memo::new(move |_| {
        let head = cart.get()?;
        Some((head.id?, head.title().to_owned(), active.get()))
    });
    let removals = Memo::new(move |_| beside.with(|beside| beside.as_ref().and_then(|beside| beside.removals.clone())));
    let request_id = Signal::derive(move || beside.with(|beside| beside.as_ref().map(|beside| beside.request_id)));
    let can_share = Memo::new(move |_| beside.with(|beside| beside.as_ref().is_none_or(|beside| beside.sharing_enabled)));
    let ready = Memo::new(move |_| beside.with(|beside| beside.as_ref().map(|beside| beside.readiness.clone())));
    // While it waits for an approval its lines stay as they are.
    let is_open = Memo::new(move |_| ready.with(|ready| ready.as_ref().is_none_or(|ready| ready.pending.is_none())));
    let is_frozen = Memo::new(move |_| !can_share.get() && shared.with(Option::is_some));
    view! {
        <KeptTexts details/>
        <ArrivalNotice beside/>
        {move || is_frozen.get().then(|| view! { <Frozen/> })}
        <div class="cart-bar">
            <Name cart/>
            <Faces people/>
            <div class="cart-bar-end">
                {move || cart.get().map(|head| view! { <Verbs head can_clear=active.get() != 0 && !is_frozen.get() && is_open.get() can_share=can_share.get() && is_open.get()/> })}
            </div>
        </div>
        <FormError error=error_of(details.undo)/>
        <ReadyBar ready/>
        <ShareDialog request_id/>
        <ClearDialog details cart=clearing/>
        <RemovalToast removals details/>
    }
}

#[component]
fn Name(cart: Memo<Option<CartHead>>) -> impl IntoView {
    move || {
        cart.get().map(|head| {
            let (icon, whose) = match (head.kind, head.is_mine) {
                (CartKind::Personal, _) => ("user", "Only you see it".to_owned()),
                (CartKind::Shared, true) => ("people", "Shared by you with your organisation".to_owned()),
                (CartKind::Shared, false) => ("people", format!("Shared by {} with your organisation", head.creator.name)),
            };
            let description = Some(head.description.clone()).filter(|text| !text.is_empty());
            view! {
                <div class="cart-name">
                    <Icon name=icon/>
                    <h2 id="cart-title">{head.title().to_owned()}</h2>
                    <p class="muted">
                        {whose}
                        {description.map(|text| view! { <span class="cart-description">{text}</span> })}
                    </p>
                </div>
            }
        })
    }
}

/// Shared carts are switched off, and this is one. The way back loads the page anew, as the cart's menu does.
#[component]
fn Frozen() -> impl IntoView {
    view! {
        <div class="notice is-info is-closable">
            <Icon name="info"/>
            <div>"Shared carts are switched off. This cart can be read and unshared; go on in your personal cart."</div>
            <form method="post" action=SwitchCart::url()>
                <button type="submit" class="button is-small">"To my personal cart"</button>
            </form>
        </div>
    }
}

/// What can be done with the cart as a whole.
#[component]
fn Verbs(head: CartHead, can_clear: bool, can_share: bool) -> impl IntoView {
    let is_personal = head.kind == CartKind::Personal;
    let shares = head.id.is_some() && is_personal && can_share;
    view! {
        {shares.then(|| view! { <DialogOpener dialog=SHARE_DIALOG label="Share" class="is-small" icon="people" key="s"/> })}
        {head.id.filter(|_| !is_personal && head.is_mine).map(|id| view! { <a class="button is-small is-quiet" href=unshare_path(id)>"Unshare"</a> })}
        {head.id.map(|id| view! { <a class="button is-small is-quiet" href=history_path(id)>"History"</a> })}
        {can_clear.then(|| view! { <DialogOpener dialog=CLEAR_DIALOG label="Clear" class="is-small is-quiet is-danger"/> })}
        <a class="button is-small is-quiet" href=CARTS>"All carts"</a>
    }
}
