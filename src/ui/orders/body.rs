//! What buyer and seller read alike of a bag: how far it has come, its lines, what was sent, what was booked.

use super::{
    pills::SkuPill,
    stages::{Reached, Stage, Stages},
};
use crate::{
    api_types::order::{BagBody, BookingKind, BookingView, ShipmentView, SkuView},
    domain::{negotiation::Side, ordering::Answer, time::Timestamp},
    ui::{
        components::{CopyButton, Icon, Moment, Price, Total, count_text, counted},
        negotiation::line_path,
    },
};
use leptos::prelude::*;

/// Submitted, accepted, shipped, delivered: with their times, and where it is stuck.
#[component]
pub fn BagProgress(body: BagBody, submitted_at: Timestamp, accepted_at: Option<Timestamp>, label: String) -> impl IntoView {
    let stages = vec![
        Stage::new("Submitted", Reached::Done, Some(submitted_at)),
        accepted(&body, accepted_at),
        shipped(&body),
        delivered(&body),
    ];
    view! { <Stages label stages/> }
}

/// Units that are still meant to come, that left, and that arrived.
fn units(body: &BagBody) -> (i64, i64, i64) {
    let sum = |of: fn(&SkuView) -> i64| body.lines.iter().map(of).sum();
    (sum(|sku| sku.quantity - sku.canceled), sum(|sku| sku.shipped), sum(|sku| sku.delivered))
}

fn accepted(body: &BagBody, at: Option<Timestamp>) -> Stage {
    match body.answer {
        Answer::Waiting => Stage::new("Waiting to be sent", Reached::Here, None),
        Answer::Sent => Stage::new("With the seller", Reached::Here, None),
        Answer::InReview => Stage::new("In review", Reached::Here, None),
        Answer::Rejected => Stage::new("Rejected", Reached::Stuck, None),
        Answer::GivenUp => Stage::new("Given up", Reached::Stuck, None),
        Answer::Accepted => Stage::new("Accepted", Reached::Done, at),
    }
}

fn shipped(body: &BagBody) -> Stage {
    let (active, shipped, _) = units(body);
    let last = body.shipments.iter().map(|shipment| shipment.shipped_at).max();
    match body.answer {
        Answer::Accepted if active == 0 => Stage::new("Canceled", Reached::Stuck, None),
        Answer::Accepted if shipped >= active => Stage::new("Shipped", Reached::Done, last),
        Answer::Accepted if shipped > 0 => Stage::new(of_units(shipped, active, "shipped"), Reached::Here, last),
        Answer::Accepted => Stage::new("To be shipped", Reached::Here, None),
        Answer::Waiting | Answer::Sent | Answer::InReview | Answer::Rejected | Answer::GivenUp => {
            Stage::new("Shipped", Reached::Later, None)
        }
    }
}

fn delivered(body: &BagBody) -> Stage {
    let (active, shipped, delivered) = units(body);
    let last = body.shipments.iter().filter_map(|shipment| shipment.delivered_at).max();
    match (active, shipped, delivered) {
        (1.., _, _) if delivered >= active => Stage::new("Delivered", Reached::Done, last),
        (1.., _, 1..) => Stage::new(of_units(delivered, active, "delivered"), Reached::Here, last),
        (1.., _, _) if shipped >= active => Stage::new("Under way", Reached::Here, None),
        _ => Stage::new("Delivered", Reached::Later, None),
    }
}

/// `3 of 12 shipped`.
fn of_units(some: i64, all: i64, what: &str) -> String {
    format!("{} of {} {what}", count_text(some), count_text(all))
}

