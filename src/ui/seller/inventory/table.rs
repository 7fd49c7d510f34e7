//! The seller's own listings as rows; each leads to the page that buyers see.

use crate::{
    api_types::inventory::InventoryRow,
    domain::text::normalise_part_number,
    ui::components::{CopyButton, Day, PriceOrNone, count_text, counted, encode},
};
use leptos::prelude::*;

#[component]
pub fn ListingTable(rows: Vec<InventoryRow>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Description"</th>
                        <th scope="col" class="lo">"Stock id"</th>
                        <th scope="col" class="lo">"Cond."</th>
                        <th scope="col" class="num mid">"Listed"</th>
                        <th scope="col" class="num">"Available"</th>
                        <th scope="col" class="num">"List price"</th>
                        <th scope="col" class="num mid">"Requests"</th>
                        <th scope="col" class="lo">"Updated"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <ListingTableRow row/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn ListingTableRow(row: InventoryRow) -> impl IntoView {
    let part = row.draft.part;
    let address = format!("/connector/parts/{}", encode(&normalise_part_number(&part.part_number)));
    let requests = match row.active_lines {
        0 => view! { <span class="none">"–"</span> }.into_any(),
        lines => view! { <a href="/connector/requests">{counted(lines, "line", "lines")}</a> }.into_any(),
    };
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link pn" href=address>{part.part_number.clone()}</a>
                <CopyButton text=part.part_number/>
            </td>
            <td class="grow" data-fold="sub">
                {format!("{} ", part.description)}
                <span class="faint">{part.manufacturer}</span>
            </td>
            <td class="lo">
                {match row.draft.stock_id {
                    Some(stock_id) => view! { <span class="pn">{stock_id}</span> }.into_any(),
                    None => view! { <span class="none">"–"</span> }.into_any(),
                }}
            </td>
            <td class="lo"><abbr title=part.condition.words()>{part.condition.code()}</abbr></td>
            <td class="num mid">{count_text(row.draft.quantity)}</td>
            <td class="num" data-fold="sub-end" data-label="available">{count_text(row.available)}</td>
            <td class="num" data-fold="end"><PriceOrNone price=row.draft.list_price/></td>
            <td class="num mid">{requests}</td>
            <td class="lo"><Day at=row.updated_at/></td>
        </tr>
    }
}
