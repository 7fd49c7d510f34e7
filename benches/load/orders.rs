//! Orders: how fast carts are submitted, and how fast their bags reach two sellers' systems that are another process. Sellers, stock and
//! buyers are its own, so that no other figure changes.

use super::{
    Effort, Outcome,
    client::{Answer, Visitor},
    market::{operate, person},
    measure::{self, Limit},
    paths::{Bench, CONNECTIONS, Row},
    server::{Helper, Server, Site},
};
use counterpart::{
    api_types::{
        catalog::PartPage,
        checkout::{CheckoutPage, Submitted},
        order::{BagList, BagTab},
    },
    server::application::work::mint,
};
use std::{
    fmt::Write,
    fs,
    net::TcpListener,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const BUYING: &str = "Load Test Orders";
const SELLERS: [&str; 2] = ["Load Test Bearings", "Load Test Valves"];

/// Parts of each seller: half of the largest cart.
const PARTS: usize = 500;

/// The largest cart, and how many such are submitted.
const LARGE: usize = 1_000;
const LARGE_CARTS: usize = 3;

/// Connections while preparing.
const HANDS: usize = 8;

/// Bags that are not accepted by then are lost.
const PATIENCE: Duration = Duration::from_secs(120);

/// How fast orders went all the way.
pub struct Delivered {
    pub connections: usize,
    pub orders: usize,
    /// Until the last one was acknowledged.
    pub submitted: Duration,
    /// Until the last bag was accepted by its seller's system.
    pub accepted: Duration,
    /// Processor time per order, of everything from the first purchase to the last answer.
    pub cpu_ms: f64,
    pub database_cpu_ms: Option<f64>,
}

/// What is asked for a submission of a cart that is ready.
struct Ready {
    cart_id: String,
    content: String,
    address: String,
}

/// Somebody who orders, with what of their cart was reviewed last.
struct Buyer {
    visitor: Visitor,
    ready: Mutex<Option<Ready>>,
}

/// Everybody and everything that orders need.
struct Yard {
    buyers: Vec<Arc<Buyer>>,
    sellers: Vec<Visitor>,
    /// Of one seller and the other, in turn.
    listings: Arc<Vec<String>>,
    _systems: Vec<Helper>,
}

/// The figures of submitting, as of every other path, and those of going all the way.
pub async fn measure(site: &Site, server: &Server, effort: Effort) -> Outcome<(Vec<Row>, Vec<Delivered>)> {
    let yard = Yard::open(site, server, effort).await?;
    let mut bench = Bench::new(server, effort);
    for connections in CONNECTIONS {
        prepare(&yard.buyers, &yard.listings, 2).await?;
        let buyers = yard.buyers.clone();
        let submit = move |number: usize| {
            let buyer = buyers[number].clone();
            async move { buyer.submit().await }
        };
        bench.figure("Submit an order, 2 lines of 2 sellers", connections, yard.buyers.len(), submit).await?;
        yard.wait_until_accepted().await?;
    }
    let buyers = yard.buyers[..LARGE_CARTS].to_vec();
    prepare(&buyers, &yard.listings, LARGE).await?;
    let submit = move |number: usize| {
        let buyer = buyers[number].clone();
        async move { buyer.submit().await }
    };
    bench.figure(&format!("Submit an order, {LARGE} lines of 2 sellers"), 1, LARGE_CARTS, submit).await?;
    yard.wait_until_accepted().await?;
    let mut delivered = Vec::new();
    for connections in CONNECTIONS {
        delivered.push(yard.all_the_way(server, connections, effort.orders).await?);
    }
    Ok((bench.rows, delivered))
}

/// Puts so many lines into each buyer's cart, reviews it and keeps what submitting it asks for.
async fn prepare(buyers: &[Arc<Buyer>], listings: &Arc<Vec<String>>, lines: usize) -> Outcome<()> {
    let (buyers, listings, count) = (buyers.to_vec(), listings.clone(), buyers.len());
    let limit = Limit { requests: count, time: PATIENCE };
    measure::run(HANDS, limit, move |number| {
        let (buyer, listings) = (buyers[number].clone(), listings.clone());
        async move {
            for line in 0..lines {
                buyer.buy(&listings[line % listings.len()]).await?;
            }
            buyer.review().await
        }
    })
    .await?;
    Ok(())
}

impl Buyer {
    async fn buy(&self, listing: &str) -> Outcome<Answer> {
        let request_id = mint().to_string();
        let form = [("input[listing_id]", listing), ("input[quantity]", "1"), ("input[request_id]", request_id.as_str())];
        self.visitor.call("cart/buy_at_list_price", &form).await
    }

    async fn review(&self) -> Outcome<Answer> {
        let answer = self.visitor.call("checkout/load_checkout", &[]).await?;
        let page: CheckoutPage = serde_json::from_str(&answer.text)?;
        let cart_id = page.cart.id.ok_or("no cart")?.to_string();
        let ready = Ready { cart_id, content: page.content, address: page.fields.ship_to };
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = Some(ready);
        Ok(answer)
    }

    async fn submit(&self) -> Outcome<Answer> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or("nothing to submit")?;
        let request_id = mint().to_string();
        let form = [
            ("input[cart_id]", ready.cart_id.as_str()),
            ("input[content]", ready.content.as_str()),
            ("input[fields][ship_to]", ready.address.as_str()),
            ("input[fields][bill_to]", ready.address.as_str()),
            ("input[request_id]", request_id.as_str()),
        ];
        let answer = self.visitor.call("checkout/submit_order", &form).await?;
        match serde_json::from_str(&answer.text)? {
            Submitted::Ordered { already: false, .. } => Ok(answer),
            Submitted::Ordered { .. } | Submitted::AwaitingApproval { .. } => Err("not ordered now".into()),
        }
    }
}

