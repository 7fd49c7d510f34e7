//! The life of a bag walked fact by fact, the statuses that follow, and the split into bags.

mod properties;

use super::*;
use crate::domain::{
    cart::CheckoutStatus,
    ids::{BagId, LineId, OrganisationId},
    money::{Currency, Money, UnitPrice, totals},
};
use proptest::prelude::*;
use uuid::Uuid;

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").expect("a known currency") }
}

fn line(number: u128) -> LineId {
    LineId(Uuid::from_u128(number))
}

fn sku(number: u128, quantity: i64) -> SkuState {
    let unit_price = UnitPrice { micros: 2_500_000, currency: usd(0).currency };
    SkuState { line_id: line(number), quantity, unit_price, shipped: 0, delivered: 0, returned: 0, refunded: 0, canceled: 0 }
}

/// Ten units and four units at 2.50 USD.
fn bag(answer: Answer) -> Bag {
    Bag { answer, revision: 1, total: usd(3_500), ledger: Ledger::default(), lines: vec![sku(1, 10), sku(2, 4)] }
}

fn pack(number: u128, quantity: i64) -> Vec<Packed> {
    vec![Packed { line_id: line(number), quantity }]
}

fn after(bag: Bag, command: BagCommand) -> Bag {
    let event = decide(&bag, command).expect("possible");
    apply(bag, &event)
}

/// A command of every kind that changes as little as possible.
fn least(fact: Fact) -> BagCommand {
    let reason = || "not in stock".to_owned();
    match fact {
        Fact::Send => BagCommand::Send { revision: 1 },
        Fact::Review => BagCommand::Review { revision: 1 },
        Fact::Accept => BagCommand::Accept { revision: 1, erp_order_number: None },
        Fact::Reject => BagCommand::Reject { revision: 1, reason: reason() },
        Fact::Resubmit => BagCommand::Resubmit,
        Fact::GiveUp => BagCommand::GiveUp { reason: reason() },
        Fact::Ship => BagCommand::Ship { lines: pack(1, 1), carrier: "DHL".into(), tracking: None },
        Fact::Deliver => BagCommand::Deliver { lines: pack(1, 1) },
        Fact::Return => BagCommand::Return { lines: pack(1, 1), reason: reason() },
        Fact::Cancel => BagCommand::Cancel { lines: pack(1, 1), reason: reason() },
        Fact::Authorize => BagCommand::Authorize { amount: 1, reference: None },
        Fact::Void => BagCommand::Void { reference: None },
        Fact::Pay => BagCommand::Pay { amount: 1, reference: None },
        Fact::Refund => BagCommand::Refund { amount: 1, lines: Vec::new(), reference: None },
    }
}

#[test]
fn a_page_offers_exactly_what_the_server_honours() {
    let mut busy = bag(Answer::Accepted);
    busy.lines[0] = SkuState { shipped: 3, delivered: 2, returned: 1, canceled: 1, ..busy.lines[0] };
    busy.ledger = Ledger { authorized: 100, paid: 900, refunded: 100, voided: false };
    let bags = Answer::ALL.into_iter().map(bag).chain([busy]);
    for bag in bags {
        let offered = available_commands(&bag);
        for fact in Fact::ALL {
            assert_eq!(decide(&bag, least(fact)).is_ok(), offered.contains(&fact), "{fact:?} after {:?}", bag.answer);
        }
    }
}

#[test]
fn every_fact_is_possible_somewhere_and_every_answer_is_reached() {
    assert!(Fact::ALL.into_iter().all(|fact| !fact.possible_after().is_empty()));
    let reached: Vec<Answer> = Answer::ALL
        .into_iter()
        .flat_map(|from| Fact::ALL.map(|fact| (from, fact)))
        .filter_map(|(from, fact)| decide(&bag(from), least(fact)).ok().map(|event| apply(bag(from), &event).answer))
        .collect();
    assert!(Answer::ALL.into_iter().all(|answer| reached.contains(&answer)));
    assert_eq!(Answer::ALL.map(|answer| Answer::parse(answer.as_str())), Answer::ALL.map(Some));
}

