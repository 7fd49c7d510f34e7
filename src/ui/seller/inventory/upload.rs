//! One upload: its progress, what it would change, the confirmation, and what became of it.

use super::{
    HERE,
    columns::{MatchColumnsForm, Unsorted},
    confirm::{Decision, MassRemoval},
    report::Report,
    undo::{Undo, WasUndone},
    uploads::{UploadPill, mode_text},
};
use crate::{
    api_types::{
        AppError,
        inventory::{UploadPage, UploadReport, UploadStatus},
    },
    domain::ids::UploadId,
    server_fns::inventory::{ConfirmUpload, DiscardUpload, MatchColumns, UndoUpload, load_upload},
    ui::{
        components::{
            Crumbs, FormError, Notice, PageHead, Steady, close_dialog, counted, error_of, grouped, on_success,
            returned_error,
        },
        live::use_live,
    },
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_params_map;

/// The ways on from where an upload stands.
#[derive(Clone, Copy)]
pub struct Ways {
    pub confirm: ServerAction<ConfirmUpload>,
    pub discard: ServerAction<DiscardUpload>,
    matching: ServerAction<MatchColumns>,
    undo: ServerAction<UndoUpload>,
    /// That of the confirmation.
    pub dialog: NodeRef<html::Dialog>,
}

/// For sellers.
#[component]
pub fn UploadDetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<UploadId>().ok())));
    let ways = Ways {
        confirm: ServerAction::new(),
        discard: ServerAction::new(),
        matching: ServerAction::new(),
        undo: ServerAction::new(),
        dialog: NodeRef::new(),
    };
    let (live, done) = (use_live(), RwSignal::new(0_u32));
    on_success(ways.confirm, move |()| {
        close_dialog(ways.dialog);
        done.update(|count| *count += 1);
    });
    on_success(ways.discard, move |()| done.update(|count| *count += 1));
    on_success(ways.matching, move |()| done.update(|count| *count += 1));
    on_success(ways.undo, move |()| done.update(|count| *count += 1));
    let hints = move |id: Option<UploadId>| {
        let progress = id.map(|id| live.topic(&format!("upload:{id}")).get());
        (progress, live.topic("inventory").get(), done.get())
    };
    let page = Resource::new(
        move || (id.get(), hints(id.get())),
        |(id, _)| async move {
            match id {
                Some(id) => load_upload(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! { <Steady resource=page draw=move |page| view! { <UploadView page ways/> }.into_any()/> }
}

/// The form for the columns stands by itself: what is chosen in it stays while the rest of the page is drawn anew.
#[component]
fn UploadView(page: Memo<UploadPage>, ways: Ways) -> impl IntoView {
    let unsorted = Memo::new(move |_| page.with(unsorted));
    view! {
        {move || view! { <UploadHead page=page.get() ways/> }}
        <div class="upload-body">
            {move || unsorted.get().map(|unsorted| view! { <MatchColumnsForm unsorted action=ways.matching/> })}
            {move || view! { <UploadResult page=page.get() ways/> }}
        </div>
    }
}

/// The columns, while they can still be matched.
fn unsorted(page: &UploadPage) -> Option<Unsorted> {
    let report = page.report.as_ref()?;
    let is_open = match page.summary.status {
        UploadStatus::Unmatched | UploadStatus::Checked => !report.columns.is_empty(),
        UploadStatus::Checking
        | UploadStatus::Applying
        | UploadStatus::Applied
        | UploadStatus::Discarded
        | UploadStatus::Failed
        | UploadStatus::Undone => false,
    };
    let (columns, fault) = (report.columns.clone(), report.unmatched.clone());
    is_open.then_some(Unsorted { id: page.summary.id, columns, fault })
}

#[component]
fn UploadHead(page: UploadPage, ways: Ways) -> impl IntoView {
    let UploadPage { summary, progress, report, .. } = page;
    let (mode, consequence) = mode_text(summary.mode);
    let (status, is_idle) = (summary.status, summary.changes_nothing());
    view! {
        <Crumbs href=HERE parent="Inventory" here=summary.file_name.clone()/>
        <PageHead title=summary.file_name sub=format!("{} by {}", summary.created_at.minute_text(), summary.uploaded_by)>
            <UploadPill status is_idle/>
        </PageHead>
        <p class="page-sub">{format!("{mode}. {consequence}")}</p>
        <div class="report">
            <div role="status">
                {summary.undone.map(|undone| view! { <WasUndone undone/> })}
                <StatusNotice status progress report=report.unwrap_or_default()/>
            </div>
            <FormError error=returned_error(ways.confirm)/>
            <FormError error=error_of(ways.discard)/>
        </div>
    }
}

#[component]
fn UploadResult(page: UploadPage, ways: Ways) -> impl IntoView {
    let UploadPage { summary, report, undo, .. } = page;
    let (id, status) = (summary.id, summary.status);
    let is_done = matches!(status, UploadStatus::Applied | UploadStatus::Undone);
    let risk = report.as_ref().filter(|report| status == UploadStatus::Checked && report.is_mass_removal());
    let risk = risk.map(|report| view! { <MassRemoval removed=report.removed listed=report.listed/> });
    let shown = report.clone().filter(|_| !matches!(status, UploadStatus::Failed | UploadStatus::Unmatched));
    view! {
        <div class="report">
            {risk}
            {shown.map(|report| view! { <Report report is_done/> })}
            {undo.map(|undo| view! { <Undo id undo action=ways.undo/> })}
        </div>
        {report
            .filter(|_| matches!(status, UploadStatus::Checked | UploadStatus::Unmatched))
            .map(|report| view! { <Decision id report ways/> })}
    }
}

#[component]
fn StatusNotice(status: UploadStatus, progress: Option<(u64, u64)>, report: UploadReport) -> impl IntoView {
    let failure = report.failure.clone();
    match status {
        UploadStatus::Checking => view! { <Progress label="Checking the file" progress/> }.into_any(),
        UploadStatus::Applying => view! { <Progress label="Storing the changes" progress/> }.into_any(),
        // Storing failed half-way and left nothing behind; it can be tried again.
        UploadStatus::Checked if failure.is_some() => view! { <Notice kind="is-error">{failure}</Notice> }.into_any(),
        UploadStatus::Checked if report.changes() == 0 => {
            view! { <Notice kind="is-info">{nothing_to_change(&report)}</Notice> }.into_any()
        }
        UploadStatus::Checked => {
            view! { <Notice kind="is-info">"This is what would happen. Nothing is stored until you confirm."</Notice> }
                .into_any()
        }
        // The form below says it all.
        UploadStatus::Unmatched | UploadStatus::Undone => ().into_any(),
        UploadStatus::Applied => {
            view! { <Notice kind="is-success">"Stored. Buyers see this stock from now on."</Notice> }.into_any()
        }
        UploadStatus::Discarded => view! { <Notice kind="is-info">"Discarded. Nothing was stored."</Notice> }.into_any(),
        UploadStatus::Failed => {
            let failure = failure.unwrap_or_else(|| "The file could not be read.".into());
            view! {
                <Notice kind="is-error">
                    <strong>{failure}</strong>
                    <span>"Nothing was stored. Correct the file and upload it again."</span>
                </Notice>
            }
            .into_any()
        }
    }
}

/// Why a file that could be read leads to nothing.
fn nothing_to_change(report: &UploadReport) -> String {
    match (report.unchanged, report.refused) {
        (0, _) => "Nothing to change: every row of the file is refused.".into(),
        (_, 0) => "Nothing to change: your listings say what the file says.".into(),
        (_, _) => "Nothing to change: your listings say what the file says, and the other rows are refused.".into(),
    }
}

/// Without scripts the page does not move by itself, so it offers to look again.
#[component]
fn Progress(label: &'static str, progress: Option<(u64, u64)>) -> impl IntoView {
    let (done, all) = progress.unwrap_or((0, 0));
    let text = match all {
        0 => format!("{label} …"),
        _ => format!("{label}: {} of {}", grouped(done), counted(all, "row", "rows")),
    };
    view! {
        <div class="stack is-tight">
            <p class="muted tabular">{text}</p>
            <progress class="progress" max=all.max(1).to_string() value=done.to_string() aria-label=label></progress>
            <div class="button-row"><a class="button is-small no-script" href="">"Look again"</a></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_nothing_says_why() {
        let report = |unchanged, refused| UploadReport { unchanged, refused, ..UploadReport::default() };
        assert!(nothing_to_change(&report(0, 3)).contains("every row of the file is refused"));
        assert!(nothing_to_change(&report(3, 0)).ends_with("say what the file says."));
        assert!(nothing_to_change(&report(3, 1)).contains("the other rows are refused"));
    }
}
