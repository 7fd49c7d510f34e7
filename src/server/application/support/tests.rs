//! Claims about support: nothing is read without a reason, nothing is changed without its trace, and no rule of bags is passed by.

use super::*;
use crate::{
    api_types::{
        order::{BagRef, OrderView},
        support::{
            CorrectBagInput, CorrectOrderInput, DecideBagInput, HoldInput, OpenInput, OpenedOrder, OrderRef, SearchInput,
            SupportAct, SupportCart, SupportOrder,
        },
    },
    domain::{
        delivery::Format,
        ids::{BagId, CartId, LineId},
        job::JobKind,
        ordering::{self as rules, Answer, BagCommand, BagStatus, CheckoutDetails, OrderStatus, SupportRefusal},
        refusal::Refusal,
    },
    server::{
        application::{
            audit::{self as log, Verdict},
            execute, negotiation, notification,
            ordering::{
                bag::{lock_bag, record_bag},
                orders,
                told::Moved,
            },
            query_in, queue,
        },
        storage::{
            self,
            delivery::{NewAttempt, NewConnector},
            ordering::testing::{Ordered, order},
        },
        testing::{World, accept_input, on_both, price_input, request},
    },
};
use std::collections::BTreeMap;

mod correcting;
mod deciding;
mod reading;

/// Sally in one of her sessions.
fn sally(world: &World, session: u8) -> Context {
    Context { session: Some([session; 32]), ..world.as_person("sally") }
}

/// A line that mara bought at Orbit (of jonas) or Kestrel (of ines).
async fn agreed(world: &World, seller: &str, part: &str, deal: (i64, &str)) -> LineId {
    let listing = world.list(seller, part, (1_000, None)).await;
    let line = world.open(listing, deal.0).await;
    let who = if seller == "Orbit" { "jonas" } else { "ines" };
    let priced = execute(world.as_person(who), negotiation::update_price, price_input(line, deal.1, 0)).await;
    priced.expect("a price");
    execute(world.as_person("mara"), negotiation::accept_offer, accept_input(line, 1)).await.expect("accepted");
    line
}

/// An order of mara's with ten units of Orbit's and two of Kestrel's, neither bag answered: the order, Orbit's bag, Kestrel's bag.
async fn two_bags(world: &World) -> (Ordered, [BagId; 2]) {
    let lines = [agreed(world, "Orbit", "AN3", (10, "2.50")).await, agreed(world, "Kestrel", "AN5", (2, "99.99")).await];
    let ordered = order(&world.services.store, &lines, world.clock.now()).await;
    let load = crate::server::application::ordering::seller_bags::load_bag;
    let orbits = query_in(&world.as_person("jonas"), load, ordered.bags[0]).await.is_ok();
    let bags = if orbits { [ordered.bags[0], ordered.bags[1]] } else { [ordered.bags[1], ordered.bags[0]] };
    (ordered, bags)
}

/// As [`two_bags`], opened by sally.
async fn opened(world: &World) -> (Ordered, [BagId; 2]) {
    let made = two_bags(world).await;
    open_as(&sally(world, 1), made.0.id).await.expect("opened");
    made
}

async fn open_as(context: &Context, id: CartId) -> Result<(), AppError> {
    execute(context.clone(), open, OpenInput { id, reason: "Halden called: its PO is wrong.".into() }).await
}

async fn load(world: &World, id: CartId) -> OpenedOrder {
    let order = query_in(&sally(world, 1), load_order, id).await.expect("the order");
    *order.opened.expect("opened")
}

/// What a seller's system does.
async fn system(world: &World, bag_id: BagId, command: BagCommand) {
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let bag = lock_bag(&mut work, bag_id).await.expect("a database").expect("a bag");
    let event = rules::decide(&bag.bag, command).expect("possible");
    record_bag(&mut work, &bag, &event, Moved { by: None, at: context.now() }).await.expect("recorded");
    work.commit(&context).await.expect("committed");
}

async fn accept(world: &World, bag_id: BagId) {
    system(world, bag_id, BagCommand::Accept { revision: 1, erp_order_number: None }).await;
}

async fn reject(world: &World, bag_id: BagId) {
    system(world, bag_id, BagCommand::Reject { revision: 1, reason: "unknown PO".into() }).await;
}

