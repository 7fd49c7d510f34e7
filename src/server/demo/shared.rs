//! The shared carts of the demo: two at Halden, one at Kaimanawa that nobody has touched for long. Their lines are of several
//! people, and sellers have answered some of them.

use super::{
    Demo,
    desks::{offer, seller_email},
    listings::DemoListing,
    unknown,
};
use crate::{
    api_types::{
        AppError,
        catalog::AddToCartInput,
        negotiation::{AcceptOfferInput, LineRef, ReasonInput},
        sharing::{ShareInput, SwitchInput},
    },
    domain::{
        ids::{CartId, LineId, ListingId, RequestId},
        negotiation::Side,
        time::{DAY_US, MINUTE_US, Timestamp},
    },
    server::application::{cart, execute, negotiation, sharing, work::mint},
};
use std::collections::BTreeSet;

/// Sellers whose people many visitors sign in as keep their own requests.
const BUSY: [&str; 2] = ["orbit", "kestrel"];

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    /// Offered at so many percent of its price.
    Offered(i64),
    Accepted,
    Declined,
}

struct Script {
    organisation: &'static str,
    name: &'static str,
    description: &'static str,
    /// The first line is added then.
    days_ago: i64,
    /// Who adds each line, and what becomes of it; the first one shares the cart.
    lines: &'static [(&'static str, Fate)],
}

const SCRIPTS: [Script; 3] = [
    Script {
        organisation: "halden",
        name: "LN-RKM heavy check",
        description: "Fasteners and seals for the left main gear. Needed in the hangar by the end of next month.",
        days_ago: 9,
        lines: &[
            ("aino@halden.example", Fate::Offered(100)),
            ("aino@halden.example", Fate::Accepted),
            ("tomas@halden.example", Fate::Open),
            ("tomas@halden.example", Fate::Offered(93)),
            ("mara@halden.example", Fate::Declined),
            ("aino@halden.example", Fate::Open),
        ],
    },
    Script {
        organisation: "halden",
        name: "Workshop stock",
        description: "What the shelves are short of; ordered on the first of each month.",
        days_ago: 4,
        lines: &[
            ("tomas@halden.example", Fate::Open),
            ("aino@halden.example", Fate::Offered(104)),
            ("gunnar@halden.example", Fate::Open),
        ],
    },
    Script {
        organisation: "kaimanawa",
        name: "Pool spares, winter",
        description: "",
        days_ago: 53,
        lines: &[
            ("anahera@kaimanawa.example", Fate::Open),
            ("hemi@kaimanawa.example", Fate::Declined),
            ("anahera@kaimanawa.example", Fate::Open),
        ],
    },
];

/// Shares every cart, while the personal carts of its people are still empty; they go on in those afterwards.
pub(super) async fn share(demo: &Demo, listings: &[DemoListing], ids: &[ListingId]) -> Result<(), AppError> {
    let mut picked = picks(listings).into_iter();
    for script in &SCRIPTS {
        let mut cart_id = None;
        for (turn, (email, fate)) in script.lines.iter().copied().enumerate() {
            let at = picked.next().ok_or_else(|| unknown("enough listings"))?;
            let when = demo.now.plus_us(-script.days_ago * DAY_US + turn as i64 * 47 * MINUTE_US);
            demo.set_clock(when);
            if let Some(cart_id) = cart_id {
                go_to(demo, (script.organisation, email), Some(cart_id)).await?;
            }
            let line_id = add(demo, (script.organisation, email), (&listings[at], ids[at])).await?;
            if cart_id.is_none() {
                cart_id = share_one(demo, script, email).await?;
            }
            answer(demo, (script.organisation, email), (&listings[at], line_id), (fate, when)).await?;
        }
        let people: BTreeSet<&'static str> = script.lines.iter().map(|(email, _)| *email).collect();
        for email in people {
            go_to(demo, (script.organisation, email), None).await?;
        }
    }
    Ok(())
}