#[test]
fn an_answer_to_an_older_revision_changes_nothing() {
    let corrected = after(bag(Answer::Rejected), BagCommand::Resubmit);
    assert_eq!((corrected.answer, corrected.revision), (Answer::Waiting, 2));
    let late = decide(&corrected, BagCommand::Accept { revision: 1, erp_order_number: None });
    assert_eq!(late, Err(BagRefusal::OldRevision { revision: 1, current: 2 }));
}

#[test]
fn a_bag_is_completed_when_everything_is_shipped_and_paid() {
    let shipped =
        after(bag(Answer::Accepted), BagCommand::Ship { lines: pack(1, 10), carrier: "DHL".into(), tracking: None });
    assert_eq!((status(&shipped), fulfilment_status(&shipped)), (BagStatus::Accepted, FulfilmentStatus::PartiallyFulfilled));
    let reason = "short".to_owned();
    let rest = after(shipped, BagCommand::Cancel { lines: pack(2, 4), reason });
    assert_eq!((due(&rest), fulfilment_status(&rest)), (usd(2_500), FulfilmentStatus::Fulfilled));
    let paid = after(rest, BagCommand::Pay { amount: 2_500, reference: None });
    assert_eq!((status(&paid), financial_status(&paid)), (BagStatus::Completed, FinancialStatus::Paid));
    let some = after(paid, BagCommand::Refund { amount: 500, lines: Vec::new(), reference: None });
    assert_eq!(status(&some), BagStatus::PartiallyRefunded);
    let all = after(some, BagCommand::Refund { amount: 2_000, lines: pack(1, 10), reference: None });
    assert_eq!((status(&all), sku_status(&all.lines[0])), (BagStatus::Refunded, SkuStatus::Refunded));
}

#[test]
fn a_line_goes_its_way_unit_by_unit() {
    let shipped = |units| BagCommand::Ship { lines: pack(2, units), carrier: "DHL".into(), tracking: None };
    let mut bag = bag(Answer::Accepted);
    let mut seen = vec![sku_status(&bag.lines[1])];
    let reason = || "broken".to_owned();
    for command in [
        shipped(1),
        shipped(3),
        BagCommand::Deliver { lines: pack(2, 4) },
        BagCommand::Return { lines: pack(2, 4), reason: reason() },
    ] {
        bag = after(bag, command);
        seen.push(sku_status(&bag.lines[1]));
    }
    use SkuStatus::{Delivered, PartiallyShipped, Processing, Returned, Shipped};
    assert_eq!(seen, [Processing, PartiallyShipped, Shipped, Delivered, Returned]);
    let all = after(bag, BagCommand::Cancel { lines: pack(1, 10), reason: reason() });
    assert_eq!(sku_status(&all.lines[0]), SkuStatus::Canceled);
}

#[test]
fn an_authorization_is_used_up_by_payments_or_voided() {
    let held = after(bag(Answer::Accepted), BagCommand::Authorize { amount: 3_500, reference: None });
    assert_eq!(financial_status(&held), FinancialStatus::Authorized);
    let part = after(held.clone(), BagCommand::Pay { amount: 3_000, reference: None });
    assert_eq!((part.ledger.authorized, financial_status(&part)), (500, FinancialStatus::PartiallyPaid));
    let voided = after(held, BagCommand::Void { reference: None });
    assert_eq!(financial_status(&voided), FinancialStatus::Voided);
    let too_much = decide(&voided, BagCommand::Pay { amount: 3_501, reference: None });
    assert_eq!(too_much, Err(BagRefusal::TooMuch { fact: Fact::Pay, wanted: usd(3_501), left: usd(3_500) }));
}

