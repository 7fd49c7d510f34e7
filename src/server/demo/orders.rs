//! The orders of the demo: where organisations get their things, and orders that stand differently far at their sellers. One
//! more waits for an approval.

use super::{Demo, desks::seller_email, listings::DemoListing, organisations::DemoOrganisation, unknown};
use crate::{
    api_types::{
        AppError,
        catalog::BuyInput,
        checkout::{AddressInput, DelegateInput, LimitInput, SubmitInput, Submitted},
        order::{AcknowledgeInput, AmountInput, BagRef, DeliverInput, OrderBagView, ShipInput, UnitsInput},
    },
    domain::{
        ids::{BagId, CartId, LineId, ListingId, RequestId},
        money::Money,
        time::{DAY_US, HOUR_US, MINUTE_US},
    },
    server::application::{
        Context, cart, execute,
        ordering::{self, orders, seller_bags},
        work::mint,
    },
};
use std::collections::BTreeSet;

/// What a seller does to its bag of an order, in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Acknowledge,
    /// Half of the first line.
    ShipSome,
    ShipRest,
    Deliver,
    /// So many percent of what is due.
    Paid(i64),
}

struct Script {
    organisation: &'static str,
    email: &'static str,
    days_ago: i64,
    customer_po: &'static str,
    /// The seller of each line, and what it does to its bag; sellers stand once per line.
    lines: &'static [&'static str],
    deeds: &'static [(&'static str, &'static [Deed])],
}

const ALL: &[Deed] = &[Deed::Acknowledge, Deed::ShipSome, Deed::ShipRest, Deed::Deliver, Deed::Paid(100)];

const SCRIPTS: [Script; 5] = [
    Script {
        organisation: "halden",
        email: "aino@halden.example",
        days_ago: 24,
        customer_po: "HAM-4471",
        lines: &["orbit", "orbit", "kestrel"],
        deeds: &[("orbit", ALL), ("kestrel", ALL)],
    },
    Script {
        organisation: "fjord",
        email: "emil@fjord.example",
        days_ago: 12,
        customer_po: "FRS-0912",
        lines: &["kestrel", "kestrel"],
        deeds: &[("kestrel", &[Deed::Acknowledge, Deed::ShipSome, Deed::ShipRest, Deed::Paid(40)])],
    },
    Script {
        organisation: "halden",
        email: "gunnar@halden.example",
        days_ago: 6,
        customer_po: "HAM-4480",
        lines: &["orbit", "orbit", "kestrel"],
        deeds: &[("orbit", &[Deed::Acknowledge, Deed::ShipSome])],
    },
    Script {
        organisation: "fjord",
        email: "emil@fjord.example",
        days_ago: 2,
        customer_po: "FRS-0917",
        lines: &["orbit"],
        deeds: &[("orbit", &[Deed::Acknowledge])],
    },
    Script {
        organisation: "halden",
        email: "gunnar@halden.example",
        days_ago: 1,
        customer_po: "HAM-4486",
        lines: &["orbit", "kestrel"],
        deeds: &[],
    },
];

/// Gives every organisation that buys an address, then orders while the personal carts of these people are still empty.
pub(super) async fn place(
    demo: &Demo,
    organisations: &[DemoOrganisation],
    stock: (&[DemoListing], &[ListingId]),
) -> Result<(), AppError> {
    for organisation in organisations.iter().filter(|organisation| organisation.buys) {
        settle(demo, organisation).await?;
    }
    let mut picked = picks(stock.0);
    for script in &SCRIPTS {
        let bought = demo.now.plus_us(-script.days_ago * DAY_US);
        for (turn, seller) in script.lines.iter().enumerate() {
            let place = picked.iter().position(|at| stock.0[*at].seller == *seller);
            let at = picked.remove(place.ok_or_else(|| unknown("enough listings"))?);
            demo.set_clock(bought.plus_us(turn as i64 * 3 * MINUTE_US));
            buy(demo, (script.organisation, script.email), (&stock.0[at], stock.1[at])).await?;
        }
        demo.set_clock(bought.plus_us(20 * MINUTE_US));
        let order = submit(demo, (script.organisation, script.email), script.customer_po).await?;
        let order = order.ok_or_else(|| unknown("an order without an approval"))?;
        for (seller, deeds) in script.deeds {
            for (turn, deed) in deeds.iter().enumerate() {
                demo.set_clock(bought.plus_us((5 + 9 * turn as i64) * HOUR_US));
                act(demo, (script, order), seller, *deed).await?;
            }
        }
    }
    Ok(())
}

