//! Claims about guests: how one comes to be, what is theirs, what they order, what becomes of what they leave; on both databases.

mod races;
mod signing_in;

use super::{cart::*, *};
use crate::{
    api_types::{
        catalog::PartSearch,
        checkout::{CheckoutPage, Submitted},
        guest::{GuestCart, GuestFields, GuestOrderInput, GuestQuantityInput},
        negotiation::{LineFilter, LineRow, LineSort, Tab},
        order::{BagFilter, ShipInput},
    },
    domain::{
        cart::CartSettings,
        ids::{LineId, ListingId},
        negotiation::{LineStatus, Side},
        ordering::BagCommand,
        refusal::Refusal,
        storefront::StorefrontAccess,
        time::HOUR_US,
    },
    server::{
        application::{
            audit::{self, Verdict},
            cart as carts, catalog, execute, negotiation as lines, notification, ordering,
            ordering::{bag, orders, seller_bags},
            query_in, sharing,
            storefront::tests::set as set_access,
        },
        testing::{Contents, NOON, World, add_input, buy_input, on_both, request, text_input},
    },
};

async fn cart_of(world: &World, token: &str) -> GuestCart {
    load_cart(&world.as_guest(token).await).await.expect("the cart")
}

/// Part numbers and quantities, as the guest's page lists them.
async fn held(world: &World, token: &str) -> Vec<(String, i64)> {
    let bags = cart_of(world, token).await.bags;
    bags.into_iter().flat_map(|bag| bag.lines).map(|line| (line.part_number, line.quantity)).collect()
}

async fn first_line(world: &World, token: &str) -> LineId {
    cart_of(world, token).await.bags[0].lines[0].line_id
}

async fn remove(world: &World, token: &str, line_id: LineId) -> Result<(), AppError> {
    execute(world.as_guest(token).await, remove_line, line_id).await
}

async fn available(world: &World, part: &str) -> i64 {
    let page = query_in(&world.as_person("sally"), catalog::load_part, part.to_owned()).await.expect("the part");
    page.listings.iter().map(|listing| listing.available).sum()
}

fn filter(side: Side, tab: Tab) -> LineFilter {
    LineFilter { side, tab, after: String::new(), limit: 1_000, sort: LineSort::Newest }
}

/// What a seller's closed tab shows, the newest first.
async fn seller_sees(world: &World, who: &str) -> Vec<LineRow> {
    let list = query_in(&world.as_person(who), lines::load_lines, filter(Side::Seller, Tab::Closed)).await;
    list.expect("the list").lines.rows
}

fn fields() -> GuestFields {
    GuestFields {
        name: "Ada Lovelace".into(),
        email: "ada@engine.example".into(),
        phone: "+44 20 7946 0000".into(),
        street: "12 St James's Square".into(),
        postal_code: "SW1Y 4JH".into(),
        city: "London".into(),
        country: "gb".into(),
        customer_po: "PO-1".into(),
        ..GuestFields::default()
    }
}

async fn review(world: &World, token: &str) -> CheckoutPage {
    query_in(&world.as_guest(token).await, ordering::load_checkout, ()).await.expect("the review page")
}

fn order_input(page: &CheckoutPage) -> GuestOrderInput {
    let (content, request_id) = (page.content.clone(), page.request_id);
    GuestOrderInput { cart_id: page.cart.id.expect("a cart"), content, request_id, fields: fields() }
}

async fn submit(world: &World, token: &str, input: GuestOrderInput) -> Result<Submitted, AppError> {
    execute(world.as_guest(token).await, ordering::submit_guest_order, input).await
}

async fn order(world: &World, token: &str) -> crate::domain::ids::CartId {
    let input = order_input(&review(world, token).await);
    match submit(world, token, input).await.expect("ordered") {
        Submitted::Ordered { order, already: false, carried: None } => order.id,
        other => panic!("not ordered: {other:?}"),
    }
}

async fn logs_hold(world: &World, organisations: &[&str]) {
    for name in organisations {
        let verdict = audit::verify(&world.system(), world.organisation(name)).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(_)), "{name}: {verdict:?}");
    }
}

