//! Claims about adding what the cart holds already: what is said before and after, and what must not lapse unseen.

use super::*;
use crate::{
    api_types::catalog::{HeldLine, PartPage, Raised},
    domain::money::{Currency, UnitPrice},
    server::{application::catalog, testing::counter_input},
};

async fn part(world: &World, who: &str) -> PartPage {
    query_in(&world.as_person(who), catalog::load_part, "AN35A".to_owned()).await.expect("the part")
}

async fn held(world: &World) -> Option<HeldLine> {
    part(world, "mara").await.listings.into_iter().find_map(|listing| listing.held)
}

on_both! {
    async fn adding_again_says_from_what_to_what_and_what_lapsed(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (14, None)).await;
        let add = |quantity| execute(world.as_person("mara"), cart::add_to_cart, add_input(listing, quantity));
        let first = add(5).await.expect("added");
        assert_eq!((first.raised, first.only), (None, None));
        let line = first.line_id;
        let second = add(3).await.expect("raised");
        assert_eq!((second.line_id, second.raised), (line, Some(Raised { from: 5, to: 8, offer_lapsed: false })));
        world.quote(line, "41.20", 0).await.expect("an offer for up to 8");
        let third = add(8).await.expect("raised beyond the offer and the stock");
        assert_eq!(third.raised, Some(Raised { from: 8, to: 16, offer_lapsed: true }));
        assert_eq!((third.status, third.only), (LineStatus::Open, Some(14)), "not forbidden, but said");
    }

    async fn a_part_shows_what_adding_would_touch(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 5).await;
        world.quote(line, "41.20", 0).await.expect("an offer for up to 5");
        let unit_price = UnitPrice { micros: 41_200_000, currency: Currency::parse("USD").expect("known") };
        let quoted = HeldLine { quantity: 5, version: 2, offer: Some((unit_price, 5)), counters_quantity: false };
        assert_eq!(held(&world).await, Some(quoted.clone()));
        let wanted = counter_input(line, "40", "9", 1);
        execute(world.as_person("mara"), counter_offer, wanted).await.expect("a counter-offer");
        assert_eq!(held(&world).await, Some(HeldLine { version: 3, counters_quantity: true, ..quoted }));
        for who in ["emil", "jonas", "tomas"] {
            let theirs = part(&world, who).await;
            assert!(theirs.listings.iter().all(|listing| listing.held.is_none()), "{who}");
        }
        execute(world.as_person("mara"), withdraw, reason_input(buyer(line), "")).await.expect("withdrawn");
        assert_eq!(held(&world).await, None);
    }

    async fn an_offer_does_not_lapse_by_an_add_that_did_not_know_of_it(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let line = world.open(listing, 5).await;
        let seen_version = held(&world).await.map(|held| held.version);
        world.quote(line, "41.20", 0).await.expect("an offer meanwhile");
        let blind = crate::api_types::catalog::AddToCartInput { seen_version, ..add_input(listing, 3) };
        let refused = execute(world.as_person("mara"), cart::add_to_cart, blind).await;
        assert_eq!(refused, Err(Refusal::LineChanged.into()));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.status, LineStatus::Quote);
        let seen_version = held(&world).await.map(|held| held.version);
        let aware = crate::api_types::catalog::AddToCartInput { seen_version, ..add_input(listing, 3) };
        let raised = execute(world.as_person("mara"), cart::add_to_cart, aware).await.expect("raised");
        assert_eq!(raised.status, LineStatus::Open);
    }
}
