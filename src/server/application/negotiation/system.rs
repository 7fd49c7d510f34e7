//! What the system does to lines by itself: expiring offers and reminding of their end, closing what lost its stock.

use super::record::{Moved, record, tell_of_ending};
use crate::{
    domain::{
        ids::ListingId,
        negotiation::{self, ClosedReason, Command, Mover, RemindOf},
        quantity::count,
        refusal::Refusal,
        time::Timestamp,
    },
    server::{
        application::{Context, Failure, Outcome, Work},
        storage::{self, Lock, stock::Stock},
    },
};

/// Lines looked at in one round of expiry.
const BATCH: i64 = 200;

/// Moves every line whose offer's validity has passed back to `open`; answers how many.
/// An acceptance that came first wins: each line is looked at again under its lock.
///
/// # Errors
/// The database failed; lines before the failure stay expired.
pub async fn expire_offers(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let due = storage::negotiation::expired(&mut context.read().await?, now, BATCH).await?;
    let mut expired = 0;
    for line_id in due {
        let mut work = context.write().await?;
        let Some(before) = storage::negotiation::lock(&mut work.tx, line_id).await? else { continue };
        match negotiation::decide(&before.line, Mover::System, Command::Expire, now) {
            Ok(event) => {
                record(&mut work, &before, &event, Moved { by: None, at: now }).await?;
                work.commit(&context).await?;
                expired += 1;
            }
            // Somebody was quicker.
            Err(_) => continue,
        }
    }
    Ok(expired)
}

/// Reminds the buyer a day and an hour before an offer ends that nobody has answered, and the seller once; answers of
/// how many offers. What is told is noted in the same transaction, under the line's lock: never twice, and never after
/// an answer.
///
/// # Errors
/// The database failed; reminders before the failure stay given.
pub async fn remind_of_ending(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let due = storage::offer::ending(&mut context.read().await?, now, BATCH).await?;
    let mut reminded = 0;
    for line_id in due {
        let mut work = context.write().await?;
        let Some(line) = storage::negotiation::lock(&mut work.tx, line_id).await? else { continue };
        // Somebody was quicker.
        let Some(offer_id) = line.live_offer_id else { continue };
        let known = storage::offer::reminded(&mut work.tx, offer_id).await?;
        if storage::offer::mark_reminded(&mut work.tx, offer_id, now).await? == 0 {
            continue;
        }
        let revision = count(known.revision);
        let of = RemindOf { revision, made_at: known.made_at, last: known.last };
        if let Ok(event) = negotiation::decide(&line.line, Mover::System, Command::Remind(of), now) {
            tell_of_ending(&mut work, &line, &event, now).await?;
            reminded += 1;
        }
        work.commit(&context).await?;
    }
    Ok(reminded)
}

/// Forgets reminders that nobody needed; answers how many.
///
/// # Errors
/// The database failed.
pub async fn forget_reminders(work: &mut Work, due_before: Timestamp) -> Outcome<u64> {
    Ok(storage::offer::forget_reminders(&mut work.tx, due_before).await?)
}

/// Closes the active lines of listings that have nothing left, within the transaction that took it away.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn close_lines_of_listings(context: &Context, work: &mut Work, listings: &[ListingId]) -> Outcome<u64> {
    let now = context.now();
    let mut closed = 0;
    for listing_id in listings {
        closed += close_lines(work, *listing_id, now).await?;
    }
    Ok(closed)
}

/// Closes the listing's other active lines if an agreement took its last unit.
///
/// # Errors
/// As [`close_lines_of_listings`].
pub async fn close_exhausted(work: &mut Work, stock: &Lock<Stock>, left: i64, now: Timestamp) -> Outcome<()> {
    if left == 0 {
        close_lines(work, stock.listing.id, now).await?;
    }
    Ok(())
}

async fn close_lines(work: &mut Work, listing_id: ListingId, now: Timestamp) -> Outcome<u64> {
    let lines = storage::negotiation::lock_active_of_listing(&mut work.tx, listing_id).await?;
    let mut closed = 0;
    for before in &lines {
        let command = Command::Close { reason: ClosedReason::StockGone };
        let event = negotiation::decide(&before.line, Mover::System, command, now)
            .map_err(|refusal: Refusal| Failure::from(refusal))?;
        record(work, before, &event, Moved { by: None, at: now }).await?;
        closed += 1;
    }
    Ok(closed)
}

/// Forgets requests that nobody will repeat any more; answers how many.
///
/// # Errors
/// The database failed.
pub async fn forget_requests(work: &mut Work, before: Timestamp) -> Outcome<u64> {
    Ok(storage::negotiation::forget_claims(&mut work.tx, before).await?)
}
