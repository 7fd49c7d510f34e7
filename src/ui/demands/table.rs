//! Demands as rows, each with the listings that would meet it.

use crate::{
    api_types::catalog::DemandView,
    domain::ids::DemandId,
    server_fns::catalog::CloseDemand,
    ui::components::{
        CopyButton, Day, Dialog, DialogClose, DialogOpener, FormError, RowForms, SubmitButton, close_dialog, count_text,
        counted, encode, on_success,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

#[component]
pub fn DemandTable(
    rows: Memo<Vec<DemandView>>,
    close: ServerAction<CloseDemand>,
    forms: RowForms<DemandId>,
) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col">"Condition"</th>
                        <th scope="col">"Needed by"</th>
                        <th scope="col" class="grow">"Note"</th>
                        <th scope="col">"Offered now"</th>
                        <th scope="col" class="mid">"Opened by"</th>
                        <th scope="col" class="lo" aria-sort="descending">"Opened"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|demand| demand.id let:demand>
                        <DemandRow demand rows/>
                    </For>
                </tbody>
            </table>
        </div>
        // Outside the table, whose cells would pass their alignment on.
        <For each=move || rows.get() key=|demand| demand.id let:demand>
            {demand.open.then(|| view! { <CloseDialog demand close forms/> })}
        </For>
    }
}

/// Of an open demand only the offers change; a closed one is another row in another tab.
#[component]
fn DemandRow(demand: DemandView, rows: Memo<Vec<DemandView>>) -> impl IntoView {
    let id = demand.id;
    let offers =
        Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.id == id).map_or(0, |row| row.matching_listings)));
    let is_open = demand.open;
    let part = format!("/connector/parts/{}", encode(&demand.part_key));
    let address = part.clone();
    let offered = move || match offers.get() {
        0 => view! { <span class="muted">"no listing"</span> }.into_any(),
        count => view! { <a href=address.clone()>{counted(count, "listing", "listings")}</a> }.into_any(),
    };
    view! {
        <tr class:is-quiet=!is_open>
            <td data-fold="lead">
                <a class="row-link pn" href=part>{demand.part_number.clone()}</a>
                <CopyButton text=demand.part_number.clone()/>
            </td>
            <td class="num" data-fold="end">{count_text(demand.quantity)}</td>
            <td>
                {match demand.condition {
                    Some(condition) => view! { <abbr title=condition.words()>{condition.code()}</abbr> }.into_any(),
                    None => view! { <span class="muted">"any"</span> }.into_any(),
                }}
            </td>
            <td data-fold="sub-2">
                {demand.needed_by.as_ref().map(|_| view! { <span class="only-folded">"needed by "</span> })}
                {or_dash(demand.needed_by.clone())}
            </td>
            <td class="grow" title=demand.note.clone()>{or_dash(demand.note.clone())}</td>
            <td data-fold="sub">{offered}</td>
            <td class="mid">{demand.created_by.clone()}</td>
            <td class="lo"><Day at=demand.created_at/></td>
            <td class="act" data-fold="sub-end">{is_open.then(|| view! {
                <DialogOpener dialog=close_dialog_id(id) label="Close demand" class="is-small"/>
            })}</td>
        </tr>
    }
}

fn close_dialog_id(id: DemandId) -> String {
    format!("close-{id}")
}

fn or_dash(text: Option<String>) -> AnyView {
    text.map_or_else(|| view! { <span class="none">"–"</span> }.into_any(), IntoAny::into_any)
}

#[component]
fn CloseDialog(demand: DemandView, close: ServerAction<CloseDemand>, forms: RowForms<DemandId>) -> impl IntoView {
    let id = close_dialog_id(demand.id);
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(close, move |()| close_dialog(node_ref));
    let title = format!("Close the demand for {} × {}?", count_text(demand.quantity), demand.part_number);
    view! {
        <Dialog id=id.clone() title node_ref came_back=forms.came_back(demand.id)>
            <ActionForm action=close>
                <div class="dialog-body">
                    <p>"It moves to the closed demands. Lines under negotiation go on as they are."</p>
                    <FormError error=forms.error(demand.id)/>
                    <input type="hidden" name="demand_id" value=demand.id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=true/>
                    <SubmitButton label="Close demand" class="is-primary" pending=forms.pending(demand.id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
