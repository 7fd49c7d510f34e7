//! The ledgers of bags: only ever added to. The sums stand with the bag.

use super::super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{BagId, CartId, EventId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO ledger_entry (id, bag_id, kind, amount_minor, reference, booked_by, booked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)"];
    OF_BAG = ["SELECT e.bag_id, e.kind, e.amount_minor, e.reference, p.name AS booked_by, e.booked_at FROM ledger_entry e
        LEFT JOIN person p ON p.id = e.booked_by WHERE e.bag_id = $1 ORDER BY e.id"];
    OF_ORDER = ["SELECT e.bag_id, e.kind, e.amount_minor, e.reference, p.name AS booked_by, e.booked_at
        FROM order_bag b JOIN ledger_entry e ON e.bag_id = b.id LEFT JOIN person p ON p.id = e.booked_by
        WHERE b.order_id = $1 ORDER BY e.id"];
}

/// A booking about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewBooking<'a> {
    pub id: EventId,
    pub bag_id: BagId,
    /// `authorization`, `void`, `payment` or `refund`.
    pub kind: &'static str,
    /// In minor units of the bag's currency.
    pub amount_minor: i64,
    pub reference: Option<&'a str>,
    pub by: (Option<PersonId>, Timestamp),
}

/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, new: &NewBooking<'_>) -> Result<(), StorageError> {
    let NewBooking { id, bag_id, kind, amount_minor, reference, by } = *new;
    execute!(tx, INSERT, id, bag_id, kind, amount_minor, reference, by.0, by.1)?;
    Ok(())
}

/// A stored booking.
#[derive(Clone, Debug, FromRow)]
pub struct BookingRow {
    pub bag_id: BagId,
    pub kind: String,
    pub amount_minor: i64,
    pub reference: Option<String>,
    pub booked_by: Option<String>,
    pub booked_at: Timestamp,
}

/// Everything booked for a bag, in its order.
///
/// # Errors
/// The database failed.
pub async fn of_bag(session: &mut impl Session, id: BagId) -> Result<Vec<BookingRow>, StorageError> {
    fetch_all!(session, BookingRow, OF_BAG, id)
}

/// Everything booked for the bags of an order.
///
/// # Errors
/// The database failed.
pub async fn of_order(session: &mut impl Session, id: CartId) -> Result<Vec<BookingRow>, StorageError> {
    fetch_all!(session, BookingRow, OF_ORDER, id)
}
