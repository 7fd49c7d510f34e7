//! The form that sends a file, and the latest files sent.

use super::HERE;
use crate::{
    api_types::inventory::{UploadStatus, UploadSummary},
    domain::catalog::UploadMode,
    ui::components::{Day, Icon, Pill},
};
use leptos::prelude::*;

/// A mode's word and what it does to listings that the file does not name.
pub fn mode_text(mode: UploadMode) -> (&'static str, &'static str) {
    match mode {
        UploadMode::Update => ("Update", "Listings that are not in the file stay as they are."),
        UploadMode::Replace => ("Replace", "Listings that are not in the file are removed."),
    }
}

/// What the browser's own dialog offers first; the server looks at the content.
const ACCEPTED: &str = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A plain multipart post: the server answers with the page of the new upload.
#[component]
pub fn UploadForm() -> impl IntoView {
    view! {
        <form class="form" method="post" action="/connector/inventory/uploads" enctype="multipart/form-data">
            <div class="file-drop">
                <Icon name="upload"/>
                <label for="file"><strong>"CSV or XLSX file"</strong></label>
                <p>"Header row first; CSV in UTF-8 with comma or semicolon"</p>
                <input type="file" id="file" name="file" accept=ACCEPTED required/>
            </div>
            <fieldset class="fieldset">
                <legend>"What about the rest?"</legend>
                <ModeChoice mode=UploadMode::Update/>
                <ModeChoice mode=UploadMode::Replace/>
            </fieldset>
            <details class="more">
                <summary>"The stock is not on the first sheet"</summary>
                <div class="field">
                    <label for="sheet">"Sheet"<span class="optional">" (optional)"</span></label>
                    <input class="input" id="sheet" name="sheet" maxlength="31" autocomplete="off"/>
                </div>
            </details>
            <div class="form-foot">
                <button type="submit" class="button is-primary">"Check file"</button>
            </div>
            <p class="hint">"Nothing is stored until you have seen what would change and confirmed it."</p>
        </form>
    }
}

#[component]
fn ModeChoice(mode: UploadMode) -> impl IntoView {
    let (word, consequence) = mode_text(mode);
    view! {
        <label class="radio">
            <input type="radio" name="mode" value=mode.as_str() checked=mode == UploadMode::Update/>
            <span>{word}<span class="hint">{consequence}</span></span>
        </label>
    }
}

#[component]
pub fn LatestUploads(uploads: Vec<UploadSummary>) -> impl IntoView {
    (!uploads.is_empty()).then(|| view! {
        <section class="section">
            <h2>"Latest uploads"</h2>
            <div class="table-wrap is-inset">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col" class="grow">"File"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Mode"</th>
                            <th scope="col" class="lo">"By"</th>
                            <th scope="col" class="num">"Sent"</th>
                        </tr>
                    </thead>
                    <tbody>{uploads.into_iter().map(|upload| view! { <UploadRow upload/> }.into_any()).collect_view()}</tbody>
                </table>
            </div>
        </section>
    })
}

#[component]
fn UploadRow(upload: UploadSummary) -> impl IntoView {
    let (mode, _consequence) = mode_text(upload.mode);
    let is_idle = upload.changes_nothing();
    view! {
        <tr>
            <td class="grow" data-fold="lead">
                <a class="row-link" href=format!("{HERE}/uploads/{}", upload.id)>{upload.file_name}</a>
            </td>
            <td data-fold="end"><UploadPill status=upload.status is_idle/></td>
            <td data-fold="sub">{mode}</td>
            <td class="lo" data-fold="sub-2">{upload.uploaded_by}</td>
            <td class="num" data-fold="sub-end"><Day at=upload.created_at/></td>
        </tr>
    }
}

/// Where an upload stands; an idle one was checked and changes nothing.
#[component]
pub fn UploadPill(status: UploadStatus, is_idle: bool) -> impl IntoView {
    let (kind, icon, word) = match status {
        UploadStatus::Checking => ("is-info", "clock", "Checking"),
        UploadStatus::Unmatched => ("is-quote", "tag", "Columns to match"),
        UploadStatus::Checked if is_idle => ("is-closed", "check", "Nothing to change"),
        UploadStatus::Checked => ("is-quote", "tag", "To confirm"),
        UploadStatus::Applying => ("is-info", "clock", "Storing"),
        UploadStatus::Applied => ("is-accepted", "check", "Stored"),
        UploadStatus::Discarded => ("is-withdrawn", "arrow-back", "Discarded"),
        UploadStatus::Failed => ("is-no-quote", "slash", "Failed"),
        UploadStatus::Undone => ("is-withdrawn", "arrow-back", "Undone"),
    };
    view! { <Pill kind icon word/> }
}
