//! The job status report: every bag with how far it got, those that need somebody first.

use super::{DeliveryPill, HERE, delivery_path};
use crate::{
    api_types::delivery::{DeliveriesPage as Page, DeliveriesQuery, DeliveryRow, Which},
    server_fns::delivery::load_deliveries,
    ui::components::{Empty, Icon, Moment, PageHead, Pager, Steady, TabLink, TableSkeleton, Tabs, Total, counted, href},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// For merchant admins.
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| DeliveriesQuery {
            which: query.get_str("show").and_then(Which::parse).unwrap_or_default(),
            after: query.get_str("after").unwrap_or_default().to_owned(),
        })
    });
    let again = RwSignal::new(0_u32);
    let page = Resource::new(
        move || (asked.get(), again.get()),
        |(query, _)| async move { load_deliveries(query.clone()).await.map(|page| (query, page)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "mid", "mid"]/> }
            draw=move |page| view! { <Report page again/> }.into_any()
        />
    }
}

#[component]
fn Report(page: Memo<(DeliveriesQuery, Page)>, again: RwSignal<u32>) -> impl IntoView {
    view! {
        <PageHead title="Deliveries" sub="Bags on their way to sellers’ own order systems">
            <button type="button" class="button needs-script" on:click=move |_| again.update(|count| *count += 1)>
                <Icon name="swap"/>
                <span>"Look again"</span>
            </button>
        </PageHead>
        {move || page.with(|(query, page)| view! { <List query=query.clone() page=page.clone()/> })}
    }
}

#[component]
fn List(query: DeliveriesQuery, page: Page) -> impl IntoView {
    let which = query.which;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let tab = |which: Which, count: u32| TabLink {
        href: href(HERE, &[("show", which.as_str())]),
        word: which.words(),
        count,
        current: which == query.which,
    };
    let tabs = vec![
        tab(Which::Attention, count(page.attention)),
        tab(Which::Open, count(page.open)),
        tab(Which::All, count(page.all)),
    ];
    let next = page.next.as_ref().map(|next| href(HERE, &[("show", which.as_str()), ("after", next)]));
    let first = (!query.after.is_empty()).then(|| href(HERE, &[("show", which.as_str())]));
    let summary = counted(page.rows.len() as u32, "bag", "bags");
    let sentence = match which {
        Which::Attention => "No bag needs attention.",
        Which::Open => "Every bag has its answer.",
        Which::All => "No order was submitted yet.",
    };
    view! {
        <Tabs label="Which bags" tabs/>
        {match page.rows.is_empty() {
            true => view! { <Empty icon="send" sentence/> }.into_any(),
            false => view! { <Rows rows=page.rows/> <Pager summary first next/> }.into_any(),
        }}
    }
}

#[component]
fn Rows(rows: Vec<DeliveryRow>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Order"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="grow">"What is known"</th>
                        <th scope="col" class="mid">"Seller"</th>
                        <th scope="col" class="lo">"Buyer"</th>
                        <th scope="col" class="num">"Total"</th>
                        <th scope="col" class="lo">"Changed"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: DeliveryRow) -> impl IntoView {
    let revision = (row.revision > 1).then(|| format!(" · revision {}", row.revision));
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link" href=delivery_path(row.bag_id)>{row.order.clone()}</a>
                {revision.map(|revision| view! { <span class="muted">{revision}</span> })}
            </td>
            <td data-fold="end"><DeliveryPill row=row.clone()/></td>
            <td class="grow" data-fold="sub"><Known row=row.clone()/></td>
            <td class="mid" data-fold="sub-2">{row.seller}</td>
            <td class="lo">{row.buyer}</td>
            <td class="num" data-fold="sub-end"><Total total=row.total/></td>
            <td class="lo"><Moment at=row.changed_at/></td>
        </tr>
    }
}

/// The reason, the number, or when it is tried again.
#[component]
fn Known(row: DeliveryRow) -> impl IntoView {
    let tries = counted(u32::try_from(row.attempts).unwrap_or(u32::MAX), "try", "tries");
    let format = row.format.map_or("no connector", |format| format.words());
    let facts = if row.attempts > 0 { format!("{format}, {tries}") } else { format.to_owned() };
    let reason = row.rejection.or_else(|| row.last_error.filter(|_| row.erp_order_number.is_none()));
    let words = match (row.erp_order_number, reason) {
        (Some(number), _) => format!("{number} · {facts}"),
        (None, Some(reason)) => format!("{reason} · {facts}"),
        (None, None) => facts,
    };
    view! {
        {words}
        {row.next_at.map(|at| view! { " · next try " <Moment at/> })}
    }
}