/// `side`: whose pages the part numbers lead to; a guest has none.
#[component]
pub fn SkuTable(lines: Vec<SkuView>, side: Option<Side>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Description"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num mid">"Units"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col" class="num lo">"Price each"</th>
                        <th scope="col" class="num">"Subtotal"</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(|sku| view! { <SkuRow sku side/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn SkuRow(sku: SkuView, side: Option<Side>) -> impl IntoView {
    let moved = moved(&sku);
    let part = sku.part;
    view! {
        <tr>
            <td data-fold="lead">
                {match side {
                    Some(side) => view! { <a class="row-link pn" href=line_path(side, sku.line_id)>{part.part_number.clone()}</a> }.into_any(),
                    None => view! { <span class="pn">{part.part_number.clone()}</span> }.into_any(),
                }}
                <CopyButton text=part.part_number/>
            </td>
            <td class="grow" data-fold="sub">
                {format!("{} ", part.description)}
                <span class="faint">{format!("{} · {}", part.manufacturer, part.condition.code())}</span>
            </td>
            <td data-fold="end"><SkuPill status=sku.status/></td>
            <td class="num mid">{moved}</td>
            <td class="num">
                {format!("{} ", count_text(sku.quantity))}
                <span class="cur">{part.unit}</span>
            </td>
            <td class="num lo"><Price price=sku.unit_price/></td>
            <td class="num" data-fold="sub-end"><Total total=sku.subtotal/></td>
        </tr>
    }
}

/// Which way its units went: `4 shipped, 2 delivered`.
fn moved(sku: &SkuView) -> String {
    let parts = [
        (sku.shipped, "shipped"),
        (sku.delivered, "delivered"),
        (sku.returned, "returned"),
        (sku.refunded, "refunded"),
        (sku.canceled, "canceled"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(units, _)| *units > 0)
        .map(|(units, word)| format!("{} {word}", count_text(units)))
        .collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
}

/// What left the seller's house together, the latest first.
#[component]
pub fn Shipments(shipments: Vec<ShipmentView>) -> impl IntoView {
    let item = |shipment: ShipmentView| {
        let units: i64 = shipment.lines.iter().map(|line| line.quantity).sum();
        let inside: Vec<_> =
            shipment.lines.iter().map(|line| format!("{} × {}", line.part_number, count_text(line.quantity))).collect();
        let by = shipment.shipped_by.map(|name| format!(" by {name}")).unwrap_or_default();
        let arrived = shipment.delivered_at.map(|at| view! { " · arrived "<Moment at/> });
        view! {
            <li>
                <Icon name="truck"/>
                <div>
                    {format!("{} with {}", counted(units, "unit", "units"), shipment.carrier)}
                    {shipment.tracking.map(|tracking| view! { " "<span class="pn">{tracking.clone()}</span><CopyButton text=tracking/> })}
                    <span class="sub">{inside.join(", ")}</span>
                    <span class="sub">{format!("Sent{by} ")}<Moment at=shipment.shipped_at/>{arrived}</span>
                </div>
            </li>
        }
    };
    (!shipments.is_empty()).then(|| {
        view! {
            <ul class="shipments" aria-label="Shipments">{shipments.into_iter().rev().map(item).collect_view()}</ul>
        }
    })
}

/// What is to be paid, what was, and what came back.
#[component]
pub fn MoneyFacts(body: BagBody) -> impl IntoView {
    let part = |word: &'static str, money: crate::domain::money::Money| {
        (money.minor > 0).then(|| view! { <span>{word}" "<strong><Total total=money/></strong></span> })
    };
    let number =
        body.erp_order_number.map(|number| view! { <span>"Seller's order "<span class="pn">{number}</span></span> });
    view! {
        <div class="order-facts">
            <span>"To be paid "<strong><Total total=body.due/></strong></span>
            {part("Authorized", body.authorized)}
            {part("Paid", body.paid)}
            {part("Refunded", body.refunded)}
            {number}
            {(body.revision > 1).then(|| view! { <span>{format!("Revision {}", body.revision)}</span> })}
        </div>
    }
}

/// What was booked, in the order in which it was.
#[component]
pub fn Bookings(ledger: Vec<BookingView>) -> impl IntoView {
    let item = |booking: BookingView| {
        let icon = match booking.kind {
            BookingKind::Authorization => "tag",
            BookingKind::Payment => "check",
            BookingKind::Void | BookingKind::Refund => "arrow-back",
        };
        let by = booking.by.unwrap_or_else(|| "the seller's system".to_owned());
        view! {
            <li>
                <Icon name=icon/>
                <div>
                    {format!("{} ", booking.kind.words())}
                    <Total total=booking.amount/>
                    <span class="sub">{booking.reference.map(|reference| format!("{reference} · "))}{format!("by {by}, ")}<Moment at=booking.at/></span>
                </div>
            </li>
        }
    };
    (!ledger.is_empty()).then(|| {
        view! {
            <ul class="shipments" aria-label="Payments">{ledger.into_iter().map(item).collect_view()}</ul>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        catalog::{Condition, Part},
        ids::LineId,
        money::{Currency, Money, UnitPrice},
        ordering::{BagStatus, FinancialStatus, FulfilmentStatus, SkuStatus},
    };
    use uuid::Uuid;

    fn sku(shipped: i64, delivered: i64, canceled: i64) -> SkuView {
        let currency = Currency::parse("EUR").expect("known");
        SkuView {
            line_id: LineId(Uuid::nil()),
            position: 1,
            part: Part {
                part_number: "AN3-5A".into(),
                manufacturer: "Any".into(),
                description: "Bolt".into(),
                condition: Condition::New,
                unit: "EA".into(),
                certificate: None,
            },
            lead_time_days: None,
            quantity: 10,
            unit_price: UnitPrice { micros: 1_000_000, currency },
            subtotal: Money { minor: 1_000, currency },
            status: SkuStatus::Processing,
            shipped,
            delivered,
            returned: 0,
            refunded: 0,
            canceled,
        }
    }

    fn bag(answer: Answer, sku: SkuView) -> BagBody {
        let money = sku.subtotal;
        let none = Money { minor: 0, ..money };
        BagBody {
            status: BagStatus::Accepted,
            financial: FinancialStatus::Unpaid,
            fulfilment: FulfilmentStatus::Processing,
            answer,
            revision: 1,
            total: money,
            due: money,
            authorized: none,
            paid: none,
            refunded: none,
            erp_order_number: None,
            rejection: None,
            acknowledged_at: None,
            lines: vec![sku],
            shipments: Vec::new(),
            ledger: Vec::new(),
            actions: Vec::new(),
            version: 1,
        }
    }

    fn words(answer: Answer, sku: SkuView) -> [(String, Reached); 3] {
        let bag = bag(answer, sku);
        [accepted(&bag, None), shipped(&bag), delivered(&bag)].map(|stage| (stage.word, stage.reached))
    }

    #[test]
    fn a_bag_says_where_it_is_and_where_it_is_stuck() {
        use Reached::{Done, Here, Later, Stuck};
        let expect = |answer, sku, stages: [(&str, Reached); 3]| {
            assert_eq!(words(answer, sku), stages.map(|(word, reached)| (word.to_owned(), reached)));
        };
        expect(Answer::Sent, sku(0, 0, 0), [("With the seller", Here), ("Shipped", Later), ("Delivered", Later)]);
        expect(Answer::Rejected, sku(0, 0, 0), [("Rejected", Stuck), ("Shipped", Later), ("Delivered", Later)]);
        expect(Answer::Accepted, sku(0, 0, 0), [("Accepted", Done), ("To be shipped", Here), ("Delivered", Later)]);
        expect(Answer::Accepted, sku(4, 0, 0), [("Accepted", Done), ("4 of 10 shipped", Here), ("Delivered", Later)]);
        expect(Answer::Accepted, sku(10, 0, 0), [("Accepted", Done), ("Shipped", Done), ("Under way", Here)]);
        expect(Answer::Accepted, sku(8, 3, 2), [("Accepted", Done), ("Shipped", Done), ("3 of 8 delivered", Here)]);
        expect(Answer::Accepted, sku(10, 10, 0), [("Accepted", Done), ("Shipped", Done), ("Delivered", Done)]);
        expect(Answer::Accepted, sku(0, 0, 10), [("Accepted", Done), ("Canceled", Stuck), ("Delivered", Later)]);
    }

    #[test]
    fn units_are_told_by_which_way_they_went() {
        assert_eq!([moved(&sku(0, 0, 0)), moved(&sku(8, 3, 2))], ["–", "8 shipped, 3 delivered, 2 canceled"]);
    }
}
