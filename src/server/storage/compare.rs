//! The active lines of a cart for one part, and how fast their sellers usually answer.

use super::{Session, StorageError};
use crate::domain::{
    catalog::Condition,
    ids::{CartId, DemandId, LineId, OrganisationId, PersonId},
    money::Currency,
    negotiation::LineStatus,
    pricing::PriceBreaks,
    time::Timestamp,
};
use sqlx::FromRow;

/// A cart has at most so many sellers of one part on the page.
const LIMIT: i64 = 100;

statements! {
    LINES = ["SELECT l.id, l.seller_id, o.name AS seller, l.part_number, l.manufacturer, l.description, l.condition,
        l.certificate, l.status, l.quantity, l.unit, l.list_price_micros, l.list_price_breaks, l.currency, l.offer_price_micros,
        l.offer_quantity, l.offer_valid_until, l.lead_time_days, f.lead_time_days AS offer_lead_time_days, f.revision, l.version,
        g.quantity - g.agreed AS available, g.removed_at, l.messages - l.buyer_messages - COALESCE(s.seen_others, 0) AS unread,
        m.kind AS last_kind, m.body AS last_body, m.written_at AS last_at,
        (SELECT d.id FROM demand d WHERE d.organisation_id = l.buyer_id AND d.part_key = l.part_key AND d.status = 'open'
            AND (d.condition IS NULL OR d.condition = l.condition) ORDER BY d.id LIMIT 1) AS demand_id
        FROM cart_line l JOIN organisation o ON o.id = l.seller_id JOIN listing g ON g.id = l.listing_id
        JOIN message m ON m.line_id = l.id AND m.sequence = l.messages
        LEFT JOIN offer f ON f.id = l.live_offer_id
        LEFT JOIN line_seen s ON s.line_id = l.id AND s.person_id = $3 AND s.side = 'buyer'
        WHERE l.cart_id = $1 AND l.part_key = $2 AND l.status IN ('open', 'quote') ORDER BY l.id LIMIT $4"];
    /// The median of each seller's first answers since a time, of any buyer's requests for any part.
    ANSWERS = ["SELECT seller_id, first_answer_us AS median_us, answers FROM (
        SELECT a.seller_id, a.first_answer_us,
            ROW_NUMBER() OVER (PARTITION BY a.seller_id ORDER BY a.first_answer_us) AS place,
            COUNT(*) OVER (PARTITION BY a.seller_id) AS answers
        FROM cart_line a WHERE a.first_answer_us IS NOT NULL AND a.created_at >= $3 AND a.seller_id IN (
            SELECT l.seller_id FROM cart_line l
            WHERE l.cart_id = $1 AND l.part_key = $2 AND l.status IN ('open', 'quote'))) ranked
        WHERE place = (answers + 1) / 2"];
    ANSWERS_OF_SELLER = ["SELECT seller_id, first_answer_us AS median_us, answers FROM (
        SELECT a.seller_id, a.first_answer_us,
            ROW_NUMBER() OVER (ORDER BY a.first_answer_us) AS place, COUNT(*) OVER () AS answers
        FROM cart_line a WHERE a.first_answer_us IS NOT NULL AND a.created_at >= $2 AND a.seller_id = $1) ranked
        WHERE place = (answers + 1) / 2"];
}

/// A line as the comparison shows it.
#[derive(FromRow)]
pub struct ComparedRow {
    pub id: LineId,
    pub seller_id: OrganisationId,
    pub seller: String,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub certificate: Option<String>,
    pub status: LineStatus,
    pub quantity: i64,
    pub unit: String,
    pub list_price_micros: Option<i64>,
    pub list_price_breaks: Option<PriceBreaks>,
    pub currency: Option<Currency>,
    pub offer_price_micros: Option<i64>,
    pub offer_quantity: Option<i64>,
    pub offer_valid_until: Option<Timestamp>,
    pub lead_time_days: Option<i32>,
    pub offer_lead_time_days: Option<i32>,
    /// Of the live offer.
    pub revision: Option<i64>,
    pub version: i64,
    pub available: i64,
    pub removed_at: Option<Timestamp>,
    pub unread: i64,
    pub last_kind: String,
    pub last_body: String,
    pub last_at: Timestamp,
    pub demand_id: Option<DemandId>,
}

/// A cart's active lines for one part, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn lines(
    session: &mut impl Session,
    of: (CartId, &str),
    person_id: PersonId,
) -> Result<Vec<ComparedRow>, StorageError> {
    fetch_all!(session, ComparedRow, LINES, of.0, of.1, person_id, LIMIT)
}

/// How long a seller usually takes from a request to the first move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct AnswerRow {
    pub seller_id: OrganisationId,
    pub median_us: i64,
    pub answers: i64,
}

/// The usual time to answer of every seller of a part in a cart.
///
/// # Errors
/// The database failed.
pub async fn answers(
    session: &mut impl Session,
    of: (CartId, &str),
    since: Timestamp,
) -> Result<Vec<AnswerRow>, StorageError> {
    fetch_all!(session, AnswerRow, ANSWERS, of.0, of.1, since)
}

/// One seller's own usual time to answer; `None` without an answer.
///
/// # Errors
/// The database failed.
pub async fn answers_of(
    session: &mut impl Session,
    seller_id: OrganisationId,
    since: Timestamp,
) -> Result<Option<AnswerRow>, StorageError> {
    fetch_optional!(session, AnswerRow, ANSWERS_OF_SELLER, seller_id, since)
}
