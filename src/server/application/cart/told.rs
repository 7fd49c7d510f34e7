//! What follows from an event of a cart: its entry in the audit log, and hints to whoever may see the cart.

use crate::{
    api_types::AppError,
    domain::{
        access::Permission,
        cart::{Cart, CartKind},
        ids::{CartId, EventId, PersonId},
        sharing::CartEvent,
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Context, Outcome, Work,
            audit::{self, Fact},
            work::mint,
        },
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
    let fact = Fact {
        organisation_id: cart.organisation_id,
        event_id: EventId(mint()),
        at: by.1,
        actor_id: Some(by.0),
        action: event.name().to_owned(),
        subject: format!("cart:{}", cart.id),
        payload: serde_json::json!({ "event": event }).to_string(),
    };
    audit::record(&mut work.tx, fact).await?;
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
