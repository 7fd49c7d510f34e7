//! Bags on their way to sellers' own order systems: handed over when an order is submitted or when the schedule says so, tried until
//! there is an answer, and what an answer does. Must not know how anything is sent.

pub mod callback;
pub mod connector;
pub mod report;
pub mod settings;
mod tries;

pub use tries::{Begun, Ended, Errand, begin, finish, use_up};

use super::{
    Context, Outcome, Work,
    ordering::bag::{LockedBag, Moved, lock_bag, record_bag},
    queue::{self, Task},
};
use crate::{
    domain::{
        delivery,
        ids::{BagId, CartId},
        job::JobKind,
        ordering::{self, BagCommand, BagRefusal},
        time::Timestamp,
    },
    server::storage::{self, StorageError, delivery::WaitingBag},
};
use uuid::Uuid;

/// So many waiting bags are looked at with one statement.
const PAGE: i64 = 200;

/// What was submitted so long ago is in the queue by itself; the schedule looks only at what waits longer, in microseconds.
const PATIENCE_US: i64 = crate::domain::time::MINUTE_US;

fn revision(number: i64) -> Outcome<u32> {
    Ok(u32::try_from(number).map_err(|_| StorageError::Corrupt(format!("revision {number}")))?)
}

/// Hands the bags of a new order over: those of sellers without a connector are accepted at once, the others are queued, or wait for
/// the schedule.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn hand_over(work: &mut Work, order_id: CartId, bags: &[BagId], at: Timestamp) -> Outcome<()> {
    let on = settings::submit_orders(&mut work.tx).await?.on;
    let waiting = storage::delivery::waiting_of_order(&mut work.tx, order_id).await?;
    let mut tasks = Vec::new();
    for bag in waiting.into_iter().filter(|bag| bags.contains(&bag.id) && !bag.held) {
        match (bag.connected, on) {
            (false, _) => accept(work, &bag, at).await?,
            (true, true) => tasks.push(task(&bag)?),
            (true, false) => {}
        }
    }
    // Again: what was kept back when its job came up is done with, and goes on now.
    queue::enqueue_again(work, tasks, at).await
}

/// A seller who works here takes what was agreed.
async fn accept(work: &mut Work, bag: &WaitingBag, at: Timestamp) -> Outcome<()> {
    let Some(locked) = lock_bag(work, bag.id).await? else { return Ok(()) };
    let command = BagCommand::Accept { revision: revision(bag.revision)?, erp_order_number: None };
    // A refusal: it was answered meanwhile.
    let _told = carry_out(work, &locked, command, Moved { by: None, at }).await?;
    Ok(())
}

fn task(bag: &WaitingBag) -> Outcome<Task> {
    let key = delivery::key(bag.id, revision(bag.revision)?);
    Ok(Task { kind: JobKind::DeliverBag, key, payload: "{}".to_owned() })
}

/// Does what a command asks of a locked bag, or answers why not; then nothing was changed.
async fn carry_out(
    work: &mut Work,
    locked: &LockedBag,
    command: BagCommand,
    moved: Moved,
) -> Outcome<Result<(), BagRefusal>> {
    match ordering::decide(&locked.bag, command) {
        Ok(event) => {
            record_bag(work, locked, &event, moved).await?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// The scheduled task: hands over whatever waits and is due; answers how many bags that were. What is queued already stays queued;
/// what fell out of the queue comes back into it.
///
/// # Errors
/// The database failed.
pub async fn hand_over_due(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let settings = settings::submit_orders(&mut context.read().await?).await?;
    let until = if settings.on { now.plus_us(-PATIENCE_US) } else { settings.due_until(now) };
    let mut behind = BagId(Uuid::nil());
    let mut handed = 0;
    loop {
        let page = storage::delivery::due(&mut context.read().await?, until, behind, PAGE).await?;
        let Some(last) = page.last() else { return Ok(handed) };
        behind = last.id;
        handed += u64::try_from(page.len()).unwrap_or(0);
        let (connected, others): (Vec<_>, Vec<_>) = page.into_iter().partition(|bag| bag.connected);
        let tasks = connected.iter().map(task).collect::<Outcome<Vec<_>>>()?;
        let mut work = context.write().await?;
        queue::enqueue_again(&mut work, tasks, now).await?;
        work.commit(&context).await?;
        for bag in others {
            let mut work = context.write().await?;
            accept(&mut work, &bag, now).await?;
            work.commit(&context).await?;
        }
    }
}