/// A seller with an order system of its own.
async fn connect(world: &World, seller: &str, who: &str) {
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let new = NewConnector {
        organisation_id: world.organisation(seller),
        format: Format::Json,
        url: "https://erp.test.example/orders",
        credential: None,
        callback_secret: "whsec_dGVzdA==",
        enabled: true,
        by: world.person(who),
        at: context.now(),
    };
    storage::delivery::save_connector(&mut work.tx, &new, 0).await.expect("a connector");
    work.commit(&context).await.expect("committed");
}

/// A try to hand a bag over that ended without an answer.
async fn tried(world: &World, bag_id: BagId) {
    let context = world.system();
    let mut work = context.write().await.expect("a transaction");
    let id = crate::domain::ids::AttemptId(crate::server::application::work::mint());
    let new = NewAttempt { id, bag_id, revision: 1, request: "POST", at: context.now() };
    storage::delivery::begin_attempt(&mut work.tx, &new).await.expect("a try");
    work.commit(&context).await.expect("committed");
}

/// The keys of what is queued for sellers' systems.
async fn queued(world: &World) -> Vec<String> {
    let jobs = execute(world.system(), queue::load_jobs, (JobKind::DeliverBag, 100)).await.expect("the queue");
    jobs.into_iter().map(|job| job.key).collect()
}

fn order_ref(order: &OpenedOrder) -> OrderRef {
    OrderRef { order_id: order.order.id, request_id: request() }
}

fn fields(typed: &[(&str, &str)]) -> BTreeMap<String, String> {
    typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn correct(world: &World, id: CartId, typed: &[(&str, &str)]) -> Result<SupportOrder, AppError> {
    let order = load(world, id).await;
    let (order, revision_seen) = (order_ref(&order), order.revision);
    let input = CorrectOrderInput { order, revision_seen, fields: fields(typed), reason: "The buyer said so.".into() };
    execute(sally(world, 1), correct_order, input).await
}

fn bag_ref(bag_id: BagId) -> BagRef {
    BagRef { bag_id, version_seen: None, request_id: request() }
}

async fn decide(world: &World, bag_id: BagId, action: &str) -> Result<SupportOrder, AppError> {
    let input = DecideBagInput {
        bag: bag_ref(bag_id),
        action: action.into(),
        erp_order_number: if action == "accept" { "SO-7".into() } else { String::new() },
        reason: "Told by phone.".into(),
    };
    execute(sally(world, 1), decide_bag, input).await
}

async fn change_bag(world: &World, bag_id: BagId, typed: (&str, &str)) -> Result<SupportOrder, AppError> {
    let (erp_order_number, currency) = (typed.0.to_owned(), typed.1.to_owned());
    let reason = "Told by phone.".to_owned();
    let input = CorrectBagInput { bag: bag_ref(bag_id), erp_order_number, currency, reason };
    execute(sally(world, 1), correct_bag, input).await
}

fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> SupportRefusal {
    match answer {
        Err(AppError::Refused(Refusal::Support { because })) => because,
        other => panic!("was not refused by support's rules: {other:?}"),
    }
}

/// The entries of an organisation's log about an order or a cart: action, who, payload.
async fn log_of(world: &World, organisation: &str, subject: &str) -> Vec<(String, Option<PersonId>, String)> {
    let mut reader = world.system().read().await.expect("a reader");
    let of = storage::audit::of_subject;
    let links = of(&mut reader, world.organisation(organisation), subject, (i64::MAX, 500)).await.expect("the log");
    links.into_iter().map(|link| (link.entry.action, link.entry.actor_id, link.entry.payload)).collect()
}

async fn logs_hold(world: &World) {
    for name in ["Halden", "Orbit", "Kestrel"] {
        let verdict = log::verify(&world.system(), world.organisation(name)).await.expect("a verdict");
        assert!(matches!(verdict, Verdict::Intact(_)), "{name}: {verdict:?}");
    }
}

/// The order as its buyer reads it.
async fn of_mara(world: &World, id: CartId) -> OrderView {
    query_in(&world.as_person("mara"), orders::load_order, id).await.expect("the order")
}

fn answers(order: &OpenedOrder) -> Vec<Answer> {
    order.order.bags.iter().map(|bag| bag.body.answer).collect()
}
