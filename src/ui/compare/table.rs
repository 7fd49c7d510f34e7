//! One row per seller. On a narrow screen it scrolls sideways and the seller stays in view.

use super::{address, award::dialog_id};
use crate::{
    api_types::compare::{CompareLine, CompareSort, CompareView},
    domain::{ids::LineId, negotiation::Side, time::Timestamp},
    ui::{
        components::{Countdown, DialogOpener, Icon, PriceOrNone, StatusPill, Time, TotalOrNone, count_text, counted},
        negotiation::line_path,
    },
};
use leptos::prelude::*;

/// Words, order and class of each column that has an order.
const COLUMNS: [(&str, Option<CompareSort>, &str); 11] = [
    ("Seller", Some(CompareSort::Seller), "seller"),
    ("Price each", Some(CompareSort::Price), "num"),
    ("Subtotal", Some(CompareSort::Subtotal), "num"),
    ("Cond.", None, ""),
    ("Lead time", Some(CompareSort::LeadTime), "num"),
    ("Valid", Some(CompareSort::Validity), ""),
    ("Certificate", None, ""),
    ("Available", Some(CompareSort::Available), "num"),
    ("Answers", Some(CompareSort::Answer), ""),
    ("Status", None, ""),
    ("Last message", None, "message-cell"),
];

#[component]
pub fn CompareTable(view: Memo<CompareView>) -> impl IntoView {
    let ids = Memo::new(move |_| view.with(|view| view.lines.iter().map(|line| line.line_id).collect::<Vec<_>>()));
    let head = move || {
        let (key, sort) = view.with(|view| (view.part_key.clone(), view.sort));
        COLUMNS
            .into_iter()
            .map(|(words, by, class)| {
                let order = (by == Some(sort)).then_some("ascending");
                view! {
                    <th scope="col" class=class aria-sort=order>
                        {match by {
                            Some(by) => view! {
                                <a href=address(&key, by) data-noscroll="">{words}{order.map(|_| view! { <Icon name="chevron-down"/> })}</a>
                            }
                            .into_any(),
                            None => words.into_any(),
                        }}
                    </th>
                }
            })
            .collect_view()
    };
    view! {
        <div class="compare-wrap" tabindex="0" role="region" aria-label="Sellers">
            <table class="compare">
                <thead>
                    <tr>
                        {head}
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <CompareRow id view/>
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// Keeps its element while its line changes.
#[component]
fn CompareRow(id: LineId, view: Memo<CompareView>) -> impl IntoView {
    let row = Memo::new(move |_| {
        view.with(|view| {
            let line = view.lines.iter().find(|line| line.line_id == id).cloned()?;
            Some((line, view.lines.len() > 1, view.now))
        })
    });
    view! { <tr>{move || row.get().map(|(line, has_others, now)| cells(line, has_others, now))}</tr> }
}

/// A cell whose figure is the best of its column says so in words, too.
fn mark(best: bool) -> Option<impl IntoView> {
    best.then(|| view! { <span class="best"><Icon name="check" class="is-small"/><span class="visually-hidden">"best "</span></span> })
}

fn cells(line: CompareLine, has_others: bool, now: Timestamp) -> AnyView {
    let best = line.best;
    let dash = || view! { <span class="none">"–"</span> }.into_any();
    let unit = line.unit.clone();
    let partial = (line.covered < line.quantity)
        .then(|| view! { <span class="sub">{format!("covers {} of {}", count_text(line.covered), count_text(line.quantity))}</span> });
    let action = match (line.agreement, has_others) {
        (Some(_), true) => {
            view! { <DialogOpener dialog=dialog_id(line.line_id) label="Accept this" class="is-small is-primary"/> }
                .into_any()
        }
        (_, _) => view! { <a class="button is-small" href=line_path(Side::Buyer, line.line_id)>"Open line"</a> }.into_any(),
    };
    view! {
        <th scope="row" class="seller">
            <a href=line_path(Side::Buyer, line.line_id)>{line.seller}</a>
            <span class="sub">{format!("{} {} · {}", count_text(line.quantity), unit, line.manufacturer)}</span>
        </th>
        <td class="num" class:is-best=best.price>
            {mark(best.price)}
            {line.is_list_price.then(|| view! { <span class="faint">"list "</span> })}
            <PriceOrNone price=line.unit_price/>
        </td>
        <td class="num" class:is-best=best.subtotal>{mark(best.subtotal)}<TotalOrNone total=line.subtotal/>{partial}</td>
        <td><abbr title=line.condition.words()>{line.condition.code()}</abbr></td>
        <td class="num" class:is-best=best.lead_time>
            {mark(best.lead_time)}
            {match line.lead_time_days {
                Some(0) => "in stock".into_any(),
                Some(days) => counted(days, "day", "days").into_any(),
                None => dash(),
            }}
        </td>
        <td class:is-best=best.validity>
            {mark(best.validity)}
            {match (line.valid_until, line.revision) {
                (Some(until), _) => view! { <Countdown until now/> }.into_any(),
                (None, Some(_)) => "no end".into_any(),
                (None, None) => dash(),
            }}
        </td>
        <td>{line.certificate.map_or_else(dash, IntoAny::into_any)}</td>
        <td class="num" class:is-best=best.available>
            {mark(best.available)}
            {match line.available {
                Some(available) => count_text(available).into_any(),
                None => view! { <span class="muted">"not listed"</span> }.into_any(),
            }}
        </td>
        <td class:is-best=best.answer>{mark(best.answer)}{line.answers.map_or_else(dash, IntoAny::into_any)}</td>
        <td><StatusPill status=line.status/></td>
        <td class="message-cell">
            <span class="clamp" title=line.last_message.clone()>{line.last_message.clone()}</span>
            <span class="sub"><Time at=line.last_at now/>{(line.unread > 0).then(|| format!(" · {} new", line.unread))}</span>
        </td>
        <td class="act">{action}</td>
    }
    .into_any()
}