#[test]
fn units_are_named_once_and_exist() {
    let bag = bag(Answer::Accepted);
    let deliver = |lines| decide(&bag, BagCommand::Cancel { lines, reason: "short".into() });
    assert_eq!(deliver(Vec::new()), Err(BagRefusal::NothingNamed));
    assert_eq!(deliver([pack(1, 1), pack(1, 1)].concat()), Err(BagRefusal::NothingNamed));
    assert_eq!(deliver(pack(1, 0)), Err(BagRefusal::NothingNamed));
    assert_eq!(deliver(pack(9, 1)), Err(BagRefusal::NoSuchLine));
    assert_eq!(deliver(pack(2, 5)), Err(BagRefusal::TooMany { fact: Fact::Cancel, wanted: 5, left: 4 }));
}

#[test]
fn an_order_reads_by_its_bags() {
    use BagStatus::{Accepted, Canceled, Completed, InProgress, Refunded, Rejected, Submitted};
    for (bags, in_review, expected) in [
        (vec![InProgress, InProgress], false, OrderStatus::Submitted),
        (vec![Submitted, InProgress], false, OrderStatus::Submitted),
        (vec![Submitted], true, OrderStatus::Review),
        (vec![Submitted, Accepted], false, OrderStatus::Review),
        (vec![Accepted, Completed], false, OrderStatus::Processing),
        (vec![Accepted, Canceled], false, OrderStatus::Processing),
        (vec![Completed, Refunded, Canceled], false, OrderStatus::Complete),
        (vec![Rejected, Canceled], false, OrderStatus::Rejected),
        (vec![Rejected, Accepted], false, OrderStatus::Review),
        (vec![Canceled, Canceled], false, OrderStatus::Canceled),
    ] {
        assert_eq!(order_status(&bags, in_review), expected, "{bags:?}");
    }
}

#[test]
fn checkout_is_complete_when_every_bag_is_answered_and_stays_so() {
    use BagStatus::{Accepted, Canceled, Rejected, Submitted};
    use CheckoutStatus::{Complete, Processing};
    for (bags, ever, expected) in [
        (vec![Accepted, Submitted], false, Processing),
        (vec![Accepted, Rejected], false, Processing),
        (vec![Accepted, Canceled], false, Complete),
        (vec![Canceled, Canceled], false, CheckoutStatus::Canceled),
        (vec![Canceled, Canceled], true, Complete),
    ] {
        assert_eq!(checkout_status(Processing, &bags, ever), expected, "{bags:?}");
        assert_eq!(checkout_status(Complete, &bags, ever), Complete);
    }
}

#[test]
fn statuses_are_read_back() {
    assert!(OrderStatus::ALL.iter().all(|status| OrderStatus::parse(status.as_str()) == Some(*status)));
    assert!(BagStatus::ALL.iter().all(|status| BagStatus::parse(status.as_str()) == Some(*status)));
    assert!(FinancialStatus::ALL.iter().all(|status| FinancialStatus::parse(status.as_str()) == Some(*status)));
    assert!(FulfilmentStatus::ALL.iter().all(|status| FulfilmentStatus::parse(status.as_str()) == Some(*status)));
    assert!(SkuStatus::ALL.iter().all(|status| SkuStatus::parse(status.as_str()) == Some(*status)));
    assert_eq!(serde_json::to_string(&BagStatus::PartiallyRefunded).ok().as_deref(), Some("\"PARTIALLY_REFUNDED\""));
}

fn agreed() -> impl Strategy<Value = Vec<AgreedLine>> {
    let one = (0_u128..4, 0_usize..3, 1_i64..1_000_000_000);
    proptest::collection::vec(one, 0..40).prop_map(|lines| {
        let currency = |index| Currency::parse(["EUR", "JPY", "USD"][index]).expect("a known currency");
        let agreed = |(number, (seller, at, minor)): (usize, (u128, usize, i64))| AgreedLine {
            line_id: line(number as u128),
            bag_id: BagId(Uuid::from_u128(100 + seller)),
            seller_id: OrganisationId(Uuid::from_u128(seller)),
            subtotal: Money { minor, currency: currency(at) },
        };
        lines.into_iter().enumerate().map(agreed).collect()
    })
}

