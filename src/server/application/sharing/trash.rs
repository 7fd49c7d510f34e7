//! Out of the trash again.

use super::{
    Buyer,
    told::{hint_buyers, remember},
};
use crate::{
    api_types::{
        AppError,
        sharing::{CartHead, RestoreInput},
    },
    domain::{
        refusal::Refusal,
        sharing::{CartAction, CartEvent, TRASH_US, TrashReason, withdrawn_at},
    },
    server::{
        application::{Context, Outcome},
        storage::sharing as store,
    },
};

/// Brings a shared cart back from the trash. Lines that ended stay ended; of a cart that was removed a moment ago, what is not
/// withdrawn yet stays in negotiation. Nobody's current cart changes by it.
///
/// # Errors
/// Not in the trash of the asker's organisation, or no longer; not theirs to restore; shared carts are switched off.
pub async fn restore_cart(context: Context, input: RestoreInput) -> Outcome<CartHead> {
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let claim = buyer.claim(input.request_id, input.cart_id, "restore_cart");
    if work.repeats(&claim).await? {
        let cart = buyer.lock_open(&mut work, input.cart_id).await?;
        return Ok(buyer.head(&cart));
    }
    let cart = store::lock(&mut work.tx, input.cart_id).await?.filter(|cart| buyer.knows(cart)).ok_or(AppError::NotFound)?;
    let Some((trashed_at, reason)) = cart.trashed else { return Err(Refusal::NotForThisCart.into()) };
    if trashed_at <= buyer.now.plus_us(-TRASH_US) {
        return Err(AppError::NotFound.into());
    }
    buyer.may(&mut work.tx, &cart, CartAction::Restore).await?;
    if reason == TrashReason::Removed {
        store::keep_all_due(&mut work.tx, cart.cart.id, withdrawn_at(trashed_at)).await?;
    }
    // Whoever pointed at it has gone on elsewhere.
    store::unpoint(&mut work.tx, cart.cart.id).await?;
    store::take_from_trash(&mut work.tx, &cart, buyer.by()).await?;
    let event = CartEvent::Restored { name: cart.name.clone(), reason };
    let of = (cart.cart.id, buyer.organisation_id());
    remember(&mut work, of, &event, (Some(buyer.person_id), buyer.now)).await?;
    hint_buyers(&mut work, of, true);
    work.commit(&context).await?;
    Ok(buyer.head(&cart))
}
