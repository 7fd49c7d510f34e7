//! A message in the flow of a page, and the one a form shows when it was refused.

use super::Icon;
use crate::api_types::AppError;
use leptos::prelude::*;

/// `kind` is `is-info`, `is-success`, `is-warning` or `is-error`. The children are inline text.
#[component]
pub fn Notice(kind: &'static str, children: Children) -> impl IntoView {
    let icon = match kind {
        "is-success" => "check",
        "is-info" => "info",
        _ => "alert",
    };
    let role = (kind == "is-error").then_some("alert");
    view! {
        <div class=format!("notice {kind}") role=role>
            <Icon name=icon/>
            <div>{children()}</div>
        </div>
    }
}

/// What a form's action answered, unless it is all said beside the `fields`.
#[component]
pub fn FormError(
    #[prop(into)] error: Signal<Option<AppError>>,
    /// The fields that show their own reasons.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        error.get().and_then(|error| match error {
            AppError::Invalid(mut refused) => {
                refused.retain(|field| !fields.contains(&field.field.as_str()));
                (!refused.is_empty()).then(|| AppError::Invalid(refused).to_string())
            }
            other => Some(other.to_string()),
        })
    });
    move || sentence.get().map(|sentence| view! { <Notice kind="is-error">{sentence}</Notice> })
}
