//! One upload: its progress, what it would change, the confirmation, and what became of it.

use super::{
    HERE,
    columns::{MatchColumnsForm, Unsorted},
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
            Crumbs, Dialog, DialogClose, DialogOpener, FormError, Notice, PageHead, Steady, SubmitButton, close_dialog,
            counted, error_of, grouped, on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, html, prelude::*};
use leptos_router::hooks::use_params_map;

const CONFIRM_DIALOG: &str = "confirm-upload";

/// The ways on from where an upload stands.
#[derive(Clone, Copy)]
struct Ways {
    confirm: ServerAction<ConfirmUpload>,
    discard: ServerAction<DiscardUpload>,
    matching: ServerAction<MatchColumns>,
    undo: ServerAction<UndoUpload>,
    dialog: NodeRef<html::Dialog>,
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
    let status = summary.status;
    view! {
        <Crumbs href=HERE parent="Inventory" here=summary.file_name.clone()/>
        <PageHead title=summary.file_name sub=format!("{} by {}", summary.created_at.minute_text(), summary.uploaded_by)>
            <UploadPill status/>
        </PageHead>
        <p class="page-sub">{format!("{mode}. {consequence}")}</p>
        <div class="report">
            <div role="status">
                {summary.undone.map(|undone| view! { <WasUndone undone/> })}
                <StatusNotice status progress failure=report.and_then(|report| report.failure)/>
            </div>
            <FormError error=error_of(ways.confirm)/>
            <FormError error=error_of(ways.discard)/>
        </div>
    }
}

#[component]
fn UploadResult(page: UploadPage, ways: Ways) -> impl IntoView {
    let UploadPage { summary, report, undo, .. } = page;
    let (id, status) = (summary.id, summary.status);
    let is_done = matches!(status, UploadStatus::Applied | UploadStatus::Undone);
    let shown = report.clone().filter(|_| !matches!(status, UploadStatus::Failed | UploadStatus::Unmatched));
    view! {
        <div class="report">
            {shown.map(|report| view! { <Report report is_done/> })}
            {undo.map(|undo| view! { <Undo id undo action=ways.undo/> })}
        </div>
        {report
            .filter(|_| matches!(status, UploadStatus::Checked | UploadStatus::Unmatched))
            .map(|report| view! { <Decision id report ways/> })}
    }
}

#[component]
fn StatusNotice(status: UploadStatus, progress: Option<(u64, u64)>, failure: Option<String>) -> impl IntoView {
    match status {
        UploadStatus::Checking => view! { <Progress label="Checking the file" progress/> }.into_any(),
        UploadStatus::Applying => view! { <Progress label="Storing the changes" progress/> }.into_any(),
        // Storing failed half-way and left nothing behind; it can be tried again.
        UploadStatus::Checked if failure.is_some() => view! { <Notice kind="is-error">{failure}</Notice> }.into_any(),
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

#[component]
fn Decision(id: UploadId, report: UploadReport, ways: Ways) -> impl IntoView {
    let changes = report.added + report.changed + report.removed;
    let sentence = match changes {
        _ if report.unmatched.is_some() => "Nothing is stored yet. ".to_owned(),
        0 => "The file changes nothing. ".to_owned(),
        _ => format!("Confirming changes {}. ", counted(changes, "listing", "listings")),
    };
    let left_out = (report.refused > 0).then(|| format!("{} refused and left out.", grouped(report.refused)));
    view! {
        <div class="report-foot">
            <p>{sentence}{left_out}</p>
            <ActionForm action=ways.discard>
                <input type="hidden" name="upload_id" value=id.to_string()/>
                <SubmitButton label="Discard" pending=ways.discard.pending()/>
            </ActionForm>
            {(changes > 0).then(|| view! { <DialogOpener dialog=CONFIRM_DIALOG label="Confirm upload" class="is-primary"/> })}
        </div>
        {(changes > 0).then(|| view! { <ConfirmDialog id report ways/> })}
    }
}

/// Names every kind of change that there is: `Add 1,204 and remove 41 listings?`
fn question(report: &UploadReport) -> String {
    let mut kinds: Vec<_> = [("add", report.added), ("change", report.changed), ("remove", report.removed)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    let Some((verb, count)) = kinds.pop() else { return "Store the file?".to_owned() };
    let last = format!("{verb} {}", counted(count, "listing", "listings"));
    let first: Vec<_> = kinds.into_iter().map(|(verb, count)| format!("{verb} {}", grouped(count))).collect();
    let text = if first.is_empty() { last } else { format!("{} and {last}", first.join(", ")) };
    format!("{}{}?", text[..1].to_uppercase(), &text[1..])
}

#[component]
fn ConfirmDialog(id: UploadId, report: UploadReport, ways: Ways) -> impl IntoView {
    let title = question(&report);
    let closing = (report.closing > 0).then(|| {
        let lines = counted(report.closing, "line of a buyer closes", "lines of buyers close");
        view! { <p><strong>{lines}</strong>" because the stock is gone; they are told at once."</p> }
    });
    view! {
        <Dialog id=CONFIRM_DIALOG title node_ref=ways.dialog>
            <ActionForm action=ways.confirm>
                <div class="dialog-body">
                    <p>"Everything is stored in one step, or nothing."</p>
                    {closing}
                    <input type="hidden" name="upload_id" value=id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=CONFIRM_DIALOG focus=true/>
                    <SubmitButton label="Confirm upload" class="is-primary" pending=ways.confirm.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_every_kind_of_change() {
        let report = UploadReport { added: 1_204, removed: 41, ..UploadReport::default() };
        assert_eq!(question(&report), "Add 1,204 and remove 41 listings?");
        assert_eq!(question(&UploadReport { changed: 1, ..UploadReport::default() }), "Change 1 listing?");
    }
}
