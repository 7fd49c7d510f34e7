//! Approvals: what waits for one's decision, one's own that wait for others, and who stands in for whom.

mod decide;
mod delegation;
mod inbox;
mod submission;

pub use inbox::ApprovalsPage;
pub use submission::SubmissionPage;

use crate::{
    domain::{ids::SubmissionId, ordering::SubmissionState},
    ui::components::Pill,
};
use leptos::prelude::*;

pub const APPROVALS: &str = "/approvals";

/// The page of a submission.
pub fn submission_path(id: SubmissionId) -> String {
    format!("{APPROVALS}/{id}")
}

#[component]
fn SubmissionPill(state: SubmissionState) -> impl IntoView {
    let (kind, icon) = match state {
        SubmissionState::Pending => ("is-quote", "clock"),
        SubmissionState::Approved => ("is-accepted", "check"),
        SubmissionState::Rejected => ("is-no-quote", "slash"),
        SubmissionState::Withdrawn => ("is-withdrawn", "arrow-back"),
    };
    view! { <Pill kind icon word=state.words()/> }
}
