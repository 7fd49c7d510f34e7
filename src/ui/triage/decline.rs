//! No quote for many lines: which, why, and the one button that tells their buyers.

use super::price::SeenLines;
use crate::{
    api_types::triage::{Preview, PreviewRow},
    domain::{
        negotiation::{Action, Side},
        reason::EndReason,
    },
    server_fns::triage::DeclineLines,
    ui::components::{Empty, EndReasonFields, FormError, StatusPill, SubmitButton, count_text, counted, error_of},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn DeclineForm(preview: Preview) -> impl IntoView {
    let active: Vec<PreviewRow> = preview.rows.iter().filter(|row| row.status.is_active()).cloned().collect();
    let action = ServerAction::<DeclineLines>::new();
    let error = error_of(action);
    let lines = counted(active.len() as u64, "line", "lines");
    let foot = match active.is_empty() {
        true => view! { <Empty icon="slash" sentence="None of these lines is in negotiation any more."/> }.into_any(),
        false => view! {
            <ActionForm action=action attr:class="form bulk-form">
                <input type="hidden" name="input[request_id]" value=preview.request_id.to_string()/>
                <SeenLines rows=active/>
                <FormError error fields=&["code", "reason"]/>
                <EndReasonFields id="bulk-reason" offered=EndReason::offered(Action::NoQuote, Side::Seller) error/>
                <div class="report-foot">
                    <p>"Each buyer is told at once and the line ends. A line that changed meanwhile is left alone."</p>
                    <a class="button" href="/connector/requests">"Cancel"</a>
                    <SubmitButton label=format!("No quote for {lines}") class="is-primary is-danger" pending=action.pending()/>
                </div>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Buyer"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col">"Skipped because"</th>
                    </tr>
                </thead>
                <tbody>{preview.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {foot}
    }
}

fn row(row: PreviewRow) -> AnyView {
    let address = format!("/connector/requests/lines/{}", row.line_id);
    view! {
        <tr class:is-quiet=!row.status.is_active()>
            <td><a class="row-link pn" href=address>{row.part_number}</a></td>
            <td class="grow" data-label="Buyer">{row.buyer}</td>
            <td data-label="Status"><StatusPill status=row.status/></td>
            <td class="num" data-label="Quantity">{format!("{} ", count_text(row.quantity))}<span class="cur">{row.unit}</span></td>
            <td data-label="Skipped because">
                {(!row.status.is_active()).then(|| view! { <span class="reason">{format!("the line is {}", row.status.predicate())}</span> })}
            </td>
        </tr>
    }
    .into_any()
}
