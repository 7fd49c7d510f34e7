//! The rows of the overview: lines, replies, demands. Each leads to where it can be answered.

use crate::{
    api_types::insight::{DemandGlance, LineGlance, Reply},
    domain::{negotiation::Side, time::Timestamp},
    ui::{
        components::{Countdown, Price, Time, count_text, counted, encode},
        negotiation::line_path,
    },
};
use leptos::prelude::*;

/// Lines that wait. Offers show their price and how long they stand, requests only how long they wait.
#[component]
pub fn Lines(#[prop(into)] lines: Signal<Vec<LineGlance>>, now: Memo<Timestamp>) -> impl IntoView {
    view! {
        <div class="table-wrap is-inset">
            <table class="table">
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col">"With"</th>
                        <th scope="col">"Quantity"</th>
                        <th scope="col">"Price each"</th>
                        <th scope="col">"Waiting"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || lines.get() key=|line| (line.id, line.unit_price, line.valid_until, line.quantity) let:line>
                        <LineRow line now/>
                    </For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn LineRow(line: LineGlance, now: Memo<Timestamp>) -> impl IntoView {
    let LineGlance { id, side, part_number, counterparty, quantity, unit, unit_price, valid_until, since } = line;
    let ends = valid_until.filter(|_| unit_price.is_some());
    view! {
        <tr>
            <td data-fold="lead"><a class="row-link pn" href=line_path(side, id)>{part_number}</a></td>
            <td class="grow" data-fold="sub">{counterparty}</td>
            <td class="num lo">
                {format!("{} ", count_text(quantity))}
                <span class="cur">{unit}</span>
            </td>
            <td class="num" data-fold="end">{unit_price.map(|price| view! { <Price price/> })}</td>
            <td class="num" data-fold="sub-end">
                {move || match ends {
                    Some(until) => view! { <Countdown until now=now.get()/> }.into_any(),
                    None => view! { <span class="muted">"since "</span> <Time at=since now=now.get()/> }.into_any(),
                }}
            </td>
        </tr>
    }
}

/// What sellers did, the newest first.
#[component]
pub fn Replies(#[prop(into)] replies: Signal<Vec<Reply>>, now: Memo<Timestamp>) -> impl IntoView {
    view! {
        <ul class="note-list is-inset">
            <For each=move || replies.get() key=|reply| reply.event_id let:reply>
                <li class="is-unread">
                    <div>
                        <a class="row-link" href=line_path(Side::Buyer, reply.line_id)>{reply.notice.sentence()}</a>
                    </div>
                    {move || view! { <Time at=reply.at now=now.get()/> }}
                </li>
            </For>
        </ul>
    }
}

/// Demands that can be met now.
#[component]
pub fn Demands(#[prop(into)] demands: Signal<Vec<DemandGlance>>) -> impl IntoView {
    view! {
        <div class="table-wrap is-inset">
            <table class="table">
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col">"Needed"</th>
                        <th scope="col">"Quantity"</th>
                        <th scope="col">"Offered"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || demands.get() key=|demand| (demand.id, demand.matching_listings) let:demand>
                        {demand_row(demand)}
                    </For>
                </tbody>
            </table>
        </div>
    }
}

fn demand_row(demand: DemandGlance) -> impl IntoView {
    let DemandGlance { part_number, part_key, quantity, needed_by, matching_listings, .. } = demand;
    let needed = needed_by.map(|date| format!("needed by {date}")).unwrap_or_default();
    view! {
        <tr>
            <td data-fold="lead"><a class="row-link pn" href=format!("/connector/parts/{}", encode(&part_key))>{part_number}</a></td>
            <td class="grow muted" data-fold="sub">{needed}</td>
            <td class="num" data-fold="end">{count_text(quantity)}</td>
            <td class="num" data-fold="sub-end">{counted(matching_listings, "listing", "listings")}</td>
        </tr>
    }
}
