//! What must hold of the orders of real baskets, recomputed from the source: before anything was sent, and when all of it has come to
//! its end.

use super::{
    baskets::{Facts, Floor, Placed, facts, sum},
    data::{OrderLine, micros},
    trade::Trade,
};
use crate::{
    api_types::order::{BagFilter, BagRow, OrderBagView, OrderView, SkuView},
    domain::{
        cart::CheckoutStatus,
        money::Money,
        ordering::{Answer, BagStatus, OrderStatus, SkuStatus},
    },
    server::application::{ordering::seller_bags, query_in},
};
use std::collections::{BTreeSet, HashMap};

/// The sellers of a basket.
fn sellers(placed: &Placed) -> BTreeSet<&str> {
    placed.lines.iter().map(|line| line.seller.as_str()).collect()
}

/// The bags of an order partition its lines by seller; every line has the quantity, price and total of the source, and totals add up.
pub fn assert_ordered(placed: &Placed, view: &OrderView) {
    let bags: BTreeSet<&str> = view.bags.iter().map(|bag| bag.seller.as_str()).collect();
    assert_eq!((bags.len(), &bags), (view.bags.len(), &sellers(placed)), "one bag for each seller");
    assert_eq!((view.status, view.checkout_status), (OrderStatus::Processing, CheckoutStatus::Complete), "{view:?}");
    let mut lines = 0;
    for bag in &view.bags {
        assert_eq!((bag.body.answer, bag.body.status), (Answer::Accepted, BagStatus::Accepted), "{bag:?}");
        let of_bag = placed.of_bag(bag);
        for (sku, facts) in &of_bag {
            assert_eq!((sku.quantity, sku.subtotal.minor), (facts.ordered, facts.total), "{sku:?}");
        }
        let total = sum(of_bag.iter().map(|(_, facts)| *facts)).total;
        assert_eq!((bag.body.total.minor, bag.body.due.minor), (total, total), "{bag:?}");
        lines += of_bag.len();
    }
    assert_eq!(lines, placed.lines.len(), "no line is missing");
    let total = sum(placed.lines.iter().map(facts)).total;
    assert_eq!(view.totals.iter().map(|total| total.minor).collect::<Vec<_>>(), [total]);
}

/// The sellers' system holds every bag once, as big as it was ordered, whatever it broke off.
pub async fn assert_held(trade: &Trade, orders: &[OrderView]) {
    let held = trade.sandbox.orders().await;
    let bags: HashMap<String, &OrderBagView> =
        orders.iter().flat_map(|order| &order.bags).map(|bag| (bag.id.to_string(), bag)).collect();
    let ids: BTreeSet<&str> = held.iter().filter_map(|order| order["bag_id"].as_str()).collect();
    assert_eq!((held.len(), ids.len()), (bags.len(), bags.len()), "each bag once");
    for order in &held {
        let bag = bags[order["bag_id"].as_str().expect("a bag")];
        let Money { minor, currency } = bag.body.total;
        let total = format!("{}.{:02}", minor / 100, minor % 100);
        assert_eq!(order["total"].as_str(), Some(total.as_str()), "{order}");
        assert_eq!((order["currency"].as_str(), order["revision"].as_u64()), (Some(currency.code()), Some(1)), "{order}");
        assert_eq!(order["lines"].as_u64(), Some(bag.body.lines.len() as u64), "{order}");
        let number = order["number"].as_i64().map(|number| format!("SO-{}", 5_000 + number));
        assert_eq!(bag.body.erp_order_number, number, "its number there is the one shown here");
    }
    println!("baskets: {} bags of {} orders are held, each once", held.len(), orders.len());
}

/// Units and money of every order are where the source has them, and each seller's bags add up to what it sold.
pub async fn assert_fulfilled(floor: &Floor, placed: &[Placed]) {
    let mut all = Facts::default();
    let mut statuses: HashMap<BagStatus, usize> = HashMap::new();
    for order in placed {
        let view = floor.look(order).await;
        assert_eq!(view.checkout_status, CheckoutStatus::Complete);
        for bag in &view.bags {
            let of_bag = order.of_bag(bag);
            of_bag.iter().for_each(|(sku, facts)| assert_line(sku, *facts));
            let facts = sum(of_bag.iter().map(|(_, facts)| *facts));
            assert_bag(bag, facts);
            *statuses.entry(bag.body.status).or_default() += 1;
            all = sum([all, facts]);
        }
        let gone = view.bags.iter().all(|bag| bag.body.status == BagStatus::Canceled);
        assert_eq!(view.status, if gone { OrderStatus::Canceled } else { OrderStatus::Complete }, "{view:?}");
    }
    let lines: Vec<&OrderLine> = placed.iter().flat_map(|order| &order.lines).collect();
    assert_eq!(all, sum(lines.iter().map(|line| facts(line))), "no unit and no cent is missing");
    assert_rounding(&lines, all.total);
    for (name, (seller, _)) in &floor.sellers {
        let context = floor.trade.as_member(&seller.member);
        let (mut rows, mut filter): (Vec<BagRow>, _) = (Vec::new(), BagFilter::default());
        loop {
            let page = query_in(&context, seller_bags::load_bags, filter.clone()).await.expect("a page").bags;
            rows.extend(page.rows);
            let Some(next) = page.next else { break };
            filter.after = next;
        }
        let expected = sum(lines.iter().filter(|line| line.seller == *name).map(|line| facts(line))).total;
        assert_eq!(rows.iter().map(|row| row.total.minor).sum::<i64>(), expected, "{name}");
    }
    println!("baskets: {all:?} in units and cents; bags {statuses:?}");
    assert!(all.received < all.ordered && all.rejected > 0, "something never came, and something was sent back");
}

/// Of every line: ordered, shipped, delivered, returned, refunded and canceled as the source has it.
fn assert_line(sku: &SkuView, facts: Facts) {
    let Facts { ordered, received, rejected, total, .. } = facts;
    let moved = (sku.shipped, sku.delivered, sku.returned, sku.refunded, sku.canceled);
    assert_eq!(moved, (received, received, rejected, rejected, ordered - received), "{sku:?}");
    assert_eq!((sku.quantity, sku.subtotal.minor), (ordered, total), "what was ordered stays what it was");
    let expected = match (received, rejected) {
        (0, _) => SkuStatus::Canceled,
        (received, rejected) if rejected >= received => SkuStatus::Refunded,
        _kept => SkuStatus::Delivered,
    };
    assert_eq!(sku.status, expected, "{sku:?}");
}

fn assert_bag(bag: &OrderBagView, facts: Facts) {
    let body = &bag.body;
    let money = (body.total.minor, body.due.minor, body.paid.minor, body.refunded.minor);
    assert_eq!(money, (facts.total, facts.due, facts.due, facts.refund), "{bag:?}");
    let expected = match (facts.due, facts.refund) {
        (0, _) => BagStatus::Canceled,
        (due, refund) if refund >= due => BagStatus::Refunded,
        (_, 1..) => BagStatus::PartiallyRefunded,
        _paid => BagStatus::Completed,
    };
    assert_eq!(body.status, expected, "{bag:?}");
}

/// Lines are rounded, each once; sums are not. So a sum differs from the exact one by half a cent per line at most, and is the one
/// that every page, document and seller's system has.
fn assert_rounding(lines: &[&OrderLine], total: i64) {
    let exact: i64 = lines.iter().map(|line| micros(&line.line_total)).sum();
    let difference = (total * 10_000 - exact).abs();
    println!("baskets: {total} cents; rounding moved {difference} millionths of USD in {} lines", lines.len());
    assert!(difference <= 5_000 * lines.len() as i64);
}
