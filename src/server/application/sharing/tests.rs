//! What people do with carts as a whole, and what the system does with idle ones.

use super::*;
use crate::{
    api_types::{
        negotiation::{LineFilter, LineList, LineSort, LineView, Tab},
        sharing::{
            CartView, CartsPage, DescribeInput, RenameInput, RestoreInput, SettingsInput, ShareInput, SwitchInput,
            UndoUnshareInput, UnshareInput, UnshareReport,
        },
    },
    domain::{
        identity::Role,
        ids::{LineId, ListingId},
        negotiation::Side,
        sharing::UnshareMode,
    },
    server::{
        application::{cart, execute, negotiation, query_in},
        storage::testing::{StoredLine, stored_lines},
        testing::{World, add_input, on_both, request},
    },
};

mod converting;
mod losing;
mod purging;
mod races;
mod removing;
mod sharing;

/// A request of somebody in the cast; `olga` is an admin who buys as well.
fn as_buyer(world: &World, who: &str) -> Context {
    let mut context = world.as_person(who);
    if let Some(membership) = context.principal.as_mut().and_then(|principal| principal.membership.as_mut())
        && membership.roles.has(Role::Admin)
    {
        membership.roles = membership.roles.with(Role::Buyer);
    }
    context
}

async fn add(world: &World, who: &str, listing_id: ListingId, quantity: i64) -> LineId {
    let added = execute(as_buyer(world, who), cart::add_to_cart, add_input(listing_id, quantity)).await;
    added.expect("added").line_id
}

async fn share(world: &World, who: &str, name: &str) -> CartId {
    let input = ShareInput { name: name.into(), description: String::new(), request_id: request() };
    execute(as_buyer(world, who), share_cart, input).await.expect("shared").id.expect("a cart")
}

async fn switch(world: &World, who: &str, cart_id: Option<CartId>) -> Result<CartHead, AppError> {
    execute(as_buyer(world, who), switch_cart, SwitchInput { cart_id }).await
}

async fn unshare(world: &World, who: &str, cart_id: CartId, mode: UnshareMode) -> Result<UnshareReport, AppError> {
    let input = UnshareInput { cart_id, mode, version_seen: None, request_id: request() };
    execute(as_buyer(world, who), unshare_cart, input).await
}

async fn undo(world: &World, who: &str, cart_id: CartId) -> Result<CartHead, AppError> {
    execute(as_buyer(world, who), undo_unshare, UndoUnshareInput { cart_id }).await
}

async fn restore(world: &World, who: &str, cart_id: CartId) -> Result<CartHead, AppError> {
    execute(as_buyer(world, who), restore_cart, RestoreInput { cart_id, request_id: request() }).await
}

async fn carts(world: &World, who: &str) -> CartsPage {
    query_in(&as_buyer(world, who), load_carts, ()).await.expect("the carts")
}

/// One cart of somebody's list; `None` if it is not there.
async fn cart_of(world: &World, who: &str, id: CartId) -> Option<CartView> {
    carts(world, who).await.carts.into_iter().find(|cart| cart.cart.id == Some(id))
}

/// The cart that somebody works on.
async fn current(world: &World, who: &str) -> CartHead {
    let shown = carts(world, who).await;
    let mut current = shown.carts.into_iter().filter(|cart| cart.is_current);
    let cart = current.next().expect("a current cart");
    assert!(current.next().is_none(), "one cart is current");
    cart.cart
}

async fn list(world: &World, who: &str, tab: Tab) -> LineList {
    let filter = LineFilter { side: Side::Buyer, tab, after: String::new(), limit: 0, sort: LineSort::Newest };
    query_in(&as_buyer(world, who), negotiation::load_lines, filter).await.expect("the cart")
}

/// A line from the buying side; from the seller's, for sellers.
async fn line(world: &World, who: &str, id: LineId) -> Result<LineView, AppError> {
    let side = if ["jonas", "ines", "priya"].contains(&who) { Side::Seller } else { Side::Buyer };
    query_in(&as_buyer(world, who), negotiation::load_line, (id, side, false)).await
}

async fn stored(world: &World, id: LineId) -> StoredLine {
    let lines = stored_lines(&world.services.store).await;
    lines.into_iter().find(|line| line.id == id).expect("the line")
}

/// Lines that are withdrawn from now on, unless somebody takes it back.
async fn due(world: &World) -> Vec<LineId> {
    let mut reader = world.system().read().await.expect("a reader");
    let due = crate::server::storage::removal::due(&mut reader, world.clock.now(), 100).await.expect("an answer");
    due.into_iter().map(|removal| removal.line_id).collect()
}

/// The sentences of a cart's history, the oldest first.
async fn told(world: &World, id: CartId) -> Vec<String> {
    let mut reader = world.system().read().await.expect("a reader");
    let subject = format!("cart:{id}");
    let of = crate::server::storage::audit::of_subject;
    let links = of(&mut reader, world.organisation("Halden"), &subject, (i64::MAX, 100)).await.expect("the log");
    let event = |link: crate::domain::audit::Link| -> crate::domain::sharing::CartEvent {
        let payload: serde_json::Value = serde_json::from_str(&link.entry.payload).expect("JSON");
        serde_json::from_value(payload["event"].clone()).expect("an event")
    };
    links.into_iter().map(|link| event(link).sentence()).collect()
}

fn settings(enabled: bool, numbers: (u32, u32, u32)) -> SettingsInput {
    SettingsInput {
        enabled: enabled.then(|| "on".to_owned()),
        hours_until_empty_cart_purge_due: numbers.0.to_string(),
        weeks_until_purge_due: numbers.1.to_string(),
        weeks_before_purge_for_notice: numbers.2.to_string(),
        version_seen: None,
    }
}

async fn set(world: &World, enabled: bool, numbers: (u32, u32, u32)) {
    let saved = execute(world.as_person("mick"), save_settings, settings(enabled, numbers)).await;
    saved.expect("saved");
}
