//! The inbox of those who decide, and what one waits for oneself.

use super::{SubmissionPill, delegation::Delegations, submission_path};
use crate::{
    api_types::checkout::{ApprovalsPage as Approvals, SubmissionRow},
    domain::{ordering::order_number_text, time::Timestamp},
    server_fns::checkout::load_approvals,
    ui::{
        checkout::sum_text,
        components::{Empty, PageHead, Steady, TableSkeleton, Time, counted},
        live::use_live,
    },
};
use leptos::prelude::*;

/// For buyers: an approver decides, and so does whoever stands in for one.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let live = use_live();
    let (approvals, carts) = (live.topic("approvals"), live.topic("carts"));
    let page = Resource::new(move || (approvals.get(), carts.get()), |_| load_approvals());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "mid", "num", "num lo"]/> }
            draw=|page| view! { <Inbox page/> }.into_any()
        />
    }
}

#[component]
fn Inbox(page: Memo<Approvals>) -> impl IntoView {
    let rows = move |of: fn(&Approvals) -> &Vec<SubmissionRow>| Memo::new(move |_| page.with(|page| of(page).clone()));
    let (waiting, mine, decided) = (rows(|page| &page.waiting), rows(|page| &page.mine), rows(|page| &page.decided));
    let now = Memo::new(move |_| page.with(|page| page.now));
    let sub = move || match waiting.with(Vec::len) {
        0 => String::new(),
        count => format!("{} for you", counted(count, "waits", "wait")),
    };
    view! {
        {move || view! { <PageHead title="Approvals" sub=sub()/> }}
        {move || match waiting.with(Vec::is_empty) {
            true => view! { <Empty icon="approve" sentence="Nothing waits for your decision."/> }.into_any(),
            false => view! { <Submissions title="Waiting for you, oldest first" rows=waiting now/> }.into_any(),
        }}
        {move || (!mine.with(Vec::is_empty)).then(|| view! { <Submissions title="Yours, waiting for others" rows=mine now/> })}
        {move || (!decided.with(Vec::is_empty)).then(|| view! { <Submissions title="Decided lately" rows=decided now/> })}
        <Delegations page/>
    }
}

#[component]
fn Submissions(title: &'static str, rows: Memo<Vec<SubmissionRow>>, now: Memo<Timestamp>) -> impl IntoView {
    view! {
        <section class="section">
            <h2>{title}</h2>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Cart"</th>
                            <th scope="col" class="grow">"Why"</th>
                            <th scope="col" class="mid">"Submitted by"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num mid">"Lines"</th>
                            <th scope="col" class="num">"Total"</th>
                            <th scope="col" class="num lo">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || rows.get() key=|row| (row.id, row.state) let:row>
                            <Row row now/>
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(row: SubmissionRow, now: Memo<Timestamp>) -> impl IntoView {
    let why = why(&row);
    let at = row.decided_at.unwrap_or(row.submitted_at);
    view! {
        <tr>
            <td data-fold="lead"><a class="row-link" href=submission_path(row.id)>{row.cart}</a></td>
            <td class="grow" data-fold="sub">{why}</td>
            <td class="mid">{row.submitted_by.name}</td>
            <td data-fold="end"><SubmissionPill state=row.state/></td>
            <td class="num mid">{row.lines}</td>
            <td class="num" data-fold="sub-end">{sum_text(&row.totals)}</td>
            <td class="num lo">{move || view! { <Time at now=now.get()/> }}</td>
        </tr>
    }
}

/// The limits it is above; of a decided one, who decided and what they said.
fn why(row: &SubmissionRow) -> String {
    let decided = row.decided_by.as_ref().map(|by| {
        let order = row.order_number.map(|number| format!(", order {}", order_number_text(number))).unwrap_or_default();
        let comment = if row.comment.is_empty() { String::new() } else { format!(": {}", row.comment) };
        format!("by {}{order}{comment}", by.name)
    });
    let place = row.in_place_of.as_ref().map(|person| format!(" (in place of {})", person.name)).unwrap_or_default();
    let exceeded: Vec<_> = row.exceeded.iter().map(|excess| excess.words()).collect();
    decided.unwrap_or_else(|| format!("{}{place}", exceeded.join("; ")))
}
