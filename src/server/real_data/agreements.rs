//! What must hold after the orders were replayed, recomputed from the source: lines, bags, agreements, sums, audit chains.

use super::{
    data::micros,
    market::Market,
    replay::{Floor, Played, outcome},
    site::Browser,
};
use crate::{
    api_types::negotiation::{TransactionList, TransactionRow},
    domain::{
        ids::{LineId, OrganisationId},
        negotiation::{LineStatus, Side},
    },
    server::{
        application::audit::{self, Verdict},
        storage::testing::stored_lines,
    },
};
use std::collections::{HashMap, HashSet};

/// The audit chains as they stood before anybody traded.
pub struct Checked {
    entries: HashMap<OrganisationId, i64>,
}

impl Checked {
    pub async fn begin(market: &Market, floor: &Floor) -> Self {
        Self { entries: chains(market, floor).await }
    }

    /// Every chain is intact and grew by exactly the events of its organisation's lines.
    pub async fn end(self, market: &Market, floor: &Floor, lines: &[Played]) {
        let after = chains(market, floor).await;
        let mut grown = self.entries;
        for line in lines {
            for organisation_id in [floor.buyer_id, floor.sellers[&line.order.seller].0] {
                *grown.entry(organisation_id).or_default() += line.events;
            }
        }
        println!("replay: {} audit chains with {} entries", after.len(), after.values().sum::<i64>());
        assert_eq!(after, grown);
    }
}

async fn chains(market: &Market, floor: &Floor) -> HashMap<OrganisationId, i64> {
    let mut entries = HashMap::new();
    for organisation_id in floor.sellers.values().map(|seller| seller.0).chain([floor.buyer_id]) {
        match audit::verify(&market.system(), organisation_id).await.expect("a verdict") {
            Verdict::Intact(count) => entries.insert(organisation_id, count),
            Verdict::Broken(fault) => panic!("the chain of {organisation_id} is broken: {fault:?}"),
        };
    }
    entries
}

/// The one rounding rule on the source's own exact total: halves of a cent away from zero.
fn cents(line_total: &str) -> i64 {
    (micros(line_total) + 5_000) / 10_000
}

/// All transactions of one side of an organisation, as its person's pages show them.
async fn transactions(browser: &Browser, side: Side) -> Vec<TransactionRow> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let form = [("side", side.as_str().into()), ("after", after)];
        let list = browser.call::<TransactionList>("negotiation/load_transactions", &form).await.expect("a page").value;
        rows.extend(list.rows.rows);
        match list.rows.next {
            Some(next) => after = next,
            None => return rows,
        }
    }
}

/// Compares everything that is stored and shown with what the source says.
pub async fn assert_outcome(market: &Market, floor: &Floor, lines: &[Played]) {
    let count = |status: LineStatus| lines.iter().filter(|line| line.status == status).count();
    let [accepted, declined, withdrawn, waiting] =
        [LineStatus::Accepted, LineStatus::NoQuote, LineStatus::Withdrawn, LineStatus::Quote].map(count);
    let most = lines.iter().map(|line| line.statements).max().unwrap_or_default();
    let events: i64 = lines.iter().map(|line| line.events).sum();
    println!("replay: {} lines by {} buyers and {} sellers", lines.len(), floor.buyers.len(), floor.sellers.len());
    println!("replay: {accepted} accepted, {declined} no quote, {withdrawn} withdrawn, {waiting} waiting");
    println!("replay: {events} actions, at most {most} statements for one request");
    assert_eq!(accepted + declined + withdrawn + waiting, lines.len());
    assert!(accepted > 0 && declined > 0 && withdrawn > 0, "every outcome is played");
    assert!((1..=24).contains(&most), "{most} statements for one request");
    assert_lines(market, floor, lines).await;
    let mut bought = Vec::new();
    for browser in floor.buyers.values() {
        bought.extend(transactions(browser, Side::Buyer).await);
    }
    assert_agreements(lines, &bought);
    assert_sums(floor, lines, &bought).await;
    assert_stock(market, floor, lines).await;
}

