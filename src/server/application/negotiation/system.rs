//! What the system does to lines by itself: expiring offers, closing what lost its stock.

use super::record::{Moved, record};
use crate::{
    domain::{
        ids::ListingId,
        negotiation::{self, ClosedReason, Command, Mover},
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
                record(&mut work, &before, (&event, None), Moved { by: None, at: now }).await?;
                work.commit(&context).await?;
                expired += 1;
            }
            // Somebody was quicker.
            Err(_) => continue,
        }
    }
    Ok(expired)
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
        record(work, before, (&event, None), Moved { by: None, at: now }).await?;
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
