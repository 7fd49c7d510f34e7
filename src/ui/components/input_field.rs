//! The most common field: one line of text with its label and the reason it was refused.

use super::{Field, invalid};
use leptos::prelude::*;

/// `kind` is the input's type; `focus`: the dialog around it opens here. What was typed stays when the form is refused.
#[component]
pub fn InputField(
    id: &'static str,
    #[prop(into)] label: String,
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] focus: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <Field id label optional error>
            <input
                class="input"
                type=kind
                id=id
                name=name
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                required=!optional
                autofocus=focus
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-error")
            />
        </Field>
    }
}