/// A limit, and a purchase above it; an approver who is away lets a colleague stand in. Last of all, because it locks a cart.
pub(super) async fn ask(demo: &Demo, stock: (&[DemoListing], &[ListingId])) -> Result<(), AppError> {
    let (aino, gunnar) = (("halden", "aino@halden.example"), ("halden", "gunnar@halden.example"));
    let admin = demo.as_person("halden", "mara@halden.example")?;
    let person_id = demo.as_person(aino.0, aino.1)?.principal.ok_or_else(|| unknown(aino.1))?.person_id;
    let (currency, per_order, per_month) = ("EUR".to_owned(), "25".to_owned(), "5000".to_owned());
    execute(admin, ordering::save_limit, LimitInput { person_id, currency, per_order, per_month }).await?;
    let asked = demo.now.plus_us(-3 * HOUR_US);
    demo.set_clock(asked);
    let at = dearest(stock.0).ok_or_else(|| unknown("enough listings"))?;
    buy(demo, aino, (&stock.0[at], stock.1[at])).await?;
    demo.set_clock(asked.plus_us(9 * MINUTE_US));
    submit(demo, aino, "HAM-4490").await?;
    let delegate_id = demo.as_person("halden", "mara@halden.example")?.principal.ok_or_else(|| unknown("mara"))?.person_id;
    let (from, until) = (demo.now.plus_days(9).date_text(), demo.now.plus_days(16).date_text());
    execute(demo.as_person(gunnar.0, gunnar.1)?, ordering::delegate, DelegateInput { delegate_id, from, until }).await
}

/// One address, where everything goes and is paid.
async fn settle(demo: &Demo, organisation: &DemoOrganisation) -> Result<(), AppError> {
    let Some(admin) = organisation.people.iter().find(|person| person.roles.admin && !person.suspended) else {
        return Ok(());
    };
    demo.set_clock(demo.now.plus_days(-60));
    let on = || Some("on".to_owned());
    let input = AddressInput {
        label: "Main hangar".into(),
        is_bill_to: on(),
        is_ship_to: on(),
        customer_number: format!("C-{}", 20_000 + organisation.name.len() * 37),
        name: organisation.name.to_owned(),
        attention: "Goods in".into(),
        street: "Hangar Road 4".into(),
        city: "Airport South".into(),
        postal_code: "20150".into(),
        country: organisation.country.to_owned(),
        ..AddressInput::default()
    };
    execute(demo.as_person(organisation.key, admin.email)?, ordering::save_address, input).await?;
    Ok(())
}

/// Listings with a price and plenty in stock, each of another part: what the other stories need of them stays.
fn picks(listings: &[DemoListing]) -> Vec<usize> {
    let mut parts = BTreeSet::new();
    let fit = |row: &DemoListing| {
        row.price_micros.is_some_and(|micros| micros > 200_000)
            && row.currency.is_some()
            && row.quantity >= 40 * row.min_quantity.max(row.pack_quantity).max(1)
    };
    let fitting = listings.iter().enumerate().filter(|(_, row)| matches!(row.seller, "orbit" | "kestrel") && fit(row));
    fitting.filter(|(_, row)| parts.insert(row.part_number.clone())).map(|(at, _)| at).collect()
}

/// What is certainly above a small limit.
fn dearest(listings: &[DemoListing]) -> Option<usize> {
    let fitting = picks(listings).into_iter().filter(|at| listings[*at].currency == Some("EUR"));
    fitting.max_by_key(|at| listings[*at].price_micros)
}

async fn buy(demo: &Demo, who: (&'static str, &'static str), what: (&DemoListing, ListingId)) -> Result<LineId, AppError> {
    let (row, listing_id) = what;
    let pack = row.pack_quantity.max(1);
    let quantity = ((row.min_quantity.max(2) * 3 + pack - 1) / pack * pack).to_string();
    let input = BuyInput { listing_id, quantity, prices_seen: String::new(), request_id: RequestId(mint()) };
    Ok(execute(demo.as_person(who.0, who.1)?, cart::buy_at_list_price, input).await?.line_id)
}

