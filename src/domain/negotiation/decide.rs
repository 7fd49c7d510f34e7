//! `decide`: a command becomes an event or a refusal. `apply`: the line after an event.
//! Must not know who may see a line (see `access`, `cart`) or how it is stored.

use super::{
    Command, Counter, Line, LineState, Mover, Offer, OfferTerms, QuantitySeen, TRANSITIONS,
    counter::{counter_offer, take_over},
    offer::{extend, remind},
};
use crate::domain::{
    catalog::Listing,
    event::{Agreement, LineEvent},
    ids::OrganisationId,
    money::UnitPrice,
    pricing::PriceList,
    refusal::Refusal,
    time::Timestamp,
};

/// Adds a listing to a cart.
///
/// # Errors
/// The listing is gone, one's own, or the quantity breaks its bounds.
pub fn open(listing: &Listing, seller: &str, buyer_id: OrganisationId, quantity: i64) -> Result<LineEvent, Refusal> {
    check_listing(listing, buyer_id, quantity)?;
    let part = &listing.draft.part;
    Ok(LineEvent::Opened {
        part_number: part.part_number.clone(),
        condition: part.condition,
        quantity,
        seller: seller.to_owned(),
    })
}

/// Buys a priced listing at once.
///
/// # Errors
/// As [`open`]; also if there is no list price or too little stock.
pub fn buy(listing: &Listing, seller: &str, buyer_id: OrganisationId, quantity: i64) -> Result<LineEvent, Refusal> {
    check_listing(listing, buyer_id, quantity)?;
    let unit_price = listing.draft.price_for(quantity).ok_or(Refusal::NoListPrice)?;
    if listing.available() < quantity {
        return Err(Refusal::OutOfStock { available: listing.available() });
    }
    worth_something(unit_price, quantity)?;
    let part = &listing.draft.part;
    Ok(LineEvent::BoughtAtListPrice {
        part_number: part.part_number.clone(),
        condition: part.condition,
        agreement: Agreement::new(quantity, unit_price),
        seller: seller.to_owned(),
    })
}

/// Whether a quantity still costs what its buyer had before them.
///
/// # Errors
/// [`Refusal::PriceChanged`] with the price that it costs now, or there is none any more.
pub fn check_price_seen(listing: &Listing, quantity: i64, seen: &PriceList) -> Result<(), Refusal> {
    let price = listing.draft.price_for(quantity).ok_or(Refusal::NoListPrice)?;
    match price == seen.price_for(quantity) {
        true => Ok(()),
        false => Err(Refusal::PriceChanged { quantity, price }),
    }
}

/// Totals are whole minor units: a price below half of one is a price only for enough units.
///
/// # Errors
/// The total rounds to nothing.
pub(super) fn worth_something(unit_price: UnitPrice, quantity: i64) -> Result<(), Refusal> {
    if unit_price.times(quantity).minor == 0 {
        return Err(Refusal::TotalIsZero { unit_price, quantity });
    }
    Ok(())
}

fn check_listing(listing: &Listing, buyer_id: OrganisationId, quantity: i64) -> Result<(), Refusal> {
    if listing.seller_id == buyer_id {
        return Err(Refusal::OwnListing);
    }
    if listing.removed || listing.available() == 0 {
        return Err(Refusal::ListingGone);
    }
    listing.draft.units.check(quantity).map_err(|snapped| Refusal::quantity(snapped, Some(listing.id)))?;
    Ok(())
}

