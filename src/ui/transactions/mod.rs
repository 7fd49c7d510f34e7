//! Transactions: what was agreed, seen from the side that one acts on.

mod detail;
mod list;

pub use detail::TransactionDetailPage;
pub use list::TransactionsPage;

use crate::{api_types::negotiation::TransactionState, domain::negotiation::Side, ui::components::Pill};
use leptos::prelude::*;

/// The address of the list, and the parent of every transaction's.
const HERE: &str = "/connector/transactions";

/// `Bought` or `Sold`.
fn side_word(side: Side) -> &'static str {
    match side {
        Side::Buyer => "Bought",
        Side::Seller => "Sold",
    }
}

/// Where an agreement stands.
#[component]
fn StatePill(state: TransactionState) -> impl IntoView {
    let (kind, icon, word) = match state {
        TransactionState::Agreed => ("is-accepted", "check", "Agreed"),
        TransactionState::Ordered => ("is-info", "truck", "Ordered"),
        TransactionState::Completed => ("is-closed", "square", "Completed"),
        TransactionState::Cancelled => ("is-withdrawn", "arrow-back", "Cancelled"),
    };
    view! { <Pill kind icon word/> }
}
