//! Claims about emptying abandoned personal carts; on both databases.

use super::{
    settings_tests::set,
    tests::{list, share},
    *,
};
use crate::{
    domain::{
        cart::{CartSettings, PurgeRun},
        ids::{LineId, ListingId},
        negotiation::LineStatus,
        time::{DAY_US, HOUR_US, MINUTE_US},
    },
    server::{
        application::{
            Services,
            audit::{self, Verdict},
            execute, negotiation as lines, query_in,
        },
        storage::testing::{self, stored_lines},
        testing::{NOON, World, add_input, buyer, on_both, price_input, text_input},
    },
};
use std::sync::Arc;
use tokio::sync::Barrier;

/// Rounds of a race per database.
const ROUNDS: usize = 100;

/// Emptied after thirty days, at 12:30 UTC; a test begins at 12:05.
const DAILY: CartSettings =
    CartSettings { largest_quantity: 999_999, purge_abandoned: true, retention_days: 30, purge_minute: 12 * 60 + 30 };

/// The run of a day, counted from the day on which a test begins.
fn slot(day: i64) -> Timestamp {
    NOON.day_start().plus_us(day * DAY_US + i64::from(DAILY.purge_minute) * MINUTE_US)
}

async fn round(world: &World) -> Option<u32> {
    execute(world.system(), purge_abandoned, ()).await.expect("a round")
}

async fn round_at(world: &World, at: Timestamp) -> Option<u32> {
    world.clock.set(at);
    round(world).await
}

async fn last_run(world: &World) -> Option<PurgeRun> {
    query_in(&world.as_person("mick"), load_cart_settings, ()).await.expect("the settings").last_run
}

async fn add(world: &World, who: &str, listing_id: ListingId) -> LineId {
    execute(world.as_person(who), add_to_cart, add_input(listing_id, 3)).await.expect("added").line_id
}

/// The cart that a line is in.
async fn cart_of(world: &World, id: LineId) -> CartId {
    let stored = stored_lines(&world.services.store).await;
    stored.into_iter().find(|line| line.id == id).expect("the line").cart_id
}

/// The cart that somebody works on.
async fn current(world: &World, who: &str) -> Option<CartId> {
    list(world, who, Side::Buyer).await.cart.and_then(|cart| cart.id)
}

async fn status(world: &World, id: LineId) -> (LineStatus, Option<String>) {
    let seen = query_in(&world.as_person("jonas"), lines::load_line, (id, Side::Seller, false)).await.expect("the seller's");
    (seen.status, seen.thread.last().map(|entry| entry.text.clone()))
}

