//! The button that sends a form: it says that it is busy and keeps its width meanwhile.

use super::Icon;
use leptos::prelude::*;

/// `class` adds `is-primary`, `is-danger`, `is-small` and the like.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    /// The form's action is under way.
    #[prop(into)]
    pending: Signal<bool>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button type="submit" class=format!("button {class}") aria-busy=move || pending.get().then_some("true")>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </button>
    }
}