on_both! {
    async fn looking_makes_nobody_a_guest_and_buying_does(store: Store) {
        let world = World::new(store.clone()).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let contents = Contents::of(&store).await;
        let before = contents.read().await;
        query_in(&world.guest(), catalog::search_parts, PartSearch::default()).await.expect("the catalogue");
        assert!(load_cart(&world.guest()).await.expect("a cart").bags.is_empty());
        let page = query_in(&world.guest(), ordering::load_checkout, ()).await.expect("a checkout");
        assert!(page.bags.is_empty() && page.guest.is_some());
        let refused = execute(world.guest(), carts::buy, buy_input(bolt, 101)).await.map(|_| ());
        assert_eq!(refused, Err(Refusal::OutOfStock { available: 100 }.into()));
        assert_eq!(contents.read().await, before);
        let token = world.new_guest(&[(bolt, 5), (bolt, 2)]).await;
        assert_eq!(held(&world, &token).await, [("AN1".to_owned(), 5), ("AN1".to_owned(), 2)]);
        assert_eq!(available(&world, "AN1").await, 93);
        let sold = seller_sees(&world, "jonas").await;
        assert!(sold.iter().all(|row| row.status == LineStatus::Accepted && row.counterparty.starts_with("Guest ")));
    }

    async fn guests_are_of_no_list_and_nobody_signs_in_as_one(store: Store) {
        let world = World::new(store).await;
        let before = identity::list_people(world.system(), ()).await.expect("people").len();
        let token = world.new_guest(&[(world.list("Orbit", "AN1", (9, Some("3.10"))).await, 1)]).await;
        assert_eq!(identity::list_people(world.system(), ()).await.expect("people").len(), before);
        let organisations = identity::list_organisations(world.system(), ()).await.expect("a list");
        assert!(organisations.iter().all(|organisation| !organisation.name.starts_with("Guest")));
        let guest = world.as_guest(&token).await;
        let person_id = guest.guest().expect("a guest").record.principal.person_id;
        let offered = query_in(&guest, identity::load_sign_in, ()).await.expect("the page").demo_people;
        assert!(offered.iter().all(|person| person.person_id != person_id));
        let entered = execute(world.guest(), identity::demo_sign_in, person_id).await.map(|_| ());
        assert_eq!(entered, Err(AppError::NotFound));
    }

    async fn whatever_is_not_for_guests_asks_them_to_sign_in(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let token = world.new_guest(&[(bolt, 5)]).await;
        let line_id = first_line(&world, &token).await;
        let guest = world.as_guest(&token).await;
        let refused = Err(AppError::SignInRequired);
        assert_eq!(execute(guest.clone(), carts::add_to_cart, add_input(bolt, 1)).await.map(|_| ()), refused);
        let text = text_input(crate::server::testing::buyer(line_id), "Is it new?");
        assert_eq!(execute(guest.clone(), lines::send_message, text).await.map(|_| ()), refused);
        assert_eq!(query_in(&guest, lines::load_line, (line_id, Side::Buyer, false)).await.map(|_| ()), refused);
        assert_eq!(query_in(&guest, sharing::load_carts, ()).await.map(|_| ()), refused);
        assert_eq!(query_in(&guest, identity::load_profile, ()).await.map(|_| ()), refused);
        assert_eq!(query_in(&guest, orders::load_orders, Default::default()).await.map(|_| ()), refused);
    }

    async fn a_guest_reaches_nobody_elses_cart_or_order(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let (ada, bob) = (world.new_guest(&[(bolt, 5)]).await, world.new_guest(&[(bolt, 7)]).await);
        assert_eq!((held(&world, &ada).await[0].1, held(&world, &bob).await[0].1), (5, 7));
        assert_eq!(remove(&world, &bob, first_line(&world, &ada).await).await, Err(AppError::NotFound));
        let stolen = order_input(&review(&world, &ada).await);
        assert_eq!(submit(&world, &bob, stolen).await.map(|_| ()), Err(AppError::NotFound));
        let order_id = order(&world, &ada).await;
        let seen = query_in(&world.as_guest(&ada).await, orders::load_order, order_id).await.expect("the order");
        assert!(seen.is_guest && seen.submitted_by == "Ada Lovelace");
        assert!(seen.bags.iter().all(|bag| bag.body.actions.is_empty()));
        let of = async |context: Context| query_in(&context, orders::load_order, order_id).await.map(|_| ());
        assert_eq!(of(world.as_guest(&bob).await).await, Err(AppError::NotFound));
        assert_eq!(of(world.as_person("mara")).await, Err(AppError::NotFound));
        assert_eq!(of(world.guest()).await, Err(AppError::SignInRequired));
        assert_eq!(of(world.as_guest("no such token").await).await, Err(AppError::SignInRequired));
        let pages = orders::load_order_pages(world.as_guest(&ada).await, order_id).await.expect("the document");
        assert!(pages.1.starts_with(b"%PDF"));
    }

    async fn what_a_guest_gives_back_is_available_again_and_its_seller_told(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (9, Some("3.10"))).await;
        let token = world.new_guest(&[(bolt, 9)]).await;
        let line_id = first_line(&world, &token).await;
        let late = execute(world.as_person("mara"), carts::buy_at_list_price, buy_input(bolt, 1)).await;
        assert_eq!(late, Err(Refusal::ListingGone.into()));
        for _twice in 0..2 {
            assert_eq!(remove(&world, &token, line_id).await, Ok(()));
        }
        assert_eq!((available(&world, "AN1").await, held(&world, &token).await), (9, Vec::new()));
        let line = query_in(&world.as_person("jonas"), lines::load_line, (line_id, Side::Seller, false)).await.expect("seen");
        assert_eq!(line.status, LineStatus::Closed);
        let told = query_in(&world.as_person("jonas"), notification::load_notifications, String::new()).await.expect("told");
        let sentence = told.notifications.rows[0].notice.sentence();
        assert!(sentence.contains("given back without an order"), "{sentence}");
        assert!(execute(world.as_person("mara"), carts::buy_at_list_price, buy_input(bolt, 9)).await.is_ok());
        logs_hold(&world, &["Orbit", "Halden"]).await;
    }

    async fn another_quantity_is_bought_in_place_of_the_first_at_its_own_price(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (9, Some("3.10"))).await;
        let token = world.new_guest(&[(bolt, 5)]).await;
        let before = first_line(&world, &token).await;
        let change = async |line_id: LineId, quantity: &str, request_id| {
            let input = GuestQuantityInput { line_id, quantity: quantity.to_owned(), request_id };
            execute(world.as_guest(&token).await, change_quantity, input).await
        };
        // More than there is: nothing changes, not even the line.
        assert_eq!(change(before, "10", request()).await, Err(Refusal::OutOfStock { available: 9 }.into()));
        assert!(matches!(change(before, "none", request()).await, Err(AppError::Invalid(_))));
        assert_eq!(change(before, "5", request()).await, Ok(()));
        assert_eq!((first_line(&world, &token).await, available(&world, "AN1").await), (before, 4));
        // A repeated request acts once.
        let asked = request();
        for _twice in 0..2 {
            assert_eq!(change(before, "9", asked).await, Ok(()));
        }
        assert_eq!((held(&world, &token).await, available(&world, "AN1").await), (vec![("AN1".to_owned(), 9)], 0));
        let after = first_line(&world, &token).await;
        assert_ne!(after, before);
        let late = change(before, "2", request()).await;
        assert_eq!(late, Err(Refusal::LineChanged.into()), "it is another line by now");
        assert_eq!(change(after, "2", request()).await, Ok(()));
        assert_eq!((held(&world, &token).await, available(&world, "AN1").await), (vec![("AN1".to_owned(), 2)], 7));
        logs_hold(&world, &["Orbit"]).await;
    }

    async fn another_quantity_is_nobody_elses_to_buy_and_not_at_a_price_that_changed(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let (ada, bob) = (world.new_guest(&[(bolt, 5)]).await, world.new_guest(&[(bolt, 7)]).await);
        let line_id = first_line(&world, &ada).await;
        let input = || GuestQuantityInput { line_id, quantity: "6".to_owned(), request_id: request() };
        assert_eq!(execute(world.as_guest(&bob).await, change_quantity, input()).await, Err(AppError::NotFound));
        assert_eq!(execute(world.as_person("mara"), change_quantity, input()).await, Err(AppError::Forbidden));
        assert_eq!(execute(world.guest(), change_quantity, input()).await, Err(AppError::SignInRequired));
        world.list("Orbit", "AN1", (100, Some("4.00"))).await;
        let refused = execute(world.as_guest(&ada).await, change_quantity, input()).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::PriceChanged { quantity: 6, .. }))), "{refused:?}");
        assert_eq!(held(&world, &ada).await, [("AN1".to_owned(), 5)]);
    }

    async fn a_guest_orders_once_and_the_sellers_know_whom(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let seal = world.list("Kestrel", "MS2", (100, Some("0.5"))).await;
        let token = world.new_guest(&[(bolt, 5), (seal, 10)]).await;
        let page = review(&world, &token).await;
        assert!(page.blockers.is_empty() && page.bags.len() == 2);
        let empty = GuestOrderInput { fields: GuestFields::default(), ..order_input(&page) };
        let refused: Vec<String> = match submit(&world, &token, empty).await {
            Err(AppError::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            other => panic!("not refused: {other:?}"),
        };
        assert_eq!(refused, ["name", "street", "city", "postal_code", "phone", "email", "country"]);
        let other = GuestOrderInput { content: "0".repeat(32), ..order_input(&page) };
        assert_eq!(submit(&world, &token, other).await, Err(Refusal::CheckoutChanged.into()));
        let input = order_input(&page);
        let first = submit(&world, &token, input.clone()).await.expect("ordered");
        let again = submit(&world, &token, input).await.expect("the same");
        let (Submitted::Ordered { order, .. }, Submitted::Ordered { order: same, already: true, .. }) = (first, again) else {
            panic!("not ordered twice alike")
        };
        assert_eq!(order.id, same.id);
        let bags = query_in(&world.as_person("jonas"), seller_bags::load_bags, BagFilter::default()).await.expect("bags");
        assert!(bags.bags.rows[0].buyer.starts_with("Guest: Ada Lovelace ("), "{}", bags.bags.rows[0].buyer);
        let bag_id = bags.bags.rows[0].id;
        let seen = query_in(&world.as_person("jonas"), seller_bags::load_bag, bag_id).await.expect("the bag");
        assert!(format!("{:?}", seen.header).contains("ada@engine.example"));
        let cart = cart_of(&world, &token).await;
        assert!(cart.bags.is_empty() && cart.orders.len() == 1);
        let again = review(&world, &token).await.guest.expect("a guest");
        assert_eq!((again.name.as_str(), again.country.as_str(), again.customer_po.as_str()), ("Ada Lovelace", "GB", ""));
    }

    async fn the_letter_about_an_order_leads_to_it_from_anywhere_and_to_nothing_else(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let (ada, bob) = (world.new_guest(&[(bolt, 5)]).await, world.new_guest(&[(bolt, 7)]).await);
        let (hers, his) = (order(&world, &ada).await, order(&world, &bob).await);
        let mut reader = world.system().read().await.expect("a reader");
        let placed = store::of_order(&mut reader, hers).await.expect("a database").expect("a guest's order");
        let link = order_link(&placed.link_secret, hers);
        let key = link.split_once("?key=").expect("a key").1.to_owned();
        for context in [world.guest(), world.as_guest(&bob).await, world.as_person("mara"), world.as_person("jonas")] {
            let look = async |id, key: &str| {
                query_in(&context, orders::load_order_by_link, (id, key.to_owned())).await.map(|order| order.is_guest)
            };
            assert_eq!(look(hers, &key).await, Ok(true));
            assert!(look(hers, &key[1..]).await.is_err() && look(hers, "").await.is_err());
            let other = context.guest.is_none().then_some(his);
            assert!(other.is_none() || look(his, &key).await.is_err());
        }
        let payload = serde_json::json!({ "about": "guest_order", "event_id": crate::server::application::work::mint(),
            "person_id": placed.guest.principal.person_id, "order_id": hers });
        let draft = crate::server::application::mail::load_draft(world.system(), payload.to_string()).await;
        let draft = draft.expect("a draft").expect("a letter");
        assert_eq!((draft.email.as_str(), draft.path, draft.kind), ("ada@engine.example", link, None));
    }

    async fn a_guest_sees_what_is_shipped(store: Store) {
        let world = World::new(store).await;
        let token = world.new_guest(&[(world.list("Orbit", "AN1", (100, Some("3.10"))).await, 5)]).await;
        let order_id = order(&world, &token).await;
        let look = async || query_in(&world.as_guest(&token).await, orders::load_order, order_id).await.expect("the order");
        let (bag_id, line_id) = (look().await.bags[0].id, look().await.bags[0].body.lines[0].line_id);
        let context = world.system();
        let mut work = context.write().await.expect("a transaction");
        let locked = bag::lock_bag(&mut work, bag_id).await.expect("a database").expect("a bag");
        let accept = BagCommand::Accept { revision: 1, erp_order_number: None };
        if let Ok(event) = crate::domain::ordering::decide(&locked.bag, accept) {
            bag::record_bag(&mut work, &locked, &event, bag::Moved { by: None, at: context.now() }).await.expect("recorded");
        }
        work.commit(&context).await.expect("committed");
        let units = crate::api_types::order::UnitsInput { line_id, quantity: "5".into() };
        let of = crate::api_types::order::BagRef { bag_id, version_seen: None, request_id: request() };
        let input = ShipInput { bag: of, carrier: "DHL".into(), tracking: "JD0001".into(), lines: vec![units] };
        execute(world.as_person("jonas"), seller_bags::ship_bag, input).await.expect("shipped");
        let seen = look().await;
        assert_eq!((seen.bags[0].body.lines[0].shipped, seen.bags[0].body.shipments.len()), (5, 1));
    }

    async fn a_browser_knows_its_guest_for_thirty_days_and_what_nobody_knows_is_given_back(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let (gone, ordered) = (world.new_guest(&[(bolt, 5)]).await, world.new_guest(&[(bolt, 7)]).await);
        let order_id = order(&world, &ordered).await;
        let orphans = async || execute(world.system(), give_back_orphans, ()).await.expect("a round");
        world.clock.set(NOON.plus_days(30).plus_us(-1));
        assert_eq!((orphans().await, held(&world, &gone).await.len(), available(&world, "AN1").await), (0, 1, 88));
        world.clock.set(NOON.plus_days(30));
        assert!(world.as_guest(&gone).await.guest().is_err());
        let found = query_in(&world.as_guest(&ordered).await, orders::load_order, order_id).await.map(|_| ());
        assert_eq!(found, Err(AppError::SignInRequired));
        assert_eq!((orphans().await, available(&world, "AN1").await, orphans().await), (1, 93, 0));
        let mut work = world.system().write().await.expect("a transaction");
        assert_eq!(forget_sessions(&mut work, world.clock.now()).await.expect("swept"), 2);
    }

    async fn the_daily_run_empties_abandoned_carts_of_guests_as_well(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let nightly = CartSettings { purge_abandoned: true, retention_days: 7, purge_minute: 13 * 60, ..CartSettings::default() };
        carts::settings_tests::set(&world, nightly).await;
        let idle = world.new_guest(&[(bolt, 5)]).await;
        world.clock.set(NOON.plus_days(5));
        let busy = world.new_guest(&[(bolt, 7)]).await;
        world.clock.set(NOON.plus_days(7).plus_us(HOUR_US));
        assert_eq!(execute(world.system(), carts::purge_abandoned, ()).await.expect("a round"), Some(1));
        assert_eq!((held(&world, &idle).await.len(), held(&world, &busy).await.len()), (0, 1));
        assert_eq!(available(&world, "AN1").await, 93);
        let settings = query_in(&world.as_person("mick"), carts::load_cart_settings, ()).await.expect("the settings");
        assert_eq!(settings.last_run.map(|run| (run.carts, run.is_done)), Some((1, true)));
        // The guest is still known, and fills another cart.
        let again = execute(world.as_guest(&idle).await, carts::buy, buy_input(bolt, 1)).await.expect("bought");
        assert!(again.guest.is_none() && held(&world, &idle).await == [("AN1".to_owned(), 1)]);
    }

    async fn of_one_network_address_only_so_many_guests_come_at_once(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let from = |address: &str| Context { client: address.into(), ..world.guest() };
        let buy = async |context: Context| execute(context, carts::buy, buy_input(bolt, 1)).await.map(|_| ());
        for _ in 0..30 {
            assert_eq!(buy(from("192.0.2.7")).await, Ok(()));
        }
        assert_eq!(buy(from("192.0.2.7")).await, Err(AppError::TooManyAttempts(5)));
        assert_eq!(buy(from("192.0.2.8")).await, Ok(()));
        world.advance_us(5 * crate::domain::time::SECOND_US);
        assert_eq!(buy(from("192.0.2.7")).await, Ok(()));
        assert_eq!(available(&world, "AN1").await, 68);
    }

    async fn a_closed_storefront_leaves_guests_their_orders_and_nothing_else(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let token = world.new_guest(&[(bolt, 5)]).await;
        let order_id = order(&world, &token).await;
        let later = world.new_guest(&[(bolt, 2)]).await;
        let (input, line_id) = (order_input(&review(&world, &later).await), first_line(&world, &later).await);
        set_access(&world, StorefrontAccess::SignInRequiredToBrowse).await;
        let refused = Err(AppError::SignInRequired);
        for context in [world.guest(), world.as_guest(&later).await] {
            assert_eq!(execute(context.clone(), carts::buy, buy_input(bolt, 1)).await.map(|_| ()), refused);
            assert_eq!(query_in(&context, ordering::load_checkout, ()).await.map(|_| ()), refused);
            let list = query_in(&context, lines::load_lines, filter(Side::Buyer, Tab::Active)).await;
            assert_eq!(list.map(|_| ()), refused);
            assert_eq!(query_in(&context, catalog::search_parts, PartSearch::default()).await.map(|_| ()), refused);
        }
        assert_eq!(submit(&world, &later, input).await.map(|_| ()), refused);
        assert_eq!(remove(&world, &later, line_id).await, refused);
        assert!(query_in(&world.as_guest(&token).await, orders::load_order, order_id).await.is_ok());
        // Signing in takes along what was bought while it was open.
        let entered = execute(world.as_guest(&later).await, identity::demo_sign_in, world.person("mara")).await.expect("in");
        assert!(entered.drops_guest && entered.has_report);
    }
}
