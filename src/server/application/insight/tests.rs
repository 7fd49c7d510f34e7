//! Stories of figures: they are one's own, exact, and as many statements as before however much there is.

use super::*;
use crate::{
    api_types::{inventory::Confirmation, negotiation::LineRef},
    domain::{
        catalog::UploadMode,
        ids::{LineId, ListingId},
    },
    server::{
        application::{
            cart, catalog, demand, execute, inventory,
            negotiation::{accept_offer, mark_seen, request_documentation, send_message, update_price},
            query_in,
        },
        testing::{World, accept_input, add_input, documents_request, on_both, price_input, request, text_input},
    },
};

async fn overview(world: &World, who: &str) -> Overview {
    query_in(&world.as_person(who), load_overview, ()).await.expect("an overview")
}

async fn buyer_of(world: &World, who: &str) -> BuyerOverview {
    overview(world, who).await.buyer.expect("a buyer")
}

async fn seller_of(world: &World, who: &str) -> SellerOverview {
    overview(world, who).await.seller.expect("a seller")
}

/// Adds a listing to a person's own cart.
async fn open_as(world: &World, who: &str, listing_id: ListingId, quantity: i64) -> LineId {
    execute(world.as_person(who), cart::add_to_cart, add_input(listing_id, quantity)).await.expect("added").line_id
}

/// A whole deal: what is bought from whom, by whom, at which price and in which currency.
struct Bargain<'a> {
    buyer: &'a str,
    seller: &'a str,
    listing_id: ListingId,
    quantity: i64,
    price: &'a str,
    currency: &'a str,
}

async fn strike(world: &World, bargain: Bargain<'_>) -> LineId {
    let line_id = open_as(world, bargain.buyer, bargain.listing_id, bargain.quantity).await;
    let mut offer = price_input(line_id, bargain.price, 0);
    offer.currency = bargain.currency.to_owned();
    execute(world.as_person(bargain.seller), update_price, offer).await.expect("an offer");
    execute(world.as_person(bargain.buyer), accept_offer, accept_input(line_id, 1)).await.expect("a deal");
    line_id
}

async fn history(world: &World, who: &str, key: &str) -> PriceHistory {
    query_in(&world.as_person(who), catalog::load_part, key.to_owned()).await.expect("the part").history
}

fn prices(series: &[PriceSeries]) -> Vec<(String, Vec<String>)> {
    let of = |series: &PriceSeries| {
        let points = series.points.iter().map(|point| format!("{} {}", point.unit_price.amount_text(), point.counterparty));
        (series.currency.to_string(), points.collect())
    };
    series.iter().map(of).collect()
}

