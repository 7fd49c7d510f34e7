//! Why a line ends: one of a few reasons, and words of one's own. Both may be left out.

use super::{Field, Returned, invalid, reason};
use crate::{api_types::AppError, domain::reason::EndReason};
use leptos::prelude::*;

/// The fields `input[code]` and `input[reason]` of a form.
#[component]
pub fn EndReasonFields(
    id: &'static str,
    offered: &'static [EndReason],
    error: Signal<Option<AppError>>,
    /// The form that came back with the page.
    #[prop(optional_no_strip)]
    typed: Option<Returned>,
) -> impl IntoView {
    let typed = |field: &str| typed.as_ref().and_then(|form| form.get(field));
    let (chosen, words) = (typed("input[code]").unwrap_or_default(), typed("input[reason]"));
    let option = move |reason: &EndReason| {
        view! { <option value=reason.as_str() selected=chosen == reason.as_str()>{reason.words()}</option> }
    };
    let (refused_code, refused) = (reason(error, "code"), reason(error, "reason"));
    let code_id = format!("{id}-code");
    view! {
        <Field id=code_id.clone() label="Reason" optional=true error=refused_code>
            <select
                class="select"
                id=code_id.clone()
                name="input[code]"
                autocomplete="off"
                aria-invalid=invalid(refused_code)
                aria-describedby=format!("{code_id}-error")
            >
                <option value="">"No reason"</option>
                {offered.iter().map(option).collect_view()}
            </select>
        </Field>
        <Field id label="In your own words" optional=true error=refused>
            <textarea
                class="textarea"
                id=id
                name="input[reason]"
                rows="2"
                maxlength="500"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            >{words}</textarea>
        </Field>
    }
}
