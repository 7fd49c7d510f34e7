//! The history of orders and their bags: appended, read in order. Never changed.

use super::super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{BagId, CartId, EventId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO order_entry (id, order_id, bag_id, event, actor_id, happened_at) VALUES ($1, $2, $3, $4, $5, $6)"];
    OF_ORDER = ["SELECT e.bag_id, e.event, p.name AS actor, e.happened_at FROM order_entry e
        LEFT JOIN person p ON p.id = e.actor_id WHERE e.order_id = $1 ORDER BY e.id DESC LIMIT $2"];
    OF_BAG = ["SELECT e.bag_id, e.event, p.name AS actor, e.happened_at FROM order_entry e
        LEFT JOIN person p ON p.id = e.actor_id WHERE e.bag_id = $1 ORDER BY e.id DESC LIMIT $2"];
}

/// An entry about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    pub id: EventId,
    pub order_id: CartId,
    /// `None`: of the order as a whole; sellers never read it.
    pub bag_id: Option<BagId>,
    /// A `BagEvent` if there is a bag, else an `OrderEvent`; as JSON.
    pub event: &'a str,
    /// `None`: the system, or the seller's system.
    pub actor_id: Option<PersonId>,
    pub at: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, new: &NewEntry<'_>) -> Result<(), StorageError> {
    let NewEntry { id, order_id, bag_id, event, actor_id, at } = *new;
    execute!(tx, INSERT, id, order_id, bag_id, event, actor_id, at)?;
    Ok(())
}

/// A stored entry.
#[derive(Clone, Debug, FromRow)]
pub struct EntryRow {
    pub bag_id: Option<BagId>,
    pub event: String,
    pub actor: Option<String>,
    pub happened_at: Timestamp,
}

/// The newest entries of an order and of all its bags, newest first.
///
/// # Errors
/// The database failed.
pub async fn of_order(session: &mut impl Session, id: CartId, limit: i64) -> Result<Vec<EntryRow>, StorageError> {
    fetch_all!(session, EntryRow, OF_ORDER, id, limit)
}

/// The newest entries of one bag, newest first.
///
/// # Errors
/// The database failed.
pub async fn of_bag(session: &mut impl Session, id: BagId, limit: i64) -> Result<Vec<EntryRow>, StorageError> {
    fetch_all!(session, EntryRow, OF_BAG, id, limit)
}
