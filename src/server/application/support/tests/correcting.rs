//! Correcting the fields of orders.

use super::*;
use crate::domain::ordering::{FIELDS, FieldKind};

/// Something that a field takes, other than what the orders of these tests have.
fn other(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Code | FieldKind::Line(_) | FieldKind::Notes => "Other",
        FieldKind::Country => "DE",
        FieldKind::Email => "dock@halden.example",
        FieldKind::Flag => "yes",
    }
}

on_both! {
    async fn every_listed_field_is_corrected_with_before_after_reason_and_name(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = opened(&world).await;
        let before = load(&world, ordered.id).await.details;
        let typed: Vec<_> = FIELDS.iter().map(|field| (field.name, other(field.kind))).collect();
        let after = correct(&world, ordered.id, &typed).await.expect("corrected").opened.expect("opened");
        for field in FIELDS {
            assert_eq!(field.value(&after.details), other(field.kind), "{}", field.name);
        }
        let of = |details: &CheckoutDetails| {
            let header = &details.header;
            [&header.bill_to.customer_number, &header.ship_to.customer_number, &header.ship_to.ship_to_number]
                .map(Clone::clone)
        };
        assert_eq!(of(&before), of(&after.details));
        let seen = of_mara(&world, ordered.id).await;
        assert_eq!((seen.header.customer_po.as_deref(), &*seen.header.ship_to[0]), (Some("Other"), "Other"));
        let entries: Vec<_> = seen.history.iter().filter(|entry| entry.name == "order.corrected").collect();
        assert_eq!(entries.len(), FIELDS.len());
        assert!(entries.iter().all(|entry| entry.by.as_deref() == Some("sally") && entry.seller.is_none()));
        let po = "Customer PO corrected from “PO-4711” to “Other”: The buyer said so.";
        assert!(entries.iter().any(|entry| entry.sentence == po), "{entries:?}");
        let logged = log_of(&world, "Halden", &format!("order:{}", ordered.id)).await;
        let corrected =
            logged.iter().filter(|(action, by, _)| action == "order.corrected" && *by == Some(world.person("sally")));
        assert_eq!(corrected.count(), FIELDS.len());
        let page =
            query_in(&world.as_person("mara"), notification::load_notifications, String::new()).await.expect("the bell");
        let told: Vec<_> = page.notifications.rows.iter().map(|row| row.notice.sentence()).collect();
        let more = format!("(and {} more)", FIELDS.len() - 1);
        assert_eq!(told.iter().filter(|sentence| sentence.contains(&more)).count(), 1, "{told:?}");
        logs_hold(&world).await;
    }
}

on_both! {
    async fn a_correction_is_refused_whole_with_every_field_named(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = opened(&world).await;
        let before = load(&world, ordered.id).await;
        let wrong = [("ship_to_street", " "), ("bill_to_country", "D1"), ("quantity", "9"), ("notes", "fine")];
        let Err(AppError::Invalid(refused_fields)) = correct(&world, ordered.id, &wrong).await else { panic!("stored") };
        let mut names: Vec<_> = refused_fields.iter().map(|field| field.field.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["bill_to_country", "quantity", "ship_to_street"]);
        assert_eq!(
            refused(correct(&world, ordered.id, &[("customer_po", "PO-4711")]).await),
            SupportRefusal::NothingChanged
        );
        assert_eq!(load(&world, ordered.id).await.revision, before.revision);
    }
}

on_both! {
    async fn a_stale_form_overwrites_nothing_and_a_repeated_one_acts_once(store: Store) {
        let world = World::new(store).await;
        let (ordered, _) = opened(&world).await;
        let before = load(&world, ordered.id).await;
        let (seen, revision_seen) = (order_ref(&before), before.revision);
        let reason = "The buyer said so.".to_owned();
        let input = |po: &str, order| {
            let fields = fields(&[("customer_po", po)]);
            CorrectOrderInput { order, revision_seen, fields, reason: reason.clone() }
        };
        for _twice in 0..2 {
            let answer = execute(sally(&world, 1), correct_order, input("PO-1", seen)).await.expect("corrected");
            assert_eq!(answer.opened.expect("opened").details.customer_po.as_deref(), Some("PO-1"));
        }
        let stale = OrderRef { request_id: request(), ..seen };
        let answer = execute(sally(&world, 1), correct_order, input("PO-2", stale)).await;
        assert_eq!(refused(answer), SupportRefusal::OrderChanged);
        let history = of_mara(&world, ordered.id).await.history;
        assert_eq!(history.iter().filter(|entry| entry.name == "order.corrected").count(), 1);
    }
}

on_both! {
    async fn what_sellers_do_meanwhile_makes_no_correction_stale(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        let before = load(&world, ordered.id).await;
        reject(&world, kestrels).await;
        accept(&world, orbits).await;
        let input = CorrectOrderInput {
            order: order_ref(&before),
            revision_seen: before.revision,
            fields: fields(&[("customer_po", "PO-9")]),
            reason: "The buyer said so.".into(),
        };
        let answer = execute(sally(&world, 1), correct_order, input).await.expect("corrected");
        assert_eq!(answer.opened.expect("opened").details.customer_po.as_deref(), Some("PO-9"));
    }
}

on_both! {
    async fn what_a_seller_accepted_is_corrected_in_that_sellers_system(store: Store) {
        let world = World::new(store).await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        accept(&world, orbits).await;
        assert_eq!(load(&world, ordered.id).await.closed, Some(SupportRefusal::Accepted));
        assert_eq!(refused(correct(&world, ordered.id, &[("notes", "x")]).await), SupportRefusal::Accepted);
        assert_eq!(refused(change_bag(&world, orbits, ("SO-1", "")).await), SupportRefusal::Accepted);
        reject(&world, kestrels).await;
        correct(&world, ordered.id, &[("notes", "x")]).await.expect("else that bag would never be accepted");
    }
}

on_both! {
    async fn what_a_seller_may_have_seen_is_sent_as_a_new_revision(store: Store) {
        let world = World::new(store).await;
        connect(&world, "Orbit", "ursula").await;
        connect(&world, "Kestrel", "ines").await;
        let (ordered, [orbits, kestrels]) = opened(&world).await;
        tried(&world, orbits).await;
        correct(&world, ordered.id, &[("customer_po", "PO-9")]).await.expect("corrected");
        let order = load(&world, ordered.id).await;
        let revision = |bag_id| order.order.bags.iter().find(|bag| bag.id == bag_id).map(|bag| bag.body.revision);
        assert_eq!((revision(orbits), revision(kestrels)), (Some(2), Some(1)));
        assert_eq!(queued(&world).await, [format!("{orbits}:r2")]);
        logs_hold(&world).await;
    }
}
