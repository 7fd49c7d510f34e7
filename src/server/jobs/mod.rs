//! Work that nobody waits for: expiring offers, reminding of their end, withdrawing removed lines, forgetting what is over;
//! and the queue. Each round is safe to run twice or twice at once.

mod deliver_bag;
mod send_mail;
#[cfg(test)]
mod tests;
pub mod worker;

use super::application::{Context, Services, cart, delivery, execute, guest, identity, negotiation, queue, replay, sharing};
use crate::server::application::Outcome;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often offers are looked at for their end. An expired offer is refused in between, too.
const EXPIRY: Duration = Duration::from_secs(5);

/// How often idle shared carts are looked for. The shortest setting is an hour.
const CARTS: Duration = Duration::from_secs(60);

/// How often bags are looked for that wait to be handed over. Schedules are set by the minute.
const HAND_OVER: Duration = Duration::from_secs(20);

/// How often lines are looked at that are on their way out of a cart. Their sellers know that much later at most.
const REMOVAL: Duration = Duration::from_secs(1);

/// How often sessions and handled requests that are over are forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// Requests are remembered for this many days.
const REMEMBER_REQUESTS_DAYS: i64 = 7;

/// Reports of actions on many lines are kept for this many days.
const REMEMBER_RUNS_DAYS: i64 = 90;

/// Runs until the server stops.
pub async fn run(services: Arc<Services>, stopping: CancellationToken) {
    let mut expiry = tokio::time::interval(EXPIRY);
    let mut carts = tokio::time::interval(CARTS);
    let mut hand_over = tokio::time::interval(HAND_OVER);
    let mut removal = tokio::time::interval(REMOVAL);
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = expiry.tick() => {
                let context = Context::new(&services, None, "job expire_offers");
                match execute(context, negotiation::expire_offers, ()).await {
                    Ok(0) | Err(_) => {}
                    Ok(expired) => tracing::info!(expired, "offers expired"),
                }
                let context = Context::new(&services, None, "job remind_of_ending");
                match execute(context, negotiation::remind_of_ending, ()).await {
                    Ok(0) | Err(_) => {}
                    Ok(reminded) => tracing::info!(reminded, "reminded of ending offers"),
                }
            }
            _ = carts.tick() => {
                idle_carts(&services).await;
                abandoned_carts(&services).await;
            }
            _ = hand_over.tick() => {
                let context = Context::new(&services, None, "job hand_over_due");
                match execute(context, delivery::hand_over_due, ()).await {
                    Ok(0) | Err(_) => {}
                    Ok(orders) => tracing::debug!(orders, "waiting orders were looked at"),
                }
            }
            _ = removal.tick() => {
                let context = Context::new(&services, None, "job withdraw_removed");
                match execute(context, cart::withdraw_removed, ()).await {
                    Ok(0) | Err(_) => {}
                    Ok(withdrawn) => tracing::info!(withdrawn, "removed lines withdrawn"),
                }
            }
            _ = sweep.tick() => {
                let context = Context::new(&services, None, "job sweep");
                // A failure is logged by `execute`; the next round tries again.
                let _ = execute(context, sweep_up, ()).await;
            }
        }
    }
}

/// First the notice, then the purge: a cart is never purged before its notice was given.
async fn idle_carts(services: &Arc<Services>) {
    let context = |name: &'static str| Context::new(services, None, name);
    let noticed = execute(context("job give_notices"), sharing::give_notices, ()).await;
    let purged = execute(context("job purge_idle_carts"), sharing::purge_idle_carts, ()).await;
    let forgotten = execute(context("job forget_old_carts"), sharing::forget_old_carts, ()).await;
    // A failure is logged by `execute`; the next round tries again.
    match (noticed, purged, forgotten) {
        (Ok(0), Ok(0), Ok(0)) | (Err(_), ..) | (_, Err(_), _) | (.., Err(_)) => {}
        (Ok(noticed), Ok(purged), Ok(forgotten)) => tracing::info!(noticed, purged, forgotten, "idle carts"),
    }
}

/// Looked at every minute, carried out once a day at the time that is set.
async fn abandoned_carts(services: &Arc<Services>) {
    let context = Context::new(services, None, "job purge_abandoned");
    // A failure is logged by `execute`; the next round goes on.
    match execute(context, cart::purge_abandoned, ()).await {
        Ok(None) | Err(_) => {}
        Ok(Some(carts)) => tracing::info!(carts, "abandoned carts emptied"),
    }
}

async fn sweep_up(context: Context, (): ()) -> Outcome<()> {
    let sessions = identity::purge_sessions(context.clone(), ()).await?;
    let orphans = guest::give_back_orphans(context.clone(), ()).await?;
    let mut work = context.write().await?;
    let before = context.now().plus_days(-REMEMBER_REQUESTS_DAYS);
    let requests = negotiation::forget_requests(&mut work, before).await?;
    // A day's reminder is due until its offer ends.
    negotiation::forget_reminders(&mut work, context.now().plus_days(-2)).await?;
    let runs = negotiation::forget_bulk_runs(&mut work, context.now().plus_days(-REMEMBER_RUNS_DAYS)).await?;
    let answers = replay::forget_answers(&mut work, context.now()).await?;
    let jobs = queue::forget_jobs(&mut work, context.now()).await?;
    work.commit(&context).await?;
    tracing::debug!(sessions, orphans, requests, runs, answers, jobs, "swept");
    Ok(())
}
