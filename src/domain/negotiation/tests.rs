//! Claims about the negotiation: every arrow, every missing arrow, and what each refusal is for.

use super::{
    table::{BUYER, SELLER},
    *,
};
use crate::domain::{
    catalog::{Condition, Listing, ListingDraft, Part},
    event::{Agreement, LineEvent},
    ids::{ListingId, OrganisationId},
    money::{Currency, Money, UnitPrice},
    pricing::{PriceBreak, PriceBreaks},
    quantity::SaleUnits,
    reason::Reason,
    refusal::Refusal,
    time::{DAY_US, Timestamp},
};
use proptest::prelude::*;
use uuid::Uuid;

pub(super) const NOW: Timestamp = Timestamp(1_773_057_900_000_000);
pub(super) const MOVERS: [Mover; 3] = [BUYER, SELLER, Mover::System];

/// What a buyer saw who looked at [`line`].
const SEEN: QuantitySeen = QuantitySeen { quantity: 12, version: 5, lapse: true };

pub(super) fn usd(micros: i64) -> UnitPrice {
    UnitPrice { micros, currency: Currency::parse("USD").expect("known") }
}

pub(super) fn offer(revision: u32) -> Offer {
    Offer {
        revision,
        unit_price: usd(41_200_000),
        quantity: 12,
        lead_time_days: Some(5),
        valid_until: Some(NOW.plus_days(7)),
        comment: None,
    }
}

pub(super) fn line(status: LineStatus) -> Line {
    let state = match status {
        LineStatus::Open => LineState::Open,
        LineStatus::Quote => LineState::Quote(offer(2)),
        LineStatus::NoQuote => LineState::NoQuote,
        LineStatus::Accepted => LineState::Accepted(Agreement::new(12, usd(41_200_000))),
        LineStatus::Withdrawn => LineState::Withdrawn,
        LineStatus::Closed => LineState::Closed,
    };
    Line {
        state,
        quantity: 12,
        units: SaleUnits::SINGLE,
        currency: Currency::parse("USD"),
        lead_time_days: Some(3),
        revisions: 2,
        last_offer: Some(offer(2)),
        counters: 1,
        counter: None,
        documentation_pending: false,
        version: 5,
    }
}

pub(super) fn counter(number: u32) -> Counter {
    Counter { number, unit_price: Some(usd(38_000_000)), quantity: None, needed_by: None, comment: None }
}

pub(super) fn price_wanted(micros: i64) -> CounterTerms {
    CounterTerms { unit_price: Some(usd(micros)), ..CounterTerms::default() }
}

pub(super) fn terms() -> OfferTerms {
    OfferTerms { unit_price: usd(39_000_000), quantity: None, lead_time_days: None, valid_until: None, comment: None }
}

/// A command that would be fine if the table allows its action at all.
fn sound_command(action: Action) -> Option<Command> {
    Some(match action {
        Action::AddToCart | Action::BuyAtListPrice => return None,
        Action::UpdatePrice => Command::UpdatePrice { terms: terms(), revisions_seen: 2, counters_seen: Some(1) },
        Action::ExtendOffer => Command::ExtendOffer { until: NOW.plus_days(14), revisions_seen: 2 },
        Action::CounterOffer => Command::CounterOffer { terms: price_wanted(38_000_000), revisions_seen: 2 },
        Action::TakeOver => Command::TakeOver { counter_seen: 1, revisions_seen: 2 },
        Action::Remind => Command::Remind(RemindOf { revision: 2, made_at: NOW, last: None }),
        Action::AcceptOffer => Command::AcceptOffer { revision_seen: 2, available: 12, close_demand: false },
        Action::NoQuote => Command::NoQuote { reason: None },
        Action::Withdraw => Command::Withdraw { reason: Some(Reason::other("found it elsewhere")) },
        Action::RequestDocumentation => Command::RequestDocumentation { wanted: Vec::new() },
        Action::ProvideDocumentation => {
            Command::ProvideDocumentation { reference: "Form 1 no. 7".into(), answers: Vec::new() }
        }
        Action::ChangeQuantity => Command::ChangeQuantity { to: 10, seen: Some(SEEN) },
        Action::SendMessage => Command::SendMessage,
        Action::Expire => Command::Expire,
        Action::Close => Command::Close { reason: ClosedReason::StockGone },
        Action::Complete => Command::Complete { reason: ClosedReason::Completed },
    })
}

