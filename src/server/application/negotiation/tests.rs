//! Stories of negotiation, told through the use cases on both databases.

use super::*;
use crate::{
    api_types::{
        AppError,
        catalog::BuyInput,
        negotiation::{LineFilter, LineSort, LineView, MessageKind, Tab},
    },
    domain::{
        ids::{EventId, TransactionId},
        negotiation::{Action, LineStatus},
        pricing::{PriceBreak, PriceBreaks},
        refusal::Refusal,
        time::{DAY_US, MINUTE_US},
    },
    server::{
        application::{
            audit::{self, Verdict},
            cart, demand, execute, inventory, notification, query_in,
        },
        testing::{
            World, accept_input, add_input, buy_input, buyer, documents_answer, documents_request, draft, on_both,
            price_input, quantity_input, reason_input, seller, text_input,
        },
    },
};

async fn view(
    world: &World,
    who: &str,
    line: (crate::domain::ids::LineId, Side),
) -> crate::api_types::negotiation::LineView {
    query_in(&world.as_person(who), load_line, (line.0, line.1, false)).await.expect("the line")
}

async fn bell(world: &World, who: &str) -> Vec<String> {
    let page = query_in(&world.as_person(who), notification::load_notifications, String::new()).await;
    page.expect("notifications").notifications.rows.iter().map(|row| row.notice.sentence()).collect()
}

fn filter(side: Side, tab: Tab) -> LineFilter {
    LineFilter { side, tab, after: String::new(), limit: 0, sort: LineSort::Newest }
}

async fn assert_audit_intact(world: &World) {
    for organisation in ["Halden", "Orbit"] {
        let verdict = audit::verify(&world.system(), world.organisation(organisation)).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(entries) if entries > 0), "{organisation}: {verdict:?}");
    }
}

