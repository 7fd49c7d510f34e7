//! Uploaded inventory files, from dry run to confirmation. Must not read or judge what is in them.
//! Every change of status is guarded by the status before, so that of two confirmations one wins.

use super::{Reader, Session, StorageError, Tx};
use crate::{
    api_types::inventory::{UploadReport, UploadStatus},
    domain::{
        catalog::UploadMode,
        ids::{OrganisationId, PersonId, UploadId},
        stock_file::Field,
        time::Timestamp,
    },
};
use serde::Serialize;
use sqlx::FromRow;
use std::collections::HashMap;

/// SQL: the columns of an upload `u`, and who sent it and took it back.
macro_rules! uploads {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.file_name, u.mode, u.status, u.report, u.sheet, u.matching, p.name AS uploaded_by, u.created_at,
            u.finished_at, u.undone_at, (SELECT w.name FROM person w WHERE w.id = u.undone_by) AS undone_by
            FROM upload u JOIN person p ON p.id = u.uploaded_by WHERE u.organisation_id = $1",
            $rest
        )
    };
}

statements! {
    INSERT = ["INSERT INTO upload (id, organisation_id, file_name, mode, status, content, uploaded_by, created_at, sheet,
        matching) VALUES ($1, $2, $3, $4, 'checking', $5, $6, $7, $8, $9)"];
    LATEST = [uploads!(" ORDER BY u.id DESC LIMIT 10")];
    PAGE_OF = [uploads!(" AND u.id < $2 ORDER BY u.id DESC LIMIT 51")];
    FIND = [uploads!(" AND u.id = $2")];
    CONTENT = ["SELECT content FROM upload WHERE id = $1"];
    CHECKED = ["UPDATE upload SET status = $2, report = $3, finished_at = $4
        WHERE id = $1 AND status IN ('checking', 'failed')"];
    MATCH = ["UPDATE upload SET status = 'checking', matching = $3
        WHERE organisation_id = $1 AND id = $2 AND status IN ('unmatched', 'checked')"];
    CONFIRM = ["UPDATE upload SET status = 'applying' WHERE organisation_id = $1 AND id = $2 AND status = 'checked'"];
    /// Changes nothing, but locks the row of an upload that is being applied.
    TAKE_UP = ["UPDATE upload SET status = 'applying' WHERE id = $1 AND status = 'applying'"];
    APPLIED = ["UPDATE upload SET status = 'applied', report = $2, finished_at = $3, content = $4
        WHERE id = $1 AND status = 'applying'"];
    NOT_APPLIED = ["UPDATE upload SET status = 'checked', report = $2 WHERE id = $1 AND status = 'applying'"];
    DISCARD = ["UPDATE upload SET status = 'discarded', finished_at = $3, content = $4
        WHERE organisation_id = $1 AND id = $2 AND status IN ('checking', 'unmatched', 'checked')"];
    UNDO = ["UPDATE upload SET status = 'undone', undone_by = $3, undone_at = $4
        WHERE organisation_id = $1 AND id = $2 AND status = 'applied'"];
    FAIL_UNFINISHED_CHECKS = ["UPDATE upload SET status = 'failed', report = $1, finished_at = $2
        WHERE status = 'checking'"];
    RESET_UNFINISHED_APPLIES = ["UPDATE upload SET status = 'checked' WHERE status = 'applying'"];
}

/// Uploads on a page of the history; one more is read, to know whether there is a next page.
pub const PAGE: usize = 50;

/// An upload as it stands, without its content.
pub struct Upload {
    pub id: UploadId,
    pub file_name: String,
    pub mode: UploadMode,
    pub status: UploadStatus,
    pub report: Option<UploadReport>,
    /// Of a workbook, if one was named.
    pub sheet: Option<String>,
    /// How its columns were matched when it was read.
    pub matching: HashMap<String, Option<Field>>,
    pub uploaded_by: String,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Who took it back, and when.
    pub undone: Option<(String, Timestamp)>,
}

#[derive(FromRow)]
struct UploadRow {
    id: UploadId,
    file_name: String,
    mode: UploadMode,
    status: UploadStatus,
    report: Option<String>,
    sheet: Option<String>,
    matching: Option<String>,
    uploaded_by: String,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    undone_at: Option<Timestamp>,
    undone_by: Option<String>,
}

impl UploadRow {
    fn read(self) -> Result<Upload, StorageError> {
        let corrupt = |what: &str, error: serde_json::Error| {
            StorageError::Corrupt(format!("the {what} of upload {}: {error}", self.id))
        };
        let report = self.report.as_deref().map(serde_json::from_str).transpose();
        let matching = self.matching.as_deref().map(serde_json::from_str).transpose();
        Ok(Upload {
            id: self.id,
            report: report.map_err(|error| corrupt("report", error))?,
            matching: matching.map_err(|error| corrupt("matching", error))?.unwrap_or_default(),
            file_name: self.file_name,
            mode: self.mode,
            status: self.status,
            sheet: self.sheet,
            uploaded_by: self.uploaded_by,
            created_at: self.created_at,
            finished_at: self.finished_at,
            undone: self.undone_by.zip(self.undone_at),
        })
    }
}

fn to_json(value: &impl Serialize) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError::Corrupt(format!("a report: {error}")))
}

/// A file that has just arrived.
pub struct NewUpload<'a> {
    pub id: UploadId,
    pub organisation_id: OrganisationId,
    pub file_name: &'a str,
    pub mode: UploadMode,
    pub content: &'a [u8],
    pub sheet: Option<&'a str>,
    pub matching: &'a HashMap<String, Option<Field>>,
    pub uploaded_by: PersonId,
}

/// Stores a file whose dry run begins.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, upload: &NewUpload<'_>, now: Timestamp) -> Result<(), StorageError> {
    let NewUpload { id, organisation_id, file_name, mode, content, sheet, matching, uploaded_by } = *upload;
    let matching = to_json(matching)?;
    execute!(tx, INSERT, id, organisation_id, file_name, mode, content, uploaded_by, now, sheet, matching)?;
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

/// An organisation's uploads older than one, newest first; one more than [`PAGE`] if there are more.
///
/// # Errors
/// The database failed.
pub async fn page(
    reader: &mut Reader,
    organisation_id: OrganisationId,
    before: UploadId,
) -> Result<Vec<Upload>, StorageError> {
    let rows = fetch_all!(reader, UploadRow, PAGE_OF, organisation_id, before)?;
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
    let (status, finished_at) = match (&report.failure, &report.unmatched) {
        (Some(_), _) => (UploadStatus::Failed, Some(now)),
        (None, Some(_)) => (UploadStatus::Unmatched, None),
        (None, None) => (UploadStatus::Checked, None),
    };
    Ok(execute!(tx, CHECKED, id, status, to_json(report)?, finished_at)? == 1)
}

/// Somebody said what the columns are; another dry run begins. `false` if the upload is past that.
///
/// # Errors
/// The database failed.
pub async fn rematch(
    tx: &mut Tx,
    (organisation_id, id): (OrganisationId, UploadId),
    matching: &HashMap<String, Option<Field>>,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, MATCH, organisation_id, id, to_json(matching)?)? == 1)
}

/// Notes that an applied upload was taken back. `false` if it was already, or never applied.
///
/// # Errors
/// The database failed.
pub async fn save_undone(
    tx: &mut Tx,
    (organisation_id, id): (OrganisationId, UploadId),
    by: (PersonId, Timestamp),
) -> Result<bool, StorageError> {
    Ok(execute!(tx, UNDO, organisation_id, id, by.0, by.1)? == 1)
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
