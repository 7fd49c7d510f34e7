//! Figures for dashboards and price histories: sums, counts and a few rows each. Currencies are never added.
//! Must not decide whose figures they are: every text is bound to one organisation by its caller.

use super::{Session, StorageError, codec::Span};
use crate::domain::{
    catalog::Condition,
    ids::{DemandId, LineId, OrganisationId, PersonId, TransactionId},
    money::{Currency, Money},
    negotiation::Side,
    time::Timestamp,
};
use sqlx::FromRow;

pub use super::notification::NotificationRow;

/// Weeks on a chart.
pub const WEEKS: usize = 12;

/// Rows of each list on a dashboard.
pub const GLANCES: i64 = 6;

/// Agreements on a price history, the newest ones.
pub const HISTORY: i64 = 200;

/// The week of a time, from 0 to 11; `$1` to `$12` are the beginnings of the weeks.
macro_rules! week {
    ($column:literal) => {
        concat!(
            "CASE WHEN ",
            $column,
            " >= $12 THEN 11 WHEN ",
            $column,
            " >= $11 THEN 10 WHEN ",
            $column,
            " >= $10 THEN 9 WHEN ",
            $column,
            " >= $9 THEN 8 WHEN ",
            $column,
            " >= $8 THEN 7 WHEN ",
            $column,
            " >= $7 THEN 6 WHEN ",
            $column,
            " >= $6 THEN 5 WHEN ",
            $column,
            " >= $5 THEN 4 WHEN ",
            $column,
            " >= $4 THEN 3 WHEN ",
            $column,
            " >= $3 THEN 2 WHEN ",
            $column,
            " >= $2 THEN 1 ELSE 0 END AS week"
        )
    };
}

/// Sums per currency and week. They are taken in two parts, so that no sum of totals is too large for the database.
macro_rules! agreed {
    ($rest:literal) => {
        concat!(
            "SELECT t.currency, ",
            week!("t.agreed_at"),
            ", COUNT(*) AS agreements, CAST(SUM(t.subtotal_minor / 1000000) AS BIGINT) AS millions,
            CAST(SUM(t.subtotal_minor % 1000000) AS BIGINT) AS rest FROM line_transaction t ",
            $rest,
            " AND t.agreed_at >= $1 AND t.state <> 'cancelled' GROUP BY t.currency, week ORDER BY t.currency, week"
        )
    };
}

/// A few lines of a seller that wait for one reason.
macro_rules! waiting {
    ($reason:literal, $since:literal, $rest:literal) => {
        concat!(
            "SELECT w.reason, w.id, w.part_number, w.counterparty, w.quantity, w.unit, w.price_micros, w.currency,
            w.valid_until, w.since FROM (SELECT '",
            $reason,
            "' AS reason, l.id, l.part_number, o.name AS counterparty, l.quantity, l.unit,
            COALESCE(l.offer_price_micros, l.agreed_price_micros) AS price_micros, l.currency,
            l.offer_valid_until AS valid_until, ",
            $since,
            " AS since FROM cart_line l JOIN organisation o ON o.id = l.buyer_id
            WHERE l.seller_id = $1 AND ",
            $rest,
            " LIMIT $2) w"
        )
    };
}

macro_rules! history {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.part_number, t.description, o.name AS counterparty, t.condition, t.quantity, t.unit,
            t.price_micros, t.currency, t.agreed_at, (c.kind = 'shared' OR c.creator_id = $3) AS is_visible
            FROM cart_line l JOIN line_transaction t ON t.line_id = l.id JOIN cart c ON c.id = l.cart_id ",
            $rest,
            " AND l.part_key = $2 AND l.agreed_price_micros IS NOT NULL AND t.state <> 'cancelled'
            ORDER BY t.agreed_at DESC, t.id DESC LIMIT $4"
        )
    };
}

