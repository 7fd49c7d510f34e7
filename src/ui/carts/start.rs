//! A new cart from an earlier state: what it would hold and what is not offered any more, before anything is done.

use super::{CARTS, cart_of_address, history_path};
use crate::{
    api_types::{
        AppError,
        cart::{LeftOut, StartPreview, StartedLine},
    },
    domain::sharing::MAX_NAME,
    server_fns::cart::{StartFrom, load_start},
    ui::{
        components::{
            Crumbs, Empty, Field, FormError, Loaded, Moment, Notice, PageHead, SubmitButton, TableSkeleton, count_text,
            counted, error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn StartCartPage() -> impl IntoView {
    let (id, query, live) = (cart_of_address(), use_query_map(), use_live());
    let sequence =
        Memo::new(move |_| query.with(|query| query.get_str("after").and_then(|after| after.parse::<i64>().ok())));
    let action = ServerAction::<StartFrom>::new();
    on_success(action, move |_| {
        live.bump("carts");
        live.bump("lines");
    });
    let preview = Resource::new(
        move || (id.get(), sequence.get()),
        |(id, sequence)| async move {
            match id.zip(sequence) {
                Some((id, sequence)) => load_start(id, sequence).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Loaded
            resource=preview
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num", ""]/> }
            draw=move |preview| view! { <Start preview action/> }.into_any()
        />
    }
}

#[component]
fn Start(preview: StartPreview, action: ServerAction<StartFrom>) -> impl IntoView {
    let title = preview.cart.title().to_owned();
    let back = preview.cart.id.map_or_else(|| CARTS.to_owned(), history_path);
    let started = Memo::new(move |_| action.value().get().and_then(Result::ok));
    let (as_of, lines, left_out) = (preview.as_of, preview.lines.clone(), preview.left_out.clone());
    let nothing = lines.is_empty();
    let form = StoredValue::new(preview);
    view! {
        <Crumbs href=back parent=format!("History of “{title}”") here="New cart"/>
        <PageHead title=format!("New cart from “{title}”")/>
        <p class="page-sub">"As it was on " <Moment at=as_of/> ". The old cart stays as it is; every line is asked for anew."</p>
        <div role="status">
            {move || started.get().map(|started| view! {
                <Notice kind="is-success">
                    {format!("{} in the new cart. ", counted(started.lines, "line is", "lines are"))}
                    <a href="/connector/shopping-cart">"Open it"</a>
                </Notice>
            })}
        </div>
        {move || (started.with(Option::is_none) && !nothing).then(|| view! { <StartForm preview=form.get_value() action/> })}
        <Lines lines/>
        <Left left_out/>
    }
}

#[component]
fn StartForm(preview: StartPreview, action: ServerAction<StartFrom>) -> impl IntoView {
    let error = error_of(action);
    let refused = reason(error, "name");
    let cart_id = preview.cart.id.map(|id| id.to_string()).unwrap_or_default();
    let name = returned::<StartFrom>("input[name]").unwrap_or_else(|| format!("{} (copy)", preview.cart.title()));
    let (personal, shared) = (preview.can_be_personal, preview.can_be_shared);
    view! {
        <ActionForm action=action attr:class="start-form">
            <input type="hidden" name="input[cart_id]" value=cart_id/>
            <input type="hidden" name="input[sequence]" value=preview.sequence.to_string()/>
            <input type="hidden" name="input[request_id]" value=preview.request_id.to_string()/>
            <fieldset class="choice-row">
                <legend>"The new cart is"</legend>
                <label class="check-label">
                    <input type="radio" name="input[kind]" value="shared" checked=shared disabled=!shared/>
                    "shared with the organisation"
                </label>
                <label class="check-label">
                    <input type="radio" name="input[kind]" value="personal" checked=!shared disabled=!personal/>
                    "my personal cart"
                </label>
                {(!personal).then(|| view! { <span class="muted small">"You have a personal cart already."</span> })}
            </fieldset>
            <Field id="start-name" label="Name" hint="Of a shared cart." error=refused>
                <input
                    class="input"
                    id="start-name"
                    name="input[name]"
                    value=name
                    maxlength=MAX_NAME.to_string()
                    autocomplete="off"
                    aria-invalid=invalid(refused)
                    aria-describedby="start-name-hint start-name-error"
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
                <td class="grow">{line.description}</td>
                <td class="mid" data-fold="sub">{line.seller}</td>
                <td class="num" data-fold="end">{count_text(line.quantity)}</td>
                <td class="is-wrapping" data-fold="sub-2">{line.remark}</td>
            </tr>
        }
    };
    match lines.is_empty() {
        true => view! { <Empty icon="cart" sentence="Nothing of that state is offered any more."/> }.into_any(),
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
fn Left(left_out: Vec<LeftOut>) -> impl IntoView {
    (!left_out.is_empty()).then(|| view! {
        <section class="section">
            <h2>{format!("Not taken over: {}", counted(left_out.len(), "line", "lines"))}</h2>
            <ul class="merge">
                {left_out
                    .into_iter()
                    .map(|line| view! {
                        <li><span class="pn">{line.part_number}</span>{format!(" × {}, {}: {}", count_text(line.quantity), line.seller, line.reason)}</li>
                    })
                    .collect_view()}
            </ul>
        </section>
    })
}
