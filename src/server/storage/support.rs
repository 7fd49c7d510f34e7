//! What support looks for and reads: carts and orders of all organisations, and who opened which of them why. Must not decide who may.

use super::{Session, StorageError, Tx};
use crate::domain::{
    cart::{CartKind, CheckoutStatus},
    ids::{CartId, LineId, OrganisationId, PersonId, SupportSearchId},
    money::{Currency, UnitPrice},
    negotiation::LineStatus,
    ordering::OrderStatus,
    time::Timestamp,
};
use sqlx::FromRow;
use uuid::Uuid;

macro_rules! order_columns {
    () => {
        "SELECT o.id, o.number, o.status, o.customer_po, y.name AS organisation, p.name AS submitted_by, o.submitted_at,
        (o.held_reason IS NOT NULL) AS is_held,
        EXISTS (SELECT 1 FROM order_bag r WHERE r.order_id = o.id AND r.answer = 'rejected') AS is_refused,
        EXISTS (SELECT 1 FROM order_bag r WHERE r.order_id = o.id AND r.needs_attention) AS is_stuck
        FROM purchase_order o JOIN organisation y ON y.id = o.organisation_id JOIN person p ON p.id = o.submitted_by "
    };
}

/// Whether a name begins with the words, however they are written.
macro_rules! begins {
    ($name:literal, $words:literal) => {
        concat!("LOWER(SUBSTR(", $name, ", 1, LENGTH(", $words, "))) = LOWER(", $words, ")")
    };
}

