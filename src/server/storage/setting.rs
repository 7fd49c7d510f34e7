//! What merchants set, by name, as JSON, with a version and who changed it, and what they changed. Must not know what a setting
//! means.

use super::{Session, StorageError, Tx};
use crate::domain::{audit::PLATFORM, ids::PersonId, time::Timestamp};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT s.value, s.version, s.changed_at, p.name AS changed_by
        FROM setting s LEFT JOIN person p ON p.id = s.changed_by WHERE s.name = $1"];
    LOCK = [locking "SELECT value, version FROM setting WHERE name = $1"];
    INSERT = ["INSERT INTO setting (name, value, changed_by, changed_at, version) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (name) DO NOTHING"];
    UPDATE = ["UPDATE setting SET value = $2, changed_by = $3, changed_at = $4, version = version + 1
        WHERE name = $1 AND version = $5"];
    KEEPER = ["INSERT INTO organisation (id, name, buys, sells, created_at) VALUES ($1, 'Platform (settings)', FALSE, FALSE, $2)
        ON CONFLICT (id) DO NOTHING"];
    CHANGES = ["SELECT e.sequence, e.at, e.payload, p.name AS actor
        FROM audit_entry e LEFT JOIN person p ON p.id = e.actor_id
        WHERE e.organisation_id = $1 ORDER BY e.sequence DESC LIMIT $2"];
}

/// A setting as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct SettingRow {
    /// JSON.
    pub value: String,
    /// 1 for the first change; a setting that was never changed has no row.
    pub version: i64,
    pub changed_at: Timestamp,
    pub changed_by: Option<String>,
}

/// `None`: never changed, the defaults hold.
///
/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, name: &str) -> Result<Option<SettingRow>, StorageError> {
    fetch_optional!(session, SettingRow, FIND, name)
}

#[derive(FromRow)]
struct LockedRow {
    value: String,
    version: i64,
}

/// The value and version of a setting, locked; `None`: never changed.
///
/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, name: &str) -> Result<Option<(String, i64)>, StorageError> {
    Ok(fetch_optional!(tx, LockedRow, LOCK, name)?.map(|row| (row.value, row.version)))
}

/// A setting about to be stored.
pub struct NewValue<'a> {
    pub name: &'a str,
    /// JSON.
    pub value: &'a str,
    pub by: Option<PersonId>,
    pub at: Timestamp,
}

/// Stores a setting behind the version that was read (0: it had no row); whether it was still that one.
///
/// # Errors
/// The database failed.
pub async fn save(tx: &mut Tx, new: &NewValue<'_>, version: i64) -> Result<bool, StorageError> {
    let changed = match version {
        0 => execute!(tx, INSERT, new.name, new.value, new.by, new.at)?,
        version => execute!(tx, UPDATE, new.name, new.value, new.by, new.at, version)?,
    };
    Ok(changed == 1)
}

/// Makes the platform's log, unless there is one.
///
/// # Errors
/// The database failed.
pub async fn make_log(tx: &mut Tx, now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, KEEPER, PLATFORM, now)?;
    Ok(())
}

/// An entry of the platform's log with the name of who did it.
#[derive(FromRow)]
pub struct ChangeRow {
    pub sequence: i64,
    pub at: Timestamp,
    /// JSON.
    pub payload: String,
    pub actor: Option<String>,
}

/// The latest entries of the platform's log, the latest first.
///
/// # Errors
/// The database failed.
pub async fn changes(session: &mut impl Session, limit: i64) -> Result<Vec<ChangeRow>, StorageError> {
    fetch_all!(session, ChangeRow, CHANGES, PLATFORM, limit)
}
