//! The queue: jobs are claimed under a lease, and only who holds the newest token of a job says how it went.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::JobId,
    job::{JobKind, Settled},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    IS_DUE = ["SELECT id FROM job WHERE state IN ('waiting', 'leased') AND due_at <= $1 LIMIT 1"];
    CLAIM = [claiming "WITH picked AS MATERIALIZED (SELECT id AS picked_id FROM job
        WHERE state IN ('waiting', 'leased') AND due_at <= $1 ORDER BY due_at, id LIMIT $3"
        .. ") UPDATE job SET state = 'leased', due_at = $2, token = token + 1, attempts = attempts + 1
        FROM picked WHERE id = picked_id RETURNING id, kind, key, payload, attempts, token"];
    DONE = ["UPDATE job SET state = 'done', last_error = NULL, finished_at = $3
        WHERE id = $1 AND token = $2 AND state = 'leased'"];
    WAIT = ["UPDATE job SET state = 'waiting', due_at = $3, last_error = $4
        WHERE id = $1 AND token = $2 AND state = 'leased'"];
    FAIL = ["UPDATE job SET state = 'failed', last_error = $3, finished_at = $4
        WHERE id = $1 AND token = $2 AND state = 'leased'"];
    FORGET = ["DELETE FROM job WHERE finished_at < $1"];
    HASTEN = ["UPDATE job SET due_at = $3, attempts = 0 WHERE kind = $1 AND key = $2 AND state = 'waiting' AND due_at > $3"];
    DISCARD = ["DELETE FROM job WHERE state = 'waiting' AND created_at <= $1"];
    STATES = ["SELECT id, key, state, attempts, due_at, last_error FROM job WHERE kind = $1 ORDER BY id LIMIT $2"];
}

/// Work to be queued. The same work, by kind and key, is queued once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: JobKind,
    pub key: String,
    /// JSON.
    pub payload: String,
    pub due_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job that this process alone may work on until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ClaimedJob {
    pub id: JobId,
    pub kind: JobKind,
    pub key: String,
    pub payload: String,
    /// This try included.
    pub attempts: i64,
    /// Rises with every claim: an older one settles nothing.
    pub token: i64,
}

/// A job as it stands.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct JobRow {
    pub id: JobId,
    pub key: String,
    /// `waiting`, `leased`, `done` or `failed`.
    pub state: String,
    pub attempts: i64,
    pub due_at: Timestamp,
    pub last_error: Option<String>,
}

#[derive(FromRow)]
#[allow(dead_code)]
struct IdRow {
    id: JobId,
}

/// Queues work; what is queued already, or was once, is left alone.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, jobs: &[NewJob]) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO job (id, kind, key, payload, state, due_at, attempts, token, created_at) ",
        9,
        jobs,
        |values, job| {
            values
                .push_bind(job.id)
                .push_bind(job.kind)
                .push_bind(job.key.clone())
                .push_bind(job.payload.clone())
                .push("'waiting'")
                .push_bind(job.due_at)
                .push("0")
                .push("0")
                .push_bind(job.created_at);
        },
        " ON CONFLICT (kind, key) DO NOTHING"
    );
    Ok(())
}

/// Queues work again that was finished, one way or the other. What waits or is being done is left alone.
///
/// # Errors
/// The database failed.
pub async fn revive(tx: &mut Tx, jobs: &[NewJob]) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO job (id, kind, key, payload, state, due_at, attempts, token, created_at) ",
        9,
        jobs,
        |values, job| {
            values
                .push_bind(job.id)
                .push_bind(job.kind)
                .push_bind(job.key.clone())
                .push_bind(job.payload.clone())
                .push("'waiting'")
                .push_bind(job.due_at)
                .push("0")
                .push("0")
                .push_bind(job.created_at);
        },
        " ON CONFLICT (kind, key) DO UPDATE SET state = 'waiting', due_at = excluded.due_at, attempts = 0, finished_at = NULL
            WHERE job.state IN ('done', 'failed')"
    );
    Ok(())
}

/// Lets work begin that waits for a later time.
///
/// # Errors
/// The database failed.
pub async fn hasten(tx: &mut Tx, of: (JobKind, &str), now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, HASTEN, of.0, of.1, now)?;
    Ok(())
}

/// Whether any job may be claimed: asked before a write transaction is begun for it.
///
/// # Errors
/// The database failed.
pub async fn is_due(session: &mut impl Session, now: Timestamp) -> Result<bool, StorageError> {
    Ok(fetch_optional!(session, IdRow, IS_DUE, now)?.is_some())
}

/// Claims what has been due longest, for nobody else to have until the lease ends.
///
/// # Errors
/// The database failed.
pub async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    leased_until: Timestamp,
    most: i64,
) -> Result<Vec<ClaimedJob>, StorageError> {
    let mut jobs = fetch_all!(tx, ClaimedJob, CLAIM, now, leased_until, most)?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Writes down how a job went. `false`: the lease was taken over meanwhile, and nothing was written.
///
/// # Errors
/// The database failed.
pub async fn settle(tx: &mut Tx, job: &ClaimedJob, settled: &Settled, now: Timestamp) -> Result<bool, StorageError> {
    let changed = match settled {
        Settled::Done => execute!(tx, DONE, job.id, job.token, now)?,
        Settled::Waiting { until, error } => execute!(tx, WAIT, job.id, job.token, *until, error)?,
        Settled::Failed { error } => execute!(tx, FAIL, job.id, job.token, error, now)?,
    };
    Ok(changed == 1)
}

/// Forgets what was finished before.
///
/// # Errors
/// The database failed.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET, before)
}

/// Takes everything out of the queue that nobody has begun.
///
/// # Errors
/// The database failed.
pub async fn discard(tx: &mut Tx, until: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, DISCARD, until)
}

/// The oldest jobs of a kind, whatever became of them.
///
/// # Errors
/// The database failed.
pub async fn states(session: &mut impl Session, kind: JobKind, most: i64) -> Result<Vec<JobRow>, StorageError> {
    fetch_all!(session, JobRow, STATES, kind, most)
}