/// Submits the person's cart as the review page shows it; nothing if it waits for an approval.
async fn submit(demo: &Demo, who: (&'static str, &'static str), customer_po: &str) -> Result<Option<CartId>, AppError> {
    let page = execute(demo.as_person(who.0, who.1)?, ordering::load_checkout, ()).await?;
    let mut fields = page.fields;
    fields.customer_po = customer_po.to_owned();
    fields.ship_partial = Some("on".to_owned());
    let cart_id = page.cart.id.ok_or_else(|| unknown("a cart to submit"))?;
    let input = SubmitInput { cart_id, content: page.content, fields, request_id: RequestId(mint()) };
    Ok(match execute(demo.as_person(who.0, who.1)?, ordering::submit_order, input).await? {
        Submitted::Ordered { order, .. } => Some(order.id),
        Submitted::AwaitingApproval { .. } => None,
    })
}

async fn act(demo: &Demo, of: (&Script, CartId), seller: &'static str, deed: Deed) -> Result<(), AppError> {
    let (script, order_id) = of;
    let buyer = demo.as_person(script.organisation, script.email)?;
    let view = execute(buyer, orders::load_order, order_id).await?;
    let email = seller_email(seller).ok_or_else(|| unknown(seller))?;
    let context = || demo.as_person(seller, email);
    let name = context()?.principal.and_then(|principal| principal.membership).map(|it| it.organisation).unwrap_or_default();
    for bag in view.bags.iter().filter(|bag| bag.seller == name) {
        let named = BagRef { bag_id: bag.id, version_seen: None, request_id: RequestId(mint()) };
        match deed {
            Deed::Acknowledge => acknowledge(context()?, bag.id).await?,
            Deed::ShipSome => {
                let lines = bag.body.lines.iter().take(1);
                let half = |quantity: i64| (quantity / 2).max(1).to_string();
                let lines = lines.map(|sku| UnitsInput { line_id: sku.line_id, quantity: half(sku.quantity) }).collect();
                ship(context()?, named, lines).await?;
            }
            Deed::ShipRest => ship(context()?, named, everything(bag)).await?,
            Deed::Deliver => {
                let input = DeliverInput { bag: named, lines: under_way(bag) };
                execute(context()?, seller_bags::deliver_bag, input).await?;
            }
            Deed::Paid(percent) => {
                let due = bag.body.due;
                let paid = Money { minor: (due.minor * percent / 100).max(1), ..due };
                let (amount, reference) = (paid.amount_text().replace(',', ""), "Bank transfer".to_owned());
                execute(context()?, seller_bags::record_payment, AmountInput { bag: named, amount, reference }).await?;
            }
        }
    }
    Ok(())
}

fn everything(bag: &OrderBagView) -> Vec<UnitsInput> {
    let lines = bag.body.lines.iter().filter(|sku| sku.open() > 0);
    lines.map(|sku| UnitsInput { line_id: sku.line_id, quantity: sku.open().to_string() }).collect()
}

fn under_way(bag: &OrderBagView) -> Vec<UnitsInput> {
    let lines = bag.body.lines.iter().filter(|sku| sku.under_way() > 0);
    lines.map(|sku| UnitsInput { line_id: sku.line_id, quantity: sku.under_way().to_string() }).collect()
}

async fn acknowledge(context: Context, bag_id: BagId) -> Result<(), AppError> {
    let input = AcknowledgeInput { bag_id, request_id: RequestId(mint()) };
    execute(context, seller_bags::acknowledge_bag, input).await?;
    Ok(())
}

async fn ship(context: Context, bag: BagRef, lines: Vec<UnitsInput>) -> Result<(), AppError> {
    if lines.is_empty() {
        return Ok(());
    }
    let tracking = format!("JD0146{:08}", bag.bag_id.0.as_u128() % 100_000_000);
    let input = ShipInput { bag, carrier: "DHL Express".into(), tracking, lines };
    execute(context, seller_bags::ship_bag, input).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::listings::listings;
    use super::*;

    #[test]
    fn there_are_listings_for_every_line() {
        for seed in [0, 7, super::super::SEED] {
            let listings = listings(seed);
            let picked = picks(&listings);
            let of = |seller: &str| picked.iter().filter(|at| listings[**at].seller == seller).count();
            let wanted =
                |seller: &str| SCRIPTS.iter().flat_map(|script| script.lines).filter(|line| **line == seller).count();
            assert!(
                of("orbit") > wanted("orbit") && of("kestrel") > wanted("kestrel"),
                "{} and {}",
                of("orbit"),
                of("kestrel")
            );
            let dearest = dearest(&listings).and_then(|at| listings[at].price_micros).unwrap_or_default();
            assert!(dearest * 6 > 25_000_000, "{dearest} is within the limit");
            assert!(seller_email("orbit").is_some() && seller_email("kestrel").is_some());
        }
    }
}
