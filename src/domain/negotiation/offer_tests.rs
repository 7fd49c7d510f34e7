//! Claims about offers: what a revision changes, how it is extended, countered, taken over, and reminded of.

use super::{
    table::{BUYER, SELLER},
    tests::{NOW, counter, line, offer, price_wanted, terms, usd},
    *,
};
use crate::domain::{
    event::LineEvent,
    money::Currency,
    quantity::SaleUnits,
    refusal::Refusal,
    time::{DAY_US, HOUR_US, MINUTE_US, Timestamp},
};
use proptest::prelude::*;

fn extend(until: Timestamp) -> Command {
    Command::ExtendOffer { until, revisions_seen: 2 }
}

fn countered(wanted: CounterTerms) -> Line {
    let before = line(LineStatus::Quote);
    let event = decide(&before, BUYER, Command::CounterOffer { terms: wanted, revisions_seen: 2 }, NOW);
    apply(before, &event.expect("a counter-offer"))
}

fn take_over(line: &Line) -> Result<Offer, Refusal> {
    let command = Command::TakeOver { counter_seen: line.counters, revisions_seen: line.revisions };
    match decide(line, SELLER, command, NOW)? {
        LineEvent::CounterTaken { offer, .. } => Ok(offer),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_revision_says_what_changed() {
    let (before, mut after) = (offer(1), offer(2));
    after.unit_price = usd(39_140_000);
    (after.quantity, after.lead_time_days) = (25, Some(7));
    assert_eq!(
        after.sentence(Some(&before)),
        "Offer 2: 39.14 USD each (−5.0 %) for up to 25 (was 12), lead time 7 d (was 5 d), valid until 2026-03-16 12:05 UTC."
    );
    assert_eq!(
        before.sentence(None),
        "Offer 1: 41.20 USD each for up to 12, lead time 5 d, valid until 2026-03-16 12:05 UTC."
    );
}

#[test]
fn price_changes_are_signed_and_have_one_decimal() {
    for (before, after, text) in [
        (41_200_000, 39_140_000, Some("−5.0 %")),
        (41_200_000, 44_000_000, Some("+6.8 %")),
        (3_000_000, 4_000_000, Some("+33.3 %")),
        (1_000_000_000, 1_000_000_001, Some("+<0.1 %")),
        (1_000_000_000, 999_999_999, Some("−<0.1 %")),
        (2_000, 2_001, Some("+0.1 %")),
        (1_000_000, 9_990_000, Some("+899.0 %")),
        (1_000_000, 10_000_000, Some("tenfold")),
        (1_000, 1_235_560_000, Some("more than tenfold")),
        (7, 7, None),
    ] {
        assert_eq!(percent_text(usd(before), usd(after)).as_deref(), text, "{before} {after}");
    }
}

#[test]
fn an_extension_changes_the_end_and_nothing_else() {
    let before = line(LineStatus::Quote);
    let event = decide(&before, SELLER, extend(NOW.plus_days(14)), NOW).expect("a later end");
    let LineEvent::OfferExtended { offer: extended, from } = &event else { panic!("{event:?}") };
    let expected = Offer { revision: 3, valid_until: Some(NOW.plus_days(14)), ..offer(2) };
    assert_eq!((extended, *from), (&expected, NOW.plus_days(7)));
    assert_eq!(apply(before.clone(), &event).state, LineState::Quote(expected));
    for until in [NOW, NOW.plus_days(7)] {
        assert_eq!(decide(&before, SELLER, extend(until), NOW), Err(Refusal::EndTooEarly));
    }
    let stale = Command::ExtendOffer { until: NOW.plus_days(14), revisions_seen: 1 };
    assert_eq!(decide(&before, SELLER, stale, NOW), Err(Refusal::OfferChanged));
}

#[test]
fn an_expired_offer_is_offered_again_and_a_lapsed_or_endless_one_is_not_extended() {
    let late = NOW.plus_days(8);
    let event = decide(&line(LineStatus::Open), SELLER, extend(late.plus_days(7)), late).expect("the same terms again");
    assert_eq!(apply(line(LineStatus::Open), &event).state.status(), LineStatus::Quote);
    let lapsed = decide(&line(LineStatus::Open), SELLER, extend(late), NOW);
    assert_eq!(lapsed, Err(Refusal::NothingToExtend), "it has not expired: the quantity outgrew it");
    let mut endless = line(LineStatus::Quote);
    endless.state = LineState::Quote(Offer { valid_until: None, ..offer(2) });
    assert_eq!(decide(&endless, SELLER, extend(late), NOW), Err(Refusal::NothingToExtend));
    let mut unpriced = line(LineStatus::Open);
    (unpriced.revisions, unpriced.last_offer) = (0, None);
    let command = Command::ExtendOffer { until: late, revisions_seen: 0 };
    assert_eq!(decide(&unpriced, SELLER, command, late), Err(Refusal::NothingToExtend));
}

#[test]
fn an_extension_lasts_as_long_as_the_offer_was_made_for() {
    let first = offer(1);
    assert_eq!(extended_until(&[(&first, NOW)], NOW), Some(NOW.plus_days(14)), "7 days, from its end");
    let stored_later = extended_until(&[(&first, NOW.plus_us(70_000))], NOW);
    assert_eq!(stored_later, Some(NOW.plus_days(14)), "what storing took does not count");
    let late = NOW.plus_days(9);
    assert_eq!(extended_until(&[(&first, NOW)], late), Some(late.plus_days(7)), "from now once it is over");
    let again = Offer { revision: 2, valid_until: Some(NOW.plus_days(14)), ..first.clone() };
    let revisions = [(&again, NOW.plus_us(MINUTE_US)), (&first, NOW)];
    assert_eq!(extended_until(&revisions, NOW), Some(NOW.plus_days(21)), "an extension does not grow by itself");
    assert_eq!(extended_until(&[(&Offer { valid_until: None, ..offer(1) }, NOW)], NOW), None);
    assert_eq!(extended_until(&[(&first, NOW.plus_days(30))], NOW), Some(NOW.plus_days(14)), "7 days if nothing is known");
    assert_eq!(extended_until(&[], NOW), None);
}

#[test]
fn a_newer_counter_offer_takes_the_place_of_the_older() {
    let first = countered(price_wanted(38_000_000));
    assert_eq!(first.state.status(), LineStatus::Quote, "the offer stands");
    let second = Command::CounterOffer { terms: price_wanted(37_000_000), revisions_seen: 2 };
    let second = apply(first.clone(), &decide(&first, BUYER, second, NOW).expect("another"));
    assert_eq!(second.counter.as_ref().map(|counter| counter.number), Some(3));
    let stale = Command::TakeOver { counter_seen: 2, revisions_seen: 2 };
    assert_eq!(decide(&second, SELLER, stale, NOW), Err(Refusal::CounterChanged));
    let unread = Command::UpdatePrice { terms: terms(), revisions_seen: 2, counters_seen: Some(2) };
    assert_eq!(decide(&second, SELLER, unread, NOW), Err(Refusal::CounterChanged));
    let answer = Command::UpdatePrice { terms: terms(), revisions_seen: 2, counters_seen: Some(3) };
    let answered = apply(second.clone(), &decide(&second, SELLER, answer, NOW).expect("a price"));
    assert_eq!(answered.counter, None, "a new price answers it");
    let late = Command::CounterOffer { terms: price_wanted(1_000_000), revisions_seen: 2 };
    assert_eq!(decide(&answered, BUYER, late, NOW), Err(Refusal::OfferChanged), "the buyer looks at the new price first");
}

#[test]
fn a_counter_offer_says_something_that_can_be() {
    let refused = |terms| decide(&line(LineStatus::Quote), BUYER, Command::CounterOffer { terms, revisions_seen: 2 }, NOW);
    let nothing = CounterTerms { comment: Some("cheaper, please".into()), ..CounterTerms::default() };
    assert_eq!(refused(nothing), Err(Refusal::CounterEmpty));
    let the_same = CounterTerms { quantity: Some(12), ..CounterTerms::default() };
    assert_eq!(refused(the_same), Err(Refusal::CounterEmpty));
    let yesterday = CounterTerms { needed_by: Some(NOW.day_start().plus_days(-2)), ..CounterTerms::default() };
    assert_eq!(refused(yesterday), Err(Refusal::DatePassed));
    let mut euros = price_wanted(38_000_000);
    euros.unit_price = euros
        .unit_price
        .map(|price| crate::domain::money::UnitPrice { currency: Currency::parse("EUR").expect("known"), ..price });
    assert_eq!(refused(euros), Err(Refusal::CurrencyChanged));
    let mut packed = line(LineStatus::Open);
    packed.units = SaleUnits { minimum: 20, pack: 10 };
    let terms = CounterTerms { quantity: Some(13), ..CounterTerms::default() };
    let refused = decide(&packed, BUYER, Command::CounterOffer { terms, revisions_seen: 2 }, NOW);
    assert!(matches!(refused, Err(Refusal::Quantity { snapped: 20, .. })), "{refused:?}");
}

#[test]
fn taking_over_makes_an_offer_of_the_counter_offer() {
    let wanted = CounterTerms {
        unit_price: Some(usd(38_000_000)),
        quantity: Some(40),
        needed_by: Some(NOW.day_start().plus_days(10)),
        comment: Some("for March".into()),
    };
    let before = countered(wanted);
    let offer = take_over(&before).expect("an offer");
    let expected = Offer {
        revision: 3,
        unit_price: usd(38_000_000),
        quantity: 40,
        lead_time_days: Some(10),
        valid_until: Some(NOW.plus_days(USUAL_VALIDITY_DAYS)),
        comment: None,
    };
    assert_eq!(offer, expected);
    let event = decide(&before, SELLER, Command::TakeOver { counter_seen: 2, revisions_seen: 2 }, NOW).expect("taken over");
    let after = apply(before, &event);
    assert_eq!((after.quantity, after.counter, after.state), (40, None, LineState::Quote(expected)));
}

#[test]
fn taking_over_needs_a_price_and_a_day_that_is_not_over() {
    let dated = |days| CounterTerms { needed_by: Some(NOW.day_start().plus_days(days)), ..CounterTerms::default() };
    let offer = take_over(&countered(dated(4))).expect("at the standing price");
    assert_eq!((offer.unit_price, offer.quantity, offer.lead_time_days), (usd(41_200_000), 12, Some(4)));
    assert_eq!(take_over(&countered(dated(-1))), Err(Refusal::DatePassed), "asked for where it was still yesterday");
    let mut unpriced = countered(dated(4));
    unpriced.state = LineState::Open;
    assert_eq!(take_over(&unpriced), Err(Refusal::NoPrice), "what lapsed is no price");
    let mut expired = countered(dated(4));
    expired.state = LineState::Quote(Offer { valid_until: Some(NOW), ..super::tests::offer(2) });
    assert_eq!(take_over(&expired), Err(Refusal::NoPrice));
    assert_eq!(take_over(&line(LineStatus::Quote)), Err(Refusal::NoCounter));
}

#[test]
fn another_quantity_or_an_end_of_the_line_leaves_no_counter_offer_about_it() {
    let about_quantity = countered(CounterTerms { quantity: Some(40), ..CounterTerms::default() });
    let change = Command::ChangeQuantity { to: 10, seen: None };
    let changed = decide(&about_quantity, BUYER, change.clone(), NOW).expect("a quantity");
    assert_eq!(changed.sentence(), "Quantity changed from 12 to 10. The counter-offer lapsed.");
    assert_eq!(apply(about_quantity, &changed).counter, None);
    let about_price = countered(price_wanted(38_000_000));
    let kept = apply(about_price.clone(), &decide(&about_price, BUYER, change, NOW).expect("a quantity"));
    assert_eq!(kept.counter, about_price.counter);
    let extended = apply(about_price.clone(), &decide(&about_price, SELLER, extend(NOW.plus_days(9)), NOW).expect("later"));
    assert_eq!(extended.counter, about_price.counter, "the same terms are no answer");
    let withdrawn = decide(&about_price, SELLER, Command::Withdraw { reason: None }, NOW).expect("withdrawn");
    assert_eq!(apply(about_price, &withdrawn).counter, None);
}

#[test]
fn a_quantity_within_the_offer_keeps_it_and_one_beyond_does_not() {
    let offer = offer(1);
    assert_eq!(quantity_effect(None, 5), QuantityEffect::NoOffer);
    assert_eq!(quantity_effect(Some(&offer), 13), QuantityEffect::Lapses { covers: 12 });
    let QuantityEffect::Stays(agreement) = quantity_effect(Some(&offer), 12) else { panic!("it covers 12") };
    assert_eq!(agreement.subtotal.to_string(), "494.40 USD");
}

#[test]
fn reminders_are_due_a_day_and_an_hour_before_the_end_and_never_at_once() {
    let (made, end) = (NOW, NOW.plus_days(7));
    let due = |left: i64| Reminder::due(made, end, end.plus_us(-left));
    assert_eq!(due(DAY_US + 1), None);
    assert_eq!(due(DAY_US), Some(Reminder::Day));
    assert_eq!(due(HOUR_US + 1), Some(Reminder::Day));
    assert_eq!(due(HOUR_US), Some(Reminder::Hour));
    assert_eq!(due(1), Some(Reminder::Hour));
    assert_eq!(due(0), None);
    let short = |left: i64| Reminder::due(end.plus_days(-1), end, end.plus_us(-left));
    assert_eq!(short(DAY_US), None, "an offer of a day says nothing when it is made");
    assert_eq!(short(HOUR_US), Some(Reminder::Hour));
}

#[test]
fn what_is_planned_is_due_then_and_not_a_moment_earlier() {
    for life in [HOUR_US / 2, 2 * HOUR_US, DAY_US, 3 * DAY_US] {
        let end = NOW.plus_us(life);
        let planned: Vec<_> = Reminder::planned(NOW, end).collect();
        assert_eq!(planned.len(), usize::from(life > HOUR_US) + usize::from(life > DAY_US), "{life}");
        for (reminder, at) in planned {
            assert_eq!(Reminder::due(NOW, end, at), Some(reminder));
            assert_ne!(Reminder::due(NOW, end, at.plus_us(-1)), Some(reminder));
        }
    }
}

#[test]
fn a_reminder_is_about_the_live_offer_and_given_once() {
    let remind = |of: RemindOf, at: Timestamp| decide(&line(LineStatus::Quote), Mover::System, Command::Remind(of), at);
    let (day, hour) = (NOW.plus_days(6), NOW.plus_days(7).plus_us(-HOUR_US));
    let of = |last| RemindOf { revision: 2, made_at: NOW, last };
    assert!(matches!(remind(of(None), day), Ok(LineEvent::OfferEnding { reminder: Reminder::Day, first: true, .. })));
    assert!(remind(of(Some(Reminder::Day)), day).is_err());
    let second = remind(of(Some(Reminder::Day)), hour);
    assert!(matches!(second, Ok(LineEvent::OfferEnding { reminder: Reminder::Hour, first: false, .. })));
    assert!(remind(of(Some(Reminder::Hour)), hour).is_err());
    assert!(remind(of(None), NOW.plus_days(7)).is_err(), "it is over");
    assert_eq!(remind(RemindOf { revision: 1, ..of(None) }, day), Err(Refusal::OfferChanged));
}

proptest! {
    #[test]
    fn an_extension_is_always_later_than_the_end_and_than_now(days in 1_i64..400, made in 0_i64..400, now in 0_i64..800) {
        let offer = Offer { valid_until: Some(NOW.plus_days(days)), ..offer(1) };
        let now = NOW.plus_days(now);
        match extended_until(&[(&offer, NOW.plus_days(made))], now) {
            Some(until) => {
                prop_assert!(until > now && offer.valid_until.is_some_and(|end| until > end));
                prop_assert!(until <= now.plus_days(MAX_VALIDITY_DAYS));
            }
            None => prop_assert!(offer.valid_until >= Some(now.plus_days(MAX_VALIDITY_DAYS))),
        }
    }

    #[test]
    fn what_is_taken_over_is_what_was_wanted(
        price in prop::option::of(1_i64..1_000_000_000), quantity in 1_i64..1_000, days in prop::option::of(0_i64..400),
    ) {
        let needed_by = days.map(|days| NOW.day_start().plus_days(days));
        let mut before = line(LineStatus::Quote);
        let wanted = Counter { unit_price: price.map(usd), quantity: Some(quantity), needed_by, ..counter(1) };
        before.counter = Some(wanted);
        let offer = taken_over(&before, NOW).expect("an offer");
        prop_assert_eq!(offer.unit_price, price.map_or(usd(41_200_000), usd));
        prop_assert_eq!(offer.quantity, quantity);
        prop_assert_eq!(offer.lead_time_days.map(i64::from), Some(days.unwrap_or(5)));
        prop_assert!(!offer.has_expired(NOW) && offer.revision == before.revisions + 1);
    }
}
