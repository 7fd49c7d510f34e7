//! Real baskets of two or three sellers as they were ordered: bought at the prices of the source, submitted, handed over to the sellers'
//! systems, shipped and delivered as far as units were received, canceled as far as they were not, returned and refunded as far as they
//! were rejected. Every sum is that of the source, to the cent.

use super::{
    data::{self, OrderLine, grouped, micros},
    fulfilled::{assert_fulfilled, assert_held, assert_ordered},
    market::Seller,
    trade::{BREAKS_OFF, Trade, cents, stock_row},
};
use crate::{
    api_types::order::{
        AmountInput, BagRef, DeliverInput, OrderBagView, OrderView, RefundInput, ShipInput, SkuView, UnitsInput,
        UnitsReasonInput,
    },
    domain::{
        identity::Principal,
        ids::{BagId, CartId, ListingId, RequestId},
    },
    server::{
        application::{
            execute,
            ordering::{orders, seller_bags},
            query_in,
            work::mint,
        },
        testing::on_both,
    },
};
use std::{collections::HashMap, path::Path, sync::Arc};
use tokio::{sync::Semaphore, task::JoinSet};

const BASKETS: usize = 300;

/// Buyers who are at it at the same time.
const BUYERS_AT_ONCE: usize = 4;

/// What one employee ordered on one day.
type Basket = (String, Vec<OrderLine>);

/// The first baskets of the source that have something of several sellers.
fn baskets(folder: &Path) -> Vec<Basket> {
    let lines: Vec<OrderLine> = data::rows(folder, "orders/adventureworks_purchase_orders_train.csv.gz");
    let key = |line: &OrderLine| (line.buyer_employee_id.clone(), line.order_date.clone());
    let baskets = grouped(lines, key).into_iter();
    let of_several = |lines: &[OrderLine]| lines.iter().any(|line| line.seller != lines[0].seller);
    let baskets = baskets.filter(|(_, lines)| of_several(lines)).take(BASKETS);
    baskets.map(|((employee, _), lines)| (employee, lines)).collect()
}

/// Whole units of the source, where they have decimals for form's sake.
fn units(text: &str) -> i64 {
    let micros = micros(text);
    assert_eq!(micros % 1_000_000, 0, "{text}");
    micros / 1_000_000
}

/// What the source says of a line, in units and cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub ordered: i64,
    pub received: i64,
    pub rejected: i64,
    pub total: i64,
    pub due: i64,
    pub refund: i64,
}

pub fn facts(line: &OrderLine) -> Facts {
    let (price, received, rejected) = (micros(&line.unit_price), units(&line.received_qty), units(&line.rejected_qty));
    let facts = Facts {
        ordered: line.quantity,
        received,
        rejected,
        total: cents(price, line.quantity),
        due: cents(price, received),
        refund: cents(price, rejected),
    };
    assert_eq!(facts.total, cents(micros(&line.line_total), 1), "price times quantity is the source's own total: {line:?}");
    assert_eq!(received - rejected, units(&line.stocked_qty), "{line:?}");
    facts
}

/// The sum of what is said of several.
pub fn sum(of: impl IntoIterator<Item = Facts>) -> Facts {
    of.into_iter().fold(Facts::default(), |a, b| Facts {
        ordered: a.ordered + b.ordered,
        received: a.received + b.received,
        rejected: a.rejected + b.rejected,
        total: a.total + b.total,
        due: a.due + b.due,
        refund: a.refund + b.refund,
    })
}

fn stock_id(line: &OrderLine) -> String {
    format!("{}@{}", line.part_number, line.unit_price)
}

/// An order as the source has it.
pub struct Placed {
    pub id: CartId,
    pub employee: String,
    pub lines: Vec<OrderLine>,
}

impl Placed {
    /// The lines of a bag with what the source says of each.
    pub fn of_bag<'a>(&self, bag: &'a OrderBagView) -> Vec<(&'a SkuView, Facts)> {
        let facts_of = |sku: &'a SkuView| {
            let is_it = |line: &&OrderLine| line.seller == bag.seller && line.part_number == sku.part.part_number;
            let mut found = self.lines.iter().filter(is_it);
            let line = found.next().expect("a line of the source");
            assert!(found.next().is_none(), "each part once: {line:?}");
            (sku, facts(line))
        };
        bag.body.lines.iter().map(facts_of).collect()
    }
}

/// Everybody who trades.
pub struct Floor {
    pub trade: Trade,
    pub buyers: HashMap<String, Principal>,
    pub sellers: HashMap<String, (Seller, HashMap<String, ListingId>)>,
}

impl Floor {
    /// Each seller lists what it sold, at the prices at which it did; every fourth system breaks off.
    async fn open(trade: Trade, baskets: &[Basket]) -> Self {
        let mut floor = Self { trade, buyers: HashMap::new(), sellers: HashMap::new() };
        for (employee, _) in baskets {
            if !floor.buyers.contains_key(employee) {
                floor.buyers.insert(employee.clone(), floor.trade.buyer(employee).await);
            }
        }
        let lines: Vec<OrderLine> = baskets.iter().flat_map(|basket| basket.1.clone()).collect();
        for (number, (name, lines)) in grouped(lines, |line| line.seller.clone()).into_iter().enumerate() {
            let rows = grouped(lines, stock_id).into_iter().map(|(id, lines)| {
                let line = &lines[0];
                stock_row((&line.part_number, &line.description), (&line.unit_price, &line.currency), id)
            });
            let format = if number % 2 == 0 { "json" } else { "ubl" };
            let manner = if number % 4 == 3 { BREAKS_OFF } else { "" };
            let seller = floor.trade.seller((number, &name), rows.collect(), (format, manner)).await;
            floor.sellers.insert(name, seller);
        }
        floor
    }

