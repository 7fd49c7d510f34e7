//! Ordering again: what a new cart would hold, and what is no longer offered, before anything is done.

use super::{ORDERS, order_of_address, order_path};
use crate::{
    api_types::{
        AppError,
        cart::{LeftOut, StartedLine},
        order::ReorderPreview,
    },
    domain::sharing::MAX_NAME,
    server_fns::order::{Reorder, load_reorder},
    ui::{
        components::{
            Crumbs, Empty, Field, FormError, Loaded, PageHead, SubmitButton, TableSkeleton, count_text, counted, error_of,
            invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn ReorderPage() -> impl IntoView {
    let (id, live) = (order_of_address(), use_live());
    let action = ServerAction::<Reorder>::new();
    on_success(action, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    let preview = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => load_reorder(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Loaded
            resource=preview
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num", ""]/> }
            draw=move |preview| view! { <Preview preview action/> }.into_any()
        />
    }
}

#[component]
fn Preview(preview: ReorderPreview, action: ServerAction<Reorder>) -> impl IntoView {
    let (number, lines, left_out) = (preview.number.clone(), preview.lines.clone(), preview.left_out.clone());
    let nothing = lines.is_empty();
    view! {
        <Crumbs href=order_path(preview.order_id) parent=format!("Order {number}") here="Order again"/>
        <PageHead title=format!("Order {number} again")/>
        <p class="page-sub">"Every line is asked for anew: prices may have changed since. The order stays as it is."</p>
        {(!nothing).then(|| view! { <NewCart preview action/> })}
        <Lines lines/>
        <Gone left_out/>
    }
}

#[component]
fn NewCart(preview: ReorderPreview, action: ServerAction<Reorder>) -> impl IntoView {
    let error = error_of(action);
    let refused = reason(error, "name");
    let name = returned::<Reorder>("input[name]").unwrap_or_else(|| format!("{} again", preview.number));
    let (personal, shared) = (preview.can_be_personal, preview.can_be_shared);
    view! {
        <ActionForm action=action attr:class="start-form">
            <input type="hidden" name="input[order_id]" value=preview.order_id.to_string()/>
            <input type="hidden" name="input[request_id]" value=preview.request_id.to_string()/>
            <fieldset class="choice-row">
                <legend>"The new cart is"</legend>
                <label class="check-label">
                    <input type="radio" name="input[kind]" value="personal" checked=personal disabled=!personal/>
                    "my personal cart"
                </label>
                <label class="check-label">
                    <input type="radio" name="input[kind]" value="shared" checked=!personal disabled=!shared/>
                    "shared with the organisation"
                </label>
                {(!personal).then(|| view! { <span class="muted small">"You have a personal cart already."</span> })}
            </fieldset>
            <Field id="reorder-name" label="Name" hint="Of a shared cart." error=refused>
                <input
                    class="input"
                    id="reorder-name"
                    name="input[name]"
                    value=name
                    maxlength=MAX_NAME.to_string()
                    autocomplete="off"
                    aria-invalid=invalid(refused)
                    aria-describedby="reorder-name-hint reorder-name-error"
                />
            </Field>
            <FormError error fields=&["name"]/>
            <SubmitButton label="Start new cart" class="is-primary" pending=action.pending()/>
        </ActionForm>
    }
}

#[component]
fn Lines(lines: Vec<StartedLine>) -> impl IntoView {
    let row = |line: StartedLine| {
        view! {
            <tr>
                <td data-fold="lead"><span class="pn">{line.part_number}</span></td>
                <td class="grow" data-fold="sub">{line.description}</td>
                <td class="mid">{line.seller}</td>
                <td class="num" data-fold="end">{count_text(line.quantity)}</td>
                <td class="is-wrapping" data-fold="sub-2">{line.remark}</td>
            </tr>
        }
    };
    match lines.is_empty() {
        true => view! {
            <Empty icon="cart" sentence="Nothing of this order is offered any more.">
                <a class="button" href=ORDERS>"All orders"</a>
            </Empty>
        }
        .into_any(),
        false => view! {
            <section class="section">
                <h2>{counted(lines.len(), "line", "lines")}</h2>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Part number"</th>
                                <th scope="col" class="grow">"Description"</th>
                                <th scope="col" class="mid">"Seller"</th>
                                <th scope="col" class="num">"Quantity"</th>
                                <th scope="col">"Different now"</th>
                            </tr>
                        </thead>
                        <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Gone(left_out: Vec<LeftOut>) -> impl IntoView {
    let item = |line: LeftOut| {
        let words = format!(" × {}, {}: {}", count_text(line.quantity), line.seller, line.reason);
        view! { <li><span class="pn">{line.part_number}</span>{words}</li> }
    };
    (!left_out.is_empty()).then(|| {
        let title = format!("No longer offered: {}", counted(left_out.len(), "line", "lines"));
        view! {
            <section class="section">
                <h2>{title}</h2>
                <ul class="merge">{left_out.into_iter().map(item).collect_view()}</ul>
            </section>
        }
    })
}
