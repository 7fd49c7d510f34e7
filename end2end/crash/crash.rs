//! Orders while the server is killed: eight buyers order a thousand times over HTTP, two sellers' systems take the bags, and the server
//! is ended by SIGKILL twenty times at moments nobody chose. Afterwards every order that was acknowledged is there once, each system
//! holds each of its bags once, and nothing is left half done. Runs the program itself; must not look into its database.

mod person;
mod shop;

use person::{Outcome, Person};
use serde_json::{Value, json};
use shop::{LISTED, Listing, PARTS, SELLERS, Shop};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const ORDERS: usize = 1_000;
const BUYERS: usize = 8;
const KILLS: usize = 20;

/// Of everything that is ordered.
const UNITS: i64 = 2;

/// So much of the way the last kill is: what the killed server had claimed is free again two minutes later, and meanwhile the
/// others go on.
const LAST_KILL: (usize, usize) = (2, 3);

/// Whatever was cut off is through by then.
const PATIENCE: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_survive_being_killed_on_sqlite() -> Outcome<()> {
    survive("sqlite").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_survive_being_killed_on_postgres() -> Outcome<()> {
    survive("postgres").await
}

/// An order that was acknowledged, and what it should be: its total by seller, in cents.
struct Ordered {
    id: String,
    totals: BTreeMap<usize, i64>,
    lines: usize,
    /// It was there already when it was asked for again.
    already: bool,
}

async fn survive(database: &str) -> Outcome<()> {
    let began = Instant::now();
    let shop = Shop::open(database).await?;
    println!("{database}: open after {:.1} s", began.elapsed().as_secs_f64());
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let mut ordering = JoinSet::new();
    for buyer in shop.buyers.clone() {
        let (listings, acknowledged) = (shop.listings.clone(), acknowledged.clone());
        ordering.spawn(async move { order_again_and_again(&buyer, &listings, &acknowledged).await });
    }
    kill_again_and_again(&shop, (&mut ordering, &*acknowledged)).await?;
    let server = shop.serve().await?;
    let mut orders = Vec::new();
    while let Some(ended) = ordering.join_next().await {
        orders.extend(ended??);
    }
    let again = orders.iter().filter(|order| order.already).count();
    println!("{database}: ordered after {:.1} s, {again} by asking again", began.elapsed().as_secs_f64());
    let orders: BTreeMap<String, Ordered> = orders.into_iter().map(|order| (order.id.clone(), order)).collect();
    assert_eq!(orders.len(), ORDERS, "every acknowledged order is one of its own");
    wait_until_through(&shop).await?;
    println!("{database}: through after {:.1} s", began.elapsed().as_secs_f64());
    check_orders(&shop, &orders).await?;
    check_held(&shop, check_bags(&shop, &orders).await?).await?;
    check_stock(&shop, &orders).await?;
    shop.check_audit()?;
    println!("{database}: checked after {:.1} s", began.elapsed().as_secs_f64());
    drop(server);
    Ok(())
}

/// Ends the server by SIGKILL somewhere in the middle of whatever everybody is doing, and sometimes once more while it starts.
async fn kill_again_and_again(
    shop: &Shop,
    (ordering, acknowledged): (&mut JoinSet<Outcome<Vec<Ordered>>>, &AtomicUsize),
) -> Outcome<()> {
    for kill in 1..=KILLS {
        let mut server = shop.serve().await?;
        while acknowledged.load(Ordering::Relaxed) < ORDERS * LAST_KILL.0 * kill / (LAST_KILL.1 * KILLS) {
            if let Some(ended) = ordering.try_join_next() {
                ended??;
                return Err("a buyer was done before the last kill".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(shop::some_time(Duration::from_millis(150))).await;
        server.kill()?;
        if kill % 5 == 0 {
            let mut starting = shop.start_server()?;
            tokio::time::sleep(shop::some_time(Duration::from_millis(300))).await;
            starting.kill()?;
        }
    }
    Ok(())
}

/// Buys a part of one seller or, every fourth time, of both, submits the cart, and so on; asks again, the same way, whenever the
/// server went away meanwhile.
async fn order_again_and_again(buyer: &Person, listings: &[Listing], acknowledged: &AtomicUsize) -> Outcome<Vec<Ordered>> {
    let mut orders = Vec::new();
    for round in 0..ORDERS / BUYERS {
        let sellers = if round % 4 == 0 { vec![0, 1] } else { vec![round % 2] };
        let mut totals = BTreeMap::new();
        for seller in sellers {
            let listing = &listings[seller * PARTS + round % PARTS];
            buy(buyer, listing).await?;
            totals.insert(seller, listing.price_cents * UNITS);
        }
        let (id, already) = submit(buyer).await?;
        orders.push(Ordered { id, lines: totals.len(), totals, already });
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    let rest = buyer.insist("checkout/load_checkout", &[]).await?;
    assert_eq!(rest["bags"], json!([]), "nothing that was agreed is left in a cart");
    Ok(orders)
}

async fn buy(buyer: &Person, listing: &Listing) -> Outcome<()> {
    let (units, request_id) = (UNITS.to_string(), person::request_id());
    let form = [
        ("input[listing_id]", listing.id.as_str()),
        ("input[quantity]", units.as_str()),
        ("input[request_id]", request_id.as_str()),
    ];
    buyer.insist("cart/buy_at_list_price", &form).await?;
    Ok(())
}

/// Submits the buyer's cart; the order, and whether it was there already.
async fn submit(buyer: &Person) -> Outcome<(String, bool)> {
    let page = buyer.insist("checkout/load_checkout", &[]).await?;
    let text = |pointer: &str| page.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (address, request_id) = (text("/addresses/0/id"), person::request_id());
    let (cart_id, content) = (text("/cart/id"), text("/content"));
    let form = [
        ("input[cart_id]", cart_id.as_str()),
        ("input[content]", content.as_str()),
        ("input[fields][ship_to]", address.as_str()),
        ("input[fields][bill_to]", address.as_str()),
        ("input[request_id]", request_id.as_str()),
    ];
    let said = buyer.insist("checkout/submit_order", &form).await?;
    let order = said.pointer("/order/id").and_then(Value::as_str).ok_or_else(|| format!("not ordered: {said}"))?;
    assert_eq!(order, cart_id, "the order is what the cart was");
    Ok((order.to_owned(), said["already"] == json!(true)))
}

/// Until no bag waits for its seller's answer any more.
async fn wait_until_through(shop: &Shop) -> Outcome<()> {
    let since = Instant::now();
    loop {
        let page = shop.merchant.insist("delivery/load_deliveries", &[("input[which]", "open")]).await?;
        assert_eq!(page["attention"], json!(0), "nothing needs anybody's attention: {page}");
        if page["open"] == json!(0) {
            return Ok(());
        }
        assert!(since.elapsed() < PATIENCE, "still under way after {PATIENCE:?}: {page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the buyers' lists have is what was acknowledged, whole, and accepted.
async fn check_orders(shop: &Shop, orders: &BTreeMap<String, Ordered>) -> Outcome<()> {
    let mut listed = BTreeSet::new();
    for buyer in &shop.buyers {
        for row in buyer.pages("order/load_orders", &[("filter[mine]", "on")], ("filter[after]", "/orders")).await? {
            let id = row["id"].as_str().ok_or("an order without an id")?.to_owned();
            let order = orders.get(&id).ok_or_else(|| format!("nobody was told of {row}"))?;
            let total: i64 = order.totals.values().sum();
            assert_eq!(row["status"], "Processing", "{row}");
            assert_eq!(row["totals"], json!([{ "minor": total, "currency": "EUR" }]), "{row}");
            assert_eq!(row["lines"], json!(order.lines), "{row}");
            assert!(listed.insert(id), "an order twice: {row}");
        }
    }
    assert_eq!(listed.len(), orders.len(), "what was acknowledged is listed");
    Ok(())
}

/// The bags of each seller's orders and their totals in cents: one for each order that has something of the seller, accepted.
async fn check_bags(shop: &Shop, orders: &BTreeMap<String, Ordered>) -> Outcome<[BTreeMap<String, i64>; 2]> {
    let mut bags = [BTreeMap::new(), BTreeMap::new()];
    let mut seen = BTreeSet::new();
    for row in shop.merchant.pages("delivery/load_deliveries", &[("input[which]", "all")], ("input[after]", "")).await? {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let seller = SELLERS.iter().position(|seller| *seller == text("seller")).ok_or("another seller")?;
        let order = orders.get(&text("order_id")).ok_or_else(|| format!("a bag of no order: {row}"))?;
        let total = order.totals.get(&seller).ok_or_else(|| format!("not ordered of that seller: {row}"))?;
        assert_eq!((text("answer"), row["revision"].as_i64()), ("accepted".to_owned(), Some(1)), "{row}");
        assert_eq!(row["total"], json!({ "minor": total, "currency": "EUR" }), "{row}");
        assert!(seen.insert((text("order_id"), seller)), "one bag for each seller: {row}");
        assert_eq!(bags[seller].insert(text("bag_id"), *total), None, "a bag twice: {row}");
    }
    assert_eq!(seen.len(), orders.values().map(|order| order.totals.len()).sum::<usize>(), "no bag is missing");
    Ok(bags)
}

/// Each seller's system holds its bags, each once and with its total, and nothing else.
async fn check_held(shop: &Shop, bags: [BTreeMap<String, i64>; 2]) -> Outcome<()> {
    for (number, bags) in bags.into_iter().enumerate() {
        let held = shop.held(number).await?;
        let count = held.len();
        let held: BTreeMap<String, String> = held.into_iter().collect();
        assert_eq!(held.len(), count, "{} holds a bag twice", SELLERS[number]);
        let bags: BTreeMap<_, _> =
            bags.into_iter().map(|(id, cents)| (id, format!("{}.{:02}", cents / 100, cents % 100))).collect();
        assert_eq!(held, bags, "{} holds what was ordered", SELLERS[number]);
    }
    Ok(())
}

/// What is gone from stock is what was ordered: no purchase counted twice, none was lost.
async fn check_stock(shop: &Shop, orders: &BTreeMap<String, Ordered>) -> Outcome<()> {
    let lines: usize = orders.values().map(|order| order.lines).sum();
    let mut gone = 0;
    for listing in &shop.listings {
        gone += LISTED - shop.available(listing).await?;
    }
    assert_eq!(gone, i64::try_from(lines)? * UNITS);
    Ok(())
}
