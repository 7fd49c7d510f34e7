//! Bags of orders on the way in: inserted with their lines, locked with their order, saved under their version.
//! Must not decide anything.

use super::super::{Lock, StorageError, Tx, negotiation::Saved};
use crate::api_types::negotiation::TransactionState;
use crate::domain::{
    cart::{CartKind, CheckoutStatus},
    ids::{BagId, CartId, LineId, OrganisationId, PersonId},
    money::{Currency, Money, UnitPrice},
    ordering::{
        self, Answer, Bag, BagStatus, FinancialStatus, FulfilmentStatus, Ledger, OrderStatus, SkuState, financial_status,
        fulfilment_status,
    },
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO order_bag (id, order_id, order_number, buyer_id, seller_id, currency, total_minor, answer, revision,
        status, financial_status, fulfilment_status, authorized_minor, paid_minor, refunded_minor, voided, needs_attention,
        changed_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 1, 'IN_PROGRESS', 'UNPAID', 'PROCESSING', 0, 0, 0, FALSE, FALSE, $8, 1)"];
    /// The cart first: a bag that is its order's last moves the cart's checkout status.
    LOCK_CART = [locking "SELECT id, kind, creator_id, checkout_status FROM cart
        WHERE id = (SELECT b.order_id FROM order_bag b WHERE b.id = $1)"];
    LOCK_ORDER = [locking "SELECT number, organisation_id, submitted_by, submitted_at, status, version,
        (SELECT o.name FROM organisation o WHERE o.id = purchase_order.organisation_id) AS buyer
        FROM purchase_order WHERE id = $1"];
    LOCK_BAG = [locking "SELECT id, seller_id, currency, total_minor, answer, revision, authorized_minor, paid_minor,
        refunded_minor, voided, acknowledged_at, version,
        (SELECT o.name FROM organisation o WHERE o.id = order_bag.seller_id) AS seller
        FROM order_bag WHERE id = $1"];
    LINES = ["SELECT id, quantity, price_micros, currency, shipped, delivered, returned, refunded, canceled
        FROM order_line WHERE bag_id = $1 ORDER BY position"];
    /// Those beside it; held still by the lock of their order.
    OTHERS = ["SELECT answer, status FROM order_bag WHERE order_id = $1 AND id <> $2 ORDER BY id"];
    SAVE = ["UPDATE order_bag SET answer = $3, revision = $4, status = $5, financial_status = $6, fulfilment_status = $7,
        authorized_minor = $8, paid_minor = $9, refunded_minor = $10, voided = $11,
        erp_order_number = COALESCE($12, erp_order_number), rejection = $13,
        needs_attention = needs_attention AND $14, changed_at = $15, version = version + 1
        WHERE id = $1 AND version = $2"];
    SAVE_LINE = ["UPDATE order_line SET shipped = $2, delivered = $3, returned = $4, refunded = $5, canceled = $6
        WHERE id = $1"];
    SAVE_ORDER = ["UPDATE purchase_order SET status = $3, changed_at = $4,
        completed_at = CASE WHEN $5 THEN COALESCE(completed_at, $4) ELSE completed_at END, version = version + 1
        WHERE id = $1 AND version = $2"];
    SAVE_CHECKOUT = ["UPDATE cart SET checkout_status = $2 WHERE id = $1"];
    ACKNOWLEDGE = ["UPDATE order_bag SET acknowledged_at = $2, acknowledged_by = $3, changed_at = $2, version = version + 1
        WHERE id = $1 AND acknowledged_at IS NULL"];
}

/// A bag about to be stored, with the number of its order.
#[derive(Clone, Copy, Debug)]
pub struct NewOrderBag {
    pub id: BagId,
    pub order_id: CartId,
    pub order_number: i64,
    pub buyer_id: OrganisationId,
    pub seller_id: OrganisationId,
    pub total: Money,
    pub at: Timestamp,
}

/// Stores a bag with its lines, copied from the transactions that they were agreed as. `before`: how many lines of the order are
/// stored already. The lines stand in the order of their identifiers. Answers how many were stored.
///
/// # Errors
/// The database failed; a line has an order already, or no transaction (then fewer lines are stored than named).
pub async fn insert(tx: &mut Tx, new: &NewOrderBag, lines: &[LineId], before: i64) -> Result<u64, StorageError> {
    execute!(
        tx,
        INSERT,
        new.id,
        new.order_id,
        new.order_number,
        new.buyer_id,
        new.seller_id,
        new.total.currency,
        new.total.minor,
        new.at
    )?;
    let mut ids = lines.to_vec();
    ids.sort_unstable();
    let mut stored = 0_i64;
    for some in ids.chunks(10_000) {
        execute_for!(tx, some, |sql| {
            sql.push(
                "INSERT INTO order_line (id, order_id, bag_id, position, part_number, manufacturer, description, condition, unit,
                certificate, lead_time_days, quantity, price_micros, currency, subtotal_minor, shipped, delivered, returned,
                refunded, canceled) SELECT t.line_id, ",
            );
            sql.push_bind(new.order_id).push(", ").push_bind(new.id).push(", ").push_bind(before + stored);
            sql.push(
                " + ROW_NUMBER() OVER (ORDER BY t.line_id), t.part_number, t.manufacturer, t.description, t.condition, t.unit,
                t.certificate, t.lead_time_days, t.quantity, t.price_micros, t.currency, t.subtotal_minor, 0, 0, 0, 0, 0
                FROM line_transaction t WHERE t.line_id",
            );
        });
        stored += i64::try_from(some.len()).unwrap_or(i64::MAX);
    }
    let count = fetch_all!(tx, SkuRow, LINES, new.id)?.len();
    Ok(count as u64)
}

#[derive(FromRow)]
struct CartRow {
    id: CartId,
    kind: CartKind,
    creator_id: PersonId,
    checkout_status: CheckoutStatus,
}

#[derive(FromRow)]
struct OrderRow {
    number: i64,
    organisation_id: OrganisationId,
    submitted_by: PersonId,
    submitted_at: Timestamp,
    status: OrderStatus,
    version: i64,
    buyer: String,
}

#[derive(FromRow)]
struct BagRow {
    id: BagId,
    seller_id: OrganisationId,
    currency: Currency,
    total_minor: i64,
    answer: Answer,
    revision: i64,
    authorized_minor: i64,
    paid_minor: i64,
    refunded_minor: i64,
    voided: bool,
    acknowledged_at: Option<Timestamp>,
    version: i64,
    seller: String,
}

#[derive(FromRow)]
struct SkuRow {
    id: LineId,
    quantity: i64,
    price_micros: i64,
    currency: Currency,
    shipped: i64,
    delivered: i64,
    returned: i64,
    refunded: i64,
    canceled: i64,
}

impl From<SkuRow> for SkuState {
    fn from(row: SkuRow) -> Self {
        Self {
            line_id: row.id,
            quantity: row.quantity,
            unit_price: UnitPrice { micros: row.price_micros, currency: row.currency },
            shipped: row.shipped,
            delivered: row.delivered,
            returned: row.returned,
            refunded: row.refunded,
            canceled: row.canceled,
        }
    }
}

/// What an order says of its other bags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct OtherBag {
    pub answer: Answer,
    pub status: BagStatus,
}

/// The order that a bag belongs to.
#[derive(Clone, Debug)]
pub struct OrderFacts {
    pub id: CartId,
    pub number: i64,
    pub buyer_id: OrganisationId,
    pub buyer: String,
    pub submitted_by: PersonId,
    pub submitted_at: Timestamp,
    pub status: OrderStatus,
    pub checkout_status: CheckoutStatus,
    pub version: i64,
    /// The one person who is told of it; `None`: every buyer of the organisation.
    pub owner: Option<PersonId>,
}

/// A bag with its order and what else decides about them.
#[derive(Clone, Debug)]
pub struct BagRecord {
    pub id: BagId,
    pub order: OrderFacts,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub bag: Bag,
    pub acknowledged_at: Option<Timestamp>,
    pub others: Vec<OtherBag>,
    pub version: i64,
}

/// Locks the cart, its order, then the bag; reads its lines and what stands beside it.
///
/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, id: BagId) -> Result<Option<Lock<BagRecord>>, StorageError> {
    let Some(cart) = fetch_optional!(tx, CartRow, LOCK_CART, id)? else { return Ok(None) };
    let order = fetch_one!(tx, OrderRow, LOCK_ORDER, cart.id)?;
    let row = fetch_one!(tx, BagRow, LOCK_BAG, id)?;
    let lines = fetch_all!(tx, SkuRow, LINES, id)?;
    let others = fetch_all!(tx, OtherBag, OTHERS, cart.id, id)?;
    let revision = u32::try_from(row.revision).map_err(|_| StorageError::Corrupt(format!("bag {id}: its revision")))?;
    let order = OrderFacts {
        id: cart.id,
        number: order.number,
        buyer_id: order.organisation_id,
        buyer: order.buyer,
        submitted_by: order.submitted_by,
        submitted_at: order.submitted_at,
        status: order.status,
        checkout_status: cart.checkout_status,
        version: order.version,
        owner: match cart.kind {
            CartKind::Personal => Some(cart.creator_id),
            CartKind::Shared => None,
        },
    };
    let bag = Bag {
        answer: row.answer,
        revision,
        total: Money { minor: row.total_minor, currency: row.currency },
        ledger: Ledger {
            authorized: row.authorized_minor,
            paid: row.paid_minor,
            refunded: row.refunded_minor,
            voided: row.voided,
        },
        lines: lines.into_iter().map(SkuState::from).collect(),
    };
    Ok(Some(Lock::new(BagRecord {
        id: row.id,
        order,
        seller_id: row.seller_id,
        seller: row.seller,
        bag,
        acknowledged_at: row.acknowledged_at,
        others,
        version: row.version,
    })))
}

/// What a save of a bag writes beside its state.
#[derive(Clone, Copy, Debug)]
pub struct BagChange<'a> {
    pub after: &'a Bag,
    /// What the seller's system calls the order; `None` leaves it.
    pub erp_order_number: Option<&'a str>,
    /// Why the seller refuses it as it stands.
    pub rejection: Option<&'a str>,
    /// Whether somebody still has to look at it if they had to before.
    pub keeps_attention: bool,
    pub at: Timestamp,
}

/// Saves a bag under the version that was read, and those of its lines that changed.
///
/// # Errors
/// The database failed.
pub async fn save(tx: &mut Tx, before: &Lock<BagRecord>, change: &BagChange<'_>) -> Result<Saved, StorageError> {
    let after = change.after;
    let (financial, fulfilment): (FinancialStatus, FulfilmentStatus) = (financial_status(after), fulfilment_status(after));
    let saved = execute!(
        tx,
        SAVE,
        before.id,
        before.version,
        after.answer,
        i64::from(after.revision),
        ordering::status(after),
        financial,
        fulfilment,
        after.ledger.authorized,
        after.ledger.paid,
        after.ledger.refunded,
        after.ledger.voided,
        change.erp_order_number,
        change.rejection,
        change.keeps_attention,
        change.at
    )?;
    if saved != 1 {
        return Ok(Saved::Stale);
    }
    let changed = after.lines.iter().zip(&before.bag.lines).filter(|(after, before)| after != before);
    for (sku, _) in changed {
        execute!(tx, SAVE_LINE, sku.line_id, sku.shipped, sku.delivered, sku.returned, sku.refunded, sku.canceled)?;
    }
    Ok(Saved::Done)
}

/// Saves what follows for the order from one of its bags, under the version that was read.
///
/// # Errors
/// The database failed.
pub async fn save_order(
    tx: &mut Tx,
    before: &Lock<BagRecord>,
    now: (OrderStatus, CheckoutStatus),
    at: Timestamp,
) -> Result<Saved, StorageError> {
    let (status, checkout) = now;
    let order = &before.order;
    let is_over = matches!(checkout, CheckoutStatus::Complete | CheckoutStatus::Canceled);
    if execute!(tx, SAVE_ORDER, order.id, order.version, status, at, is_over)? != 1 {
        return Ok(Saved::Stale);
    }
    if checkout != order.checkout_status {
        execute!(tx, SAVE_CHECKOUT, order.id, checkout)?;
    }
    Ok(Saved::Done)
}

/// Notes that a seller has seen the bag; 0 if one had already.
///
/// # Errors
/// The database failed.
pub async fn acknowledge(tx: &mut Tx, bag: &Lock<BagRecord>, by: (PersonId, Timestamp)) -> Result<u64, StorageError> {
    execute!(tx, ACKNOWLEDGE, bag.id, by.1, by.0)
}

/// Moves the transactions of lines to another state.
///
/// # Errors
/// The database failed.
pub async fn move_transactions(tx: &mut Tx, lines: &[LineId], to: TransactionState) -> Result<(), StorageError> {
    execute_for!(tx, lines, |sql| {
        sql.push("UPDATE line_transaction SET state = ").push_bind(to).push(" WHERE line_id");
    });
    Ok(())
}