    async fn order(&self, (employee, lines): Basket) -> Placed {
        let buyer = &self.buyers[&employee];
        for line in &lines {
            let listing = self.sellers[&line.seller].1[&stock_id(line)];
            self.trade.buy(buyer, listing, line.quantity).await;
        }
        let (id, page, _) = self.trade.submit(buyer).await;
        assert_eq!(
            page.totals.iter().map(|total| total.minor).sum::<i64>(),
            sum(lines.iter().map(facts)).total,
            "{lines:?}"
        );
        Placed { id, employee, lines }
    }

    /// Each employee orders their baskets one after the other, several employees at the same time.
    async fn order_all(self: &Arc<Self>, baskets: Vec<Basket>) -> Vec<Placed> {
        let at_once = Arc::new(Semaphore::new(BUYERS_AT_ONCE));
        let mut employees = JoinSet::new();
        for (_, baskets) in grouped(baskets, |basket| basket.0.clone()) {
            let (floor, at_once) = (self.clone(), at_once.clone());
            employees.spawn(async move {
                let mut placed = Vec::new();
                for basket in baskets {
                    let _turn = at_once.acquire().await.expect("a turn");
                    placed.push(floor.order(basket).await);
                }
                placed
            });
        }
        employees.join_all().await.into_iter().flatten().collect()
    }

    pub async fn look(&self, placed: &Placed) -> OrderView {
        let buyer = self.trade.as_member(&self.buyers[&placed.employee]);
        query_in(&buyer, orders::load_order, placed.id).await.expect("the order")
    }

    /// Replays what became of a bag: received, not received, rejected, paid for and paid back.
    async fn fulfil(&self, placed: &Placed, bag: &OrderBagView) {
        let seller = || self.trade.as_member(&self.sellers[&bag.seller].0.member);
        let buyer = self.trade.as_member(&self.buyers[&placed.employee]);
        let of_bag = placed.of_bag(bag);
        let named = |pick: fn(&Facts) -> i64| -> Vec<UnitsInput> {
            let units = of_bag.iter().map(|(sku, facts)| (sku.line_id, pick(facts))).filter(|(_, units)| *units > 0);
            units.map(|(line_id, units)| UnitsInput { line_id, quantity: units.to_string() }).collect()
        };
        let lines = named(|facts| facts.received);
        if !lines.is_empty() {
            let ship = ShipInput {
                bag: of(bag.id),
                carrier: "As the source".into(),
                tracking: String::new(),
                lines: lines.clone(),
            };
            execute(seller(), seller_bags::ship_bag, ship).await.expect("shipped");
            execute(seller(), seller_bags::deliver_bag, DeliverInput { bag: of(bag.id), lines }).await.expect("delivered");
        }
        let lines = named(|facts| facts.ordered - facts.received);
        if !lines.is_empty() {
            let input = UnitsReasonInput { bag: of(bag.id), reason: "Never came.".into(), lines };
            execute(seller(), seller_bags::cancel_units, input).await.expect("canceled");
        }
        let facts = sum(of_bag.iter().map(|(_, facts)| *facts));
        if facts.due > 0 {
            let input = AmountInput { bag: of(bag.id), amount: amount(facts.due), reference: String::new() };
            execute(seller(), seller_bags::record_payment, input).await.expect("paid");
        }
        let lines = named(|facts| facts.rejected);
        if !lines.is_empty() {
            let input = UnitsReasonInput { bag: of(bag.id), reason: "Rejected.".into(), lines: lines.clone() };
            execute(buyer, orders::report_return, input).await.expect("returned");
            let (amount, reference) = (amount(facts.refund), String::new());
            let input = RefundInput { bag: of(bag.id), amount, reference, lines };
            execute(seller(), seller_bags::record_refund, input).await.expect("refunded");
        }
    }
}

fn of(bag_id: BagId) -> BagRef {
    BagRef { bag_id, version_seen: None, request_id: RequestId(mint()) }
}

fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

on_both! {
    async fn orders_of_several_sellers_end_as_they_did_to_the_cent(store: Store) {
        let Some(folder) = data::folder() else { return };
        let baskets = baskets(&folder);
        assert_eq!(baskets.len(), BASKETS);
        let floor = Arc::new(Floor::open(Trade::open(store).await, &baskets).await);
        let placed = floor.order_all(baskets).await;
        floor.trade.deliver().await;
        let mut views = Vec::new();
        for order in &placed {
            let view = floor.look(order).await;
            assert_ordered(order, &view);
            views.push(view);
        }
        assert_held(&floor.trade, &views).await;
        for (order, view) in placed.iter().zip(&views) {
            for bag in &view.bags {
                floor.fulfil(order, bag).await;
            }
        }
        assert_fulfilled(&floor, &placed).await;
        floor.trade.assert_audit(floor.sellers.values().map(|(seller, _)| seller.id)).await;
    }
}
