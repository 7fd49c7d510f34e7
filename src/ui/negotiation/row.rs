//! One line in the list. Keeps its element and the focus in it when the line changes.

use super::{
    list::{Ages, Rows, row_link_id},
    paths::{Place, compare_path, line_path, list_path},
};
use crate::{
    api_types::negotiation::LineRow,
    domain::{ids::LineId, negotiation::Side},
    ui::{
        cart::{CartDetails, DetailsToggle, RowRemoval},
        components::{CopyButton, Countdown, Icon, PriceOrNone, StatusPill, TimeAs, TotalOrNone, count_text},
        triage::SelectLine,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn LineTableRow(
    id: LineId,
    rows: Rows,
    place: Memo<Place>,
    open: Memo<Option<LineId>>,
    /// The side, and whether rows can be selected.
    seen_from: (Side, Memo<bool>),
) -> impl IntoView {
    let (side, selects) = seen_from;
    let row = Memo::new(move |_| rows.with(|rows| rows.get(&id).cloned()));
    let name = row.with_untracked(|shown| shown.as_ref().map(|shown| shown.0.part_number.clone()).unwrap_or_default());
    let unread = move || row.with(|shown| shown.as_ref().is_some_and(|shown| shown.0.unread > 0));
    let current = move || (open.get() == Some(id)).then_some("true");
    let flash = RwSignal::new(false);
    Effect::new(move |before: Option<Option<Arc<(LineRow, Ages)>>>| {
        let now = row.get();
        let moved = |before: &LineRow, now: &LineRow| {
            now.unread > before.unread && (before.status != now.status || before.unit_price != now.unit_price)
        };
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && moved(&before.0, &now.0)
        {
            flash.set(true);
        }
        now
    });
    view! {
        <tr class:is-unread=unread class:flash=flash aria-current=current on:animationend=move |_| flash.set(false)>
            // Outside of what follows the row: a selection outlives its changes.
            {move || selects.get().then(|| view! { <SelectLine id name=name.clone()/> })}
            {move || row.get().map(|shown| cells((side, selects.get()), &shown, &place.get()))}
        </tr>
    }
}

fn cells(seen_from: (Side, bool), shown: &(LineRow, Ages), place: &Place) -> impl IntoView + use<> {
    let ((side, is_triage), (row, ages)) = (seen_from, shown);
    let rivals = (row.same_part > 1).then(|| (compare_path(&row.part_key), row.same_part));
    let details = use_context::<CartDetails>().map(|details| {
        view! { <DetailsToggle id=row.id part_number=row.part_number.clone() place=place.clone() details/> }
    });
    let reason = row.ending.as_ref().and_then(|ending| ending.reason.as_ref()).map(|reason| reason.sentence());
    view! {
        <td data-fold="lead">
            {(row.unread > 0).then(|| view! { <span class="unread-dot"><span class="visually-hidden">"Unread "</span></span> })}
            {details}
            <a class="row-link pn" id=row_link_id(row.id) href=place.at(&line_path(side, row.id)) data-noscroll="">
                {row.part_number.clone()}
            </a>
            <CopyButton text=row.part_number.clone()/>
            {rivals.map(|(href, sellers)| view! {
                <a class="compare-link" href=href aria-keyshortcuts="c">{format!("Compare {sellers}")}</a>
            })}
        </td>
        <td class="grow" data-fold="sub-2">
            {row.note.clone().map(|note| note_mark(place, row.id, note))}
            {format!("{} ", row.description)}
            <span class="faint">{row.manufacturer.clone()}</span>
            {row.note.clone().map(|note| view! { <span class="row-note-words" aria-hidden="true">{format!("“{note}”")}</span> })}
            {reason.map(|reason| view! { <span class="sub">{format!("Reason: {reason}")}</span> })}
        </td>
        <td class="lo">
            <abbr title=row.condition.words()>{row.condition.code()}</abbr>
        </td>
        <td class="mid" data-fold="sub">
            {ages.waiting.clone().filter(|_| is_triage).map(|waiting| view! { <span class="only-folded">{format!("{waiting} · ")}</span> })}
            {row.counterparty.clone()}
        </td>
        <td data-fold="end">
            {row.documentation_pending.then(|| view! {
                <span class="muted" title="Documentation requested">
                    <Icon name="file" class="is-small"/>
                    <span class="visually-hidden">"Documentation requested "</span>
                </span>
            })}
            <StatusPill status=row.status/>
            {row.is_removing.then(|| view! { <RowRemoval id=row.id/> })}
            {ages.ends.map(|(until, now)| view! { <span class="row-ends"><Countdown until now/></span> })}
        </td>
        <td class="num">
            {match row.covered < row.quantity {
                // What the subtotal counts.
                true => format!("{} of {} ", count_text(row.covered), count_text(row.quantity)),
                false => format!("{} ", count_text(row.quantity)),
            }}
            <span class="cur">{row.unit.clone()}</span>
        </td>
        <td class="num mid">
            {row.is_list_price.then(|| view! { <span class="faint">"list "</span> })}
            <PriceOrNone price=row.unit_price/>
        </td>
        <td class="num" data-fold="sub-end">
            <TotalOrNone total=row.subtotal/>
        </td>
        {is_triage.then(|| view! {
            <td class="num mid">
                {match ages.waiting.clone().zip(row.waiting_since) {
                    Some((waiting, since)) => view! {
                        <time class="waiting" datetime=since.rfc3339() title=format!("since {}", since.minute_text())>{waiting}</time>
                    }
                    .into_any(),
                    None => view! { <span class="none">"–"</span> }.into_any(),
                }}
            </td>
        })}
        <td class="num lo">
            <TimeAs at=row.updated_at text=ages.updated.clone()/>
        </td>
    }
}

/// That the buyers noted something: the whole beginning of it on hover and focus, the details by a press.
fn note_mark(place: &Place, id: LineId, note: String) -> impl IntoView + use<> {
    let list = place.at(list_path(Side::Buyer));
    let separator = if list.contains('?') { '&' } else { '?' };
    view! {
        <a class="row-note" href=format!("{list}{separator}details={id}") aria-label=format!("Note: {note}") data-noscroll="">
            <Icon name="note" class="is-small"/>
        </a>
        <span class="row-note-text" aria-hidden="true">{note}</span>
    }
}