statements! {
    /// Orders that fit: words ($1), a number ($2), a part number ($3), an identifier ($4).
    ORDERS = [concat!(order_columns!(), "WHERE o.number = $2 OR o.id = $4 OR ", begins!("o.customer_po", "$1"), " OR ",
        begins!("y.name", "$1"), " OR ", begins!("p.name", "$1"), " OR LOWER(p.email) = LOWER($1)
        OR EXISTS (SELECT 1 FROM order_bag b JOIN organisation s ON s.id = b.seller_id WHERE b.order_id = o.id
            AND (LOWER(b.erp_order_number) = LOWER($1) OR ", begins!("s.name", "$1"), "))
        OR ($3 <> '' AND EXISTS (SELECT 1 FROM order_line l JOIN cart_line c ON c.id = l.id
            WHERE l.order_id = o.id AND SUBSTR(c.part_key, 1, LENGTH($3)) = $3))
        ORDER BY o.number DESC LIMIT $5")];
    /// Orders that somebody has to look at.
    WAITING = [concat!(order_columns!(), "WHERE o.held_reason IS NOT NULL
        OR o.id IN (SELECT b.order_id FROM order_bag b WHERE b.needs_attention)
        OR o.id IN (SELECT b.order_id FROM order_bag b WHERE b.answer = 'rejected')
        ORDER BY o.number DESC LIMIT $1")];
    /// Carts that are no orders and fit: words ($1), a part number ($2), an identifier ($3).
    CARTS = [concat!("SELECT c.id, c.kind, COALESCE(c.name, '') AS name, y.name AS organisation, p.name AS creator, c.modified_at,
        (c.trashed_at IS NOT NULL) AS is_trashed, (SELECT COUNT(*) FROM cart_line l WHERE l.cart_id = c.id) AS lines
        FROM cart c JOIN organisation y ON y.id = c.organisation_id JOIN person p ON p.id = c.creator_id
        WHERE c.checkout_status = 'IN_PROGRESS' AND (c.id = $3 OR ", begins!("c.name", "$1"), " OR ", begins!("y.name", "$1"),
        " OR ", begins!("p.name", "$1"), " OR LOWER(p.email) = LOWER($1) OR ($2 <> '' AND EXISTS (SELECT 1 FROM cart_line l
            WHERE l.cart_id = c.id AND SUBSTR(l.part_key, 1, LENGTH($2)) = $2)))
        ORDER BY c.modified_at DESC, c.id LIMIT $4")];
    SUBJECT = ["SELECT c.id, c.organisation_id, y.name AS organisation, c.kind, COALESCE(c.name, '') AS name,
        COALESCE(c.description, '') AS description, c.checkout_status, p.name AS creator, c.created_at, m.name AS modifier,
        c.modified_at, (c.trashed_at IS NOT NULL) AS is_trashed, o.number
        FROM cart c JOIN organisation y ON y.id = c.organisation_id JOIN person p ON p.id = c.creator_id
        JOIN person m ON m.id = c.modified_by LEFT JOIN purchase_order o ON o.id = c.id WHERE c.id = $1"];
    CART_LINES = ["SELECT l.id, l.part_number, l.description, s.name AS seller, l.status, l.quantity, l.offer_price_micros,
        l.currency, l.agreed_price_micros
        FROM cart_line l JOIN organisation s ON s.id = l.seller_id
        WHERE l.cart_id = $1 ORDER BY l.id LIMIT $2"];
    SELLERS_OF_ORDER = ["SELECT DISTINCT seller_id AS id FROM order_bag WHERE order_id = $1 ORDER BY seller_id"];
    READING = ["SELECT reason FROM support_reading WHERE session = $1 AND cart_id = $2 AND person_id = $3"];
    INSERT_READING = ["INSERT INTO support_reading (session, cart_id, person_id, reason, opened_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (session, cart_id) DO NOTHING"];
    INSERT_SEARCH = ["INSERT INTO support_search (id, session, person_id, words, reason, searched_at) VALUES ($1, $2, $3, $4, $5, $6)"];
    SEARCH = ["SELECT words, reason FROM support_search WHERE id = $1 AND session = $2 AND person_id = $3"];
    LAST_REASON = ["SELECT reason FROM support_search WHERE session = $1 AND person_id = $2 ORDER BY searched_at DESC LIMIT 1"];
    DEEDS = ["SELECT d.at, p.name AS who, d.words, y.name AS organisation, o.number, d.reason
        FROM (SELECT searched_at AS at, id, person_id, words, reason, NULL AS cart_id FROM support_search WHERE searched_at < $1
            UNION ALL
            SELECT opened_at AS at, cart_id AS id, person_id, NULL AS words, reason, cart_id FROM support_reading WHERE opened_at < $1) d
        JOIN person p ON p.id = d.person_id LEFT JOIN cart c ON c.id = d.cart_id
        LEFT JOIN organisation y ON y.id = c.organisation_id LEFT JOIN purchase_order o ON o.id = d.cart_id
        ORDER BY d.at DESC, d.id LIMIT $2"];
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// As typed, trimmed.
    pub words: &'a str,
    /// The words as the number of an order.
    pub number: Option<i64>,
    /// The words as a normalised part number.
    pub part_key: &'a str,
    /// The words as the identifier of a cart or an order.
    pub id: Option<Uuid>,
}

/// An order that was found.
#[derive(Clone, Debug, FromRow)]
pub struct FoundOrderRow {
    pub id: CartId,
    pub number: i64,
    pub status: OrderStatus,
    pub customer_po: Option<String>,
    pub organisation: String,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    pub is_held: bool,
    pub is_refused: bool,
    pub is_stuck: bool,
}

/// The newest orders that fit.
///
/// # Errors
/// The database failed.
pub async fn orders(session: &mut impl Session, wanted: Wanted<'_>, limit: i64) -> Result<Vec<FoundOrderRow>, StorageError> {
    let Wanted { words, number, part_key, id } = wanted;
    fetch_all!(session, FoundOrderRow, ORDERS, words, number, part_key, id, limit)
}

/// The newest orders that are kept back, refused by a seller or stuck on their way.
///
/// # Errors
/// The database failed.
pub async fn waiting(session: &mut impl Session, limit: i64) -> Result<Vec<FoundOrderRow>, StorageError> {
    fetch_all!(session, FoundOrderRow, WAITING, limit)
}

/// A cart that was found.
#[derive(Clone, Debug, FromRow)]
pub struct FoundCartRow {
    pub id: CartId,
    pub kind: CartKind,
    pub name: String,
    pub organisation: String,
    pub creator: String,
    pub modified_at: Timestamp,
    pub is_trashed: bool,
    pub lines: i64,
}

/// The carts that fit, the last changed first.
///
/// # Errors
/// The database failed.
pub async fn carts(session: &mut impl Session, wanted: Wanted<'_>, limit: i64) -> Result<Vec<FoundCartRow>, StorageError> {
    let Wanted { words, part_key, id, .. } = wanted;
    fetch_all!(session, FoundCartRow, CARTS, words, part_key, id, limit)
}

/// A cart, and the number of the order that it became.
#[derive(Clone, Debug, FromRow)]
pub struct SubjectRow {
    pub id: CartId,
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub kind: CartKind,
    pub name: String,
    pub description: String,
    pub checkout_status: CheckoutStatus,
    pub creator: String,
    pub created_at: Timestamp,
    pub modifier: String,
    pub modified_at: Timestamp,
    pub is_trashed: bool,
    pub number: Option<i64>,
}

/// # Errors
/// The database failed.
pub async fn subject(session: &mut impl Session, id: CartId) -> Result<Option<SubjectRow>, StorageError> {
    fetch_optional!(session, SubjectRow, SUBJECT, id)
}

/// A line of a cart, as far as support reads it.
#[derive(Clone, Debug, FromRow)]
pub struct CartLineRow {
    pub id: LineId,
    pub part_number: String,
    pub description: String,
    pub seller: String,
    pub status: LineStatus,
    pub quantity: i64,
    offer_price_micros: Option<i64>,
    currency: Option<Currency>,
    agreed_price_micros: Option<i64>,
}

impl CartLineRow {
    /// What was agreed, or else what is offered.
    pub fn price(&self) -> Option<UnitPrice> {
        let micros = self.agreed_price_micros.or(self.offer_price_micros);
        micros.zip(self.currency).map(|(micros, currency)| UnitPrice { micros, currency })
    }
}

/// The first lines of a cart.
///
/// # Errors
/// The database failed.
pub async fn cart_lines(session: &mut impl Session, id: CartId, limit: i64) -> Result<Vec<CartLineRow>, StorageError> {
    fetch_all!(session, CartLineRow, CART_LINES, id, limit)
}

#[derive(FromRow)]
struct SellerRow {
    id: OrganisationId,
}

/// Everybody who sells something of an order, in the order of their identifiers.
///
/// # Errors
/// The database failed.
pub async fn sellers_of_order(session: &mut impl Session, id: CartId) -> Result<Vec<OrganisationId>, StorageError> {
    Ok(fetch_all!(session, SellerRow, SELLERS_OF_ORDER, id)?.into_iter().map(|row| row.id).collect())
}

/// Whose eyes: a session by its token's hash, and its person.
pub type Reader<'a> = (&'a [u8; 32], PersonId);

#[derive(FromRow)]
struct ReadingRow {
    reason: String,
}

/// Why a session opened a cart; `None`: it did not.
///
/// # Errors
/// The database failed.
pub async fn reading(session: &mut impl Session, reader: Reader<'_>, id: CartId) -> Result<Option<String>, StorageError> {
    let row = fetch_optional!(session, ReadingRow, READING, reader.0.as_slice(), id, reader.1)?;
    Ok(row.map(|row| row.reason))
}

/// Notes that a session opens a cart; `false`: it had before.
///
/// # Errors
/// The database failed.
pub async fn insert_reading(tx: &mut Tx, reader: Reader<'_>, what: (CartId, &str, Timestamp)) -> Result<bool, StorageError> {
    let (id, reason, at) = what;
    Ok(execute!(tx, INSERT_READING, reader.0.as_slice(), id, reader.1, reason, at)? == 1)
}

/// Notes what a session looks for, and why.
///
/// # Errors
/// The database failed.
pub async fn insert_search(
    tx: &mut Tx,
    reader: Reader<'_>,
    what: (SupportSearchId, &str, &str),
    at: Timestamp,
) -> Result<(), StorageError> {
    let (id, words, reason) = what;
    execute!(tx, INSERT_SEARCH, id, reader.0.as_slice(), reader.1, words, reason, at)?;
    Ok(())
}

/// What a session looked for, and why.
#[derive(Clone, Debug, FromRow)]
pub struct SearchRow {
    pub words: String,
    pub reason: String,
}

/// `None`: this session made no such search.
///
/// # Errors
/// The database failed.
pub async fn search(
    session: &mut impl Session,
    reader: Reader<'_>,
    id: SupportSearchId,
) -> Result<Option<SearchRow>, StorageError> {
    fetch_optional!(session, SearchRow, SEARCH, id, reader.0.as_slice(), reader.1)
}

/// Why a session looked for something the last time.
///
/// # Errors
/// The database failed.
pub async fn last_reason(session: &mut impl Session, reader: Reader<'_>) -> Result<Option<String>, StorageError> {
    let row = fetch_optional!(session, ReadingRow, LAST_REASON, reader.0.as_slice(), reader.1)?;
    Ok(row.map(|row| row.reason))
}

/// A search, or a cart or an order that was opened.
#[derive(Clone, Debug, FromRow)]
pub struct DeedRow {
    pub at: Timestamp,
    pub who: String,
    /// Of a search.
    pub words: Option<String>,
    /// Whose cart or order was opened.
    pub organisation: Option<String>,
    pub number: Option<i64>,
    pub reason: String,
}

/// What support did before a time, the latest first.
///
/// # Errors
/// The database failed.
pub async fn deeds(session: &mut impl Session, before: Timestamp, limit: i64) -> Result<Vec<DeedRow>, StorageError> {
    fetch_all!(session, DeedRow, DEEDS, before, limit)
}
