//! Which types of e-mail a person gets: one check box each, stored together.

use crate::{
    api_types::{done::Done, profile::MailSwitchView},
    domain::mail::MailKind,
    server_fns::profile::SaveMailSwitches,
    ui::components::{FormError, Notice, SubmitButton, done_by_address, error_of, on_success},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn MailSwitches(mail: Vec<MailSwitchView>, save: ServerAction<SaveMailSwitches>) -> impl IntoView {
    let shown: Vec<_> = mail.iter().map(|switch| switch.kind.as_str()).collect();
    // Without scripts the answer comes as an address.
    let saved = RwSignal::new(done_by_address() == Some(Done::Saved));
    on_success(save, move |()| saved.set(true));
    view! {
        <ActionForm action=save attr:class="form measure">
            <FormError error=error_of(save)/>
            <fieldset class="field">
                <legend class="hint">"Sent beside what the bell tells. It holds for every organisation that you act in."</legend>
                <input type="hidden" name="input[shown]" value=shown.join(",")/>
                <div class="stack is-tight">{mail.into_iter().map(|switch| view! { <Switch switch/> }).collect_view()}</div>
            </fieldset>
            <div class="form-foot">
                <SubmitButton label="Save" class="is-primary" pending=save.pending()/>
                <div role="status">{move || saved.get().then(|| view! { <Notice kind="is-success">"Saved."</Notice> })}</div>
            </div>
        </ActionForm>
    }
}

#[component]
fn Switch(switch: MailSwitchView) -> impl IntoView {
    let MailSwitchView { kind, enabled } = switch;
    view! {
        <label class="checkbox">
            <input type="checkbox" name=field(kind) checked=enabled autocomplete="off"/>
            <span>{kind.label()}<span class="hint">{kind.description()}</span></span>
        </label>
    }
}

fn field(kind: MailKind) -> String {
    format!("input[on][{}]", kind.as_str())
}
