//! A state as shape, word and colour.

use super::Icon;
use crate::domain::negotiation::LineStatus;
use leptos::prelude::*;

/// `kind` is one of the `is-` classes of `pill.css`.
#[component]
pub fn Pill(kind: &'static str, icon: &'static str, #[prop(into)] word: String) -> impl IntoView {
    view! {
        <span class=format!("pill {kind}")>
            <Icon name=icon/>
            {word}
        </span>
    }
}

/// Where a line stands.
#[component]
pub fn StatusPill(status: LineStatus) -> impl IntoView {
    let (kind, icon, word) = match status {
        LineStatus::Open => ("is-open", "circle", "Open"),
        LineStatus::Quote => ("is-quote", "tag", "Quote"),
        LineStatus::NoQuote => ("is-no-quote", "slash", "No quote"),
        LineStatus::Accepted => ("is-accepted", "check", "Accepted"),
        LineStatus::Withdrawn => ("is-withdrawn", "arrow-back", "Withdrawn"),
        LineStatus::Closed => ("is-closed", "square", "Closed"),
    };
    view! { <Pill kind icon word/> }
}