/// Listings that sell well from stock, each of another part.
fn picks(listings: &[DemoListing]) -> Vec<usize> {
    let buyers: BTreeSet<&str> = SCRIPTS.iter().map(|script| script.organisation).collect();
    let mut parts = BTreeSet::new();
    let fit = |row: &DemoListing| {
        !BUSY.contains(&row.seller)
            && !buyers.contains(row.seller)
            && row.quantity >= 20 * row.min_quantity.max(row.pack_quantity)
    };
    let fitting = listings.iter().enumerate().filter(|(_, row)| fit(row));
    fitting.filter(|(_, row)| parts.insert(row.part_number.clone())).map(|(at, _)| at).step_by(5).collect()
}

async fn go_to(demo: &Demo, who: (&'static str, &'static str), cart_id: Option<CartId>) -> Result<(), AppError> {
    execute(demo.as_person(who.0, who.1)?, sharing::switch_cart, SwitchInput { cart_id }).await?;
    Ok(())
}

async fn share_one(demo: &Demo, script: &Script, email: &'static str) -> Result<Option<CartId>, AppError> {
    let (name, description) = (script.name.to_owned(), script.description.to_owned());
    let input = ShareInput { name, description, request_id: RequestId(mint()) };
    Ok(execute(demo.as_person(script.organisation, email)?, sharing::share_cart, input).await?.id)
}

async fn add(demo: &Demo, who: (&'static str, &'static str), what: (&DemoListing, ListingId)) -> Result<LineId, AppError> {
    let (row, listing_id) = what;
    let pack = row.pack_quantity.max(1);
    let quantity = ((row.min_quantity.max(1) * 2 + pack - 1) / pack * pack).to_string();
    let input = AddToCartInput { listing_id, quantity, request_id: RequestId(mint()), seen_version: None };
    Ok(execute(demo.as_person(who.0, who.1)?, cart::add_to_cart, input).await?.line_id)
}

async fn answer(
    demo: &Demo,
    who: (&'static str, &'static str),
    what: (&DemoListing, LineId),
    how: (Fate, Timestamp),
) -> Result<(), AppError> {
    let (row, line_id) = what;
    let (fate, asked) = how;
    let line = |side| LineRef { line_id, side, request_id: RequestId(mint()) };
    let price = row.price_micros.unwrap_or(18_600_000);
    demo.set_clock(asked.plus_us(31 * MINUTE_US));
    match fate {
        Fate::Open => Ok(()),
        Fate::Offered(percent) => offer(demo, row, (line_id, price * percent / 100), (6, 30)).await,
        Fate::Accepted => {
            offer(demo, row, (line_id, price), (4, 30)).await?;
            demo.set_clock(asked.plus_us(40 * MINUTE_US));
            let input = AcceptOfferInput { line: line(Side::Buyer), revision_seen: 1, close_demand: None };
            execute(demo.as_person(who.0, who.1)?, negotiation::accept_offer, input).await.map(|_| ())
        }
        Fate::Declined => {
            let Some(email) = seller_email(row.seller) else { return Ok(()) };
            let (code, reason) = ("cannot_meet_date".to_owned(), String::new());
            let input = ReasonInput { line: line(Side::Seller), code, reason };
            execute(demo.as_person(row.seller, email)?, negotiation::no_quote, input).await.map(|_| ())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::listings::listings;
    use super::*;

    #[test]
    fn there_are_listings_for_every_line() {
        let lines: usize = SCRIPTS.iter().map(|script| script.lines.len()).sum();
        for seed in [0, 7, super::super::SEED] {
            let listings = listings(seed);
            let picked = picks(&listings);
            assert!(picked.len() >= lines, "{} listings", picked.len());
            let answered = picked.iter().take(lines).all(|at| seller_email(listings[*at].seller).is_some());
            assert!(answered, "somebody answers at every seller");
        }
    }
}
