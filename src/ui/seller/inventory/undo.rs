//! Taking the latest upload back: what that would do, the question, and who did it.

use super::report::Closing;
use crate::{
    api_types::inventory::{UndoView, Undone},
    domain::ids::UploadId,
    server_fns::inventory::UndoUpload,
    ui::components::{
        Dialog, DialogClose, DialogOpener, FormError, Notice, SubmitButton, close_dialog, counted, error_of, on_success,
        returned_error,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const DIALOG: &str = "undo-upload";

/// Below the report of an applied upload.
#[component]
pub fn Undo(id: UploadId, undo: UndoView, action: ServerAction<UndoUpload>) -> impl IntoView {
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(action, move |()| close_dialog(node_ref));
    // Said in the dialog that asked, or on the page after a post without scripts.
    let (error, returned) = (error_of(action), returned_error(action));
    let error = Signal::derive(move || error.get().filter(|_| returned.with(Option::is_none)));
    let sentence = consequence(&undo);
    match undo.refusal {
        Some(refusal) => view! {
            <section class="section"><p class="muted small">"This upload cannot be undone. "{refusal}</p></section>
        }
        .into_any(),
        None => view! {
            <section class="section undo">
                <p class="muted small">{sentence.clone()}</p>
                <DialogOpener dialog=DIALOG label="Undo upload" icon="arrow-back"/>
            </section>
            <FormError error=returned/>
            <Dialog id=DIALOG title="Undo this upload?" node_ref>
                <ActionForm action=action>
                    <div class="dialog-body">
                        <p>{sentence}" What is agreed with buyers stays agreed, and lines that closed stay closed."</p>
                        <Closing lines=undo.closing_lines all=undo.closing is_done=false/>
                        <FormError error/>
                        <input type="hidden" name="upload_id" value=id.to_string()/>
                    </div>
                    <div class="dialog-foot">
                        <DialogClose dialog=DIALOG focus=true/>
                        <SubmitButton label="Undo upload" class="is-primary is-danger" pending=action.pending()/>
                    </div>
                </ActionForm>
            </Dialog>
        }
        .into_any(),
    }
}

/// On the page of an upload that was taken back.
#[component]
pub fn WasUndone(undone: Undone) -> impl IntoView {
    view! {
        <Notice kind="is-info">
            {format!("Undone by {}, {}. The listings say again what they said before.", undone.by, undone.at.minute_text())}
        </Notice>
    }
}

/// `Undoing restores 12 listings, removes 3 and closes 1 line of a buyer.`
fn consequence(undo: &UndoView) -> String {
    let restored = (undo.restored > 0).then(|| format!("restores {}", counted(undo.restored, "listing", "listings")));
    let removed = (undo.removed > 0).then(|| format!("removes {}", counted(undo.removed, "listing", "listings")));
    let closing =
        (undo.closing > 0).then(|| format!("closes {}", counted(undo.closing, "line of a buyer", "lines of buyers")));
    let mut parts: Vec<String> = [restored, removed, closing].into_iter().flatten().collect();
    let Some(last) = parts.pop() else { return "Undoing changes nothing.".into() };
    let text = if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) };
    format!("Undoing {text}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_everything_that_would_happen() {
        let mut undo = UndoView { restored: 12, removed: 3, closing_lines: vec![], closing: 1, refusal: None };
        assert_eq!(consequence(&undo), "Undoing restores 12 listings, removes 3 listings and closes 1 line of a buyer.");
        (undo.removed, undo.closing) = (0, 0);
        assert_eq!(consequence(&undo), "Undoing restores 12 listings.");
    }
}
