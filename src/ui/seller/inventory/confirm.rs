//! What is left to decide on a checked upload: confirm it, with a word of its own where most of the stock would go, or
//! discard it.

use super::upload::Ways;
use crate::{
    api_types::inventory::UploadReport,
    domain::ids::UploadId,
    ui::components::{
        Dialog, DialogClose, DialogOpener, FormError, Notice, SubmitButton, counted, error_of, grouped, returned_error,
    },
};
use leptos::{form::ActionForm, prelude::*};

const DIALOG: &str = "confirm-upload";

/// Below the report of an upload that is not stored.
#[component]
pub fn Decision(id: UploadId, report: UploadReport, ways: Ways) -> impl IntoView {
    let changes = report.changes();
    let sentence = match changes {
        _ if report.unmatched.is_some() => "Nothing is stored yet. ".to_owned(),
        0 => "There is nothing to confirm. ".to_owned(),
        _ => format!("Confirming changes {}. ", counted(changes, "listing", "listings")),
    };
    let left_out = (report.refused > 0).then(|| format!("{} refused and left out.", grouped(report.refused)));
    let class = if report.is_mass_removal() { "is-primary is-danger" } else { "is-primary" };
    view! {
        <div class="report-foot">
            <p>{sentence}{left_out}</p>
            <ActionForm action=ways.discard>
                <input type="hidden" name="upload_id" value=id.to_string()/>
                <SubmitButton label="Discard" pending=ways.discard.pending()/>
            </ActionForm>
            {(changes > 0).then(|| view! { <DialogOpener dialog=DIALOG label="Confirm upload" class/> })}
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
    let class = if report.is_mass_removal() { "is-primary is-danger" } else { "is-primary" };
    // After a post without scripts the page says it.
    let (error, returned) = (error_of(ways.confirm), returned_error(ways.confirm));
    let error = Signal::derive(move || error.get().filter(|_| returned.with(Option::is_none)));
    view! {
        <Dialog id=DIALOG title node_ref=ways.dialog>
            <ActionForm action=ways.confirm>
                <div class="dialog-body">
                    <p>"Everything is stored in one step, or nothing."</p>
                    {closing}
                    {report.is_mass_removal().then(|| view! { <Removals removed=report.removed listed=report.listed/> })}
                    <FormError error/>
                    <input type="hidden" name="upload_id" value=id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=DIALOG focus=true/>
                    <SubmitButton label="Confirm upload" class pending=ways.confirm.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// Its own confirmation: a file that was cut off looks like one that means it.
#[component]
fn Removals(removed: u64, listed: u64) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input type="checkbox" name="removing" value=removed.to_string() required autocomplete="off"/>
            {format!("Yes, take {} off the market", of_all(removed, listed))}
        </label>
    }
}

/// Above the report where most of the stock would go.
#[component]
pub fn MassRemoval(removed: u64, listed: u64) -> impl IntoView {
    view! {
        <Notice kind="is-error">
            <strong>{format!("This file takes {} off the market.", of_all(removed, listed))}</strong>
            " If it holds only a part of your stock, discard it and upload it as an update."
        </Notice>
    }
}

/// `all 12 listings`, `41 of 50 listings`.
fn of_all(removed: u64, listed: u64) -> String {
    let listings = counted(listed.max(removed), "listing", "listings");
    match removed < listed {
        true => format!("{} of {listings}", grouped(removed)),
        false if removed == 1 => "your only listing".to_owned(),
        false => format!("all {listings}"),
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

    #[test]
    fn a_removal_is_told_with_what_there_is() {
        let told = [(41, 50), (12, 12), (1, 1)].map(|(removed, listed)| of_all(removed, listed));
        assert_eq!(told, ["41 of 50 listings", "all 12 listings", "your only listing"]);
    }
}
