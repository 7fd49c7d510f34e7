//! Orders as their buyers see them, and what pages of orders and of bags share: statuses, stages, lines, shipments, bookings,
//! histories, and the frame of the questions about a bag.

mod address;
mod bag;
mod body;
mod form;
mod history;
mod list;
mod page;
mod pills;
mod reorder;
mod returns;
mod stages;

pub use address::AddressText;
pub use body::{BagProgress, Bookings, MoneyFacts, Shipments, SkuTable};
pub use form::{BagDialog, BagForm, DialogFoot, Target, TextField, Units, deed, fact_dialog};
pub use history::{HeaderAside, History};
pub use list::OrdersPage;
pub use page::OrderPage;
pub use pills::{BagPill, MoneyPill, OrderPill, ShippingPill};
pub use reorder::ReorderPage;

use crate::domain::ids::CartId;

/// The list of orders.
pub const ORDERS: &str = "/orders";

/// The page of an order; it has the identifier of the cart that it was.
pub fn order_path(id: CartId) -> String {
    format!("{ORDERS}/{id}")
}

/// The order as a document.
pub fn document_path(id: CartId) -> String {
    format!("{ORDERS}/{id}/order.pdf")
}

pub fn reorder_path(id: CartId) -> String {
    format!("{ORDERS}/{id}/reorder")
}

/// The order that the address names.
fn order_of_address() -> leptos::prelude::Memo<Option<CartId>> {
    use leptos::prelude::*;
    let params = leptos_router::hooks::use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse().ok())))
}

/// The key of the link to a guest's order; empty for everybody else.
fn key_of_address() -> leptos::prelude::Memo<String> {
    use leptos::prelude::*;
    let query = leptos_router::hooks::use_query_map();
    Memo::new(move |_| query.with(|query| query.get_str("key").unwrap_or_default().to_owned()))
}
