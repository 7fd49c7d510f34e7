//! Open needs of organisations, and how many listings would meet them. Must not decide who may keep them.

use super::{Reader, Session, StorageError, Tx};
use crate::domain::{
    catalog::Condition,
    ids::{DemandId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

/// Demands on a page; one more is read, to know whether there is a next page.
pub const PAGE: usize = 50;

macro_rules! demands {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.part_number, d.part_key, d.quantity, d.condition, d.needed_by, d.note, d.status,
            p.name AS created_by, d.created_at, (SELECT COUNT(*) FROM listing l WHERE l.part_key = d.part_key
            AND l.removed_at IS NULL AND l.quantity > l.agreed AND l.seller_id <> d.organisation_id
            AND (d.condition IS NULL OR l.condition = d.condition)) AS matching_listings
            FROM demand d JOIN person p ON p.id = d.created_by ",
            $rest
        )
    };
}

statements! {
    PAGE_OF = [demands!("WHERE d.organisation_id = $1 AND d.status = $2 AND d.id < $3 ORDER BY d.id DESC LIMIT 51")];
    OPEN_FOR_PART = [demands!("WHERE d.organisation_id = $1 AND d.part_key = $2 AND d.status = 'open'
        ORDER BY d.id LIMIT 1")];
    FIND = [demands!("WHERE d.organisation_id = $1 AND d.id = $2")];
    COUNTS = ["SELECT COUNT(CASE WHEN status = 'open' THEN 1 END) AS open, COUNT(CASE WHEN status = 'closed' THEN 1 END) AS closed
        FROM demand WHERE organisation_id = $1"];
    TWIN = ["SELECT id FROM demand WHERE organisation_id = $1 AND part_key = $2 AND status = 'open' AND created_by = $3
        AND quantity = $4 AND COALESCE(condition, '') = $5 AND COALESCE(needed_by, '') = $6 AND COALESCE(note, '') = $7
        ORDER BY id LIMIT 1"];
    INSERT = ["INSERT INTO demand (id, organisation_id, part_number, part_key, quantity, condition, needed_by, note, status,
        created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10)"];
    CLOSE = ["UPDATE demand SET status = 'closed', closed_by = $3, closed_at = $4
        WHERE organisation_id = $1 AND id = $2 AND status = 'open'"];
}

/// A demand as it stands.
#[derive(FromRow)]
pub struct Demand {
    pub id: DemandId,
    pub part_number: String,
    pub part_key: String,
    pub quantity: i64,
    pub condition: Option<Condition>,
    pub needed_by: Option<String>,
    pub note: Option<String>,
    status: String,
    pub created_by: String,
    pub created_at: Timestamp,
    pub matching_listings: i64,
}

impl Demand {
    pub fn is_open(&self) -> bool {
        self.status == status(true)
    }
}

fn status(open: bool) -> &'static str {
    if open { "open" } else { "closed" }
}

/// An organisation's open or closed demands before `before`, newest first; one more than [`PAGE`] if there are more.
///
/// # Errors
/// The database failed.
pub async fn page(
    reader: &mut Reader,
    organisation_id: OrganisationId,
    open: bool,
    before: DemandId,
) -> Result<Vec<Demand>, StorageError> {
    fetch_all!(reader, Demand, PAGE_OF, organisation_id, status(open), before)
}

/// How many demands an organisation has, open and closed.
#[derive(FromRow)]
pub struct Counts {
    pub open: i64,
    pub closed: i64,
}

/// # Errors
/// The database failed.
pub async fn count(reader: &mut Reader, organisation_id: OrganisationId) -> Result<Counts, StorageError> {
    fetch_one!(reader, Counts, COUNTS, organisation_id)
}

/// The organisation's oldest open demand for a part.
///
/// # Errors
/// The database failed.
pub async fn open_for_part(
    reader: &mut Reader,
    organisation_id: OrganisationId,
    part_key: &str,
) -> Result<Option<Demand>, StorageError> {
    fetch_optional!(reader, Demand, OPEN_FOR_PART, organisation_id, part_key)
}

/// # Errors
/// The database failed.
pub async fn find(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    id: DemandId,
) -> Result<Option<Demand>, StorageError> {
    fetch_optional!(session, Demand, FIND, organisation_id, id)
}

/// A demand about to be opened.
pub struct NewDemand {
    pub id: DemandId,
    pub organisation_id: OrganisationId,
    pub part_number: String,
    pub part_key: String,
    pub quantity: i64,
    pub condition: Option<Condition>,
    pub needed_by: Option<String>,
    pub note: Option<String>,
    pub created_by: PersonId,
}

/// The open demand of the same person that says exactly the same.
///
/// # Errors
/// The database failed.
pub async fn twin(tx: &mut Tx, demand: &NewDemand) -> Result<Option<DemandId>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        id: DemandId,
    }
    let row = fetch_optional!(
        tx,
        Row,
        TWIN,
        demand.organisation_id,
        &demand.part_key,
        demand.created_by,
        demand.quantity,
        demand.condition.map(Condition::code).unwrap_or_default(),
        demand.needed_by.as_deref().unwrap_or_default(),
        demand.note.as_deref().unwrap_or_default()
    )?;
    Ok(row.map(|row| row.id))
}

/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, demand: &NewDemand, now: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT,
        demand.id,
        demand.organisation_id,
        &demand.part_number,
        &demand.part_key,
        demand.quantity,
        demand.condition,
        demand.needed_by.as_deref(),
        demand.note.as_deref(),
        demand.created_by,
        now
    )?;
    Ok(())
}

/// Closes an open demand; `false` if it is not open any more.
///
/// # Errors
/// The database failed.
pub async fn close(tx: &mut Tx, of: (OrganisationId, DemandId), by: PersonId, now: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, CLOSE, of.0, of.1, by, now)? == 1)
}