/// The line and the time at which an action is sound if the table allows it at all.
fn occasion(status: LineStatus, action: Action) -> (Line, Timestamp) {
    let mut line = line(status);
    line.documentation_pending = action == Action::ProvideDocumentation;
    line.counter = Some(counter(1)).filter(|_| action == Action::TakeOver);
    let now = match action {
        Action::Remind => NOW.plus_days(6),
        Action::Expire => NOW.plus_days(7),
        Action::ExtendOffer if status == LineStatus::Open => NOW.plus_days(7),
        _other => NOW,
    };
    (line, now)
}

#[test]
fn every_arrow_of_the_table_is_taken_and_every_missing_one_refused() {
    let mut taken = 0;
    for status in LineStatus::ALL {
        for action in Action::ALL {
            for by in MOVERS {
                let Some(command) = sound_command(action) else { continue };
                let (before, now) = occasion(status, action);
                let arrow = TRANSITIONS.iter().find(|t| t.from == Some(status) && t.action == action && t.by == by);
                match (arrow, decide(&before, by, command, now)) {
                    (Some(arrow), Ok(event)) => {
                        let after = apply(before, &event).state.status();
                        assert!(arrow.to.contains(&after), "{status:?} {action:?} {by:?} led to {after:?}");
                        assert_eq!(event.action(), action);
                        taken += 1;
                    }
                    (None, Err(refusal)) => assert_eq!(refusal, Refusal::NotNow { action, status }),
                    (arrow, answer) => panic!("{status:?} {action:?} {by:?}: {arrow:?} but {answer:?}"),
                }
            }
        }
    }
    assert_eq!(taken, TRANSITIONS.len() - 2, "all but the two births");
}

#[test]
fn every_status_is_reachable_and_ended_lines_take_no_negotiation() {
    for status in LineStatus::ALL {
        assert!(TRANSITIONS.iter().any(|t| t.to.contains(&status)), "{status:?} cannot be reached");
    }
    for status in [LineStatus::NoQuote, LineStatus::Withdrawn, LineStatus::Closed] {
        assert!(TRANSITIONS.iter().all(|t| t.from != Some(status)), "{status:?} goes on");
    }
    let late: Vec<_> = TRANSITIONS.iter().filter(|t| t.from == Some(LineStatus::Accepted)).map(|t| t.action).collect();
    assert!(
        late.iter()
            .all(|action| { matches!(action, Action::SendMessage | Action::ProvideDocumentation | Action::Complete) })
    );
}

