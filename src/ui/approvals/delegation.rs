//! Who decides in whose place, from when to when; for approvers who are away.

use crate::{
    api_types::checkout::{ApprovalsPage as Approvals, DelegationView},
    server_fns::checkout::{Delegate, RevokeDelegation},
    ui::{
        components::{
            Day, Dialog, DialogClose, DialogOpener, Field, FormError, InputField, Returned, SubmitButton, close_dialog,
            error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const DIALOG: &str = "delegate";
const FIELDS: &[&str] = &["delegate_id", "from", "until"];

#[component]
pub fn Delegations(page: Memo<Approvals>) -> impl IntoView {
    let revoke = ServerAction::<RevokeDelegation>::new();
    let live = use_live();
    on_success(revoke, move |()| live.bump("approvals"));
    let is_approver = Memo::new(move |_| page.with(|page| page.is_approver));
    let delegations = Memo::new(move |_| page.with(|page| page.delegations.clone()));
    let is_shown = Memo::new(move |_| is_approver.get() || delegations.with(|list| !list.is_empty()));
    let nothing = "Nobody. While you are away, a colleague can decide in your place, never about their own orders.";
    view! {
        {move || is_shown.get().then(|| view! {
            <section class="section">
                <div class="section-head">
                    <h2>"Standing in"</h2>
                    {move || is_approver.get().then(|| view! { <DialogOpener dialog=DIALOG label="Let somebody stand in" class="is-small"/> })}
                </div>
                <FormError error=error_of(revoke)/>
                {move || match delegations.with(Vec::is_empty) {
                    true => view! { <p class="muted small">{nothing}</p> }.into_any(),
                    false => view! {
                        <ul class="shipments">{move || delegations.get().into_iter().map(|view| item(view, revoke)).collect_view()}</ul>
                    }
                    .into_any(),
                }}
            </section>
        })}
        {move || is_approver.get().then(|| view! { <DelegateDialog page/> })}
    }
}

fn item(view: DelegationView, revoke: ServerAction<RevokeDelegation>) -> impl IntoView {
    let DelegationView { id, approver, delegate, from, until, holds, is_mine } = view;
    let whom = match is_mine {
        true => format!("{} decides in your place", delegate.name),
        false => format!("You decide in place of {}", approver.name),
    };
    let state = if holds { "now" } else { "later" };
    view! {
        <li>
            <crate::ui::components::Icon name="people"/>
            <div>
                {whom}
                <span class="sub"><Day at=from/>" to "<Day at=until/>{format!(", {state}")}</span>
            </div>
            {is_mine.then(|| view! {
                <ActionForm action=revoke>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <SubmitButton label="End it" class="is-small" pending=revoke.pending()/>
                </ActionForm>
            })}
        </li>
    }
}

#[component]
fn DelegateDialog(page: Memo<Approvals>) -> impl IntoView {
    let (action, node_ref, live) = (ServerAction::<Delegate>::new(), NodeRef::<html::Dialog>::new(), use_live());
    on_success(action, move |()| {
        close_dialog(node_ref);
        live.bump("approvals");
    });
    let error = error_of(action);
    let came_back = Returned::of::<Delegate>().is_some() && error.with_untracked(Option::is_some);
    let today = page.with_untracked(|page| page.now.date_text());
    let [from, until] = ["input[from]", "input[until]"].map(returned::<Delegate>);
    view! {
        <Dialog id=DIALOG title="Who decides in your place?" node_ref came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"They decide with your limit, and never about their own orders. Both days are included."</p>
                    <FormError error fields=FIELDS/>
                    <Colleagues page action/>
                    <div class="field-row">
                        <InputField
                            id="delegate-from"
                            label="From"
                            name="input[from]"
                            kind="date"
                            value=from.unwrap_or(today)
                            error=reason(error, "from")
                        />
                        <InputField
                            id="delegate-until"
                            label="Until"
                            name="input[until]"
                            kind="date"
                            value=until.unwrap_or_default()
                            error=reason(error, "until")
                        />
                    </div>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=DIALOG/>
                    <SubmitButton label="Let them stand in" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Colleagues(page: Memo<Approvals>, action: ServerAction<Delegate>) -> impl IntoView {
    let refused = reason(error_of(action), "delegate_id");
    let chosen = returned::<Delegate>("input[delegate_id]");
    let people = page.with_untracked(|page| page.colleagues.clone());
    let option = move |person: crate::api_types::identity::PersonName| {
        let id = person.id.to_string();
        let selected = chosen.as_deref() == Some(&*id);
        view! { <option value=id selected=selected>{person.name}</option> }
    };
    view! {
        <Field id="delegate-id" label="Colleague" error=refused>
            <select
                class="select"
                id="delegate-id"
                name="input[delegate_id]"
                required
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby="delegate-id-error"
            >
                <option value="">"Choose a colleague"</option>
                {people.into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
