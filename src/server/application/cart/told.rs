//! What follows from an event of a cart: its entry in the audit log, and hints to whoever may see the cart.

use crate::{
    api_types::AppError,
    domain::{
        access::Permission,
        cart::{Cart, CartKind},
        ids::{CartId, PersonId},
        sharing::CartEvent,
        time::Timestamp,
    },
    server::{
        application::{Audience, Context, Outcome, Work, sharing},
        storage::{self, Reader},
    },
};

/// Who hears of a cart.
pub fn audience(cart: &Cart) -> Audience {
    match cart.kind {
        CartKind::Personal => Audience::Person(cart.creator_id),
        CartKind::Shared => Audience::Members(cart.organisation_id, Permission::Buy),
    }
}

/// Remembers an event of a cart in the transaction that makes it true.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn tell(work: &mut Work, cart: &Cart, event: &CartEvent, by: (PersonId, Timestamp)) -> Outcome<()> {
    sharing::remember(work, (cart.id, cart.organisation_id), event, (Some(by.0), by.1)).await?;
    for topic in [format!("cart:{}", cart.id), "carts".to_owned(), "lines".to_owned()] {
        work.hint(audience(cart), topic);
    }
    Ok(())
}

/// A cart that the asker may see; for everybody else it does not exist.
///
/// # Errors
/// Not found, or the role does not allow carts at all.
pub async fn visible_cart(context: &Context, reader: &mut Reader, cart_id: CartId) -> Outcome<Cart> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let cart = storage::cart::find(reader, cart_id).await?;
    let cart = cart.filter(|cart| cart.is_open_to(membership.organisation_id, principal.person_id));
    Ok(cart.ok_or(AppError::NotFound)?)
}

/// As [`visible_cart`], locked by the change noted on it.
///
/// # Errors
/// As [`visible_cart`].
pub async fn touched_cart(context: &Context, work: &mut Work, cart_id: CartId) -> Outcome<Cart> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let cart = storage::cart::touch(&mut work.tx, cart_id, principal.person_id, context.now()).await?;
    let cart = cart.filter(|cart| cart.is_open_to(membership.organisation_id, principal.person_id));
    Ok(cart.ok_or(AppError::NotFound)?)
}
