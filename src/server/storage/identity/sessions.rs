//! Sessions and the count of failed sign-ins. Knows a session's token only by its hash; must not decide how long it lasts.

use super::PrincipalRow;
use crate::{
    domain::{
        identity::Principal,
        ids::{OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    INSERT_SESSION = ["INSERT INTO session
        (token_hash, person_id, organisation_id, auth_epoch, created_at, seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6)"];
    /// The principal in one row: void sessions and suspended people have none, suspended members no membership.
    SESSION = ["SELECT s.person_id, s.seen_at, p.name, p.platform_role, o.id AS organisation_id, o.name AS organisation,
        o.buys, o.sells, m.is_buyer, m.is_approver, m.is_seller, m.is_admin
        FROM session s
        JOIN person p ON p.id = s.person_id AND p.auth_epoch = s.auth_epoch AND NOT p.suspended
        LEFT JOIN member m
            ON m.organisation_id = s.organisation_id AND m.person_id = s.person_id AND NOT m.suspended
        LEFT JOIN organisation o ON o.id = m.organisation_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3"];
    TOUCH_SESSION = ["UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2"];
    DELETE_SESSION = ["DELETE FROM session WHERE token_hash = $1 RETURNING person_id, auth_epoch, expires_at"];
    DELETE_SESSIONS_OF = ["DELETE FROM session WHERE person_id = $1"];
    PURGE_SESSIONS = ["DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2"];

    INSERT_ATTEMPTS = ["INSERT INTO sign_in_throttle (key, failures, last_failure_at) VALUES ($1, 0, $3), ($2, 0, $3)
        ON CONFLICT (key) DO NOTHING"];
    /// Locks in one order, so that two sign-ins never wait for each other.
    LOCK_ATTEMPTS = [locking "SELECT key, failures, last_failure_at FROM sign_in_throttle WHERE key IN ($1, $2)
        ORDER BY key LIMIT 2"];
    COUNT_TRY = ["UPDATE sign_in_throttle
        SET failures = CASE WHEN last_failure_at < $4 THEN 1 ELSE failures + 1 END, last_failure_at = $3
        WHERE key IN ($1, $2)"];
    FORGIVE_ADDRESS = ["UPDATE sign_in_throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0"];
    FORGIVE_EMAIL = ["DELETE FROM sign_in_throttle WHERE key = $1"];
    PURGE_ATTEMPTS = ["DELETE FROM sign_in_throttle WHERE last_failure_at < $1"];
}

/// A session to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    pub person_id: PersonId,
    pub organisation_id: Option<OrganisationId>,
    pub auth_epoch: i64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a session that stands says about its person.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SessionState {
    #[sqlx(flatten, try_from = "PrincipalRow")]
    pub principal: Principal,
    pub seen_at: Timestamp,
}

/// A session that was just deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnd {
    pub person_id: PersonId,
    pub auth_epoch: i64,
    pub expires_at: Timestamp,
}

/// The two counters of one try to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TryKeys {
    /// Sorts before `email`.
    pub address: String,
    pub email: String,
}

/// Failed tries under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub failures: i64,
    pub last_failure_at: Timestamp,
}

#[derive(FromRow)]
struct SessionEndRow {
    person_id: PersonId,
    auth_epoch: i64,
    expires_at: Timestamp,
}

#[derive(FromRow)]
struct AttemptsRow {
    key: String,
    failures: i64,
    last_failure_at: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn insert_session(tx: &mut Tx, new: &NewSession) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT_SESSION,
        &new.token_hash[..],
        new.person_id,
        new.organisation_id,
        new.auth_epoch,
        new.created_at,
        new.expires_at,
    )?;
    Ok(())
}

/// The session with this hash, if it stands at `now` and was seen after `idle_since`.
///
/// # Errors
/// The database failed.
pub async fn session(
    session: &mut impl Session,
    token_hash: &[u8; 32],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<SessionState>, StorageError> {
    fetch_optional!(session, SessionState, SESSION, &token_hash[..], now, idle_since)
}

/// # Errors
/// The database failed.
pub async fn touch_session(tx: &mut Tx, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, TOUCH_SESSION, &token_hash[..], now)?;
    Ok(())
}

/// What was deleted, or `None` if there was no such session.
///
/// # Errors
/// The database failed.
pub async fn delete_session(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<SessionEnd>, StorageError> {
    let row = fetch_optional!(tx, SessionEndRow, DELETE_SESSION, &token_hash[..])?;
    Ok(row.map(|SessionEndRow { person_id, auth_epoch, expires_at }| SessionEnd { person_id, auth_epoch, expires_at }))
}

/// # Errors
/// The database failed.
pub async fn delete_sessions_of(tx: &mut Tx, person_id: PersonId) -> Result<(), StorageError> {
    execute!(tx, DELETE_SESSIONS_OF, person_id)?;
    Ok(())
}

/// Deletes sessions that have ended and counters without a failure since `forgotten`; answers how many rows.
///
/// # Errors
/// The database failed.
pub async fn purge(tx: &mut Tx, now: Timestamp, idle_since: Timestamp, forgotten: Timestamp) -> Result<u64, StorageError> {
    let sessions = execute!(tx, PURGE_SESSIONS, now, idle_since)?;
    Ok(sessions + execute!(tx, PURGE_ATTEMPTS, forgotten)?)
}

/// Creates the counters of a try if need be, locks them until the commit and answers `[address, email]`.
///
/// # Errors
/// The database failed.
pub async fn lock_attempts(tx: &mut Tx, keys: &TryKeys, now: Timestamp) -> Result<[Attempts; 2], StorageError> {
    execute!(tx, INSERT_ATTEMPTS, &keys.address, &keys.email, now)?;
    let rows = fetch_all!(tx, AttemptsRow, LOCK_ATTEMPTS, &keys.address, &keys.email)?;
    let under = |key: &str| {
        rows.iter()
            .find(|row| row.key == key)
            .map(|row| Attempts { failures: row.failures, last_failure_at: row.last_failure_at })
            .ok_or_else(|| StorageError::Corrupt("a counter of sign-ins vanished under its lock".into()))
    };
    Ok([under(&keys.address)?, under(&keys.email)?])
}

/// Counts one more failure under both keys; failures before `forgotten` no longer count.
///
/// # Errors
/// The database failed.
pub async fn count_try(tx: &mut Tx, keys: &TryKeys, now: Timestamp, forgotten: Timestamp) -> Result<(), StorageError> {
    execute!(tx, COUNT_TRY, &keys.address, &keys.email, now, forgotten)?;
    Ok(())
}

/// The try succeeded: clears the counter of the e-mail address and takes the try off the network address.
///
/// # Errors
/// The database failed.
pub async fn forgive(tx: &mut Tx, keys: &TryKeys) -> Result<(), StorageError> {
    execute!(tx, FORGIVE_ADDRESS, &keys.address)?;
    execute!(tx, FORGIVE_EMAIL, &keys.email)?;
    Ok(())
}
