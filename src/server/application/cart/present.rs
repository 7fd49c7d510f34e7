//! Who else has a cart open. Names go to colleagues only, because only they may see the cart.

use super::told::{audience, visible_cart};
use crate::{
    api_types::{
        AppError,
        cart::{CartBeside, LostCart, RemovalsView},
        identity::PersonName,
    },
    domain::{
        access::Permission,
        cart::CartKind,
        ids::{CartId, OrganisationId, PersonId, RequestId},
        quantity::count,
        sharing::{TrashReason, undo_until},
    },
    server::{
        application::{Audience, Context, Failure, Hint, Outcome, guest, ordering, sharing, work::mint},
        storage::{self, Reader, Session},
    },
};

/// Says that the asker has a cart open (or, leaving, not any more); answers who else does. Of a cart that is not theirs to
/// see nobody does: a page may ask once more about one that has just gone.
///
/// # Errors
/// The role does not allow carts.
pub async fn present(context: Context, input: (CartId, bool)) -> Outcome<Vec<PersonName>> {
    let (cart_id, leaving) = input;
    let cart = match visible_cart(&context, &mut context.read().await?, cart_id).await {
        Err(Failure::App(AppError::NotFound)) => return Ok(Vec::new()),
        seen => seen?,
    };
    // A personal cart is nobody else's affair.
    if cart.kind == CartKind::Personal {
        return Ok(Vec::new());
    }
    let principal = context.person()?;
    let (presence, now) = (&context.services.presence, context.now());
    let is_news = match leaving {
        true => presence.leave(cart_id, principal.person_id),
        false => presence.arrive(cart_id, (principal.person_id, &principal.name), now),
    };
    if is_news {
        context.services.hub.publish(Hint { audience: audience(&cart), topic: format!("presence:{cart_id}") });
    }
    Ok(others(&context, cart_id, principal.person_id))
}

/// What a Shopping cart page says beside its lines; `cart_id` is the cart on screen, if there is one.
///
/// # Errors
/// The database failed.
pub async fn beside(
    context: &Context,
    reader: &mut Reader,
    whose: (PersonId, OrganisationId),
    cart_id: Option<CartId>,
) -> Outcome<CartBeside> {
    let row = storage::cart_item::beside(reader, whose, cart_id).await?;
    let removals = cart_id.zip(row.removing_at).zip(row.removing_part);
    Ok(CartBeside {
        sharing_enabled: sharing::is_enabled_in(row.sharing_settings.as_deref())?,
        removals: removals.map(|((cart_id, due_at), part_number)| RemovalsView {
            cart_id,
            part_number,
            lines: count(row.removing),
            until: undo_until(due_at),
        }),
        arrival: guest::arrival(row.arrival.as_deref())?,
        waiting: guest::waiting(context, reader, whose.1).await?,
        present: cart_id.map(|cart_id| others(context, cart_id, whose.0)).unwrap_or_default(),
        readiness: ordering::readiness(context, reader, cart_id).await?,
        request_id: RequestId(mint()),
    })
}

/// The shared cart that somebody worked in until it went to the trash, if they have not read of it yet.
///
/// # Errors
/// The database failed.
pub async fn lost(session: &mut impl Session, whose: (PersonId, OrganisationId)) -> Outcome<Option<LostCart>> {
    let row = storage::cart_item::lost(session, whose).await?;
    let row = row.and_then(|row| TrashReason::parse(&row.trash_reason).map(|reason| (row, reason)));
    Ok(row.map(|(row, reason)| LostCart { name: row.name, reason, by: row.trashed_by, at: row.trashed_at }))
}

/// The asker has read that a cart is gone.
///
/// # Errors
/// The role does not allow carts.
pub async fn dismiss_lost(context: Context, (): ()) -> Outcome<()> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let whose = (principal.person_id, membership.organisation_id);
    let mut work = context.write().await?;
    if storage::cart_item::forget_lost(&mut work.tx, whose).await? {
        work.hint(Audience::Person(whose.0), "lines");
    }
    work.commit(&context).await
}

/// Who has a cart open beside somebody. Who may know is decided by the caller.
pub fn others(context: &Context, cart_id: CartId, but: PersonId) -> Vec<PersonName> {
    let here = context.services.presence.at(cart_id, context.now()).into_iter();
    here.filter(|it| it.person_id != but).map(|it| PersonName { id: it.person_id, name: it.name }).collect()
}
