//! Carts on their way to orders: what would be ordered, the order as it is stored, and where the lines go that stay behind.

use crate::{
    domain::{
        catalog::Condition,
        ids::{BagId, CartId, LineId, OrganisationId, PersonId, SubmissionId},
        money::{Currency, Money, UnitPrice},
        negotiation::LineStatus,
        ordering::NewBag,
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx, sharing::CartRecord},
};
use sqlx::FromRow;

statements! {
    AGREED = ["SELECT l.id, l.bag_id, l.seller_id, s.name AS seller, t.part_number, t.manufacturer, t.description, t.condition,
        t.unit, t.certificate, t.lead_time_days, t.quantity, t.price_micros, t.currency, t.subtotal_minor, t.agreed_at
        FROM cart_line l JOIN line_transaction t ON t.line_id = l.id JOIN organisation s ON s.id = l.seller_id
        WHERE l.cart_id = $1 AND l.status = 'accepted' ORDER BY l.id"];
    ACTIVE = ["SELECT l.id, l.seller_id, s.name AS seller, l.part_number, l.status, l.quantity, l.offer_price_micros, l.currency,
        (w.line_id IS NOT NULL) AS is_leaving FROM cart_line l JOIN organisation s ON s.id = l.seller_id
        LEFT JOIN pending_withdrawal w ON w.line_id = l.id
        WHERE l.cart_id = $1 AND l.status IN ('open', 'quote') ORDER BY l.id"];
    /// What says how far a cart is from an order, without its lines.
    FACTS = ["SELECT
        (SELECT COUNT(*) FROM cart_line l WHERE l.cart_id = $1 AND l.status = 'accepted') AS agreed,
        (SELECT COUNT(*) FROM cart_line l WHERE l.cart_id = $1 AND l.status IN ('open', 'quote')) AS active,
        EXISTS (SELECT 1 FROM submission s WHERE s.cart_id = $1) AS was_submitted,
        EXISTS (SELECT 1 FROM address a WHERE a.organisation_id = $2 AND a.archived_at IS NULL AND a.is_ship_to) AS has_ship_to,
        EXISTS (SELECT 1 FROM address a WHERE a.organisation_id = $2 AND a.archived_at IS NULL AND a.is_bill_to) AS has_bill_to,
        EXISTS (SELECT 1 FROM spending_limit m WHERE m.organisation_id = $2 AND m.person_id = $3) AS is_limited,
        EXISTS (SELECT 1 FROM lost_cart k WHERE k.person_id = $3 AND k.organisation_id = $2) AS lost_one"];
    TOTALS = ["SELECT t.currency, CAST(SUM(t.subtotal_minor) AS BIGINT) AS minor
        FROM cart_line l JOIN line_transaction t ON t.line_id = l.id WHERE l.cart_id = $1 AND l.status = 'accepted'
        GROUP BY t.currency ORDER BY t.currency"];
    REF = ["SELECT o.id, o.number, o.submitted_by, p.name AS submitter, o.submitted_at, c.carried_to,
        (SELECT COUNT(*) FROM order_line l WHERE l.order_id = o.id) AS lines
        FROM purchase_order o JOIN person p ON p.id = o.submitted_by JOIN cart c ON c.id = o.id WHERE o.id = $1"];
    /// The latest order of a member, for what its checkout form held.
    LATEST = ["SELECT customer_po, header FROM purchase_order WHERE organisation_id = $1 AND submitted_by = $2
        ORDER BY number DESC LIMIT 1"];
    NEXT_NUMBER = ["UPDATE order_number SET last = last + 1 WHERE only_row = 1 RETURNING last"];
    FREEZE = ["UPDATE cart SET checkout_status = 'PROCESSING', submitted_by = $2, pending_submission = NULL, modified_by = $3,
        modified_at = $4, version = version + 1 WHERE id = $1 AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL"];
    CARRY = ["INSERT INTO cart (id, organisation_id, creator_id, kind, name, description, checkout_status, created_at,
        modified_by, modified_at, version)
        SELECT $2, c.organisation_id, c.creator_id, c.kind, c.name, c.description, 'IN_PROGRESS', $4, $3, $4, 1
        FROM cart c WHERE c.id = $1"];
    CARRIED = ["UPDATE cart SET carried_to = $2 WHERE id = $1"];
    POINT_ON = ["UPDATE current_cart SET cart_id = $2 WHERE cart_id = $1"];
    FORGET_LOST_OF = ["DELETE FROM lost_cart WHERE cart_id = $1 AND person_id = $2"];
    BECAME = ["SELECT c.name, o.id, o.number, o.submitted_by, p.name AS submitter, o.submitted_at
        FROM lost_cart k JOIN cart c ON c.id = k.cart_id JOIN purchase_order o ON o.id = c.id
        JOIN person p ON p.id = o.submitted_by
        WHERE k.person_id = $1 AND k.organisation_id = $2 AND o.submitted_by <> $1 AND o.submitted_at > $3"];
    INSERT = ["INSERT INTO purchase_order (id, number, organisation_id, submitted_by, submitted_at, submission_id, status,
        customer_po, header, revision, changed_at, version) VALUES ($1, $2, $3, $4, $5, $6, 'Submitted', $7, $8, 1, $5, 1)"];
    ORDERED = ["UPDATE line_transaction SET state = 'ordered' WHERE state = 'agreed'
        AND line_id IN (SELECT l.id FROM order_line l WHERE l.order_id = $1)"];
    SPENT = ["SELECT o.organisation_id, o.submitted_by, o.submitted_at, b.currency, CAST(SUM(b.total_minor) AS BIGINT) AS minor
        FROM purchase_order o JOIN order_bag b ON b.order_id = o.id WHERE o.id = $1
        GROUP BY o.organisation_id, o.submitted_by, o.submitted_at, b.currency ORDER BY b.currency"];
}

/// An agreed line of a cart, as its transaction has it.
#[derive(Clone, Debug, FromRow)]
pub struct AgreedRow {
    pub id: LineId,
    pub bag_id: BagId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub unit: String,
    pub certificate: Option<String>,
    pub lead_time_days: Option<i32>,
    pub quantity: i64,
    price_micros: i64,
    currency: Currency,
    subtotal_minor: i64,
    pub agreed_at: Timestamp,
}

impl AgreedRow {
    pub fn unit_price(&self) -> UnitPrice {
        UnitPrice { micros: self.price_micros, currency: self.currency }
    }

    /// As it was rounded when it was agreed.
    pub fn subtotal(&self) -> Money {
        Money { minor: self.subtotal_minor, currency: self.currency }
    }
}

/// The agreed lines of a cart, in the order of their coming.
///
/// # Errors
/// The database failed.
pub async fn agreed(session: &mut impl Session, cart_id: CartId) -> Result<Vec<AgreedRow>, StorageError> {
    fetch_all!(session, AgreedRow, AGREED, cart_id)
}

/// A line of a cart that is still in negotiation.
#[derive(Clone, Debug, FromRow)]
pub struct ActiveRow {
    pub id: LineId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub part_number: String,
    pub status: LineStatus,
    pub quantity: i64,
    offer_price_micros: Option<i64>,
    currency: Option<Currency>,
    pub is_leaving: bool,
}

impl ActiveRow {
    /// The standing offer.
    pub fn offer(&self) -> Option<UnitPrice> {
        self.offer_price_micros.zip(self.currency).map(|(micros, currency)| UnitPrice { micros, currency })
    }
}

/// The lines of a cart that are still in negotiation.
///
/// # Errors
/// The database failed.
pub async fn active(session: &mut impl Session, cart_id: CartId) -> Result<Vec<ActiveRow>, StorageError> {
    fetch_all!(session, ActiveRow, ACTIVE, cart_id)
}

/// What says how far a cart is from an order.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct FactsRow {
    /// Lines.
    pub agreed: i64,
    /// Lines that are still in negotiation.
    pub active: i64,
    /// It waits for an approval, or did.
    pub was_submitted: bool,
    pub has_ship_to: bool,
    pub has_bill_to: bool,
    /// Limits hold for the member.
    pub is_limited: bool,
    /// The member worked in a cart that is gone.
    pub lost_one: bool,
}

/// No cart: nothing is in it.
///
/// # Errors
/// The database failed.
pub async fn facts(
    session: &mut impl Session,
    cart_id: Option<CartId>,
    whose: (PersonId, OrganisationId),
) -> Result<FactsRow, StorageError> {
    fetch_one!(session, FactsRow, FACTS, cart_id, whose.1, whose.0)
}

#[derive(FromRow)]
struct TotalRow {
    currency: Currency,
    minor: i64,
}

/// What the agreed lines of a cart cost per currency.
///
/// # Errors
/// The database failed.
pub async fn agreed_totals(session: &mut impl Session, cart_id: CartId) -> Result<Vec<Money>, StorageError> {
    let rows = fetch_all!(session, TotalRow, TOTALS, cart_id)?;
    Ok(rows.into_iter().map(|row| Money { minor: row.minor, currency: row.currency }).collect())
}

/// An order by its number.
#[derive(Clone, Debug, FromRow)]
pub struct RefRow {
    pub id: CartId,
    pub number: i64,
    pub submitted_by: PersonId,
    pub submitter: String,
    pub submitted_at: Timestamp,
    pub carried_to: Option<CartId>,
    pub lines: i64,
}

/// The order that a cart became.
///
/// # Errors
/// The database failed.
pub async fn find_ref(session: &mut impl Session, id: CartId) -> Result<Option<RefRow>, StorageError> {
    fetch_optional!(session, RefRow, REF, id)
}

/// What a member's latest order said beside its lines.
#[derive(Clone, Debug, FromRow)]
pub struct HeaderRow {
    pub customer_po: Option<String>,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: String,
}

/// # Errors
/// The database failed.
pub async fn latest_header(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    person_id: PersonId,
) -> Result<Option<HeaderRow>, StorageError> {
    fetch_optional!(session, HeaderRow, LATEST, organisation_id, person_id)
}

#[derive(FromRow)]
struct NumberRow {
    last: i64,
}

/// The next order's number. Everybody else who orders waits until the commit: taken last.
///
/// # Errors
/// The database failed.
pub async fn next_number(tx: &mut Tx) -> Result<i64, StorageError> {
    Ok(fetch_one!(tx, NumberRow, NEXT_NUMBER)?.last)
}

/// Makes a locked cart history; `false`: it is no cart any more.
///
/// # Errors
/// The database failed.
pub async fn freeze(
    tx: &mut Tx,
    cart: &Lock<CartRecord>,
    submitted_by: PersonId,
    by: (PersonId, Timestamp),
) -> Result<bool, StorageError> {
    Ok(execute!(tx, FREEZE, cart.cart.id, submitted_by, by.0, by.1)? == 1)
}

/// Makes a cart like the frozen one for the lines that stay behind, and the current one of everybody whose current cart that was.
///
/// # Errors
/// The database failed.
pub async fn insert_carried(
    tx: &mut Tx,
    cart: &Lock<CartRecord>,
    to: CartId,
    by: (PersonId, Timestamp),
) -> Result<(), StorageError> {
    let from = cart.cart.id;
    execute!(tx, CARRY, from, to, by.0, by.1)?;
    execute!(tx, CARRIED, from, to)?;
    super::super::cart_item::lose(tx, from).await?;
    execute!(tx, POINT_ON, from, to)?;
    Ok(())
}

/// Who submitted knows where the cart went.
///
/// # Errors
/// The database failed.
pub async fn forget_lost(tx: &mut Tx, cart_id: CartId, person_id: PersonId) -> Result<(), StorageError> {
    execute!(tx, FORGET_LOST_OF, cart_id, person_id)?;
    Ok(())
}

/// The cart that somebody worked in until a colleague submitted it.
#[derive(Clone, Debug, FromRow)]
pub struct BecameRow {
    pub name: Option<String>,
    pub id: CartId,
    pub number: i64,
    pub submitted_by: PersonId,
    pub submitter: String,
    pub submitted_at: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn became(
    session: &mut impl Session,
    whose: (PersonId, OrganisationId),
    since: Timestamp,
) -> Result<Option<BecameRow>, StorageError> {
    fetch_optional!(session, BecameRow, BECAME, whose.0, whose.1, since)
}

/// An order about to be stored.
pub struct NewOrder<'a> {
    pub id: CartId,
    pub number: i64,
    pub organisation_id: OrganisationId,
    pub submitted_by: PersonId,
    pub at: Timestamp,
    pub submission_id: Option<SubmissionId>,
    pub customer_po: Option<&'a str>,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: &'a str,
    /// With their identifiers.
    pub bags: &'a [(BagId, NewBag)],
    pub lines: &'a [AgreedRow],
}

/// Stores an order with its bags and lines; the transactions of its lines are ordered.
///
/// # Errors
/// The database failed; also if the cart became an order before.
pub async fn insert(tx: &mut Tx, new: &NewOrder<'_>) -> Result<(), StorageError> {
    let NewOrder { id, number, organisation_id, submitted_by, at, submission_id, customer_po, header, .. } = *new;
    execute!(tx, INSERT, id, number, organisation_id, submitted_by, at, submission_id, customer_po, header)?;
    insert_rows!(
        tx,
        "INSERT INTO order_bag (id, order_id, order_number, buyer_id, seller_id, currency, total_minor, answer, revision, status,
        financial_status, fulfilment_status, authorized_minor, paid_minor, refunded_minor, voided, needs_attention, changed_at,
        version) ",
        19,
        new.bags,
        |values, bag| {
            values.push_bind(bag.0).push_bind(id).push_bind(number).push_bind(organisation_id).push_bind(bag.1.seller_id);
            values.push_bind(bag.1.total.currency).push_bind(bag.1.total.minor).push_bind("waiting").push_bind(1_i64);
            values.push_bind("IN_PROGRESS").push_bind("UNPAID").push_bind("PROCESSING");
            values.push_bind(0_i64).push_bind(0_i64).push_bind(0_i64).push_bind(false).push_bind(false);
            values.push_bind(at).push_bind(1_i64);
        }
    );
    insert_lines(tx, new).await?;
    execute!(tx, ORDERED, id)?;
    Ok(())
}

async fn insert_lines(tx: &mut Tx, new: &NewOrder<'_>) -> Result<(), StorageError> {
    let bag_of = |line: &AgreedRow| {
        let mine = |bag: &&(BagId, NewBag)| bag.1.seller_id == line.seller_id && bag.1.total.currency == line.currency;
        new.bags.iter().find(mine).map(|bag| bag.0)
    };
    let mut rows = Vec::with_capacity(new.lines.len());
    for (line, position) in new.lines.iter().zip(1_i64..) {
        let bag_id = bag_of(line).ok_or_else(|| StorageError::Corrupt(format!("line {} has no bag", line.id)))?;
        rows.push((position, bag_id, line));
    }
    insert_rows!(
        tx,
        "INSERT INTO order_line (id, order_id, bag_id, position, part_number, manufacturer, description, condition, unit,
        certificate, lead_time_days, quantity, price_micros, currency, subtotal_minor, shipped, delivered, returned, refunded,
        canceled) ",
        20,
        rows,
        |values, row| {
            let (position, bag_id, line) = *row;
            values.push_bind(line.id).push_bind(new.id).push_bind(bag_id).push_bind(position);
            values.push_bind(line.part_number.clone()).push_bind(line.manufacturer.clone());
            values.push_bind(line.description.clone()).push_bind(line.condition).push_bind(line.unit.clone());
            values.push_bind(line.certificate.clone()).push_bind(line.lead_time_days).push_bind(line.quantity);
            values.push_bind(line.price_micros).push_bind(line.currency).push_bind(line.subtotal_minor);
            values.push_bind(0_i64).push_bind(0_i64).push_bind(0_i64).push_bind(0_i64).push_bind(0_i64);
        }
    );
    Ok(())
}

#[derive(FromRow)]
struct SpentRow {
    organisation_id: OrganisationId,
    submitted_by: PersonId,
    submitted_at: Timestamp,
    currency: Currency,
    minor: i64,
}

/// What an order cost, and when it was counted as whose: per currency.
pub struct Spent {
    pub member: (OrganisationId, PersonId),
    pub at: Timestamp,
    pub totals: Vec<Money>,
}

/// # Errors
/// The database failed.
pub async fn spent(session: &mut impl Session, id: CartId) -> Result<Option<Spent>, StorageError> {
    let rows = fetch_all!(session, SpentRow, SPENT, id)?;
    let totals = rows.iter().map(|row| Money { minor: row.minor, currency: row.currency }).collect();
    Ok(rows.first().map(|row| Spent { member: (row.organisation_id, row.submitted_by), at: row.submitted_at, totals }))
}
