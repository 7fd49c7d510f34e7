//! Uploaded inventory files, from dry run to confirmation. Must not read or judge what is in them.
//! Every change of status is guarded by the status before, so that of two confirmations one wins.

use super::{Reader, Session, StorageError, Tx};
use crate::{
    api_types::inventory::{UploadReport, UploadStatus},
    domain::{
        catalog::UploadMode,
        ids::{OrganisationId, PersonId, UploadId},
        time::Timestamp,
    },
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO upload (id, organisation_id, file_name, mode, status, content, uploaded_by, created_at)
        VALUES ($1, $2, $3, $4, 'checking', $5, $6, $7)"];
    LATEST = ["SELECT u.id, u.file_name, u.mode, u.status, u.report, p.name AS uploaded_by, u.created_at
        FROM upload u JOIN person p ON p.id = u.uploaded_by WHERE u.organisation_id = $1 ORDER BY u.id DESC LIMIT 10"];
    FIND = ["SELECT u.id, u.file_name, u.mode, u.status, u.report, p.name AS uploaded_by, u.created_at
        FROM upload u JOIN person p ON p.id = u.uploaded_by WHERE u.organisation_id = $1 AND u.id = $2"];
    CONTENT = ["SELECT content FROM upload WHERE id = $1"];
    CHECKED = ["UPDATE upload SET status = $2, report = $3, finished_at = $4
        WHERE id = $1 AND status IN ('checking', 'failed')"];
    CONFIRM = ["UPDATE upload SET status = 'applying' WHERE organisation_id = $1 AND id = $2 AND status = 'checked'"];
    /// Changes nothing, but locks the row of an upload that is being applied.
    TAKE_UP = ["UPDATE upload SET status = 'applying' WHERE id = $1 AND status = 'applying'"];
    APPLIED = ["UPDATE upload SET status = 'applied', report = $2, finished_at = $3, content = $4
        WHERE id = $1 AND status = 'applying'"];
    NOT_APPLIED = ["UPDATE upload SET status = 'checked', report = $2 WHERE id = $1 AND status = 'applying'"];
    DISCARD = ["UPDATE upload SET status = 'discarded', finished_at = $3, content = $4
        WHERE organisation_id = $1 AND id = $2 AND status IN ('checking', 'checked')"];
    FAIL_UNFINISHED_CHECKS = ["UPDATE upload SET status = 'failed', report = $1, finished_at = $2
        WHERE status = 'checking'"];
    RESET_UNFINISHED_APPLIES = ["UPDATE upload SET status = 'checked' WHERE status = 'applying'"];
}

/// An upload as it stands, without its content.
pub struct Upload {
    pub id: UploadId,
    pub file_name: String,
    pub mode: UploadMode,
    pub status: UploadStatus,
    pub report: Option<UploadReport>,
    pub uploaded_by: String,
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct UploadRow {
    id: UploadId,
    file_name: String,
    mode: UploadMode,
    status: UploadStatus,
    report: Option<String>,
    uploaded_by: String,
    created_at: Timestamp,
}

impl UploadRow {
    fn read(self) -> Result<Upload, StorageError> {
        let Self { id, file_name, mode, status, report, uploaded_by, created_at } = self;
        let report = report.map(|json| serde_json::from_str(&json)).transpose();
        let report = report.map_err(|error| StorageError::Corrupt(format!("the report of upload {id}: {error}")))?;
        Ok(Upload { id, file_name, mode, status, report, uploaded_by, created_at })
    }
}

fn to_json(report: &UploadReport) -> Result<String, StorageError> {
    serde_json::to_string(report).map_err(|error| StorageError::Corrupt(format!("a report: {error}")))
}

/// A file that has just arrived.
pub struct NewUpload<'a> {
    pub id: UploadId,
    pub organisation_id: OrganisationId,
    pub file_name: &'a str,
    pub mode: UploadMode,
    pub content: &'a [u8],
    pub uploaded_by: PersonId,
}

/// Stores a file whose dry run begins.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, upload: &NewUpload<'_>, now: Timestamp) -> Result<(), StorageError> {
    let NewUpload { id, organisation_id, file_name, mode, content, uploaded_by } = *upload;
    execute!(tx, INSERT, id, organisation_id, file_name, mode, content, uploaded_by, now)?;
    Ok(())
}

/// An organisation's ten latest uploads, newest first.
///
/// # Errors
/// The database failed.
pub async fn latest(reader: &mut Reader, organisation_id: OrganisationId) -> Result<Vec<Upload>, StorageError> {
    let rows = fetch_all!(reader, UploadRow, LATEST, organisation_id)?;
    rows.into_iter().map(UploadRow::read).collect()
}

/// # Errors
/// The database failed.
pub async fn find(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    id: UploadId,
) -> Result<Option<Upload>, StorageError> {
    fetch_optional!(session, UploadRow, FIND, organisation_id, id)?.map(UploadRow::read).transpose()
}

/// The file itself; empty once it was applied or discarded.
///
/// # Errors
/// The database failed.
pub async fn content(reader: &mut Reader, id: UploadId) -> Result<Option<Vec<u8>>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        content: Vec<u8>,
    }
    Ok(fetch_optional!(reader, Row, CONTENT, id)?.map(|row| row.content))
}

/// Notes the result of a dry run: checked, or failed with the reason in the report. `false` if the upload was given up
/// meanwhile.
///
/// # Errors
/// The database failed.
pub async fn save_check(tx: &mut Tx, id: UploadId, report: &UploadReport, now: Timestamp) -> Result<bool, StorageError> {
    let (status, finished_at) = match report.failure {
        None => (UploadStatus::Checked, None),
        Some(_) => (UploadStatus::Failed, Some(now)),
    };
    Ok(execute!(tx, CHECKED, id, status, to_json(report)?, finished_at)? == 1)
}

/// A checked upload is to be applied. `false` if it is not waiting for that.
///
/// # Errors
/// The database failed.
pub async fn confirm(tx: &mut Tx, organisation_id: OrganisationId, id: UploadId) -> Result<bool, StorageError> {
    Ok(execute!(tx, CONFIRM, organisation_id, id)? == 1)
}

/// Locks a confirmed upload until the commit. `false` if it is not to be applied any more.
///
/// # Errors
/// The database failed.
pub async fn take_up(tx: &mut Tx, id: UploadId) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE_UP, id)? == 1)
}

