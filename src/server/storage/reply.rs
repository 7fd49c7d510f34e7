//! Saved replies of organisations.

use super::{Session, StorageError, Tx, negotiation::Saved};
use crate::domain::{
    ids::{OrganisationId, PersonId, ReplyId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    ALL = ["SELECT r.id, r.title, r.body, p.name AS changed_by, r.changed_at, r.version FROM saved_reply r
        JOIN person p ON p.id = r.changed_by WHERE r.organisation_id = $1 ORDER BY r.title, r.id LIMIT $2"];
    FIND = ["SELECT title, version FROM saved_reply WHERE id = $1 AND organisation_id = $2"];
    COUNT = ["SELECT COUNT(*) AS count FROM saved_reply WHERE organisation_id = $1"];
    TAKEN = ["SELECT COUNT(*) AS count FROM saved_reply WHERE organisation_id = $1 AND title = $2 AND id <> $3"];
    INSERT = ["INSERT INTO saved_reply (id, organisation_id, title, body, changed_by, changed_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, 1)"];
    UPDATE = ["UPDATE saved_reply SET title = $3, body = $4, changed_by = $5, changed_at = $6, version = version + 1
        WHERE id = $1 AND version = $2"];
    DELETE = ["DELETE FROM saved_reply WHERE id = $1 AND organisation_id = $2"];
}

/// A stored reply with who changed it last.
#[derive(FromRow)]
pub struct ReplyRow {
    pub id: ReplyId,
    pub title: String,
    pub body: String,
    pub changed_by: String,
    pub changed_at: Timestamp,
    pub version: i64,
}

/// The replies of an organisation by title.
///
/// # Errors
/// The database failed.
pub async fn all(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    limit: i64,
) -> Result<Vec<ReplyRow>, StorageError> {
    fetch_all!(session, ReplyRow, ALL, organisation_id, limit)
}

#[derive(FromRow)]
struct StateRow {
    title: String,
    version: i64,
}

/// Title and version of an organisation's reply.
///
/// # Errors
/// The database failed.
pub async fn find(
    session: &mut impl Session,
    id: ReplyId,
    organisation_id: OrganisationId,
) -> Result<Option<(String, i64)>, StorageError> {
    Ok(fetch_optional!(session, StateRow, FIND, id, organisation_id)?.map(|row| (row.title, row.version)))
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// # Errors
/// The database failed.
pub async fn count(session: &mut impl Session, organisation_id: OrganisationId) -> Result<i64, StorageError> {
    Ok(fetch_one!(session, CountRow, COUNT, organisation_id)?.count)
}

/// Whether another reply of the organisation has the title.
///
/// # Errors
/// The database failed.
pub async fn is_taken(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    title: &str,
    id: ReplyId,
) -> Result<bool, StorageError> {
    Ok(fetch_one!(session, CountRow, TAKEN, organisation_id, title, id)?.count > 0)
}

/// What is written of a reply, by whom and when.
pub struct Text<'a> {
    pub title: &'a str,
    pub body: &'a str,
    pub by: PersonId,
    pub at: Timestamp,
}

/// # Errors
/// The database failed; also if the title is taken.
pub async fn insert(tx: &mut Tx, id: ReplyId, organisation_id: OrganisationId, text: &Text<'_>) -> Result<(), StorageError> {
    execute!(tx, INSERT, id, organisation_id, text.title, text.body, text.by, text.at)?;
    Ok(())
}

/// Writes a reply anew under the version that was seen.
///
/// # Errors
/// The database failed; also if the title is taken.
pub async fn update(tx: &mut Tx, seen: (ReplyId, i64), text: &Text<'_>) -> Result<Saved, StorageError> {
    let changed = execute!(tx, UPDATE, seen.0, seen.1, text.title, text.body, text.by, text.at)?;
    Ok(if changed == 1 { Saved::Done } else { Saved::Stale })
}

/// Answers whether there was such a reply.
///
/// # Errors
/// The database failed.
pub async fn delete(tx: &mut Tx, id: ReplyId, organisation_id: OrganisationId) -> Result<bool, StorageError> {
    Ok(execute!(tx, DELETE, id, organisation_id)? == 1)
}
