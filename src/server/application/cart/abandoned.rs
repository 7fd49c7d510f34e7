//! Abandoned personal carts, guests' too: once a day, if merchants want that, those that nobody touched for long are emptied and
//! forgotten. Whether a cart goes is decided by the statement that takes it away; a run that was cut off goes on where it was.

use super::settings::{self, note_run};
use crate::{
    domain::{cart::PurgeRun, ids::CartId, quantity::count, sharing::CartEvent, time::Timestamp},
    server::{
        application::{Audience, Context, Outcome, Work, guest, sharing},
        storage::{self, abandoned as store},
    },
};

/// Carts looked for at once.
const BATCH: i64 = 200;

/// Carries out the run that is due, if one is; answers how many carts it emptied.
///
/// # Errors
/// The database failed; what was emptied before stays so, and the next round goes on.
pub async fn purge_abandoned(context: Context, (): ()) -> Outcome<Option<u32>> {
    let now = context.now();
    let mut reader = context.read().await?;
    let stored = settings::stored(&mut reader).await?;
    let last = if stored.settings.purge_abandoned { settings::last_run(&mut reader).await? } else { None };
    drop(reader);
    let Some(slot) = stored.settings.due_run(stored.planned_at, last, now) else { return Ok(None) };
    // What was cut off goes on; its carts stay counted.
    if last.is_none_or(|run| run.slot != slot) && !begin(&context, slot, (last, now)).await? {
        return Ok(None);
    }
    let since = stored.settings.abandoned_since(now);
    let mut emptied = 0;
    loop {
        let found = store::due(&mut context.read().await?, since, BATCH).await?;
        let before = emptied;
        for id in &found {
            if empty(&context, *id, (since, now)).await? {
                emptied += 1;
            }
        }
        if found.len() as i64 != BATCH || emptied == before {
            break;
        }
    }
    sharing::close_stranded(&context, now).await?;
    emptied += guest::purge_guests(&context, since, true).await?;
    let mut work = context.write().await?;
    note_run(&mut work, now, |run| run.filter(|run| run.slot == slot).map(|run| PurgeRun { is_done: true, ..run })).await?;
    work.commit(&context).await?;
    Ok(Some(emptied))
}

/// Claims a run; `false`: somebody else did, after `seen` was read.
async fn begin(context: &Context, slot: Timestamp, at: (Option<PurgeRun>, Timestamp)) -> Outcome<bool> {
    let (seen, now) = at;
    let mut work = context.write().await?;
    let run = PurgeRun { slot, at: now, carts: 0, is_done: false };
    let claimed = note_run(&mut work, now, |last| (last == seen).then_some(run)).await?;
    work.commit(context).await?;
    Ok(claimed)
}

/// Empties one cart: nobody sees it any more, and its negotiations end. `false`: somebody touched it meanwhile.
async fn empty(context: &Context, id: CartId, at: (Timestamp, Timestamp)) -> Outcome<bool> {
    let (since, now) = at;
    let mut work = context.write().await?;
    storage::sharing::lock_lines(&mut work.tx, id).await?;
    let Some(cart) = store::purge(&mut work.tx, id, now, since).await? else { return Ok(false) };
    count_emptied(&mut work, now).await?;
    let event = CartEvent::Purged { name: String::new(), lines: count(cart.lines) };
    sharing::remember(&mut work, (cart.id, cart.organisation_id), &event, (None, now)).await?;
    work.hint(Audience::Person(cart.creator_id), format!("cart:{}", cart.id));
    sharing::hint_person(&mut work, cart.creator_id);
    work.commit(context).await?;
    Ok(true)
}

/// Counts a cart that the run under way empties, in the transaction that does.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn count_emptied(work: &mut Work, now: Timestamp) -> Outcome<()> {
    note_run(work, now, |run| run.map(|run| PurgeRun { carts: run.carts.saturating_add(1), ..run })).await?;
    Ok(())
}
