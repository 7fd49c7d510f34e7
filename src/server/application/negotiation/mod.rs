//! Negotiating a line: every action of the table, from either side or by the system, and what follows from its event.
//! The rules are `domain::negotiation`'s; here they meet the line as it stands under its lock.

mod actions;
mod bulk;
mod compare;
mod history;
mod history_pages;
mod item;
mod offers;
mod record;
mod statistic;
mod system;
mod thread;
mod thread_view;
mod transactions;
mod triage;
mod views;

pub use actions::{accept_offer, change_quantity, check_cart, lock_as_buyer, no_quote, withdraw};
pub use bulk::{apply_prices, decline_lines, forget_bulk_runs, load_bulk_run, load_preview};
pub use compare::{accept_and_withdraw, load_compare};
pub use history::{load_history, load_history_pages};
pub use item::load_item;
pub use offers::{counter_offer, extend_offer, take_over, update_price};
pub use record::{Moved, Opening, open_line, record, record_quietly};
pub use statistic::load_reasons;
pub use system::{
    close_exhausted, close_lines_of_listings, expire_offers, forget_reminders, forget_requests, remind_of_ending,
};
pub use thread::{
    GivenFile, OpenedFile, load_file, mark_seen, post_message, provide_documentation, request_documentation, send_message,
    typing,
};
pub use transactions::{load_transaction, load_transactions};
pub use views::{Look, cursor_uuid, load_line, load_lines, page, sides};

use crate::domain::{access::Permission, negotiation::Side};

/// The permission that acting from a side takes.
fn permission(side: Side) -> Permission {
    match side {
        Side::Buyer => Permission::Buy,
        Side::Seller => Permission::Sell,
    }
}

#[cfg(test)]
mod offer_tests;
#[cfg(test)]
mod races;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod thread_tests;
