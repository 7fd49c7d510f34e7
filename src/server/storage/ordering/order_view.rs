//! Reading orders for their buyers and bags for their sellers: lists by the orders' numbers, pages with a fixed number of
//! statements. A seller's statement names nothing of an order's other bags.

use super::super::{Session, StorageError};
use crate::domain::{
    cart::CheckoutStatus,
    catalog::{Condition, Part},
    ids::{BagId, CartId, LineId, OrganisationId, PersonId},
    money::{Currency, Money, UnitPrice},
    ordering::{Answer, Bag, BagStatus, FinancialStatus, FulfilmentStatus, Ledger, OrderStatus, SkuState},
    time::Timestamp,
};
use sqlx::FromRow;

/// The orders of an organisation ($1) that fit what is searched for: words ($2), a number ($3), a part number ($4), who submitted
/// them ($5, or anybody).
macro_rules! orders_found {
    () => {
        "FROM purchase_order o JOIN person p ON p.id = o.submitted_by WHERE o.organisation_id = $1
        AND ($2 = '' OR o.number = $3 OR LOWER(SUBSTR(o.customer_po, 1, LENGTH($2))) = LOWER($2) OR ($4 <> '' AND EXISTS
            (SELECT 1 FROM order_line l JOIN cart_line c ON c.id = l.id
            WHERE l.order_id = o.id AND SUBSTR(c.part_key, 1, LENGTH($4)) = $4)))
        AND (o.submitted_by = $5 OR $5 IS NULL)"
    };
}

macro_rules! is_refused {
    () => {
        "EXISTS (SELECT 1 FROM order_bag r WHERE r.order_id = o.id AND r.status = 'REJECTED')"
    };
}

/// The bags of a seller ($1) that fit what is searched for: words ($2), a number ($3), a part number ($4).
macro_rules! bags_found {
    () => {
        "FROM order_bag b JOIN purchase_order o ON o.id = b.order_id JOIN organisation y ON y.id = b.buyer_id
        WHERE b.seller_id = $1
        AND ($2 = '' OR b.order_number = $3 OR b.erp_order_number = $2
            OR LOWER(SUBSTR(o.customer_po, 1, LENGTH($2))) = LOWER($2) OR LOWER(SUBSTR(y.name, 1, LENGTH($2))) = LOWER($2)
            OR ($4 <> '' AND EXISTS (SELECT 1 FROM order_line l JOIN cart_line c ON c.id = l.id
            WHERE l.bag_id = b.id AND SUBSTR(c.part_key, 1, LENGTH($4)) = $4)))"
    };
}

macro_rules! is_new {
    () => {
        "b.status = 'ACCEPTED' AND b.acknowledged_at IS NULL"
    };
}

macro_rules! is_to_ship {
    () => {
        "b.status IN ('ACCEPTED', 'PARTIALLY_REFUNDED') AND b.fulfilment_status <> 'FULFILLED'"
    };
}

macro_rules! is_unpaid {
    () => {
        "b.status = 'ACCEPTED' AND b.financial_status <> 'PAID'"
    };
}

macro_rules! is_waiting {
    () => {
        "b.status IN ('IN_PROGRESS', 'SUBMITTED', 'REJECTED')"
    };
}

macro_rules! is_done {
    () => {
        "(b.status IN ('COMPLETED', 'CANCELED', 'REFUNDED')
        OR (b.status = 'PARTIALLY_REFUNDED' AND b.fulfilment_status = 'FULFILLED'))"
    };
}

macro_rules! bag_columns {
    () => {
        "b.id, b.currency, b.total_minor, b.answer, b.revision, b.status, b.financial_status, b.fulfilment_status,
        b.authorized_minor, b.paid_minor, b.refunded_minor, b.voided, b.erp_order_number, b.rejection, b.acknowledged_at,
        b.version"
    };
}

macro_rules! sku_columns {
    () => {
        "SELECT bag_id, id, position, part_number, manufacturer, description, condition, unit, certificate, lead_time_days,
        quantity, price_micros, currency, subtotal_minor, shipped, delivered, returned, refunded, canceled FROM order_line "
    };
}

