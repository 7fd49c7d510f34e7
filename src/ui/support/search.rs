//! What support looks for: orders and carts of all organisations; before anything is looked for, the orders that wait for somebody.

use super::{SUPPORT, cart_path, order_path};
use crate::{
    api_types::support::{FoundCart, FoundOrder, SupportFound, SupportQuery},
    domain::time::Timestamp,
    server_fns::support::search_everything,
    ui::{
        components::{CopyButton, Empty, Notice, PageHead, Pill, SearchForm, Steady, TableSkeleton, Time},
        orders::OrderPill,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const HINT: &str = "Order, ERP or PO number, organisation, person, e-mail or part number";

/// For support representatives.
#[component]
pub fn SupportPage() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| query.get("search").unwrap_or_default()));
    let page = Resource::new(
        move || search.get(),
        |search| async move { search_everything(SupportQuery { search: search.clone() }).await },
    );
    view! {
        <PageHead title="Support" sub="Carts and orders of every organisation"/>
        <SearchForm action=SUPPORT label="Carts and orders">
            <div class="filters">
                <label class="visually-hidden" for="support-search">{HINT}</label>
                <input
                    class="input"
                    type="search"
                    id="support-search"
                    name="search"
                    value=search.get_untracked()
                    placeholder="Number, name or part number"
                    maxlength="100"
                    autocomplete="off"
                />
                <button type="submit" class="button">"Search"</button>
            </div>
        </SearchForm>
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "mid", "lo", "num lo"]/> }
            draw=|page| view! { <Found page/> }.into_any()
        />
    }
}

#[component]
fn Found(page: Memo<SupportFound>) -> impl IntoView {
    move || {
        let SupportFound { search, orders, carts, is_cut, now } = page.get();
        let is_queue = search.is_empty();
        let nothing = orders.is_empty() && carts.is_empty();
        let heading = if is_queue { "Orders that wait for somebody" } else { "Orders" };
        view! {
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
