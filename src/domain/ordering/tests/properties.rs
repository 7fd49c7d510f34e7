//! What holds of bags and orders whatever is sent to them, in whatever order: statuses go one way, and every count and amount is the
//! sum of the events that made it.

use super::*;

/// Which bag, and what is asked of it.
fn asked_of(bags: usize) -> impl Strategy<Value = Vec<(usize, BagCommand)>> {
    proptest::collection::vec((0..bags, any_command()), 0..120)
}

/// Shipped, delivered, returned, refunded, canceled of a line by an event.
fn units_of(event: &BagEvent, line_id: LineId) -> [i64; 5] {
    let of = |lines: &[Packed]| lines.iter().filter(|packed| packed.line_id == line_id).map(|packed| packed.quantity).sum();
    match event {
        BagEvent::Shipped { lines, .. } => [of(lines), 0, 0, 0, 0],
        BagEvent::Delivered { lines } => [0, of(lines), 0, 0, 0],
        BagEvent::Returned { lines, .. } => [0, 0, of(lines), 0, 0],
        BagEvent::Refunded { lines, .. } => [0, 0, 0, of(lines), 0],
        BagEvent::Canceled { lines, .. } => [0, 0, 0, 0, of(lines)],
        BagEvent::Sent { .. }
        | BagEvent::InReview { .. }
        | BagEvent::Accepted { .. }
        | BagEvent::Rejected { .. }
        | BagEvent::Resubmitted { .. }
        | BagEvent::GivenUp { .. }
        | BagEvent::Authorized { .. }
        | BagEvent::Voided { .. }
        | BagEvent::Paid { .. } => [0; 5],
    }
}

/// Paid and refunded by an event.
fn money_of(event: &BagEvent) -> [i64; 2] {
    match event {
        BagEvent::Paid { amount, .. } => [amount.minor, 0],
        BagEvent::Refunded { amount, .. } => [0, amount.minor],
        BagEvent::Sent { .. }
        | BagEvent::InReview { .. }
        | BagEvent::Accepted { .. }
        | BagEvent::Rejected { .. }
        | BagEvent::Resubmitted { .. }
        | BagEvent::GivenUp { .. }
        | BagEvent::Shipped { .. }
        | BagEvent::Delivered { .. }
        | BagEvent::Returned { .. }
        | BagEvent::Canceled { .. }
        | BagEvent::Authorized { .. }
        | BagEvent::Voided { .. } => [0; 2],
    }
}

/// How far money has come: before the first payment, and after it. A payment after a refund may make a bag partly refunded again.
fn has_money(bag: &Bag) -> bool {
    match financial_status(bag) {
        FinancialStatus::Unpaid | FinancialStatus::Authorized | FinancialStatus::Voided => false,
        FinancialStatus::PartiallyPaid
        | FinancialStatus::Paid
        | FinancialStatus::PartiallyRefunded
        | FinancialStatus::Refunded => true,
    }
}

/// What may follow a bag's status once its seller's system took it.
fn may_follow(before: BagStatus, after: BagStatus) -> bool {
    use BagStatus::{Accepted, Canceled, Completed, InProgress, PartiallyRefunded, Refunded, Rejected, Submitted};
    match before {
        // Still on its way: a correction sends it again.
        InProgress | Submitted | Rejected => true,
        Accepted => after.is_answered(),
        Completed => matches!(after, Completed | PartiallyRefunded | Refunded),
        PartiallyRefunded | Refunded => matches!(after, PartiallyRefunded | Refunded),
        Canceled => matches!(after, Canceled | PartiallyRefunded | Refunded),
    }
}

fn order_of(bags: &[Bag]) -> (Vec<BagStatus>, OrderStatus, bool) {
    let statuses: Vec<BagStatus> = bags.iter().map(status).collect();
    let order = order_status(&statuses, bags.iter().any(|bag| bag.answer == Answer::InReview));
    (statuses, order, bags.iter().any(|bag| bag.answer == Answer::Accepted))
}

proptest! {
    #[test]
    fn statuses_of_a_bag_go_one_way(commands in asked_of(1)) {
        let mut bag = bag(Answer::Waiting);
        for (_, command) in commands {
            let Ok(event) = decide(&bag, command) else { continue };
            let before = bag.clone();
            bag = apply(bag, &event);
            prop_assert!(may_follow(status(&before), status(&bag)), "{:?} after {:?}", status(&bag), status(&before));
            prop_assert!(fulfilment_status(&bag) >= fulfilment_status(&before));
            prop_assert!(has_money(&bag) || !has_money(&before));
            for (was, is) in before.lines.iter().zip(&bag.lines) {
                prop_assert!(sku_status(is) >= sku_status(was), "{:?} after {:?}", is, was);
                prop_assert_eq!((is.line_id, is.quantity, is.unit_price), (was.line_id, was.quantity, was.unit_price));
            }
            prop_assert_eq!(bag.total, before.total, "what was ordered stays what it was");
        }
    }

    #[test]
    fn units_and_money_of_a_bag_are_the_sums_of_its_events(commands in asked_of(1)) {
        let mut bag = bag(Answer::Waiting);
        let mut events = Vec::new();
        for (_, command) in commands {
            let Ok(event) = decide(&bag, command) else { continue };
            bag = apply(bag, &event);
            events.push(event);
        }
        for sku in &bag.lines {
            let mut summed = [0; 5];
            for event in &events {
                for (sum, units) in summed.iter_mut().zip(units_of(event, sku.line_id)) {
                    *sum += units;
                }
            }
            prop_assert_eq!(summed, [sku.shipped, sku.delivered, sku.returned, sku.refunded, sku.canceled]);
        }
        let summed = events.iter().map(money_of).fold([0; 2], |sum, of| [sum[0] + of[0], sum[1] + of[1]]);
        prop_assert_eq!(summed, [bag.ledger.paid, bag.ledger.refunded]);
        // Lines of whole cents: what is due and what was canceled are the whole of it.
        let canceled: i64 = bag.lines.iter().map(|sku| sku.unit_price.times(sku.canceled).minor).sum();
        prop_assert_eq!(due(&bag).minor + canceled, bag.total.minor);
    }

    #[test]
    fn an_order_of_several_bags_never_turns_back(
        (bags, commands) in (1_usize..4).prop_flat_map(|bags| (Just(bags), asked_of(bags)))
    ) {
        let mut bags = vec![bag(Answer::Waiting); bags];
        let mut checkout = CheckoutStatus::Processing;
        let mut order = order_of(&bags).1;
        for (at, command) in commands {
            let Ok(event) = decide(&bags[at], command) else { continue };
            bags[at] = apply(bags[at].clone(), &event);
            let (statuses, next, accepted) = order_of(&bags);
            let before = checkout;
            checkout = checkout_status(checkout, &statuses, accepted);
            prop_assert!(before == CheckoutStatus::Processing || checkout == before, "{checkout:?} after {before:?}");
            let answered = statuses.iter().all(|status| status.is_answered());
            prop_assert_eq!(checkout == CheckoutStatus::Processing, !answered);
            prop_assert_eq!(checkout == CheckoutStatus::Canceled, answered && !accepted, "nobody took any of it");
            use OrderStatus::{Canceled, Complete, Processing};
            if answered {
                prop_assert!(matches!(next, Processing | Complete | Canceled), "{next:?} with every bag answered");
            }
            if matches!(order, Complete | Canceled) {
                prop_assert!(matches!(next, Complete | Canceled), "{next:?} after {order:?}");
            }
            order = next;
        }
    }
}
