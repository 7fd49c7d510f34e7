//! Claims about comparing: what stands side by side, and that one is taken and the others withdrawn, or nothing happens.

use super::*;
use crate::{
    api_types::{
        compare::{AwardInput, CompareSort, CompareView, SeenLine},
        negotiation::LineChanged,
    },
    domain::{
        ids::{LineId, ListingId},
        time::HOUR_US,
    },
    server::testing::request,
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const PART: &str = "AN3-5A";
const KEY: &str = "AN35A";

/// Rounds of a race per database.
const ROUNDS: usize = 200;

/// Orbit and Kestrel offer the part, each under a spelling of its own.
async fn stocked(world: &World, stock: i64) -> [ListingId; 2] {
    [world.list("Orbit", PART, (stock, None)).await, world.list("Kestrel", "an3 5a", (stock, None)).await]
}

async fn compared(world: &World, sort: CompareSort) -> CompareView {
    query_in(&world.as_person("mara"), load_compare, (KEY.to_owned(), sort)).await.expect("a comparison")
}

async fn offered(world: &World, who: &str, line: LineId, price: &str, seen: u32) -> Result<LineChanged, AppError> {
    execute(world.as_person(who), update_price, price_input(line, price, seen)).await
}

fn award(line_id: LineId, revision_seen: u32, others: &[(LineId, i64)]) -> AwardInput {
    let others = others.iter().map(|(line_id, version)| SeenLine { line_id: *line_id, version: *version }).collect();
    AwardInput { line_id, revision_seen, others, request_id: request(), code: "found_elsewhere".into(), close_demand: None }
}

/// A line with each seller, both quoted: Orbit's and Kestrel's.
async fn two_offers(world: &World, listings: [ListingId; 2]) -> [LineId; 2] {
    let lines = [world.open(listings[0], 2).await, world.open(listings[1], 2).await];
    offered(world, "jonas", lines[0], "41.20", 0).await.expect("Orbit's offer");
    offered(world, "ines", lines[1], "44.00", 0).await.expect("Kestrel's offer");
    lines
}

async fn status(world: &World, line: LineId) -> LineStatus {
    view(world, "mara", (line, Side::Buyer)).await.status
}

on_both! {
    async fn the_sellers_of_a_part_stand_side_by_side_and_the_best_is_marked(store: Store) {
        let world = World::new(store).await;
        let [orbit, kestrel] = two_offers(&world, stocked(&world, 50).await).await;
        world.open(world.list("Orbit", "AN4-6A", (5, None)).await, 1).await;
        let seen = compared(&world, CompareSort::Price).await;
        assert_eq!(seen.lines.iter().map(|line| line.line_id).collect::<Vec<_>>(), [orbit, kestrel], "the cheapest first");
        let [cheap, dear] = [&seen.lines[0], &seen.lines[1]];
        assert_eq!((cheap.seller.as_str(), cheap.best.price, cheap.best.subtotal), ("Orbit", true, true));
        assert_eq!((dear.seller.as_str(), dear.best.price, dear.best.lead_time), ("Kestrel", false, false));
        assert_eq!(cheap.subtotal.map(|total| total.to_string()), Some("82.40 USD".into()));
        assert!(dear.last_message.starts_with("Offer 1: 44.00 USD each"), "{}", dear.last_message);
        assert_eq!((cheap.revision, cheap.lead_time_days, cheap.available), (Some(1), Some(5), Some(50)));
        let by_name = compared(&world, CompareSort::Seller).await;
        assert_eq!(by_name.lines[0].seller, "Kestrel");
        let empty = query_in(&world.as_person("emil"), load_compare, (KEY.into(), CompareSort::Price)).await.expect("a page");
        assert!(empty.lines.is_empty() && empty.part_number.is_empty(), "another's cart");
        let seller = query_in(&world.as_person("jonas"), load_compare, (KEY.into(), CompareSort::Price)).await;
        assert_eq!(seller, Err(AppError::Forbidden));
    }

    async fn how_fast_a_seller_answers_is_said_coarsely_and_not_of_a_few(store: Store) {
        let world = World::new(store).await;
        let [orbit, kestrel] = stocked(&world, 50).await;
        let lines = [world.open(orbit, 1).await, world.open(kestrel, 1).await];
        for number in 0..3 {
            let line = world.open(world.list("Orbit", &format!("P-{number}"), (5, None)).await, 1).await;
            world.advance_us(3 * HOUR_US);
            world.quote(line, "1.00", 0).await.expect("an offer");
        }
        offered(&world, "ines", lines[1], "2.00", 0).await.expect("an offer");
        let seen = compared(&world, CompareSort::Seller).await;
        let said: Vec<_> = seen.lines.iter().map(|line| line.answers.as_deref()).collect();
        assert_eq!(said, [None, Some("about 3 h")], "one answer of Kestrel says nothing");
    }

    async fn one_is_accepted_and_the_others_are_withdrawn_in_one_step(store: Store) {
        let world = World::new(store).await;
        let [orbit, kestrel] = two_offers(&world, stocked(&world, 50).await).await;
        let version = view(&world, "mara", (kestrel, Side::Buyer)).await.version;
        let input = award(orbit, 1, &[(kestrel, version)]);
        let done = execute(world.as_person("mara"), accept_and_withdraw, input.clone()).await.expect("done");
        assert_eq!((done.line_id, done.status), (orbit, LineStatus::Accepted));
        assert_eq!(execute(world.as_person("mara"), accept_and_withdraw, input).await, Ok(done), "the same request again");
        let lost = view(&world, "ines", (kestrel, Side::Seller)).await;
        assert_eq!(lost.status, LineStatus::Withdrawn);
        let told = bell(&world, "ines").await;
        assert_eq!(told[0], "Halden withdrew AN3-5A".replace("AN3-5A", "an3 5a"));
        let said: Vec<_> = lost.thread.iter().map(|entry| entry.text.clone()).chain(told).collect();
        assert!(said.iter().all(|text| !text.contains("41.20") && !text.contains("Orbit")), "{said:?}");
        assert!(view(&world, "jonas", (orbit, Side::Seller)).await.transaction_id.is_some());
        for organisation in ["Halden", "Orbit", "Kestrel"] {
            let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
            assert!(matches!(verdict, Verdict::Intact(_)), "{organisation}: {verdict:?}");
        }
    }

    async fn if_one_of_them_changed_nothing_happens_and_it_is_named(store: Store) {
        let world = World::new(store).await;
        let [orbit, kestrel] = two_offers(&world, stocked(&world, 50).await).await;
        let version = view(&world, "mara", (kestrel, Side::Buyer)).await.version;
        offered(&world, "ines", kestrel, "40.00", 1).await.expect("a better offer");
        let refused = execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 1, &[(kestrel, version)])).await;
        assert_eq!(refused, Err(Refusal::OthersChanged { sellers: vec!["Kestrel".into()] }.into()));
        offered(&world, "jonas", orbit, "39.00", 1).await.expect("a better offer");
        let refused = execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 1, &[(kestrel, version)])).await;
        assert_eq!(refused, Err(Refusal::OthersChanged { sellers: vec!["Orbit".into(), "Kestrel".into()] }.into()));
        assert_eq!((status(&world, orbit).await, status(&world, kestrel).await), (LineStatus::Quote, LineStatus::Quote));
        let expired = view(&world, "mara", (kestrel, Side::Buyer)).await.version;
        world.advance_us(15 * DAY_US);
        let refused = execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 2, &[(kestrel, expired)])).await;
        assert_eq!(refused, Err(Refusal::OfferExpired.into()));
        assert_eq!(status(&world, kestrel).await, LineStatus::Quote, "nothing was withdrawn");
    }

    async fn only_lines_for_the_same_part_in_the_same_cart_are_withdrawn(store: Store) {
        let world = World::new(store).await;
        let [orbit, _] = two_offers(&world, stocked(&world, 50).await).await;
        let other = world.open(world.list("Kestrel", "AN4-6A", (5, None)).await, 1).await;
        for (others, field) in [(vec![(other, 1)], "others"), (vec![], "others"), (vec![(orbit, 2)], "others")] {
            let refused = execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 1, &others)).await;
            assert!(refused.as_ref().is_err_and(|error| error.reason_for(field).is_some()), "{refused:?}");
        }
        let listing = world.list("Orbit", "AN5-7A", (5, None)).await;
        let theirs = execute(world.as_person("emil"), cart::add_to_cart, add_input(listing, 1)).await.expect("added").line_id;
        let refused = execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 1, &[(theirs, 1)])).await;
        assert_eq!(refused, Err(AppError::NotFound));
        assert_eq!(status(&world, orbit).await, LineStatus::Quote);
    }

    async fn the_last_unit_closes_others_lines_and_the_demand_is_closed_in_the_same_step(store: Store) {
        let world = World::new(store).await;
        let demand = crate::api_types::catalog::DemandInput {
            part_number: PART.into(),
            quantity: "2".into(),
            condition: String::new(),
            needed_by: String::new(),
            note: String::new(),
        };
        execute(world.as_person("mara"), demand::create_demand, demand).await.expect("a demand");
        let listings = stocked(&world, 2).await;
        let [orbit, kestrel] = two_offers(&world, listings).await;
        let rival = execute(world.as_person("emil"), cart::add_to_cart, add_input(listings[0], 1)).await.expect("added").line_id;
        let version = view(&world, "mara", (kestrel, Side::Buyer)).await.version;
        let mut input = award(orbit, 1, &[(kestrel, version)]);
        input.close_demand = Some("on".into());
        execute(world.as_person("mara"), accept_and_withdraw, input).await.expect("done");
        assert_eq!(view(&world, "emil", (rival, Side::Buyer)).await.status, LineStatus::Closed);
        let demands = query_in(&world.as_person("mara"), demand::load_demands, (Tab::Closed, String::new())).await;
        assert_eq!(demands.expect("demands").closed_count, 1);
    }

    async fn in_a_race_all_of_it_happens_or_nothing(store: Store) {
        let world = Arc::new(World::new(store).await);
        let listings = stocked(&world, 999_999).await;
        let mut won = 0;
        for round in 0..ROUNDS {
            let [orbit, kestrel] = two_offers(&world, listings).await;
            let version = view(&world, "mara", (kestrel, Side::Buyer)).await.version;
            let barrier = Arc::new(Barrier::new(3));
            let mut racers = JoinSet::new();
            for racer in ["award", "loser", "winner"] {
                let (world, barrier) = (world.clone(), barrier.clone());
                racers.spawn(async move {
                    barrier.wait().await;
                    if racer != "award" {
                        // The award takes the longest way: in some rounds it is so many reads ahead.
                        for _ in 0..round % 8 {
                            view(&world, "mara", (orbit, Side::Buyer)).await;
                        }
                    }
                    let done = match (racer, round % 2) {
                        ("award", _) => {
                            execute(world.as_person("mara"), accept_and_withdraw, award(orbit, 1, &[(kestrel, version)])).await
                        }
                        ("loser", 0) => offered(&world, "ines", kestrel, "40.00", 1).await,
                        ("loser", _) => execute(world.as_person("ines"), withdraw, reason_input(seller(kestrel), "")).await,
                        (_winner, 0) => execute(world.as_person("jonas"), withdraw, reason_input(seller(orbit), "")).await,
                        (_winner, _) => offered(&world, "jonas", orbit, "50.00", 1).await,
                    };
                    (racer, done)
                });
            }
            let done = racers.join_all().await;
            let ok = |name| done.iter().any(|(racer, done)| *racer == name && done.is_ok());
            let (mine, theirs) =
                (view(&world, "mara", (orbit, Side::Buyer)).await, view(&world, "mara", (kestrel, Side::Buyer)).await);
            let by_buyer = theirs.ending.as_ref().is_some_and(|ending| ending.by == Side::Buyer);
            match ok("award") {
                true => {
                    assert_eq!((mine.status, theirs.status, by_buyer), (LineStatus::Accepted, LineStatus::Withdrawn, true));
                    assert!(!ok("winner") && !ok("loser"), "round {round}: {done:?}");
                    won += 1;
                }
                false => {
                    assert!(mine.status != LineStatus::Accepted && !by_buyer, "round {round}: {done:?}");
                    assert!(mine.transaction_id.is_none());
                }
            }
            for line in [&mine, &theirs].into_iter().filter(|line| line.status.is_active()) {
                execute(world.as_person("mara"), withdraw, reason_input(buyer(line.id), "")).await.expect("tidied up");
            }
        }
        assert!(won > 0, "the award never won");
        for organisation in ["Halden", "Orbit", "Kestrel"] {
            let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
            assert!(matches!(verdict, Verdict::Intact(_)), "{verdict:?}");
        }
    }

    async fn a_comparison_takes_the_same_number_of_statements_however_many_sellers(store: Store) {
        let world = World::new(store).await;
        let mut counted = Vec::new();
        for conditions in [1, 5] {
            let conditions = &crate::domain::catalog::Condition::ALL[..conditions];
            for (seller, condition) in ["Orbit", "Kestrel"].into_iter().flat_map(|s| conditions.iter().map(move |c| (s, *c))) {
                let mut part = draft(PART, 10, None);
                part.part.condition = condition;
                let import = (world.organisation(seller), vec![part]);
                execute(world.system(), inventory::import_listings, import).await.expect("listed");
            }
            let page = query_in(&world.guest(), crate::server::application::catalog::load_part, KEY.to_owned()).await.expect("it");
            for listing in &page.listings {
                world.open(listing.id, 1).await;
            }
            let context = world.as_person("mara");
            let seen = query_in(&context, load_compare, (KEY.to_owned(), CompareSort::Price)).await.expect("a comparison");
            counted.push((seen.lines.len() == page.listings.len(), context.store.statements()));
        }
        assert_eq!(counted, [(true, 3), (true, 3)]);
    }
}
