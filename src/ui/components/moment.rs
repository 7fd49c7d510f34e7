//! Exact times in UTC, for views that come without a `now` to be relative to.

use crate::domain::time::Timestamp;
use leptos::prelude::*;

/// `2026-03-09`, with the minute on hover.
#[component]
pub fn Day(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.rfc3339() title=at.minute_text()>{at.date_text()}</time> }
}

/// `2026-03-09 14:05 UTC`.
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.rfc3339()>{at.minute_text()}</time> }
}
