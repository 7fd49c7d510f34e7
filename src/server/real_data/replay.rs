//! 200 baskets of real purchase orders, negotiated by both sides through the running site.
//! What the order system calls `complete` or `approved` is accepted; of the `rejected` lines the odd ones were declined by
//! their seller (no quote) and the even ones withdrawn by their buyer, who had an offer; `pending` waits for an answer.

use super::{
    agreements::{Checked, assert_outcome},
    data::{self, OrderLine, grouped, micros},
    market::Market,
    offers::{self, Vendor},
    site::{Browser, Server},
};
use crate::{
    api_types::{
        catalog::PartPage,
        identity::SignInInput,
        negotiation::{LineChanged, LineView},
    },
    domain::{
        identity::{Principal, Role},
        ids::{LineId, OrganisationId, RequestId},
        negotiation::{LineStatus, Side},
    },
    server::{
        application::{
            execute,
            identity::{self, NewPassword},
            work::mint,
        },
        testing::{PASSWORD, on_both},
    },
};
use std::{collections::HashMap, path::Path, sync::Arc};
use tokio::{sync::Semaphore, task::JoinSet};

const BASKETS: usize = 200;

/// Buyers who are at it at the same time.
const BUYERS_AT_ONCE: usize = 4;

/// One order line as it went.
#[derive(Debug)]
pub struct Played {
    pub order: OrderLine,
    pub line_id: LineId,
    pub status: LineStatus,
    /// Entries that its thread should have.
    pub events: i64,
    /// The most statements that one action on it took.
    pub statements: u64,
}

/// Everybody who trades, with an open browser.
pub struct Floor {
    pub buyer_id: OrganisationId,
    pub buyers: HashMap<String, Browser>,
    pub sellers: HashMap<String, (OrganisationId, Browser)>,
}

/// The outcome of an order line, by its status in the source.
pub fn outcome(order: &OrderLine) -> LineStatus {
    match (order.status.as_str(), order.line_id % 2) {
        ("complete" | "approved", _) => LineStatus::Accepted,
        ("rejected", 1) => LineStatus::NoQuote,
        ("rejected", _) => LineStatus::Withdrawn,
        ("pending", _) => LineStatus::Quote,
        (other, _) => panic!("{other} is no status of the source"),
    }
}

/// What one employee ordered on one day.
type Basket = (String, Vec<OrderLine>);

/// The first baskets of the source.
fn baskets(folder: &Path) -> Vec<Basket> {
    let lines: Vec<OrderLine> = data::rows(folder, "orders/adventureworks_purchase_orders_train.csv.gz");
    let key = |line: &OrderLine| (line.buyer_employee_id.clone(), line.order_date.clone());
    let baskets = grouped(lines, key).into_iter().take(BASKETS);
    baskets.map(|((employee, _), lines)| (employee, lines)).collect()
}

impl Floor {
    async fn open(market: &Market, server: &Server, (vendors, baskets): (&[Vendor], &[Basket])) -> Self {
        let buyer_id = market.organisation("Halden", true, false).await;
        let mut floor = Self { buyer_id, buyers: HashMap::new(), sellers: HashMap::new() };
        for vendor in vendors {
            offers::upload(market, vendor).await;
            let browser = server.signed_in(vendor.seller.member.person_id).await;
            floor.sellers.insert(vendor.seller.name.clone(), (vendor.seller.id, browser));
        }
        let employees: Vec<String> = baskets.iter().map(|basket| basket.0.clone()).collect();
        for (employee, _) in grouped(employees, String::clone) {
            let email = format!("buyer-{employee}@test.example");
            let member = market.member((buyer_id, "Halden"), &email, Role::Buyer).await;
            let browser = match floor.buyers.is_empty() {
                true => with_password(market, server, &member).await,
                false => server.signed_in(member.person_id).await,
            };
            floor.buyers.insert(employee, browser);
        }
        floor
    }
}

/// One of them signs in as people do; the hash of a password is slow on purpose, so that one is enough.
async fn with_password(market: &Market, server: &Server, member: &Principal) -> Browser {
    let new = NewPassword { person_id: member.person_id, password: PASSWORD.into() };
    execute(market.system(), identity::set_password, new).await.expect("a password");
    let input = SignInInput { email: member.name.clone(), password: PASSWORD.into(), next: String::new() };
    server.typed_in(input).await
}

fn line_form(line_id: LineId, side: Side, request_id: RequestId) -> Vec<(&'static str, String)> {
    vec![
        ("input[line][line_id]", line_id.to_string()),
        ("input[line][side]", side.as_str().into()),
        ("input[line][request_id]", request_id.to_string()),
    ]
}

async fn look(browser: &Browser, line_id: LineId, side: Side) -> LineView {
    let form = [("line_id", line_id.to_string()), ("side", side.as_str().into()), ("older", "false".into())];
    browser.call("negotiation/load_line", &form).await.expect("the line").value
}