on_both! {
    async fn by_default_nothing_is_emptied(store: Store) {
        let world = World::new(store).await;
        let id = add(&world, "mara", world.list("Orbit", "AN1", (100, None)).await).await;
        for days in [90, 365, 4_000] {
            assert_eq!(round_at(&world, NOON.plus_days(days)).await, None);
        }
        assert_eq!((status(&world, id).await.0, last_run(&world).await), (LineStatus::Open, None));
        assert_eq!(current(&world, "mara").await, Some(cart_of(&world, id).await));
    }

    async fn a_cart_goes_when_its_retention_is_over_and_no_sooner(store: Store) {
        let world = World::new(store).await;
        set(&world, DAILY).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        world.clock.set(slot(0));
        let id = add(&world, "mara", listing).await;
        let cart_id = cart_of(&world, id).await;
        world.clock.set(slot(0).plus_us(1));
        let later = add(&world, "emil", listing).await;
        assert_eq!(round_at(&world, slot(30)).await, Some(1), "a microsecond too early for the other");
        assert_eq!(current(&world, "mara").await, None);
        assert_eq!(current(&world, "emil").await, Some(cart_of(&world, later).await));
        assert_eq!((round_at(&world, slot(31)).await, current(&world, "emil").await), (Some(1), None));
        assert_eq!(status(&world, id).await, (LineStatus::Closed, Some("Closed: the cart was purged.".to_owned())));
        let seen = query_in(&world.as_person("mara"), lines::load_line, (id, Side::Buyer, false)).await;
        assert_eq!(seen.err(), Some(AppError::NotFound));
        assert_eq!(query_in(&world.as_person("mara"), load_history, (cart_id, String::new())).await.err(), Some(AppError::NotFound));
        let again = add(&world, "mara", listing).await;
        assert_ne!(cart_of(&world, again).await, cart_id, "adding makes a new cart");
        let verdict = audit::verify(&world.system(), world.organisation("Halden")).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(_)), "{verdict:?}");
    }

    async fn whatever_either_side_does_keeps_a_cart(store: Store) {
        let world = World::new(store).await;
        set(&world, DAILY).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        let id = add(&world, "mara", listing).await;
        world.clock.set(slot(10));
        world.quote(id, "41.20", 0).await.expect("the seller moves");
        assert_eq!(round_at(&world, slot(35)).await, Some(0));
        execute(world.as_person("mara"), lines::send_message, text_input(buyer(id), "Still?")).await.expect("said");
        assert_eq!(round_at(&world, slot(64)).await, Some(0));
        assert_eq!(round_at(&world, slot(65)).await, Some(1));
    }

    async fn only_personal_carts_without_an_agreement_and_on_no_way_to_an_order_go(store: Store) {
        let world = World::new(store).await;
        set(&world, DAILY).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        let agreed = add(&world, "mara", listing).await;
        world.quote(agreed, "41.20", 0).await.expect("offered");
        world.accept(agreed, 1).await.expect("agreed");
        let waiting = add(&world, "emil", listing).await;
        testing::submit(&world.services.store, cart_of(&world, waiting).await).await;
        let ordered = add(&world, "tomas", listing).await;
        testing::process(&world.services.store, cart_of(&world, ordered).await).await;
        assert_eq!(round_at(&world, slot(400)).await, Some(0));
        testing::complete(&world.services.store, agreed).await;
        assert_eq!(round_at(&world, slot(800)).await, Some(0), "what was agreed stays on record");
        for id in [waiting, ordered] {
            assert_eq!(status(&world, id).await.0, LineStatus::Open);
        }
    }

    async fn a_shared_cart_is_not_one_of_them(store: Store) {
        let world = World::new(store).await;
        set(&world, DAILY).await;
        let id = add(&world, "mara", world.list("Orbit", "AN1", (100, None)).await).await;
        share(&world).await;
        assert_eq!(round_at(&world, slot(400)).await, Some(0));
        assert_eq!(status(&world, id).await.0, LineStatus::Open);
    }

    async fn it_runs_once_a_day_at_its_time_also_after_a_restart(store: Store) {
        let world = World::new(store.clone()).await;
        set(&world, DAILY).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        add(&world, "mara", listing).await;
        assert_eq!((round(&world).await, last_run(&world).await), (None, None), "today's time is still to come");
        assert_eq!(round_at(&world, slot(0).plus_us(-1)).await, None);
        assert_eq!((round_at(&world, slot(0)).await, round(&world).await), (Some(0), None));
        assert_eq!(round_at(&world, slot(40).plus_us(5 * HOUR_US)).await, Some(1), "nobody ran it at its time");
        let run = PurgeRun { slot: slot(40), at: slot(40).plus_us(5 * HOUR_US), carts: 1, is_done: true };
        assert_eq!(last_run(&world).await, Some(run));
        // Another process on the same database knows what ran.
        let restarted = || Context::new(&Services::new(store.clone(), world.clock.clone(), true), None, "test");
        assert_eq!(execute(restarted(), purge_abandoned, ()).await, Ok(None));
        world.clock.set(slot(41).plus_us(-1));
        assert_eq!(execute(restarted(), purge_abandoned, ()).await, Ok(None));
        world.clock.set(slot(41));
        assert_eq!(execute(restarted(), purge_abandoned, ()).await, Ok(Some(0)));
        assert_eq!(round(&world).await, None);
    }

    async fn several_at_once_empty_each_cart_once_and_count_it_once(store: Store) {
        let mut world = World::new(store).await;
        let buyers = world.add_buyers("Halden", 6).await;
        set(&world, DAILY).await;
        let listing = world.list("Orbit", "AN1", (100, None)).await;
        for who in &buyers {
            add(&world, who, listing).await;
        }
        world.clock.set(slot(40));
        let (one, two) = tokio::join!(round(&world), round(&world));
        assert_eq!(one.unwrap_or(0) + two.unwrap_or(0), 6, "{one:?} {two:?}");
        assert_eq!(last_run(&world).await.map(|run| (run.carts, run.is_done)), Some((6, true)));
    }

    async fn a_touched_cart_always_survives(store: Store) {
        let world = World::new(store).await;
        set(&world, DAILY).await;
        let listings =
            (world.list("Orbit", "AN1", (999_999, None)).await, world.list("Orbit", "AN2", (999_999, None)).await);
        for number in 0..ROUNDS {
            let id = add(&world, "mara", listings.0).await;
            let cart_id = cart_of(&world, id).await;
            let day = 80 * number as i64 + 40;
            world.clock.set(slot(day));
            let barrier = Arc::new(Barrier::new(2));
            let purge = async {
                barrier.wait().await;
                round(&world).await
            };
            let touch = async {
                barrier.wait().await;
                match number % 3 {
                    0 => cart_of(&world, add(&world, "mara", listings.1).await).await == cart_id,
                    1 => {
                        let said = text_input(buyer(id), "Wait");
                        execute(world.as_person("mara"), lines::send_message, said).await.is_ok()
                    }
                    _seller => execute(world.as_person("jonas"), lines::update_price, price_input(id, "1.50", 0)).await.is_ok(),
                }
            };
            let (purged, touched) = tokio::join!(purge, touch);
            let survived = current(&world, "mara").await == Some(cart_id);
            assert_eq!(purged, Some(u32::from(!survived)), "round {number}");
            match number % 3 {
                // A seller may still answer a line whose cart is gone, until it is closed: then it was not in time.
                2 => assert!(survived || status(&world, id).await.0 == LineStatus::Closed, "round {number}"),
                _buyer => assert_eq!(touched, survived, "round {number}"),
            }
            assert_eq!(status(&world, id).await.0.is_active(), survived, "round {number}");
            // The next round begins without a cart.
            round_at(&world, slot(day + 35)).await;
            assert_eq!(current(&world, "mara").await, None, "round {number}");
        }
    }
}
