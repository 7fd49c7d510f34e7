//! A person or organisation as initials. Decorative: the name always stands beside it.

use leptos::prelude::*;

/// `class` adds `is-large` or `is-org`; the tint follows from the name.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(optional)] class: &'static str) -> impl IntoView {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let tint = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6;
    view! { <span class=format!("avatar tint-{tint} {class}") aria-hidden="true">{initials}</span> }
}
