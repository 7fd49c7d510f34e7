//! What an action on many lines did to each of them.

use crate::{
    api_types::triage::{BulkAction, BulkOutcome, BulkReport},
    domain::ids::BulkRunId,
    server_fns::triage::load_bulk_run,
    ui::components::{Crumbs, Icon, Loaded, Moment, PageHead, Pill, PriceOrNone, TableSkeleton},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// For the sellers of the organisation.
#[component]
pub fn BulkReportPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<BulkRunId>().ok())));
    let report = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => load_bulk_run(id).await,
                None => Err(crate::api_types::AppError::NotFound),
            }
        },
    );
    view! {
        <Loaded
            resource=report
            fallback=|| view! { <TableSkeleton columns=&["", "mid", "num", "num", "", "grow"]/> }
            draw=move |report| view! { <ReportView report/> }.into_any()
        />
    }
}

#[component]
fn ReportView(report: BulkReport) -> impl IntoView {
    let (title, has_prices) = match report.action {
        BulkAction::UpdatePrice => ("Prices offered", true),
        BulkAction::NoQuote => ("No quote", false),
    };
    let done = report.outcomes.iter().filter(|outcome| outcome.refused.is_none()).count();
    let refused = report.outcomes.len() - done;
    view! {
        <Crumbs href="/connector/requests" parent="Requests" here=title/>
        <PageHead title>
            <a class="button is-primary" href="/connector/requests">"Back to requests"</a>
        </PageHead>
        <div class="report" role="status">
            <div class="report-counts is-two">
                <div class="is-added"><strong>{done}</strong><Icon name="check"/>"done"</div>
                <div class="is-refused" class:is-zero=refused == 0><strong>{refused}</strong><Icon name="slash"/>"refused"</div>
            </div>
            <p class="small muted">{format!("By {}, ", report.by)}<Moment at=report.finished_at/></p>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Part number"</th>
                            <th scope="col" class="mid">"Buyer"</th>
                            {has_prices.then(|| view! {
                                <th scope="col" class="num">"Before"</th>
                                <th scope="col" class="num">"New price"</th>
                            })}
                            <th scope="col">"Outcome"</th>
                            <th scope="col" class="grow">"Why"</th>
                        </tr>
                    </thead>
                    <tbody>{report.outcomes.into_iter().map(|it| outcome(it, has_prices)).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

fn outcome(outcome: BulkOutcome, has_prices: bool) -> AnyView {
    let address = format!("/connector/requests/lines/{}", outcome.line_id);
    let pill = match &outcome.refused {
        None => view! { <Pill kind="is-accepted" icon="check" word="done"/> },
        Some(_) => view! { <Pill kind="is-no-quote" icon="slash" word="refused"/> },
    };
    view! {
        <tr>
            <td><a class="row-link pn" href=address>{outcome.part_number}</a></td>
            <td class="mid" data-label="Buyer">{outcome.buyer}</td>
            {has_prices.then(|| view! {
                <td class="num" data-label="Before"><PriceOrNone price=outcome.old/></td>
                <td class="num strong" data-label="New price"><PriceOrNone price=outcome.new/></td>
            })}
            <td data-label="Outcome">{pill}</td>
            <td class="grow" data-label="Why">{outcome.refused.map(|reason| view! { <span class="reason">{reason}</span> })}</td>
        </tr>
    }
    .into_any()
}
