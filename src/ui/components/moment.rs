//! Exact times, for views that come without a `now` to be relative to.

use super::zone::{exact_text, is_local, minute_and_zone, shifted};
use crate::domain::time::Timestamp;
use leptos::prelude::*;

/// `2026-03-09`, with the minute on hover.
#[component]
pub fn Day(at: Timestamp) -> impl IntoView {
    let local = is_local();
    let day = move || shifted(at, local.get()).date_text();
    view! { <time datetime=at.rfc3339() title=move || exact_text(at, local.get())>{day}</time> }
}

/// `2026-03-09 14:05 UTC`.
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    let local = is_local();
    let minute = move || minute_and_zone(at, local.get()).0;
    let zone = move || minute_and_zone(at, local.get()).1;
    view! { <time class="nowrap" datetime=at.rfc3339()>{minute}" "<span class="zone">{zone}</span></time> }
}

/// `14:05`, with the day on hover.
#[component]
pub fn ClockTime(at: Timestamp) -> impl IntoView {
    let local = is_local();
    let clock = move || super::clock_text(shifted(at, local.get()));
    view! { <time datetime=at.rfc3339() title=move || exact_text(at, local.get())>{clock}</time> }
}

/// A text that stands for a time, with the exact one on hover.
#[component]
pub fn TimeAs(at: Timestamp, text: String) -> impl IntoView {
    let local = is_local();
    view! { <time datetime=at.rfc3339() title=move || exact_text(at, local.get())>{text}</time> }
}
