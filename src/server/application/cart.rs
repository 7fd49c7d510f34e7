//! Filling the current cart: add a listing, or buy it at its list price. Working on it together is in the modules below.

mod abandoned;
mod history;
mod note;
mod present;
mod removal;
mod settings;
pub mod start;
mod told;

#[cfg(test)]
mod abandoned_tests;
#[cfg(test)]
pub mod settings_tests;
#[cfg(test)]
mod start_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod together_tests;

pub use abandoned::{count_emptied, purge_abandoned};
pub use history::{entries, load_history};
pub use note::save_note;
pub use present::{beside, dismiss_lost, lost, others, present};
pub use removal::{clear_cart, remove_line, undo_removal, withdraw_removed};
pub use settings::{check_raise, largest_quantity, load_cart_settings, save_cart_settings};
pub use start::{load_start, start_from};

use super::{
    Audience, Context, Outcome, Work,
    guest::{self, GuestCookie},
    negotiation::{Moved, Opening, close_exhausted, open_line, record},
    ordering::why_locked,
    sharing, storefront,
    work::mint,
};
use crate::{
    api_types::{
        AppError,
        catalog::{AddToCartInput, AddedToCart, BuyInput, Raised},
        negotiation::LineChanged,
    },
    domain::{
        access::Permission,
        cart::{Cart, CartKind, CheckoutStatus},
        event::LineEvent,
        identity::Membership,
        ids::{BagId, CartId, PersonId},
        negotiation::{self, Command, Mover, Side},
        pricing::PriceList,
        quantity::parse_quantity,
        refusal::Refusal,
        time::Timestamp,
    },
    server::storage::{
        self,
        negotiation::{Claim, LineRecord},
        stock::Stock,
    },
};

/// Adds a listing to the current cart. An active line for the same listing takes the quantity up: adds add up.
///
/// # Errors
/// The quantity is refused; the listing is gone or one's own; an offer would lapse that came after the page was drawn.
pub async fn add_to_cart(context: Context, input: AddToCartInput) -> Outcome<AddedToCart> {
    let order = Order::read(&context, &input, "add_to_cart")?;
    let mut work = context.write().await?;
    if let Some(done) = order.claimed(&mut work).await? {
        return Ok(added(done, None, None));
    }
    let (cart, largest) = order.cart(&mut work).await?;
    let stock = storage::stock::find(&mut work.tx, input.listing_id).await?.ok_or(AppError::NotFound)?;
    let listing = &stock.listing;
    let opened = negotiation::open(listing, &stock.seller, order.membership.organisation_id, order.quantity)?;
    let (changed, raised) = match storage::negotiation::lock_active(&mut work.tx, cart.id, listing.id).await? {
        Some(before) => {
            let held = before.line.quantity;
            settings::check(held + order.quantity, held, largest)?;
            let (event, raised) = order.raise(&before)?;
            // Somebody wants the part: it does not leave the cart.
            storage::removal::keep(&mut work.tx, before.id, cart.id).await?;
            let moved = Moved { by: Some((order.person_id, Side::Buyer)), at: order.now };
            (record(&mut work, &before, &event, moved).await?, Some(raised))
        }
        None => {
            settings::check(order.quantity, 0, largest)?;
            let opening = order.opening(&mut work, &cart, &stock).await?;
            (open_line(&mut work, &opening, &opened).await?, None)
        }
    };
    let (asked, available) = (raised.map_or(order.quantity, |raised| raised.to), listing.available());
    work.commit(&context).await?;
    Ok(added(changed, raised, (asked > available).then_some(available)))
}

fn added(changed: LineChanged, raised: Option<Raised>, only: Option<i64>) -> AddedToCart {
    AddedToCart { line_id: changed.line_id, status: changed.status, version: changed.version, raised, only }
}

/// What was bought, and the cookie of the guest who was made for it.
pub struct Bought {
    pub changed: LineChanged,
    pub guest: Option<GuestCookie>,
}

/// As [`buy`], for people who are signed in or known as guests.
///
/// # Errors
/// As [`buy`].
pub async fn buy_at_list_price(context: Context, input: BuyInput) -> Outcome<LineChanged> {
    Ok(buy(context, input).await?.changed)
}

