//! What support looked for and opened, and why: for support itself and for merchant admins.

use super::LOG;
use crate::{
    api_types::{
        paging::Page,
        support::{SupportAct, SupportDeed},
    },
    server_fns::support::load_support_log,
    ui::components::{Empty, Moment, PageHead, Pager, Steady, TableSkeleton, counted, href},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// For support representatives and merchant admins.
#[component]
pub fn SupportLogPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let page = Resource::new(
        move || after.get(),
        |after| async move { load_support_log(after.clone()).await.map(|page| (after, page)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "", "grow", ""]/> }
            draw=|page| {
                let head = view! { <PageHead title="Support log" sub="What support looked for and opened, and why"/> };
                view! { {head} <Log page/> }.into_any()
            }
        />
    }
}

#[component]
fn Log(page: Memo<(String, Page<SupportDeed>)>) -> impl IntoView {
    move || {
        let (after, Page { rows, next }) = page.get();
        if rows.is_empty() {
            return view! { <Empty icon="search" sentence="Support has looked at nothing yet."/> }.into_any();
        }
        let first = (!after.is_empty()).then(|| LOG.to_owned());
        let next = next.as_deref().map(|after| href(LOG, &[("after", after)]));
        let summary = format!("{}, latest first", counted(rows.len(), "entry", "entries"));
        view! {
            <div class="table-wrap">
                <table class="table history">
                    <thead>
                        <tr>
                            <th scope="col">"When"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col" class="grow">"What"</th>
                            <th scope="col">"Reason"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <Pager summary first next/>
        }
        .into_any()
    }
}

fn row(deed: SupportDeed) -> AnyView {
    let what = match deed.what {
        SupportAct::LookedFor { words } => format!("Looked for “{words}”"),
        SupportAct::Opened { number: Some(number), organisation } => format!("Opened {number} of {organisation}"),
        SupportAct::Opened { number: None, organisation } => format!("Opened a cart of {organisation}"),
    };
    view! {
        <tr>
            <td class="nowrap" data-label="When"><Moment at=deed.at/></td>
            <td data-label="Who">{deed.who}</td>
            <td class="grow is-wrapping" data-label="What">{what}</td>
            <td class="is-wrapping" data-label="Reason">{deed.reason}</td>
        </tr>
    }
    .into_any()
}