/// Decides a command on a line as it stands, read under its lock.
///
/// # Errors
/// The refusal that the person reads; the line is unchanged.
pub fn decide(line: &Line, by: Mover, command: Command, now: Timestamp) -> Result<LineEvent, Refusal> {
    let status = line.state.status();
    let action = command.action();
    let listed = TRANSITIONS.iter().any(|t| t.from == Some(status) && t.action == action && t.by == by);
    if !listed {
        return Err(Refusal::NotNow { action, status });
    }
    match command {
        Command::UpdatePrice { terms, revisions_seen, counters_seen } => {
            update_price(line, terms, (revisions_seen, counters_seen), now)
        }
        Command::ExtendOffer { until, revisions_seen } => extend(line, until, revisions_seen, now),
        Command::CounterOffer { terms, revisions_seen } => counter_offer(line, terms, revisions_seen, now),
        Command::TakeOver { counter_seen, revisions_seen } => take_over(line, (counter_seen, revisions_seen), now),
        Command::AcceptOffer { revision_seen, available, close_demand } => match &line.state {
            LineState::Quote(offer) => accept(line.quantity, offer, revision_seen, available, close_demand, now),
            LineState::Open | LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => {
                Err(Refusal::NotNow { action, status })
            }
        },
        Command::NoQuote { reason } => Ok(LineEvent::QuoteDeclined { reason }),
        Command::Withdraw { reason } => match by {
            Mover::Side(by) => Ok(LineEvent::Withdrawn { by, reason }),
            Mover::System => Err(Refusal::NotNow { action, status }),
        },
        Command::RequestDocumentation { .. } if line.documentation_pending => Err(Refusal::DocumentationPending),
        Command::RequestDocumentation { wanted } => Ok(LineEvent::DocumentationRequested { wanted }),
        Command::ProvideDocumentation { .. } if !line.documentation_pending => Err(Refusal::DocumentationNotRequested),
        Command::ProvideDocumentation { reference, answers } => Ok(LineEvent::DocumentationProvided { reference, answers }),
        Command::ChangeQuantity { to, seen } => change_quantity(line, to, seen),
        Command::SendMessage => Ok(LineEvent::MessageSent),
        Command::Remind(of) => remind(line, of, now),
        Command::Expire => match &line.state {
            LineState::Quote(Offer { revision, valid_until: Some(valid_until), .. }) if now >= *valid_until => {
                Ok(LineEvent::OfferExpired { revision: *revision, valid_until: *valid_until })
            }
            LineState::Quote(_)
            | LineState::Open
            | LineState::NoQuote
            | LineState::Accepted(_)
            | LineState::Withdrawn
            | LineState::Closed => Err(Refusal::NotNow { action, status }),
        },
        Command::Close { reason } | Command::Complete { reason } => Ok(LineEvent::Closed { reason }),
    }
}

fn update_price(line: &Line, terms: OfferTerms, seen: (u32, Option<u32>), now: Timestamp) -> Result<LineEvent, Refusal> {
    let (revisions_seen, counters_seen) = seen;
    if revisions_seen != line.revisions {
        return Err(Refusal::OfferChanged);
    }
    if counters_seen.is_some_and(|seen| seen != line.counters) {
        return Err(Refusal::CounterChanged);
    }
    if line.currency.is_some_and(|currency| currency != terms.unit_price.currency) {
        return Err(Refusal::CurrencyChanged);
    }
    if terms.valid_until.is_some_and(|until| until <= now) {
        return Err(Refusal::OfferExpired);
    }
    let quantity = terms.quantity.unwrap_or(line.quantity);
    worth_something(terms.unit_price, quantity.min(line.quantity))?;
    let offer = Offer {
        revision: line.revisions + 1,
        unit_price: terms.unit_price,
        quantity,
        lead_time_days: terms.lead_time_days,
        valid_until: terms.valid_until,
        comment: terms.comment,
    };
    Ok(LineEvent::PriceUpdated { offer, before: line.last_offer.clone() })
}

fn accept(
    wanted: i64,
    offer: &Offer,
    revision_seen: u32,
    available: i64,
    demand_closed: bool,
    now: Timestamp,
) -> Result<LineEvent, Refusal> {
    if offer.revision != revision_seen {
        return Err(Refusal::OfferChanged);
    }
    if offer.has_expired(now) {
        return Err(Refusal::OfferExpired);
    }
    let quantity = agreed_quantity(wanted, offer);
    if available < quantity {
        return Err(Refusal::OutOfStock { available });
    }
    worth_something(offer.unit_price, quantity)?;
    let agreement = Agreement::new(quantity, offer.unit_price);
    Ok(LineEvent::OfferAccepted { agreement, revision: offer.revision, demand_closed })
}

/// What accepting an offer agrees on: the quantity wanted, as far as the offer reaches.
pub fn agreed_quantity(wanted: i64, offer: &Offer) -> i64 {
    wanted.min(offer.quantity)
}

/// What another quantity means for what stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityEffect {
    /// No offer stands.
    NoOffer,
    /// The offer covers the new quantity.
    Stays(Agreement),
    /// The offer reaches only this far.
    Lapses { covers: i64 },
}

