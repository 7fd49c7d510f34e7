//! Many lines at once: what a preview shows of them, what an action did to each, and why lines ended.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{BulkRunId, LineId, OrganisationId, PersonId},
    money::Currency,
    negotiation::{LineStatus, Side},
    pricing::PriceBreaks,
    reason::EndReason,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT_RUN = ["INSERT INTO bulk_run (id, organisation_id, person_id, action, outcomes, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING"];
    RUN = ["SELECT r.id, r.organisation_id, r.person_id, r.action, r.outcomes, r.finished_at, p.name AS person
        FROM bulk_run r JOIN person p ON p.id = r.person_id WHERE r.id = $1"];
    FORGET_RUNS = ["DELETE FROM bulk_run WHERE finished_at < $1"];
    /// A buyer's own lines: of the person's carts and of those that the organisation shares.
    ENDED_OF_BUYER = ["SELECT l.status, l.ended_by, l.end_reason, COUNT(*) AS lines,
        COUNT(CASE WHEN l.ended_at >= $4 THEN 1 END) AS recent
        FROM cart_line l JOIN cart c ON c.id = l.cart_id
        WHERE l.buyer_id = $1 AND l.ended_at IS NOT NULL AND l.ended_at >= $3 AND (c.kind = 'shared' OR c.creator_id = $2)
        GROUP BY l.status, l.ended_by, l.end_reason"];
    ENDED_OF_SELLER = ["SELECT l.status, l.ended_by, l.end_reason, COUNT(*) AS lines,
        COUNT(CASE WHEN l.ended_at >= $3 THEN 1 END) AS recent
        FROM cart_line l WHERE l.seller_id = $1 AND l.ended_at IS NOT NULL AND l.ended_at >= $2
        GROUP BY l.status, l.ended_by, l.end_reason"];
}

/// A line as a preview shows it.
#[derive(Clone, FromRow)]
pub struct TriageRow {
    pub id: LineId,
    pub version: i64,
    pub part_number: String,
    pub buyer: String,
    pub quantity: i64,
    pub unit: String,
    pub status: LineStatus,
    pub list_price_micros: Option<i64>,
    pub list_price_breaks: Option<PriceBreaks>,
    pub currency: Option<Currency>,
    /// Of the live offer.
    pub offer_price_micros: Option<i64>,
    /// Of the last revision, live or not.
    pub last_price_micros: Option<i64>,
    pub last_lead_time_days: Option<i32>,
    pub lead_time_days: Option<i32>,
}

/// Those of the lines named that are the seller's, in no order.
///
/// # Errors
/// The database failed.
pub async fn lines(
    session: &mut impl Session,
    seller_id: OrganisationId,
    ids: &[LineId],
) -> Result<Vec<TriageRow>, StorageError> {
    Ok(fetch_for!(session, TriageRow, ids, |sql| {
        sql.push(
            "SELECT l.id, l.version, l.part_number, o.name AS buyer, l.quantity, l.unit, l.status, l.list_price_micros,
            l.list_price_breaks, l.currency, l.offer_price_micros, f.price_micros AS last_price_micros, f.lead_time_days AS last_lead_time_days,
            l.lead_time_days
            FROM cart_line l JOIN organisation o ON o.id = l.buyer_id
            LEFT JOIN offer f ON f.line_id = l.id AND f.revision = l.revisions WHERE l.seller_id = ",
        )
        .push_bind(seller_id)
        .push(" AND l.id");
    }))
}

/// An action on many lines that was carried out.
#[derive(FromRow)]
pub struct RunRow {
    pub id: BulkRunId,
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub action: String,
    /// What was done to each line, as JSON.
    pub outcomes: String,
    pub finished_at: Timestamp,
    pub person: String,
}

/// An action on many lines about to be remembered.
pub struct NewRun<'a> {
    pub id: BulkRunId,
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub action: &'a str,
    pub outcomes: &'a str,
    pub at: Timestamp,
}

/// Remembers what an action on many lines did; one that is remembered already stays as it is.
///
/// # Errors
/// The database failed.
pub async fn insert_run(tx: &mut Tx, new: &NewRun<'_>) -> Result<(), StorageError> {
    execute!(tx, INSERT_RUN, new.id, new.organisation_id, new.person_id, new.action, new.outcomes, new.at)?;
    Ok(())
}

/// # Errors
/// The database failed.
pub async fn run(session: &mut impl Session, id: BulkRunId) -> Result<Option<RunRow>, StorageError> {
    fetch_optional!(session, RunRow, RUN, id)
}

/// Forgets what nobody will look up any more.
///
/// # Errors
/// The database failed.
pub async fn forget_runs(tx: &mut Tx, before: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET_RUNS, before)
}

/// How many lines ended alike.
#[derive(Clone, Debug, FromRow)]
pub struct EndedRow {
    pub status: LineStatus,
    pub ended_by: Option<Side>,
    pub end_reason: Option<EndReason>,
    pub lines: i64,
    pub recent: i64,
}

/// Why a buyer's own lines ended since a time, and since a later one.
///
/// # Errors
/// The database failed.
pub async fn ended_of_buyer(
    session: &mut impl Session,
    buyer: (OrganisationId, PersonId),
    since: (Timestamp, Timestamp),
) -> Result<Vec<EndedRow>, StorageError> {
    fetch_all!(session, EndedRow, ENDED_OF_BUYER, buyer.0, buyer.1, since.0, since.1)
}

/// Why a seller's lines ended since a time, and since a later one.
///
/// # Errors
/// The database failed.
pub async fn ended_of_seller(
    session: &mut impl Session,
    seller_id: OrganisationId,
    since: (Timestamp, Timestamp),
) -> Result<Vec<EndedRow>, StorageError> {
    fetch_all!(session, EndedRow, ENDED_OF_SELLER, seller_id, since.0, since.1)
}
