//! The queue of work for later: queued in the transaction that makes it necessary, claimed under a lease, settled once.
//! Must not do the work.

use super::{Context, Outcome, Work, work::mint};
use crate::{
    domain::{
        ids::JobId,
        job::{self, Attempt, JobKind, MOST_ATTEMPTS, Settled},
        time::{MINUTE_US, Timestamp},
    },
    server::storage::{self, job::NewJob},
};

pub use storage::job::{ClaimedJob, JobRow};

/// A claimed job is nobody else's for so long. Longer than any try may take.
pub const LEASE_US: i64 = 2 * MINUTE_US;

/// Finished jobs are remembered for this many days; so long the same work is not done twice.
const REMEMBER_DAYS: i64 = 90;

/// Work to be done once the transaction is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub kind: JobKind,
    /// What it is about: of the same kind and key there is one.
    pub key: String,
    /// JSON.
    pub payload: String,
}

/// Queues work within a transaction, all of it with one statement. What is queued already is left alone.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn enqueue(work: &mut Work, tasks: Vec<Task>, at: Timestamp) -> Outcome<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    Ok(storage::job::insert(&mut work.tx, &new_jobs(tasks, at)).await?)
}

/// Queues work within a transaction once more, though it was finished before, one way or the other. What waits or is being
/// done is left alone.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn enqueue_again(work: &mut Work, tasks: Vec<Task>, at: Timestamp) -> Outcome<()> {
    Ok(storage::job::revive(&mut work.tx, &new_jobs(tasks, at)).await?)
}

/// Queues work, and lets it begin now if it waits for a later time. What is being done is left alone.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn hasten(work: &mut Work, task: Task, at: Timestamp) -> Outcome<()> {
    storage::job::hasten(&mut work.tx, (task.kind, &task.key), at).await?;
    enqueue_again(work, vec![task], at).await
}

fn new_jobs(tasks: Vec<Task>, at: Timestamp) -> Vec<NewJob> {
    let new =
        |Task { kind, key, payload }: Task| NewJob { id: JobId(mint()), kind, key, payload, due_at: at, created_at: at };
    tasks.into_iter().map(new).collect()
}

/// Claims at most so many of the jobs that are due. Nothing is written if there are none.
///
/// # Errors
/// The database does not answer.
pub async fn claim(context: Context, most: i64) -> Outcome<Vec<ClaimedJob>> {
    let now = context.now();
    if !storage::job::is_due(&mut context.read().await?, now).await? {
        return Ok(Vec::new());
    }
    let mut work = context.write().await?;
    let jobs = storage::job::claim(&mut work.tx, now, now.plus_us(LEASE_US), most).await?;
    work.commit(&context).await?;
    Ok(jobs)
}

/// A job whose tries are used up, because the process ended in each of them or never wrote down how it went.
pub fn is_used_up(job: &ClaimedJob) -> bool {
    job.attempts > MOST_ATTEMPTS
}

/// Writes down how a try went; answers what becomes of the job. `None`: somebody else took it over meanwhile, and what
/// they find counts.
///
/// # Errors
/// The database does not answer; the lease will end, and the job is done again.
pub async fn settle(context: Context, tried: (ClaimedJob, Attempt)) -> Outcome<Option<Settled>> {
    let (job, attempt) = tried;
    let settled = job::settle(attempt, job.attempts, context.now(), rand::random_range(0..1_000));
    let mut work = context.write().await?;
    let is_ours = storage::job::settle(&mut work.tx, &job, &settled, context.now()).await?;
    work.commit(&context).await?;
    Ok(is_ours.then_some(settled))
}

/// Forgets what was finished long ago; answers how many jobs.
///
/// # Errors
/// The database failed.
pub async fn forget_jobs(work: &mut Work, now: Timestamp) -> Outcome<u64> {
    Ok(storage::job::forget(&mut work.tx, now.plus_days(-REMEMBER_DAYS)).await?)
}

/// Takes out of the queue what nobody has begun: the demo's past is not told by mail.
///
/// # Errors
/// The database failed.
pub async fn discard_waiting(context: Context, (): ()) -> Outcome<u64> {
    let mut work = context.write().await?;
    let discarded = storage::job::discard(&mut work.tx, context.now()).await?;
    work.commit(&context).await?;
    Ok(discarded)
}

/// The oldest jobs of a kind and what became of them.
///
/// # Errors
/// The database does not answer.
pub async fn load_jobs(context: Context, (kind, most): (JobKind, i64)) -> Outcome<Vec<JobRow>> {
    Ok(storage::job::states(&mut context.read().await?, kind, most).await?)
}
