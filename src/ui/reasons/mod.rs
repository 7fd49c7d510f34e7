//! Why lines ended without a deal, counted; each side sees its own lines only.

use crate::{
    api_types::triage::{ReasonCount, ReasonStatistic},
    domain::negotiation::Side,
    server_fns::triage::load_reasons,
    ui::{
        components::{Crumbs, Loaded, PageHead, TableSkeleton, count_text},
        live::use_live,
        negotiation::list_path,
    },
};
use leptos::prelude::*;

/// For buyers or sellers.
#[component]
pub fn ReasonsPage(side: Side) -> impl IntoView {
    let lines = use_live().topic("lines");
    let statistic = Resource::new(move || lines.get(), move |_| load_reasons(side));
    view! {
        <Loaded
            resource=statistic
            fallback=|| view! { <TableSkeleton columns=&["grow", "num", "num", "mid"] rows=6/> }
            draw=move |statistic| view! { <Statistic statistic/> }.into_any()
        />
    }
}

#[component]
fn Statistic(statistic: ReasonStatistic) -> impl IntoView {
    let (parent, sub, declined, by_buyers, by_sellers) = match statistic.side {
        Side::Buyer => (
            "Shopping cart",
            "Lines of your carts, by the day they ended",
            "Why sellers did not quote",
            "Why you withdrew",
            "Why sellers withdrew",
        ),
        Side::Seller => (
            "Requests",
            "Requests to your organisation, by the day they ended",
            "Why you did not quote",
            "Why buyers withdrew",
            "Why you withdrew",
        ),
    };
    view! {
        <Crumbs href=list_path(statistic.side) parent here="Why lines end"/>
        <PageHead title="Why lines end" sub/>
        <div class="columns">
            <Reasons id="declined" title=declined rows=statistic.declined/>
            <Reasons id="by-buyers" title=by_buyers rows=statistic.withdrawn_by_buyers/>
            <Reasons id="by-sellers" title=by_sellers rows=statistic.withdrawn_by_sellers/>
        </div>
    }
}

/// A small table; the bar repeats the count of the longer span.
#[component]
fn Reasons(id: &'static str, title: &'static str, rows: Vec<ReasonCount>) -> impl IntoView {
    let most = rows.iter().map(|row| row.all).max().unwrap_or_default().max(1);
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {match rows.is_empty() {
                true => view! { <p class="muted small">"No line in 90 days."</p> }.into_any(),
                false => view! {
                    <table class="reasons chart">
                        <thead>
                            <tr>
                                <th scope="col">"Reason"</th>
                                <th scope="col" class="num">"30 days"</th>
                                <th scope="col" class="num">"90 days"</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(|row| reason_row(row, most)).collect_view()}</tbody>
                    </table>
                }
                .into_any(),
            }}
        </section>
    }
}

fn reason_row(row: ReasonCount, most: u32) -> AnyView {
    let width = (row.all * 100 / most).max(1).to_string();
    let words = row.reason.map_or("no reason given", |reason| reason.words());
    view! {
        <tr>
            <th scope="row">{words}</th>
            <td class="num">{count_text(i64::from(row.recent))}</td>
            <td class="num">{count_text(i64::from(row.all))}</td>
            <td class="reasons-bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bar" x="0" y="0" width=width height="8"></rect>
                </svg>
            </td>
        </tr>
    }
    .into_any()
}
