//! Bags on their way to a seller's system that is another process: every fault with the exact state that it ends in, on both sides.

use crate::{
    api_types::{
        AppError,
        checkout::{AddressInput, SubmitInput, Submitted},
        delivery::{
            AcceptDeliveryInput, ConnectorInput, ConnectorPage, DeliveriesQuery, DeliveryDetail, DeliveryRow, RetryInput,
            SubmitOrdersInput, Which,
        },
    },
    domain::{
        delivery::DeliveryOutcome,
        ids::BagId,
        job::MOST_ATTEMPTS,
        ordering::{Answer, BagStatus},
        time::{DAY_US, HOUR_US, MINUTE_US, SECOND_US},
    },
    server::{
        application::{
            cart,
            delivery::{connector, hand_over_due, report, settings},
            execute, ordering, query_in,
        },
        integrations::{
            erp::{Erp, Limits, Reach},
            mail::{Post, Sending, Transport, Undelivered},
        },
        jobs::worker::{Outside, round},
        sandbox_erp::testing::Sandbox,
        testing::{Contents, World, buy_input, on_both, request},
    },
};
use lettre::Message;
use std::{sync::Arc, time::Duration};
use tokio::net::{TcpListener, TcpSocket};

/// Nobody wants a letter in these tests.
struct NoPost;

impl Transport for NoPost {
    fn send<'a>(&'a self, _message: &'a Message) -> Sending<'a> {
        Box::pin(async { Err(Undelivered::Never("no letters here".into())) })
    }
}

/// Short enough to wait for.
const LIMITS: Limits = Limits {
    connect: Duration::from_millis(400),
    read: Duration::from_millis(1_200),
    whole: Duration::from_millis(2_500),
    answer: 16 * 1_024,
};

fn outside() -> Outside {
    let erp = Erp::new(Reach::Anywhere, LIMITS).expect("a client");
    Outside { post: Arc::new(Post::with(Box::new(NoPost))), erp: Arc::new(erp) }
}

/// A buyer who orders, and a seller with a system of its own.
pub struct Yard {
    pub world: World,
    outside: Outside,
    ordered: std::sync::atomic::AtomicUsize,
}

