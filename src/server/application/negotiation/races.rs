//! Races: of actions that exclude each other exactly one wins, and whatever wins, the books agree.

use super::*;
use crate::{
    api_types::{AppError, catalog::AddedToCart, negotiation::LineChanged},
    domain::{ids::LineId, negotiation::LineStatus},
    server::{
        application::{
            audit::{self, Verdict},
            cart, execute, query_in,
        },
        testing::{World, accept_input, add_input, buy_input, on_both, price_input, reason_input, seller},
    },
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

/// Rounds of a race per database.
const ROUNDS: usize = 200;

async fn statuses(world: &World, line_id: LineId) -> (LineStatus, u32, bool) {
    let view = query_in(&world.as_person("mara"), load_line, (line_id, Side::Buyer, false)).await.expect("the line");
    (view.status, view.revisions, view.transaction_id.is_some())
}

/// Lets the buyer accept revision 1 while one seller withdraws and the other updates the price.
async fn race(world: &Arc<World>, line_id: LineId) -> Vec<(&'static str, Result<LineChanged, AppError>)> {
    let barrier = Arc::new(Barrier::new(3));
    let mut racers = JoinSet::new();
    for action in ["accept", "withdraw", "update"] {
        let (world, barrier) = (world.clone(), barrier.clone());
        racers.spawn(async move {
            barrier.wait().await;
            let done = match action {
                "accept" => execute(world.as_person("mara"), accept_offer, accept_input(line_id, 1)).await,
                "withdraw" => execute(world.as_person("priya"), withdraw, reason_input(seller(line_id), "")).await,
                _update => execute(world.as_person("jonas"), update_price, price_input(line_id, "50.00", 1)).await,
            };
            (action, done)
        });
    }
    racers.join_all().await
}

on_both! {
    async fn of_accept_withdraw_and_update_exactly_one_meets_the_offer_it_saw(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (999_999, None)).await;
        let mut won = [0; 3];
        for _ in 0..ROUNDS {
            let line_id = world.open(listing, 1).await;
            world.quote(line_id, "41.20", 0).await.expect("an offer");
            let done = race(&world, line_id).await;
            let ok = |name| done.iter().any(|(action, done)| *action == name && done.is_ok());
            let (status, revisions, has_transaction) = statuses(&world, line_id).await;
            // An update before a withdrawal is no contradiction; an acceptance beside either is.
            match (ok("accept"), ok("withdraw"), ok("update")) {
                (true, false, false) => assert_eq!((status, revisions), (LineStatus::Accepted, 1)),
                (false, true, updated) => assert_eq!((status, revisions), (LineStatus::Withdrawn, 1 + u32::from(updated))),
                other => panic!("{other:?} in {status:?}: {done:?}"),
            }
            assert_eq!(has_transaction, status == LineStatus::Accepted);
            for (slot, name) in won.iter_mut().zip(["accept", "withdraw", "update"]) {
                *slot += usize::from(ok(name));
            }
        }
        assert!(won[0] > 0 && won[1] > 0, "one racer always wins: {won:?}");
        for organisation in ["Halden", "Orbit"] {
            let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
            assert!(matches!(verdict, Verdict::Intact(_)), "{verdict:?}");
        }
    }

    async fn fifty_parallel_adds_of_one_listing_add_up(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (1_000, None)).await;
        let mut adds = JoinSet::new();
        for _ in 0..50 {
            let world = world.clone();
            adds.spawn(async move {
                execute(world.as_person("mara"), cart::add_to_cart, add_input(listing, 2)).await
            });
        }
        let added: Vec<AddedToCart> = adds.join_all().await.into_iter().collect::<Result<_, _>>().expect("none refused");
        assert!(added.iter().all(|changed| changed.line_id == added[0].line_id), "more than one line");
        let view = query_in(&world.as_person("mara"), load_line, (added[0].line_id, Side::Buyer, false)).await.expect("the line");
        assert_eq!((view.quantity, view.messages, view.version), (100, 50, 50));
    }

    async fn the_last_units_are_sold_once(store: Store) {
        let world = Arc::new(World::new(store).await);
        for round in 0..20 {
            let listing = world.list("Orbit", &format!("AN3-{round}A"), (3, Some("1.00"))).await;
            let mut buys = JoinSet::new();
            for buyer in 0..12 {
                let world = world.clone();
                let who = if buyer % 2 == 0 { "mara" } else { "emil" };
                buys.spawn(async move {
                    execute(world.as_person(who), cart::buy_at_list_price, buy_input(listing, 1)).await
                });
            }
            let sold = buys.join_all().await.iter().filter(|done| done.is_ok()).count();
            assert_eq!(sold, 3, "round {round}");
        }
    }

    async fn a_repeated_request_in_parallel_acts_once(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listing = world.list("Orbit", "AN3-5A", (1_000, Some("1.00"))).await;
        let input = buy_input(listing, 2);
        let mut buys = JoinSet::new();
        for _ in 0..20 {
            let (world, input) = (world.clone(), input.clone());
            buys.spawn(async move { execute(world.as_person("mara"), cart::buy_at_list_price, input).await });
        }
        let bought: Vec<LineChanged> = buys.join_all().await.into_iter().collect::<Result<_, _>>().expect("the same answer");
        assert!(bought.iter().all(|changed| *changed == bought[0]));
        let list = query_in(&world.as_person("mara"), load_transactions, (Some(Side::Buyer), String::new())).await.expect("a list");
        assert_eq!(list.bought, 1);
    }
}
