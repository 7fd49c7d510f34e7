//! Guests' carts that nobody comes back to: those untouched for as long as merchants set, as of other abandoned carts, and
//! those that no browser knows any more. What they hold is given back. Whether a cart goes is decided by the statement that
//! takes it away.

use super::cart::give_back;
use crate::{
    domain::{ids::CartId, negotiation::LineState, time::Timestamp},
    server::{
        application::{Audience, Context, Outcome, Work, cart},
        storage::{self, guest as store},
    },
};

/// Carts looked for at once.
const BATCH: i64 = 200;

/// Before every cart there ever was: of those only the orphaned ones are due.
const NEVER: Timestamp = Timestamp(0);

/// Gives back what carts hold that no browser knows any more; answers how many carts. Nobody could ever order it.
///
/// # Errors
/// The database failed; what was given back before stays so.
pub async fn give_back_orphans(context: Context, (): ()) -> Outcome<u32> {
    purge_guests(&context, NEVER, false).await
}

/// Takes away guests' carts without any change since a time, and orphaned ones; `counts`: each is one of the carts of the run
/// that empties abandoned ones. Answers how many there were.
///
/// # Errors
/// As [`give_back_orphans`].
pub async fn purge_guests(context: &Context, since: Timestamp, counts: bool) -> Outcome<u32> {
    let now = context.now();
    let mut emptied = 0;
    loop {
        let found = store::due(&mut context.read().await?, since, now, BATCH).await?;
        let before = emptied;
        for id in &found {
            let mut work = context.write().await?;
            if take_away(&mut work, *id, (since, now)).await? {
                if counts {
                    cart::count_emptied(&mut work, now).await?;
                }
                work.commit(context).await?;
                emptied += 1;
            }
        }
        if found.len() as i64 != BATCH || emptied == before {
            return Ok(emptied);
        }
    }
}

/// Takes one cart away. `false`: somebody came back meanwhile.
async fn take_away(work: &mut Work, id: CartId, at: (Timestamp, Timestamp)) -> Outcome<bool> {
    let (since, now) = at;
    let Some(cart) = store::purge(&mut work.tx, id, now, since).await? else { return Ok(false) };
    for line in store::agreed(&mut work.tx, id).await? {
        let stock = storage::stock::lock_of_line(&mut work.tx, line.id).await?;
        let locked = storage::negotiation::lock(&mut work.tx, line.id).await?;
        if let (Some(stock), Some(locked)) = (stock, locked)
            && matches!(locked.line.state, LineState::Accepted(_))
        {
            give_back(work, (&locked, &stock), now).await?;
        }
    }
    work.hint(Audience::Person(cart.creator_id), "lines");
    Ok(true)
}
