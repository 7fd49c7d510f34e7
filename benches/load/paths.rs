//! The paths that are measured, each over one, eight and 32 connections.

use super::{
    Effort, Outcome,
    client::{Answer, Visitor},
    market::{Buyer, Market},
    measure::{self, Figures, Limit},
    server::Server,
};
use std::{sync::Arc, time::Duration};

pub const CONNECTIONS: [usize; 3] = [1, 8, 32];

/// Requests before a figure begins: caches fill, connections open.
const WARM_UP: usize = 64;

const CART: &str = "/connector/shopping-cart";

/// Words that the demo marketplace has; each request asks for the next.
const ONE_WORD: [&str; 6] = ["rivet", "connector", "bearing", "hose", "washer", "spacer"];
const TWO_WORDS: [&str; 6] = ["bolt hex", "nut coupling", "rivet solid", "wire black", "hose rubber", "bearing seals"];
const PREFIXES: [&str; 6] = ["MS2047", "AN3-", "NAS620", "D38999", "m22759/16", "620"];

/// One line of the table.
pub struct Row {
    pub path: String,
    pub connections: usize,
    pub figures: Figures,
}

/// The figures so far.
pub struct Bench<'a> {
    server: &'a Server,
    effort: Effort,
    pub rows: Vec<Row>,
}

impl<'a> Bench<'a> {
    pub fn new(server: &'a Server, effort: Effort) -> Self {
        Self { server, effort, rows: Vec::new() }
    }

    /// Something that can be asked again and again.
    async fn read<F, Fut>(&mut self, path: &str, request: F) -> Outcome<()>
    where
        F: Fn(usize) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Outcome<Answer>> + Send,
    {
        for connections in CONNECTIONS {
            measure::run(connections, Limit { requests: WARM_UP, time: self.effort.time }, request.clone()).await?;
            self.figure(path, connections, usize::MAX, request.clone()).await?;
        }
        Ok(())
    }

    /// Something that changes what it is done to: bounded.
    async fn write<F, Fut>(&mut self, path: &str, requests: usize, request: F) -> Outcome<()>
    where
        F: Fn(usize) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Outcome<Answer>> + Send,
    {
        for connections in CONNECTIONS {
            self.figure(path, connections, requests, request.clone()).await?;
        }
        Ok(())
    }

    /// So many requests of something over so many connections.
    pub async fn figure<F, Fut>(&mut self, path: &str, connections: usize, requests: usize, request: F) -> Outcome<()>
    where
        F: Fn(usize) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<Answer>> + Send,
    {
        // A figure of few requests is not cut short: it would compare carts of different sizes.
        let time = if requests == usize::MAX { self.effort.time } else { Duration::from_secs(60) };
        let figures = measure::figures(self.server, connections, Limit { requests, time }, request).await?;
        eprintln!("{path}, {connections}: {:.0}/s", figures.per_second());
        self.rows.push(Row { path: path.to_owned(), connections, figures });
        Ok(())
    }

    async fn page(&mut self, path: &str, visitor: &Visitor, address: String) -> Outcome<()> {
        let visitor = visitor.clone();
        self.read(path, move |_| {
            let (visitor, address) = (visitor.clone(), address.clone());
            async move { visitor.get(&address).await }
        })
        .await
    }
}

/// Everything, from reads to writes.
pub async fn measure(server: &Server, market: &Market, effort: Effort) -> Outcome<Vec<Row>> {
    let mut bench = Bench::new(server, effort);
    search(&mut bench, &market.pages[0].1.visitor).await?;
    carts(&mut bench, market).await?;
    drawer(&mut bench, &market.negotiating).await?;
    for (lines, buyers) in &market.growing {
        let buyers = Arc::new(buyers.clone());
        let path = format!("Add to cart, cart of {lines} {}", if *lines == 1 { "line" } else { "lines" });
        bench
            .write(&path, effort.adds, move |number| {
                let buyer = buyers[number % buyers.len()].clone();
                async move { buyer.add().await }
            })
            .await?;
    }
    shared(&mut bench, market).await?;
    let buyer = market.negotiating.clone();
    bench
        .write("Update price", effort.adds, move |number| {
            let buyer = buyer.clone();
            async move { buyer.update_price(number).await }
        })
        .await?;
    Ok(bench.rows)
}

