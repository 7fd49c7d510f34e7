//! Plays the demo's conversations in the order of time, each step by its person through the use case for it.

use super::{
    Demo,
    conversations::{DemoAction, DemoLine, DemoStep, StepBy},
    draft,
    listings::DemoListing,
    papers, unknown,
};
use crate::{
    api_types::{
        AppError,
        catalog::{AddToCartInput, BuyInput},
        negotiation::{
            AcceptOfferInput, ChangeQuantityInput, CounterOfferInput, ExtendOfferInput, LineChanged, LineRef, ReasonInput,
            TakeOverInput, UpdatePriceInput,
        },
    },
    domain::{
        ids::{LineId, ListingId, RequestId},
        money::{Currency, UnitPrice},
        negotiation::{Side, USUAL_VALIDITY_DAYS},
        time::{MINUTE_US, Timestamp},
    },
    server::application::{Context, cart, execute, inventory, negotiation, work::mint},
};

/// What a seller has on its way arrives this many days from now.
const LATER_DAYS: i64 = 12;

/// A line on its way, as its script goes on.
#[derive(Clone, Copy)]
struct Course {
    line_id: LineId,
    quantity: i64,
    version: i64,
    revisions: u32,
    /// Counter-offers so far.
    counters: u32,
    valid_until: Option<Timestamp>,
}

/// What happens when: the opening (`None`) or one step of a line.
struct Moment<'a> {
    at: Timestamp,
    line: usize,
    step: Option<&'a DemoStep>,
}

/// Plays everything, the oldest first.
pub(super) async fn play(demo: &Demo, lines: &[DemoLine], stock: (&[DemoListing], &[ListingId])) -> Result<(), AppError> {
    let mut courses: Vec<Option<Course>> = vec![None; lines.len()];
    for moment in moments(demo.now, lines) {
        let line = &lines[moment.line];
        let course = courses[moment.line];
        demo.set_clock(moment.at);
        if course.is_some_and(|course| course.valid_until.is_some_and(|until| until <= moment.at)) {
            execute(demo.system(), negotiation::expire_offers, ()).await?;
        }
        courses[moment.line] = match (course, moment.step) {
            (None, step) => Some(open(demo, line, (stock.1, step)).await?),
            (Some(course), None) => Some(course),
            (Some(_), Some(DemoStep { action: DemoAction::StockGone, .. })) => {
                stock_gone(demo, &stock.0[line.listing]).await?;
                course
            }
            (Some(course), Some(step)) => Some(act(demo, (line, &stock.0[line.listing]), course, step).await?),
        };
    }
    Ok(())
}

fn moments(now: Timestamp, lines: &[DemoLine]) -> Vec<Moment<'_>> {
    let mut moments = Vec::new();
    for (line, script) in lines.iter().enumerate() {
        let mut at = now.plus_us(-script.opened_minutes_ago * MINUTE_US);
        let bought = matches!(script.steps.first(), Some(DemoStep { action: DemoAction::BuyAtListPrice, .. }));
        if !bought {
            moments.push(Moment { at, line, step: None });
        }
        for step in &script.steps {
            at = at.plus_us(step.after_minutes * MINUTE_US);
            moments.push(Moment { at, line, step: Some(step) });
        }
    }
    moments.sort_by_key(|moment| moment.at);
    moments
}

async fn open(demo: &Demo, line: &DemoLine, how: (&[ListingId], Option<&DemoStep>)) -> Result<Course, AppError> {
    let (ids, step) = how;
    let (listing_id, quantity, request_id) = (ids[line.listing], line.quantity.to_string(), RequestId(mint()));
    let context = demo.as_person(line.buyer_organisation, line.buyer_email)?;
    let (line_id, version) = match step {
        None => {
            let input = AddToCartInput { listing_id, quantity, request_id, seen_version: None };
            execute(context, cart::add_to_cart, input).await.map(|added| (added.line_id, added.version))?
        }
        Some(_) => {
            let input = BuyInput { listing_id, quantity, prices_seen: String::new(), request_id };
            execute(context, cart::buy_at_list_price, input).await.map(|bought| (bought.line_id, bought.version))?
        }
    };
    Ok(Course { line_id, quantity: line.quantity, version, revisions: 0, counters: 0, valid_until: None })
}

async fn stock_gone(demo: &Demo, listing: &DemoListing) -> Result<(), AppError> {
    let seller = demo.organisations.get(listing.seller).ok_or_else(|| unknown(listing.seller))?;
    let mut gone = draft(listing)?;
    gone.quantity = 0;
    execute(demo.system(), inventory::import_listings, (*seller, vec![gone])).await?;
    Ok(())
}

async fn act(demo: &Demo, what: (&DemoLine, &DemoListing), mut course: Course, step: &DemoStep) -> Result<Course, AppError> {
    let (line, listing) = what;
    let (context, side) = match step.by {
        StepBy::Buyer => (demo.as_person(line.buyer_organisation, step.person)?, Side::Buyer),
        StepBy::Seller => (demo.as_person(listing.seller, step.person)?, Side::Seller),
    };
    let later = demo.now.plus_days(LATER_DAYS).date_text();
    let at = LineRef { line_id: course.line_id, side, request_id: RequestId(mint()) };
    let changed = take(context, at, (course, &listing.part_number, later), &step.action).await?;
    course.version = changed.version;
    let now = demo.services.clock.now();
    match &step.action {
        DemoAction::UpdatePrice { valid_days, .. } => {
            course.revisions += 1;
            course.valid_until = valid_days.map(|days| now.plus_days(days));
        }
        DemoAction::TakeOver => {
            course.revisions += 1;
            course.valid_until = Some(now.plus_days(USUAL_VALIDITY_DAYS));
        }
        DemoAction::ExtendOffer => {
            course.revisions += 1;
            course.valid_until = extended(course);
        }
        DemoAction::CounterOffer { .. } => course.counters += 1,
        DemoAction::ChangeQuantity(to) => course.quantity = *to,
        DemoAction::Message(_)
        | DemoAction::RequestDocumentation
        | DemoAction::ProvideDocumentation(_)
        | DemoAction::Accept { .. }
        | DemoAction::BuyAtListPrice
        | DemoAction::NoQuote { .. }
        | DemoAction::Withdraw { .. }
        | DemoAction::StockGone => {}
    }
    Ok(course)
}

