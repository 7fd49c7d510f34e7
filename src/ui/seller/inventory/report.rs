//! What an upload would change or has changed: the counts, then a table for what needs a look.

use crate::{
    api_types::inventory::{ClosingLine, RowError, UploadReport},
    ui::components::{Icon, Notice, count_text, counted, grouped},
};
use leptos::prelude::*;

#[component]
pub fn Report(report: UploadReport, is_done: bool) -> impl IntoView {
    let unknown = report.unknown_columns.join(", ");
    let is_mass = report.is_mass_removal();
    view! {
        <div class="report-counts">
            <Count class="is-added" icon="plus" word="Added" count=report.added target=None/>
            <Count class="is-changed" icon="swap" word="Changed" count=report.changed target=None/>
            <Count
                class=if is_mass { "is-removed is-mass" } else { "is-removed" }
                icon="arrow-back"
                word="Removed"
                count=report.removed
                target=(report.closing > 0).then_some("#closing")
            />
            <Count
                class="is-refused"
                icon="slash"
                word="Refused"
                count=report.refused
                target=(!report.errors.is_empty()).then_some("#refused")
            />
        </div>
        <p class="muted small">
            {format!("{} in the file, {} unchanged.", counted(report.rows, "row", "rows"), grouped(report.unchanged))}
        </p>
        {(!unknown.is_empty()).then(|| view! {
            <Notice kind="is-warning">{format!("Columns that are not known were ignored: {unknown}.")}</Notice>
        })}
        <Closing lines=report.closing_lines all=report.closing is_done/>
        <Cells
            id="refused"
            heading="Refused "
            advice="These rows are left out. Correct them in the file and upload it again, or go on without them."
            count=shown(report.errors.len(), report.refused)
            cells=report.errors
        />
        <Cells
            id="notices"
            heading="Stored otherwise "
            advice="These cells cannot be stored as the file has them."
            count=grouped(report.notices.len() as u64)
            cells=report.notices
        />
    }
}

/// One of the four counts; it leads to its table if there is one.
#[component]
fn Count(
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    count: u64,
    target: Option<&'static str>,
) -> impl IntoView {
    let class = if count == 0 { format!("{class} is-zero") } else { class.to_owned() };
    let content = view! {
        <Icon name=icon/>
        {word}
        <strong>{grouped(count)}</strong>
    };
    match target {
        Some(href) => view! { <a class=class href=href rel="external">{content}</a> }.into_any(),
        None => view! { <div class=class>{content}</div> }.into_any(),
    }
}

/// Cells that need a look, each with its row, its column and the reason.
#[component]
fn Cells(
    id: &'static str,
    heading: &'static str,
    advice: &'static str,
    count: String,
    cells: Vec<RowError>,
) -> impl IntoView {
    (!cells.is_empty()).then(|| {
        view! {
            <section class="report-part" id=id>
                <h2>{heading}<span class="count">{count}</span></h2>
                <p>{advice}</p>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col" class="num">"Row"</th>
                                <th scope="col">"Column"</th>
                                <th scope="col" class="grow">"Reason"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {cells
                                .into_iter()
                                .map(|cell| view! {
                                    <tr>
                                        <td class="num" data-label="Row">{grouped(cell.row)}</td>
                                        <td data-label="Column">{cell.column}</td>
                                        <td class="grow" data-label="Reason"><span class="reason">{cell.reason}</span></td>
                                    </tr>
                                })
                                .collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        }
    })
}

/// The lines of buyers that lose their stock.
#[component]
pub fn Closing(lines: Vec<ClosingLine>, all: u64, is_done: bool) -> impl IntoView {
    let heading = if is_done { "Lines of buyers that closed " } else { "Lines of buyers that would close " };
    (!lines.is_empty()).then(|| {
        view! {
            <section class="report-part" id="closing">
                <h2>{heading}<span class="count">{shown(lines.len(), all)}</span></h2>
                <p>"Their stock is no longer listed; the buyers are told."</p>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Part number"</th>
                                <th scope="col" class="grow">"Buyer"</th>
                                <th scope="col" class="num">"Quantity"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {lines
                                .into_iter()
                                .map(|line| view! {
                                    <tr>
                                        <td data-fold="lead"><span class="pn">{line.part_number}</span></td>
                                        <td class="grow" data-fold="sub">{line.buyer}</td>
                                        <td class="num" data-fold="end">{count_text(line.quantity)}</td>
                                    </tr>
                                })
                                .collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        }
    })
}

/// `3`, or `the first 200 of 4,021`.
fn shown(listed: usize, all: u64) -> String {
    let listed = listed as u64;
    if listed < all { format!("the first {} of {}", grouped(listed), grouped(all)) } else { grouped(listed) }
}
