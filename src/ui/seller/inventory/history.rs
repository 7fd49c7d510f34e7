//! Everything that was ever uploaded: who sent what, and what became of it.

use super::{
    HERE,
    uploads::{UploadPill, mode_text},
};
use crate::{
    api_types::inventory::{UploadHistory, UploadSummary},
    server_fns::inventory::load_uploads,
    ui::{
        components::{Crumbs, Empty, Loaded, Moment, PageHead, Pager, TableSkeleton, counted, grouped, href},
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// For sellers.
#[component]
pub fn UploadHistoryPage() -> impl IntoView {
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let changed = use_live().topic("inventory");
    let page = Resource::new(
        move || (before.get(), changed.get()),
        |(before, _)| async move { load_uploads(before.clone()).await.map(|page| (before, page)) },
    );
    view! {
        <Crumbs href=HERE parent="Inventory" here="History"/>
        <PageHead title="Uploads" sub="What was sent, by whom, and what became of it"/>
        <Loaded
            resource=page
            headed=true
            fallback=|| view! { <TableSkeleton columns=&["grow", "", "lo", "mid", "num", "num", "num", "num", "num"]/> }
            draw=|(before, page)| view! { <History before page/> }.into_any()
        />
    }
}

#[component]
fn History(before: String, page: UploadHistory) -> impl IntoView {
    let here = format!("{HERE}/history");
    let first = (!before.is_empty()).then(|| here.clone());
    let next = page.uploads.next.as_deref().map(|next| href(&here, &[("before", next)]));
    let shown = page.uploads.rows.len() as u64;
    match shown {
        0 => view! {
            <Empty icon="upload" sentence="Nothing was uploaded yet.">
                <a class="button is-primary" href=format!("{HERE}#upload")>"Upload stock"</a>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="grow">"File"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="lo">"Mode"</th>
                            <th scope="col" class="mid">"By"</th>
                            <th scope="col" class="num mid">"Added"</th>
                            <th scope="col" class="num mid">"Changed"</th>
                            <th scope="col" class="num mid">"Removed"</th>
                            <th scope="col" class="num mid">"Refused"</th>
                            <th scope="col" class="num">"Sent"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {page.uploads.rows.into_iter().map(|upload| view! { <HistoryRow upload/> }.into_any()).collect_view()}
                    </tbody>
                </table>
            </div>
            <Pager summary=counted(shown, "upload", "uploads") first next/>
        }
        .into_any(),
    }
}

#[component]
fn HistoryRow(upload: UploadSummary) -> impl IntoView {
    let (mode, _consequence) = mode_text(upload.mode);
    let (counts, is_idle) = (upload.counts, upload.changes_nothing());
    let count = move |of: u64| match (counts, of) {
        (None, _) | (_, 0) => view! { <span class="none">"–"</span> }.into_any(),
        (Some(_), count) => grouped(count).into_any(),
    };
    view! {
        <tr>
            <td class="grow" data-fold="lead">
                <a class="row-link" href=format!("{HERE}/uploads/{}", upload.id)>{upload.file_name}</a>
            </td>
            <td data-fold="end"><UploadPill status=upload.status is_idle/></td>
            <td class="lo">{mode}</td>
            <td class="mid" data-fold="sub">{upload.uploaded_by}</td>
            <td class="num mid">{count(counts.map_or(0, |counts| counts.added))}</td>
            <td class="num mid">{count(counts.map_or(0, |counts| counts.changed))}</td>
            <td class="num mid">{count(counts.map_or(0, |counts| counts.removed))}</td>
            <td class="num mid">{count(counts.map_or(0, |counts| counts.refused))}</td>
            <td class="num" data-fold="sub-end"><Moment at=upload.created_at/></td>
        </tr>
    }
}