async fn search(bench: &mut Bench<'_>, visitor: &Visitor) -> Outcome<()> {
    for (path, words) in [
        ("Search page, one word", ONE_WORD),
        ("Search page, two words", TWO_WORDS),
        ("Search page, part number prefix", PREFIXES),
    ] {
        let visitor = visitor.clone();
        bench
            .read(path, move |number| {
                let (visitor, word) = (visitor.clone(), words[number % words.len()].replace(' ', "+").replace('/', "%2F"));
                async move { visitor.get(&format!("/connector/parts?q={word}")).await }
            })
            .await?;
    }
    let visitor = visitor.clone();
    bench
        .read("Search, data only, one word", move |number| {
            let visitor = visitor.clone();
            async move { visitor.call("catalog/search_parts", &[("search[q]", ONE_WORD[number % ONE_WORD.len()])]).await }
        })
        .await
}

async fn carts(bench: &mut Bench<'_>, market: &Market) -> Outcome<()> {
    for (lines, buyer) in &market.pages {
        bench.page(&format!("Cart page, {lines} lines"), &buyer.visitor, format!("{CART}?limit=1000")).await?;
        if *lines == 100 {
            let brotli = buyer.visitor.with_brotli();
            bench.page("Cart page, 100 lines, Brotli", &brotli, CART.to_owned()).await?;
            let visitor = buyer.visitor.clone();
            bench
                .read("Cart, data only, 100 lines", move |_| {
                    let visitor = visitor.clone();
                    async move { visitor.call("negotiation/load_lines", &[("filter[side]", "buyer")]).await }
                })
                .await?;
        }
        if *lines == 1_000 {
            bench.page("Cart page, first 100 of 1000 lines", &buyer.visitor, CART.to_owned()).await?;
        }
    }
    Ok(())
}

/// A cart that colleagues share opens and changes as fast with a thousand lines as with ten.
async fn shared(bench: &mut Bench<'_>, market: &Market) -> Outcome<()> {
    for (lines, buyer) in &market.shared {
        bench.page(&format!("Shared cart page, {lines} lines, first 100"), &buyer.visitor, CART.to_owned()).await?;
        let one = buyer.clone();
        bench
            .read(&format!("Details of a line, shared cart of {lines}"), move |number| {
                let (visitor, line) = (one.visitor.clone(), one.line(number));
                async move { visitor.call("cart/load_item", &[("line_id", line.id.as_str())]).await }
            })
            .await?;
        let one = buyer.clone();
        let requests = bench.effort.adds;
        bench
            .write(&format!("Change a line, shared cart of {lines}"), requests, move |number| {
                let buyer = one.clone();
                async move { buyer.raise(number).await }
            })
            .await?;
    }
    Ok(())
}

async fn drawer(bench: &mut Bench<'_>, buyer: &Arc<Buyer>) -> Outcome<()> {
    let one = buyer.clone();
    bench
        .read("Drawer, data only", move |number| {
            let (visitor, line) = (one.visitor.clone(), one.line(number));
            async move {
                let form = [("line_id", line.id.as_str()), ("side", "buyer"), ("older", "false")];
                visitor.call("negotiation/load_line", &form).await
            }
        })
        .await?;
    let one = buyer.clone();
    bench
        .read("Drawer page over the first 100 lines", move |number| {
            let (visitor, line) = (one.visitor.clone(), one.line(number));
            async move { visitor.get(&format!("{CART}/lines/{}", line.id)).await }
        })
        .await
}
