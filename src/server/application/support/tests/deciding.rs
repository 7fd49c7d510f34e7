//! Bags by hand, their currency, orders that are kept back.

use super::*;

fn status_of(order: &OpenedOrder, bag_id: BagId) -> Option<(BagStatus, u32)> {
    order.order.bags.iter().find(|bag| bag.id == bag_id).map(|bag| (bag.body.status, bag.body.revision))
}

on_both! {
    async fn a_refused_bag_is_corrected_and_sent_again_and_the_order_goes_on(store: Store) {
        let world = World::new(store).await;
        connect(&world, "Kestrel", "ines").await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        accept(&world, orbits).await;
        reject(&world, kestrels).await;
        correct(&world, ordered.id, &[("customer_po", "PO-9")]).await.expect("corrected");
        let again = decide(&world, kestrels, "resubmit").await.expect("sent again").opened.expect("opened");
        assert_eq!(status_of(&again, kestrels), Some((BagStatus::InProgress, 2)));
        assert_eq!(queued(&world).await, [format!("{kestrels}:r2")]);
        system(&world, kestrels, BagCommand::Accept { revision: 2, erp_order_number: Some("K-1".into()) }).await;
        let seen = of_mara(&world, ordered.id).await;
        assert_eq!((seen.status, seen.completed_at.is_some()), (OrderStatus::Processing, true));
        let said = "Status at Kestrel corrected from “Rejected” to “Waiting to be sent, revision 2”: Told by phone.";
        assert!(seen.history.iter().any(|entry| entry.sentence == said), "{:?}", seen.history);
        let of_orbit = log_of(&world, "Orbit", &format!("order:{}", ordered.id)).await;
        assert!(of_orbit.iter().all(|(_, _, payload)| !payload.contains("Kestrel")), "{of_orbit:?}");
        logs_hold(&world).await;
    }
}

on_both! {
    async fn a_bag_goes_by_hand_only_where_its_table_leads(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        decide(&world, kestrels, "reject").await.expect("rejected");
        let accepted = decide(&world, orbits, "accept").await.expect("accepted").opened.expect("opened");
        let bag = accepted.order.bags.iter().find(|bag| bag.id == orbits).expect("the bag");
        assert_eq!((bag.body.status, bag.body.erp_order_number.as_deref()), (BagStatus::Accepted, Some("SO-7")));
        for action in ["accept", "reject", "resubmit", "give_up"] {
            let answer = decide(&world, orbits, action).await;
            assert!(matches!(answer, Err(AppError::Refused(Refusal::Bag { .. }))), "{action}: {answer:?}");
        }
        for action in ["ship", "refund", "COMPLETED", ""] {
            let answer = decide(&world, kestrels, action).await;
            assert!(matches!(answer, Err(AppError::Invalid(_))), "{action}: {answer:?}");
        }
        let over = decide(&world, kestrels, "give_up").await.expect("given up").opened.expect("opened");
        assert_eq!(status_of(&over, kestrels), Some((BagStatus::Canceled, 1)));
        assert_eq!(answers(&over).iter().filter(|answer| **answer == Answer::GivenUp).count(), 1);
        assert_eq!(over.closed, Some(SupportRefusal::Accepted));
        assert!(over.order.bags.iter().all(|bag| bag.body.actions.is_empty()));
        assert_eq!(of_mara(&world, ordered.id).await.status, OrderStatus::Processing);
        logs_hold(&world).await;
    }
}

on_both! {
    async fn an_order_that_is_kept_back_is_not_sent_until_it_goes_on(store: Store) {
        let world = World::new(store).await;
        connect(&world, "Orbit", "ursula").await;
        connect(&world, "Kestrel", "ines").await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        let act = |input: HoldInput, hold: bool| {
            let context = sally(&world, 1);
            async move {
                match hold {
                    true => execute(context, hold_order, input).await,
                    false => execute(context, release_order, input).await,
                }
            }
        };
        let input = async || HoldInput { order: order_ref(&load(&world, ordered.id).await), reason: "Ask Halden.".into() };
        assert_eq!(refused(act(input().await, false).await), SupportRefusal::NotHeld);
        let held = act(input().await, true).await.expect("kept back").opened.expect("opened");
        assert_eq!(held.order.held_reason.as_deref(), Some("Ask Halden."));
        assert_eq!(refused(act(input().await, true).await), SupportRefusal::AlreadyHeld);
        decide(&world, kestrels, "reject").await.expect("rejected");
        decide(&world, kestrels, "resubmit").await.expect("a new revision");
        assert_eq!(queued(&world).await, [] as [String; 0]);
        let on = act(input().await, false).await.expect("goes on").opened.expect("opened");
        assert_eq!(on.order.held_reason, None);
        let mut keys = queued(&world).await;
        keys.sort_unstable();
        let mut expected = [format!("{orbits}:r1"), format!("{kestrels}:r2")];
        expected.sort_unstable();
        assert_eq!(keys, expected);
        for bag_id in [orbits, kestrels] {
            decide(&world, bag_id, "accept").await.expect("accepted");
        }
        assert_eq!(refused(act(input().await, true).await), SupportRefusal::NothingToHold);
        logs_hold(&world).await;
    }
}

on_both! {
    async fn a_currency_is_corrected_while_nobody_was_sent_anything(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        let refused_yen = refused(change_bag(&world, orbits, ("", "JPY")).await);
        assert!(matches!(refused_yen, SupportRefusal::OtherDecimals { .. }));
        assert!(matches!(change_bag(&world, orbits, ("", "XXQ")).await, Err(AppError::Invalid(_))));
        let both = change_bag(&world, orbits, ("SO-5", "eur")).await.expect("corrected").opened.expect("opened");
        let bag = &both.order.bags.iter().find(|bag| bag.id == orbits).expect("the bag").body;
        assert_eq!((bag.total.to_string(), bag.erp_order_number.as_deref()), ("25.00 EUR".into(), Some("SO-5")));
        assert_eq!(
            (bag.due, bag.lines[0].subtotal, bag.lines[0].unit_price.to_string()),
            (bag.total, bag.total, "2.50 EUR".into())
        );
        let totals: Vec<_> = both.order.totals.iter().map(ToString::to_string).collect();
        assert_eq!(totals, ["25.00 EUR", "199.98 USD"]);
        let mut reader = world.system().read().await.expect("a reader");
        let member = (world.organisation("Halden"), world.person("mara"));
        let month = rules::month_of(world.clock.now());
        let spent = storage::ordering::limit::spent(&mut reader, member, &month).await.expect("the month");
        assert!(spent.iter().any(|money| money.to_string() == "25.00 EUR"), "{spent:?}");
        drop(reader);
        let stale = CorrectBagInput {
            bag: BagRef { version_seen: Some(1), ..bag_ref(orbits) },
            erp_order_number: "SO-6".into(),
            currency: String::new(),
            reason: "why".into(),
        };
        let answer = execute(sally(&world, 1), correct_bag, stale).await;
        assert_eq!(answer, Err(AppError::Refused(Refusal::BagChanged)));
        tried(&world, kestrels).await;
        assert_eq!(refused(change_bag(&world, orbits, ("SO-5", "USD")).await), SupportRefusal::HandedOver);
        assert!(load(&world, ordered.id).await.bags.iter().all(|way| !way.can_change_currency));
        logs_hold(&world).await;
    }
}