/// Buys a priced listing at once: the line is accepted and its transaction made in the same step. Whoever is not signed in buys
/// as a guest, who is made with the first thing they buy.
///
/// # Errors
/// As [`add_to_cart`]; also without a list price, with too little stock, or at another price than was seen; the storefront is
/// closed to guests.
pub async fn buy(context: Context, input: BuyInput) -> Outcome<Bought> {
    if context.principal.is_some() {
        context.require(Permission::Buy)?;
    }
    let seen = prices_seen(&input)?;
    let BuyInput { listing_id, quantity, prices_seen: _, request_id } = input;
    let input = AddToCartInput { listing_id, quantity, request_id, seen_version: None };
    let wanted = quantity_of(&input)?;
    let mut work = context.write().await?;
    let (who, guest) = shopper(&context, &mut work).await?;
    let order = Order::of(who, wanted, (&input, "buy_at_list_price"), context.now());
    if let Some(changed) = order.claimed(&mut work).await? {
        return Ok(Bought { changed, guest: None });
    }
    let changed = order.buy(&mut work, seen).await?;
    work.commit(&context).await?;
    Ok(Bought { changed, guest })
}

/// Buys another quantity in place of one that was given back in the same transaction, at what the listing asks for it.
///
/// # Errors
/// As [`buy`]; then nothing may be committed.
pub async fn buy_instead(
    work: &mut Work,
    who: (PersonId, Membership),
    input: &AddToCartInput,
    now: Timestamp,
) -> Outcome<LineChanged> {
    Order::of(who, quantity_of(input)?, (input, "buy_instead"), now).buy(work, None).await
}

/// Who fills a cart: a buyer, or a guest, made if need be.
async fn shopper(context: &Context, work: &mut Work) -> Outcome<((PersonId, Membership), Option<GuestCookie>)> {
    if context.principal.is_some() {
        let (principal, membership) = context.require(Permission::Buy)?;
        return Ok(((principal.person_id, membership.clone()), None));
    }
    let (guest, cookie) = match &context.guest {
        Some(known) => {
            storefront::check_buy(context, &mut work.tx).await?;
            (known.record.clone(), None)
        }
        None => {
            let (made, cookie) = guest::create(context, work).await?;
            (made, Some(cookie))
        }
    };
    Ok(((guest.principal.person_id, guest.membership), cookie))
}

fn quantity_of(input: &AddToCartInput) -> Result<i64, AppError> {
    parse_quantity(&input.quantity).map_err(|reason| AppError::invalid("quantity", reason))
}

fn prices_seen(input: &BuyInput) -> Result<Option<PriceList>, AppError> {
    match input.prices_seen.trim() {
        "" => Ok(None),
        seen => seen.parse().map(Some).map_err(|reason: String| AppError::invalid("prices_seen", reason)),
    }
}

/// Who orders how much of what, read and authorised.
struct Order {
    person_id: PersonId,
    membership: Membership,
    quantity: i64,
    input: AddToCartInput,
    action: &'static str,
    now: Timestamp,
}

impl Order {
    fn read(context: &Context, input: &AddToCartInput, action: &'static str) -> Result<Self, AppError> {
        let (principal, membership) = context.require(Permission::Buy)?;
        let who = (principal.person_id, membership.clone());
        Ok(Self::of(who, quantity_of(input)?, (input, action), context.now()))
    }