statements! {
    BUYER_COUNTS = ["SELECT COUNT(CASE WHEN l.status = 'quote' THEN 1 END) AS offers,
        COUNT(CASE WHEN l.status = 'quote' AND l.offer_valid_until <= $3 THEN 1 END) AS expiring,
        COUNT(CASE WHEN l.status = 'open' THEN 1 END) AS open,
        (SELECT COUNT(*) FROM notification n WHERE n.person_id = $2 AND n.organisation_id = $1 AND n.side = 'buyer'
            AND n.about IS NULL AND n.read_at IS NULL) AS unread
        FROM cart_line l JOIN cart c ON c.id = l.cart_id
        WHERE l.buyer_id = $1 AND l.status IN ('open', 'quote') AND c.checkout_status = 'IN_PROGRESS' AND c.trashed_at IS NULL
        AND (c.kind = 'shared' OR c.creator_id = $2)"];
    OFFERS_WAITING = ["SELECT 'offer' AS reason, l.id, l.part_number, s.name AS counterparty, l.quantity, l.unit,
        l.offer_price_micros AS price_micros, l.currency, l.offer_valid_until AS valid_until, o.made_at AS since
        FROM cart_line l JOIN cart c ON c.id = l.cart_id JOIN organisation s ON s.id = l.seller_id
        JOIN offer o ON o.id = l.live_offer_id
        WHERE l.buyer_id = $1 AND l.status IN ('open', 'quote') AND c.checkout_status = 'IN_PROGRESS' AND c.trashed_at IS NULL
        AND (c.kind = 'shared' OR c.creator_id = $2) ORDER BY o.made_at, l.id LIMIT $3"];
    REPLIES = ["SELECT event_id, line_id, side, notice, about, created_at, read_at FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND side = 'buyer' AND about IS NULL AND read_at IS NULL
        ORDER BY event_id DESC LIMIT $3"];
    DEMANDS_MET = ["SELECT d.id, d.part_number, d.part_key, d.quantity, d.needed_by,
        (SELECT COUNT(*) FROM listing l WHERE l.part_key = d.part_key AND l.removed_at IS NULL AND l.quantity > l.agreed
            AND l.seller_id <> d.organisation_id AND (d.condition IS NULL OR l.condition = d.condition)) AS matching_listings
        FROM demand d WHERE d.organisation_id = $1 AND d.status = 'open' AND EXISTS (SELECT 1 FROM listing l
            WHERE l.part_key = d.part_key AND l.removed_at IS NULL AND l.quantity > l.agreed
            AND l.seller_id <> d.organisation_id AND (d.condition IS NULL OR l.condition = d.condition))
        ORDER BY CASE WHEN d.needed_by IS NULL THEN 1 ELSE 0 END, d.needed_by, d.id LIMIT $2"];
    AGREED_BOUGHT = [agreed!("JOIN cart_line l ON l.id = t.line_id JOIN cart c ON c.id = l.cart_id
        WHERE t.buyer_id = $13 AND (c.kind = 'shared' OR c.creator_id = $14)")];
    AGREED_SOLD = [agreed!("WHERE t.seller_id = $13")];
    SELLER_COUNTS = ["SELECT COUNT(CASE WHEN l.status = 'open' AND l.created_at > $2 THEN 1 END) AS hours_4,
        COUNT(CASE WHEN l.status = 'open' AND l.created_at <= $2 AND l.created_at > $3 THEN 1 END) AS hours_24,
        COUNT(CASE WHEN l.status = 'open' AND l.created_at <= $3 AND l.created_at > $4 THEN 1 END) AS days_3,
        COUNT(CASE WHEN l.status = 'open' AND l.created_at <= $4 AND l.created_at > $5 THEN 1 END) AS days_7,
        COUNT(CASE WHEN l.status = 'open' AND l.created_at <= $5 THEN 1 END) AS older,
        (SELECT COUNT(*) FROM cart_line d WHERE d.seller_id = $1 AND d.documentation_pending
            AND d.status IN ('open', 'quote', 'accepted')) AS documentation,
        COUNT(CASE WHEN l.status = 'quote' AND l.offer_valid_until <= $6 THEN 1 END) AS expiring
        FROM cart_line l WHERE l.seller_id = $1 AND l.status IN ('open', 'quote')"];
    SELLER_LINES = [concat!(
        waiting!("request", "l.created_at", "l.status IN ('open', 'quote') AND l.status = 'open' ORDER BY l.created_at, l.id"),
        " UNION ALL ",
        waiting!(
            "documentation",
            "l.updated_at",
            "l.documentation_pending AND l.status IN ('open', 'quote', 'accepted') ORDER BY l.updated_at, l.id"
        ),
        " UNION ALL ",
        waiting!(
            "expiry",
            "l.updated_at",
            "l.status IN ('open', 'quote') AND l.status = 'quote' AND l.offer_valid_until <= $3
            ORDER BY l.offer_valid_until, l.id"
        )
    )];
    RESPONSES = [concat!("SELECT ", week!("l.created_at"), ", COUNT(*) AS answered, SUM(o.made_at - l.created_at) AS waited
        FROM cart_line l JOIN offer o ON o.line_id = l.id AND o.revision = 1
        WHERE l.seller_id = $13 AND l.created_at >= $1 GROUP BY week ORDER BY week")];
    PAID_FOR_PART = [history!("JOIN organisation o ON o.id = t.seller_id WHERE l.buyer_id = $1")];
    TAKEN_FOR_PART = [history!("JOIN organisation o ON o.id = t.buyer_id WHERE l.seller_id = $1")];
}

/// A person in the organisation they act in.
#[derive(Clone, Copy)]
pub struct Reader {
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
}

#[derive(FromRow)]
pub struct BuyerCounts {
    pub offers: i64,
    pub expiring: i64,
    pub open: i64,
    pub unread: i64,
}

/// What waits in the carts that the person may see. An offer that ends until `soon` counts as expiring.
///
/// # Errors
/// The database failed.
pub async fn buyer_counts(session: &mut impl Session, who: Reader, soon: Timestamp) -> Result<BuyerCounts, StorageError> {
    fetch_one!(session, BuyerCounts, BUYER_COUNTS, who.organisation_id, who.person_id, soon)
}

/// A line that waits, and why.
#[derive(FromRow)]
pub struct WaitingLine {
    /// `offer`, `request`, `documentation` or `expiry`.
    pub reason: String,
    pub id: LineId,
    pub part_number: String,
    pub counterparty: String,
    pub quantity: i64,
    pub unit: String,
    pub price_micros: Option<i64>,
    pub currency: Option<Currency>,
    pub valid_until: Option<Timestamp>,
    pub since: Timestamp,
}

/// The oldest offers without an answer.
///
/// # Errors
/// The database failed.
pub async fn offers_waiting(session: &mut impl Session, who: Reader) -> Result<Vec<WaitingLine>, StorageError> {
    fetch_all!(session, WaitingLine, OFFERS_WAITING, who.organisation_id, who.person_id, GLANCES)
}

/// The newest things that sellers did and the person has not looked at.
///
/// # Errors
/// The database failed.
pub async fn replies(session: &mut impl Session, who: Reader) -> Result<Vec<NotificationRow>, StorageError> {
    fetch_all!(session, NotificationRow, REPLIES, who.person_id, who.organisation_id, GLANCES)
}

/// An open demand that somebody offers.
#[derive(FromRow)]
pub struct DemandMet {
    pub id: DemandId,
    pub part_number: String,
    pub part_key: String,
    pub quantity: i64,
    pub needed_by: Option<String>,
    pub matching_listings: i64,
}

/// # Errors
/// The database failed.
pub async fn demands_met(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Vec<DemandMet>, StorageError> {
    fetch_all!(session, DemandMet, DEMANDS_MET, organisation_id, GLANCES)
}

#[derive(FromRow)]
struct AgreedRow {
    currency: Currency,
    week: i32,
    agreements: i64,
    millions: i64,
    rest: i64,
}

/// What was agreed in one currency in one week.
pub struct AgreedInWeek {
    /// From 0, the oldest.
    pub week: usize,
    pub total: Money,
    pub agreements: i64,
}

impl From<AgreedRow> for AgreedInWeek {
    fn from(row: AgreedRow) -> Self {
        let minor = row.millions.saturating_mul(1_000_000).saturating_add(row.rest);
        Self {
            week: usize::try_from(row.week).unwrap_or_default(),
            total: Money { minor, currency: row.currency },
            agreements: row.agreements,
        }
    }
}

/// Sums by currency and week, from the side named; a buyer's are those of the carts that the person may see.
///
/// # Errors
/// The database failed.
pub async fn agreed(
    session: &mut impl Session,
    who: Reader,
    side: Side,
    weeks: &[Timestamp; WEEKS],
) -> Result<Vec<AgreedInWeek>, StorageError> {
    let [w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12] = *weeks;
    let id = who.organisation_id;
    let rows = match side {
        Side::Buyer => fetch_all!(
            session,
            AgreedRow,
            AGREED_BOUGHT,
            w1,
            w2,
            w3,
            w4,
            w5,
            w6,
            w7,
            w8,
            w9,
            w10,
            w11,
            w12,
            id,
            who.person_id
        )?,
        Side::Seller => fetch_all!(session, AgreedRow, AGREED_SOLD, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, id)?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(FromRow)]
pub struct SellerCounts {
    pub hours_4: i64,
    pub hours_24: i64,
    pub days_3: i64,
    pub days_7: i64,
    pub older: i64,
    pub documentation: i64,
    pub expiring: i64,
}

/// The bounds between ages, the youngest first, and the time until which an offer counts as expiring.
pub struct Bounds {
    pub ages: [Timestamp; 4],
    pub soon: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn seller_counts(
    session: &mut impl Session,
    seller_id: OrganisationId,
    bounds: &Bounds,
) -> Result<SellerCounts, StorageError> {
    let [hours_4, hours_24, days_3, days_7] = bounds.ages;
    fetch_one!(session, SellerCounts, SELLER_COUNTS, seller_id, hours_4, hours_24, days_3, days_7, bounds.soon)
}

/// A few lines of each reason to look at, the most urgent first.
///
/// # Errors
/// The database failed.
pub async fn seller_lines(
    session: &mut impl Session,
    seller_id: OrganisationId,
    soon: Timestamp,
) -> Result<Vec<WaitingLine>, StorageError> {
    fetch_all!(session, WaitingLine, SELLER_LINES, seller_id, GLANCES, soon)
}

#[derive(FromRow)]
struct ResponseRow {
    week: i32,
    answered: i64,
    waited: Option<Span>,
}

/// How long the requests of a week waited for their first price, all together.
pub struct ResponseInWeek {
    pub week: usize,
    pub answered: i64,
    pub waited_us: i64,
}

/// # Errors
/// The database failed.
pub async fn responses(
    session: &mut impl Session,
    seller_id: OrganisationId,
    weeks: &[Timestamp; WEEKS],
) -> Result<Vec<ResponseInWeek>, StorageError> {
    let [w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12] = *weeks;
    let rows = fetch_all!(session, ResponseRow, RESPONSES, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, seller_id)?;
    let response = |row: ResponseRow| ResponseInWeek {
        week: usize::try_from(row.week).unwrap_or_default(),
        answered: row.answered,
        waited_us: row.waited.map_or(0, |span| span.0),
    };
    Ok(rows.into_iter().map(response).collect())
}

/// What was agreed for a part.
#[derive(FromRow)]
pub struct AgreedPrice {
    pub id: TransactionId,
    pub part_number: String,
    pub description: String,
    pub counterparty: String,
    pub condition: Condition,
    pub quantity: i64,
    pub unit: String,
    pub price_micros: i64,
    pub currency: Currency,
    pub agreed_at: Timestamp,
    /// The line's cart is shared or the reader's own.
    pub is_visible: bool,
}

/// The newest agreements of an organisation for a part, as buyer or as seller, newest first.
///
/// # Errors
/// The database failed.
pub async fn prices(
    session: &mut impl Session,
    who: Reader,
    side: Side,
    part_key: &str,
) -> Result<Vec<AgreedPrice>, StorageError> {
    let Reader { organisation_id, person_id } = who;
    match side {
        Side::Buyer => fetch_all!(session, AgreedPrice, PAID_FOR_PART, organisation_id, part_key, person_id, HISTORY),
        Side::Seller => fetch_all!(session, AgreedPrice, TAKEN_FOR_PART, organisation_id, part_key, person_id, HISTORY),
    }
}
