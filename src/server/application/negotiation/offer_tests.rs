//! Stories of offers: extended, countered, taken over, reminded of, and raced for; on both databases.

use super::*;
use crate::{
    api_types::{
        AppError,
        negotiation::{CounterOfferInput, ExtendOfferInput, LineChanged, LineView, MessageKind, TakeOverInput},
    },
    domain::{
        ids::LineId,
        negotiation::{Action, LineStatus},
        refusal::Refusal,
        time::{DAY_US, HOUR_US, MINUTE_US, Timestamp},
    },
    server::{
        application::{
            audit::{self, Verdict},
            execute, notification, query_in,
        },
        testing::{NOON, World, accept_input, buyer, counter_input, on_both, price_input, quantity_input, seller},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

/// Rounds of a race per database.
const ROUNDS: usize = 200;

async fn view(world: &World, who: &str, line: (LineId, Side)) -> LineView {
    query_in(&world.as_person(who), load_line, (line.0, line.1, false)).await.expect("the line")
}

async fn bell(world: &World, who: &str) -> Vec<String> {
    let page = query_in(&world.as_person(who), notification::load_notifications, String::new()).await;
    page.expect("notifications").notifications.rows.iter().map(|row| row.notice.sentence()).collect()
}

async fn quoted(world: &World) -> LineId {
    let line = world.open(world.list("Orbit", "AN3-5A", (999, None)).await, 12).await;
    world.quote(line, "41.20", 0).await.expect("an offer for 14 days");
    line
}

async fn extend(world: &World, line: LineId, revisions_seen: u32, until: Timestamp) -> Result<LineChanged, AppError> {
    let input = ExtendOfferInput { line: seller(line), revisions_seen, until };
    execute(world.as_person("jonas"), extend_offer, input).await
}

async fn counter(world: &World, input: CounterOfferInput) -> Result<LineChanged, AppError> {
    execute(world.as_person("mara"), counter_offer, input).await
}

fn take(line: LineId, counter_seen: u32, revisions_seen: u32) -> TakeOverInput {
    TakeOverInput { line: seller(line), revisions_seen, counter_seen }
}

async fn assert_audit_intact(world: &World) {
    for organisation in ["Halden", "Orbit"] {
        let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(entries) if entries > 0), "{organisation}: {verdict:?}");
    }
}