#[test]
fn pages_show_exactly_the_actions_that_are_honoured() {
    for status in LineStatus::ALL {
        for pending in [false, true] {
            for (counter, days) in [(None, 0), (Some(counter(1)), 0), (None, 6), (Some(counter(1)), 7)] {
                for by in MOVERS {
                    let mut before = line(status);
                    (before.documentation_pending, before.counter) = (pending, counter.clone());
                    let now = NOW.plus_days(days);
                    let shown = available_actions(status, by, before.facts(now));
                    for action in Action::ALL {
                        let Some(command) = sound_command(action) else { continue };
                        // What depends on the time of the offer alone is no button's matter.
                        if matches!(action, Action::Remind | Action::Expire | Action::AcceptOffer) {
                            continue;
                        }
                        let decided = decide(&before, by, command, now);
                        assert_eq!(shown.contains(&action), decided.is_ok(), "{status:?} {action:?} {days}: {decided:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_accept_names_the_revision_seen() {
    let accept = |revision_seen| Command::AcceptOffer { revision_seen, available: 12, close_demand: false };
    assert_eq!(decide(&line(LineStatus::Quote), BUYER, accept(1), NOW), Err(Refusal::OfferChanged));
    let event = decide(&line(LineStatus::Quote), BUYER, accept(2), NOW).expect("the live revision");
    let LineEvent::OfferAccepted { agreement, .. } = event else { panic!("{event:?}") };
    assert_eq!(agreement.subtotal, Money { minor: 49_440, currency: usd(1).currency });
}

#[test]
fn an_expired_offer_is_never_accepted() {
    let accept = Command::AcceptOffer { revision_seen: 2, available: 12, close_demand: false };
    let end = NOW.plus_days(7);
    assert_eq!(decide(&line(LineStatus::Quote), BUYER, accept.clone(), end), Err(Refusal::OfferExpired));
    assert!(decide(&line(LineStatus::Quote), BUYER, accept, end.plus_us(-1)).is_ok());
    assert!(decide(&line(LineStatus::Quote), Mover::System, Command::Expire, end.plus_us(-1)).is_err());
}

#[test]
fn too_little_stock_is_refused_with_what_is_left() {
    let accept = Command::AcceptOffer { revision_seen: 2, available: 11, close_demand: false };
    assert_eq!(decide(&line(LineStatus::Quote), BUYER, accept, NOW), Err(Refusal::OutOfStock { available: 11 }));
}

#[test]
fn a_seller_who_has_not_seen_the_latest_revision_overwrites_nothing() {
    let command = Command::UpdatePrice { terms: terms(), revisions_seen: 1, counters_seen: None };
    assert_eq!(decide(&line(LineStatus::Quote), SELLER, command, NOW), Err(Refusal::OfferChanged));
}

#[test]
fn a_line_keeps_its_currency() {
    let mut euros = terms();
    euros.unit_price.currency = Currency::parse("EUR").expect("known");
    let command = Command::UpdatePrice { terms: euros, revisions_seen: 2, counters_seen: None };
    assert_eq!(decide(&line(LineStatus::Open), SELLER, command, NOW), Err(Refusal::CurrencyChanged));
}

#[test]
fn documentation_is_asked_for_once_at_a_time_and_answered_when_asked() {
    let asked = decide(&line(LineStatus::Open), BUYER, Command::RequestDocumentation { wanted: Vec::new() }, NOW)
        .expect("the first request");
    let pending = apply(line(LineStatus::Open), &asked);
    assert_eq!(
        decide(&pending, BUYER, Command::RequestDocumentation { wanted: Vec::new() }, NOW),
        Err(Refusal::DocumentationPending)
    );
    let answer = Command::ProvideDocumentation { reference: "Form 1".into(), answers: Vec::new() };
    let answered = decide(&pending, SELLER, answer.clone(), NOW).expect("an answer");
    let done = apply(pending, &answered);
    assert_eq!(decide(&done, SELLER, answer, NOW), Err(Refusal::DocumentationNotRequested));
    assert!(decide(&done, BUYER, Command::RequestDocumentation { wanted: Vec::new() }, NOW).is_ok());
}

#[test]
fn a_quantity_beyond_the_offer_lets_it_lapse_and_one_within_does_not() {
    let change = |to| Command::ChangeQuantity { to, seen: Some(SEEN) };
    for (to, status) in [(8, LineStatus::Quote), (12, LineStatus::Quote), (13, LineStatus::Open)] {
        let event = decide(&line(LineStatus::Quote), BUYER, change(to), NOW).expect("a quantity");
        assert_eq!(apply(line(LineStatus::Quote), &event).state.status(), status, "{to}");
    }
    let unasked = |to| Command::ChangeQuantity { to, seen: Some(QuantitySeen { lapse: false, ..SEEN }) };
    assert!(decide(&line(LineStatus::Quote), BUYER, unasked(8), NOW).is_ok(), "nothing lapses by it");
    assert_eq!(
        decide(&line(LineStatus::Quote), BUYER, unasked(13), NOW),
        Err(Refusal::WouldLapse { offer: true, counter: false })
    );
    let blind = |to| Command::ChangeQuantity { to, seen: Some(QuantitySeen { version: 4, ..SEEN }) };
    assert!(decide(&line(LineStatus::Quote), BUYER, blind(8), NOW).is_ok(), "nothing lapses by it");
    assert_eq!(decide(&line(LineStatus::Quote), BUYER, blind(13), NOW), Err(Refusal::LineChanged));
}

#[test]
fn of_two_who_saw_the_same_quantity_the_later_one_reads_both() {
    let seen = QuantitySeen { quantity: 9, ..SEEN };
    let late = Command::ChangeQuantity { to: 8, seen: Some(seen) };
    assert_eq!(
        decide(&line(LineStatus::Open), BUYER, late, NOW),
        Err(Refusal::QuantityChanged { theirs: line(LineStatus::Open).quantity, yours: 8 })
    );
}

#[test]
fn an_agreement_reaches_as_far_as_the_offer() {
    assert_eq!(agreed_quantity(12, &offer(1)), 12);
    assert_eq!(agreed_quantity(8, &offer(1)), 8);
    assert_eq!(agreed_quantity(40, &offer(1)), 12);
}

fn listing(price: Option<UnitPrice>) -> Listing {
    Listing {
        id: ListingId(Uuid::from_u128(1)),
        seller_id: OrganisationId(Uuid::from_u128(2)),
        draft: ListingDraft {
            part: Part {
                part_number: "AN3-5A".into(),
                manufacturer: "Alder".into(),
                description: "Bolt".into(),
                condition: Condition::Ne,
                unit: "EA".into(),
                certificate: None,
            },
            stock_id: None,
            quantity: 20,
            list_price: price,
            breaks: PriceBreaks::NONE,
            lead_time_days: None,
            units: SaleUnits { minimum: 5, pack: 5 },
        },
        agreed: 8,
        removed: false,
    }
}

#[test]
fn only_a_priced_listing_with_enough_stock_is_bought_at_once() {
    let buyer = OrganisationId(Uuid::from_u128(3));
    assert_eq!(buy(&listing(None), "Orbit", buyer, 5), Err(Refusal::NoListPrice));
    assert_eq!(buy(&listing(Some(usd(1))), "Orbit", buyer, 15), Err(Refusal::OutOfStock { available: 12 }));
    assert!(buy(&listing(Some(usd(500))), "Orbit", buyer, 10).is_ok(), "half a cent is a cent");
    let nothing = Refusal::TotalIsZero { unit_price: usd(499), quantity: 10 };
    assert_eq!(buy(&listing(Some(usd(499))), "Orbit", buyer, 10), Err(nothing));
}

#[test]
fn a_total_of_nothing_is_neither_offered_nor_wanted_nor_agreed() {
    let cheap = usd(400);
    let refused = |quantity| Err(Refusal::TotalIsZero { unit_price: cheap, quantity });
    let priced = |quantity| {
        let terms = OfferTerms { unit_price: cheap, quantity, ..terms() };
        decide(&line(LineStatus::Open), SELLER, Command::UpdatePrice { terms, revisions_seen: 2, counters_seen: None }, NOW)
    };
    assert_eq!(priced(Some(1_000)), refused(12), "what the buyer asks for is what they would pay");
    let counter = Command::CounterOffer { terms: price_wanted(400), revisions_seen: 2 };
    assert_eq!(decide(&line(LineStatus::Open), BUYER, counter, NOW), refused(12));
    let mut lowered = line(LineStatus::Quote);
    let LineState::Quote(offer) = &mut lowered.state else { panic!("a quote") };
    (offer.unit_price, lowered.quantity) = (cheap, 3);
    let accept = Command::AcceptOffer { revision_seen: 2, available: 12, close_demand: false };
    assert_eq!(decide(&lowered, BUYER, accept, NOW), refused(3));
    let said = Refusal::TotalIsZero { unit_price: usd(4_000), quantity: 1 }.to_string();
    assert_eq!(said, "0.004 USD × 1 rounds to 0.00 USD. Name a higher price or a larger quantity; nothing was sent.");
}

#[test]
fn what_a_line_is_reads_as_a_sentence() {
    let said = LineStatus::ALL.map(|status| format!("This line is {}.", status.predicate()));
    assert_eq!(said[1..3], ["This line is quoted.", "This line is declined by the seller."]);
}

#[test]
fn what_is_bought_costs_what_its_quantity_costs() {
    let buyer = OrganisationId(Uuid::from_u128(3));
    let mut listing = listing(Some(usd(4_000)));
    listing.draft.breaks = PriceBreaks::new(vec![PriceBreak { from: 10, micros: 3_000 }]).expect("valid");
    for (quantity, micros) in [(5, 4_000), (10, 3_000)] {
        let Ok(LineEvent::BoughtAtListPrice { agreement, .. }) = buy(&listing, "Orbit", buyer, quantity) else {
            panic!("there is enough")
        };
        assert_eq!(agreement, Agreement::new(quantity, usd(micros)));
    }
    let seen = listing.draft.price_list().expect("priced");
    listing.draft.breaks = PriceBreaks::NONE;
    assert_eq!(check_price_seen(&listing, 5, &seen), Ok(()), "another quantity's price may change");
    let changed = Refusal::PriceChanged { quantity: 10, price: usd(4_000) };
    assert_eq!(check_price_seen(&listing, 10, &seen), Err(changed));
    listing.draft.list_price = None;
    assert_eq!(check_price_seen(&listing, 5, &seen), Err(Refusal::NoListPrice));
}

#[test]
fn what_cannot_be_bought_is_not_added() {
    let buyer = OrganisationId(Uuid::from_u128(3));
    assert_eq!(open(&listing(None), "Orbit", OrganisationId(Uuid::from_u128(2)), 5), Err(Refusal::OwnListing));
    assert!(matches!(open(&listing(None), "Orbit", buyer, 7), Err(Refusal::Quantity { .. })));
    let gone = Listing { removed: true, ..listing(None) };
    assert_eq!(open(&gone, "Orbit", buyer, 5), Err(Refusal::ListingGone));
    let exhausted = Listing { agreed: 20, ..listing(None) };
    assert_eq!(open(&exhausted, "Orbit", buyer, 5), Err(Refusal::ListingGone));
    assert!(open(&listing(None), "Orbit", buyer, 15).is_ok(), "more than there is may be asked for");
}

fn any_command() -> impl Strategy<Value = (Mover, Command)> {
    let mover = prop_oneof![Just(BUYER), Just(SELLER), Just(Mover::System)];
    let command = prop_oneof![
        (0_u32..6, 1_i64..1_000_000).prop_map(|(revisions_seen, micros)| Command::UpdatePrice {
            terms: OfferTerms { unit_price: usd(micros), valid_until: Some(NOW.plus_us(DAY_US)), ..terms() },
            revisions_seen,
            counters_seen: None,
        }),
        (0_u32..6, 1_i64..60)
            .prop_map(|(revisions_seen, days)| Command::ExtendOffer { until: NOW.plus_days(days), revisions_seen }),
        (0_u32..6, prop::option::of(1_i64..1_000_000), prop::option::of(1_i64..40)).prop_map(
            |(revisions_seen, price, quantity)| Command::CounterOffer {
                terms: CounterTerms { unit_price: price.map(usd), quantity, ..CounterTerms::default() },
                revisions_seen,
            }
        ),
        (0_u32..6, 0_u32..6).prop_map(|(counter_seen, revisions_seen)| Command::TakeOver { counter_seen, revisions_seen }),
        (0_u32..6).prop_map(|revision| Command::Remind(RemindOf { revision, made_at: NOW, last: None })),
        (0_u32..6, 0_i64..30).prop_map(|(revision_seen, available)| Command::AcceptOffer {
            revision_seen,
            available,
            close_demand: false
        }),
        Just(Command::NoQuote { reason: None }),
        Just(Command::Withdraw { reason: None }),
        Just(Command::RequestDocumentation { wanted: Vec::new() }),
        Just(Command::ProvideDocumentation { reference: "x".into(), answers: Vec::new() }),
        (1_i64..40).prop_map(|to| Command::ChangeQuantity { to, seen: None }),
        Just(Command::SendMessage),
        Just(Command::Expire),
        Just(Command::Close { reason: ClosedReason::StockGone }),
        Just(Command::Complete { reason: ClosedReason::OrderCanceled }),
    ];
    (mover, command)
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_the_line(commands in prop::collection::vec((any_command(), 0_i64..40), 1..60)) {
        let mut now = NOW;
        let mut state = line(LineStatus::Open);
        (state.revisions, state.last_offer, state.counters) = (0, None, 0);
        for ((by, command), hours) in commands {
            now = now.plus_us(hours * DAY_US / 24);
            let before = state.clone();
            let Ok(event) = decide(&state, by, command, now) else {
                prop_assert_eq!(&before, &state);
                continue;
            };
            state = apply(state, &event);
            prop_assert!(state.revisions >= before.revisions && state.version >= before.version);
            let is_change = !matches!(event, LineEvent::MessageSent | LineEvent::OfferEnding { .. });
            prop_assert_eq!(state.version > before.version, is_change);
            prop_assert_eq!(state.revisions, before.revisions + u32::from(event.new_offer().is_some()));
            prop_assert_eq!(state.last_offer.as_ref().map_or(0, |offer| offer.revision), state.revisions);
            if let LineState::Quote(offer) = &state.state {
                prop_assert_eq!(Some(offer), state.last_offer.as_ref(), "the live offer is the newest");
            }
            if let Some(counter) = &state.counter {
                prop_assert!(state.state.status().is_active() && counter.number == state.counters);
            }
            if let LineState::Accepted(agreement) = &state.state {
                prop_assert_eq!(agreement.subtotal, agreement.unit_price.times(agreement.quantity));
                prop_assert!(agreement.quantity <= state.quantity);
            }
            if before.state.status() != LineStatus::Quote {
                prop_assert!(!matches!(event, LineEvent::OfferAccepted { .. }), "accepted without an offer");
            }
        }
    }

    #[test]
    fn events_survive_their_json(to in 1_i64..1_000, lapsed: bool, reason in prop::option::of("[a-z ]{1,20}")) {
        for event in [
            LineEvent::QuantityChanged { from: 3, to, offer_lapsed: lapsed, counter_lapsed: !lapsed },
            LineEvent::CounterOffered { counter: counter(2) },
            LineEvent::CounterTaken { counter: 2, offer: offer(3), before: Some(offer(2)), quantity: to },
            LineEvent::OfferExtended { offer: offer(3), from: NOW },
            LineEvent::OfferEnding { offer: offer(3), reminder: Reminder::Hour, first: lapsed },
            LineEvent::Withdrawn { by: Side::Seller, reason: reason.clone().map(Reason::other) },
            LineEvent::PriceUpdated { offer: offer(3), before: Some(offer(2)) },
            LineEvent::PriceUpdated { offer: offer(1), before: None },
            LineEvent::Closed { reason: ClosedReason::StockGone },
        ] {
            let json = serde_json::to_string(&event).expect("events are plain data");
            prop_assert_eq!(serde_json::from_str::<LineEvent>(&json).expect("what was written"), event);
        }
    }
}
