//! An order as support changes it: locked with all its bags, saved under the version that was read. Must not decide anything.

use super::super::{Lock, Session, StorageError, Tx, negotiation::Saved};
use crate::domain::{
    cart::CartKind,
    ids::{BagId, CartId, LineId, OrganisationId, PersonId},
    money::{Currency, Money},
    ordering::Answer,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    LOCK_CART = [locking "SELECT id, kind, creator_id FROM cart WHERE id = $1"];
    LOCK_ORDER = [locking "SELECT id, number, organisation_id, submitted_by, submitted_at, customer_po, header, held_reason,
        revision, version FROM purchase_order WHERE id = $1"];
    LOCK_BAGS = [locking "SELECT id, seller_id, currency, total_minor, answer, revision, erp_order_number, version,
        (SELECT s.name FROM organisation s WHERE s.id = order_bag.seller_id) AS seller,
        (SELECT COUNT(*) FROM delivery_attempt a WHERE a.bag_id = order_bag.id AND a.revision = order_bag.revision) AS tries
        FROM order_bag WHERE order_id = $1 ORDER BY id"];
    FIRST_LINE = ["SELECT id FROM order_line WHERE order_id = $1 ORDER BY position LIMIT 1"];
    STATE = ["SELECT revision, customer_po, header FROM purchase_order WHERE id = $1"];
    WAYS = ["SELECT b.id, b.answer, b.revision, (SELECT COUNT(*) FROM delivery_attempt a WHERE a.bag_id = b.id) AS tries
        FROM order_bag b WHERE b.order_id = $1 ORDER BY b.id"];
    SAVE_DETAILS = ["UPDATE purchase_order SET customer_po = $3, header = $4, changed_at = $5, revision = revision + 1,
        version = version + 1 WHERE id = $1 AND version = $2"];
    SAVE_HELD = ["UPDATE purchase_order SET held_reason = $3, changed_at = $4, version = version + 1
        WHERE id = $1 AND version = $2"];
    SAVE_NUMBER = ["UPDATE order_bag SET erp_order_number = $3, changed_at = $4, version = version + 1
        WHERE id = $1 AND version = $2"];
    SAVE_CURRENCY = ["UPDATE order_bag SET currency = $3, total_minor = $4, changed_at = $5, version = version + 1
        WHERE id = $1 AND version = $2"];
    SAVE_LINE_CURRENCY = ["UPDATE order_line SET currency = $2, subtotal_minor = $3 WHERE id = $1"];
}

/// An order with its bags, as support finds it.
#[derive(Clone, Debug)]
pub struct CorrectedOrder {
    pub id: CartId,
    pub number: i64,
    pub buyer_id: OrganisationId,
    pub submitted_by: PersonId,
    pub submitted_at: Timestamp,
    pub customer_po: Option<String>,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: String,
    pub held_reason: Option<String>,
    /// Rises with each correction.
    pub revision: i64,
    pub version: i64,
    /// The one person who is told of it; `None`: every buyer of the organisation.
    pub owner: Option<PersonId>,
    pub bags: Vec<CorrectedBag>,
    /// Any line of it.
    pub line_id: LineId,
}

#[derive(FromRow)]
struct CartRow {
    id: CartId,
    kind: CartKind,
    creator_id: PersonId,
}

#[derive(FromRow)]
struct OrderRow {
    id: CartId,
    number: i64,
    organisation_id: OrganisationId,
    submitted_by: PersonId,
    submitted_at: Timestamp,
    customer_po: Option<String>,
    header: String,
    held_reason: Option<String>,
    revision: i64,
    version: i64,
}

/// A bag of it.
#[derive(Clone, Debug, FromRow)]
pub struct CorrectedBag {
    pub id: BagId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub currency: Currency,
    total_minor: i64,
    pub answer: Answer,
    pub revision: i64,
    pub erp_order_number: Option<String>,
    pub version: i64,
    /// Tries to hand this revision over.
    pub tries: i64,
}

impl CorrectedBag {
    pub fn total(&self) -> Money {
        Money { minor: self.total_minor, currency: self.currency }
    }

    /// Whether its seller's system may have seen it.
    pub fn was_handed_over(&self) -> bool {
        self.answer != Answer::Waiting || self.revision > 1 || self.tries > 0
    }
}

#[derive(FromRow)]
struct LineRow {
    id: LineId,
}

/// Locks the cart, its order, then all its bags in the order of their identifiers.
///
/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, id: CartId) -> Result<Option<Lock<CorrectedOrder>>, StorageError> {
    let Some(cart) = fetch_optional!(tx, CartRow, LOCK_CART, id)? else { return Ok(None) };
    let Some(order) = fetch_optional!(tx, OrderRow, LOCK_ORDER, cart.id)? else { return Ok(None) };
    let bags = fetch_all!(tx, CorrectedBag, LOCK_BAGS, id)?;
    let line = fetch_one!(tx, LineRow, FIRST_LINE, id)?;
    Ok(Some(Lock::new(CorrectedOrder {
        id: order.id,
        number: order.number,
        buyer_id: order.organisation_id,
        submitted_by: order.submitted_by,
        submitted_at: order.submitted_at,
        customer_po: order.customer_po,
        header: order.header,
        held_reason: order.held_reason,
        revision: order.revision,
        version: order.version,
        owner: match cart.kind {
            CartKind::Personal => Some(cart.creator_id),
            CartKind::Shared => None,
        },
        bags,
        line_id: line.id,
    })))
}

/// What a form of an order is drawn with.
#[derive(Clone, Debug, FromRow)]
pub struct StateRow {
    pub revision: i64,
    pub customer_po: Option<String>,
    pub header: String,
}

/// # Errors
/// The database failed.
pub async fn state(session: &mut impl Session, id: CartId) -> Result<Option<StateRow>, StorageError> {
    fetch_optional!(session, StateRow, STATE, id)
}

/// How far a bag was on its way to its seller.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct WayRow {
    pub id: BagId,
    pub answer: Answer,
    pub revision: i64,
    pub tries: i64,
}

impl WayRow {
    /// As [`CorrectedBag::was_handed_over`].
    pub fn was_handed_over(&self) -> bool {
        self.answer != Answer::Waiting || self.revision > 1 || self.tries > 0
    }
}

/// # Errors
/// The database failed.
pub async fn ways(session: &mut impl Session, id: CartId) -> Result<Vec<WayRow>, StorageError> {
    fetch_all!(session, WayRow, WAYS, id)
}

fn saved(rows: u64) -> Saved {
    if rows == 1 { Saved::Done } else { Saved::Stale }
}

/// Saves customer PO and header under the version that was read.
///
/// # Errors
/// The database failed.
pub async fn save_details(
    tx: &mut Tx,
    before: &Lock<CorrectedOrder>,
    details: (Option<&str>, &str),
    at: Timestamp,
) -> Result<Saved, StorageError> {
    Ok(saved(execute!(tx, SAVE_DETAILS, before.id, before.version, details.0, details.1, at)?))
}

/// Keeps an order back, or lets it go on.
///
/// # Errors
/// The database failed.
pub async fn save_held(
    tx: &mut Tx,
    before: &Lock<CorrectedOrder>,
    reason: Option<&str>,
    at: Timestamp,
) -> Result<Saved, StorageError> {
    Ok(saved(execute!(tx, SAVE_HELD, before.id, before.version, reason, at)?))
}

/// Saves what the seller's system calls the order. `bag`: identifier and version.
///
/// # Errors
/// The database failed.
pub async fn save_number(
    tx: &mut Tx,
    bag: (BagId, i64),
    number: Option<&str>,
    at: Timestamp,
) -> Result<Saved, StorageError> {
    Ok(saved(execute!(tx, SAVE_NUMBER, bag.0, bag.1, number, at)?))
}

/// Saves another currency of a bag and of its lines, with their totals. `bag`: identifier and version.
///
/// # Errors
/// The database failed.
pub async fn save_currency(
    tx: &mut Tx,
    bag: (BagId, i64),
    totals: (Money, &[(LineId, Money)]),
    at: Timestamp,
) -> Result<Saved, StorageError> {
    let (total, lines) = totals;
    for (line_id, subtotal) in lines {
        execute!(tx, SAVE_LINE_CURRENCY, *line_id, subtotal.currency, subtotal.minor)?;
    }
    Ok(saved(execute!(tx, SAVE_CURRENCY, bag.0, bag.1, total.currency, total.minor, at)?))
}
