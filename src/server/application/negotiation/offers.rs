//! Offers and counter-offers: what people typed becomes terms, and the terms an action on the line.

use super::{
    actions::{act, as_buyer, as_seller},
    permission,
};
use crate::{
    api_types::{
        AppError,
        negotiation::{CounterOfferInput, ExtendOfferInput, LineChanged, TakeOverInput, UpdatePriceInput},
    },
    domain::{
        money::{Currency, UnitPrice, parse_price_micros},
        negotiation::{Command, CounterTerms, MAX_VALIDITY_DAYS, OfferTerms, Side},
        quantity::parse_quantity,
        text,
        time::Timestamp,
    },
    server::application::{
        Context, Outcome,
        input::{Fields, optional_number},
    },
};

/// The longest lead time, in calendar days; also the furthest date of a counter-offer.
const MAX_LEAD_TIME_DAYS: i64 = 3_650;

/// Seller: writes a new offer revision; the line moves to `quote`.
///
/// # Errors
/// Fields that were refused; not the seller's line; a newer revision or counter-offer exists; the line is no longer in
/// negotiation.
pub async fn update_price(context: Context, input: UpdatePriceInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Seller))?;
    let terms = read_terms(&input, context.now())?;
    let (revisions_seen, counters_seen) = (input.revisions_seen, input.counters_seen);
    let command = Command::UpdatePrice { terms, revisions_seen, counters_seen };
    act(context, as_seller(input.line)?, command).await
}

fn read_terms(input: &UpdatePriceInput, now: Timestamp) -> Result<OfferTerms, AppError> {
    let mut fields = Fields::default();
    let micros = fields.take("unit_price", parse_price_micros(&input.unit_price));
    let currency = fields.take("currency", read_currency(&input.currency));
    let quantity = match input.quantity.trim() {
        "" => None,
        typed => fields.take("quantity", parse_quantity(typed)),
    };
    let lead_time = fields.take("lead_time_days", optional_number(&input.lead_time_days, 0, MAX_LEAD_TIME_DAYS)).flatten();
    let valid_days = fields.take("valid_days", optional_number(&input.valid_days, 1, MAX_VALIDITY_DAYS)).flatten();
    let comment = fields.take("comment", text::optional(&input.comment, text::MAX_TEXT)).flatten();
    fields.check()?;
    let (Some(micros), Some(currency)) = (micros, currency) else {
        return Err(AppError::invalid("unit_price", "enter a price"));
    };
    Ok(OfferTerms {
        unit_price: UnitPrice { micros, currency },
        quantity,
        lead_time_days: lead_time.and_then(|days| i32::try_from(days).ok()),
        valid_until: valid_days.map(|days| now.plus_days(days)),
        comment,
    })
}

fn read_currency(typed: &str) -> Result<Currency, String> {
    Currency::parse(typed).ok_or_else(|| "is not an ISO 4217 code".to_owned())
}

/// Seller: the newest revision once more, with a later end; an expired one stands again.
///
/// # Errors
/// The end is too far away; not the seller's line; a newer revision exists; there is nothing to extend.
pub async fn extend_offer(context: Context, input: ExtendOfferInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Seller))?;
    if input.until > context.now().plus_days(MAX_VALIDITY_DAYS) {
        return Err(AppError::invalid("until", format!("at most {MAX_VALIDITY_DAYS} days from now")).into());
    }
    let command = Command::ExtendOffer { until: input.until, revisions_seen: input.revisions_seen };
    act(context, as_seller(input.line)?, command).await
}

/// Buyer: names a price, a quantity or a date to be taken instead; the line stays where it is.
///
/// # Errors
/// Fields that were refused; not the buyer's line; the offer changed meanwhile; the line is no longer in negotiation.
pub async fn counter_offer(context: Context, input: CounterOfferInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Buyer))?;
    let terms = read_counter(&input, context.now())?;
    let command = Command::CounterOffer { terms, revisions_seen: input.revisions_seen };
    act(context, as_buyer(input.line)?, command).await
}

fn read_counter(input: &CounterOfferInput, now: Timestamp) -> Result<CounterTerms, AppError> {
    let mut fields = Fields::default();
    let unit_price = match input.unit_price.trim() {
        "" => None,
        typed => {
            let micros = fields.take("unit_price", parse_price_micros(typed));
            let currency = fields.take("currency", read_currency(&input.currency));
            micros.zip(currency).map(|(micros, currency)| UnitPrice { micros, currency })
        }
    };
    let quantity = match input.quantity.trim() {
        "" => None,
        typed => fields.take("quantity", parse_quantity(typed)),
    };
    let needed_by = fields.take("needed_by", read_day(&input.needed_by, now)).flatten();
    let comment = fields.take("comment", text::optional(&input.comment, text::MAX_TEXT)).flatten();
    fields.check()?;
    Ok(CounterTerms { unit_price, quantity, needed_by, comment })
}

fn read_day(typed: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let written_like = || format!("“{}” is not a date; write it like {}", typed.trim(), now.date_text());
    let day = Timestamp::parse_date(typed).ok_or_else(written_like)?;
    match day {
        // Somewhere it is still yesterday.
        _ if day < now.day_start().plus_days(-1) => Err("is in the past".into()),
        _ if day > now.plus_days(MAX_LEAD_TIME_DAYS) => Err("is too far away".into()),
        _ => Ok(Some(day)),
    }
}

/// Seller: the counter-offer that was read becomes the next offer revision; the line moves to `quote`.
///
/// # Errors
/// Not the seller's line; another counter-offer or price came meanwhile; nothing names a price; its date is over.
pub async fn take_over(context: Context, input: TakeOverInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Seller))?;
    let command = Command::TakeOver { counter_seen: input.counter_seen, revisions_seen: input.revisions_seen };
    act(context, as_seller(input.line)?, command).await
}
