//! Carts that were unshared or purged: thirty days to bring them back.

use super::{CARTS, page::all_lines};
use crate::{
    api_types::sharing::{TrashPage, TrashedView},
    domain::{
        ids::{CartId, RequestId},
        time::Timestamp,
    },
    server_fns::sharing::{RestoreCart, load_trash},
    ui::{
        components::{
            Crumbs, Empty, FormError, PageHead, RowForms, Steady, SubmitButton, TableSkeleton, Time, TimeAs, on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn CartTrashPage() -> impl IntoView {
    let live = use_live();
    let carts = live.topic("carts");
    let restore = ServerAction::<RestoreCart>::new();
    on_success(restore, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    let page = Resource::new(move || carts.get(), |_| load_trash());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "mid", "act"]/> }
            draw=move |page| view! { <Trash page restore/> }.into_any()
        />
    }
}

#[component]
fn Trash(page: Memo<TrashPage>, restore: ServerAction<RestoreCart>) -> impl IntoView {
    let forms = RowForms::new(restore, |form| form.input.cart_id, |form| form.get("input[cart_id]")?.parse().ok());
    let ids = Memo::new(move |_| page.with(|page| page.carts.iter().filter_map(|view| view.cart.id).collect::<Vec<_>>()));
    let is_empty = Memo::new(move |_| ids.with(Vec::is_empty));
    view! {
        <Crumbs href=CARTS parent="Carts" here="Trash"/>
        <PageHead title="Trash" sub="Carts stay here for 30 days."/>
        <div role="status"><FormError error=forms.orphan()/></div>
        {move || match is_empty.get() {
            true => view! { <Empty icon="cart" sentence="The trash is empty."/> }.into_any(),
            false => view! {
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Cart"</th>
                                <th scope="col" class="grow">"What happened"</th>
                                <th scope="col" class="mid">"Lines"</th>
                                <th scope="col" class="lo">"Kept for"</th>
                                <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || ids.get() key=|id| *id let:id>
                                <TrashRow id page restore forms/>
                            </For>
                        </tbody>
                    </table>
                </div>
            }
            .into_any(),
        }}
    }
}

#[component]
fn TrashRow(
    id: CartId,
    page: Memo<TrashPage>,
    restore: ServerAction<RestoreCart>,
    forms: RowForms<CartId>,
) -> impl IntoView {
    let row = Memo::new(move |_| {
        page.with(|page| {
            let view = page.carts.iter().find(|view| view.cart.id == Some(id))?;
            Some((view.clone(), page.request_id, page.now))
        })
    });
    view! {
        <tr>
            {move || row.get().map(|(view, request_id, now)| view! {
                {cells(&view, now)}
                <td class="act" data-fold="sub-end">
                    {view.can_restore.then(|| view! { <RestoreForm id request_id restore forms/> })}
                </td>
            })}
        </tr>
    }
}

fn cells(view: &TrashedView, now: Timestamp) -> impl IntoView + use<> {
    let by = view.trashed_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    view! {
        <td data-fold="lead"><strong>{view.cart.title().to_owned()}</strong></td>
        <td class="grow" data-fold="sub">
            {format!("{}{by}, ", view.reason.words())}
            <Time at=view.trashed_at now/>
        </td>
        <td class="mid">{all_lines(&view.lines)}</td>
        <td class="lo"><TimeAs at=view.until text=view.until.left_text(now)/></td>
    }
}

#[component]
fn RestoreForm(
    id: CartId,
    request_id: RequestId,
    restore: ServerAction<RestoreCart>,
    forms: RowForms<CartId>,
) -> impl IntoView {
    view! {
        <ActionForm action=restore>
            <input type="hidden" name="input[cart_id]" value=id.to_string()/>
            <input type="hidden" name="input[request_id]" value=request_id.to_string()/>
            <SubmitButton label="Restore" class="is-small" pending=forms.pending(id)/>
        </ActionForm>
        <FormError error=forms.error(id)/>
    }
}
