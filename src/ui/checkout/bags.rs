//! What is agreed, seller by seller: the bags of an order before there is one.

use crate::{
    api_types::checkout::{CheckoutBag, CheckoutLine},
    domain::{ids::LineId, negotiation::Side},
    ui::{
        components::{CopyButton, Price, Total, count_text, counted},
        negotiation::line_path,
    },
};
use leptos::prelude::*;

/// `links`: each part number leads to its line.
#[component]
pub fn AgreedBags(bags: Vec<CheckoutBag>, #[prop(optional)] links: bool) -> impl IntoView {
    bags.into_iter().map(|bag| view! { <AgreedBag bag links/> }.into_any()).collect_view()
}

/// `3 lines from 2 sellers`.
pub fn bags_text(bags: &[CheckoutBag]) -> String {
    let lines: usize = bags.iter().map(|bag| bag.lines.len()).sum();
    let mut sellers: Vec<_> = bags.iter().map(|bag| bag.seller_id).collect();
    sellers.sort_unstable();
    sellers.dedup();
    format!("{} from {}", counted(lines, "line", "lines"), counted(sellers.len(), "seller", "sellers"))
}

#[component]
fn AgreedBag(bag: CheckoutBag, links: bool) -> impl IntoView {
    let CheckoutBag { seller, total, lines, .. } = bag;
    view! {
        <section class="bag" aria-label=format!("From {seller}")>
            <div class="bag-head">
                <h3>{seller.clone()}</h3>
                <span class="muted small">{counted(lines.len(), "line", "lines")}</span>
                <span class="bag-total"><Total total/></span>
            </div>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Part number"</th>
                            <th scope="col" class="grow">"Description"</th>
                            <th scope="col" class="lo">"Cond."</th>
                            <th scope="col" class="num lo">"Lead time"</th>
                            <th scope="col" class="num">"Quantity"</th>
                            <th scope="col" class="num mid">"Price each"</th>
                            <th scope="col" class="num">"Subtotal"</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(|line| view! { <AgreedLine line links/> }.into_any()).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn AgreedLine(line: CheckoutLine, links: bool) -> impl IntoView {
    let lead_time = match line.lead_time_days {
        None => "–".to_owned(),
        Some(0) => "in stock".to_owned(),
        Some(days) => counted(days, "day", "days"),
    };
    view! {
        <tr>
            <td data-fold="lead">
                {part_number(line.line_id, line.part_number.clone(), links)}
                <CopyButton text=line.part_number/>
            </td>
            <td class="grow" data-fold="sub">
                {format!("{} ", line.description)}
                <span class="faint">{line.manufacturer}</span>
            </td>
            <td class="lo"><abbr title=line.condition.words()>{line.condition.code()}</abbr></td>
            <td class="num lo">{lead_time}</td>
            <td class="num" data-fold="end">
                {format!("{} ", count_text(line.quantity))}
                <span class="cur">{line.unit}</span>
            </td>
            <td class="num mid"><Price price=line.unit_price/></td>
            <td class="num" data-fold="sub-end"><Total total=line.subtotal/></td>
        </tr>
    }
}

fn part_number(id: LineId, text: String, links: bool) -> AnyView {
    match links {
        true => view! { <a class="row-link pn" href=line_path(Side::Buyer, id)>{text}</a> }.into_any(),
        false => view! { <span class="pn">{text}</span> }.into_any(),
    }
}
