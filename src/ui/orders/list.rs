//! The organisation's orders, newest first: where each stands, at whom, and what it comes to.

use super::{
    ORDERS, order_path,
    pills::{BagPill, OrderPill},
};
use crate::{
    api_types::order::{BagMark, OrderFilter, OrderList, OrderRow, OrderTab},
    domain::time::Timestamp,
    server_fns::order::load_orders,
    ui::{
        components::{
            CopyButton, Empty, PageHead, Pager, SearchForm, Steady, TabLink, TableSkeleton, Tabs, Time, Total, counted,
            href, submit_form,
        },
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// For buyers.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let orders = use_live().topic("orders");
    let page = Resource::new(
        move || (filter.get(), orders.get()),
        |(filter, _)| async move { load_orders(filter.clone()).await.map(|list| (filter, list)) },
    );
    view! {
        <PageHead title="Orders"/>
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "mid", "num", "num lo"]/> }
            draw=|page| view! { <Orders page/> }.into_any()
        />
    }
}

/// What the address asks for.
fn filter_of(query: &ParamsMap) -> OrderFilter {
    OrderFilter {
        tab: query.get_str("tab").and_then(OrderTab::parse).unwrap_or_default(),
        search: query.get("search").unwrap_or_default(),
        mine: query.get("mine"),
        after: query.get("after").unwrap_or_default(),
    }
}

fn address(filter: &OrderFilter, tab: OrderTab, after: &str) -> String {
    let tab = if tab == OrderTab::default() { "" } else { tab.as_str() };
    let mine = filter.mine.as_ref().map_or("", |_| "on");
    href(ORDERS, &[("tab", tab), ("search", &filter.search), ("mine", mine), ("after", after)])
}

#[component]
fn Orders(page: Memo<(OrderFilter, OrderList)>) -> impl IntoView {
    let rows = Memo::new(move |_| page.with(|(_, list)| list.orders.rows.clone()));
    let now = Memo::new(move |_| page.with(|(_, list)| list.now));
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let searches = Memo::new(move |_| {
        page.with(|(filter, _)| !filter.search.is_empty() || filter.mine.is_some() || filter.tab != OrderTab::default())
    });
    let first = page.with_untracked(|(filter, _)| filter.clone());
    view! {
        {move || page.with(|(filter, list)| tabs(filter, list))}
        <Filters first/>
        {move || match (is_empty.get(), searches.get()) {
            (true, true) => view! { <Empty icon="order" sentence="No order fits."><a class="button" href=ORDERS>"All orders"</a></Empty> }.into_any(),
            (true, false) => view! {
                <Empty icon="order" sentence="Nothing was ordered yet. What is agreed in a cart is ordered by checking out.">
                    <a class="button is-primary" href="/connector/shopping-cart">"Open the shopping cart"</a>
                </Empty>
            }
            .into_any(),
            (false, _) => view! { <OrderTable rows now/> }.into_any(),
        }}
        {move || page.with(|(filter, list)| pager(filter, list))}
    }
}

fn tabs(filter: &OrderFilter, list: &OrderList) -> impl IntoView + use<> {
    let tab = |(at, tab): (usize, &OrderTab)| TabLink {
        href: address(filter, *tab, ""),
        word: tab.words(),
        count: list.counts.get(at).copied().unwrap_or_default(),
        current: *tab == filter.tab,
    };
    view! { <Tabs label="Orders" tabs=OrderTab::ALL.iter().enumerate().map(tab).collect()/> }
}

#[component]
fn Filters(first: OrderFilter) -> impl IntoView {
    let tab = (first.tab != OrderTab::default()).then_some(first.tab.as_str());
    view! {
        <SearchForm action=ORDERS label="Orders">
            <div class="filters">
                {tab.map(|tab| view! { <input type="hidden" name="tab" value=tab/> })}
                <label class="visually-hidden" for="order-search">"Order number, PO or part number"</label>
                <input
                    class="input"
                    type="search"
                    id="order-search"
                    name="search"
                    value=first.search
                    placeholder="Order number, PO or part number"
                    maxlength="100"
                    autocomplete="off"
                />
                <label class="checkbox">
                    <input type="checkbox" name="mine" checked=first.mine.is_some() autocomplete="off" on:change=submit_form/>
                    <span>"Only mine"</span>
                </label>
                <button type="submit" class="button">"Search"</button>
            </div>
        </SearchForm>
    }
}

#[component]
fn OrderTable(rows: Memo<Vec<OrderRow>>, now: Memo<Timestamp>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Order"</th>
                        <th scope="col" class="grow">"Sellers"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="mid">"PO number"</th>
                        <th scope="col" class="lo">"Submitted by"</th>
                        <th scope="col" class="num mid">"Lines"</th>
                        <th scope="col" class="num">"Total"</th>
                        <th scope="col" class="num lo">"Submitted"</th>
                    </tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(|row| view! { <Row row now=now.get()/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Sellers shown in a row before the rest is a number.
const SELLERS: usize = 2;

#[component]
fn Row(row: OrderRow, now: Timestamp) -> impl IntoView {
    let more = row.bags.len().checked_sub(SELLERS).filter(|more| *more > 0);
    let bag =
        |bag: BagMark| view! { <span class="bag-mark">{format!("{} ", bag.seller)}<BagPill status=bag.status/></span> };
    let totals = row.totals.into_iter().map(|total| view! { <div><Total total/></div> }).collect_view();
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link pn" href=order_path(row.id)>{row.number.clone()}</a>
                <CopyButton text=row.number/>
            </td>
            <td class="grow" data-fold="sub">
                {row.bags.into_iter().take(SELLERS).map(bag).collect_view()}
                {more.map(|more| view! { <span class="muted">{format!("and {more} more")}</span> })}
            </td>
            <td data-fold="end"><OrderPill status=row.status/></td>
            <td class="mid">{row.customer_po.unwrap_or_else(|| "–".to_owned())}</td>
            <td class="lo">{row.submitted_by}</td>
            <td class="num mid">{row.lines}</td>
            <td class="num" data-fold="sub-end">{totals}</td>
            <td class="num lo"><Time at=row.submitted_at now/></td>
        </tr>
    }
}

fn pager(filter: &OrderFilter, list: &OrderList) -> Option<impl IntoView + use<>> {
    let first = (!filter.after.is_empty()).then(|| address(filter, filter.tab, ""));
    let next = list.orders.next.as_deref().map(|after| address(filter, filter.tab, after));
    let shown = list.orders.rows.len();
    (shown > 0).then(|| view! { <Pager summary=format!("{}, newest first", counted(shown, "order", "orders")) first next/> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_its_address() {
        let mut query = ParamsMap::new();
        assert_eq!(filter_of(&query), OrderFilter::default());
        assert_eq!(address(&OrderFilter::default(), OrderTab::All, ""), ORDERS);
        for (name, value) in [("tab", "trouble"), ("search", "PO 7"), ("mine", "on")] {
            query.insert(name.to_owned(), value.to_owned());
        }
        let filter = filter_of(&query);
        assert_eq!(address(&filter, filter.tab, "x"), "/orders?tab=trouble&search=PO%207&mine=on&after=x");
    }
}
