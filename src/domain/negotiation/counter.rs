//! The buyer's counter-offer: a price, a quantity or a date that they would take, and what taking it over makes of it.

use super::{Line, LineState, Offer, USUAL_VALIDITY_DAYS, decide::worth_something};
use crate::domain::{
    event::LineEvent,
    money::UnitPrice,
    quantity::count_text,
    refusal::Refusal,
    time::{DAY_US, Timestamp},
};
use serde::{Deserialize, Serialize};

/// One immutable counter-offer. It stands until the buyer makes another one or the seller names a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// Counts from 1 within the line.
    pub number: u32,
    pub unit_price: Option<UnitPrice>,
    /// `None`: the line's.
    pub quantity: Option<i64>,
    /// The day by which the parts are needed: midnight UTC at which it begins.
    pub needed_by: Option<Timestamp>,
    pub comment: Option<String>,
}

/// What a buyer fills in for a counter-offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterTerms {
    pub unit_price: Option<UnitPrice>,
    pub quantity: Option<i64>,
    pub needed_by: Option<Timestamp>,
    pub comment: Option<String>,
}

impl Counter {
    /// `38.00 USD each, quantity 40, needed by 2026-04-01`.
    pub fn terms_text(&self) -> String {
        let price = self.unit_price.map(|price| format!("{price} each"));
        let quantity = self.quantity.map(|quantity| format!("quantity {}", count_text(quantity)));
        let date = self.needed_by.map(|day| format!("needed by {}", day.date_text()));
        [price, quantity, date].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    pub fn sentence(&self) -> String {
        let comment = self.comment.as_ref().map(|comment| format!(" “{comment}”")).unwrap_or_default();
        format!("Counter-offer {}: {}.{comment}", self.number, self.terms_text())
    }

    /// Days from today until the parts are needed; none left is refused.
    fn lead_time_days(needed_by: Timestamp, now: Timestamp) -> Result<i32, Refusal> {
        let days = needed_by.since_us(now.day_start()) / DAY_US;
        i32::try_from(days).ok().filter(|days| *days >= 0).ok_or(Refusal::DatePassed)
    }
}

/// The buyer's next counter-offer; it takes the place of one that still stands.
///
/// # Errors
/// The seller changed the offer meanwhile; nothing new is said; the currency, quantity or date cannot be.
pub(super) fn counter_offer(
    line: &Line,
    terms: CounterTerms,
    revisions_seen: u32,
    now: Timestamp,
) -> Result<LineEvent, Refusal> {
    if revisions_seen != line.revisions {
        return Err(Refusal::OfferChanged);
    }
    let quantity = terms.quantity.filter(|quantity| *quantity != line.quantity);
    if terms.unit_price.is_none() && quantity.is_none() && terms.needed_by.is_none() {
        return Err(Refusal::CounterEmpty);
    }
    if let (Some(price), Some(currency)) = (terms.unit_price, line.currency)
        && price.currency != currency
    {
        return Err(Refusal::CurrencyChanged);
    }
    if let Some(quantity) = quantity {
        line.units.check(quantity).map_err(|snapped| Refusal::quantity(snapped, None))?;
    }
    if let Some(unit_price) = terms.unit_price {
        worth_something(unit_price, quantity.unwrap_or(line.quantity))?;
    }
    if terms.needed_by.is_some_and(|day| now.since_us(day) >= 2 * DAY_US) {
        // Somewhere it is still yesterday.
        return Err(Refusal::DatePassed);
    }
    let counter = Counter {
        number: line.counters + 1,
        unit_price: terms.unit_price,
        quantity,
        needed_by: terms.needed_by,
        comment: terms.comment,
    };
    Ok(LineEvent::CounterOffered { counter })
}

/// The offer that taking the standing counter-offer over makes: its price or the live offer's, its quantity or the
/// line's, as many days as there are until its date, and the usual validity.
///
/// # Errors
/// No counter-offer stands; nothing names a price; its date is over.
pub fn taken_over(line: &Line, now: Timestamp) -> Result<Offer, Refusal> {
    let counter = line.counter.as_ref().ok_or(Refusal::NoCounter)?;
    let live = match &line.state {
        LineState::Quote(offer) if !offer.has_expired(now) => Some(offer),
        LineState::Quote(_)
        | LineState::Open
        | LineState::NoQuote
        | LineState::Accepted(_)
        | LineState::Withdrawn
        | LineState::Closed => None,
    };
    let unit_price = counter.unit_price.or(live.map(|offer| offer.unit_price)).ok_or(Refusal::NoPrice)?;
    let lead_time_days = match counter.needed_by {
        Some(day) => Some(Counter::lead_time_days(day, now)?),
        None => live.and_then(|offer| offer.lead_time_days).or(line.lead_time_days),
    };
    Ok(Offer {
        revision: line.revisions + 1,
        unit_price,
        quantity: counter.quantity.unwrap_or(line.quantity),
        lead_time_days,
        valid_until: Some(now.plus_days(USUAL_VALIDITY_DAYS)),
        comment: None,
    })
}

/// The seller agrees to the counter-offer that was read.
///
/// # Errors
/// As [`taken_over`]; also if another counter-offer or another price came meanwhile.
pub(super) fn take_over(line: &Line, seen: (u32, u32), now: Timestamp) -> Result<LineEvent, Refusal> {
    let (counter_seen, revisions_seen) = seen;
    if revisions_seen != line.revisions {
        return Err(Refusal::OfferChanged);
    }
    let counter = line.counter.as_ref().ok_or(Refusal::NoCounter)?;
    if counter.number != counter_seen {
        return Err(Refusal::CounterChanged);
    }
    let offer = taken_over(line, now)?;
    if line.currency.is_some_and(|currency| currency != offer.unit_price.currency) {
        return Err(Refusal::CurrencyChanged);
    }
    let quantity = counter.quantity.unwrap_or(line.quantity);
    worth_something(offer.unit_price, quantity)?;
    Ok(LineEvent::CounterTaken { counter: counter.number, offer, before: line.last_offer.clone(), quantity })
}
