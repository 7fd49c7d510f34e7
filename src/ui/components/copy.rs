//! Copies a text. Hidden by the style where there are no scripts.

use super::Icon;
use leptos::{prelude::*, web_sys};
use std::time::Duration;

const DONE_FOR: Duration = Duration::from_millis(1_200);

/// A small button beside a part number.
#[component]
pub fn CopyButton(#[prop(into)] text: String) -> impl IntoView {
    let done = RwSignal::new(false);
    let label = format!("Copy {text}");
    let copy = move |_| {
        if let Some(window) = web_sys::window() {
            // The promise is not awaited: a refused clipboard changes nothing.
            let _promise = window.navigator().clipboard().write_text(&text);
            done.set(true);
            set_timeout(move || done.set(false), DONE_FOR);
        }
    };
    view! {
        <button type="button" class="copy-button" class:is-done=done aria-label=label on:click=copy>
            {move || if done.get() { view! { <Icon name="check"/> } } else { view! { <Icon name="copy"/> } }}
        </button>
    }
}
