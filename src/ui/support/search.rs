//! What support looks for: orders and carts of all organisations; before anything is looked for, the orders that wait for somebody.

use super::{LOG, SUPPORT, cart_path, order_path};
use crate::{
    api_types::{
        AppError,
        support::{FoundCart, FoundOrder, Searched, SupportFound},
    },
    domain::time::Timestamp,
    server_fns::support::{SearchEverything, load_support_search},
    ui::{
        components::{
            CopyButton, Empty, Field, FormError, Icon, Notice, PageHead, Pill, Steady, SubmitButton, TableSkeleton, Time,
            error_of, invalid, reason, returned,
        },
        live::use_live,
        orders::OrderPill,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

const HINT: &str = "Order, ERP or PO number, organisation, person, e-mail or part number";

/// For support representatives.
#[component]
pub fn SupportPage() -> impl IntoView {
    let (query, orders) = (use_query_map(), use_live().topic("orders"));
    let of = Memo::new(move |_| query.with(|query| query.get("of").filter(|of| !of.is_empty())));
    let page = Resource::new(
        move || (of.get(), orders.get()),
        |(of, _)| async move {
            match of.map(|of| of.parse()) {
                None => load_support_search(None).await,
                Some(Ok(of)) => load_support_search(Some(of)).await,
                Some(Err(_)) => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "mid", "lo", "num lo"]/> }
            draw=|page| view! { <Head/> <Search page/> <Found page/> }.into_any()
        />
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <PageHead title="Support" sub="Carts and orders of every organisation">
            <a class="button" href=LOG><Icon name="clock"/><span>"Support log"</span></a>
        </PageHead>
    }
}

/// What to look for, and why.
#[component]
fn Search(page: Memo<SupportFound>) -> impl IntoView {
    let action = ServerAction::<SearchEverything>::new();
    let error = error_of(action);
    let (words, why) = page.with_untracked(|page| {
        let words = page.searched.as_ref().map(|searched| searched.words.clone());
        (words.unwrap_or_default(), page.reason.clone())
    });
    let typed = |name: &str, stored: String| returned::<SearchEverything>(name).unwrap_or(stored);
    let (words, why) = (typed("input[words]", words), typed("input[reason]", why));
    let [no_words, no_reason] = ["words", "reason"].map(|field| reason(error, field));
    view! {
        <ActionForm action=action attr:class="form support-search" attr:role="search" attr:aria-label="Carts and orders">
            <FormError error fields=&["words", "reason"]/>
            <Field id="support-words" label="Look for" hint=HINT error=no_words>
                <input
                    class="input"
                    type="search"
                    id="support-words"
                    name="input[words]"
                    value=words
                    required
                    maxlength="100"
                    autocomplete="off"
                    aria-invalid=invalid(no_words)
                    aria-describedby="support-words-hint support-words-error"
                />
            </Field>
            <Field id="support-reason" label="Reason" hint="Stands in the support log, with your name and what you look for." error=no_reason>
                <input
                    class="input"
                    id="support-reason"
                    name="input[reason]"
                    value=why
                    required
                    maxlength="500"
                    autocomplete="off"
                    aria-invalid=invalid(no_reason)
                    aria-describedby="support-reason-hint support-reason-error"
                />
            </Field>
            <SubmitButton label="Search" class="is-primary" pending=action.pending()/>
        </ActionForm>
    }
}

#[component]
fn Found(page: Memo<SupportFound>) -> impl IntoView {
    move || {
        let SupportFound { searched, orders, carts, is_cut, now, .. } = page.get();
        let is_queue = searched.is_none();
        let nothing = orders.is_empty() && carts.is_empty();
        let heading = if is_queue { "Orders that wait for somebody" } else { "Orders" };
        let said = searched.map(|Searched { words, reason }| {
            view! {
                <p class="small muted">
                    {format!("Looked for “{words}” because: {reason} ")}
                    <a href=SUPPORT>"Orders that wait for somebody"</a>
                </p>
            }
        });
        view! {
            {said}
            {is_cut.then(|| view! { <Notice kind="is-info">"There is more than is shown here: look for something narrower."</Notice> })}
            {nothing.then(|| match is_queue {
                true => view! { <Empty icon="check" sentence="No order is refused, stuck or kept back."/> },
                false => view! { <Empty icon="search" sentence="Nothing fits."/> },
            })}
            {(!orders.is_empty()).then(|| view! { <Orders heading orders now/> })}
            {(!carts.is_empty()).then(|| view! { <Carts carts now/> })}
        }
    }
}

#[component]
fn Orders(heading: &'static str, orders: Vec<FoundOrder>, now: Timestamp) -> impl IntoView {
    view! {
        <section class="section">
            <h2>{heading}</h2>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Order"</th>
                            <th scope="col" class="grow">"Organisation"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="mid">"PO number"</th>
                            <th scope="col" class="lo">"Submitted by"</th>
                            <th scope="col" class="num lo">"Submitted"</th>
                        </tr>
                    </thead>
                    <tbody>{orders.into_iter().map(|order| view! { <OrderRow order now/> }.into_any()).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn OrderRow(order: FoundOrder, now: Timestamp) -> impl IntoView {
    let marks = [
        (order.is_held, "is-withdrawn", "slash", "Kept back"),
        (order.is_refused, "is-no-quote", "slash", "Refused"),
        (order.is_stuck, "is-quote", "alert", "Stuck"),
    ];
    let marks = marks.into_iter().filter(|(shown, ..)| *shown);
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link pn" href=order_path(order.id)>{order.number.clone()}</a>
                <CopyButton text=order.number/>
            </td>
            <td class="grow" data-fold="sub">{order.organisation}</td>
            <td data-fold="end">
                <OrderPill status=order.status/>
                {marks.map(|(_, kind, icon, word)| view! { " "<Pill kind icon word/> }).collect_view()}
            </td>
            <td class="mid">{order.customer_po.unwrap_or_else(|| "–".to_owned())}</td>
            <td class="lo">{order.submitted_by}</td>
            <td class="num lo" data-fold="sub-end"><Time at=order.submitted_at now/></td>
        </tr>
    }
}

#[component]
fn Carts(carts: Vec<FoundCart>, now: Timestamp) -> impl IntoView {
    let row = |cart: FoundCart| {
        view! {
            <tr>
                <td data-fold="lead"><a class="row-link" href=cart_path(cart.id)>{cart.title}</a></td>
                <td class="grow" data-fold="sub">{cart.organisation}</td>
                <td data-fold="end">{cart.is_trashed.then(|| view! { <Pill kind="is-closed" icon="trash" word="In the trash"/> })}</td>
                <td class="lo">{cart.creator}</td>
                <td class="num mid">{cart.lines}</td>
                <td class="num lo" data-fold="sub-end"><Time at=cart.modified_at now/></td>
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <h2>"Carts"</h2>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Cart"</th>
                            <th scope="col" class="grow">"Organisation"</th>
                            <th scope="col"><span class="visually-hidden">"State"</span></th>
                            <th scope="col" class="lo">"Created by"</th>
                            <th scope="col" class="num mid">"Lines"</th>
                            <th scope="col" class="num lo">"Last change"</th>
                        </tr>
                    </thead>
                    <tbody>{carts.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
