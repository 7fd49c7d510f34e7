//! Connectors, tries to hand bags over, callbacks that were taken, and the report of all that. Must not decide what an answer means.

use super::{Session, StorageError, Tx};
use crate::domain::{
    delivery::{DeliveryOutcome, Format},
    ids::{AttemptId, BagId, CartId, LineId, OrganisationId, PersonId},
    money::{Currency, Money, UnitPrice},
    ordering::{Answer, BagStatus},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    FIND_CONNECTOR = ["SELECT c.format, c.url, c.credential, c.callback_secret, c.enabled, c.changed_at, c.version, p.name AS changed_by
        FROM connector c JOIN person p ON p.id = c.changed_by WHERE c.organisation_id = $1"];
    LOCK_CONNECTOR = [locking "SELECT version FROM connector WHERE organisation_id = $1"];
    INSERT_CONNECTOR = ["INSERT INTO connector (organisation_id, format, url, credential, callback_secret, enabled, changed_by,
        changed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)"];
    UPDATE_CONNECTOR = ["UPDATE connector SET format = $2, url = $3, credential = $4, callback_secret = $5, enabled = $6,
        changed_by = $7, changed_at = $8, version = version + 1 WHERE organisation_id = $1"];
    WAITING_OF_ORDER = ["SELECT b.id, b.revision, (c.organisation_id IS NOT NULL) AS connected, (o.held_reason IS NOT NULL) AS held
        FROM order_bag b JOIN purchase_order o ON o.id = b.order_id
        LEFT JOIN connector c ON c.organisation_id = b.seller_id AND c.enabled
        WHERE b.order_id = $1 AND b.answer = 'waiting' ORDER BY b.id"];
    /// Corrected bags wait since their correction.
    DUE = ["SELECT b.id, b.revision, (c.organisation_id IS NOT NULL) AS connected, FALSE AS held
        FROM order_bag b JOIN purchase_order o ON o.id = b.order_id
        LEFT JOIN connector c ON c.organisation_id = b.seller_id AND c.enabled
        WHERE b.answer = 'waiting' AND NOT b.needs_attention AND o.held_reason IS NULL AND b.changed_at <= $1 AND b.id > $2
        ORDER BY b.id LIMIT $3"];
    PURCHASE = ["SELECT b.order_number, b.currency, b.total_minor, b.seller_id, o.submitted_at, o.customer_po, o.header,
        (o.held_reason IS NOT NULL) AS held, u.name AS buyer, s.name AS seller, p.name AS contact, c.format, c.url, c.credential
        FROM order_bag b JOIN purchase_order o ON o.id = b.order_id JOIN organisation u ON u.id = b.buyer_id
        JOIN organisation s ON s.id = b.seller_id JOIN person p ON p.id = o.submitted_by
        LEFT JOIN connector c ON c.organisation_id = b.seller_id AND c.enabled WHERE b.id = $1"];
    LINES = ["SELECT id, position, part_number, manufacturer, description, condition, unit, certificate, quantity, price_micros,
        currency, subtotal_minor FROM order_line WHERE bag_id = $1 ORDER BY position"];
    NEXT_ATTEMPT = ["SELECT COALESCE(MAX(attempt), 0) + 1 AS number FROM delivery_attempt WHERE bag_id = $1 AND revision = $2"];
    INSERT_ATTEMPT = ["INSERT INTO delivery_attempt (id, bag_id, revision, attempt, started_at, request)
        VALUES ($1, $2, $3, $4, $5, $6)"];
    FINISH_ATTEMPT = ["UPDATE delivery_attempt SET finished_at = $2, outcome = $3, http_status = $4, answer = $5, error = $6,
        next_at = $7 WHERE id = $1"];
    ATTEMPTS = ["SELECT id, revision, attempt, started_at, finished_at, outcome, http_status, request, answer, error, next_at
        FROM delivery_attempt WHERE bag_id = $1 ORDER BY id DESC LIMIT 200"];
    NEED_ATTENTION = ["UPDATE order_bag SET needs_attention = $2, changed_at = $3, version = version + 1
        WHERE id = $1 AND needs_attention <> $2"];
    SELLER_OF = ["SELECT seller_id AS id FROM order_bag WHERE id = $1"];
    FIND_CALLBACK = ["SELECT bag_id, result FROM taken_callback WHERE organisation_id = $1 AND event_id = $2"];
    INSERT_CALLBACK = ["INSERT INTO taken_callback (organisation_id, event_id, bag_id, taken_at, result)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id, event_id) DO NOTHING"];
    SET_RESULT = ["UPDATE taken_callback SET result = $3 WHERE organisation_id = $1 AND event_id = $2"];
    CALLBACKS = ["SELECT event_id, taken_at, result FROM taken_callback WHERE bag_id = $1 ORDER BY taken_at DESC, event_id LIMIT 200"];
    /// `$1`: `attention`, `open` or `all`; `$2`, `$3`: behind this order and bag.
    REPORT = ["SELECT b.id, b.order_id, b.order_number, b.revision, b.currency, b.total_minor, b.answer, b.status, b.needs_attention,
        b.erp_order_number, b.rejection, b.changed_at, u.name AS buyer, s.name AS seller, c.format,
        (SELECT COUNT(*) FROM delivery_attempt a WHERE a.bag_id = b.id) AS attempts,
        (SELECT a.error FROM delivery_attempt a WHERE a.bag_id = b.id ORDER BY a.id DESC LIMIT 1) AS last_error,
        (SELECT a.next_at FROM delivery_attempt a WHERE a.bag_id = b.id ORDER BY a.id DESC LIMIT 1) AS next_at
        FROM order_bag b JOIN organisation u ON u.id = b.buyer_id JOIN organisation s ON s.id = b.seller_id
        LEFT JOIN connector c ON c.organisation_id = b.seller_id AND c.enabled
        WHERE (b.order_number < $2 OR (b.order_number = $2 AND b.id > $3))
        AND (($1 = 'attention' AND (b.needs_attention OR b.answer = 'rejected'))
            OR ($1 = 'open' AND b.answer IN ('waiting', 'sent', 'in_review')) OR $1 = 'all')
        ORDER BY b.order_number DESC, b.id LIMIT $4"];
    REPORTED = ["SELECT b.id, b.order_id, b.order_number, b.revision, b.currency, b.total_minor, b.answer, b.status, b.needs_attention,
        b.erp_order_number, b.rejection, b.changed_at, u.name AS buyer, s.name AS seller, c.format,
        (SELECT COUNT(*) FROM delivery_attempt a WHERE a.bag_id = b.id) AS attempts,
        (SELECT a.error FROM delivery_attempt a WHERE a.bag_id = b.id ORDER BY a.id DESC LIMIT 1) AS last_error,
        (SELECT a.next_at FROM delivery_attempt a WHERE a.bag_id = b.id ORDER BY a.id DESC LIMIT 1) AS next_at
        FROM order_bag b JOIN organisation u ON u.id = b.buyer_id JOIN organisation s ON s.id = b.seller_id
        LEFT JOIN connector c ON c.organisation_id = b.seller_id AND c.enabled WHERE b.id = $1"];
    COUNTS = ["SELECT (SELECT COUNT(*) FROM order_bag WHERE needs_attention OR answer = 'rejected') AS attention,
        (SELECT COUNT(*) FROM order_bag WHERE answer IN ('waiting', 'sent', 'in_review')) AS open,
        (SELECT COUNT(*) FROM order_bag) AS all_bags"];
}

/// How a seller's bags reach its system.
#[derive(Clone, Debug, FromRow)]
pub struct ConnectorRow {
    pub format: Format,
    pub url: String,
    pub credential: Option<String>,
    pub callback_secret: String,
    pub enabled: bool,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub version: i64,
}

/// # Errors
/// The database failed.
pub async fn find_connector(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Option<ConnectorRow>, StorageError> {
    fetch_optional!(session, ConnectorRow, FIND_CONNECTOR, organisation_id)
}

/// A connector about to be stored.
pub struct NewConnector<'a> {
    pub organisation_id: OrganisationId,
    pub format: Format,
    pub url: &'a str,
    pub credential: Option<&'a str>,
    pub callback_secret: &'a str,
    pub enabled: bool,
    pub by: PersonId,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
}

/// The version of a connector, locked; 0: there is none.
///
/// # Errors
/// The database failed.
pub async fn lock_connector(tx: &mut Tx, organisation_id: OrganisationId) -> Result<i64, StorageError> {
    Ok(fetch_optional!(tx, VersionRow, LOCK_CONNECTOR, organisation_id)?.map_or(0, |row| row.version))
}

/// Stores a connector whose version was locked.
///
/// # Errors
/// The database failed; somebody else made the first one meanwhile.
pub async fn save_connector(tx: &mut Tx, new: &NewConnector<'_>, version: i64) -> Result<(), StorageError> {
    let NewConnector { organisation_id, format, url, credential, callback_secret, enabled, by, at } = *new;
    match version {
        0 => execute!(tx, INSERT_CONNECTOR, organisation_id, format, url, credential, callback_secret, enabled, by, at)?,
        _known => {
            execute!(tx, UPDATE_CONNECTOR, organisation_id, format, url, credential, callback_secret, enabled, by, at)?
        }
    };
    Ok(())
}

/// A bag that waits to be handed over.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct WaitingBag {
    pub id: BagId,
    pub revision: i64,
    /// Its seller has a connector that is switched on.
    pub connected: bool,
    /// Its order is kept back.
    pub held: bool,
}

/// # Errors
/// The database failed.
pub async fn waiting_of_order(session: &mut impl Session, order_id: CartId) -> Result<Vec<WaitingBag>, StorageError> {
    fetch_all!(session, WaitingBag, WAITING_OF_ORDER, order_id)
}

/// Bags that wait since a time or longer and are not kept back, by their identifiers, behind one of them.
///
/// # Errors
/// The database failed.
pub async fn due(
    session: &mut impl Session,
    until: Timestamp,
    behind: BagId,
    most: i64,
) -> Result<Vec<WaitingBag>, StorageError> {
    fetch_all!(session, WaitingBag, DUE, until, behind, most)
}

/// What a bag's document is made of, and where it goes.
#[derive(Clone, Debug, FromRow)]
pub struct PurchaseRow {
    pub order_number: i64,
    pub currency: Currency,
    pub total_minor: i64,
    pub seller_id: OrganisationId,
    pub submitted_at: Timestamp,
    pub customer_po: Option<String>,
    /// JSON.
    pub header: String,
    pub held: bool,
    pub buyer: String,
    pub seller: String,
    pub contact: String,
    /// `None`, as the two that follow: there is no connector that is switched on.
    pub format: Option<Format>,
    pub url: Option<String>,
    pub credential: Option<String>,
}

/// # Errors
/// The database failed.
pub async fn purchase(session: &mut impl Session, bag_id: BagId) -> Result<Option<PurchaseRow>, StorageError> {
    fetch_optional!(session, PurchaseRow, PURCHASE, bag_id)
}

/// A line of a bag as it was agreed.
#[derive(Clone, Debug, FromRow)]
pub struct PurchaseLineRow {
    pub id: LineId,
    pub position: i64,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: String,
    pub unit: String,
    pub certificate: Option<String>,
    pub quantity: i64,
    price_micros: i64,
    currency: Currency,
    subtotal_minor: i64,
}

impl PurchaseLineRow {
    pub fn unit_price(&self) -> UnitPrice {
        UnitPrice { micros: self.price_micros, currency: self.currency }
    }

    pub fn subtotal(&self) -> Money {
        Money { minor: self.subtotal_minor, currency: self.currency }
    }
}

/// # Errors
/// The database failed.
pub async fn lines(session: &mut impl Session, bag_id: BagId) -> Result<Vec<PurchaseLineRow>, StorageError> {
    fetch_all!(session, PurchaseLineRow, LINES, bag_id)
}

/// A try that begins.
pub struct NewAttempt<'a> {
    pub id: AttemptId,
    pub bag_id: BagId,
    pub revision: i64,
    /// Without secrets.
    pub request: &'a str,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct NumberRow {
    number: i64,
}

/// Writes down that a try begins; it is numbered within its revision.
///
/// # Errors
/// The database failed.
pub async fn begin_attempt(tx: &mut Tx, new: &NewAttempt<'_>) -> Result<(), StorageError> {
    let NumberRow { number } = fetch_one!(tx, NumberRow, NEXT_ATTEMPT, new.bag_id, new.revision)?;
    execute!(tx, INSERT_ATTEMPT, new.id, new.bag_id, new.revision, number, new.at, new.request)?;
    Ok(())
}

/// How a try ended.
#[derive(Clone, Debug)]
pub struct AttemptEnd {
    pub id: AttemptId,
    pub outcome: DeliveryOutcome,
    pub http_status: Option<i64>,
    /// Without secrets, cut.
    pub answer: Option<String>,
    pub error: Option<String>,
    pub next_at: Option<Timestamp>,
    pub at: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn finish_attempt(tx: &mut Tx, end: &AttemptEnd) -> Result<(), StorageError> {
    let AttemptEnd { id, outcome, http_status, answer, error, next_at, at } = end;
    execute!(tx, FINISH_ATTEMPT, *id, *at, *outcome, *http_status, answer, error, *next_at)?;
    Ok(())
}

/// A try as it is shown.
#[derive(Clone, Debug, FromRow)]
pub struct AttemptRow {
    pub id: AttemptId,
    pub revision: i64,
    pub attempt: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub outcome: Option<DeliveryOutcome>,
    pub http_status: Option<i64>,
    pub request: String,
    pub answer: Option<String>,
    pub error: Option<String>,
    pub next_at: Option<Timestamp>,
}

/// The latest tries of a bag, newest first.
///
/// # Errors
/// The database failed.
pub async fn attempts(session: &mut impl Session, bag_id: BagId) -> Result<Vec<AttemptRow>, StorageError> {
    fetch_all!(session, AttemptRow, ATTEMPTS, bag_id)
}

/// Marks a locked bag as one that somebody has to look at, or no more; whether that changed anything.
///
/// # Errors
/// The database failed.
pub async fn need_attention(tx: &mut Tx, bag_id: BagId, needed: bool, at: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, NEED_ATTENTION, bag_id, needed, at)? == 1)
}

#[derive(FromRow)]
struct OrganisationRow {
    id: OrganisationId,
}

/// Whose bag it is to deliver.
///
/// # Errors
/// The database failed.
pub async fn seller_of(session: &mut impl Session, bag_id: BagId) -> Result<Option<OrganisationId>, StorageError> {
    Ok(fetch_optional!(session, OrganisationRow, SELLER_OF, bag_id)?.map(|row| row.id))
}

/// A callback that was taken before.
#[derive(Clone, Debug, FromRow)]
pub struct Taken {
    pub bag_id: BagId,
    pub result: String,
}

/// Claims a callback. `Some`: it was taken before, and came to this.
///
/// # Errors
/// The database failed.
pub async fn claim_callback(
    tx: &mut Tx,
    of: (OrganisationId, &str),
    bag_id: BagId,
    at: Timestamp,
) -> Result<Option<Taken>, StorageError> {
    if execute!(tx, INSERT_CALLBACK, of.0, of.1, bag_id, at, "")? == 1 {
        return Ok(None);
    }
    fetch_optional!(tx, Taken, FIND_CALLBACK, of.0, of.1)
}

/// Writes down what a claimed callback came to.
///
/// # Errors
/// The database failed.
pub async fn set_result(tx: &mut Tx, of: (OrganisationId, &str), result: &str) -> Result<(), StorageError> {
    execute!(tx, SET_RESULT, of.0, of.1, result)?;
    Ok(())
}

/// A callback as it is shown.
#[derive(Clone, Debug, FromRow)]
pub struct CallbackRow {
    pub event_id: String,
    pub taken_at: Timestamp,
    pub result: String,
}

/// The latest callbacks about a bag, newest first.
///
/// # Errors
/// The database failed.
pub async fn callbacks(session: &mut impl Session, bag_id: BagId) -> Result<Vec<CallbackRow>, StorageError> {
    fetch_all!(session, CallbackRow, CALLBACKS, bag_id)
}

/// A bag in the report.
#[derive(Clone, Debug, FromRow)]
pub struct ReportRow {
    pub id: BagId,
    pub order_id: CartId,
    pub order_number: i64,
    pub revision: i64,
    currency: Currency,
    total_minor: i64,
    pub answer: Answer,
    pub status: BagStatus,
    pub needs_attention: bool,
    pub erp_order_number: Option<String>,
    pub rejection: Option<String>,
    pub changed_at: Timestamp,
    pub buyer: String,
    pub seller: String,
    pub format: Option<Format>,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub next_at: Option<Timestamp>,
}

impl ReportRow {
    pub fn total(&self) -> Money {
        Money { minor: self.total_minor, currency: self.currency }
    }
}

/// Bags of all sellers, newest order first: `attention`, `open` or `all`, behind an order's number and a bag.
///
/// # Errors
/// The database failed.
pub async fn report(
    session: &mut impl Session,
    which: &str,
    behind: (i64, BagId),
    most: i64,
) -> Result<Vec<ReportRow>, StorageError> {
    fetch_all!(session, ReportRow, REPORT, which, behind.0, behind.1, most)
}

/// One bag of it.
///
/// # Errors
/// The database failed.
pub async fn reported(session: &mut impl Session, bag_id: BagId) -> Result<Option<ReportRow>, StorageError> {
    fetch_optional!(session, ReportRow, REPORTED, bag_id)
}

/// How many bags need somebody, and how many have no answer yet.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct ReportCounts {
    pub attention: i64,
    pub open: i64,
    pub all_bags: i64,
}

/// # Errors
/// The database failed.
pub async fn counts(session: &mut impl Session) -> Result<ReportCounts, StorageError> {
    fetch_one!(session, ReportCounts, COUNTS)
}
