//! What merchants set, by name, as JSON, with a version and who changed it. Must not know what a setting means.

use super::{Session, StorageError, Tx};
use crate::domain::{ids::PersonId, time::Timestamp};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT s.value, s.version, s.changed_at, p.name AS changed_by
        FROM setting s LEFT JOIN person p ON p.id = s.changed_by WHERE s.name = $1"];
    LOCK = [locking "SELECT value, version FROM setting WHERE name = $1"];
    INSERT = ["INSERT INTO setting (name, value, changed_by, changed_at, version) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (name) DO NOTHING"];
    UPDATE = ["UPDATE setting SET value = $2, changed_by = $3, changed_at = $4, version = version + 1
        WHERE name = $1 AND version = $5"];
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
