//! Taking lines out of a cart. For ten seconds that can be undone and nobody else has seen it; then the lines are withdrawn.

use super::told::{tell, touched_cart};
use crate::{
    api_types::{
        AppError,
        cart::{Removed, UndoRemovalInput},
    },
    domain::{
        access::Permission,
        ids::{CartId, LineId},
        negotiation::{self, Action, Command, Mover, Side},
        quantity::count,
        reason::{EndReason, Reason},
        refusal::Refusal,
        sharing::{CartEvent, undo_until, withdrawn_at},
    },
    server::{
        application::{
            Context, Outcome,
            negotiation::{Moved, lock_as_buyer, record},
            sharing,
        },
        storage,
    },
};

/// Lines withdrawn in one round.
const BATCH: i64 = 200;

/// Takes a line in negotiation out of its cart.
///
/// # Errors
/// Not the buyer's line, or no longer in negotiation: what is agreed stays; shared carts are switched off.
pub async fn remove_line(context: Context, line_id: LineId) -> Outcome<Removed> {
    let (principal, _) = context.require(Permission::Buy)?;
    let by = (principal.person_id, context.now());
    let due_at = withdrawn_at(by.1);
    let mut work = context.write().await?;
    storage::cart::touch_of_line(&mut work.tx, line_id, by.0, by.1).await?;
    let line = lock_as_buyer(&context, &mut work, line_id).await?;
    sharing::check_change(&mut work.tx, line.cart_kind).await?;
    let status = line.line.state.status();
    if !status.is_active() {
        return Err(Refusal::NotNow { action: Action::Withdraw, status }.into());
    }
    let cart = storage::cart::find(&mut work.tx, line.cart_id).await?.ok_or(AppError::NotFound)?;
    let is_new = storage::removal::begin(&mut work.tx, line_id, by.0, due_at).await?;
    if is_new {
        let (part_number, quantity) = (line.part.part_number.clone(), line.line.quantity);
        tell(&mut work, &cart, &CartEvent::LineRemoved { line_id, part_number, quantity }, by).await?;
        work.hint(super::told::audience(&cart), format!("line:{line_id}"));
    }
    work.commit(&context).await?;
    Ok(Removed { cart_id: cart.id, lines: u32::from(is_new), until: undo_until(due_at) })
}

/// Takes every line in negotiation out of a cart; what is agreed or over stays.
///
/// # Errors
/// Not a cart that the asker may see; shared carts are switched off.
pub async fn clear_cart(context: Context, cart_id: CartId) -> Outcome<Removed> {
    let (principal, _) = context.require(Permission::Buy)?;
    let by = (principal.person_id, context.now());
    let due_at = withdrawn_at(by.1);
    let mut work = context.write().await?;
    let cart = touched_cart(&context, &mut work, cart_id).await?;
    sharing::check_change(&mut work.tx, cart.kind).await?;
    let lines = storage::removal::begin_all(&mut work.tx, cart_id, by.0, due_at).await?;
    let lines = count(lines);
    if lines > 0 {
        tell(&mut work, &cart, &CartEvent::Cleared { lines }, by).await?;
    }
    work.commit(&context).await?;
    Ok(Removed { cart_id, lines, until: undo_until(due_at) })
}

/// Keeps lines that are on their way out after all; answers how many.
///
/// # Errors
/// Not a cart that the asker may see; nothing waits any more.
pub async fn undo_removal(context: Context, input: UndoRemovalInput) -> Outcome<u32> {
    let UndoRemovalInput { cart_id, line_id } = input;
    let (principal, _) = context.require(Permission::Buy)?;
    let by = (principal.person_id, context.now());
    let mut work = context.write().await?;
    let cart_id = match line_id {
        Some(line_id) => storage::removal::cart_of(&mut work.tx, line_id).await?.ok_or(AppError::NotFound)?,
        None => cart_id.ok_or_else(|| AppError::invalid("cart_id", "name a line or a cart"))?,
    };
    let cart = touched_cart(&context, &mut work, cart_id).await?;
    let lines = match line_id {
        Some(line_id) => {
            work.hint(super::told::audience(&cart), format!("line:{line_id}"));
            u64::from(storage::removal::keep(&mut work.tx, line_id, cart_id).await?)
        }
        None => storage::removal::keep_all(&mut work.tx, cart_id).await?,
    };
    if lines == 0 {
        return Err(Refusal::NothingToUndo.into());
    }
    let lines = count(lines);
    tell(&mut work, &cart, &CartEvent::RemovalUndone { lines }, by).await?;
    work.commit(&context).await?;
    Ok(lines)
}

/// Withdraws the lines whose time is over; answers how many. Each is looked at again under its lock: what was undone, agreed
/// or ended meanwhile is left as it is.
///
/// # Errors
/// The database failed; lines before the failure stay withdrawn.
pub async fn withdraw_removed(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let due = storage::removal::due(&mut context.read().await?, now, BATCH).await?;
    let mut withdrawn = 0;
    for removal in due {
        let mut work = context.write().await?;
        let Some(before) = storage::negotiation::lock(&mut work.tx, removal.line_id).await? else { continue };
        // Undone, or another process was quicker.
        let Some(removal) = storage::removal::take(&mut work.tx, removal.line_id, now).await? else { continue };
        let reason = Some(Reason { code: EndReason::RemovedFromCart, note: removal.note });
        if let Ok(event) = negotiation::decide(&before.line, Mover::Side(Side::Buyer), Command::Withdraw { reason }, now) {
            let moved = Moved { by: Some((removal.removed_by, Side::Buyer)), at: now };
            record(&mut work, &before, &event, moved).await?;
            withdrawn += 1;
        }
        if let Some(cart) = storage::cart::find(&mut work.tx, before.cart_id).await? {
            work.hint(super::told::audience(&cart), format!("cart:{}", cart.id));
            work.hint(super::told::audience(&cart), "carts");
        }
        work.commit(&context).await?;
    }
    Ok(withdrawn)
}