impl Yard {
    pub async fn new(store: crate::server::testing::Store, format: &str, url: &str) -> Self {
        let world = World::new(store).await;
        let input = AddressInput {
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
        execute(world.as_person("olga"), ordering::save_address, input).await.expect("an address");
        let yard = Self { world, outside: outside(), ordered: 0.into() };
        yard.connect(format, url).await;
        yard
    }

    /// Orbit's admin sets its connector up.
    pub async fn connect(&self, format: &str, url: &str) -> ConnectorPage {
        let page = query_in(&self.world.as_person("ursula"), connector::load_connector, ()).await.expect("the connector");
        let input = ConnectorInput {
            enabled: Some("on".into()),
            format: format.into(),
            url: url.into(),
            credential: "coyote".into(),
            forget_credential: None,
            new_secret: None,
            version_seen: page.connector.map_or(0, |connector| connector.version),
        };
        execute(self.world.as_person("ursula"), connector::save_connector, input).await.expect("saved")
    }

    /// Mara orders a part of a seller's; the bag.
    pub async fn order_from(&self, seller: &str) -> BagId {
        let number = self.ordered.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let listing = self.world.list(seller, &format!("AN3-{number}"), (50, Some("41.20"))).await;
        let mara = || self.world.as_person("mara");
        execute(mara(), cart::buy_at_list_price, buy_input(listing, 3)).await.expect("bought");
        let page = query_in(&mara(), ordering::load_checkout, ()).await.expect("the review page");
        let input = SubmitInput {
            cart_id: page.cart.id.expect("a cart"),
            content: page.content.clone(),
            fields: page.fields.clone(),
            request_id: page.request_id,
        };
        let submitted = execute(mara(), ordering::submit_order, input).await.expect("submitted");
        assert!(matches!(submitted, Submitted::Ordered { .. }), "{submitted:?}");
        let rows = self.report(Which::All).await;
        rows.first().expect("the newest bag").bag_id
    }

    pub async fn order(&self) -> BagId {
        self.order_from("Orbit").await
    }

    async fn report(&self, which: Which) -> Vec<DeliveryRow> {
        let query = DeliveriesQuery { which, after: String::new() };
        query_in(&self.world.as_person("mick"), report::load_deliveries, query).await.expect("the report").rows
    }

    pub async fn detail(&self, bag_id: BagId) -> DeliveryDetail {
        query_in(&self.world.as_person("mick"), report::load_delivery, bag_id).await.expect("the bag")
    }

    /// Works off what is due; so many tries to hand a bag over. Letters are due, too.
    pub async fn round(&self) -> i64 {
        let before = self.tries().await;
        while round(&self.world.services, &self.outside).await > 0 {}
        self.tries().await - before
    }

    async fn tries(&self) -> i64 {
        self.report(Which::All).await.iter().map(|row| row.attempts).sum()
    }

    /// Tries until nothing is left to try.
    async fn rounds(&self) {
        for _ in 0..MOST_ATTEMPTS + 3 {
            self.round().await;
            self.world.advance_us(DAY_US);
        }
    }

    async fn retry(&self, bag_id: BagId) -> Result<DeliveryDetail, AppError> {
        let input = RetryInput { bag_id, request_id: request() };
        execute(self.world.as_person("mick"), report::retry_delivery, input).await
    }
}

/// What a bag came to: its answer, whether somebody has to look, how many tries, the outcome of the last.
fn state(detail: &DeliveryDetail) -> (Answer, bool, usize, Option<DeliveryOutcome>) {
    let last = detail.attempts.first().and_then(|attempt| attempt.outcome);
    (detail.row.answer, detail.row.needs_attention, detail.attempts.len(), last)
}

/// One row of the table: what goes wrong, and what both sides have in the end.
struct Fault {
    manners: &'static str,
    answer: Answer,
    needs_attention: bool,
    tries: i64,
    last: DeliveryOutcome,
    /// Orders that the seller's system has.
    held: usize,
}

fn fault(manners: &'static str, end: (Answer, bool, i64, DeliveryOutcome), held: usize) -> Fault {
    let (answer, needs_attention, tries, last) = end;
    Fault { manners, answer, needs_attention, tries, last, held }
}

/// What a system does once, and what it never stops doing.
fn table() -> Vec<Fault> {
    use {Answer::*, DeliveryOutcome as Out};
    let all = MOST_ATTEMPTS;
    vec![
        fault("accept", (Accepted, false, 1, Out::Accepted), 1),
        fault("slow", (Accepted, false, 1, Out::Accepted), 1),
        fault("twice", (Accepted, false, 1, Out::Accepted), 1),
        fault("reject", (Rejected, false, 1, Out::Rejected), 1),
        fault("review", (InReview, false, 1, Out::InReview), 1),
        fault("receive", (Sent, false, 1, Out::HandedOver), 1),
        // Taken, and nobody knew: the same key again finds it there.
        fault("reset,accept", (Accepted, false, 2, Out::Accepted), 1),
        fault("late,accept", (Accepted, false, 2, Out::Accepted), 1),
        fault("huge,accept", (Accepted, false, 2, Out::Accepted), 1),
        fault("stale,accept", (Accepted, false, 2, Out::Accepted), 1),
        // Not taken: taken later.
        fault("down,accept", (Accepted, false, 2, Out::Accepted), 1),
        fault("error,error,accept", (Accepted, false, 3, Out::Accepted), 1),
        fault("busy,accept", (Accepted, false, 2, Out::Accepted), 1),
        fault("nonsense,accept", (Accepted, false, 2, Out::Accepted), 1),
        // For ever: bounded, and somebody is told.
        fault("error", (Waiting, true, all, Out::Again), 0),
        fault("down", (Waiting, true, all, Out::Again), 0),
        fault("reset", (Waiting, true, all, Out::Again), 1),
        fault("nonsense", (Waiting, true, all, Out::Again), 0),
        fault("stale", (Waiting, true, all, Out::Again), 1),
        // What no second try mends.
        fault("redirect", (Waiting, true, 1, Out::Failed), 0),
        fault("forbid", (Waiting, true, 1, Out::Failed), 0),
    ]
}

on_both! {
    async fn every_fault_of_a_connector_ends_in_the_state_of_the_table(store: Store) {
        let sandbox = Sandbox::start("accept", "");
        let yard = Yard::new(store, "json", &format!("{}/orders", sandbox.url)).await;
        let mut held = 0;
        for fault in table() {
            sandbox.set(fault.manners).await;
            let bag_id = yard.order().await;
            yard.rounds().await;
            let detail = yard.detail(bag_id).await;
            let expected = (fault.answer, fault.needs_attention, fault.tries as usize, Some(fault.last));
            assert_eq!(state(&detail), expected, "{}: {:?}", fault.manners, detail.row.last_error);
            held += fault.held;
            let orders = sandbox.orders().await;
            assert_eq!(orders.len(), held, "{}", fault.manners);
            if fault.answer == Answer::Accepted {
                let number = detail.row.erp_order_number.as_deref();
                assert_eq!(number, Some(format!("SO-{}", 5_000 + held).as_str()), "{}", fault.manners);
            }
            if fault.held == 1 {
                let order = orders.last().expect("it is there");
                assert_eq!((order["total"].as_str(), order["currency"].as_str()), (Some("123.60"), Some("USD")));
            }
        }
        let seen = yard.report(Which::All).await;
        assert_eq!(seen.iter().filter(|row| row.needs_attention).count(), 7);
        assert_eq!(yard.report(Which::Attention).await.len(), 8, "with the rejected one");
    }

    async fn nobody_there_and_nobody_who_answers_are_tried_again(store: Store) {
        let nobody = {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            listener.local_addr().expect("an address")
        };
        let yard = Yard::new(store, "json", &format!("http://{nobody}/orders")).await;
        let refused = yard.order().await;
        assert_eq!(yard.round().await, 1);
        let detail = yard.detail(refused).await;
        assert_eq!(state(&detail), (Answer::Waiting, false, 1, Some(DeliveryOutcome::Again)));
        assert_eq!(detail.row.last_error.as_deref(), Some("no connection"));
        // A queue of connections that is full: nobody says yes, nobody says no.
        let full = TcpSocket::new_v4().expect("a socket");
        full.bind(([127, 0, 0, 1], 0).into()).expect("bound");
        let full = full.listen(1).expect("listening");
        let address = full.local_addr().expect("an address");
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let connect = tokio::net::TcpStream::connect(address);
            waiting.push(tokio::time::timeout(Duration::from_millis(100), connect).await);
        }
        yard.connect("json", &format!("http://{address}/orders")).await;
        yard.world.advance_us(DAY_US);
        assert_eq!(yard.round().await, 1);
        let detail = yard.detail(refused).await;
        assert_eq!(state(&detail), (Answer::Waiting, false, 2, Some(DeliveryOutcome::Again)));
        assert_eq!(detail.row.last_error.as_deref(), Some("no connection in time"));
        // The connection is back.
        let sandbox = Sandbox::start("accept", "");
        yard.connect("json", &format!("{}/orders", sandbox.url)).await;
        yard.world.advance_us(DAY_US);
        yard.round().await;
        assert_eq!(state(&yard.detail(refused).await), (Answer::Accepted, false, 3, Some(DeliveryOutcome::Accepted)));
        assert_eq!(sandbox.orders().await.len(), 1);
    }