impl Played {
    /// The buyer finds the part, chooses the seller and adds the quantity.
    async fn add(buyer: &Browser, order: OrderLine) -> Self {
        let page = buyer.call::<PartPage>("catalog/load_part", &[("key", order.part_number.clone())]).await;
        let listings = page.expect("the part").value.listings;
        let listing = listings.iter().find(|listing| listing.seller == order.seller).expect("the seller's listing");
        let form = [
            ("input[listing_id]", listing.id.to_string()),
            ("input[quantity]", order.quantity.to_string()),
            ("input[request_id]", listing.request_id.to_string()),
        ];
        let added = buyer.call::<LineChanged>("cart/add_to_cart", &form).await.expect("added");
        assert_eq!((added.value.status, added.value.version), (LineStatus::Open, 1), "a line of its own: {order:?}");
        Self { order, line_id: added.value.line_id, status: LineStatus::Open, events: 1, statements: added.statements }
    }

    async fn act(&mut self, browser: &Browser, function: &str, form: &[(&str, String)]) {
        let done = browser.call::<LineChanged>(function, form).await;
        let done = done.unwrap_or_else(|error| panic!("{function} on {self:?}: {error}"));
        self.status = done.value.status;
        self.events += 1;
        self.statements = self.statements.max(done.statements);
    }

    /// The seller declines, or offers the list price first and the order's price after it.
    async fn answer(&mut self, seller: &Browser) {
        let view = look(seller, self.line_id, Side::Seller).await;
        if outcome(&self.order) == LineStatus::NoQuote {
            let form = line_form(self.line_id, Side::Seller, view.request_id);
            return self.act(seller, "negotiation/no_quote", &form).await;
        }
        let list_price = view.list_price.expect("vendors name their prices");
        let mut prices = vec![list_price.input_text(), self.order.unit_price.clone()];
        if list_price.micros == micros(&self.order.unit_price) {
            prices.pop();
        }
        for (revisions_seen, price) in (view.revisions..).zip(prices) {
            let mut form = line_form(self.line_id, Side::Seller, RequestId(mint()));
            form.push(("input[revisions_seen]", revisions_seen.to_string()));
            form.push(("input[unit_price]", price));
            form.push(("input[currency]", self.order.currency.clone()));
            self.act(seller, "negotiation/update_price", &form).await;
        }
    }

    /// The buyer accepts what is offered, withdraws, or leaves it at that.
    async fn decide(&mut self, buyer: &Browser) {
        let outcome = outcome(&self.order);
        if matches!(outcome, LineStatus::Accepted | LineStatus::Withdrawn) {
            let view = look(buyer, self.line_id, Side::Buyer).await;
            let offer = view.offer.expect("a live offer");
            assert_eq!(offer.unit_price.micros, micros(&self.order.unit_price), "{:?}", self.order);
            let mut form = line_form(self.line_id, Side::Buyer, view.request_id);
            if outcome == LineStatus::Accepted {
                form.push(("input[revision_seen]", offer.revision.to_string()));
                self.act(buyer, "negotiation/accept_offer", &form).await;
            } else {
                self.act(buyer, "negotiation/withdraw", &form).await;
            }
        }
        assert_eq!(self.status, outcome, "{self:?}");
    }
}

/// A whole basket: everything is asked for, then answered, then decided.
async fn play(floor: &Floor, employee: &str, basket: Vec<OrderLine>) -> Vec<Played> {
    let buyer = &floor.buyers[employee];
    let mut lines = Vec::new();
    for order in basket {
        lines.push(Played::add(buyer, order).await);
    }
    for line in &mut lines {
        let (_, seller) = &floor.sellers[&line.order.seller];
        line.answer(seller).await;
    }
    for line in &mut lines {
        line.decide(buyer).await;
    }
    lines
}

/// Each employee plays their baskets one after the other, several employees at the same time.
async fn play_all(floor: &Arc<Floor>, baskets: Vec<Basket>) -> Vec<Played> {
    let at_once = Arc::new(Semaphore::new(BUYERS_AT_ONCE));
    let mut employees = JoinSet::new();
    for (employee, baskets) in grouped(baskets, |basket| basket.0.clone()) {
        let (floor, at_once) = (floor.clone(), at_once.clone());
        employees.spawn(async move {
            let mut lines = Vec::new();
            for (_, basket) in baskets {
                let _turn = at_once.acquire().await.expect("a turn");
                lines.extend(play(&floor, &employee, basket).await);
            }
            lines
        });
    }
    employees.join_all().await.into_iter().flatten().collect()
}

on_both! {
    async fn two_hundred_baskets_end_as_they_did_and_everything_adds_up(store: Store) {
        let Some(folder) = data::folder() else { return };
        let market = Market::new(store);
        let server = Server::start(&market.services).await;
        let vendors = offers::vendors(&market, &folder).await;
        let baskets = baskets(&folder);
        let of_several = |basket: &&Basket| basket.1.iter().any(|line| line.seller != basket.1[0].seller);
        let of_several = baskets.iter().filter(of_several).count();
        println!("replay: {} baskets, {of_several} of several sellers", baskets.len());
        assert!(baskets.len() == BASKETS && of_several >= 20);
        let floor = Arc::new(Floor::open(&market, &server, (&vendors, &baskets)).await);
        let checked = Checked::begin(&market, &floor).await;
        let lines = play_all(&floor, baskets).await;
        assert_outcome(&market, &floor, &lines).await;
        checked.end(&market, &floor, &lines).await;
        server.stop().await;
    }
}