/// What changing the quantity to `to` does to the standing offer.
pub fn quantity_effect(offer: Option<&Offer>, to: i64) -> QuantityEffect {
    match offer {
        None => QuantityEffect::NoOffer,
        Some(offer) if to > offer.quantity => QuantityEffect::Lapses { covers: offer.quantity },
        Some(offer) => QuantityEffect::Stays(Agreement::new(to, offer.unit_price)),
    }
}

/// The field is guarded by its own value: what else changed meanwhile refuses nothing, unless something would lapse that
/// its buyer did not know of.
fn change_quantity(line: &Line, to: i64, seen: Option<QuantitySeen>) -> Result<LineEvent, Refusal> {
    if seen.is_some_and(|seen| seen.quantity != line.quantity) {
        return Err(Refusal::QuantityChanged { theirs: line.quantity, yours: to });
    }
    line.units.check(to).map_err(|snapped| Refusal::quantity(snapped, None))?;
    let offer = match &line.state {
        LineState::Quote(offer) => Some(offer),
        LineState::Open | LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => None,
    };
    let offer_lapsed = matches!(quantity_effect(offer, to), QuantityEffect::Lapses { .. });
    // A counter-offer about another quantity is no longer what the buyer wants.
    let counter_lapsed = line.counter.as_ref().is_some_and(|counter| counter.quantity.is_some());
    if (offer_lapsed || counter_lapsed) && seen.is_some_and(|seen| seen.version != line.version) {
        return Err(Refusal::LineChanged);
    }
    if (offer_lapsed || counter_lapsed) && seen.is_some_and(|seen| !seen.lapse) {
        return Err(Refusal::WouldLapse { offer: offer_lapsed, counter: counter_lapsed });
    }
    Ok(LineEvent::QuantityChanged { from: line.quantity, to, offer_lapsed, counter_lapsed })
}

/// The line after an event that [`decide`] allowed. Everything but messages and reminders counts as a change of
/// its version.
pub fn apply(mut line: Line, event: &LineEvent) -> Line {
    match event {
        LineEvent::Opened { quantity, .. } => {
            line.quantity = *quantity;
            line.state = LineState::Open;
        }
        LineEvent::BoughtAtListPrice { agreement, .. } => {
            line.quantity = agreement.quantity;
            line.currency = Some(agreement.unit_price.currency);
            line.state = LineState::Accepted(*agreement);
        }
        LineEvent::PriceUpdated { offer, .. } => line = with_offer(line, offer, None),
        LineEvent::CounterTaken { offer, quantity, .. } => {
            line.quantity = *quantity;
            line = with_offer(line, offer, None);
        }
        LineEvent::OfferExtended { offer, .. } => {
            // The terms are the same: what the buyer asked of them is not answered by it.
            let counter = line.counter.take();
            line = with_offer(line, offer, counter);
        }
        LineEvent::CounterOffered { counter } => {
            line.counters = counter.number;
            line.counter = Some(counter.clone());
        }
        LineEvent::OfferAccepted { agreement, .. } => line.state = LineState::Accepted(*agreement),
        LineEvent::QuoteDeclined { .. } => line.state = LineState::NoQuote,
        LineEvent::Withdrawn { .. } => line.state = LineState::Withdrawn,
        LineEvent::DocumentationRequested { .. } => line.documentation_pending = true,
        LineEvent::DocumentationProvided { .. } => line.documentation_pending = false,
        LineEvent::QuantityChanged { to, offer_lapsed, counter_lapsed, .. } => {
            line.quantity = *to;
            if *offer_lapsed {
                line.state = LineState::Open;
            }
            if *counter_lapsed {
                line.counter = None;
            }
        }
        LineEvent::OfferExpired { .. } => line.state = LineState::Open,
        LineEvent::Closed { .. } => line.state = LineState::Closed,
        LineEvent::MessageSent | LineEvent::OfferEnding { .. } => return line,
    }
    if !line.state.status().is_active() {
        line.counter = None;
    }
    line.version += 1;
    line
}

/// A new revision stands; `counter` is what stays unanswered.
fn with_offer(line: Line, offer: &Offer, counter: Option<Counter>) -> Line {
    Line {
        revisions: offer.revision,
        currency: Some(offer.unit_price.currency),
        last_offer: Some(offer.clone()),
        counter,
        state: LineState::Quote(offer.clone()),
        ..line
    }
}