/// An extension is for a week in the demo.
fn extended(course: Course) -> Option<Timestamp> {
    course.valid_until.map(|until| until.plus_days(7))
}

async fn take(
    context: Context,
    line: LineRef,
    about: (Course, &str, String),
    action: &DemoAction,
) -> Result<LineChanged, AppError> {
    let (course, part_number, later) = about;
    let reason = |words: &Option<String>| {
        let reason = words.clone().unwrap_or_default();
        ReasonInput { line, code: reason_code(&reason).to_owned(), reason }
    };
    match action {
        DemoAction::Message(words) => execute(context, negotiation::post_message, papers::message(line, words)).await,
        DemoAction::UpdatePrice { .. } => execute(context, negotiation::update_price, price(line, course, action)?).await,
        DemoAction::CounterOffer { .. } => {
            let input = counter(line, (course, context.now()), action)?;
            execute(context, negotiation::counter_offer, input).await
        }
        DemoAction::TakeOver => {
            let input = TakeOverInput { line, revisions_seen: course.revisions, counter_seen: course.counters };
            execute(context, negotiation::take_over, input).await
        }
        DemoAction::ExtendOffer => {
            let until = extended(course).ok_or_else(|| unknown("an end that is none"))?;
            execute(context, negotiation::extend_offer, ExtendOfferInput { line, revisions_seen: course.revisions, until })
                .await
        }
        DemoAction::RequestDocumentation => {
            execute(context, negotiation::request_documentation, papers::request(line, part_number)).await
        }
        DemoAction::ProvideDocumentation(reference) => {
            execute(context, negotiation::provide_documentation, papers::answer(line, part_number, (reference, later))?)
                .await
        }
        DemoAction::Accept { close_demand } => {
            let close_demand = close_demand.then(|| "on".to_owned());
            let input = AcceptOfferInput { line, revision_seen: course.revisions, close_demand };
            execute(context, negotiation::accept_offer, input).await
        }
        DemoAction::NoQuote { reason: given } => execute(context, negotiation::no_quote, reason(given)).await,
        DemoAction::Withdraw { reason: given } => execute(context, negotiation::withdraw, reason(given)).await,
        DemoAction::ChangeQuantity(to) => {
            let (version_seen, quantity_seen) = (course.version, course.quantity);
            let (quantity, lapse) = (to.to_string(), Some("on".to_owned()));
            let input = ChangeQuantityInput { line, version_seen, quantity_seen, quantity, lapse };
            execute(context, negotiation::change_quantity, input).await
        }
        DemoAction::BuyAtListPrice | DemoAction::StockGone => Err(unknown("a step that is no action on a line")),
    }
}

fn counter(line: LineRef, when: (Course, Timestamp), action: &DemoAction) -> Result<CounterOfferInput, AppError> {
    let DemoAction::CounterOffer { price_micros, currency, needed_in_days, comment } = action else {
        return Err(unknown("a counter-offer that is none"));
    };
    let (course, now) = when;
    let currency = Currency::parse(currency).ok_or_else(|| unknown(currency))?;
    let price = price_micros.map(|micros| UnitPrice { micros, currency }.input_text());
    Ok(CounterOfferInput {
        line,
        revisions_seen: course.revisions,
        unit_price: price.unwrap_or_default(),
        currency: currency.code().to_owned(),
        quantity: String::new(),
        needed_by: needed_in_days.map(|days| now.plus_days(days).date_text()).unwrap_or_default(),
        comment: comment.clone().unwrap_or_default(),
    })
}

/// The reason that someone who writes these words would choose.
fn reason_code(words: &str) -> &'static str {
    const CODES: [(&str, &str); 13] = [
        ("counted wrong", "not_in_stock"),
        ("Reserved for", "not_in_stock"),
        ("Below what", "below_minimum"),
        ("complete lot", "below_minimum"),
        ("repair shop", "cannot_meet_date"),
        ("papers for this batch", "certificate_missing"),
        ("Bought elsewhere", "found_elsewhere"),
        ("beyond our budget", "price_too_high"),
        ("Wrong dash number", "wrong_part"),
        ("reassessed", "no_longer_needed"),
        ("next year", "no_longer_needed"),
        ("our own pool", "no_longer_needed"),
        ("typing error", "mistake"),
    ];
    CODES.iter().find(|(part, _)| words.contains(part)).map_or("", |(_, code)| *code)
}

fn price(line: LineRef, course: Course, action: &DemoAction) -> Result<UpdatePriceInput, AppError> {
    let DemoAction::UpdatePrice { price_micros, currency, quantity, lead_time_days, valid_days, comment } = action else {
        return Err(unknown("a price that is none"));
    };
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let currency = Currency::parse(currency).ok_or_else(|| unknown(currency))?;
    Ok(UpdatePriceInput {
        line,
        revisions_seen: course.revisions,
        counters_seen: None,
        unit_price: UnitPrice { micros: *price_micros, currency }.input_text(),
        currency: currency.code().to_owned(),
        quantity: text(*quantity),
        lead_time_days: text(lead_time_days.map(i64::from)),
        valid_days: text(*valid_days),
        comment: comment.clone().unwrap_or_default(),
    })
}