/// Every line stands where it should, with its thread, in the one bag of its cart and seller.
async fn assert_lines(market: &Market, floor: &Floor, lines: &[Played]) {
    let stored = stored_lines(&market.services.store).await;
    assert_eq!(stored.len(), lines.len());
    let played: HashMap<LineId, &Played> = lines.iter().map(|line| (line.line_id, line)).collect();
    assert_eq!(played.len(), lines.len(), "no two orders share a line");
    for line in &stored {
        let played = played[&line.id];
        assert_eq!((line.status, line.messages), (outcome(&played.order), played.events), "{played:?}");
        assert_eq!(line.transactions, i64::from(line.status == LineStatus::Accepted), "{played:?}");
        assert_eq!(line.seller_id, floor.sellers[&played.order.seller].0, "{played:?}");
        assert_eq!((line.bag_cart_id, line.bag_seller_id), (line.cart_id, line.seller_id), "{played:?}");
    }
    let carts: HashSet<_> = stored.iter().map(|line| line.cart_id).collect();
    assert_eq!(carts.len(), floor.buyers.len(), "a cart for each buyer");
}

/// Every accepted line has one transaction, at the last price quoted and rounded once; no other line has any.
fn assert_agreements(lines: &[Played], bought: &[TransactionRow]) {
    let agreed: HashMap<LineId, &TransactionRow> = bought.iter().map(|row| (row.line_id, row)).collect();
    assert_eq!(agreed.len(), bought.len(), "one transaction for each line");
    let accepted: Vec<&Played> = lines.iter().filter(|line| line.status == LineStatus::Accepted).collect();
    assert_eq!(agreed.len(), accepted.len());
    for Played { line_id, order, .. } in accepted {
        let row = agreed[line_id];
        let agreement = row.agreement;
        assert_eq!(agreement.quantity, order.quantity, "{order:?}");
        assert_eq!(agreement.unit_price.micros, micros(&order.unit_price), "{order:?}");
        assert_eq!(agreement.unit_price.currency.code(), order.currency);
        assert_eq!(agreement.subtotal.minor, cents(&order.line_total), "{order:?}");
        assert_eq!((&row.part_number, &row.counterparty), (&order.part_number, &order.seller));
    }
}

/// Buyers and sellers see the same transactions, and each seller's add up to what the source has for it.
async fn assert_sums(floor: &Floor, lines: &[Played], bought: &[TransactionRow]) {
    let mut sold_in_all = 0;
    let mut total = 0;
    for (name, (_, browser)) in &floor.sellers {
        let sold = transactions(browser, Side::Seller).await;
        let ids: HashSet<_> = sold.iter().map(|row| row.id).collect();
        let theirs: HashSet<_> = bought.iter().filter(|row| row.counterparty == *name).map(|row| row.id).collect();
        assert_eq!((ids.len(), &ids), (sold.len(), &theirs), "{name}");
        let orders = lines.iter().filter(|line| line.order.seller == *name && line.status == LineStatus::Accepted);
        let expected: i64 = orders.map(|line| cents(&line.order.line_total)).sum();
        assert_eq!(sold.iter().map(|row| row.agreement.subtotal.minor).sum::<i64>(), expected, "{name}");
        sold_in_all += sold.len();
        total += expected;
    }
    println!("replay: {sold_in_all} transactions over {}.{:02} USD", total / 100, total % 100);
    assert_eq!(sold_in_all, bought.len());
}

/// What is agreed of each listing is what was accepted of it, never more than is listed.
async fn assert_stock(market: &Market, floor: &Floor, lines: &[Played]) {
    for (name, (id, _)) in &floor.sellers {
        for listing in market.stored(*id).await.into_values() {
            let of_it = lines.iter().filter(|line| {
                line.order.seller == *name
                    && line.order.part_number == listing.draft.part.part_number
                    && line.status == LineStatus::Accepted
            });
            assert_eq!(listing.agreed, of_it.map(|line| line.order.quantity).sum::<i64>(), "{name}: {listing:?}");
            assert!(listing.agreed <= listing.draft.quantity);
        }
    }
}

#[test]
fn totals_of_the_source_are_rounded_once() {
    assert_eq!(["201.0400", "0.0049", "0.0050", "136.7415"].map(cents), [20_104, 0, 1, 13_674]);
}