/// Any command that might be sent, sensible or not.
fn any_command() -> impl Strategy<Value = BagCommand> {
    (0..Fact::ALL.len(), 1_u128..4, 0_i64..12, 0_i64..4_000, 1_u32..3).prop_map(|(fact, at, units, amount, revision)| {
        let lines = pack(at, units);
        let reason = "because".to_owned();
        match Fact::ALL[fact] {
            Fact::Send => BagCommand::Send { revision },
            Fact::Review => BagCommand::Review { revision },
            Fact::Accept => BagCommand::Accept { revision, erp_order_number: None },
            Fact::Reject => BagCommand::Reject { revision, reason },
            Fact::Resubmit => BagCommand::Resubmit,
            Fact::GiveUp => BagCommand::GiveUp { reason },
            Fact::Ship => BagCommand::Ship { lines, carrier: "DHL".into(), tracking: None },
            Fact::Deliver => BagCommand::Deliver { lines },
            Fact::Return => BagCommand::Return { lines, reason },
            Fact::Cancel => BagCommand::Cancel { lines, reason },
            Fact::Authorize => BagCommand::Authorize { amount, reference: None },
            Fact::Void => BagCommand::Void { reference: None },
            Fact::Pay => BagCommand::Pay { amount, reference: None },
            Fact::Refund => BagCommand::Refund { amount, lines, reference: None },
        }
    })
}

proptest! {
    #[test]
    fn bags_partition_the_lines_and_their_totals_agree(lines in agreed()) {
        let bags = split(&lines);
        let mut packed: Vec<LineId> = bags.iter().flat_map(|bag| bag.lines.clone()).collect();
        packed.sort_unstable();
        prop_assert_eq!(packed, lines.iter().map(|line| line.line_id).collect::<Vec<_>>());
        prop_assert_eq!(totals(bags.iter().map(|bag| bag.total)), totals(lines.iter().map(|line| line.subtotal)));
        let mut kept: Vec<BagId> = bags.iter().filter_map(|bag| bag.id).collect();
        let count = kept.len();
        kept.dedup();
        prop_assert_eq!(kept.len(), count, "no identifier twice");
        for bag in &bags {
            let all_its_own = lines.iter().filter(|line| bag.lines.contains(&line.line_id))
                .all(|line| line.seller_id == bag.seller_id && line.subtotal.currency == bag.total.currency);
            prop_assert!(all_its_own);
        }
    }

    #[test]
    fn whatever_is_sent_the_bounds_hold_and_an_accepted_bag_stays_answered(
        commands in proptest::collection::vec(any_command(), 0..60)
    ) {
        let mut bag = bag(Answer::Waiting);
        let mut checkout = CheckoutStatus::Processing;
        for command in commands {
            let Ok(event) = decide(&bag, command) else { continue };
            let before = bag.clone();
            bag = apply(bag, &event);
            for sku in &bag.lines {
                prop_assert!(sku.shipped + sku.canceled <= sku.quantity && sku.returned <= sku.delivered);
                prop_assert!(sku.delivered <= sku.shipped && sku.refunded <= sku.quantity);
            }
            prop_assert!(bag.ledger.refunded <= bag.ledger.paid && bag.ledger.paid <= bag.total.minor);
            prop_assert!(due(&bag).minor <= bag.total.minor && bag.revision >= before.revision);
            prop_assert!(!status(&before).is_answered() || status(&bag).is_answered());
            let next = checkout_status(checkout, &[status(&bag)], bag.answer == Answer::Accepted);
            prop_assert!(checkout == CheckoutStatus::Processing || next == checkout);
            checkout = next;
        }
    }
}