    async fn a_named_wait_is_kept(store: Store) {
        let sandbox = Sandbox::start("busy,accept", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let bag_id = yard.order().await;
        yard.round().await;
        let row = yard.detail(bag_id).await.row;
        assert_eq!(row.next_at, Some(yard.world.clock.now().plus_us(120 * SECOND_US)), "longer than its own wait");
        yard.world.advance_us(119 * SECOND_US);
        assert_eq!(yard.round().await, 0);
        yard.world.advance_us(SECOND_US);
        assert_eq!(yard.round().await, 1);
        assert_eq!(yard.detail(bag_id).await.row.answer, Answer::Accepted);
    }

    async fn every_format_arrives_with_the_same_total_and_no_secret_is_kept(store: Store) {
        let sandbox = Sandbox::start("accept", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        for (format, answer) in [("json", Answer::Accepted), ("ubl", Answer::Accepted), ("cxml", Answer::Sent)] {
            yard.connect(format, &format!("{}/in?token=coyote", sandbox.url)).await;
            let bag_id = yard.order().await;
            yard.round().await;
            let detail = yard.detail(bag_id).await;
            assert_eq!(detail.row.answer, answer, "{format}: {:?}", detail.row.last_error);
            let order = sandbox.orders().await.pop().expect("an order");
            assert_eq!((order["format"].as_str(), order["total"].as_str()), (Some(format), Some("123.60")));
            assert_eq!(order["document"].as_str(), Some(format!("{}-USD", detail.row.order).as_str()));
            assert_eq!(order["key"].as_str(), Some(format!("{bag_id}:r1").as_str()));
            let attempt = &detail.attempts[0];
            assert!(attempt.request.contains("•••") && !attempt.request.contains("coyote"), "{}", attempt.request);
            yard.connect(format, &format!("{}/in?manner=reject", sandbox.url)).await;
            let bag_id = yard.order().await;
            yard.round().await;
            let row = yard.detail(bag_id).await.row;
            assert_eq!((row.answer, row.status), (Answer::Rejected, BagStatus::Rejected), "{format}");
            assert!(row.rejection.is_some_and(|reason| reason.contains("told to reject")), "{format}");
        }
    }

    async fn a_seller_without_a_connector_takes_its_bag_at_once(store: Store) {
        let sandbox = Sandbox::start("accept", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let bag_id = yard.order_from("Kestrel").await;
        let detail = yard.detail(bag_id).await;
        assert_eq!(state(&detail), (Answer::Accepted, false, 0, None));
        assert_eq!(yard.round().await, 0);
        // One that is switched off counts as none; what waited for it is taken too.
        let waiting = yard.order().await;
        let page = query_in(&yard.world.as_person("ursula"), connector::load_connector, ()).await.expect("the connector");
        let connector = page.connector.expect("a connector");
        assert!(connector.has_credential);
        let off = ConnectorInput {
            enabled: None,
            format: "json".into(),
            url: connector.url,
            credential: String::new(),
            forget_credential: None,
            new_secret: None,
            version_seen: connector.version,
        };
        execute(yard.world.as_person("ursula"), connector::save_connector, off).await.expect("switched off");
        yard.round().await;
        assert_eq!(yard.detail(waiting).await.row.answer, Answer::Waiting);
        yard.world.advance_us(2 * MINUTE_US);
        execute(yard.world.system(), hand_over_due, ()).await.expect("a round");
        assert_eq!(yard.detail(waiting).await.row.answer, Answer::Accepted);
        assert!(sandbox.orders().await.is_empty());
    }

    async fn switched_off_orders_go_when_the_schedule_says(store: Store) {
        let sandbox = Sandbox::start("accept", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let input = SubmitOrdersInput { on: None, first: "13:00".into(), every_minutes: "60".into(), version_seen: Some(0) };
        execute(yard.world.as_person("mick"), settings::save_submit_orders, input.clone()).await.expect("saved");
        let again = execute(yard.world.as_person("mick"), settings::save_submit_orders, input).await;
        assert!(matches!(again, Err(AppError::Refused(_))), "drawn before it was changed");
        // 12:05.
        let bag_id = yard.order().await;
        for minutes in [0, 54] {
            yard.world.advance_us(minutes * MINUTE_US);
            execute(yard.world.system(), hand_over_due, ()).await.expect("a round");
            assert_eq!(yard.round().await, 0, "not before 13:00");
        }
        yard.world.advance_us(MINUTE_US);
        for _twice in 0..2 {
            execute(yard.world.system(), hand_over_due, ()).await.expect("a round");
        }
        assert_eq!(yard.round().await, 1);
        assert_eq!(state(&yard.detail(bag_id).await), (Answer::Accepted, false, 1, Some(DeliveryOutcome::Accepted)));
        let bad = SubmitOrdersInput { on: None, first: "25:00".into(), every_minutes: "0".into(), version_seen: None };
        let refused = execute(yard.world.as_person("mick"), settings::save_submit_orders, bad).await;
        let Err(AppError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["first", "every_minutes"]);
    }

    async fn what_needs_attention_is_tried_again_or_accepted_by_hand(store: Store) {
        let sandbox = Sandbox::start("forbid", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let (first, second) = (yard.order().await, yard.order().await);
        yard.rounds().await;
        assert_eq!(yard.report(Which::Attention).await.len(), 2);
        sandbox.set("accept").await;
        let detail = yard.retry(first).await.expect("queued again");
        assert!(!detail.row.needs_attention);
        assert_eq!(yard.round().await, 1);
        assert_eq!(state(&yard.detail(first).await), (Answer::Accepted, false, 2, Some(DeliveryOutcome::Accepted)));
        assert!(matches!(yard.retry(first).await, Err(AppError::Refused(_))), "it has its answer");
        let mut input = AcceptDeliveryInput {
            bag_id: second,
            revision_seen: 1,
            order_number: "SO-77".into(),
            reason: " ".into(),
            request_id: request(),
        };
        let mick = || yard.world.as_person("mick");
        let refused = execute(mick(), report::accept_delivery, input.clone()).await;
        assert!(refused.is_err_and(|error| error.reason_for("reason").is_some()), "a reason is needed");
        input.reason = "Told by telephone by Jonas.".into();
        for _twice in 0..2 {
            let detail = execute(mick(), report::accept_delivery, input.clone()).await.expect("accepted");
            assert_eq!(state(&detail), (Answer::Accepted, false, 2, Some(DeliveryOutcome::Accepted)));
            assert_eq!(detail.row.erp_order_number.as_deref(), Some("SO-77"));
            assert_eq!(detail.attempts[0].answer.as_deref(), Some("Told by telephone by Jonas."));
            assert_eq!(detail.attempts[0].request, "Marked as accepted by hand by mick.");
        }
        input.request_id = request();
        assert!(matches!(execute(mick(), report::accept_delivery, input).await, Err(AppError::Refused(_))));
        assert_eq!(sandbox.orders().await.len(), 1);
        for name in ["mara", "jonas", "ursula", "sally"] {
            let query = DeliveriesQuery::default();
            let refused = query_in(&yard.world.as_person(name), report::load_deliveries, query).await;
            assert_eq!(refused, Err(AppError::Forbidden), "{name}");
        }
    }

    async fn a_try_that_was_cut_off_is_made_again_and_changes_nothing_twice(store: Store) {
        let sandbox = Sandbox::start("accept", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let bag_id = yard.order().await;
        // The process ends after the order was sent, and before that was written down.
        let begun = execute(yard.world.system(), crate::server::application::delivery::begin, (bag_id, 1)).await;
        let crate::server::application::delivery::Begun::Send(errand) = begun.expect("begun") else { panic!("nothing to send") };
        let key = ("idempotency-key", errand.purchase.key());
        yard.outside.erp.post(&errand.url, &errand.letter, &[key]).await.expect("an answer");
        assert_eq!(yard.round().await, 1);
        let detail = yard.detail(bag_id).await;
        assert_eq!(state(&detail), (Answer::Accepted, false, 2, Some(DeliveryOutcome::Accepted)));
        assert_eq!(detail.attempts[1].outcome, None, "cut off: nobody knows");
        assert_eq!(sandbox.orders().await.len(), 1);
        let contents = Contents::of(&yard.world.services.store).await;
        let before = contents.read().await;
        yard.world.advance_us(HOUR_US);
        assert_eq!(yard.round().await, 0);
        execute(yard.world.system(), hand_over_due, ()).await.expect("a round");
        assert_eq!(contents.read().await, before);
    }
}
