//! Claims about bags and orders after a cart became one.

use super::{bag::*, orders::*, reorder::*, seller_bags::*, told::Moved};
use crate::{
    api_types::{
        AppError,
        order::{
            AcknowledgeInput, AmountInput, BagChanged, BagRef, BagView, DeliverInput, GiveUpInput, OrderView, RefundInput,
            ShipInput, UnitsInput, UnitsReasonInput, VoidInput,
        },
    },
    domain::{
        cart::CheckoutStatus,
        ids::{BagId, CartId, LineId},
        negotiation::{LineStatus, Side},
        ordering::{
            self, Answer, BagCommand, BagEvent, BagStatus, FinancialStatus, FulfilmentStatus, OrderStatus, SkuStatus,
        },
        refusal::Refusal,
    },
    server::{
        application::{
            audit::{self, Verdict},
            execute, negotiation, notification, query_in,
        },
        storage::ordering::testing::{Ordered, order, sold},
        testing::{World, accept_input, on_both, price_input, request},
    },
};

mod acting;
mod listing;
mod moving;

/// A line that mara bought at Orbit (of jonas) or Kestrel (of ines).
async fn agreed(world: &World, seller: &str, part: &str, deal: (i64, &str)) -> LineId {
    let (quantity, price) = deal;
    let listing = world.list(seller, part, (1_000, None)).await;
    let line = world.open(listing, quantity).await;
    let who = if seller == "Orbit" { "jonas" } else { "ines" };
    let priced = execute(world.as_person(who), negotiation::update_price, price_input(line, price, 0)).await;
    priced.expect("a price");
    execute(world.as_person("mara"), negotiation::accept_offer, accept_input(line, 1)).await.expect("accepted");
    line
}

/// Makes true what a command does to a bag, as the seller's system or a job would.
async fn system(world: &World, bag_id: BagId, command: BagCommand) {
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let bag = lock_bag(&mut work, bag_id).await.expect("a database").expect("a bag");
    let event = ordering::decide(&bag.bag, command).expect("possible");
    record_bag(&mut work, &bag, &event, Moved { by: None, at: context.now() }).await.expect("recorded");
    work.commit(&context).await.expect("committed");
}

async fn accept(world: &World, bag_id: BagId) {
    system(world, bag_id, BagCommand::Accept { revision: 1, erp_order_number: None }).await;
}

async fn reject(world: &World, bag_id: BagId) {
    system(world, bag_id, BagCommand::Reject { revision: 1, reason: "no such customer".into() }).await;
}

/// Ten units of AN3 at 2.50 and four of AN4 at 1.25 with Orbit, accepted.
async fn one_bag(world: &World) -> (Ordered, [LineId; 2]) {
    let lines = [agreed(world, "Orbit", "AN3", (10, "2.50")).await, agreed(world, "Orbit", "AN4", (4, "1.25")).await];
    let ordered = order(&world.services.store, &lines, world.clock.now()).await;
    accept(world, ordered.bags[0]).await;
    (ordered, lines)
}

/// A line of each seller, neither bag answered: the order, Orbit's bag, Kestrel's bag.
async fn two_bags(world: &World) -> (Ordered, [BagId; 2], [LineId; 2]) {
    let lines = [agreed(world, "Orbit", "AN3", (10, "2.50")).await, agreed(world, "Kestrel", "AN5", (2, "99.99")).await];
    let ordered = order(&world.services.store, &lines, world.clock.now()).await;
    let orbits = query_in(&world.as_person("jonas"), load_bag, ordered.bags[0]).await.is_ok();
    let bags = if orbits { [ordered.bags[0], ordered.bags[1]] } else { [ordered.bags[1], ordered.bags[0]] };
    (ordered, bags, lines)
}

fn of(bag_id: BagId) -> BagRef {
    BagRef { bag_id, version_seen: None, request_id: request() }
}

