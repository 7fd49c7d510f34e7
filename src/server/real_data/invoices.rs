//! The largest invoices of a real wholesaler as carts: about seven hundred lines each, in one bag, submitted and handed over. What the
//! source gave away for nothing has no price here: it stays in negotiation and is carried over.

use super::{
    data::{self, grouped, micros},
    trade::{BREAKS_OFF, Trade, cents, stock_row},
};
use crate::{
    api_types::catalog::AddToCartInput,
    domain::{
        cart::CheckoutStatus,
        identity::Principal,
        ids::{ListingId, RequestId},
        ordering::Answer,
    },
    server::{
        application::{
            cart, execute,
            ordering::{load_checkout, orders},
            query_in,
            work::mint,
        },
        testing::on_both,
    },
};
use serde::Deserialize;
use std::{collections::HashMap, path::Path};

const INVOICES: usize = 3;

const CURRENCY: &str = "GBP";

/// Most statements that reviewing and submitting a cart take, however many lines it has: rows are written hundreds at a time.
const MOST_STATEMENTS: [u64; 2] = [12, 60];

/// A line of an invoice, of `orders/uci_online_retail_train.csv.gz`.
#[derive(Clone, Debug, Deserialize)]
struct InvoiceLine {
    order_id: String,
    part_number: String,
    description: String,
    quantity: i64,
    unit_price: String,
}

impl InvoiceLine {
    /// The same code at another price is another thing in stock.
    fn stock_id(&self) -> String {
        format!("{}@{}", self.part_number, self.unit_price)
    }

    fn is_priced(&self) -> bool {
        micros(&self.unit_price) > 0
    }

    fn cents(&self) -> i64 {
        cents(micros(&self.unit_price), self.quantity)
    }
}

/// The invoices with the most lines, the longest first.
fn largest(folder: &Path) -> Vec<Vec<InvoiceLine>> {
    let lines: Vec<InvoiceLine> = data::rows(folder, "orders/uci_online_retail_train.csv.gz");
    let mut invoices = grouped(lines, |line| line.order_id.clone());
    invoices.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.len()));
    invoices.into_iter().take(INVOICES).map(|(_, lines)| lines).collect()
}

/// Buys what has a price, asks for what has none, submits; the order's bag is the whole of it.
async fn play(trade: &Trade, buyer: &Principal, (listings, invoice): (&HashMap<String, ListingId>, &[InvoiceLine])) {
    let (priced, free): (Vec<_>, Vec<_>) = invoice.iter().partition(|line| line.is_priced());
    for line in &priced {
        trade.buy(buyer, listings[&line.stock_id()], line.quantity).await;
    }
    for line in &free {
        let (listing_id, quantity) = (listings[&line.stock_id()], line.quantity.to_string());
        let input = AddToCartInput { listing_id, quantity, request_id: RequestId(mint()), seen_version: None };
        execute(trade.as_member(buyer), cart::add_to_cart, input).await.expect("added");
    }
    let (order_id, page, statements) = trade.submit(buyer).await;
    let total: i64 = priced.iter().map(|line| line.cents()).sum();
    println!("invoice {}: {} lines, {total} pence, {statements:?} statements", invoice[0].order_id, invoice.len());
    assert_eq!((page.bags.len(), page.bags[0].lines.len(), page.carried.len()), (1, priced.len(), free.len()));
    assert_eq!((page.totals[0].minor, page.totals[0].currency.code()), (total, CURRENCY));
    assert!(statements[0] <= MOST_STATEMENTS[0] && statements[1] <= MOST_STATEMENTS[1], "{statements:?}");
    trade.deliver().await;
    let view = query_in(&trade.as_member(buyer), orders::load_order, order_id).await.expect("the order");
    let bag = &view.bags[0].body;
    assert_eq!((view.checkout_status, bag.answer, bag.total.minor), (CheckoutStatus::Complete, Answer::Accepted, total));
    let line = |number: String, quantity, minor| (number, quantity, minor);
    let mut ordered: Vec<_> =
        bag.lines.iter().map(|sku| line(sku.part.part_number.clone(), sku.quantity, sku.subtotal.minor)).collect();
    let mut source: Vec<_> = priced.iter().map(|one| line(one.part_number.clone(), one.quantity, one.cents())).collect();
    ordered.sort();
    source.sort();
    assert_eq!(ordered, source, "line by line what the source has");
    let held = trade.sandbox.orders().await;
    let mut held = held.iter().filter(|order| order["bag_id"].as_str() == Some(view.bags[0].id.to_string().as_str()));
    let order = held.next().expect("the seller's system has it");
    assert!(held.next().is_none(), "once");
    let said = format!("{}.{:02}", total / 100, total % 100);
    assert_eq!((order["total"].as_str(), order["lines"].as_u64()), (Some(said.as_str()), Some(priced.len() as u64)));
    let rest = query_in(&trade.as_member(buyer), load_checkout, ()).await.expect("the cart that is current now");
    assert_eq!((rest.bags.len(), rest.carried.len()), (0, free.len()), "what had no price was carried over");
    assert_ne!(rest.cart.id, Some(order_id));
}

on_both! {
    async fn carts_of_seven_hundred_lines_are_ordered_whole(store: Store) {
        let Some(folder) = data::folder() else { return };
        let invoices = largest(&folder);
        assert!(invoices.iter().all(|lines| lines.len() > 600));
        let trade = Trade::open(store).await;
        let mut sellers = Vec::new();
        for (number, invoice) in invoices.iter().enumerate() {
            let rows = grouped(invoice.clone(), InvoiceLine::stock_id).into_iter().map(|(id, lines)| {
                let line = &lines[0];
                let price = if line.is_priced() { line.unit_price.as_str() } else { "" };
                let currency = if line.is_priced() { CURRENCY } else { "" };
                stock_row((&line.part_number, &line.description), (price, currency), id)
            });
            let how = [("json", ""), ("ubl", BREAKS_OFF), ("ubl", "")][number];
            let (seller, listings) = trade.seller((number, &format!("Wholesaler {number}")), rows.collect(), how).await;
            let buyer = trade.buyer(&number.to_string()).await;
            play(&trade, &buyer, (&listings, invoice)).await;
            sellers.push(seller.id);
        }
        trade.assert_audit(sellers.into_iter()).await;
    }
}
