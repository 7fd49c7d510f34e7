//! What was bought and what was sold, newest first.

use super::{HERE, StatePill, side_word};
use crate::{
    api_types::{
        AppError,
        negotiation::{TransactionList, TransactionRow},
    },
    domain::negotiation::Side,
    server_fns::negotiation::load_transactions,
    ui::{
        components::{
            CopyButton, Day, Empty, Loaded, PageHead, Pager, TabLink, TableSkeleton, Tabs, Total, count_text, counted, href,
        },
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// A list and where it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    list: TransactionList,
    after: String,
}

/// For buyers and sellers.
#[component]
pub fn TransactionsPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| {
        query.with(|query| (query.get_str("side").and_then(Side::parse), query.get("after").unwrap_or_default()))
    });
    let transactions = use_live().topic("transactions");
    let page = Resource::new(move || (place.get(), transactions.get()), |((side, after), _)| load(side, after));
    view! {
        <PageHead title="Transactions"/>
        <Loaded
            resource=page
            headed=true
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "lo", "", "num mid", "num", "num lo"]/> }
            draw=move |page| view! { <Agreements page/> }.into_any()
        />
    }
}

async fn load(side: Option<Side>, after: String) -> Result<Listed, AppError> {
    Ok(Listed { list: load_transactions(side, after.clone()).await?, after })
}

fn count_of(list: &TransactionList, side: Side) -> u32 {
    match side {
        Side::Buyer => list.bought,
        Side::Seller => list.sold,
    }
}

fn address(side: Side, after: &str) -> String {
    href(HERE, &[("side", side.as_str()), ("after", after)])
}

#[component]
fn Agreements(page: Listed) -> impl IntoView {
    let Listed { list, after } = page;
    let (side, sides) = (list.side, list.sides.clone());
    let tab = |other: Side| TabLink {
        href: address(other, ""),
        word: side_word(other),
        count: count_of(&list, other),
        current: other == side,
    };
    let tabs: Vec<_> = sides.into_iter().map(tab).collect();
    let first = (!after.is_empty()).then(|| address(side, ""));
    let next = list.rows.next.as_deref().map(|after| address(side, after));
    let shown = list.rows.rows.len() as u64;
    view! {
        <Tabs label="Transactions" tabs/>
        {match (shown, side) {
            (0, Side::Buyer) => view! {
                <Empty icon="swap" sentence="Nothing was bought yet. Accepting an offer makes a transaction.">
                    <a class="button" href="/connector/shopping-cart">"Open the shopping cart"</a>
                </Empty>
            }
            .into_any(),
            (0, Side::Seller) => view! {
                <Empty icon="swap" sentence="Nothing was sold yet. An accepted offer makes a transaction.">
                    <a class="button" href="/connector/requests">"Open requests"</a>
                </Empty>
            }
            .into_any(),
            (_, side) => view! {
                <TransactionTable rows=list.rows.rows side/>
                <Pager summary=counted(shown, "transaction", "transactions") first next/>
            }
            .into_any(),
        }}
    }
}

#[component]
fn TransactionTable(rows: Vec<TransactionRow>, side: Side) -> impl IntoView {
    let counterparty = match side {
        Side::Buyer => "Seller",
        Side::Seller => "Buyer",
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">{counterparty}</th>
                        <th scope="col" class="lo">"Cond."</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num mid">"Qty × price"</th>
                        <th scope="col" class="num">"Total"</th>
                        <th scope="col" class="num lo">"Agreed"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <AgreementRow row/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn AgreementRow(row: TransactionRow) -> impl IntoView {
    let agreement = row.agreement;
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link pn" href=format!("{HERE}/{}", row.id)>{row.part_number.clone()}</a>
                <CopyButton text=row.part_number/>
            </td>
            <td class="grow" data-fold="sub">{row.counterparty}</td>
            <td class="lo"><abbr title=row.condition.words()>{row.condition.code()}</abbr></td>
            <td data-fold="end"><StatePill state=row.state/></td>
            <td class="num mid">{format!("{} × {}", count_text(agreement.quantity), agreement.unit_price.amount_text())}</td>
            <td class="num" data-fold="sub-end"><Total total=agreement.subtotal/></td>
            <td class="num lo"><Day at=row.agreed_at/></td>
        </tr>
    }
}
