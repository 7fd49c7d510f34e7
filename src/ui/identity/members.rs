//! The members as rows, each with the dialog that changes their roles or suspends them.

use super::roles::{RoleFields, roles_text};
use crate::{
    api_types::identity::MemberView,
    domain::{identity::Role, ids::PersonId},
    server_fns::identity::UpdateMember,
    ui::components::{
        Avatar, Dialog, DialogClose, DialogOpener, FormError, Icon, Pill, RowForms, SubmitButton, close_dialog, on_success,
        reason,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

#[component]
pub fn Members(
    members: Vec<MemberView>,
    roles: Vec<Role>,
    update: ServerAction<UpdateMember>,
    forms: RowForms<PersonId>,
) -> impl IntoView {
    // Outside the table, whose cells would pass their alignment on.
    let dialog = |member: &MemberView| view! { <MemberDialog member=member.clone() roles=roles.clone() update forms/> };
    let dialogs = members.iter().map(dialog).collect_view();
    view! {
        <FormError error=forms.orphan()/>
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="grow">"Name"</th>
                        <th scope="col">"Roles"</th>
                        <th scope="col">"Access"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {members
                        .into_iter()
                        .map(|member| view! { <MemberRow member/> }.into_any())
                        .collect_view()}
                </tbody>
            </table>
        </div>
        {dialogs}
    }
}

#[component]
fn MemberRow(member: MemberView) -> impl IntoView {
    let is_suspended = member.suspended;
    let access = match is_suspended {
        true => view! { <Pill kind="is-no-quote" icon="slash" word="Suspended"/> }.into_any(),
        false => view! { <Pill kind="is-accepted" icon="check" word="Active"/> }.into_any(),
    };
    view! {
        <tr class:is-quiet=is_suspended>
            <td class="grow" data-fold="lead">
                <span class="cluster">
                    <Avatar name=member.name.clone()/>
                    <span>
                        {member.name.clone()}
                        {member.is_me.then_some(" (you)")}
                        <span class="sub">{member.email.clone()}</span>
                    </span>
                </span>
            </td>
            <td data-fold="sub">{roles_text(member.roles)}</td>
            <td data-fold="end">{access}</td>
            <td class="act" data-fold="sub-end"><DialogOpener dialog=dialog_id(member.person_id) label="Change" class="is-small"/></td>
        </tr>
    }
}

fn dialog_id(person_id: PersonId) -> String {
    format!("member-{person_id}")
}

#[component]
fn MemberDialog(
    member: MemberView,
    roles: Vec<Role>,
    update: ServerAction<UpdateMember>,
    forms: RowForms<PersonId>,
) -> impl IntoView {
    let id = dialog_id(member.person_id);
    let person_id = member.person_id;
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(update, move |()| close_dialog(node_ref));
    let error = forms.error(person_id);
    let suspended_error = reason(error, "suspended");
    view! {
        <Dialog id=id.clone() title=format!("Roles and access of {}", member.name) node_ref came_back=forms.came_back(person_id)>
            <ActionForm action=update>
                <div class="dialog-body">
                    <p>"It holds from the next thing "<strong>{member.name.clone()}</strong>" does, on open pages too."</p>
                    <FormError error fields=&["roles", "suspended"]/>
                    <RoleFields roles held=member.roles error=reason(error, "roles")/>
                    <Suspension person_id suspended=member.suspended error=suspended_error/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id/>
                    <SubmitButton label="Save" class="is-primary" pending=forms.pending(person_id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Suspension(person_id: PersonId, suspended: bool, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <input type="hidden" name="input[person_id]" value=person_id.to_string()/>
        <div class="field">
            <div>
                <label class="checkbox">
                    <input type="checkbox" name="input[suspended]" checked=suspended autocomplete="off"/>
                    <span>
                        "Suspended"
                        <span class="hint">"Stays in the list and in history, but may do nothing here."</span>
                    </span>
                </label>
            </div>
            {move || error.get().map(|reason| view! {
                <span class="error" role="alert">
                    <Icon name="alert"/>
                    <span>{reason}</span>
                </span>
            })}
        </div>
    }
}
