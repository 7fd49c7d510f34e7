//! A guest's cart: what is in it, another quantity of it, and giving back what they do not want after all.

use super::of_browser;
use crate::{
    api_types::{
        AppError,
        catalog::AddToCartInput,
        guest::{GuestCart, GuestOrder, GuestQuantityInput},
        negotiation::TransactionState,
    },
    domain::{
        access::Permission,
        cart::CheckoutStatus,
        ids::{LineId, OrganisationId, PersonId, RequestId},
        money::totals,
        negotiation::{self, ClosedReason, Command, LineState, Mover},
        ordering::order_number_text,
        quantity::parse_quantity,
        refusal::Refusal,
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Context, Outcome, Work, cart,
            negotiation::{Moved, record},
            ordering, storefront,
            work::mint,
        },
        storage::{
            self, Lock, guest as store,
            negotiation::{Claim, LineRecord},
            ordering::order::{self, AgreedRow},
            sharing::CartRecord,
            stock::Stock,
        },
    },
};
use uuid::Uuid;

/// What the cart of the asker's browser holds; empty for whoever has bought nothing yet.
///
/// # Errors
/// The storefront is closed.
pub async fn load_cart(context: &Context) -> Outcome<GuestCart> {
    let request_id = RequestId(mint());
    let mut reader = context.read().await?;
    storefront::check_buy(context, &mut reader).await?;
    let Some(guest) = of_browser(context, &mut reader).await? else {
        return Ok(GuestCart { bags: Vec::new(), totals: Vec::new(), orders: Vec::new(), request_id });
    };
    let agreed = match storage::cart::personal(&mut reader, guest.owner()).await? {
        Some(id) => order::agreed(&mut reader, id).await?,
        None => Vec::new(),
    };
    let orders = store::orders(&mut reader, guest.membership.organisation_id).await?;
    let order = |row: store::GuestOrderRow| GuestOrder {
        id: row.id,
        number: order_number_text(row.number),
        status: row.status,
        submitted_at: row.submitted_at,
    };
    Ok(GuestCart {
        totals: totals(agreed.iter().map(AgreedRow::subtotal)),
        bags: ordering::agreed_bags(&agreed),
        orders: orders.into_iter().map(order).collect(),
        request_id,
    })
}

/// Takes a line out of the asker's cart: it was bought and not ordered, and its units are available again. Twice is once.
///
/// # Errors
/// Not a guest; not a line of their cart.
pub async fn remove_line(context: Context, line_id: LineId) -> Outcome<()> {
    let owner = context.guest()?.record.owner();
    let now = context.now();
    let mut work = context.write().await?;
    storefront::check_buy(&context, &mut work.tx).await?;
    let Bought { cart, stock, line } = lock_bought(&mut work, owner, line_id).await?;
    if matches!(line.line.state, LineState::Accepted(_)) {
        give_back(&mut work, (&line, &stock), now).await?;
        storage::sharing::touch(&mut work.tx, &cart, (owner.0, now)).await?;
        work.hint(Audience::Person(owner.0), "carts");
    }
    work.commit(&context).await
}

/// Buys another quantity of a line in the asker's cart: what was bought is given back and the other quantity bought in its place,
/// so that units and price are those of its listing. Nothing changes if that cannot be had.
///
/// # Errors
/// Not a guest; not a line of their cart; the quantity is refused; the seller does not ask any more what the guest bought for.
pub async fn change_quantity(context: Context, input: GuestQuantityInput) -> Outcome<()> {
    let guest = context.guest()?.record.clone();
    let (owner, now) = (guest.owner(), context.now());
    let quantity = parse_quantity(&input.quantity).map_err(|reason| AppError::invalid("quantity", reason))?;
    let mut work = context.write().await?;
    storefront::check_buy(&context, &mut work.tx).await?;
    // One request for each line: a page's forms have one identifier among them.
    let request_id = RequestId(Uuid::from_u128(input.request_id.0.as_u128() ^ input.line_id.0.as_u128()));
    let action = "change_guest_quantity";
    let claim = Claim { request_id, person_id: owner.0, subject_id: input.line_id.0, action, at: now };
    if work.repeats(&claim).await? {
        return Ok(());
    }
    let Bought { stock, line, .. } = lock_bought(&mut work, owner, input.line_id).await?;
    let LineState::Accepted(agreement) = line.line.state else { return Err(Refusal::LineChanged.into()) };
    if quantity == agreement.quantity {
        return Ok(());
    }
    // The page shows what the guest bought for: another quantity is not bought by a list that they have not seen.
    let asks = |quantity| stock.listing.draft.price_for(quantity).ok_or(Refusal::NoListPrice);
    if asks(agreement.quantity)? != agreement.unit_price {
        return Err(Refusal::PriceChanged { quantity, price: asks(quantity)? }.into());
    }
    give_back(&mut work, (&line, &stock), now).await?;
    let wanted = AddToCartInput { listing_id: stock.listing.id, quantity: input.quantity, request_id, seen_version: None };
    cart::buy_instead(&mut work, (owner.0, guest.membership), &wanted, now).await?;
    work.hint(Audience::Person(owner.0), "carts");
    work.commit(&context).await
}

/// A line of the asker's cart with its listing and cart, under their locks.
struct Bought {
    cart: Lock<CartRecord>,
    stock: Lock<Stock>,
    line: Lock<LineRecord>,
}

async fn lock_bought(work: &mut Work, owner: (PersonId, OrganisationId), line_id: LineId) -> Outcome<Bought> {
    let cart_id = storage::cart::personal(&mut work.tx, owner).await?.ok_or(AppError::NotFound)?;
    let cart = storage::sharing::lock(&mut work.tx, cart_id).await?;
    let fills = |status| status == CheckoutStatus::InProgress;
    let cart = cart.filter(|cart| cart.trashed.is_none() && fills(cart.cart.checkout_status)).ok_or(AppError::NotFound)?;
    let stock = storage::stock::lock_of_line(&mut work.tx, line_id).await?.ok_or(AppError::NotFound)?;
    let line = storage::negotiation::lock(&mut work.tx, line_id).await?;
    let line = line.filter(|line| line.cart_id == cart_id).ok_or(AppError::NotFound)?;
    Ok(Bought { cart, stock, line })
}

/// Ends a bought line that nobody orders: closed, its transaction canceled, its units available again, its seller told.
///
/// # Errors
/// The line is not agreed, or the database failed; then nothing may be committed.
pub async fn give_back(work: &mut Work, what: (&Lock<LineRecord>, &Lock<Stock>), at: Timestamp) -> Outcome<()> {
    let (line, stock) = what;
    let command = Command::Complete { reason: ClosedReason::GivenBack };
    let event = negotiation::decide(&line.line, Mover::System, command, at)?;
    if let LineState::Accepted(agreement) = &line.line.state {
        storage::stock::give_back(&mut work.tx, stock, agreement.quantity).await?;
    }
    record(work, line, &event, Moved { by: None, at }).await?;
    storage::ordering::bag::move_transactions(&mut work.tx, &[line.id], TransactionState::Cancelled).await?;
    work.hint(Audience::Members(line.seller_id, Permission::Sell), "transactions");
    Ok(())
}
