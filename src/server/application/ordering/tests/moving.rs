//! A bag through its life, and what follows for its lines and its order.

use super::*;
use crate::{
    domain::ordering::{Bag, Packed},
    server::application::{mail, queue},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeSet;

on_both! {
    async fn a_bag_is_shipped_in_parts_delivered_and_paid_and_its_lines_are_closed(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, an4]) = one_bag(&world).await;
        let bag = ordered.bags[0];
        assert_eq!(transactions(&world, &[an3, an4]).await, ["ordered", "ordered"]);
        let seen = order_of(&world, "tomas", ordered.id).await;
        assert_eq!((seen.status, seen.checkout_status), (OrderStatus::Processing, CheckoutStatus::Complete));
        assert_eq!(seen.totals[0].to_string(), "30.00 USD");
        ship(&world, bag, &[(an3, 4)]).await.expect("sent");
        let body = bag_of(&world, "jonas", bag).await.body;
        assert_eq!((body.fulfilment, body.lines[0].status), (FulfilmentStatus::PartiallyFulfilled, SkuStatus::PartiallyShipped));
        ship(&world, bag, &[]).await.expect("the rest");
        let body = bag_of(&world, "jonas", bag).await.body;
        let sent: Vec<Vec<i64>> =
            body.shipments.iter().map(|sent| sent.lines.iter().map(|line| line.quantity).collect()).collect();
        assert_eq!((body.fulfilment, sent), (FulfilmentStatus::Fulfilled, vec![vec![4], vec![6, 4]]));
        deliver(&world, bag, &[(an3, 5)]).await.expect("arrived");
        let body = bag_of(&world, "jonas", bag).await.body;
        let arrived: Vec<bool> = body.shipments.iter().map(|sent| sent.delivered_at.is_some()).collect();
        assert_eq!(arrived, [true, false], "of the second one unit is under way");
        execute(world.as_person("jonas"), record_authorization, booked(bag, "30")).await.expect("authorized");
        pay(&world, bag, "10.00").await.expect("a part");
        let body = bag_of(&world, "jonas", bag).await.body;
        assert_eq!((body.financial, body.authorized.minor, body.status), (FinancialStatus::PartiallyPaid, 2_000, BagStatus::Accepted));
        assert_eq!(line_status(&world, an3).await, LineStatus::Accepted);
        pay(&world, bag, "20.00").await.expect("the rest");
        let seen = order_of(&world, "mara", ordered.id).await;
        assert_eq!((seen.status, seen.bags[0].body.status), (OrderStatus::Complete, BagStatus::Completed));
        assert_eq!((line_status(&world, an3).await, line_status(&world, an4).await), (LineStatus::Closed, LineStatus::Closed));
        assert_eq!(transactions(&world, &[an3, an4]).await, ["completed", "completed"]);
        let view = query_in(&world.as_person("mara"), negotiation::load_line, (an3, Side::Buyer, false)).await.expect("it");
        assert!(view.thread.last().is_some_and(|entry| entry.text.contains("transaction completed")));
        let sentences: Vec<_> = seen.history.iter().rev().map(|entry| entry.name.as_str()).collect();
        let expected = ["bag.accepted", "order.completed", "bag.shipped", "bag.shipped", "bag.delivered", "bag.authorized",
            "bag.paid", "bag.paid"];
        assert_eq!(sentences, expected);
        assert_eq!(bell(&world, "mara").await.len(), 4, "answered, two shipments, a delivery; not every booking");
        logs_hold(&world).await;
    }

    async fn canceled_units_are_not_paid_for_and_do_not_go_back_to_stock(store: Store) {
        let world = World::new(store.clone()).await;
        let (ordered, [an3, an4]) = one_bag(&world).await;
        let bag = ordered.bags[0];
        cancel(&world, bag, &[(an3, 3), (an4, 4)]).await.expect("canceled");
        let body = bag_of(&world, "jonas", bag).await.body;
        assert_eq!((body.total.minor, body.due.minor, body.lines[1].status), (3_000, 1_750, SkuStatus::Canceled));
        assert_eq!((line_status(&world, an3).await, line_status(&world, an4).await), (LineStatus::Accepted, LineStatus::Closed));
        assert_eq!(transactions(&world, &[an3, an4]).await, ["ordered", "cancelled"]);
        assert_eq!((sold(&store, an3).await, sold(&store, an4).await), (10, 4), "the seller's stock is the seller's");
        ship(&world, bag, &[]).await.expect("what is left");
        assert_eq!(pay(&world, bag, "17.50").await.map(|changed| changed.status), Ok(BagStatus::Completed));
        assert_eq!(transactions(&world, &[an3, an4]).await, ["completed", "cancelled"]);
        let view = query_in(&world.as_person("mara"), negotiation::load_line, (an4, Side::Buyer, false)).await.expect("it");
        assert!(view.thread.last().is_some_and(|entry| entry.text.contains("canceled in its order")));
    }

    async fn an_accepted_order_stays_complete_whatever_happens_to_its_bags(store: Store) {
        let world = World::new(store).await;
        let (ordered, [an3, an4]) = one_bag(&world).await;
        cancel(&world, ordered.bags[0], &[(an3, 10), (an4, 4)]).await.expect("everything");
        let seen = order_of(&world, "mara", ordered.id).await;
        assert_eq!((seen.status, seen.checkout_status), (OrderStatus::Canceled, CheckoutStatus::Complete));
        assert_eq!(seen.bags[0].body.status, BagStatus::Canceled);
    }

    async fn an_order_is_complete_once_every_bag_has_its_answer(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbit, kestrel], [_, an5]) = two_bags(&world).await;
        let status = async || {
            let seen = order_of(&world, "mara", ordered.id).await;
            (seen.status, seen.checkout_status)
        };
        assert_eq!(status().await, (OrderStatus::Submitted, CheckoutStatus::Processing));
        system(&world, orbit, BagCommand::Send { revision: 1 }).await;
        system(&world, orbit, BagCommand::Review { revision: 1 }).await;
        assert_eq!(status().await, (OrderStatus::Review, CheckoutStatus::Processing));
        let number = Some("S-77".to_owned());
        system(&world, orbit, BagCommand::Accept { revision: 1, erp_order_number: number }).await;
        reject(&world, kestrel).await;
        assert_eq!(status().await, (OrderStatus::Review, CheckoutStatus::Processing), "a refusal is no end");
        let seen = order_of(&world, "mara", ordered.id).await;
        let refused = seen.bags.iter().find(|bag| bag.id == kestrel).expect("Kestrel's");
        assert_eq!(refused.body.rejection.as_deref(), Some("no such customer"));
        assert!(bell(&world, "mara").await.iter().any(|told| told.contains("Accepted as S-77")));
        system(&world, kestrel, BagCommand::Resubmit).await;
        system(&world, kestrel, BagCommand::Reject { revision: 2, reason: "still not".into() }).await;
        give_up(&world, kestrel).await.expect("given up");
        assert_eq!(status().await, (OrderStatus::Processing, CheckoutStatus::Complete));
        assert_eq!((line_status(&world, an5).await, transactions(&world, &[an5]).await), (LineStatus::Closed, vec!["cancelled".into()]));
        logs_hold(&world).await;
    }

    async fn an_order_that_no_seller_took_is_canceled(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbit, kestrel], lines) = two_bags(&world).await;
        for bag in [orbit, kestrel] {
            reject(&world, bag).await;
        }
        assert_eq!(order_of(&world, "mara", ordered.id).await.status, OrderStatus::Rejected);
        for bag in [orbit, kestrel] {
            give_up(&world, bag).await.expect("given up");
        }
        let seen = order_of(&world, "mara", ordered.id).await;
        assert_eq!((seen.status, seen.checkout_status), (OrderStatus::Canceled, CheckoutStatus::Canceled));
        assert_eq!(transactions(&world, &lines).await, ["cancelled", "cancelled"]);
        assert!(seen.history.iter().any(|entry| entry.name == "order.canceled" && entry.by.is_none()));
        assert!(seen.completed_at.is_some());
    }

    async fn a_refusal_reaches_open_pages_and_the_buyers_mail(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbit, _], _) = two_bags(&world).await;
        let mut hints = world.services.hub.subscribe();
        reject(&world, orbit).await;
        let mut topics = BTreeSet::new();
        while let Ok(hint) = hints.try_recv() {
            topics.insert(hint.topic);
        }
        let expected = ["bags".into(), format!("bag:{orbit}"), "notifications".into(), "orders".into()];
        let expected: BTreeSet<String> = expected.into_iter().chain([format!("order:{}", ordered.id)]).collect();
        assert_eq!(topics, expected);
        let jobs = execute(world.system(), queue::claim, 100).await.expect("letters");
        let mut drafts = Vec::new();
        for job in jobs.iter().filter(|job| job.payload.contains("order_refused")) {
            let draft = mail::load_draft(world.system(), job.payload.clone()).await.expect("a letter");
            drafts.push(draft.expect("still wanted"));
        }
        drafts.sort_by(|a, b| a.name.cmp(&b.name));
        let readers: Vec<_> = drafts.iter().map(|draft| draft.name.as_str()).collect();
        assert_eq!(readers, ["mara", "tomas"], "a shared cart is every buyer's");
        assert_eq!(drafts[0].subject, format!("Orbit, O-{}: Rejected: no such customer", ordered.number));
        assert_eq!(drafts[0].path, format!("/orders/{}", ordered.id));
    }

    async fn what_comes_late_or_twice_is_refused_and_changes_nothing(store: Store) {
        let world = World::new(store.clone()).await;
        let (_, [orbit, _], _) = two_bags(&world).await;
        system(&world, orbit, BagCommand::Reject { revision: 1, reason: "no such customer".into() }).await;
        system(&world, orbit, BagCommand::Resubmit).await;
        let context = world.system();
        let mut work = context.write().await.expect("a transaction");
        let bag = lock_bag(&mut work, orbit).await.expect("a database").expect("a bag");
        let late = ordering::decide(&bag.bag, BagCommand::Accept { revision: 1, erp_order_number: None });
        assert!(late.is_err(), "{late:?}");
        // An event of what was read before somebody else wrote is not stored either.
        let event = BagEvent::Sent { revision: 2 };
        let moved = Moved { by: None, at: context.now() };
        record_bag(&mut work, &bag, &event, moved).await.expect("the first");
        let stale = record_bag(&mut work, &bag, &event, moved).await;
        assert!(stale.is_err_and(|failure| failure.to_string().contains("meanwhile")));
        drop(work);
        let seen = bag_of(&world, "jonas", orbit).await.body;
        assert_eq!((seen.answer, seen.revision), (Answer::Waiting, 2), "nothing was committed");
    }

    async fn whatever_happens_rows_and_rules_agree(store: Store) {
        let world = World::new(store).await;
        let (ordered, lines) = one_bag(&world).await;
        let id = ordered.bags[0];
        let mut random = StdRng::seed_from_u64(11);
        let (mut moved, mut bag) = (0, locked(&world, id).await);
        for _ in 0..120 {
            let command = any_command(&mut random, &lines);
            let Ok(event) = ordering::decide(&bag, command.clone()) else { continue };
            system(&world, id, command).await;
            (moved, bag) = (moved + 1, ordering::apply(bag, &event));
            assert_eq!(locked(&world, id).await, bag, "after {event:?}");
            let body = bag_of(&world, "jonas", id).await.body;
            assert_eq!(body.status, ordering::status(&bag));
            assert_eq!((body.financial, body.fulfilment), (ordering::financial_status(&bag), ordering::fulfilment_status(&bag)));
            let booked: i64 = body.ledger.iter().map(|entry| match entry.kind.as_str() {
                "payment" => entry.amount.minor,
                _other => 0,
            }).sum();
            assert_eq!(booked, bag.ledger.paid);
            let sent: i64 = body.shipments.iter().flat_map(|shipment| &shipment.lines).map(|line| line.quantity).sum();
            assert_eq!(sent, bag.lines.iter().map(|sku| sku.shipped).sum::<i64>());
        }
        assert!(moved > 15, "only {moved} commands were possible");
        logs_hold(&world).await;
    }
}

async fn locked(world: &World, id: BagId) -> Bag {
    let mut work = world.system().write().await.expect("a transaction");
    lock_bag(&mut work, id).await.expect("a database").expect("a bag").bag.clone()
}

fn any_command(random: &mut StdRng, lines: &[LineId]) -> BagCommand {
    let line_id = lines[random.random_range(0..lines.len())];
    let units = vec![Packed { line_id, quantity: random.random_range(1..4) }];
    let amount = random.random_range(1..900);
    match random.random_range(0..8) {
        0 => BagCommand::Deliver { lines: units },
        1 => BagCommand::Return { lines: units, reason: "damaged".into() },
        2 => BagCommand::Cancel { lines: units, reason: "none left".into() },
        3 => BagCommand::Authorize { amount, reference: None },
        4 => BagCommand::Pay { amount, reference: Some("wire".into()) },
        5 => BagCommand::Refund { amount, lines: Vec::new(), reference: None },
        6 => BagCommand::Void { reference: None },
        _ => BagCommand::Ship { lines: units, carrier: "UPS".into(), tracking: None },
    }
}
