//! A cart becomes one order, whole or not at all, and every seller learns of its own part.

use super::*;
use crate::{
    api_types::{checkout::Blocker, negotiation::TransactionState},
    domain::money::Money,
    server::{
        application::{negotiation, ordering::submit::submit_within},
        storage::{self, ordering::order},
    },
};
use tokio::task::JoinSet;

on_both! {
    async fn an_order_has_its_carts_id_and_the_totals_that_were_shown(store: Store) {
        let desk = Desk::new(store).await;
        let (one, two) = (desk.buy("mara", desk.bolt, 3).await, desk.buy("mara", desk.seal, 5).await);
        let page = desk.review("mara").await;
        let shown: Vec<String> = page.totals.iter().map(Money::to_string).collect();
        assert_eq!(shown, ["124.23 USD"], "41.20 × 3 and 0.125 × 5, each rounded once");
        assert_eq!((page.bags.len(), page.blockers.len(), page.approval.is_none()), (2, 0, true));
        let (id, number) = ordered(desk.submit("mara").await.expect("ordered"));
        assert_eq!((Some(id), number), (page.cart.id, 100_001));
        let mut reader = desk.world.system().read().await.expect("a reader");
        let spent = order::spent(&mut reader, id).await.expect("an answer").expect("the order");
        assert_eq!(spent.totals, page.totals);
        for line_id in [one, two] {
            let stored = storage::ordering::submission::pending_of_cart(&mut reader, id).await.expect("an answer");
            assert!(stored.is_none());
            assert_eq!(desk.stored(line_id).await.cart_id, id);
        }
        drop(reader);
        let transactions = query_in(&desk.world.as_person("mara"), negotiation::load_transactions, (None, String::new())).await;
        let rows = transactions.expect("the transactions").rows.rows;
        assert!(rows.len() == 2 && rows.iter().all(|row| row.state == TransactionState::Ordered), "{rows:?}");
        assert_eq!(desk.review("mara").await.cart.id, None, "nothing was left to go on with");
        desk.buy("mara", desk.bolt, 1).await;
        assert_eq!(ordered(desk.submit("mara").await.expect("ordered")).1, 100_002);
    }

    async fn whoever_submits_second_gets_the_same_order_and_its_submitters_name(store: Store) {
        let desk = Desk::new(store).await;
        for round in 0..20 {
            desk.buy("mara", desk.bolt, 1).await;
            let cart_id = desk.share("mara", "Hangar").await;
            desk.switch("tomas", Some(cart_id)).await;
            let (one, two) = (desk.review("mara").await, desk.review("tomas").await);
            let mut racing = JoinSet::new();
            for (who, page) in [("mara", &one), ("tomas", &two), ("mara", &one)] {
                racing.spawn(execute(desk.world.as_person(who), submit_order, input_of(page)));
            }
            let mut first = Vec::new();
            let mut names = Vec::new();
            for answer in racing.join_all().await {
                let Submitted::Ordered { order, already, .. } = answer.expect("an order") else { panic!("round {round}") };
                assert_eq!(order.id, cart_id, "round {round}");
                names.push(order.submitted_by.name.clone());
                if !already {
                    first.push(order.submitted_by.name);
                }
            }
            assert_eq!(first.len(), 1, "round {round}: one of them ordered");
            assert!(names.iter().all(|name| *name == first[0]), "round {round}: {names:?}");
            let again = desk.send("tomas", input_of(&two)).await.expect("the same order");
            assert!(matches!(again, Submitted::Ordered { already: true, .. }), "{again:?}");
        }
    }

    async fn what_is_missing_is_named_and_nothing_is_ordered(store: Store) {
        let world = World::new(store).await;
        let bolt = world.list("Orbit", "AN3-5A", (10, Some("41.20"))).await;
        let desk = Desk { seal: bolt, world, bolt };
        let blockers = desk.review("mara").await.blockers;
        assert_eq!(blockers, [Blocker::NothingAgreed, Blocker::NoShipTo, Blocker::NoBillTo]);
        desk.buy("mara", bolt, 1).await;
        let terms = TermsInput { requires_customer_po: Some("on".into()), terms_code: "N30".into() };
        execute(desk.world.as_person("olga"), save_terms, terms).await.expect("saved");
        let before = Contents::of(&desk.world.services.store).await.read().await;
        let refused = desk.submit("mara").await.expect_err("refused");
        for field in ["ship_to", "bill_to", "customer_po"] {
            assert!(refused.reason_for(field).is_some(), "{field}: {refused}");
        }
        assert_eq!(Contents::of(&desk.world.services.store).await.read().await, before, "nothing was written");
        address(&desk.world).await;
        let mut input = input_of(&desk.review("mara").await);
        assert_eq!(input.fields.terms_code, "N30");
        input.fields.customer_po = "PO 7".into();
        ordered(desk.send("mara", input).await.expect("ordered"));
    }

    async fn what_was_not_shown_is_not_ordered(store: Store) {
        let desk = Desk::new(store).await;
        desk.add("mara", desk.bolt, 1).await;
        assert_eq!(refusal(desk.submit("mara").await), Refusal::NothingAgreed);
        desk.buy("mara", desk.seal, 8).await;
        let page = desk.review("mara").await;
        desk.buy("mara", desk.seal, 8).await;
        assert_eq!(refusal(desk.send("mara", input_of(&page)).await), Refusal::CheckoutChanged);
        ordered(desk.submit("mara").await.expect("ordered"));
    }

    async fn nobody_submits_what_is_not_theirs(store: Store) {
        let desk = Desk::new(store).await;
        desk.buy("mara", desk.bolt, 1).await;
        let page = desk.review("mara").await;
        for who in ["emil", "tomas"] {
            let answer = desk.send(who, SubmitInput { request_id: request(), ..input_of(&page) }).await;
            assert_eq!(answer, Err(AppError::NotFound), "{who}");
        }
        let other = SubmitInput { cart_id: CartId(uuid::Uuid::nil()), ..input_of(&page) };
        assert_eq!(desk.send("mara", other).await, Err(AppError::NotFound));
        // An address of somebody else's organisation is none.
        let mut input = input_of(&page);
        input.fields.ship_to = uuid::Uuid::from_u128(7).to_string();
        let refused = desk.send("mara", input).await.expect_err("refused");
        assert!(refused.reason_for("ship_to").is_some_and(|reason| reason.contains("your organisation")), "{refused}");
    }

    async fn a_seller_learns_of_its_own_bag_only(store: Store) {
        let desk = Desk::new(store).await;
        let (bolt, seal) = (desk.buy("mara", desk.bolt, 3).await, desk.buy("mara", desk.seal, 8).await);
        let (id, _) = ordered(desk.submit("mara").await.expect("ordered"));
        let subject = format!("order:{id}");
        for (seller, mine, theirs, total) in [("Orbit", bolt, seal, "12360"), ("Kestrel", seal, bolt, "100")] {
            let log = log_of(&desk.world, seller, &subject).await;
            let (_, payload) = log.iter().find(|(action, _)| action == "order.submitted").expect("told");
            assert!(payload.contains(&mine.to_string()) && !payload.contains(&theirs.to_string()), "{seller}: {payload}");
            assert!(payload.contains(&format!("\"minor\":{total}")) && !payload.contains("12460"), "{seller}: {payload}");
        }
        for (who, sentence) in [("jonas", "Halden ordered 1 line as O-100001"), ("ines", "Halden ordered 1 line as O-100001")] {
            assert!(desk.bell(who).await.iter().any(|told| told == sentence), "{who}: {:?}", desk.bell(who).await);
        }
        let log = log_of(&desk.world, "Halden", &subject).await;
        assert!(log.iter().any(|(action, payload)| action == "order.submitted" && payload.contains("12460")), "{log:?}");
    }

    async fn a_submission_that_breaks_off_leaves_nothing_behind(store: Store) {
        let desk = Desk::new(store).await;
        desk.buy("mara", desk.bolt, 3).await;
        desk.add("mara", desk.seal, 1).await;
        let page = desk.review("mara").await;
        let before = Contents::of(&desk.world.services.store).await.read().await;
        let context = desk.world.as_person("mara");
        let buyer = Buyer::of(&context).expect("a buyer");
        let mut work = context.write().await.expect("a transaction");
        let submitted = submit_within(&buyer, &mut work, input_of(&page)).await.expect("submitted");
        assert!(matches!(submitted, Submitted::Ordered { already: false, .. }));
        drop(work);
        assert_eq!(Contents::of(&desk.world.services.store).await.read().await, before);
        assert_eq!(ordered(desk.send("mara", input_of(&page)).await.expect("ordered")).1, 100_001, "no number was lost");
    }

    async fn a_review_takes_as_many_statements_for_many_lines_as_for_one(store: Store) {
        let desk = Desk::new(store).await;
        desk.limit("mara", "0", "").await;
        let count = async |desk: &Desk| {
            let context = desk.world.as_person("mara");
            query_in(&context, load_checkout, ()).await.expect("the review page");
            let reviewed = context.store.statements();
            cart_of(&context).await;
            (reviewed, context.store.statements() - reviewed)
        };
        desk.buy("mara", desk.bolt, 1).await;
        let one = count(&desk).await;
        for _ in 0..20 {
            desk.buy("mara", desk.bolt, 1).await;
        }
        desk.add("mara", desk.seal, 1).await;
        assert_eq!(count(&desk).await, one);
        assert!(one.0 <= 14 && one.1 <= 12, "{one:?}");
    }
}
