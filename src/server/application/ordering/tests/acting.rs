//! What people may do to bags, within which bounds, and what two at once do.

use super::*;
use crate::domain::ordering::{BagRefusal, Fact};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

/// Rounds of a race per database.
const ROUNDS: usize = 25;

fn refused(result: Result<BagChanged, AppError>) -> Vec<(String, String)> {
    match result {
        Err(AppError::Invalid(fields)) => fields.into_iter().map(|error| (error.field, error.reason)).collect(),
        other => panic!("not refused by its fields: {other:?}"),
    }
}

on_both! {
    async fn nothing_goes_beyond_what_was_ordered_and_the_field_is_named(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, an4]) = one_bag(&world).await;
        let bag = ordered.bags[0];
        let errors = refused(ship(&world, bag, &[(an3, 11), (an4, 4)]).await);
        assert_eq!(errors, [("lines[0][quantity]".into(), "at most 10, which is what is left".into())]);
        ship(&world, bag, &[(an3, 10)]).await.expect("sent");
        assert_eq!(refused(ship(&world, bag, &[(an3, 1)]).await)[0].1, "nothing is left");
        assert_eq!(refused(cancel(&world, bag, &[(an4, 5)]).await)[0].0, "lines[0][quantity]");
        assert_eq!(refused(cancel(&world, bag, &[]).await)[0].0, "lines", "canceling names what");
        assert_eq!(refused(bring_back(&world, bag, &[(an3, 1)]).await)[0].1, "nothing is left", "nothing arrived");
        let other = refused(ship(&world, bag, &[(LineId(bag.0), 1)]).await);
        assert_eq!(other[0].1, "is no line of this bag");
        for (amount, why) in [("30.01", "more than the 30.00 USD"), ("0.001", "no amounts smaller than 0.01 USD"), ("x", "x")] {
            let errors = refused(pay(&world, bag, amount).await);
            assert!(errors[0].0 == "amount" && errors[0].1.contains(why), "{amount}: {errors:?}");
        }
        pay(&world, bag, "12").await.expect("a part");
        assert_eq!(refused(refund(&world, bag, "12.01").await)[0].0, "amount");
        let no_reason = UnitsReasonInput { bag: of(bag), reason: " ".into(), lines: some(&[(an4, 1)]) };
        let errors = refused(execute(world.as_person("jonas"), cancel_units, no_reason).await);
        assert_eq!(errors[0].0, "reason");
        let nobody = ShipInput { bag: of(bag), carrier: String::new(), tracking: "x".repeat(200), lines: Vec::new() };
        let errors = refused(execute(world.as_person("jonas"), ship_bag, nobody).await);
        assert_eq!(errors.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["carrier", "tracking"]);
        let void = VoidInput { bag: of(bag), reference: String::new() };
        let void = execute(world.as_person("jonas"), void_authorization, void).await;
        assert!(matches!(void, Err(AppError::Refused(Refusal::Bag { .. }))), "{void:?}");
    }

    async fn a_bag_that_waits_or_was_rejected_is_neither_sent_nor_paid(store: Store) {
        let world = World::new(store).await;
        let (_, [orbit, _], [an3, _]) = two_bags(&world).await;
        let refused = ship(&world, orbit, &[(an3, 1)]).await;
        let because = BagRefusal::NotNow { fact: Fact::Ship, status: BagStatus::InProgress };
        assert_eq!(refused, Err(AppError::Refused(Refusal::Bag { because })));
        assert!(give_up(&world, orbit).await.is_err(), "what is under way is not the buyer's to stop");
        reject(&world, orbit).await;
        assert!(pay(&world, orbit, "1").await.is_err());
        let seen = bag_of(&world, "jonas", orbit).await;
        assert!(seen.body.actions.is_empty() && !seen.can_acknowledge);
    }

    async fn a_repeated_request_acts_once(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, _]) = one_bag(&world).await;
        let bag = of(ordered.bags[0]);
        let input = ShipInput { bag, carrier: "DHL".into(), tracking: String::new(), lines: some(&[(an3, 2)]) };
        for _ in 0..3 {
            let changed = execute(world.as_person("jonas"), ship_bag, input.clone()).await.expect("once or as before");
            assert_eq!(changed.status, BagStatus::Accepted);
        }
        let body = bag_of(&world, "jonas", bag.bag_id).await.body;
        assert_eq!((body.shipments.len(), body.lines[0].shipped), (1, 2));
        let used = AmountInput { bag, amount: "1".into(), reference: String::new() };
        let used = execute(world.as_person("jonas"), record_payment, used).await;
        assert_eq!(refused(used)[0].0, "request_id", "a request is for one thing");
    }

    async fn a_form_of_before_somebody_else_acted_is_refused(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = one_bag(&world).await;
        let id = ordered.bags[0];
        let seen = bag_of(&world, "jonas", id).await.body.version;
        pay(&world, id, "5").await.expect("a colleague's");
        let bag = BagRef { version_seen: Some(seen), ..of(id) };
        let again = AmountInput { bag, amount: "5".into(), reference: String::new() };
        let again = execute(world.as_person("jonas"), record_payment, again).await;
        assert_eq!(again, Err(AppError::Refused(Refusal::BagChanged)));
        assert_eq!(bag_of(&world, "jonas", id).await.body.paid.minor, 500);
    }

    async fn the_same_units_are_sent_once_whoever_tries_at_once(store: Store) {
        let world = Arc::new(World::new(store).await);
        for round in 0..ROUNDS {
            let line = agreed(&world, "Orbit", &format!("RACE-{round}"), (3, "1.00")).await;
            let ordered = order(&world.services.store, &[line], world.clock.now()).await;
            let id = ordered.bags[0];
            accept(&world, id).await;
            let barrier = Arc::new(Barrier::new(4));
            let mut tries = JoinSet::new();
            for kind in 0..4 {
                let (world, barrier) = (world.clone(), barrier.clone());
                tries.spawn(async move {
                    barrier.wait().await;
                    match kind {
                        0 => cancel(&world, id, &[(line, 2)]).await,
                        _other => ship(&world, id, &[(line, 2)]).await,
                    }
                });
            }
            let done: Vec<_> = tries.join_all().await;
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
            let body = bag_of(&world, "jonas", id).await.body;
            assert_eq!(body.lines[0].shipped + body.lines[0].canceled, 2);
        }
    }

    async fn a_seller_sees_its_own_bag_and_nothing_else_of_the_order(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbit, kestrel], [an3, an5]) = two_bags(&world).await;
        accept(&world, orbit).await;
        accept(&world, kestrel).await;
        let json = serde_json::to_string(&bag_of(&world, "jonas", orbit).await).expect("JSON");
        for secret in ["Kestrel", "AN5", "99.99", "19998", "22498", &an5.to_string(), &kestrel.to_string()] {
            assert!(!json.contains(secret), "Orbit reads {secret}");
        }
        assert!(json.contains("PO-4711") && json.contains("Dock 4"));
        for (who, bag) in [("jonas", kestrel), ("ines", orbit)] {
            let found = query_in(&world.as_person(who), load_bag, bag).await;
            assert_eq!(found.map(|bag| bag.number), Err(AppError::NotFound));
        }
        let foreign = ShipInput { bag: of(orbit), carrier: "x".into(), tracking: String::new(), lines: some(&[(an3, 1)]) };
        assert_eq!(execute(world.as_person("ines"), ship_bag, foreign).await, Err(AppError::NotFound));
        let order = query_in(&world.as_person("emil"), load_order, ordered.id).await;
        assert_eq!(order.map(|order| order.number), Err(AppError::NotFound));
        let input = UnitsReasonInput { bag: of(orbit), reason: "x".into(), lines: some(&[(an3, 1)]) };
        assert_eq!(execute(world.as_person("emil"), report_return, input).await, Err(AppError::NotFound));
        let seller = query_in(&world.as_person("jonas"), load_order, ordered.id).await;
        assert_eq!(seller.map(|order| order.number), Err(AppError::Forbidden));
        let history: Vec<_> = bag_of(&world, "jonas", orbit).await.history.into_iter().map(|entry| entry.name).collect();
        assert_eq!(history, ["bag.accepted"], "the order's own entries are the buyer's");
    }

    async fn a_bag_is_acknowledged_once_and_a_return_reaches_its_seller(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, _]) = one_bag(&world).await;
        let id = ordered.bags[0];
        assert!(bag_of(&world, "jonas", id).await.can_acknowledge);
        for _ in 0..2 {
            let input = AcknowledgeInput { bag_id: id, request_id: request() };
            execute(world.as_person("jonas"), acknowledge_bag, input).await.expect("seen");
        }
        let seen = bag_of(&world, "jonas", id).await;
        assert_eq!((seen.acknowledged_by.as_deref(), seen.can_acknowledge), (Some("jonas"), false));
        ship(&world, id, &[(an3, 10)]).await.expect("sent");
        deliver(&world, id, &[(an3, 10)]).await.expect("arrived");
        bring_back(&world, id, &[(an3, 2)]).await.expect("reported");
        assert_eq!(bell(&world, "jonas").await, ["Halden, O-100001: Return of 2 units reported: damaged"]);
        let sku = &bag_of(&world, "jonas", id).await.body.lines[0];
        assert_eq!((sku.returned, sku.status), (2, SkuStatus::Delivered));
        pay(&world, id, "30").await.expect("paid");
        let input = RefundInput { bag: of(id), amount: "5.00".into(), reference: String::new(), lines: some(&[(an3, 2)]) };
        let changed = execute(world.as_person("jonas"), record_refund, input).await.expect("given back");
        assert_eq!(changed.status, BagStatus::PartiallyRefunded);
        assert_eq!(bag_of(&world, "jonas", id).await.body.lines[0].refunded, 2);
    }
}
