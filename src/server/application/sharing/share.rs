//! Sharing a personal cart, going on in another cart, and what carts are called.

use super::{
    Buyer, check_change, current_cart, head, line_counts,
    told::{hint_buyers, hint_person, remember},
};
use crate::{
    api_types::{
        AppError,
        sharing::{CartHead, DescribeInput, RenameInput, ShareInput, SwitchInput},
    },
    domain::{
        cart::CartKind,
        ids::CartId,
        refusal::Refusal,
        sharing::{CartAction, CartEvent, MAX_DESCRIPTION, MAX_NAME},
        text,
    },
    server::{
        application::{Context, Outcome, Work, input::Fields},
        storage::{
            self, Lock,
            sharing::{self as store, CartRecord, NewName},
        },
    },
};

/// Shares the asker's personal cart with the organisation, in place: the same cart, the same lines and threads. It stays
/// the asker's current cart; there is no personal one until something is added to it.
///
/// # Errors
/// The name is refused; there is no personal cart; shared carts are switched off.
pub async fn share_cart(context: Context, input: ShareInput) -> Outcome<CartHead> {
    let buyer = Buyer::of(&context)?;
    let mut fields = Fields::default();
    let name = fields.take("name", text::required(&input.name, MAX_NAME)).unwrap_or_default();
    let description = fields.take("description", text::optional(&input.description, MAX_DESCRIPTION));
    fields.check()?;
    let description = description.flatten().unwrap_or_default();
    let mut work = context.write().await?;
    let new = NewName { name: &name, description: &description };
    let shared = store::share(&mut work.tx, buyer.owner(), new, buyer.now).await?;
    // The claim names the cart, so that a repeated request finds which one it shared; what it did to another is dropped.
    let subject = shared.unwrap_or(CartId(input.request_id.0));
    let claim = buyer.claim(input.request_id, subject, "share_cart");
    if let Some(subject_id) = work.repeated(&claim).await? {
        drop(work);
        let mut reader = context.read().await?;
        let cart = storage::cart::find_open(&mut reader, buyer.owner(), CartId(subject_id)).await?;
        return Ok(head(cart.ok_or(AppError::NotFound)?, buyer.person_id));
    }
    let id = shared.ok_or(Refusal::NothingToShare)?;
    check_change(&mut work.tx, CartKind::Shared).await?;
    store::point(&mut work.tx, buyer.owner(), id).await?;
    let cart = store::lock(&mut work.tx, id).await?.ok_or(AppError::NotFound)?;
    let lines = line_counts(&mut work.tx, id).await?.all();
    let event = CartEvent::Shared { name, description, lines };
    let of = (id, buyer.organisation_id());
    remember(&mut work, of, &event, (Some(buyer.person_id), buyer.now)).await?;
    hint_buyers(&mut work, of, true);
    hint_person(&mut work, buyer.person_id);
    work.commit(&context).await?;
    Ok(buyer.head(&cart))
}

/// Goes on in another cart that is open to the asker, or in the personal one. Nothing is copied and no cart is made.
///
/// # Errors
/// There is no such cart for the asker.
pub async fn switch_cart(context: Context, input: SwitchInput) -> Outcome<CartHead> {
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    match input.cart_id {
        Some(id) if !store::point(&mut work.tx, buyer.owner(), id).await? => return Err(AppError::NotFound.into()),
        Some(_) => {}
        None => store::point_home(&mut work.tx, buyer.owner()).await?,
    }
    let cart = current_cart(&mut work.tx, buyer.owner(), &context.person()?.name).await?;
    hint_person(&mut work, buyer.person_id);
    work.commit(&context).await?;
    Ok(cart)
}

/// Another name for a shared cart.
///
/// # Errors
/// Not a cart of the asker; the name is refused; a colleague renamed it meanwhile: both names.
pub async fn rename_cart(context: Context, input: RenameInput) -> Outcome<CartHead> {
    let name = text::required(&input.name, MAX_NAME).map_err(|reason| AppError::invalid("name", reason))?;
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let cart = buyer.lock_named(&mut work, input.cart_id).await?;
    if cart.name == name {
        return Ok(buyer.head(&cart));
    }
    if cart.name != input.name_seen {
        return Err(changed("name", &cart.name, name).into());
    }
    store::rename(&mut work.tx, &cart, &name, buyer.by()).await?;
    let event = CartEvent::Renamed { before: cart.name.clone(), after: name.clone() };
    let named = CartHead { name, ..buyer.head(&cart) };
    buyer.told(&context, work, (&cart, &event)).await?;
    Ok(named)
}

/// Another description for a shared cart; empty: none.
///
/// # Errors
/// As [`rename_cart`].
pub async fn describe_cart(context: Context, input: DescribeInput) -> Outcome<CartHead> {
    let text = text::optional(&input.description, MAX_DESCRIPTION);
    let description = text.map_err(|reason| AppError::invalid("description", reason))?.unwrap_or_default();
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let cart = buyer.lock_named(&mut work, input.cart_id).await?;
    if cart.description == description {
        return Ok(buyer.head(&cart));
    }
    if cart.description != input.description_seen {
        return Err(changed("description", &cart.description, description).into());
    }
    store::describe(&mut work.tx, &cart, &description, buyer.by()).await?;
    let event = CartEvent::Described { before: cart.description.clone(), after: description.clone() };
    let described = CartHead { description, ..buyer.head(&cart) };
    buyer.told(&context, work, (&cart, &event)).await?;
    Ok(described)
}

fn changed(field: &str, theirs: &str, yours: String) -> AppError {
    AppError::Changed { field: field.to_owned(), theirs: theirs.to_owned(), yours }
}

impl Buyer {
    /// A cart that the asker may name now, locked.
    async fn lock_named(&self, work: &mut Work, id: CartId) -> Outcome<Lock<CartRecord>> {
        let cart = self.lock_open(work, id).await?;
        self.may(&mut work.tx, &cart, CartAction::Rename).await?;
        Ok(cart)
    }

    /// Remembers an event, hints at it and commits.
    async fn told(&self, context: &Context, mut work: Work, what: (&CartRecord, &CartEvent)) -> Outcome<()> {
        let of = (what.0.cart.id, self.organisation_id());
        remember(&mut work, of, what.1, (Some(self.person_id), self.now)).await?;
        hint_buyers(&mut work, of, false);
        work.commit(context).await
    }
}
