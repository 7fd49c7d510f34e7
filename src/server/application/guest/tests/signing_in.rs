//! What becomes of a guest's cart when its owner signs in.

use super::*;
use crate::{
    api_types::{
        checkout::{AddressInput, LimitInput, SubmitInput},
        guest::{Arrival, AskedNow, KeptReason},
    },
    domain::identity::{Role, Roles},
    server::application::identity::{NewOrganisation, SetMember, SignedIn},
};

pub async fn sign_in(world: &World, token: &str, who: &str) -> SignedIn {
    let entered = execute(world.as_guest(token).await, identity::demo_sign_in, world.person(who)).await;
    entered.expect("signed in")
}

/// What mara's cart has that was agreed: part number, quantity, total.
pub async fn owned(world: &World, who: &str) -> Vec<(String, i64, String)> {
    let list = query_in(&world.as_person(who), lines::load_lines, filter(Side::Buyer, Tab::Closed)).await.expect("the list");
    let agreed = list.lines.rows.into_iter().filter(|row| row.status == LineStatus::Accepted);
    let line = |row: LineRow| (row.part_number, row.quantity, row.subtotal.map(|sum| sum.to_string()).unwrap_or_default());
    agreed.map(line).collect()
}

async fn report_of(world: &World, context: &Context) -> (Option<Arrival>, u32) {
    assert!(context.principal.is_some(), "of somebody in the cast of {}", world.services.demo);
    let list = query_in(context, lines::load_lines, filter(Side::Buyer, Tab::Active)).await.expect("the list");
    let beside = list.beside.expect("a buyer's page");
    (beside.arrival, beside.waiting)
}

async fn arrival_of(world: &World, who: &str) -> Arrival {
    report_of(world, &world.as_person(who)).await.0.expect("a report")
}

