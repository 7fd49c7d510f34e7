//! What a seller's system says later: believed if it is signed, of effect once and in order, and of no effect otherwise.

use super::delivering::Yard;
use crate::{
    api_types::AppError,
    domain::{
        ids::{BagId, LineId},
        ordering::{Answer, BagStatus, FinancialStatus, FulfilmentStatus},
        time::SECOND_US,
    },
    server::{
        application::{
            delivery::callback::{Answered, Callback, take_callback},
            execute,
            ordering::bag::lock_bag,
        },
        http::{Site, router, session::CookiePolicy},
        integrations::erp::signature,
        sandbox_erp::testing::Sandbox,
        storage::Lock,
        testing::{Contents, Store, on_both},
    },
};
use leptos::prelude::LeptosOptions;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const SECRET_OF_NOBODY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A bag that its seller's system has, and the secret of its callbacks.
struct Line {
    yard: Yard,
    secret: String,
    bag_id: BagId,
    line_id: LineId,
    _sandbox: Sandbox,
}

impl Line {
    async fn new(store: Store) -> Self {
        let sandbox = Sandbox::start("receive", "");
        let yard = Yard::new(store, "json", &sandbox.url).await;
        let page = yard.connect("json", &sandbox.url).await;
        let secret = page.connector.expect("a connector").callback_secret;
        let bag_id = yard.order().await;
        yard.round().await;
        let bag = bag(&yard, bag_id).await;
        assert_eq!(bag.answer, Answer::Sent);
        Self { secret, bag_id, line_id: bag.lines[0].line_id, yard, _sandbox: sandbox }
    }

    fn callback(&self, id: &str, mut said: Value) -> Callback {
        let fields = said.as_object_mut().expect("an object");
        fields.entry("bag_id").or_insert_with(|| json!(self.bag_id));
        fields.entry("revision").or_insert(json!(1));
        let body = said.to_string().into_bytes();
        let at = self.yard.world.clock.now().0 / SECOND_US;
        Callback {
            seller_id: self.yard.world.organisation("Orbit"),
            id: id.to_owned(),
            timestamp: at.to_string(),
            signature: signature::sign(&self.secret, id, at, &body).expect("a signature"),
            body,
        }
    }

    async fn take(&self, callback: Callback) -> Result<Answered, AppError> {
        execute(self.yard.world.system(), take_callback, callback).await
    }

    /// Tells something new; what came of it.
    async fn tell(&self, id: &str, said: Value) -> String {
        match self.take(self.callback(id, said)).await.expect("taken") {
            Answered::Taken { result, again: false } => result,
            other => panic!("{id}: {other:?}"),
        }
    }

    fn units(&self, quantity: i64) -> Value {
        json!([{ "line_id": self.line_id, "quantity": quantity }])
    }
}

async fn bag(yard: &Yard, bag_id: BagId) -> crate::domain::ordering::Bag {
    let mut work = yard.world.system().write().await.expect("a transaction");
    let locked: Option<Lock<_>> = lock_bag(&mut work, bag_id).await.expect("read");
    locked.expect("the bag").bag.clone()
}

