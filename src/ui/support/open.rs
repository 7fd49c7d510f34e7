//! The question before anything is read: why?

use super::ReasonField;
use crate::{
    domain::ids::CartId,
    server_fns::support::OpenForSupport,
    ui::components::{FormError, SubmitButton, error_of, on_success, reason, returned},
};
use leptos::{form::ActionForm, prelude::*};

/// `why`: what the reason begins with. `again` is raised once it is open.
#[component]
pub fn OpenForm(id: CartId, organisation: String, why: String, again: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<OpenForSupport>::new();
    let error = error_of(action);
    let why = returned::<OpenForSupport>("input[reason]").unwrap_or(why);
    on_success(action, move |()| again.update(|count| *count += 1));
    view! {
        <section class="section">
            <h2>"Why do you need to read it?"</h2>
            <p class="muted measure">
                {format!("{organisation} sees in its log who read it, when and why. It stays open until you sign out.")}
            </p>
            <ActionForm action=action attr:class="form measure">
                <FormError error fields=&["reason"]/>
                <input type="hidden" name="input[id]" value=id.to_string()/>
                <ReasonField
                    id="open-reason"
                    label="Reason"
                    value=why
                    error=reason(error, "reason")
                />
                <div class="form-foot"><SubmitButton label="Open" class="is-primary" pending=action.pending()/></div>
            </ActionForm>
        </section>
    }
}
