//! A symbol of `/icons.svg`, in the colour of its text. Never the only carrier of a meaning.

use leptos::prelude::*;

/// `name` is a symbol's id in `public/icons.svg`; `class` adds `is-small` or `is-large`.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] class: &'static str) -> impl IntoView {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