/// Notes that a confirmed upload is applied, and lets its file go. `false` if it was not confirmed, or is applied already.
///
/// # Errors
/// The database failed.
pub async fn save_applied(tx: &mut Tx, id: UploadId, report: &UploadReport, now: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, APPLIED, id, to_json(report)?, now, Vec::<u8>::new())? == 1)
}

/// Applying came to nothing: the upload waits for another confirmation.
///
/// # Errors
/// The database failed.
pub async fn save_not_applied(tx: &mut Tx, id: UploadId, report: &UploadReport) -> Result<bool, StorageError> {
    Ok(execute!(tx, NOT_APPLIED, id, to_json(report)?)? == 1)
}

/// Gives an upload up and lets its file go. `false` if it is past that.
///
/// # Errors
/// The database failed.
pub async fn discard(
    tx: &mut Tx,
    organisation_id: OrganisationId,
    id: UploadId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, DISCARD, organisation_id, id, now, Vec::<u8>::new())? == 1)
}

/// Ends what a stopped process left unfinished: dry runs have failed, applications wait for another confirmation.
/// Answers how many of each.
///
/// # Errors
/// The database failed.
pub async fn recover(tx: &mut Tx, report: &UploadReport, now: Timestamp) -> Result<(u64, u64), StorageError> {
    let failed = execute!(tx, FAIL_UNFINISHED_CHECKS, to_json(report)?, now)?;
    let reset = execute!(tx, RESET_UNFINISHED_APPLIES)?;
    Ok((failed, reset))
}