on_both! {
    async fn an_offer_is_extended_by_its_own_span_and_nothing_else_changes(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        let until = seen.extended_until.expect("an end to put off");
        assert_eq!(until, NOON.plus_days(28));
        assert!(seen.actions.contains(&Action::ExtendOffer));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.extended_until, None, "the seller's affair");
        assert_eq!(extend(&world, line, 1, until).await.map(|changed| changed.status), Ok(LineStatus::Quote));
        let after = view(&world, "mara", (line, Side::Buyer)).await;
        let (newest, before) = (&after.offers[0].offer, &after.offers[1].offer);
        assert_eq!((newest.unit_price, newest.quantity, newest.lead_time_days), (before.unit_price, before.quantity, before.lead_time_days));
        assert_eq!((newest.revision, newest.valid_until), (2, Some(until)));
        assert_eq!(bell(&world, "mara").await[0], "Orbit extended the offer of 41.20 USD each for AN3-5A until 2026-04-06 12:05 UTC");
        assert_eq!(extend(&world, line, 1, until.plus_days(1)).await, Err(Refusal::OfferChanged.into()));
        let too_far = extend(&world, line, 2, NOON.plus_days(366)).await.expect_err("too far");
        assert!(too_far.reason_for("until").is_some(), "{too_far}");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.extended_until, Some(NOON.plus_days(42)));
        assert_eq!(world.accept(line, 1).await, Err(Refusal::OfferChanged.into()));
        world.accept(line, 2).await.expect("accepted");
        assert_audit_intact(&world).await;
    }

    async fn an_expired_offer_is_offered_again_with_one_step(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        world.advance_us(15 * DAY_US);
        assert_eq!(execute(world.system(), expire_offers, ()).await, Ok(1));
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        assert_eq!((seen.status, seen.extended_until), (LineStatus::Open, Some(NOON.plus_days(29))));
        let again = extend(&world, line, 1, NOON.plus_days(29)).await.expect("offered again");
        assert_eq!(again.status, LineStatus::Quote);
        world.accept(line, 2).await.expect("accepted");
    }

    async fn a_counter_offer_is_told_and_taken_over_as_it_is(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        let mut wanted = counter_input(line, "38.00", "40", 1);
        wanted.needed_by = NOON.plus_days(10).date_text();
        wanted.comment = "for the March check".into();
        let countered = counter(&world, wanted).await.expect("sent");
        assert_eq!(countered.status, LineStatus::Quote, "the offer stands");
        assert_eq!(bell(&world, "jonas").await[0], "Halden made a counter-offer for AN3-5A: 38.00 USD each, quantity 40, needed by 2026-03-19");
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        let card = seen.thread.last().expect("the card");
        assert_eq!((card.kind, card.side, card.counter.as_ref()), (MessageKind::System(Action::CounterOffer), Some(Side::Buyer), seen.counter.as_ref()));
        assert!(seen.actions.contains(&Action::TakeOver));
        let preview = seen.take_over.expect("a preview");
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.take_over, None, "the seller's affair");
        execute(world.as_person("jonas"), take_over, take(line, 1, 1)).await.expect("taken over");
        let after = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((after.offer.as_ref(), after.quantity, after.counter), (Some(&preview), 40, None));
        assert_eq!((preview.lead_time_days, preview.valid_until), (Some(10), Some(NOON.plus_days(14))));
        assert_eq!(bell(&world, "mara").await[0], "Orbit took over your counter-offer for AN3-5A: 38.00 USD each for up to 40");
        let said = &after.thread.last().expect("said").text;
        assert!(said.starts_with("The seller took over counter-offer 1. Offer 2: 38.00 USD each (−7.8 %) for up to 40 (was 12), lead time 10 d (was 5 d)"), "{said}");
        let again = execute(world.as_person("priya"), take_over, take(line, 1, 2)).await;
        assert_eq!(again, Err(Refusal::NoCounter.into()));
        world.accept(line, 2).await.expect("accepted");
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.agreement.map(|a| a.subtotal.to_string()), Some("1,520.00 USD".into()));
        assert_audit_intact(&world).await;
    }

    async fn one_counter_offer_stands_at_a_time_and_a_price_answers_it(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        counter(&world, counter_input(line, "38.00", "", 1)).await.expect("the first");
        counter(&world, counter_input(line, "37.50", "", 1)).await.expect("the second");
        let stale = execute(world.as_person("jonas"), take_over, take(line, 1, 1)).await;
        assert_eq!(stale, Err(Refusal::CounterChanged.into()));
        let mut unread = price_input(line, "39.00", 1);
        unread.counters_seen = Some(1);
        assert_eq!(execute(world.as_person("jonas"), update_price, unread).await, Err(Refusal::CounterChanged.into()));
        let mut answer = price_input(line, "39.00", 1);
        answer.counters_seen = Some(2);
        execute(world.as_person("jonas"), update_price, answer).await.expect("an answer");
        let after = view(&world, "jonas", (line, Side::Seller)).await;
        assert_eq!((after.counter, after.counters, after.revisions), (None, 2, 2));
        assert_eq!(counter(&world, counter_input(line, "38.50", "", 1)).await, Err(Refusal::OfferChanged.into()));
    }

    async fn a_counter_offer_before_any_price_needs_one_to_be_taken_over(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (999, None)).await, 12).await;
        counter(&world, counter_input(line, "", "40", 0)).await.expect("a quantity alone");
        let seen = view(&world, "jonas", (line, Side::Seller)).await;
        assert!(!seen.actions.contains(&Action::TakeOver) && seen.take_over.is_none());
        let refused = execute(world.as_person("jonas"), take_over, take(line, 1, 0)).await;
        assert_eq!(refused, Err(Refusal::NoPrice.into()));
        counter(&world, counter_input(line, "9.50", "", 0)).await.expect("a price");
        execute(world.as_person("jonas"), take_over, take(line, 2, 0)).await.expect("taken over");
        let after = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((after.status, after.quantity), (LineStatus::Quote, 12), "the second says nothing of a quantity");
        assert_eq!(after.offer.and_then(|offer| offer.lead_time_days), Some(3), "the listing's");
    }

    async fn a_refused_counter_offer_names_every_field_and_changes_nothing(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        let mut wanted = counter_input(line, "cheap", "many", 1);
        wanted.currency = "GOLD".into();
        wanted.needed_by = "2026-02-30".into();
        let refused = counter(&world, wanted).await.expect_err("refused");
        for field in ["unit_price", "currency", "quantity", "needed_by"] {
            assert!(refused.reason_for(field).is_some(), "{field}: {refused}");
        }
        let mut late = counter_input(line, "", "", 1);
        late.needed_by = NOON.plus_days(-2).date_text();
        assert!(counter(&world, late).await.expect_err("refused").reason_for("needed_by").is_some());
        assert_eq!(counter(&world, counter_input(line, "", "", 1)).await, Err(Refusal::CounterEmpty.into()));
        let foreign = execute(world.as_person("emil"), counter_offer, counter_input(line, "1.00", "", 1)).await;
        assert_eq!(foreign, Err(AppError::NotFound));
        let after = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((after.messages, after.counters), (2, 0));
    }

    async fn an_end_of_the_line_or_another_quantity_settles_the_counter_offer(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        counter(&world, counter_input(line, "", "40", 1)).await.expect("sent");
        let seen = view(&world, "mara", (line, Side::Buyer)).await;
        let change = quantity_input(line, (seen.quantity, seen.version), 10);
        execute(world.as_person("mara"), change_quantity, change).await.expect("changed");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.counter, None);
        counter(&world, counter_input(line, "38.00", "", 1)).await.expect("sent");
        world.accept(line, 1).await.expect("the buyer accepts the offer after all");
        let after = view(&world, "jonas", (line, Side::Seller)).await;
        assert_eq!((after.status, after.counter), (LineStatus::Accepted, None));
    }

    async fn an_ending_offer_is_told_once_a_day_and_once_an_hour_before(store: Store) {
        let world = World::new(store).await;
        let line = quoted(&world).await;
        let remind = || execute(world.system(), remind_of_ending, ());
        assert_eq!(remind().await, Ok(0));
        let (mara, jonas) = (bell(&world, "mara").await.len(), bell(&world, "jonas").await.len());
        world.advance_us(13 * DAY_US);
        assert_eq!((remind().await, remind().await), (Ok(1), Ok(0)));
        let told = "The offer of 41.20 USD each for AN3-5A with Orbit ends in less than a day, unanswered";
        assert_eq!(bell(&world, "mara").await[0], told);
        assert_eq!(bell(&world, "jonas").await[0], told.replace("Orbit", "Halden"));
        world.advance_us(23 * HOUR_US);
        assert_eq!((remind().await, remind().await), (Ok(1), Ok(0)));
        assert_eq!(bell(&world, "mara").await[0], told.replace("a day", "an hour"));
        assert_eq!((bell(&world, "mara").await.len(), bell(&world, "jonas").await.len()), (mara + 2, jonas + 1), "the seller is told once");
        world.advance_us(HOUR_US);
        assert_eq!(remind().await, Ok(0), "it is over");
        let line = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((line.messages, line.version), (2, 2), "a reminder is no entry of the thread");
    }

    async fn an_answered_or_replaced_offer_reminds_nobody(store: Store) {
        let world = World::new(store).await;
        let (accepted, replaced) = (quoted(&world).await, world.open(world.list("Orbit", "AN4-6A", (999, None)).await, 1).await);
        world.quote(replaced, "1.00", 0).await.expect("an offer");
        world.advance_us(13 * DAY_US + HOUR_US);
        world.accept(accepted, 1).await.expect("accepted");
        world.quote(replaced, "0.90", 1).await.expect("another offer");
        assert_eq!(execute(world.system(), remind_of_ending, ()).await, Ok(0));
        world.advance_us(13 * DAY_US);
        assert_eq!(execute(world.system(), remind_of_ending, ()).await, Ok(1), "each revision has its own");
    }

    async fn reminders_that_were_missed_are_told_as_the_most_urgent_one(store: Store) {
        let world = World::new(store).await;
        quoted(&world).await;
        world.advance_us(14 * DAY_US - 10 * MINUTE_US);
        assert_eq!(execute(world.system(), remind_of_ending, ()).await, Ok(1));
        for who in ["mara", "jonas"] {
            let told = bell(&world, who).await;
            assert_eq!(told.iter().filter(|told| told.contains("ends in less than an hour")).count(), 1, "{who}: {told:?}");
        }
        assert_eq!(execute(world.system(), remind_of_ending, ()).await, Ok(0));
    }

    async fn reminders_given_at_once_by_several_processes_are_told_once(store: Store) {
        let world = Arc::new(World::new(store).await);
        for part in 0..20 {
            let line = world.open(world.list("Orbit", &format!("AN{part}-5A"), (9, None)).await, 1).await;
            world.quote(line, "41.20", 0).await.expect("an offer");
        }
        world.advance_us(13 * DAY_US);
        let mut processes = JoinSet::new();
        for _ in 0..4 {
            let world = world.clone();
            processes.spawn(async move { execute(world.system(), remind_of_ending, ()).await });
        }
        let told: u64 = processes.join_all().await.into_iter().map(|told| told.expect("a round")).sum();
        assert_eq!(told, 20);
        let bell = bell(&world, "mara").await;
        assert_eq!(bell.iter().filter(|told| told.contains("ends in less than a day")).count(), 20);
    }

    async fn of_acceptance_and_expiry_exactly_one_happens(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (999_999, None)).await;
        let mut accepted = 0;
        for round in 0..ROUNDS {
            let line = world.open(listing, 1).await;
            let mut offer = price_input(line, "41.20", 0);
            offer.valid_days = "1".into();
            execute(world.as_person("jonas"), update_price, offer).await.expect("an offer for a day");
            world.advance_us(DAY_US - 1);
            let (barrier, racer) = (Arc::new(Barrier::new(2)), world.clone());
            let gate = barrier.clone();
            let accept = tokio::spawn(async move {
                gate.wait().await;
                execute(racer.as_person("mara"), accept_offer, accept_input(line, 1)).await
            });
            barrier.wait().await;
            // The clock gets there early or late: so many reads the acceptance is ahead.
            for _ in 0..round % 8 {
                view(&world, "jonas", (line, Side::Seller)).await;
            }
            world.advance_us(1);
            let expired = execute(world.system(), expire_offers, ()).await.expect("a round");
            let accept = accept.await.expect("an answer");
            let after = view(&world, "mara", (line, Side::Buyer)).await;
            match accept {
                Ok(_) => assert_eq!((expired, after.status, after.transaction_id.is_some()), (0, LineStatus::Accepted, true)),
                Err(AppError::Refused(Refusal::OfferExpired | Refusal::NotNow { .. })) => {
                    assert_eq!((expired, after.status, after.transaction_id), (1, LineStatus::Open, None));
                    execute(world.as_person("mara"), withdraw, crate::server::testing::reason_input(buyer(line), "")).await.expect("gone");
                }
                Err(other) => panic!("{other}"),
            }
            accepted += usize::from(after.status == LineStatus::Accepted);
        }
        assert!(accepted > 0 && accepted < ROUNDS, "one racer always wins: {accepted} of {ROUNDS}");
        assert_audit_intact(&world).await;
    }

    async fn of_taking_over_another_counter_offer_and_a_price_exactly_one_wins(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (999_999, None)).await;
        let mut won = [0; 3];
        for _ in 0..ROUNDS {
            let line = world.open(listing, 1).await;
            world.quote(line, "41.20", 0).await.expect("an offer");
            counter(&world, counter_input(line, "38.00", "", 1)).await.expect("a counter-offer");
            let done = race(&world, line).await;
            let winners: Vec<usize> = (0..3).filter(|racer| done[*racer].is_ok()).collect();
            assert_eq!(winners.len(), 1, "{done:?}");
            won[winners[0]] += 1;
            for refused in done.into_iter().filter_map(Result::err) {
                assert!(matches!(refused, AppError::Refused(Refusal::OfferChanged | Refusal::CounterChanged)), "{refused}");
            }
            let after = view(&world, "mara", (line, Side::Buyer)).await;
            let price = after.offer.as_ref().map(|offer| offer.unit_price.amount_text());
            let standing = after.counter.as_ref().map(|counter| counter.number);
            match winners[0] {
                0 => assert_eq!((price.as_deref(), standing, after.revisions), (Some("38.00"), None, 2)),
                1 => assert_eq!((price.as_deref(), standing, after.revisions), (Some("41.20"), Some(2), 1)),
                _price => assert_eq!((price.as_deref(), standing, after.revisions), (Some("40.00"), None, 2)),
            }
            execute(world.as_person("mara"), withdraw, crate::server::testing::reason_input(buyer(line), "")).await.expect("gone");
        }
        assert!(won.iter().filter(|rounds| **rounds > 0).count() >= 2, "one racer always wins: {won:?}");
        assert_audit_intact(&world).await;
    }
}

/// Jonas takes over counter-offer 1, Mara makes another one, Priya names a price; answers in this order.
async fn race(world: &Arc<World>, line: LineId) -> Vec<Result<LineChanged, AppError>> {
    let barrier = Arc::new(Barrier::new(3));
    let mut racers = JoinSet::new();
    for racer in 0..3 {
        let (world, barrier) = (world.clone(), barrier.clone());
        racers.spawn(async move {
            barrier.wait().await;
            let done = match racer {
                0 => execute(world.as_person("jonas"), take_over, take(line, 1, 1)).await,
                1 => execute(world.as_person("mara"), counter_offer, counter_input(line, "37.00", "", 1)).await,
                _price => {
                    let mut price = price_input(line, "40.00", 1);
                    price.counters_seen = Some(1);
                    execute(world.as_person("priya"), update_price, price).await
                }
            };
            (racer, done)
        });
    }
    let mut done = racers.join_all().await;
    done.sort_by_key(|(racer, _)| *racer);
    done.into_iter().map(|(_, done)| done).collect()
}
