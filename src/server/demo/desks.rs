//! What the demo shows beside its conversations: several sellers of one part in Mara's cart, and replies that Orbit saved.
//! Everything goes through the use cases; the listings decide which part it is.

use super::{Demo, listings::DemoListing, organisations::organisations, parts::normalised};
use crate::{
    api_types::{
        AppError,
        catalog::AddToCartInput,
        negotiation::{LineRef, UpdatePriceInput},
        thread::MessageInput,
        triage::ReplyInput,
    },
    domain::{
        ids::{LineId, ListingId, RequestId},
        money::{Currency, UnitPrice},
        negotiation::Side,
        time::MINUTE_US,
    },
    server::application::{cart, execute, negotiation, reply, work::mint},
};
use std::collections::BTreeMap;

/// Sellers of one part in the cart; the last of them has not answered yet.
const SELLERS: usize = 4;

/// Units that Mara wants, in whole packs of whoever sells them.
const WANTED: i64 = 100;

/// When Mara asked, in minutes before now.
const ASKED: i64 = 3_000;

/// Per seller: when it answered, in minutes before now; its price against the first one's, in percent; days of lead time
/// and of validity.
const ANSWERS: [(i64, i64, i64, i64); SELLERS - 1] = [(2_700, 100, 5, 14), (2_100, 94, 12, 30), (900, 108, 1, 7)];

/// What Orbit's sellers write again and again.
const REPLIES: [(&str, &str); 4] = [
    (
        "Certificate on request",
        "{part_number} comes with its certificate; we attach a scan to the offer and send the original with the parts.",
    ),
    ("In stock, ships today", "{quantity} of {part_number} are on the shelf. Accept before 14:00 and they leave today."),
    (
        "Need more time",
        "Thank you, {buyer}. We are checking {part_number} with our warehouse and come back to you tomorrow.",
    ),
    ("Larger quantity", "Above {quantity} we can do better on {part_number}. Tell us what you need over the year."),
];

/// Mara asks several sellers for one part; all but the last have offered.
pub(super) async fn compare(demo: &Demo, listings: &[DemoListing], ids: &[ListingId]) -> Result<(), AppError> {
    let mut price_micros = 0;
    let rivals = rivals(listings);
    for (turn, at) in rivals.into_iter().enumerate() {
        let row = &listings[at];
        let packs = (WANTED.max(row.min_quantity) + row.pack_quantity - 1) / row.pack_quantity;
        let quantity = packs * row.pack_quantity;
        demo.set_clock(demo.now.plus_us(-(ASKED - turn as i64) * MINUTE_US));
        let (quantity, request_id) = (quantity.to_string(), RequestId(mint()));
        let input = AddToCartInput { listing_id: ids[at], quantity, request_id, seen_version: None };
        let mara = demo.as_person("halden", "mara@halden.example")?;
        let line_id = execute(mara, cart::add_to_cart, input).await?.line_id;
        let Some((answered, percent, lead_time, valid)) = ANSWERS.get(turn).copied() else { continue };
        if turn == 0 {
            price_micros = row.price_micros.unwrap_or(12_400_000);
        }
        demo.set_clock(demo.now.plus_us(-answered * MINUTE_US));
        offer(demo, row, (line_id, price_micros * percent / 100), (lead_time, valid)).await?;
    }
    Ok(())
}

/// Listings of one part by different sellers in one currency, none of them by the buyer: of the part that most sell.
fn rivals(listings: &[DemoListing]) -> Vec<usize> {
    let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in listings.iter().enumerate().filter(|(_, row)| row.seller != "halden" && row.quantity >= 3 * WANTED) {
        let known = parts.entry(normalised(&row.part_number)).or_default();
        if known.iter().all(|other| listings[*other].seller != row.seller) {
            known.push(at);
        }
    }
    let mut rivals = parts.into_values().max_by_key(Vec::len).unwrap_or_default();
    // Orbit first: its people are who most visitors sign in as.
    rivals.sort_by_key(|at| listings[*at].seller != "orbit");
    rivals.truncate(SELLERS);
    rivals
}

/// Somebody who answers for a seller.
pub(super) fn seller_email(seller: &str) -> Option<&'static str> {
    let seller = organisations().into_iter().find(|one| one.key == seller)?;
    seller.people.into_iter().find(|person| person.roles.seller && !person.suspended).map(|person| person.email)
}

/// A seller's first offer: a price in millionths, days of lead time and of validity.
pub(super) async fn offer(demo: &Demo, row: &DemoListing, what: (LineId, i64), days: (i64, i64)) -> Result<(), AppError> {
    let (line_id, price_micros) = what;
    let Some(email) = seller_email(row.seller) else { return Ok(()) };
    let currency = row.currency.and_then(Currency::parse).or_else(|| Currency::parse("EUR"));
    let Some(currency) = currency else { return Ok(()) };
    let cents = (price_micros / 10_000).max(1) * 10_000;
    let line = || LineRef { line_id, side: Side::Seller, request_id: RequestId(mint()) };
    let input = UpdatePriceInput {
        line: line(),
        revisions_seen: 0,
        counters_seen: None,
        unit_price: UnitPrice { micros: cents, currency }.input_text(),
        currency: currency.code().to_owned(),
        quantity: String::new(),
        lead_time_days: days.0.to_string(),
        valid_days: days.1.to_string(),
        comment: String::new(),
    };
    execute(demo.as_person(row.seller, email)?, negotiation::update_price, input).await?;
    if days.0 > 10 {
        let text = "We can split the delivery if you need a few of them earlier.".to_owned();
        let input = MessageInput { line: line(), text, quoted_id: None };
        execute(demo.as_person(row.seller, email)?, negotiation::send_message, input).await?;
    }
    Ok(())
}

/// Orbit's replies.
pub(super) async fn replies(demo: &Demo) -> Result<(), AppError> {
    for (title, body) in REPLIES {
        let input = ReplyInput { id: String::new(), version_seen: 0, title: title.into(), body: body.into() };
        execute(demo.as_person("orbit", "jonas@orbit.example")?, reply::save_reply, input).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::listings::listings;
    use super::*;

    #[test]
    fn several_sellers_compete_for_one_part() {
        for seed in [0, 7, super::super::SEED] {
            let listings = listings(seed);
            let rivals = rivals(&listings);
            assert!(rivals.len() >= 3, "{} sellers", rivals.len());
            let part = normalised(&listings[rivals[0]].part_number);
            assert!(rivals.iter().all(|at| normalised(&listings[*at].part_number) == part));
        }
    }
}