on_both! {
    async fn a_part_is_negotiated_from_request_to_agreement(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let line = world.open(listing, 12).await;
        assert_eq!(bell(&world, "jonas").await, ["Halden asks for 12 × AN3-5A"]);
        world.quote(line, "41.20", 0).await.expect("an offer");
        assert_eq!(bell(&world, "mara").await, ["Orbit offered 41.20 USD each for AN3-5A"]);
        let accepted = world.accept(line, 1).await.expect("an agreement");
        assert_eq!(accepted.status, LineStatus::Accepted);
        let (mine, theirs) = (view(&world, "mara", (line, Side::Buyer)).await, view(&world, "jonas", (line, Side::Seller)).await);
        assert_eq!(mine.agreement, theirs.agreement);
        assert_eq!(mine.agreement.map(|a| a.subtotal.to_string()), Some("494.40 USD".into()));
        assert_eq!((mine.counterparty.as_str(), theirs.counterparty.as_str()), ("Orbit", "Halden"));
        assert_eq!(mine.available, Some(88));
        let said: Vec<_> = theirs.thread.iter().map(|message| message.kind).collect();
        let expected = [Action::AddToCart, Action::UpdatePrice, Action::AcceptOffer].map(MessageKind::System);
        assert_eq!(said, expected);
        let id = mine.transaction_id.expect("a transaction");
        let bought = query_in(&world.as_person("mara"), load_transaction, id).await.expect("the buyer's");
        let sold = query_in(&world.as_person("priya"), load_transaction, id).await.expect("the seller's");
        assert_eq!(bought.row.agreement, sold.row.agreement);
        assert_eq!((bought.revision, bought.lead_time_days), (Some(1), Some(5)));
        assert_audit_intact(&world).await;
    }

    async fn both_sides_see_the_same_line_mirrored(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        let cart = query_in(&world.as_person("mara"), load_lines, filter(Side::Buyer, Tab::Active)).await.expect("the cart");
        let requests = query_in(&world.as_person("jonas"), load_lines, filter(Side::Seller, Tab::Active)).await.expect("requests");
        assert_eq!((cart.active, cart.closed, requests.active, requests.closed), (1, 0, 1, 0));
        assert_eq!(cart.lines.rows[0].id, requests.lines.rows[0].id);
        assert_eq!((cart.lines.rows[0].unread, requests.lines.rows[0].unread), (0, 1));
        execute(world.as_person("jonas"), no_quote, reason_input(seller(line), "sold out")).await.expect("declined");
        let cart = query_in(&world.as_person("mara"), load_lines, filter(Side::Buyer, Tab::Closed)).await.expect("the cart");
        assert_eq!((cart.active, cart.closed, cart.lines.rows[0].status), (0, 1, LineStatus::NoQuote));
    }

    async fn a_line_is_nobody_elses(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        for (who, side) in [("tomas", Side::Buyer), ("emil", Side::Buyer), ("ines", Side::Seller)] {
            let seen = query_in(&world.as_person(who), load_line, (line, side, false)).await;
            assert_eq!(seen, Err(AppError::NotFound), "{who} sees it");
            let mut act = reason_input(buyer(line), "");
            act.line.side = side;
            assert_eq!(execute(world.as_person(who), withdraw, act).await, Err(AppError::NotFound), "{who} acts on it");
            assert_eq!(execute(world.as_person(who), mark_seen, (line, side, 1)).await, Err(AppError::NotFound), "{who}");
        }
        let guest = query_in(&world.guest(), load_line, (line, Side::Buyer, false)).await;
        assert_eq!(guest, Err(AppError::SignInRequired));
        let seller_as_buyer = query_in(&world.as_person("jonas"), load_line, (line, Side::Buyer, false)).await;
        assert_eq!(seller_as_buyer, Err(AppError::Forbidden));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.status, LineStatus::Open, "nothing was changed");
    }

    async fn an_accept_of_an_older_offer_is_refused_and_changes_nothing(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        world.quote(line, "41.20", 0).await.expect("an offer");
        world.quote(line, "44.00", 1).await.expect("another");
        let before = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!(world.accept(line, 1).await, Err(Refusal::OfferChanged.into()));
        let after = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((before.version, before.messages), (after.version, after.messages));
        let said = &after.thread.last().expect("the second offer").text;
        assert!(said.starts_with("Offer 2: 44.00 USD each (+6.8 %) for up to 12, lead time 5 d, valid until"), "{said}");
        assert_eq!(world.quote(line, "40.00", 1).await, Err(Refusal::OfferChanged.into()), "a price over an unseen price");
    }

    async fn a_repeated_request_acts_once(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let add = add_input(listing, 12);
        let first = execute(world.as_person("mara"), cart::add_to_cart, add.clone()).await.expect("added");
        let again = execute(world.as_person("mara"), cart::add_to_cart, add.clone()).await.expect("the same answer");
        assert_eq!(first, again);
        let price = price_input(first.line_id, "41.20", 0);
        execute(world.as_person("jonas"), update_price, price.clone()).await.expect("an offer");
        execute(world.as_person("jonas"), update_price, price).await.expect("the same answer");
        let accept = accept_input(first.line_id, 1);
        let one = execute(world.as_person("mara"), accept_offer, accept.clone()).await.expect("accepted");
        let two = execute(world.as_person("mara"), accept_offer, accept.clone()).await.expect("the same answer");
        assert_eq!(one, two);
        let line = view(&world, "mara", (first.line_id, Side::Buyer)).await;
        assert_eq!((line.quantity, line.revisions, line.messages, line.available), (12, 1, 3, Some(88)));
        let mut stolen = reason_input(seller(first.line_id), "");
        stolen.line.request_id = accept.line.request_id;
        let stolen = execute(world.as_person("jonas"), withdraw, stolen).await;
        assert!(matches!(stolen, Err(AppError::Invalid(_))), "{stolen:?}");
    }

    async fn adds_of_the_same_listing_add_up(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (100, None)).await;
        let line = world.open(listing, 12).await;
        world.quote(line, "41.20", 0).await.expect("an offer for up to 12");
        assert_eq!(world.open(listing, 3).await, line);
        let raised = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((raised.quantity, raised.status), (15, LineStatus::Open), "the offer does not reach that far");
        world.quote(line, "40.00", 1).await.expect("another offer");
        world.accept(line, 2).await.expect("accepted");
        assert_ne!(world.open(listing, 1).await, line, "an agreed line is left alone");
    }

    async fn a_quantity_is_bought_at_the_price_of_its_break_and_only_at_the_one_seen(store: Store) {
        let world = World::new(store).await;
        let steps = vec![PriceBreak { from: 10, micros: 3_900_000 }];
        let mut broken = draft("AN3-5A", 100, Some("4.20"));
        broken.breaks = PriceBreaks::new(steps).expect("valid");
        let listing = world.list("Orbit", "AN3-5A", (100, Some("4.20"))).await;
        let list = |draft| execute(world.system(), inventory::import_listings, (world.organisation("Orbit"), vec![draft]));
        list(broken.clone()).await.expect("listed");
        let seen = broken.price_list().expect("priced").to_string();
        let buy = |quantity, prices_seen: &str| {
            let input = BuyInput { prices_seen: prices_seen.to_owned(), ..buy_input(listing, quantity) };
            execute(world.as_person("mara"), cart::buy_at_list_price, input)
        };
        for (quantity, price) in [(9, "4.20 USD"), (10, "3.90 USD")] {
            let bought = buy(quantity, &seen).await.expect("bought");
            let line = view(&world, "mara", (bought.line_id, Side::Buyer)).await;
            assert_eq!(line.agreement.map(|agreement| agreement.unit_price.to_string()).as_deref(), Some(price));
        }
        let open = world.open(listing, 12).await;
        let shown = |line: LineView| line.list_price.map(|price| price.to_string());
        assert_eq!(shown(view(&world, "mara", (open, Side::Buyer)).await).as_deref(), Some("3.90 USD"));
        let drawn = view(&world, "mara", (open, Side::Buyer)).await;
        let fewer = quantity_input(open, (drawn.quantity, drawn.version), 5);
        execute(world.as_person("mara"), change_quantity, fewer).await.expect("changed");
        assert_eq!(shown(view(&world, "mara", (open, Side::Buyer)).await).as_deref(), Some("4.20 USD"));
        let lines = query_in(&world.as_person("mara"), load_lines, filter(Side::Buyer, Tab::Active)).await.expect("the cart");
        let row = lines.lines.rows.into_iter().find(|row| row.id == open).expect("the line's row");
        assert_eq!(row.unit_price.map(|price| price.to_string()).as_deref(), Some("4.20 USD"));
        broken.breaks = PriceBreaks::NONE;
        list(broken).await.expect("the break is gone");
        let refused = buy(10, &seen).await.expect_err("the price has changed");
        assert!(refused.to_string().contains("10 now cost 4.20 USD each. Nothing was bought."), "{refused}");
        assert_eq!(refused.status(), 409);
        buy(9, &seen).await.expect("this quantity costs what it did");
        assert!(matches!(buy(1, "cheap").await, Err(AppError::Invalid(_))));
    }

    async fn buying_at_list_price_makes_a_transaction_at_once(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (10, Some("2.50"))).await;
        let bought = execute(world.as_person("mara"), cart::buy_at_list_price, buy_input(listing, 4)).await.expect("bought");
        assert_eq!(bought.status, LineStatus::Accepted);
        let line = view(&world, "mara", (bought.line_id, Side::Buyer)).await;
        assert_eq!((line.agreement.map(|a| a.subtotal.minor), line.available), (Some(1_000), Some(6)));
        assert!(line.transaction_id.is_some());
        let too_many = execute(world.as_person("mara"), cart::buy_at_list_price, buy_input(listing, 7)).await;
        assert_eq!(too_many, Err(Refusal::OutOfStock { available: 6 }.into()));
        let unpriced = world.list("Orbit", "AN4-6A", (10, None)).await;
        let refused = execute(world.as_person("mara"), cart::buy_at_list_price, buy_input(unpriced, 1)).await;
        assert_eq!(refused, Err(Refusal::NoListPrice.into()));
    }

    async fn the_last_unit_closes_every_other_line_for_it(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (5, Some("2.50"))).await;
        let line = world.open(listing, 5).await;
        let rival = execute(world.as_person("emil"), cart::buy_at_list_price, buy_input(listing, 5)).await.expect("bought");
        let closed = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((closed.status, closed.actions.len()), (LineStatus::Closed, 0));
        assert_eq!(bell(&world, "mara").await, ["AN3-5A with Orbit was closed: stock no longer available"]);
        assert_ne!(rival.line_id, line);
        assert_audit_intact(&world).await;
    }

    async fn removed_stock_closes_its_lines_and_a_reupload_keeps_the_others(store: Store) {
        let world = World::new(store).await;
        let (gone, kept) = (world.list("Orbit", "AN3-5A", (5, None)).await, world.list("Orbit", "AN4-6A", (5, None)).await);
        let (gone, kept) = (world.open(gone, 1).await, world.open(kept, 1).await);
        let stock = vec![draft("AN3-5A", 0, None), draft("AN4-6A", 9, Some("1.00"))];
        execute(world.system(), inventory::import_listings, (world.organisation("Orbit"), stock)).await.expect("imported");
        assert_eq!(view(&world, "mara", (gone, Side::Buyer)).await.status, LineStatus::Closed);
        let kept = view(&world, "mara", (kept, Side::Buyer)).await;
        assert_eq!((kept.status, kept.available, kept.list_price), (LineStatus::Open, Some(9), None), "the line keeps its own copy");
    }

    async fn an_offer_expires_by_the_servers_clock(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        world.quote(line, "41.20", 0).await.expect("valid for 14 days");
        world.advance_us(14 * DAY_US);
        assert_eq!(world.accept(line, 1).await, Err(Refusal::OfferExpired.into()), "even before the job has run");
        assert_eq!(execute(world.system(), expire_offers, ()).await, Ok(1));
        assert_eq!(execute(world.system(), expire_offers, ()).await, Ok(0));
        let expired = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!(expired.status, LineStatus::Open);
        assert!(expired.offers[0].is_expired && !expired.offers[0].is_live);
        world.quote(line, "42.00", 1).await.expect("a renewed offer");
        world.accept(line, 2).await.expect("accepted");
    }

    async fn accepting_closes_the_matching_demand_if_asked_to(store: Store) {
        let world = World::new(store).await;
        let input = crate::api_types::catalog::DemandInput {
            part_number: "an3 5a".into(),
            quantity: "12".into(),
            condition: String::new(),
            needed_by: String::new(),
            note: String::new(),
        };
        let id = execute(world.as_person("mara"), demand::create_demand, input).await.expect("a demand");
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        world.quote(line, "41.20", 0).await.expect("an offer");
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.demand_id, Some(id));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.demand.as_deref(), Some("12 × an3 5a"));
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.demand_id, None, "the seller is not told");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.demand, None);
        let mut accept = accept_input(line, 1);
        accept.close_demand = Some("on".into());
        execute(world.as_person("mara"), accept_offer, accept).await.expect("accepted");
        let demands = query_in(&world.as_person("mara"), demand::load_demands, (Tab::Closed, String::new())).await;
        assert_eq!(demands.expect("demands").closed_count, 1);
    }

    async fn documentation_is_asked_for_and_answered(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        execute(world.as_person("mara"), request_documentation, documents_request(line)).await.expect("asked");
        let again = execute(world.as_person("mara"), request_documentation, documents_request(line)).await;
        assert_eq!(again, Err(Refusal::DocumentationPending.into()));
        assert!(view(&world, "jonas", (line, Side::Seller)).await.actions.contains(&Action::ProvideDocumentation));
        let answer = documents_answer(line, "EASA Form 1 no. 4711");
        execute(world.as_person("jonas"), provide_documentation, answer).await.expect("answered");
        let line = view(&world, "mara", (line, Side::Buyer)).await;
        assert!(!line.documentation_pending);
        assert_eq!(line.thread.last().map(|message| message.text.as_str()), Some("Documentation: EASA Form 1 no. 4711"));
    }

    async fn messages_are_counted_until_they_are_seen(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        for text in ["Is it in stock?", "With a Form 1?"] {
            execute(world.as_person("mara"), send_message, text_input(buyer(line), text)).await.expect("sent");
        }
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.unread, 3);
        assert_eq!(view(&world, "priya", (line, Side::Seller)).await.unread, 3);
        execute(world.as_person("jonas"), mark_seen, (line, Side::Seller, 2)).await.expect("seen");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.unread, 1);
        execute(world.as_person("jonas"), send_message, text_input(seller(line), "Yes, both.")).await.expect("sent");
        assert_eq!(view(&world, "jonas", (line, Side::Seller)).await.unread, 0, "who answers has read");
        assert_eq!(view(&world, "priya", (line, Side::Seller)).await.unread, 3, "a colleague has not");
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.unread, 1);
    }

    async fn an_agreed_line_takes_messages_and_an_ended_one_none(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, Some("1.00"))).await, 12).await;
        world.quote(line, "0.90", 0).await.expect("an offer");
        world.accept(line, 1).await.expect("accepted");
        execute(world.as_person("jonas"), send_message, text_input(seller(line), "Ships today")).await.expect("sent");
        let refused = execute(world.as_person("jonas"), withdraw, reason_input(seller(line), "")).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::NotNow { .. }))), "{refused:?}");
        let other = world.open(world.list("Orbit", "AN4-6A", (100, None)).await, 1).await;
        execute(world.as_person("mara"), withdraw, reason_input(buyer(other), "no longer needed")).await.expect("withdrawn");
        let refused = execute(world.as_person("mara"), send_message, text_input(buyer(other), "hello?")).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::NotNow { .. }))), "{refused:?}");
    }

    async fn bad_input_names_every_field_and_changes_nothing(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        let mut price = price_input(line, "free", 0);
        price.currency = "GOLD".into();
        price.quantity = "many".into();
        price.valid_days = "0".into();
        let refused = execute(world.as_person("jonas"), update_price, price).await.expect_err("refused");
        for field in ["unit_price", "currency", "quantity", "valid_days"] {
            assert!(refused.reason_for(field).is_some(), "{field}: {refused}");
        }
        let empty = execute(world.as_person("mara"), send_message, text_input(buyer(line), "  ")).await;
        assert_eq!(empty, Err(AppError::invalid("text", "must not be empty")));
        assert_eq!(view(&world, "mara", (line, Side::Buyer)).await.messages, 1);
    }

    async fn the_thread_shows_four_weeks_and_older_on_demand(store: Store) {
        let world = World::new(store).await;
        let line = world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        world.advance_us(28 * DAY_US + MINUTE_US);
        execute(world.as_person("mara"), send_message, text_input(buyer(line), "Any news?")).await.expect("sent");
        let recent = view(&world, "mara", (line, Side::Buyer)).await;
        assert_eq!((recent.thread.len(), recent.has_older), (1, true));
        let all = query_in(&world.as_person("mara"), load_line, (line, Side::Buyer, true)).await.expect("the line");
        assert_eq!((all.thread.len(), all.has_older), (2, false));
    }

    async fn reading_makes_no_cart(store: Store) {
        let world = World::new(store).await;
        let cart = query_in(&world.as_person("mara"), load_lines, filter(Side::Buyer, Tab::Active)).await.expect("an empty cart");
        assert_eq!(cart.lines.rows.len(), 0);
        let mut reader = world.system().read().await.expect("a reader");
        let current = crate::server::storage::cart::current(&mut reader, world.person("mara"), world.organisation("Halden")).await;
        assert_eq!(current.expect("an answer"), None);
    }

    async fn pages_take_the_same_number_of_statements_however_long_the_list(store: Store) {
        let world = World::new(store).await;
        let mut counted = Vec::new();
        for (size, from) in [(2, 0), (40, 2)] {
            let drafts = (from..size).map(|n| draft(&format!("P{n:03}"), 10, None)).collect::<Vec<_>>();
            execute(world.system(), inventory::import_listings, (world.organisation("Orbit"), drafts)).await.expect("listed");
            let ids = query_in(&world.system(), inventory::listing_identities, world.organisation("Orbit")).await.expect("ids");
            for (_, listing) in ids {
                world.open(listing, 1).await;
            }
            let mut row = Vec::new();
            for (who, side) in [("mara", Side::Buyer), ("jonas", Side::Seller)] {
                let context = world.as_person(who);
                let list = query_in(&context, load_lines, filter(side, Tab::Active)).await.expect("a list");
                row.push(context.store.statements());
                let context = world.as_person(who);
                query_in(&context, load_line, (list.lines.rows[0].id, side, false)).await.expect("a drawer");
                row.push(context.store.statements());
            }
            counted.push(row);
        }
        assert_eq!(counted, [[5, 7, 3, 7], [5, 7, 3, 7]]);
    }

    async fn notifications_are_their_readers_own(store: Store) {
        let world = World::new(store).await;
        world.open(world.list("Orbit", "AN3-5A", (100, None)).await, 12).await;
        let page = query_in(&world.as_person("jonas"), notification::load_notifications, String::new()).await.expect("a page");
        let id: EventId = page.notifications.rows[0].event_id;
        execute(world.as_person("ines"), notification::mark_read, Some(id)).await.expect("nothing of hers");
        assert_eq!(bell(&world, "ines").await, Vec::<String>::new());
        let page = query_in(&world.as_person("jonas"), notification::load_notifications, String::new()).await.expect("a page");
        assert_eq!(page.unread, 1);
        execute(world.as_person("jonas"), notification::mark_read, None).await.expect("all read");
        let page = query_in(&world.as_person("jonas"), notification::load_notifications, String::new()).await.expect("a page");
        assert_eq!(page.unread, 0);
    }

    async fn a_transaction_is_its_parties_own(store: Store) {
        let world = World::new(store).await;
        let listing = world.list("Orbit", "AN3-5A", (10, Some("2.50"))).await;
        let bought = execute(world.as_person("mara"), cart::buy_at_list_price, buy_input(listing, 4)).await.expect("bought");
        let id: TransactionId = view(&world, "mara", (bought.line_id, Side::Buyer)).await.transaction_id.expect("made");
        for who in ["emil", "ines", "tomas"] {
            let seen = query_in(&world.as_person(who), load_transaction, id).await;
            assert_eq!(seen.map(|_| ()), Err(AppError::NotFound), "{who}");
        }
        for (who, side, rows) in [("mara", Side::Buyer, 1), ("jonas", Side::Seller, 1), ("ines", Side::Seller, 0)] {
            let list = query_in(&world.as_person(who), load_transactions, (Some(side), String::new())).await.expect("a list");
            assert_eq!(list.rows.rows.len(), rows, "{who}");
        }
    }
}

mod adding;
mod compare;
mod neighbours;
mod reasons;
mod triage;