on_both! {
    async fn whoever_has_no_cart_gets_the_guests_own_with_all_that_was_agreed(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (9, Some("3.10"))).await;
        let seal = world.list("Kestrel", "MS2", (100, Some("0.5"))).await;
        let token = world.new_guest(&[(bolt, 9), (seal, 10)]).await;
        let cart_id = review(&world, &token).await.cart.id;
        let entered = sign_in(&world, &token, "mara").await;
        assert!(entered.drops_guest && entered.has_report);
        let page = query_in(&world.as_person("mara"), ordering::load_checkout, ()).await.expect("the review page");
        assert_eq!((page.cart.id, page.bags.len()), (cart_id, 2));
        let mine = owned(&world, "mara").await;
        assert_eq!(mine, [("MS2".into(), 10, "5.00 USD".into()), ("AN1".into(), 9, "27.90 USD".into())]);
        assert_eq!((available(&world, "MS2").await, held(&world, &token).await.len()), (90, 0));
        let arrival = arrival_of(&world, "mara").await;
        assert!(arrival.is_attached && arrival.kept.is_empty());
        assert!(arrival.lines.iter().all(|line| line.asked != AskedNow::Nothing && line.held == 0));
        let sold = seller_sees(&world, "jonas").await;
        let rows: Vec<_> = sold.iter().map(|row| (row.counterparty.split(' ').next().unwrap_or_default(), row.status)).collect();
        assert_eq!(rows, [("Halden", LineStatus::Accepted), ("Guest", LineStatus::Closed)]);
        for row in &sold {
            query_in(&world.as_person("jonas"), lines::load_history, row.id).await.expect("a history that proves itself");
        }
        let own = arrival.lines[0].line_id;
        query_in(&world.as_person("mara"), lines::load_history, own).await.expect("a history that proves itself");
        logs_hold(&world, &["Halden", "Orbit", "Kestrel"]).await;
        execute(world.as_person("mara"), dismiss_arrival, ()).await.expect("read");
        assert_eq!(report_of(&world, &world.as_person("mara")).await, (None, 0));
        // A cart of hers like any other: it can be ordered, and the guest's token stands for nobody.
        assert!(world.as_guest(&token).await.guest().is_err());
    }

    async fn whoever_has_a_cart_finds_the_guests_lines_beside_their_own(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let open = world.list("Kestrel", "MS2", (100, Some("0.5"))).await;
        for quantity in [2, 1] {
            let bought = execute(world.as_person("mara"), carts::buy_at_list_price, buy_input(bolt, quantity)).await;
            bought.expect("bought");
        }
        let asked = execute(world.as_person("mara"), carts::add_to_cart, add_input(open, 4)).await.expect("asked").line_id;
        let token = world.new_guest(&[(bolt, 5), (open, 6)]).await;
        assert!(sign_in(&world, &token, "mara").await.drops_guest);
        let mine: Vec<(String, i64)> = owned(&world, "mara").await.into_iter().map(|(part, units, _)| (part, units)).collect();
        let expected = [("MS2", 6), ("AN1", 5), ("AN1", 1), ("AN1", 2)].map(|(part, units)| (part.to_owned(), units));
        assert_eq!(mine, expected);
        let arrival = arrival_of(&world, "mara").await;
        let held: Vec<i64> = arrival.lines.iter().map(|line| line.held).collect();
        assert_eq!((arrival.is_attached, held), (false, vec![3, 4]));
        let still = query_in(&world.as_person("mara"), lines::load_line, (asked, Side::Buyer, false)).await.expect("seen");
        assert_eq!((still.status, still.quantity, available(&world, "AN1").await), (LineStatus::Open, 4, 92));
    }

    async fn what_was_agreed_stays_agreed_whatever_the_seller_asks_by_now(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (5, Some("3.10"))).await;
        let nut = world.list("Orbit", "AN2", (9, Some("1.00"))).await;
        let token = world.new_guest(&[(bolt, 5), (nut, 3)]).await;
        world.list("Orbit", "AN1", (5, Some("4.00"))).await;
        world.list("Orbit", "AN2", (9, None)).await;
        let late = execute(world.as_person("emil"), carts::buy_at_list_price, buy_input(bolt, 1)).await;
        assert_eq!(late, Err(Refusal::ListingGone.into()), "every unit is the guest's");
        sign_in(&world, &token, "mara").await;
        let mine = owned(&world, "mara").await;
        assert_eq!(mine, [("AN2".into(), 3, "3.00 USD".into()), ("AN1".into(), 5, "15.50 USD".into())]);
        let asked: Vec<AskedNow> = arrival_of(&world, "mara").await.lines.into_iter().map(|line| line.asked).collect();
        assert!(matches!(asked[..], [AskedNow::Other(price), AskedNow::Nothing] if price.micros == 4_000_000), "{asked:?}");
        assert_eq!(available(&world, "AN1").await, 0);
    }

    async fn whoever_may_not_buy_leaves_the_cart_to_the_guest(store: Store) {
        let world = World::new(store).await;
        let token = world.new_guest(&[(world.list("Orbit", "AN1", (9, Some("3.10"))).await, 5)]).await;
        for who in ["jonas", "olga", "sally"] {
            let entered = sign_in(&world, &token, who).await;
            assert!(!entered.drops_guest && !entered.has_report, "{who}");
        }
        assert_eq!(held(&world, &token).await, [("AN1".to_owned(), 5)]);
        let as_jonas = Context { guest: None, principal: world.as_person("jonas").principal, ..world.as_guest(&token).await };
        assert_eq!(execute(as_jonas, bring_over, ()).await, Err(AppError::Forbidden));
        assert_eq!(execute(world.as_person("mara"), bring_over, ()).await, Err(AppError::NotFound));
        assert!(sign_in(&world, &token, "mara").await.drops_guest);
    }

    async fn nobody_buys_from_their_own_organisation_by_having_been_a_guest(store: Store) {
        let world = World::new(store).await;
        let new = NewOrganisation { name: "Both".into(), buys: true, sells: true };
        let organisation_id = execute(world.system(), identity::create_organisation, new).await.expect("an organisation");
        let roles = Roles::default().with(Role::Buyer).with(Role::Seller);
        let person_id = world.person("sven");
        let set = SetMember { organisation_id, person_id, roles, suspended: false };
        execute(world.system(), identity::set_member, set).await.expect("a member");
        let draft = crate::server::testing::draft("OWN1", 50, Some("2.00"));
        let listed = crate::server::application::inventory::import_listings(world.system(), (organisation_id, vec![draft])).await;
        listed.expect("listed");
        let page = query_in(&world.guest(), catalog::load_part, "OWN1".to_owned()).await.expect("the part");
        let own = page.listings[0].id;
        let token = world.new_guest(&[(own, 5), (world.list("Orbit", "AN1", (9, Some("3.10"))).await, 2)]).await;
        let entered = sign_in(&world, &token, "sven").await;
        assert!(!entered.drops_guest && entered.has_report);
        assert_eq!((held(&world, &token).await, available(&world, "OWN1").await), (vec![("OWN1".to_owned(), 5)], 45));
        let mut sven = world.as_guest(&token).await;
        identity::resume(&mut sven, &entered.token).await.expect("a session");
        sven.guest = None;
        let (arrival, waiting) = report_of(&world, &sven).await;
        let arrival = arrival.expect("a report");
        let kept: Vec<_> = arrival.kept.iter().map(|line| (line.part_number.as_str(), line.reason)).collect();
        assert_eq!((kept, arrival.lines.len(), arrival.is_attached), (vec![("OWN1", KeptReason::OwnListing)], 1, false));
        assert_eq!(waiting, 0, "what can never come along is not offered");
    }

    async fn a_cart_that_waits_for_an_approval_takes_the_lines_afterwards(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        wait_for_approval(&world, bolt).await;
        let token = world.new_guest(&[(bolt, 5)]).await;
        let entered = sign_in(&world, &token, "mara").await;
        assert!(!entered.drops_guest && entered.has_report);
        let mut mara = world.as_guest(&token).await;
        identity::resume(&mut mara, &entered.token).await.expect("a session");
        mara.guest = None;
        let (arrival, waiting) = report_of(&world, &mara).await;
        assert_eq!((arrival.map(|it| it.kept[0].reason), waiting), (Some(KeptReason::CartWaits), 1));
        assert_eq!(held(&world, &token).await, [("AN1".to_owned(), 5)]);
        let pending = query_in(&mara, ordering::load_checkout, ()).await.expect("the page").pending.expect("it waits");
        let back = crate::api_types::checkout::WithdrawInput { submission_id: pending.id };
        execute(mara.clone(), ordering::withdraw_submission, back).await.expect("withdrawn");
        assert_eq!(execute(mara.clone(), bring_over, ()).await, Ok(true));
        let mine: Vec<i64> = owned(&world, "mara").await.into_iter().map(|(_, units, _)| units).collect();
        assert_eq!((mine, report_of(&world, &mara).await.1), (vec![5, 2], 0));
    }

    async fn what_a_guest_ordered_stays_theirs_and_in_reach_of_their_browser(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN1", (100, Some("3.10"))).await;
        let token = world.new_guest(&[(bolt, 5)]).await;
        let order_id = order(&world, &token).await;
        let entered = sign_in(&world, &token, "mara").await;
        assert!(!entered.drops_guest && !entered.has_report, "there was nothing to take along");
        let mut mara = world.as_guest(&token).await;
        identity::resume(&mut mara, &entered.token).await.expect("a session");
        mara.guest = None;
        assert!(query_in(&mara, orders::load_order, order_id).await.expect("by the cookie").is_guest);
        let elsewhere = query_in(&world.as_person("mara"), orders::load_order, order_id).await.map(|_| ());
        assert_eq!((elsewhere, owned(&world, "mara").await.len()), (Err(AppError::NotFound), 0));
    }
}

