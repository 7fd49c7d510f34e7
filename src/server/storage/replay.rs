//! Answers to requests that carried a key, kept so that the same request is answered alike.

use super::{Session, StorageError, Tx};
use crate::domain::{ids::PersonId, time::Timestamp};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT fingerprint, status, body FROM replayed_answer WHERE person_id = $1 AND key = $2"];
    KEEP = ["INSERT INTO replayed_answer (person_id, key, fingerprint, status, body, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, key) DO NOTHING"];
    FORGET = ["DELETE FROM replayed_answer WHERE created_at < $1"];
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Kept {
    /// SHA-256 of what was asked.
    pub fingerprint: Vec<u8>,
    pub status: i64,
    pub body: String,
}

/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, of: (PersonId, &str)) -> Result<Option<Kept>, StorageError> {
    fetch_optional!(session, Kept, FIND, of.0, of.1)
}

/// Keeps an answer; the first one under a key stays.
///
/// # Errors
/// The database failed.
pub async fn keep(tx: &mut Tx, of: (PersonId, &str), kept: &Kept, now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, KEEP, of.0, of.1, &kept.fingerprint[..], kept.status, &kept.body, now)?;
    Ok(())
}

/// # Errors
/// The database failed.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET, before)
}
