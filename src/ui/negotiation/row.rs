//! One line in the list. Keeps its element and the focus in it when the line changes.

use super::{
    list::{Rows, row_link_id},
    paths::{Place, line_path},
};
use crate::{
    api_types::negotiation::LineRow,
    domain::{ids::LineId, negotiation::Side},
    ui::components::{CopyButton, Icon, PriceOrNone, StatusPill, TimeAs, TotalOrNone, count_text},
};
use leptos::prelude::*;

#[component]
pub fn LineTableRow(side: Side, id: LineId, rows: Rows, place: Memo<Place>, open: Memo<Option<LineId>>) -> impl IntoView {
    let row = Memo::new(move |_| rows.with(|rows| rows.get(&id).cloned()));
    let unread = move || row.with(|row| row.as_ref().is_some_and(|(row, _)| row.unread > 0));
    let current = move || (open.get() == Some(id)).then_some("true");
    let flash = RwSignal::new(false);
    Effect::new(move |before: Option<Option<LineRow>>| {
        let now = row.get().map(|(row, _)| row);
        let moved = |before: &LineRow, now: &LineRow| {
            now.unread > before.unread && (before.status != now.status || before.unit_price != now.unit_price)
        };
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && moved(before, now)
        {
            flash.set(true);
        }
        now
    });
    view! {
        <tr class:is-unread=unread class:flash=flash aria-current=current on:animationend=move |_| flash.set(false)>
            {move || row.get().map(|(row, age)| cells(side, row, age, &place.get()))}
        </tr>
    }
}

fn cells(side: Side, row: LineRow, age: String, place: &Place) -> impl IntoView + use<> {
    view! {
        <td data-fold="lead">
            {(row.unread > 0).then(|| view! { <span class="unread-dot"><span class="visually-hidden">"Unread "</span></span> })}
            <a class="row-link pn" id=row_link_id(row.id) href=place.at(&line_path(side, row.id)) data-noscroll="">
                {row.part_number.clone()}
            </a>
            <CopyButton text=row.part_number/>
        </td>
        <td class="grow" data-fold="sub-2">
            {format!("{} ", row.description)}
            <span class="faint">{row.manufacturer}</span>
        </td>
        <td class="lo">
            <abbr title=row.condition.words()>{row.condition.code()}</abbr>
        </td>
        <td class="mid" data-fold="sub">{row.counterparty}</td>
        <td data-fold="end">
            {row.documentation_pending.then(|| view! {
                <span class="muted" title="Documentation requested">
                    <Icon name="file" class="is-small"/>
                    <span class="visually-hidden">"Documentation requested "</span>
                </span>
            })}
            <StatusPill status=row.status/>
        </td>
        <td class="num">
            {format!("{} ", count_text(row.quantity))}
            <span class="cur">{row.unit}</span>
        </td>
        <td class="num mid">
            {row.is_list_price.then(|| view! { <span class="faint">"list "</span> })}
            <PriceOrNone price=row.unit_price/>
        </td>
        <td class="num" data-fold="sub-end">
            <TotalOrNone total=row.subtotal/>
        </td>
        <td class="num lo">
            <TimeAs at=row.updated_at text=age/>
        </td>
    }
}