on_both! {
    async fn a_bag_is_moved_through_its_whole_life_by_callbacks(store: Store) {
        let line = Line::new(store).await;
        let paid = json!({ "event": "paid", "amount": "123.60", "currency": "USD", "reference": "B-1" });
        for (id, said) in [
            ("1", json!({ "event": "in_review" })),
            ("2", json!({ "event": "accepted", "order_number": "SO-9" })),
            ("3", json!({ "event": "shipped", "lines": line.units(2), "carrier": "UPS", "tracking": "1Z" })),
            ("4", json!({ "event": "canceled", "lines": line.units(1), "reason": "broken" })),
            ("5", json!({ "event": "delivered", "lines": line.units(2) })),
            ("6", json!({ "event": "authorized", "amount": "82.40", "currency": "USD" })),
            ("7", json!({ "event": "voided" })),
        ] {
            assert_eq!(line.tell(id, said).await, "done", "{id}");
        }
        // One of three was canceled: no more than the rest is paid.
        assert!(line.tell("8", paid).await.starts_with("nothing was changed"));
        assert_eq!(line.tell("9", json!({ "event": "paid", "amount": "82.4", "currency": "USD" })).await, "done");
        let refund = json!({ "event": "refunded", "amount": "41.20", "currency": "USD", "lines": line.units(1) });
        assert_eq!(line.tell("10", refund).await, "done");
        let bag = bag(&line.yard, line.bag_id).await;
        use crate::domain::ordering::{financial_status, fulfilment_status, status};
        assert_eq!(status(&bag), BagStatus::PartiallyRefunded);
        assert_eq!(financial_status(&bag), FinancialStatus::PartiallyRefunded);
        assert_eq!(fulfilment_status(&bag), FulfilmentStatus::Fulfilled);
        let detail = line.yard.detail(line.bag_id).await;
        assert_eq!((detail.row.erp_order_number.as_deref(), detail.callbacks.len()), (Some("SO-9"), 10));
    }

    async fn late_repeated_and_out_of_order_callbacks_change_nothing(store: Store) {
        let line = Line::new(store).await;
        let early = line.tell("1", json!({ "event": "shipped", "lines": line.units(1), "carrier": "UPS" })).await;
        assert!(early.starts_with("nothing was changed: “Ship” is not possible"), "{early}");
        assert_eq!(line.tell("2", json!({ "event": "accepted" })).await, "done");
        for (id, said) in [
            ("3", json!({ "event": "accepted", "order_number": "SO-2" })),
            ("4", json!({ "event": "rejected", "reason": "changed our mind" })),
            ("5", json!({ "event": "in_review" })),
            ("6", json!({ "event": "received" })),
            ("7", json!({ "event": "shipped", "revision": 0, "lines": line.units(1), "carrier": "UPS" })),
            ("8", json!({ "event": "accepted", "revision": 2 })),
            ("9", json!({ "event": "shipped", "lines": line.units(4), "carrier": "UPS" })),
            ("10", json!({ "event": "refunded", "amount": "1.00", "currency": "USD" })),
        ] {
            let before = bag(&line.yard, line.bag_id).await;
            let result = line.tell(id, said).await;
            assert!(result.starts_with("nothing was changed"), "{id}: {result}");
            assert_eq!(bag(&line.yard, line.bag_id).await, before, "{id}");
        }
        let ship = line.callback("11", json!({ "event": "shipped", "lines": line.units(1), "carrier": "UPS" }));
        assert_eq!(line.take(ship.clone()).await, Ok(Answered::Taken { result: "done".into(), again: false }));
        let contents = Contents::of(&line.yard.world.services.store).await;
        let before = contents.read().await;
        for _again in 0..2 {
            assert_eq!(line.take(ship.clone()).await, Ok(Answered::Taken { result: "done".into(), again: true }));
        }
        assert_eq!(contents.read().await, before);
        assert_eq!(bag(&line.yard, line.bag_id).await.lines[0].shipped, 1);
    }

    async fn of_twenty_equal_callbacks_at_once_one_counts(store: Store) {
        let line = std::sync::Arc::new(Line::new(store).await);
        assert_eq!(line.tell("1", json!({ "event": "accepted" })).await, "done");
        let mut all = tokio::task::JoinSet::new();
        for number in 0..20 {
            let line = line.clone();
            all.spawn(async move {
                // Two identifiers, ten times each.
                let id = format!("ship-{}", number % 2);
                let said = json!({ "event": "shipped", "lines": line.units(2), "carrier": "UPS" });
                line.take(line.callback(&id, said)).await.expect("an answer")
            });
        }
        let answers = all.join_all().await;
        let fresh = answers.iter().filter(|answer| matches!(answer, Answered::Taken { again: false, .. })).count();
        assert_eq!((answers.len(), fresh), (20, 2));
        assert_eq!(bag(&line.yard, line.bag_id).await.lines[0].shipped, 2, "of three, four were told");
    }

    async fn what_is_not_signed_by_this_seller_now_changes_nothing(store: Store) {
        let line = Line::new(store).await;
        let contents = Contents::of(&line.yard.world.services.store).await;
        let before = contents.read().await;
        let good = || line.callback("1", json!({ "event": "accepted" }));
        let at = line.yard.world.clock.now().0 / SECOND_US;
        let signed = |secret: &str, id: &str, at: i64, body: &[u8]| signature::sign(secret, id, at, body).expect("signed");
        let (body, old) = (good().body, at - signature::TOLERANCE_S - 1);
        let kestrel = line.yard.world.organisation("Kestrel");
        for (what, callback) in [
            ("no signature", Callback { signature: String::new(), ..good() }),
            ("another body", Callback { body: body.iter().map(|byte| if *byte == b'1' { b'2' } else { *byte }).collect(), ..good() }),
            ("another identifier", Callback { id: "2".into(), ..good() }),
            ("another time", Callback { timestamp: (at + 1).to_string(), ..good() }),
            ("no time", Callback { timestamp: "now".into(), ..good() }),
            ("an old one", Callback { timestamp: old.to_string(), signature: signed(&line.secret, "1", old, &body), ..good() }),
            ("another secret", Callback { signature: signed(SECRET_OF_NOBODY, "1", at, &body), ..good() }),
            ("no identifier", Callback { id: String::new(), signature: signed(&line.secret, "", at, &body), ..good() }),
            ("a seller without a connector", Callback { seller_id: kestrel, ..good() }),
        ] {
            assert_eq!(line.take(callback).await, Ok(Answered::Unsigned), "{what}");
        }
        let foreign = line.yard.order_from("Kestrel").await;
        let now = contents.read().await;
        assert_ne!(now, before);
        let said = json!({ "event": "canceled", "bag_id": foreign, "lines": [], "reason": "mine" });
        assert_eq!(line.take(line.callback("3", said)).await, Err(AppError::NotFound));
        let nonsense = line.callback("4", json!({ "event": "exploded" }));
        assert!(matches!(line.take(nonsense).await, Err(AppError::BadRequest(_))));
        for (field, said) in [
            ("currency", json!({ "event": "paid", "amount": "1.00", "currency": "EUR" })),
            ("amount", json!({ "event": "paid", "amount": "1.001", "currency": "USD" })),
            ("carrier", json!({ "event": "shipped", "carrier": " ", "lines": [] })),
        ] {
            let refused = line.take(line.callback(field, said)).await;
            assert!(refused.as_ref().is_err_and(|error| error.reason_for(field).is_some()), "{field}: {refused:?}");
        }
        assert_eq!(contents.read().await, now);
    }

    async fn the_sandbox_calls_back_over_the_wire(store: Store) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let sandbox = Sandbox::start("receive", SECRET_OF_NOBODY);
        let yard = Yard::new(store, "cxml", &sandbox.url).await;
        let page = yard.connect("cxml", &sandbox.url).await;
        let secret = page.connector.expect("a connector").callback_secret;
        let seller = yard.world.organisation("Orbit");
        assert!(page.callback_url.ends_with(&format!("/callbacks/erp/{seller}")));
        let site = Site {
            services: yard.world.services.clone(),
            options: LeptosOptions::builder().output_name("counterpart").build(),
            cookies: CookiePolicy { secure: false },
            proxies: 0,
            upload_limit: 1_024,
            stopping: CancellationToken::new(),
        };
        let app = router(site).into_make_service_with_connect_info::<SocketAddr>();
        let served = tokio::spawn(axum::serve(listener, app).into_future());
        let bag_id = yard.order().await;
        yard.round().await;
        let key = format!("{bag_id}:r1");
        let at = yard.world.clock.now().0 / SECOND_US;
        let said = |seller: &str| {
            let url = format!("http://{address}/callbacks/erp/{seller}");
            json!({ "event": "accepted", "order_number": "SO-1", "id": "evt", "at": at, "url": url })
        };
        for somebody in [seller.to_string(), "nobody".to_owned()] {
            let (status, body) = sandbox.tell(&key, said(&somebody)).await;
            assert_eq!(status, 401, "{body}");
            assert!(body.contains("bad-signature"), "{body}");
        }
        sandbox.learn(&secret).await;
        for repeated in [false, true] {
            let (status, body) = sandbox.tell(&key, said(&seller.to_string())).await;
            let answer: Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!((status, answer), (200, json!({ "result": "done", "repeated": repeated })));
        }
        assert_eq!(bag(&yard, bag_id).await.answer, Answer::Accepted);
        served.abort();
    }
}