fn some(lines: &[(LineId, i64)]) -> Vec<UnitsInput> {
    lines.iter().map(|(line_id, units)| UnitsInput { line_id: *line_id, quantity: units.to_string() }).collect()
}

async fn ship(world: &World, bag_id: BagId, lines: &[(LineId, i64)]) -> Result<BagChanged, AppError> {
    let input = ShipInput { bag: of(bag_id), carrier: "DHL".into(), tracking: "JD0001".into(), lines: some(lines) };
    execute(world.as_person("jonas"), ship_bag, input).await
}

async fn deliver(world: &World, bag_id: BagId, lines: &[(LineId, i64)]) -> Result<BagChanged, AppError> {
    execute(world.as_person("jonas"), deliver_bag, DeliverInput { bag: of(bag_id), lines: some(lines) }).await
}

async fn cancel(world: &World, bag_id: BagId, lines: &[(LineId, i64)]) -> Result<BagChanged, AppError> {
    let input = UnitsReasonInput { bag: of(bag_id), reason: "out of stock".into(), lines: some(lines) };
    execute(world.as_person("jonas"), cancel_units, input).await
}

async fn bring_back(world: &World, bag_id: BagId, lines: &[(LineId, i64)]) -> Result<BagChanged, AppError> {
    let input = UnitsReasonInput { bag: of(bag_id), reason: "damaged".into(), lines: some(lines) };
    execute(world.as_person("mara"), report_return, input).await
}

fn booked(bag_id: BagId, amount: &str) -> AmountInput {
    AmountInput { bag: of(bag_id), amount: amount.into(), reference: "R-1".into() }
}

async fn pay(world: &World, bag_id: BagId, amount: &str) -> Result<BagChanged, AppError> {
    execute(world.as_person("jonas"), record_payment, booked(bag_id, amount)).await
}

async fn refund(world: &World, bag_id: BagId, amount: &str) -> Result<BagChanged, AppError> {
    let (bag, reference) = (of(bag_id), String::new());
    let input = RefundInput { bag, amount: amount.into(), reference, lines: Vec::new() };
    execute(world.as_person("jonas"), record_refund, input).await
}

async fn give_up(world: &World, bag_id: BagId) -> Result<BagChanged, AppError> {
    execute(world.as_person("mara"), give_up_bag, GiveUpInput { bag: of(bag_id), reason: "bought elsewhere".into() }).await
}

async fn bag_of(world: &World, who: &str, bag_id: BagId) -> BagView {
    query_in(&world.as_person(who), load_bag, bag_id).await.expect("the bag")
}

async fn order_of(world: &World, who: &str, id: CartId) -> OrderView {
    query_in(&world.as_person(who), load_order, id).await.expect("the order")
}

async fn line_status(world: &World, line: LineId) -> LineStatus {
    let view = query_in(&world.as_person("mara"), negotiation::load_line, (line, Side::Buyer, false)).await;
    view.expect("the line").status
}

/// The states of mara's transactions for some lines.
async fn transactions(world: &World, lines: &[LineId]) -> Vec<String> {
    let list = query_in(&world.as_person("mara"), negotiation::load_transactions, (Some(Side::Buyer), String::new())).await;
    let rows = list.expect("transactions").rows.rows;
    let state = |line: &LineId| rows.iter().find(|row| row.line_id == *line).expect("its transaction").state;
    lines.iter().map(|line| state(line).as_str().to_owned()).collect()
}

async fn bell(world: &World, who: &str) -> Vec<String> {
    let page = query_in(&world.as_person(who), notification::load_notifications, String::new()).await;
    let rows = page.expect("notifications").notifications.rows;
    rows.iter().filter(|row| row.about.is_some()).map(|row| row.notice.sentence()).collect()
}

/// The logs of both sides are whole.
async fn logs_hold(world: &World) {
    for name in ["Halden", "Orbit", "Kestrel"] {
        let verdict = audit::verify(&world.system(), world.organisation(name)).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(_)), "{name}: {verdict:?}");
    }
}
