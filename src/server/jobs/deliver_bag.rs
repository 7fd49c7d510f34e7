//! Hands one bag to its seller's system: written down, sent outside of any transaction, and settled by what came back. The same bag
//! and revision carries the same key, however often.

use crate::{
    domain::{
        delivery::parse_key,
        job::{self, Attempt, MOST_ATTEMPTS},
        time::Timestamp,
    },
    server::{
        application::{
            Context,
            delivery::{self, Begun, Ended, Errand},
            execute,
            queue::ClaimedJob,
        },
        integrations::erp::{self, Erp, Heard, Reply, Unanswered},
    },
};

/// What says which bag and revision it is, so that the seller's system knows it again.
pub const KEY: &str = "idempotency-key";

/// Where the seller's system calls back.
pub const CALLBACK: &str = "counterpart-callback";

/// One try.
pub async fn attempt(context: &Context, erp: &Erp, job: &ClaimedJob) -> Attempt {
    let Some((bag_id, revision)) = parse_key(&job.key) else { return Attempt::Failed("the job names no bag".into()) };
    let errand = match execute(context.clone(), delivery::begin, (bag_id, revision)).await {
        Ok(Begun::Send(errand)) => errand,
        Ok(Begun::Nothing) => return Attempt::Done,
        Ok(Begun::Later(reason)) => return Attempt::RetryAfter(reason),
        Err(error) => return Attempt::RetryAfter(error.to_string()),
    };
    let (reply, heard) = carry(erp, &errand, context).await;
    let (next_at, attempt) = follows(&heard, job.attempts, context.now());
    let ended = Ended {
        attempt_id: errand.attempt_id,
        bag_id,
        revision,
        heard,
        http_status: reply.as_ref().map(|reply| reply.status),
        answer: reply.map(|reply| reply.body).filter(|body| !body.is_empty()),
        secrets: errand.secrets,
        next_at,
    };
    match execute(context.clone(), delivery::finish, ended).await {
        Ok(()) => attempt,
        // What was heard could not be written down. The seller's system knows the key and answers again.
        Err(error) => Attempt::RetryAfter(error.to_string()),
    }
}

/// None of its tries came to an end.
pub async fn use_up(context: &Context, key: &str) {
    if let Some(of) = parse_key(key) {
        // A failure is logged by `execute`.
        let _marked = execute(context.clone(), delivery::use_up, of).await;
    }
}

async fn carry(erp: &Erp, errand: &Errand, context: &Context) -> (Option<Reply>, Heard) {
    let headers = [(KEY, errand.purchase.key()), (CALLBACK, context.services.outward.callback_url(errand.seller_id))];
    match erp.post(&errand.url, &errand.letter, &headers).await {
        Ok(reply) => {
            let heard = erp::read(errand.format, &errand.purchase, &reply, context.now());
            (Some(reply), heard)
        }
        Err(Unanswered::Never(error)) => (None, Heard::Failed(error)),
        Err(unanswered @ (Unanswered::NotSent(_) | Unanswered::Unknown(_))) => {
            (None, Heard::Again { error: unanswered.to_string(), wait_us: 0 })
        }
    }
}

/// When the next try is, and what the queue is told.
fn follows(heard: &Heard, attempts: i64, now: Timestamp) -> (Option<Timestamp>, Attempt) {
    match heard {
        Heard::Verdict(_) => (None, Attempt::Done),
        Heard::Failed(error) => (None, Attempt::Failed(error.clone())),
        Heard::Again { error, wait_us } => {
            let wait = job::wait_us(attempts, rand::random_range(0..1_000)).max(*wait_us);
            let at = now.plus_us(wait);
            (Some(at).filter(|_| attempts < MOST_ATTEMPTS), Attempt::RetryAt { at, error: error.clone() })
        }
    }
}
