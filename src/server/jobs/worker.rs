//! Works the queue off: a few jobs at a time, each claimed under a lease, tried outside of any transaction, and settled.

use super::{deliver_bag, send_mail};
use crate::{
    domain::job::{Attempt, JobKind, Settled},
    server::{
        application::{
            Context, Services, execute,
            queue::{self, ClaimedJob},
        },
        integrations::{erp::Erp, mail::Post},
    },
};
use std::{sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// How often the queue is looked at.
const POLL: Duration = Duration::from_secs(1);

/// Jobs that one process works on at the same time.
const AT_ONCE: i64 = 8;

/// What is under way when the server stops may take so long; after that its lease ends and somebody else does it.
const GRACE: Duration = Duration::from_secs(5);

/// What the jobs reach the outside by.
#[derive(Clone)]
pub struct Outside {
    pub post: Arc<Post>,
    pub erp: Arc<Erp>,
}

/// Runs until the server stops.
pub async fn run(services: Arc<Services>, outside: Outside, stopping: CancellationToken) {
    let mut poll = tokio::time::interval(POLL);
    poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = stopping.cancelled() => return,
            _ = poll.tick() => {}
        }
        let overdue = async {
            stopping.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = rounds(&services, &outside, &stopping) => {}
            () = overdue => {
                tracing::warn!("jobs were cut off; they are done again once their lease is over");
                return;
            }
        }
    }
}

/// One round after the other while there is more than one round's work.
async fn rounds(services: &Arc<Services>, outside: &Outside, stopping: &CancellationToken) {
    while !stopping.is_cancelled() && round(services, outside).await == AT_ONCE.unsigned_abs() {}
}

/// Claims what is due and works on all of it at once; answers how many jobs that were.
pub async fn round(services: &Arc<Services>, outside: &Outside) -> u64 {
    // A failure is logged by `execute`; the next round tries again.
    let context = Context::new(services, None, "job queue");
    let Ok(claimed) = execute(context, queue::claim, AT_ONCE).await else { return 0 };
    let mut tries = JoinSet::new();
    let count = claimed.len();
    for job in claimed {
        tries.spawn(work_on(services.clone(), outside.clone(), job));
    }
    while let Some(tried) = tries.join_next().await {
        if let Err(panicked) = tried {
            tracing::error!(error = %panicked, "a job panicked; it is done again once its lease is over");
        }
    }
    u64::try_from(count).unwrap_or(0)
}

async fn work_on(services: Arc<Services>, outside: Outside, job: ClaimedJob) {
    let context = Context::new(&services, None, format!("job {}", job.id));
    let attempt = match (queue::is_used_up(&job), job.kind) {
        (true, JobKind::DeliverBag) => {
            deliver_bag::use_up(&context, &job.key).await;
            Attempt::Failed("none of its tries came to an end".into())
        }
        (true, JobKind::SendMail) => Attempt::Failed("none of its tries came to an end".into()),
        (false, JobKind::SendMail) => send_mail::attempt(&context, &outside.post, &job.payload).await,
        (false, JobKind::DeliverBag) => deliver_bag::attempt(&context, &outside.erp, &job).await,
    };
    let (id, kind, attempts) = (job.id, job.kind.as_str(), job.attempts);
    let outcome = match execute(context, queue::settle, (job, attempt)).await {
        Ok(Some(Settled::Done)) => "done",
        Ok(Some(Settled::Waiting { until, error })) => {
            tracing::warn!(%id, kind, attempts, %error, until = until.rfc3339(), "a job is tried again");
            "waiting"
        }
        Ok(Some(Settled::Failed { error })) => {
            tracing::error!(%id, kind, attempts, %error, "a job failed");
            "failed"
        }
        Ok(None) => "taken over",
        Err(_logged) => "unsettled",
    };
    metrics::counter!("jobs_total", "kind" => kind, "outcome" => outcome).increment(1);
}
