//! An empty list: one sentence and the one button that helps.

use super::Icon;
use leptos::prelude::*;

/// The children are the button or link, if any.
#[component]
pub fn Empty(
    icon: &'static str,
    #[prop(into)] sentence: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <p>{sentence}</p>
            {children.map(|children| children())}
        </div>
    }
}
