//! What left a seller's house together. Must not decide what counts as delivered.

use super::super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{BagId, CartId, LineId, PersonId},
    ordering::Packed,
    time::Timestamp,
};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    INSERT = ["INSERT INTO shipment (id, bag_id, carrier, tracking, shipped_by, shipped_at) VALUES ($1, $2, $3, $4, $5, $6)"];
    OF_BAG = ["SELECT s.id, s.bag_id, s.carrier, s.tracking, p.name AS shipped_by, s.shipped_at, s.delivered_at, l.line_id,
        l.quantity FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id LEFT JOIN person p ON p.id = s.shipped_by
        WHERE s.bag_id = $1 ORDER BY s.id, l.line_id"];
    OF_ORDER = ["SELECT s.id, s.bag_id, s.carrier, s.tracking, p.name AS shipped_by, s.shipped_at, s.delivered_at, l.line_id,
        l.quantity FROM order_bag b JOIN shipment s ON s.bag_id = b.id JOIN shipment_line l ON l.shipment_id = s.id
        LEFT JOIN person p ON p.id = s.shipped_by WHERE b.order_id = $1 ORDER BY s.id, l.line_id"];
    DELIVERED = ["UPDATE shipment SET delivered_at = $2 WHERE id = $1 AND delivered_at IS NULL"];
}

/// A shipment about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewShipment<'a> {
    pub id: Uuid,
    pub bag_id: BagId,
    pub carrier: &'a str,
    pub tracking: Option<&'a str>,
    pub lines: &'a [Packed],
    pub by: (Option<PersonId>, Timestamp),
}

/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, new: &NewShipment<'_>) -> Result<(), StorageError> {
    execute!(tx, INSERT, new.id, new.bag_id, new.carrier, new.tracking, new.by.0, new.by.1)?;
    insert_rows!(tx, "INSERT INTO shipment_line (shipment_id, line_id, quantity) ", 3, new.lines, |values, packed| {
        values.push_bind(new.id).push_bind(packed.line_id).push_bind(packed.quantity);
    });
    Ok(())
}

/// A line of a shipment, with the shipment.
#[derive(Clone, Debug, FromRow)]
pub struct ShippedRow {
    pub id: Uuid,
    pub bag_id: BagId,
    pub carrier: String,
    pub tracking: Option<String>,
    pub shipped_by: Option<String>,
    pub shipped_at: Timestamp,
    pub delivered_at: Option<Timestamp>,
    pub line_id: LineId,
    pub quantity: i64,
}

/// The lines of a bag's shipments, the oldest shipment first.
///
/// # Errors
/// The database failed.
pub async fn of_bag(session: &mut impl Session, id: BagId) -> Result<Vec<ShippedRow>, StorageError> {
    fetch_all!(session, ShippedRow, OF_BAG, id)
}

/// The lines of the shipments of all bags of an order, the oldest shipment first.
///
/// # Errors
/// The database failed.
pub async fn of_order(session: &mut impl Session, id: CartId) -> Result<Vec<ShippedRow>, StorageError> {
    fetch_all!(session, ShippedRow, OF_ORDER, id)
}

/// Notes that everything of a shipment has arrived.
///
/// # Errors
/// The database failed.
pub async fn mark_delivered(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, DELIVERED, id, at)
}
