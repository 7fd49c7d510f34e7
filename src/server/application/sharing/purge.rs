//! What the jobs do with idle carts: give notice, purge, and forget what lay in the trash long enough. Settings are read each
//! time; whether a cart goes is decided by the statement that puts it into the trash.

use super::{
    settings_now,
    told::{hint_buyers, remember},
};
use crate::{
    domain::{
        ids::{CartId, EventId, LineId},
        negotiation::{self, ClosedReason, Command, Mover},
        quantity::count,
        sharing::{CartEvent, PurgeClock, TRASH_US, undo_over},
        time::Timestamp,
    },
    server::{
        application::{
            Context, Outcome, Work,
            mail::{PurgeNotice, queue_purge_notice},
            negotiation::{Moved, record},
            work::mint,
        },
        storage::{
            self,
            sharing::{self as store, Idle},
        },
    },
};

/// Carts looked at in one round.
const BATCH: i64 = 100;

/// Gives notice of every purge that is near, once per time without activity; answers how many carts. The mark and what is to
/// be sent are one transaction.
///
/// # Errors
/// The database failed; notices before the failure stay given.
pub async fn give_notices(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let mut reader = context.read().await?;
    let clock = settings_now(&mut reader).await?;
    let Some(since) = clock.notice_since(now) else { return Ok(0) };
    let due = store::notice_due(&mut reader, since, BATCH).await?;
    drop(reader);
    let mut given = 0;
    for id in due {
        let mut work = context.write().await?;
        if notice(&mut work, id, (clock, now)).await? {
            work.commit(&context).await?;
            given += 1;
        }
    }
    Ok(given)
}

/// Marks one cart and queues the letters to who shared it and who changed it last; `false` if somebody touched it meanwhile.
async fn notice(work: &mut Work, id: CartId, at: (PurgeClock, Timestamp)) -> Outcome<bool> {
    let (clock, now) = at;
    let Some(since) = clock.notice_since(now) else { return Ok(false) };
    let Some(cart) = store::mark_noticed(&mut work.tx, id, now, since).await? else { return Ok(false) };
    let notice = PurgeNotice {
        organisation_id: cart.organisation_id,
        cart_id: cart.id,
        cart: cart.name.clone().unwrap_or_default(),
        idle_since: cart.since(),
        purge_at: now.plus_us(clock.notice_us()),
    };
    let people = [cart.creator_id, cart.modified_by];
    let letters = queue_purge_notice(work, EventId(mint()), &notice, (people, now)).await?;
    tracing::info!(cart = %cart.id, letters, "notice of a purge");
    hint_buyers(work, (cart.id, cart.organisation_id), false);
    Ok(true)
}

/// Puts idle carts into the trash and closes what was still in negotiation there; answers how many carts.
///
/// # Errors
/// The database failed; carts before the failure stay purged.
pub async fn purge_idle_carts(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let mut reader = context.read().await?;
    let clock = settings_now(&mut reader).await?;
    let mut due = Vec::new();
    if let Some(since) = clock.empty_since(now) {
        due.extend(store::empty_due(&mut reader, since, BATCH).await?.into_iter().map(|id| (id, Due::Empty(since))));
    }
    if let Some(since) = clock.idle_since(now) {
        let since = (since, now.plus_us(-clock.notice_us()));
        due.extend(store::idle_due(&mut reader, since, BATCH).await?.into_iter().map(|id| (id, Due::Idle(since))));
    }
    drop(reader);
    let mut purged = 0;
    for (id, why) in due {
        let mut work = context.write().await?;
        if let Some(cart) = purge(&mut work, id, (why, now)).await? {
            let of = (cart.id, cart.organisation_id);
            let event = CartEvent::Purged { name: cart.name.unwrap_or_default(), lines: count(cart.lines) };
            remember(&mut work, of, &event, (None, now)).await?;
            hint_buyers(&mut work, of, true);
            work.commit(&context).await?;
            purged += 1;
        }
    }
    close_stranded(&context, now).await?;
    Ok(purged)
}

/// Why a cart is due.
#[derive(Clone, Copy)]
enum Due {
    Empty(Timestamp),
    /// Without activity since, and noticed by.
    Idle((Timestamp, Timestamp)),
}

async fn purge(work: &mut Work, id: CartId, why: (Due, Timestamp)) -> Outcome<Option<Idle>> {
    let (due, now) = why;
    store::lock_lines(&mut work.tx, id).await?;
    let purged = match due {
        Due::Empty(since) => store::purge_empty(&mut work.tx, id, now, since).await?,
        Due::Idle(since) => store::purge_idle(&mut work.tx, id, now, since).await?,
    };
    if purged.is_some() {
        store::unpoint(&mut work.tx, id).await?;
    }
    Ok(purged)
}

/// Ends negotiations in carts that are gone, each in a transaction of its own: a cart may have thousands.
async fn close_stranded(context: &Context, now: Timestamp) -> Outcome<()> {
    loop {
        let lines: Vec<LineId> = store::stranded(&mut context.read().await?, BATCH).await?;
        let full = lines.len() as i64 == BATCH;
        let mut closed = 0;
        for line_id in lines {
            let mut work = context.write().await?;
            let Some(before) = storage::negotiation::lock(&mut work.tx, line_id).await? else { continue };
            // Somebody brought the cart back, or was quicker.
            if !before.cart_in_trash {
                continue;
            }
            let command = Command::Close { reason: ClosedReason::CartPurged };
            if let Ok(event) = negotiation::decide(&before.line, Mover::System, command, now) {
                record(&mut work, &before, &event, Moved { by: None, at: now }).await?;
                work.commit(context).await?;
                closed += 1;
            }
        }
        if !full || closed == 0 {
            return Ok(());
        }
    }
}

/// Forgets carts that lay in the trash long enough: their names and descriptions. Their lines, threads and agreements are the
/// sellers' record as well and stay, as the audit log does. Answers how many carts.
///
/// # Errors
/// The database failed.
pub async fn forget_old_carts(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let until = now.plus_us(-TRASH_US);
    let old = store::forgettable(&mut context.read().await?, until, BATCH).await?;
    let mut forgotten = 0;
    for id in old {
        let mut work = context.write().await?;
        if let Some(cart) = store::blank(&mut work.tx, id, until).await? {
            let of = (cart.id, cart.organisation_id);
            remember(&mut work, of, &CartEvent::Forgotten { lines: count(cart.lines) }, (None, now)).await?;
            hint_buyers(&mut work, of, false);
            work.commit(&context).await?;
            forgotten += 1;
        }
    }
    let mut work = context.write().await?;
    store::forget_undos(&mut work.tx, undo_over(now)).await?;
    work.commit(&context).await?;
    Ok(forgotten)
}