statements! {
    ORDERS = [concat!("SELECT o.id, o.number, o.status, o.customer_po, p.name AS submitted_by, o.submitted_at,
        (SELECT COUNT(*) FROM order_line l WHERE l.order_id = o.id) AS lines ", orders_found!(),
        " AND ($6 = 'all' OR ($6 = 'open' AND o.status IN ('Submitted', 'Review', 'Processing', 'Rejected'))
            OR ($6 = 'trouble' AND ", is_refused!(), ") OR ($6 = 'complete' AND o.status = 'Complete')
            OR ($6 = 'canceled' AND o.status = 'Canceled'))
        AND o.number < $7 ORDER BY o.number DESC LIMIT $8")];
    COUNT_ORDERS = [concat!("SELECT COUNT(*) AS every,
        COUNT(CASE WHEN o.status IN ('Submitted', 'Review', 'Processing', 'Rejected') THEN 1 END) AS open,
        COUNT(CASE WHEN ", is_refused!(), " THEN 1 END) AS trouble,
        COUNT(CASE WHEN o.status = 'Complete' THEN 1 END) AS complete,
        COUNT(CASE WHEN o.status = 'Canceled' THEN 1 END) AS canceled ", orders_found!())];
    ORDER = [concat!("SELECT o.id, o.number, o.status, o.customer_po, o.header, o.held_reason, o.submitted_at, o.completed_at,
        p.name AS submitted_by, c.checkout_status, a.name AS approved_by,
        (SELECT k.id FROM cart k WHERE k.id = c.carried_to AND ", open_to!("k", "$3", "$2"), ") AS carried_to
        FROM purchase_order o JOIN person p ON p.id = o.submitted_by JOIN cart c ON c.id = o.id
        LEFT JOIN submission s ON s.id = o.submission_id LEFT JOIN person a ON a.id = s.decided_by
        WHERE o.id = $1 AND o.organisation_id = $2")];
    BAGS_OF_ORDER = [concat!("SELECT ", bag_columns!(), ", s.name AS seller FROM order_bag b
        JOIN organisation s ON s.id = b.seller_id WHERE b.order_id = $1 ORDER BY s.name, b.currency, b.id")];
    SKUS_OF_ORDER = [concat!(sku_columns!(), "WHERE order_id = $1 ORDER BY position")];
    BAGS = [concat!("SELECT b.id, b.order_number, y.name AS buyer, o.customer_po, b.erp_order_number, b.status,
        b.financial_status, b.fulfilment_status, b.currency, b.total_minor, ", is_new!(), " AS is_new, o.submitted_at,
        b.changed_at, (SELECT COUNT(*) FROM order_line l WHERE l.bag_id = b.id) AS lines ", bags_found!(),
        " AND ($5 = 'all' OR ($5 = 'new' AND ", is_new!(), ") OR ($5 = 'to_ship' AND ", is_to_ship!(),
        ") OR ($5 = 'unpaid' AND ", is_unpaid!(), ") OR ($5 = 'waiting' AND ", is_waiting!(), ") OR ($5 = 'done' AND ",
        is_done!(), ")) AND (b.order_number, b.id) < ($6, $7) ORDER BY b.order_number DESC, b.id DESC LIMIT $8")];
    COUNT_BAGS = [concat!("SELECT COUNT(*) AS every, COUNT(CASE WHEN ", is_new!(), " THEN 1 END) AS fresh,
        COUNT(CASE WHEN ", is_to_ship!(), " THEN 1 END) AS to_ship, COUNT(CASE WHEN ", is_unpaid!(), " THEN 1 END) AS unpaid,
        COUNT(CASE WHEN ", is_waiting!(), " THEN 1 END) AS waiting, COUNT(CASE WHEN ", is_done!(), " THEN 1 END) AS done ",
        bags_found!())];
    BAG = [concat!("SELECT ", bag_columns!(), ", s.name AS seller, o.id AS order_id, o.number, y.name AS buyer, o.customer_po,
        o.header, o.submitted_at, p.name AS submitted_by, k.name AS acknowledged_by
        FROM order_bag b JOIN purchase_order o ON o.id = b.order_id JOIN organisation y ON y.id = b.buyer_id
        JOIN organisation s ON s.id = b.seller_id JOIN person p ON p.id = o.submitted_by
        LEFT JOIN person k ON k.id = b.acknowledged_by WHERE b.id = $1 AND b.seller_id = $2")];
    SKUS_OF_BAG = [concat!(sku_columns!(), "WHERE bag_id = $1 ORDER BY position")];
    LINES_OF_ORDER = ["SELECT id FROM order_line WHERE order_id = $1 ORDER BY position"];
}

/// What a list is searched for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// As typed, trimmed; empty: everything.
    pub words: &'a str,
    pub number: Option<i64>,
    /// The words as a normalised part number.
    pub part_key: &'a str,
    /// Only what this person submitted.
    pub submitted_by: Option<PersonId>,
}

/// An order as the list shows it.
#[derive(Clone, Debug, FromRow)]
pub struct OrderListRow {
    pub id: CartId,
    pub number: i64,
    pub status: OrderStatus,
    pub customer_po: Option<String>,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    pub lines: i64,
}

/// The newest orders before a number.
///
/// # Errors
/// The database failed.
pub async fn orders(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    search: Search<'_>,
    window: (&str, i64, i64),
) -> Result<Vec<OrderListRow>, StorageError> {
    let Search { words, number, part_key, submitted_by } = search;
    let (tab, before, limit) = window;
    fetch_all!(session, OrderListRow, ORDERS, organisation_id, words, number, part_key, submitted_by, tab, before, limit)
}

#[derive(FromRow)]
struct OrderCounts {
    every: i64,
    open: i64,
    trouble: i64,
    complete: i64,
    canceled: i64,
}

/// How many orders each tab has: all, open, in trouble, complete, canceled.
///
/// # Errors
/// The database failed.
pub async fn count_orders(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    search: Search<'_>,
) -> Result<[i64; 5], StorageError> {
    let Search { words, number, part_key, submitted_by } = search;
    let row = fetch_one!(session, OrderCounts, COUNT_ORDERS, organisation_id, words, number, part_key, submitted_by)?;
    Ok([row.every, row.open, row.trouble, row.complete, row.canceled])
}

/// A bag of a listed order.
#[derive(Clone, Debug, FromRow)]
pub struct MarkRow {
    pub order_id: CartId,
    pub seller: String,
    pub status: BagStatus,
    pub fulfilment_status: FulfilmentStatus,
    currency: Currency,
    total_minor: i64,
}

impl MarkRow {
    pub fn total(&self) -> Money {
        Money { minor: self.total_minor, currency: self.currency }
    }
}

/// The bags of some orders, by seller.
///
/// # Errors
/// The database failed.
pub async fn marks(session: &mut impl Session, orders: &[CartId]) -> Result<Vec<MarkRow>, StorageError> {
    let mut rows = fetch_for!(session, MarkRow, orders, |sql| {
        sql.push(
            "SELECT b.order_id, s.name AS seller, b.status, b.fulfilment_status, b.currency, b.total_minor
            FROM order_bag b JOIN organisation s ON s.id = b.seller_id WHERE b.order_id",
        );
    });
    rows.sort_by(|a, b| (a.order_id, &a.seller, a.currency).cmp(&(b.order_id, &b.seller, b.currency)));
    Ok(rows)
}

/// An order without its bags.
#[derive(Clone, Debug, FromRow)]
pub struct OrderRow {
    pub id: CartId,
    pub number: i64,
    pub status: OrderStatus,
    pub customer_po: Option<String>,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: String,
    pub held_reason: Option<String>,
    pub submitted_at: Timestamp,
    pub completed_at: Option<Timestamp>,
    pub submitted_by: String,
    pub checkout_status: CheckoutStatus,
    pub approved_by: Option<String>,
    /// If it is open to the reader.
    pub carried_to: Option<CartId>,
}

/// An order of an organisation, for one of its buyers.
///
/// # Errors
/// The database failed.
pub async fn order(
    session: &mut impl Session,
    id: CartId,
    reader: (OrganisationId, PersonId),
) -> Result<Option<OrderRow>, StorageError> {
    fetch_optional!(session, OrderRow, ORDER, id, reader.0, reader.1)
}

/// A bag without its lines.
#[derive(Clone, Debug, FromRow)]
pub struct BagRow {
    pub id: BagId,
    currency: Currency,
    total_minor: i64,
    pub answer: Answer,
    pub revision: i64,
    pub status: BagStatus,
    pub financial_status: FinancialStatus,
    pub fulfilment_status: FulfilmentStatus,
    authorized_minor: i64,
    paid_minor: i64,
    refunded_minor: i64,
    voided: bool,
    pub erp_order_number: Option<String>,
    pub rejection: Option<String>,
    pub acknowledged_at: Option<Timestamp>,
    pub version: i64,
    pub seller: String,
}

impl BagRow {
    pub fn total(&self) -> Money {
        self.money(self.total_minor)
    }

    /// An amount of the bag's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.currency }
    }

    /// The bag as the rules know it.
    pub fn bag(&self, lines: &[SkuRow]) -> Bag {
        Bag {
            answer: self.answer,
            revision: u32::try_from(self.revision).unwrap_or(u32::MAX),
            total: self.money(self.total_minor),
            ledger: Ledger {
                authorized: self.authorized_minor,
                paid: self.paid_minor,
                refunded: self.refunded_minor,
                voided: self.voided,
            },
            lines: lines.iter().map(SkuRow::state).collect(),
        }
    }
}

/// The bags of an order, by seller.
///
/// # Errors
/// The database failed.
pub async fn bags_of_order(session: &mut impl Session, id: CartId) -> Result<Vec<BagRow>, StorageError> {
    fetch_all!(session, BagRow, BAGS_OF_ORDER, id)
}

/// A line of an order.
#[derive(Clone, Debug, FromRow)]
pub struct SkuRow {
    pub bag_id: BagId,
    pub id: LineId,
    pub position: i64,
    part_number: String,
    manufacturer: String,
    description: String,
    condition: Condition,
    unit: String,
    certificate: Option<String>,
    pub lead_time_days: Option<i32>,
    quantity: i64,
    price_micros: i64,
    currency: Currency,
    subtotal_minor: i64,
    shipped: i64,
    delivered: i64,
    returned: i64,
    refunded: i64,
    canceled: i64,
}

impl SkuRow {
    pub fn state(&self) -> SkuState {
        SkuState {
            line_id: self.id,
            quantity: self.quantity,
            unit_price: UnitPrice { micros: self.price_micros, currency: self.currency },
            shipped: self.shipped,
            delivered: self.delivered,
            returned: self.returned,
            refunded: self.refunded,
            canceled: self.canceled,
        }
    }

    pub fn subtotal(&self) -> Money {
        Money { minor: self.subtotal_minor, currency: self.currency }
    }

    pub fn part(&self) -> Part {
        Part {
            part_number: self.part_number.clone(),
            manufacturer: self.manufacturer.clone(),
            description: self.description.clone(),
            condition: self.condition,
            unit: self.unit.clone(),
            certificate: self.certificate.clone(),
        }
    }
}

/// The lines of an order, in its order.
///
/// # Errors
/// The database failed.
pub async fn skus_of_order(session: &mut impl Session, id: CartId) -> Result<Vec<SkuRow>, StorageError> {
    fetch_all!(session, SkuRow, SKUS_OF_ORDER, id)
}

/// A bag as its seller's list shows it.
#[derive(Clone, Debug, FromRow)]
pub struct BagListRow {
    pub id: BagId,
    pub order_number: i64,
    pub buyer: String,
    pub customer_po: Option<String>,
    pub erp_order_number: Option<String>,
    pub status: BagStatus,
    pub financial_status: FinancialStatus,
    pub fulfilment_status: FulfilmentStatus,
    currency: Currency,
    total_minor: i64,
    pub is_new: bool,
    pub submitted_at: Timestamp,
    pub changed_at: Timestamp,
    pub lines: i64,
}

impl BagListRow {
    pub fn total(&self) -> Money {
        Money { minor: self.total_minor, currency: self.currency }
    }
}

/// A seller's bags of the newest orders before one of them; `window.1` names the last bag seen by its order's number.
///
/// # Errors
/// The database failed.
pub async fn bags(
    session: &mut impl Session,
    seller_id: OrganisationId,
    search: Search<'_>,
    window: (&str, (i64, BagId), i64),
) -> Result<Vec<BagListRow>, StorageError> {
    let Search { words, number, part_key, .. } = search;
    let (tab, (before, before_id), limit) = window;
    fetch_all!(session, BagListRow, BAGS, seller_id, words, number, part_key, tab, before, before_id, limit)
}

#[derive(FromRow)]
struct BagCounts {
    every: i64,
    fresh: i64,
    to_ship: i64,
    unpaid: i64,
    waiting: i64,
    done: i64,
}

/// How many bags each tab has: all, new, to ship, unpaid, waiting, done.
///
/// # Errors
/// The database failed.
pub async fn count_bags(
    session: &mut impl Session,
    seller_id: OrganisationId,
    search: Search<'_>,
) -> Result<[i64; 6], StorageError> {
    let Search { words, number, part_key, .. } = search;
    let row = fetch_one!(session, BagCounts, COUNT_BAGS, seller_id, words, number, part_key)?;
    Ok([row.every, row.fresh, row.to_ship, row.unpaid, row.waiting, row.done])
}

/// A bag with what its seller may know of its order.
#[derive(Clone, Debug, FromRow)]
pub struct SellerBagRow {
    #[sqlx(flatten)]
    pub bag: BagRow,
    pub order_id: CartId,
    pub number: i64,
    pub buyer: String,
    pub customer_po: Option<String>,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: String,
    pub submitted_at: Timestamp,
    pub submitted_by: String,
    pub acknowledged_by: Option<String>,
}

/// A bag of a seller.
///
/// # Errors
/// The database failed.
pub async fn bag(
    session: &mut impl Session,
    id: BagId,
    seller_id: OrganisationId,
) -> Result<Option<SellerBagRow>, StorageError> {
    fetch_optional!(session, SellerBagRow, BAG, id, seller_id)
}

/// The lines of a bag, in their order.
///
/// # Errors
/// The database failed.
pub async fn skus_of_bag(session: &mut impl Session, id: BagId) -> Result<Vec<SkuRow>, StorageError> {
    fetch_all!(session, SkuRow, SKUS_OF_BAG, id)
}

#[derive(FromRow)]
struct LineIdRow {
    id: LineId,
}

/// The lines of an order by identifier, in its order.
///
/// # Errors
/// The database failed.
pub async fn lines_of_order(session: &mut impl Session, id: CartId) -> Result<Vec<LineId>, StorageError> {
    Ok(fetch_all!(session, LineIdRow, LINES_OF_ORDER, id)?.into_iter().map(|row| row.id).collect())
}
