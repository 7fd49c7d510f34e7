//! Floor 2: the only place that knows SQL. One text for both databases, two typed executors, chosen at run time.
//! Must not decide anything: it loads, saves under guards, and answers what it found.

mod codec;
mod database;
mod error;
#[macro_use]
mod statement;
#[macro_use]
mod open_cart;
#[cfg(test)]
mod conformance;
mod writer;

pub mod abandoned;
pub mod audit;
pub mod cart;
pub mod cart_history;
pub mod cart_item;
pub mod catalog;
pub mod column_match;
pub mod compare;
pub mod delivery;
pub mod demand;
pub mod file;
pub mod guest;
pub mod held;
pub mod identity;
pub mod insight;
pub mod job;
pub mod line_view;
pub mod mail;
pub mod negotiation;
pub mod neighbours;
pub mod notification;
pub mod offer;
pub mod ordering;
pub mod removal;
pub mod replay;
pub mod reply;
pub mod setting;
pub mod sharing;
pub mod stock;
pub mod support;
#[cfg(test)]
pub mod testing;
pub mod thread;
pub mod transaction;
pub mod triage;
pub mod upload;
pub mod upload_change;

pub use database::{Reader, Session, Store, Tx};
pub use error::StorageError;
pub use statement::Statement;

/// Every SQL text of the program, for the test that prepares each on both databases.
pub const STATEMENTS: &[(&str, &[&Statement])] = &[
    ("abandoned", abandoned::STATEMENTS),
    ("audit", audit::STATEMENTS),
    ("cart", cart::STATEMENTS),
    ("cart_history", cart_history::STATEMENTS),
    ("cart_item", cart_item::STATEMENTS),
    ("catalog::import", catalog::IMPORT),
    ("catalog::inventory", catalog::INVENTORY),
    ("catalog::search", catalog::SEARCH),
    ("column_match", column_match::STATEMENTS),
    ("compare", compare::STATEMENTS),
    ("delivery", delivery::STATEMENTS),
    ("demand", demand::STATEMENTS),
    ("file", file::STATEMENTS),
    ("guest", guest::STATEMENTS),
    ("held", held::STATEMENTS),
    ("identity::invitations", identity::INVITATIONS),
    ("identity::members", identity::MEMBERS),
    ("identity::people", identity::PEOPLE),
    ("identity::sessions", identity::SESSIONS),
    ("identity::tokens", identity::TOKENS),
    ("insight", insight::STATEMENTS),
    ("job", job::STATEMENTS),
    ("line_view", line_view::STATEMENTS),
    ("mail", mail::STATEMENTS),
    ("neighbours", neighbours::STATEMENTS),
    ("negotiation", negotiation::STATEMENTS),
    ("notification", notification::STATEMENTS),
    ("offer", offer::STATEMENTS),
    ("ordering::address", ordering::ADDRESS),
    ("ordering::bag", ordering::BAG),
    ("ordering::correction", ordering::CORRECTION),
    ("ordering::entry", ordering::ENTRY),
    ("ordering::ledger", ordering::LEDGER),
    ("ordering::limit", ordering::LIMIT),
    ("ordering::order", ordering::ORDER),
    ("ordering::order_view", ordering::ORDER_VIEW),
    ("ordering::shipment", ordering::SHIPMENT),
    ("ordering::submission", ordering::SUBMISSION),
    ("removal", removal::STATEMENTS),
    ("replay", replay::STATEMENTS),
    ("reply", reply::STATEMENTS),
    ("setting", setting::STATEMENTS),
    ("sharing::list", sharing::LIST),
    ("sharing::merge", sharing::MERGE),
    ("sharing::purge", sharing::PURGE),
    ("sharing::share", sharing::SHARE),
    ("sharing::trash", sharing::TRASH),
    ("stock", stock::STATEMENTS),
    ("support", support::STATEMENTS),
    ("thread", thread::STATEMENTS),
    ("transaction", transaction::STATEMENTS),
    ("triage", triage::STATEMENTS),
    ("upload", upload::STATEMENTS),
    ("upload_change", upload_change::STATEMENTS),
];

/// A row that was read under its lock; saving demands it, so that nothing is saved unread.
#[derive(Debug)]
pub struct Lock<T>(T);

impl<T> Lock<T> {
    /// Only storage makes locks.
    fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T> std::ops::Deref for Lock<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