    fn of(who: (PersonId, Membership), quantity: i64, what: (&AddToCartInput, &'static str), now: Timestamp) -> Self {
        Self { person_id: who.0, membership: who.1, quantity, input: what.0.clone(), action: what.1, now }
    }

    /// Buys at the list price that was seen, if one was; takes the units and closes what others cannot get any more.
    async fn buy(&self, work: &mut Work, seen: Option<PriceList>) -> Outcome<LineChanged> {
        let (cart, largest) = self.cart(work).await?;
        let stock = storage::stock::lock(&mut work.tx, self.input.listing_id).await?.ok_or(AppError::NotFound)?;
        settings::check(self.quantity, 0, largest)?;
        let buyer_id = self.membership.organisation_id;
        let bought = negotiation::buy(&stock.listing, &stock.seller, buyer_id, self.quantity)?;
        if let Some(seen) = &seen {
            negotiation::check_price_seen(&stock.listing, self.quantity, seen)?;
        }
        let opening = self.opening(work, &cart, &stock).await?;
        let changed = open_line(work, &opening, &bought).await?;
        let left = storage::stock::agree(&mut work.tx, &stock, self.quantity).await?;
        let left = left.ok_or(Refusal::OutOfStock { available: stock.listing.available() })?;
        close_exhausted(work, &stock, left, self.now).await?;
        work.hint(Audience::Members(buyer_id, Permission::Buy), "transactions");
        work.hint(Audience::Members(stock.listing.seller_id, Permission::Sell), "transactions");
        Ok(changed)
    }

    /// The quantity of an active line taken up by this order.
    fn raise(&self, before: &LineRecord) -> Result<(LineEvent, Raised), Refusal> {
        let line = &before.line;
        let (from, to) = (line.quantity, line.quantity + self.quantity);
        let command = Command::ChangeQuantity { to, seen: None };
        let event = negotiation::decide(line, Mover::Side(Side::Buyer), command, self.now)?;
        let offer_lapsed = matches!(&event, LineEvent::QuantityChanged { offer_lapsed: true, .. });
        if offer_lapsed && self.input.seen_version.is_some_and(|seen| seen != line.version) {
            return Err(Refusal::LineChanged);
        }
        Ok((event, Raised { from, to, offer_lapsed }))
    }

    /// Claims the request; if it was carried out before, the line it made or raised is the answer.
    async fn claimed(&self, work: &mut Work) -> Outcome<Option<LineChanged>> {
        let claim = Claim {
            request_id: self.input.request_id,
            person_id: self.person_id,
            subject_id: self.input.listing_id.0,
            action: self.action,
            at: self.now,
        };
        if !work.repeats(&claim).await? {
            return Ok(None);
        }
        let owner = (self.person_id, self.membership.organisation_id);
        let line = storage::line_view::latest_of_listing(&mut work.tx, owner, self.input.listing_id).await?;
        let (line_id, status, version) = line.ok_or(AppError::NotFound)?;
        Ok(Some(LineChanged { line_id, status, version }))
    }

    /// The current cart, made if need be, and locked by the change noted on it; and the largest quantity of a line.
    async fn cart(&self, work: &mut Work) -> Outcome<(Cart, i64)> {
        let (person_id, organisation_id) = (self.person_id, self.membership.organisation_id);
        let (cart, settings) = match storage::cart::touch_current(&mut work.tx, person_id, organisation_id, self.now).await?
        {
            Some(touched) => touched,
            None => {
                let owner = (person_id, organisation_id);
                storage::cart::create_personal(&mut work.tx, CartId(mint()), owner, self.now).await?;
                let made = storage::cart::touch_current(&mut work.tx, person_id, organisation_id, self.now).await?;
                made.ok_or(AppError::NotFound)?
            }
        };
        if !cart.is_open_to(organisation_id, person_id) {
            return Err(AppError::NotFound.into());
        }
        if cart.kind == CartKind::Shared && !sharing::is_enabled_in(settings.shared_carts.as_deref())? {
            return Err(Refusal::SharingDisabled.into());
        }
        if cart.is_locked {
            return Err(why_locked(&mut work.tx, cart.id, self.now).await?.into());
        }
        match cart.checkout_status {
            CheckoutStatus::InProgress => Ok((cart, settings::largest_in(settings.carts.as_deref())?)),
            _frozen => Err(Refusal::LineChanged.into()),
        }
    }

    async fn opening<'a>(&'a self, work: &mut Work, cart: &Cart, stock: &'a Stock) -> Outcome<Opening<'a>> {
        let of = (cart.id, stock.listing.seller_id);
        let bag_id = storage::cart::bag(&mut work.tx, BagId(mint()), of, self.now).await?;
        Ok(Opening {
            cart: (cart.id, cart.kind),
            bag_id,
            listing: &stock.listing,
            seller: &stock.seller,
            buyer: (self.membership.organisation_id, &self.membership.organisation),
            person_id: self.person_id,
            at: self.now,
        })
    }
}