/// Mara's personal cart waits for tomas.
async fn wait_for_approval(world: &World, bolt: ListingId) {
    let address = AddressInput {
        label: "Hangar 2".into(),
        is_bill_to: Some("on".into()),
        is_ship_to: Some("on".into()),
        name: "Halden Air".into(),
        street: "Dock 4".into(),
        city: "Reno".into(),
        postal_code: "89502".into(),
        country: "us".into(),
        ..AddressInput::default()
    };
    let address = execute(world.as_person("olga"), ordering::save_address, address).await.expect("an address").to_string();
    for (who, per_order) in [("mara", "0"), ("tomas", "1000000")] {
        let (person_id, currency) = (world.person(who), "USD".to_owned());
        let limit = LimitInput { person_id, currency, per_order: per_order.into(), per_month: String::new() };
        execute(world.as_person("olga"), ordering::save_limit, limit).await.expect("a limit");
    }
    execute(world.as_person("mara"), carts::buy_at_list_price, buy_input(bolt, 2)).await.expect("bought");
    let page = query_in(&world.as_person("mara"), ordering::load_checkout, ()).await.expect("the review page");
    let mut fields = page.fields.clone();
    (fields.ship_to, fields.bill_to) = (address.clone(), address);
    let (cart_id, content) = (page.cart.id.expect("a cart"), page.content.clone());
    let input = SubmitInput { cart_id, content, request_id: page.request_id, fields };
    let submitted = execute(world.as_person("mara"), ordering::submit_order, input).await.expect("submitted");
    assert!(matches!(submitted, Submitted::AwaitingApproval { .. }), "{submitted:?}");
}
