//! Stories of people who look for parts, on both databases.

use super::*;
use crate::{
    domain::{
        catalog::ListingDraft,
        money::{Currency, UnitPrice},
    },
    server::{
        application::{execute, inventory, query_in},
        testing::{World, draft, on_both},
    },
};

async fn search_as(ctx: &Context, search: PartSearch) -> PartSearchPage {
    query_in(ctx, search_parts, search).await.expect("a page")
}

/// The part keys that a guest finds.
async fn found(world: &World, q: &str) -> Vec<String> {
    keys(&search_as(&world.guest(), PartSearch { q: q.into(), ..PartSearch::default() }).await)
}

fn keys(page: &PartSearchPage) -> Vec<String> {
    page.groups.rows.iter().map(|group| group.key.clone()).collect()
}

fn named(part_number: &str, manufacturer: &str, description: &str) -> ListingDraft {
    let mut draft = draft(part_number, 5, Some("2.50"));
    draft.part.manufacturer = manufacturer.into();
    draft.part.description = description.into();
    draft
}

async fn list(world: &World, seller: &str, drafts: Vec<ListingDraft>) {
    execute(world.system(), inventory::import_listings, (world.organisation(seller), drafts)).await.expect("listed");
}

async fn small_market(world: &World) {
    let mut overhauled = named("AN3-5A", "Birch", "Bolt, hex head, steel");
    overhauled.part.condition = Condition::Oh;
    overhauled.quantity = 0;
    overhauled.list_price = None;
    let rivet = named("MS20470-AD4.5", "Alder", "Rivet, solid");
    list(world, "Orbit", vec![named("AN3-5A", "Alder", "Bolt, hex head, steel"), overhauled, rivet]).await;
    list(world, "Kestrel", vec![named("AN 3 5A", "Alder", "BOLT HEX"), named("6205/2RS-C3", "Cedar", "Bearing, ball")])
        .await;
}

fn prices(group: &PartGroup) -> Vec<String> {
    group.lowest_prices.iter().map(ToString::to_string).collect()
}