on_both! {
    async fn an_empty_organisation_sees_zeros_from_its_own_side_only(store: Store) {
        let world = World::new(store).await;
        let mara = overview(&world, "mara").await;
        assert_eq!((mara.buyer, mara.seller, mara.organisation.as_str()), (Some(BuyerOverview::default()), None, "Halden"));
        let jonas = overview(&world, "jonas").await;
        assert!(jonas.buyer.is_none(), "a seller has no buyer's half");
        let seller = jonas.seller.expect("a seller's half");
        assert_eq!((seller.unanswered, seller.documentation, seller.expiring), (0, 0, 0));
        assert_eq!((seller.ages.len(), seller.responses.len(), seller.agreed.len()), (5, WEEKS, 0));
        assert!(seller.responses.iter().all(|week| week.mean_us.is_none()));
    }

    async fn who_neither_buys_nor_sells_has_no_overview(store: Store) {
        let world = World::new(store).await;
        for who in ["olga", "sally", "mick"] {
            assert_eq!(query_in(&world.as_person(who), load_overview, ()).await, Err(AppError::Forbidden), "{who}");
        }
        assert_eq!(query_in(&world.as_person("sven"), load_overview, ()).await, Err(AppError::NoOrganisation));
        assert_eq!(query_in(&world.guest(), load_overview, ()).await, Err(AppError::SignInRequired));
    }

    async fn offers_wait_oldest_first_and_only_for_their_own_buyer(store: Store) {
        let world = World::new(store).await;
        let mut lines = Vec::new();
        for number in 0..8 {
            let line = world.open(world.list("Orbit", &format!("PN-{number}"), (50, None)).await, 2).await;
            lines.push(line);
        }
        for line in lines.iter().rev() {
            world.advance_us(HOUR_US);
            world.quote(*line, "3.50", 0).await.expect("an offer");
        }
        let seen = buyer_of(&world, "mara").await;
        assert_eq!((seen.offers, seen.open, seen.expiring, seen.unread), (8, 0, 0, 8));
        let oldest: Vec<_> = seen.oldest_offers.iter().map(|offer| offer.id).collect();
        let expected: Vec<_> = lines.iter().rev().take(6).copied().collect();
        assert_eq!(oldest, expected, "the first priced is the oldest, six are shown");
        assert_eq!(seen.oldest_offers[0].unit_price.map(|price| price.to_string()).as_deref(), Some("3.50 USD"));
        assert_eq!(seen.replies.len(), 6);
        assert_eq!(seen.replies[0].line_id, lines[0], "the newest reply first");
        // Valid for fourteen days: in thirteen they end soon.
        world.advance_us(13 * DAY_US);
        assert_eq!(buyer_of(&world, "mara").await.expiring, 8);
        for other in ["tomas", "emil"] {
            let other = buyer_of(&world, other).await;
            assert_eq!((other.offers, other.unread, other.oldest_offers.len()), (0, 0, 0));
        }
    }

    async fn demands_are_shown_once_somebody_else_offers_the_part(store: Store) {
        let world = World::new(store).await;
        let demanded = |part: &str, needed_by: &str| crate::api_types::catalog::DemandInput {
            part_number: part.into(),
            quantity: "4".into(),
            condition: String::new(),
            needed_by: needed_by.into(),
            note: String::new(),
        };
        for input in [demanded("AN3-5A", ""), demanded("AN4-6A", "2026-05-01"), demanded("NOT-LISTED", "2026-04-01")] {
            execute(world.as_person("mara"), demand::create_demand, input).await.expect("a demand");
        }
        assert_eq!(buyer_of(&world, "mara").await.demands, []);
        world.list("Orbit", "AN3-5A", (10, None)).await;
        world.list("Kestrel", "AN3-5A", (10, None)).await;
        world.list("Orbit", "AN4-6A", (10, None)).await;
        let met = buyer_of(&world, "tomas").await.demands;
        let met: Vec<_> = met.iter().map(|demand| (demand.part_number.as_str(), demand.matching_listings)).collect();
        assert_eq!(met, [("AN4-6A", 1), ("AN3-5A", 2)], "what is needed first comes first");
        assert_eq!(buyer_of(&world, "emil").await.demands, [], "the need of others is not known");
    }

    async fn money_is_summed_per_currency_and_week_and_never_across(store: Store) {
        let world = World::new(store).await;
        let listing_id = world.list("Orbit", "AN3-5A", (1_000, None)).await;
        let other = world.list("Kestrel", "AN3-5A", (1_000, None)).await;
        let base = Bargain { buyer: "mara", seller: "jonas", listing_id, quantity: 10, price: "1.25", currency: "USD" };
        strike(&world, Bargain { ..base }).await;
        world.advance_us(7 * DAY_US);
        strike(&world, Bargain { quantity: 4, ..base }).await;
        strike(&world, Bargain { quantity: 3, price: "2", currency: "EUR", listing_id: other, seller: "ines", ..base }).await;
        strike(&world, Bargain { buyer: "emil", price: "9", ..base }).await;
        let bought = buyer_of(&world, "mara").await.agreed;
        let totals: Vec<_> = bought.iter().map(|series| (series.total.to_string(), series.agreements)).collect();
        assert_eq!(totals, [("17.50 USD".to_owned(), 2), ("6.00 EUR".to_owned(), 1)]);
        let usd: Vec<_> = bought[0].weeks.iter().map(|week| week.total.minor).collect();
        assert_eq!(usd, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_250, 500]);
        assert_eq!(bought[0].weeks[11].starts, world.clock.now().week_start());
        let sold = seller_of(&world, "priya").await.agreed;
        let totals: Vec<_> = sold.iter().map(|series| series.total.to_string()).collect();
        assert_eq!(totals, ["107.50 USD"], "to both buyers, and nothing of what a competitor sold");
        let sold = seller_of(&world, "ines").await.agreed;
        assert_eq!(sold.iter().map(|series| series.total.to_string()).collect::<Vec<_>>(), ["6.00 EUR"]);
        assert_eq!(buyer_of(&world, "tomas").await.agreed, [], "a colleague's own cart is the colleague's");
        world.advance_us(11 * 7 * DAY_US);
        let left = buyer_of(&world, "mara").await.agreed;
        let left: Vec<_> = left.iter().map(|series| series.weeks[0].total.to_string()).collect();
        assert_eq!(left, ["6.00 EUR", "5.00 USD"], "the week before has left the chart");
    }

    async fn sums_of_the_largest_totals_are_exact(store: Store) {
        let world = World::new(store).await;
        let dear = "900000000";
        let listing_id = world.list("Orbit", "DEAR", (9_000_000, None)).await;
        for _ in 0..2 {
            let line = open_as(&world, "mara", listing_id, 999_999).await;
            let mut offer = price_input(line, dear, 0);
            offer.currency = "KWD".into();
            execute(world.as_person("jonas"), update_price, offer).await.expect("an offer");
            execute(world.as_person("mara"), accept_offer, accept_input(line, 1)).await.expect("a deal");
        }
        let agreed = buyer_of(&world, "mara").await.agreed;
        assert_eq!(agreed[0].total.minor, 2 * 900_000_000 * 999_999 * 1_000);
    }

    async fn requests_are_counted_by_age_and_the_oldest_come_first(store: Store) {
        let world = World::new(store).await;
        let mut lines = Vec::new();
        for (number, hours) in [0, 5 * 24, 3 * 24, 40, 10, 3].into_iter().enumerate() {
            world.advance_us(hours * HOUR_US);
            lines.push(world.open(world.list("Orbit", &format!("PN-{number}"), (50, None)).await, 1).await);
        }
        world.advance_us(HOUR_US);
        let seen = seller_of(&world, "priya").await;
        let counts: Vec<_> = seen.ages.iter().map(|bucket| (bucket.words.as_str(), bucket.count, bucket.is_late)).collect();
        let expected =
            [("under 4 h", 1, false), ("4–24 h", 2, false), ("1–3 d", 1, true), ("3–7 d", 1, true), ("over 7 d", 1, true)];
        assert_eq!(counts, expected);
        assert_eq!(seen.unanswered, 6);
        assert_eq!(seen.oldest_requests.iter().map(|line| line.id).collect::<Vec<_>>(), lines);
        assert_eq!(seller_of(&world, "ines").await.unanswered, 0, "a competitor counts nothing of it");
        world.quote(lines[0], "1", 0).await.expect("an offer");
        execute(world.as_person("mara"), request_documentation, documents_request(lines[0])).await.expect("asked");
        let seen = seller_of(&world, "jonas").await;
        assert_eq!((seen.unanswered, seen.documentation, seen.expiring), (5, 1, 0));
        assert_eq!(seen.documentation_asked.iter().map(|line| line.id).collect::<Vec<_>>(), [lines[0]]);
        world.advance_us(12 * DAY_US + HOUR_US);
        let seen = seller_of(&world, "jonas").await;
        assert_eq!((seen.expiring, seen.expiring_offers.len()), (1, 1));
        execute(world.as_person("mara"), accept_offer, accept_input(lines[0], 1)).await.expect("a deal");
        let seen = seller_of(&world, "jonas").await;
        assert_eq!((seen.documentation, seen.expiring), (1, 0), "documentation is owed after the deal, too");
        assert_eq!(seen.documentation_asked.iter().map(|line| line.id).collect::<Vec<_>>(), [lines[0]]);
    }

    async fn response_times_are_the_mean_of_the_week_in_which_requests_came(store: Store) {
        let world = World::new(store).await;
        let mut lines = Vec::new();
        for part in ["PN-1", "PN-2", "PN-3"] {
            lines.push(world.open(world.list("Orbit", part, (50, None)).await, 1).await);
        }
        world.advance_us(2 * HOUR_US);
        world.quote(lines[0], "1", 0).await.expect("an offer");
        world.advance_us(40 * DAY_US);
        world.quote(lines[1], "1", 0).await.expect("an offer");
        world.quote(lines[1], "2", 1).await.expect("a second one changes nothing");
        let weeks = seller_of(&world, "jonas").await.responses;
        let answered: Vec<_> = weeks.iter().filter(|week| week.answered > 0).collect();
        assert_eq!(answered.len(), 1);
        assert_eq!(answered[0].answered, 2);
        assert_eq!(answered[0].mean_us, Some((2 * HOUR_US + 2 * HOUR_US + 40 * DAY_US) / 2));
    }

    async fn a_price_history_holds_ones_own_agreements_and_names_the_other_side(store: Store) {
        let world = World::new(store).await;
        let orbit = world.list("Orbit", "AN3-5A", (1_000, None)).await;
        let kestrel = world.list("Kestrel", "AN3-5A", (1_000, None)).await;
        let base = Bargain { buyer: "mara", seller: "jonas", listing_id: orbit, quantity: 10, price: "1.25", currency: "USD" };
        strike(&world, Bargain { ..base }).await;
        world.advance_us(DAY_US);
        strike(&world, Bargain { listing_id: kestrel, seller: "ines", price: "1.10", ..base }).await;
        world.advance_us(DAY_US);
        strike(&world, Bargain { price: "1", currency: "EUR", ..base }).await;
        strike(&world, Bargain { buyer: "emil", price: "7.5", ..base }).await;
        let mara = history(&world, "mara", "AN35A").await;
        let expected = [
            ("USD".to_owned(), vec!["1.25 Orbit".to_owned(), "1.10 Kestrel".to_owned()]),
            ("EUR".to_owned(), vec!["1.00 Orbit".to_owned()]),
        ];
        assert_eq!(prices(&mara.bought), expected);
        assert!(mara.sold.is_empty() && mara.bought[0].points.iter().all(|point| point.transaction_id.is_some()));
        let tomas = history(&world, "tomas", "AN35A").await;
        assert_eq!(prices(&tomas.bought), expected, "the whole organisation's");
        assert!(tomas.bought[0].points.iter().all(|point| point.transaction_id.is_none()), "a colleague's cart stays closed");
        let jonas = history(&world, "jonas", "AN35A").await;
        assert!(jonas.bought.is_empty());
        let expected = [
            ("USD".to_owned(), vec!["1.25 Halden".to_owned(), "7.50 Fjord".to_owned()]),
            ("EUR".to_owned(), vec!["1.00 Halden".to_owned()]),
        ];
        assert_eq!(prices(&jonas.sold), expected);
        assert_eq!(prices(&history(&world, "ines", "AN35A").await.sold), [("USD".to_owned(), vec!["1.10 Halden".to_owned()])]);
        for nobody in ["olga", "sally"] {
            assert!(history(&world, nobody, "AN35A").await.is_empty(), "{nobody}");
        }
        let guest = query_in(&world.guest(), catalog::load_part, "AN35A".to_owned()).await.expect("the part");
        assert!(guest.history.is_empty());
    }

    async fn a_part_that_nobody_lists_any_more_keeps_its_history(store: Store) {
        let world = World::new(store).await;
        let listing_id = world.list("Orbit", "AN3-5A", (10, None)).await;
        strike(&world, Bargain { buyer: "mara", seller: "jonas", listing_id, quantity: 2, price: "3", currency: "USD" }).await;
        let content = std::sync::Arc::new(b"part_number,quantity\nOTHER,1\n".to_vec());
        let new = inventory::NewUpload { file_name: "all.csv".into(), mode: UploadMode::Replace, content, sheet: String::new() };
        let upload = execute(world.as_person("jonas"), inventory::receive_upload, new).await.expect("a file");
        execute(world.as_person("jonas"), inventory::confirm_upload, Confirmation { upload_id: upload, removing: Some(1) }).await.expect("confirmed");
        let page = query_in(&world.as_person("mara"), catalog::load_part, "AN35A".to_owned()).await.expect("the part");
        assert_eq!((page.part_number.as_str(), page.listings.len()), ("AN3-5A", 0));
        assert_eq!(prices(&page.history.bought), [("USD".to_owned(), vec!["3.00 Orbit".to_owned()])]);
        let gone = query_in(&world.as_person("emil"), catalog::load_part, "AN35A".to_owned()).await;
        assert_eq!(gone, Err(AppError::NotFound), "who never bought it knows of nothing");
    }

    async fn a_reply_leaves_the_overview_once_its_line_was_looked_at(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (10, None)).await, 2).await;
        let from_seller = LineRef { line_id: line, side: Side::Seller, request_id: request() };
        execute(world.as_person("jonas"), send_message, text_input(from_seller, "In stock")).await.expect("sent");
        let seen = buyer_of(&world, "mara").await;
        assert_eq!((seen.unread, seen.replies.len(), seen.open), (1, 1, 1));
        assert_eq!(seen.replies[0].notice.sentence(), "Orbit wrote about AN3-5A");
        let looked = (line, Side::Buyer, 2);
        execute(world.as_person("mara"), mark_seen, looked).await.expect("seen");
        assert_eq!(buyer_of(&world, "mara").await.unread, 0);
    }
}

#[test]
fn there_are_twelve_weeks_that_end_with_this_one() {
    let now = Timestamp(1_773_057_900_000_000);
    let weeks = weeks(now);
    assert_eq!(weeks[WEEKS - 1], now.week_start());
    assert!(weeks.windows(2).all(|pair| pair[1].since_us(pair[0]) == WEEK_US));
}