impl Yard {
    async fn open(site: &Site, server: &Server, effort: Effort) -> Outcome<Self> {
        let guest = Visitor::guest(&server.base)?;
        operate(site, &["organisation", "add", "--name", BUYING, "--buys"])?;
        let admin = guest.sign_in(&person(site, "orders-admin", (BUYING, "buyer,admin"))?).await?;
        add_address(&admin).await?;
        let mut buyers = Vec::new();
        // As many as the widest figure has connections, and as many as there are large carts, at least.
        for number in 0..effort.submits {
            let person = person(site, &format!("orders-{number}"), (BUYING, "buyer"))?;
            buyers.push(Arc::new(Buyer { visitor: guest.sign_in(&person).await?, ready: Mutex::default() }));
        }
        let (mut sellers, mut systems, mut stocks) = (Vec::new(), Vec::new(), Vec::new());
        for (number, name) in SELLERS.into_iter().enumerate() {
            operate(site, &["organisation", "add", "--name", name, "--sells"])?;
            let seller = guest.sign_in(&person(site, &format!("orders-seller-{number}"), (name, "seller,admin"))?).await?;
            stocks.push(stock(site, &guest, (number, name)).await?);
            systems.push(connect(site, &seller).await?);
            sellers.push(seller);
        }
        let listings = (0..PARTS).flat_map(|part| stocks.iter().map(move |stock| stock[part].clone())).collect();
        Ok(Self { buyers, sellers, listings: Arc::new(listings), _systems: systems })
    }

    /// Buys two lines, reviews and submits, again and again, and waits for the sellers' systems.
    async fn all_the_way(&self, server: &Server, connections: usize, orders: usize) -> Outcome<Delivered> {
        let (buyers, listings) = (self.buyers.clone(), self.listings.clone());
        let before = (server.cpu_ms()?, server.database_cpu_ms());
        let began = Instant::now();
        let order = move |number: usize| {
            // A buyer's cart is one connection's alone.
            let (buyer, listings) = (buyers[number % connections].clone(), listings.clone());
            async move {
                for line in [2 * number, 2 * number + 1] {
                    buyer.buy(&listings[line % listings.len()]).await?;
                }
                buyer.review().await?;
                buyer.submit().await
            }
        };
        measure::run(connections, Limit { requests: orders, time: PATIENCE }, order).await?;
        let submitted = began.elapsed();
        self.wait_until_accepted().await?;
        let accepted = began.elapsed();
        let after = (server.cpu_ms()?, server.database_cpu_ms());
        let each = |before: u64, after: u64| after.saturating_sub(before) as f64 / orders as f64;
        eprintln!("orders all the way, {connections}: {:.0}/s", orders as f64 / accepted.as_secs_f64());
        Ok(Delivered {
            connections,
            orders,
            submitted,
            accepted,
            cpu_ms: each(before.0, after.0),
            database_cpu_ms: before.1.zip(after.1).map(|(before, after)| each(before, after)),
        })
    }

    /// Until no seller has a bag that its system has not accepted.
    async fn wait_until_accepted(&self) -> Outcome<()> {
        let since = Instant::now();
        let waiting = BagTab::ALL.iter().position(|tab| *tab == BagTab::Waiting).ok_or("no such tab")?;
        for seller in &self.sellers {
            while seller.load::<BagList>("order/load_bags", &[]).await?.counts.get(waiting) != Some(&0) {
                if since.elapsed() > PATIENCE {
                    return Err("the sellers' systems did not get every bag".into());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(())
    }
}

async fn add_address(admin: &Visitor) -> Outcome<()> {
    let form = [
        ("input[label]", "Works"),
        ("input[is_bill_to]", "on"),
        ("input[is_ship_to]", "on"),
        ("input[name]", BUYING),
        ("input[street]", "Quay 4"),
        ("input[city]", "Hamburg"),
        ("input[postal_code]", "20457"),
        ("input[country]", "DE"),
    ];
    admin.call("checkout/save_address", &form).await?;
    Ok(())
}

/// A seller's stock, from a file; its listings.
async fn stock(site: &Site, guest: &Visitor, (seller, name): (usize, &str)) -> Outcome<Vec<String>> {
    let mut text = "part_number,description,condition,quantity,unit,price,currency,stock_id\n".to_owned();
    for part in 0..PARTS {
        writeln!(text, "LOAD-{seller}-{part:04},Part {part},NE,900000,EA,{}.25,EUR,L{part}", 1 + part % 90)?;
    }
    let file = site.path(&format!("orders-{seller}.csv"));
    fs::write(&file, text)?;
    operate(site, &["import-inventory", "--organisation", name, "--file", &file, "--mode", "replace", "--yes"])?;
    let mut listings = Vec::new();
    for part in 0..PARTS {
        let key = format!("LOAD{seller}{part:04}");
        let page: PartPage = guest.load("catalog/load_part", &[("key", &key)]).await?;
        listings.push(page.listings.first().ok_or("no such listing")?.id.to_string());
    }
    Ok(listings)
}

/// The seller's own system, a process that accepts everything, and the connector to it.
async fn connect(site: &Site, seller: &Visitor) -> Outcome<Helper> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let system = Helper::start(site, &["sandbox-erp", "--listen", &address])?;
    let url = format!("http://{address}/orders");
    let form =
        [("input[enabled]", "on"), ("input[format]", "json"), ("input[url]", url.as_str()), ("input[version_seen]", "0")];
    seller.call("delivery/save_connector", &form).await?;
    Ok(system)
}