on_both! {
    async fn the_lowest_price_is_told_for_each_currency(store: Store) {
        let world = World::new(store).await;
        let priced = |manufacturer: &str, price: &str, code: &str| {
            let mut draft = named("AN3-5A", manufacturer, "Bolt");
            let micros = crate::domain::money::parse_price_micros(price).expect("a price");
            draft.list_price = Currency::parse(code).map(|currency| UnitPrice { micros, currency });
            draft
        };
        let mut on_request = named("AN3-5A", "Elm", "Bolt");
        on_request.list_price = None;
        list(&world, "Orbit", vec![priced("Alder", "9", "USD"), priced("Birch", "10", "EUR"), on_request.clone()]).await;
        list(&world, "Kestrel", vec![priced("Cedar", "10.50", "USD"), priced("Dogwood", "8.125", "EUR")]).await;
        on_request.part.part_number = "AN4-6A".into();
        list(&world, "Kestrel", vec![on_request]).await;
        for q in ["", "bolt"] {
            let page = search_as(&world.guest(), PartSearch { q: q.into(), ..PartSearch::default() }).await;
            let found: Vec<_> = page.groups.rows.iter().map(prices).collect();
            assert_eq!(found, [vec!["8.125 EUR", "9.00 USD"], vec![]], "{q}");
        }
    }

    async fn search_matches_every_word_and_groups_by_part_number(store: Store) {
        let world = World::new(store).await;
        small_market(&world).await;
        for (q, expected) in [
            ("", vec!["62052RSC3", "AN35A", "MS20470AD45"]),
            ("bolt", vec!["AN35A"]),
            ("HEX bol", vec!["AN35A"]),
            ("bolt rivet", vec![]),
            ("kestrel", vec!["62052RSC3", "AN35A"]),
            ("kestrel bearing", vec!["62052RSC3"]),
            ("alder", vec!["AN35A", "MS20470AD45"]),
            ("ms20470ad4", vec!["MS20470AD45"]),
            ("ms 20470 ad4", vec!["MS20470AD45"]),
            ("MS20470-AD4 rivet", vec!["MS20470AD45"]),
            ("20470", vec!["MS20470AD45"]),
            ("an3.5", vec!["AN35A"]),
            ("6205/2rs", vec!["62052RSC3"]),
            ("zinc", vec![]),
            ("- ' % _ \\", vec!["62052RSC3", "AN35A", "MS20470AD45"]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(|key| normalise_part_number(&key.replace("62052", "6205/2"))).collect();
            assert_eq!(found(&world, q).await, expected, "{q}");
        }
        let page = search_as(&world.guest(), PartSearch { q: "an3-5a".into(), ..PartSearch::default() }).await;
        let group = &page.groups.rows[0];
        assert_eq!((group.listings, group.sellers, group.available), (3, 2, 10));
        assert_eq!(group.conditions, [Condition::Ne, Condition::Oh]);
        assert_eq!(prices(group), ["2.50 USD"]);
        assert_eq!(page.sellers.iter().map(|seller| seller.name.as_str()).collect::<Vec<_>>(), ["Kestrel", "Orbit"]);
    }

    async fn filters_narrow_what_is_found(store: Store) {
        let world = World::new(store).await;
        small_market(&world).await;
        let listing = query_in(&world.guest(), load_part, "ms20470-ad45".into()).await.expect("the part").listings.remove(0);
        world.open(listing.id, 1).await;
        let orbit = world.organisation("Orbit").to_string();
        let all = PartSearch::default();
        for (search, expected) in [
            (PartSearch { seller: orbit.clone(), ..all.clone() }, vec!["AN35A", "MS20470AD45"]),
            (PartSearch { seller: orbit, q: "rivet".into(), ..all.clone() }, vec!["MS20470AD45"]),
            (PartSearch { condition: "oh".into(), ..all.clone() }, vec!["AN35A"]),
            (PartSearch { condition: "OH".into(), available: true, ..all.clone() }, vec![]),
            (PartSearch { condition: "OH".into(), priced: true, ..all.clone() }, vec![]),
            (PartSearch { not_in_cart: true, ..all.clone() }, vec!["6205/2RSC3", "AN35A"]),
            (PartSearch { after: "AN35A".into(), ..all.clone() }, vec!["MS20470AD45"]),
        ] {
            assert_eq!(keys(&search_as(&world.as_person("mara"), search.clone()).await), expected, "{search:?}");
        }
        let hers = search_as(&world.as_person("mara"), all.clone()).await;
        assert_eq!(hers.groups.rows.iter().map(|group| group.in_cart).collect::<Vec<_>>(), [false, false, true]);
        let guests = search_as(&world.guest(), PartSearch { not_in_cart: true, ..all.clone() }).await;
        assert_eq!((guests.groups.rows.len(), guests.can_buy, hers.can_buy), (3, false, true));
        let unreadable = PartSearch { seller: "orbit".into(), ..all };
        assert!(matches!(query_in(&world.guest(), search_parts, unreadable).await, Err(AppError::BadRequest(_))));
    }

    async fn paging_shows_every_group_once(store: Store) {
        let world = World::new(store).await;
        let drafts = |from: usize| (from..from + 90).map(|n| named(&format!("P-{n:03}"), "Alder", "Pin")).collect();
        list(&world, "Orbit", drafts(0)).await;
        list(&world, "Kestrel", drafts(40)).await;
        for q in ["", "pin", "al pin p"] {
            let mut search = PartSearch { q: q.into(), ..PartSearch::default() };
            let mut seen = Vec::new();
            loop {
                let page = search_as(&world.guest(), search.clone()).await;
                assert!(page.groups.rows.len() <= GROUPS_ON_PAGE);
                seen.extend(keys(&page));
                match page.groups.next {
                    Some(next) => search.after = next,
                    None => break,
                }
            }
            let expected: Vec<String> = (0..130).map(|n| format!("P{n:03}")).collect();
            assert_eq!(seen, expected, "{q}");
        }
    }

    async fn a_page_takes_as_many_statements_however_much_there_is(store: Store) {
        let world = World::new(store).await;
        small_market(&world).await;
        let search = PartSearch { q: "hex bolt".into(), ..PartSearch::default() };
        let few = world.as_person("mara");
        search_as(&few, search.clone()).await;
        list(&world, "Orbit", (0..3_000).map(|n| named(&format!("BOLT-{n}"), "Alder", "Bolt, hex")).collect()).await;
        let many = world.as_person("mara");
        let page = search_as(&many, search).await;
        assert_eq!(page.groups.rows.len(), GROUPS_ON_PAGE);
        assert_eq!((few.store.statements(), many.store.statements()), (4, 4));
    }

    async fn a_part_shows_all_sellers_and_what_concerns_the_reader(store: Store) {
        let world = World::new(store).await;
        small_market(&world).await;
        let page = query_in(&world.guest(), load_part, "an3-5a".into()).await.expect("the part");
        assert_eq!((page.key.as_str(), page.listings.len(), page.can_buy), ("AN35A", 3, false));
        assert_eq!((page.listings[2].available, page.listings[2].list_price), (0, None), "exhausted ones come last");
        assert!(page.listings[0].request_id != page.listings[1].request_id);
        let orbits = page.listings.iter().find(|listing| listing.seller == "Orbit").expect("Orbit's").id;
        world.open(orbits, 2).await;
        let page = query_in(&world.as_person("mara"), load_part, "AN35A".into()).await.expect("the part");
        let in_cart: Vec<_> = page.listings.iter().filter_map(|listing| listing.in_cart.map(|n| (listing.id, n))).collect();
        assert_eq!((in_cart, page.can_buy), (vec![(orbits, 2)], true));
        let own = query_in(&world.as_person("jonas"), load_part, "AN35A".into()).await.expect("the part");
        assert!(own.listings.iter().all(|listing| listing.is_own == (listing.seller == "Orbit") && listing.in_cart.is_none()));
        for nothing in ["nope", "", " - ", "a\u{0}b"] {
            assert_eq!(query_in(&world.guest(), load_part, nothing.into()).await, Err(AppError::NotFound), "{nothing:?}");
        }
    }
}
