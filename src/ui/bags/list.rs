//! The seller's bags: what is new, what has to be sent, what is not paid.

use super::{BAGS, bag_path};
use crate::{
    api_types::order::{BagFilter, BagList, BagRow, BagTab},
    domain::time::Timestamp,
    server_fns::order::load_bags,
    ui::{
        components::{
            CopyButton, Empty, PageHead, Pager, SearchForm, Steady, TabLink, TableSkeleton, Tabs, Time, Total, counted, href,
        },
        live::use_live,
        orders::{BagPill, MoneyPill, ShippingPill},
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// For sellers.
#[component]
pub fn BagsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let bags = use_live().topic("bags");
    let page = Resource::new(
        move || (filter.get(), bags.get()),
        |(filter, _)| async move { load_bags(filter.clone()).await.map(|list| (filter, list)) },
    );
    view! {
        <PageHead title="Bags" sub="What buyers ordered from you"/>
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "mid", "lo", "num", "num lo"]/> }
            draw=|page| view! { <Bags page/> }.into_any()
        />
    }
}

/// What the address asks for.
fn filter_of(query: &ParamsMap) -> BagFilter {
    BagFilter {
        tab: query.get_str("tab").and_then(BagTab::parse).unwrap_or_default(),
        search: query.get("search").unwrap_or_default(),
        after: query.get("after").unwrap_or_default(),
    }
}

fn address(filter: &BagFilter, tab: BagTab, after: &str) -> String {
    let tab = if tab == BagTab::default() { "" } else { tab.as_str() };
    href(BAGS, &[("tab", tab), ("search", &filter.search), ("after", after)])
}

#[component]
fn Bags(page: Memo<(BagFilter, BagList)>) -> impl IntoView {
    let rows = Memo::new(move |_| page.with(|(_, list)| list.bags.rows.clone()));
    let now = Memo::new(move |_| page.with(|(_, list)| list.now));
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let searches = Memo::new(move |_| page.with(|(filter, _)| !filter.search.is_empty() || filter.tab != BagTab::default()));
    let first = page.with_untracked(|(filter, _)| filter.clone());
    view! {
        {move || page.with(|(filter, list)| tabs(filter, list))}
        <Filters first/>
        {move || match (is_empty.get(), searches.get()) {
            (true, true) => view! { <Empty icon="truck" sentence="No bag fits."><a class="button" href=BAGS>"All bags"</a></Empty> }.into_any(),
            (true, false) => view! {
                <Empty icon="truck" sentence="Nothing was ordered yet. What you and a buyer agree on arrives here once they check out.">
                    <a class="button" href="/connector/requests">"Open requests"</a>
                </Empty>
            }
            .into_any(),
            (false, _) => view! { <BagTable rows now/> }.into_any(),
        }}
        {move || page.with(|(filter, list)| pager(filter, list))}
    }
}

fn tabs(filter: &BagFilter, list: &BagList) -> impl IntoView + use<> {
    let tab = |(at, tab): (usize, &BagTab)| TabLink {
        href: address(filter, *tab, ""),
        word: tab.words(),
        count: list.counts.get(at).copied().unwrap_or_default(),
        current: *tab == filter.tab,
    };
    view! { <Tabs label="Bags" tabs=BagTab::ALL.iter().enumerate().map(tab).collect()/> }
}

#[component]
fn Filters(first: BagFilter) -> impl IntoView {
    let tab = (first.tab != BagTab::default()).then_some(first.tab.as_str());
    view! {
        <SearchForm action=BAGS label="Bags">
            <div class="filters">
                {tab.map(|tab| view! { <input type="hidden" name="tab" value=tab/> })}
                <label class="visually-hidden" for="bag-search">"Number, PO, part number or buyer"</label>
                <input
                    class="input"
                    type="search"
                    id="bag-search"
                    name="search"
                    value=first.search
                    placeholder="Number, PO, part number or buyer"
                    maxlength="100"
                    autocomplete="off"
                />
                <button type="submit" class="button">"Search"</button>
            </div>
        </SearchForm>
    }
}

#[component]
fn BagTable(rows: Memo<Vec<BagRow>>, now: Memo<Timestamp>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Order"</th>
                        <th scope="col" class="grow">"Buyer"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="mid">"Shipping"</th>
                        <th scope="col" class="mid">"Payment"</th>
                        <th scope="col" class="lo">"PO number"</th>
                        <th scope="col" class="num lo">"Lines"</th>
                        <th scope="col" class="num">"Total"</th>
                        <th scope="col" class="num lo">"Ordered"</th>
                    </tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(|row| view! { <Row row now=now.get()/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: BagRow, now: Timestamp) -> impl IntoView {
    let own_number = row.erp_order_number.map(|number| view! { <span class="sub">{format!("yours: {number}")}</span> });
    view! {
        <tr class:is-unread=row.is_new>
            <td data-fold="lead">
                {row.is_new.then(|| view! { <span class="unread-dot"><span class="visually-hidden">"New "</span></span> })}
                <a class="row-link pn" href=bag_path(row.id)>{row.number.clone()}</a>
                <CopyButton text=row.number/>
                {own_number}
            </td>
            <td class="grow" data-fold="sub">{row.buyer}</td>
            <td data-fold="end"><BagPill status=row.status/></td>
            <td class="mid"><ShippingPill status=row.fulfilment/></td>
            <td class="mid"><MoneyPill status=row.financial/></td>
            <td class="lo">{row.customer_po.unwrap_or_else(|| "–".to_owned())}</td>
            <td class="num lo">{row.lines}</td>
            <td class="num" data-fold="sub-end"><Total total=row.total/></td>
            <td class="num lo"><Time at=row.submitted_at now/></td>
        </tr>
    }
}

fn pager(filter: &BagFilter, list: &BagList) -> Option<impl IntoView + use<>> {
    let first = (!filter.after.is_empty()).then(|| address(filter, filter.tab, ""));
    let next = list.bags.next.as_deref().map(|after| address(filter, filter.tab, after));
    let shown = list.bags.rows.len();
    (shown > 0).then(|| view! { <Pager summary=format!("{}, newest first", counted(shown, "bag", "bags")) first next/> })
}
