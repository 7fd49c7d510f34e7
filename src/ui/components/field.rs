//! A labelled control with its hint and the reason it was refused.

use super::Icon;
use leptos::prelude::*;

/// The child is the control itself: give it this `id`, `aria-describedby="{id}-hint {id}-error"`,
/// and `aria-invalid` from [`invalid`].
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// Says “(optional)” beside the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional, into)] hint: Option<String>,
    /// See [`reason`](super::reason).
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field">
            <label for=id>{label}{optional.then(|| view! { <span class="optional">" (optional)"</span> })}</label>
            {children()}
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
            {move || error.get().map(|reason| view! {
                <span class="error" id=error_id.clone() role="alert">
                    <Icon name="alert"/>
                    <span>{reason}</span>
                </span>
            })}
        </div>
    }
}

/// The value of `aria-invalid` for a control whose field may have been refused.
pub fn invalid(error: Signal<Option<String>>) -> impl Fn() -> Option<&'static str> + Clone + Send + 'static {
    move || error.with(Option::is_some).then_some("true")
}
