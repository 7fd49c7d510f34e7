//! Invitations of an organisation: making one, its link, and those that nobody has followed yet.

use super::roles::{RoleFields, roles_text};
use crate::{
    api_types::identity::InvitationView,
    domain::{
        identity::{Role, Roles},
        ids::InvitationId,
    },
    server_fns::identity::{Invite, RevokeInvitation},
    ui::components::{
        CopyButton, Dialog, DialogClose, DialogOpener, FormError, InputField, Moment, Notice, RowForms, SubmitButton,
        close_dialog, error_of, on_success, reason, reset_form, returned,
    },
};
use leptos::{form::ActionForm, html, prelude::*, web_sys};
use leptos_router::hooks::use_query_map;

/// The answer's link is shown once and known to nobody else.
#[component]
pub fn InviteForm(invite: ServerAction<Invite>, roles: Vec<Role>) -> impl IntoView {
    let error = error_of(invite);
    let email = returned::<Invite>("input[email]").unwrap_or_default();
    let form = NodeRef::<html::Form>::new();
    // Without scripts the answer comes as an address.
    let link = RwSignal::new(invited_by_address());
    on_success(invite, move |made| {
        // Only the browser knows under which name this site is reached.
        let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
        link.set(Some((made.email.clone(), format!("{origin}{}", made.path))));
        reset_form(form);
    });
    view! {
        <div class="measure stack">
            <div role="status">
                {move || link.get().map(|(email, link)| view! { <NewLink email link/> })}
            </div>
            <ActionForm action=invite attr:class="form" node_ref=form>
                <FormError error fields=&["email", "roles"]/>
                <InputField
                    id="invite-email"
                    label="E-mail"
                    name="input[email]"
                    kind="email"
                    value=email
                    error=reason(error, "email")
                />
                <RoleFields roles held=Roles::default() error=reason(error, "roles")/>
                <div class="form-foot">
                    <SubmitButton label="Create invitation" class="is-primary" icon="link" pending=invite.pending()/>
                </div>
            </ActionForm>
        </div>
    }
}

fn invited_by_address() -> Option<(String, String)> {
    let path = use_query_map().with_untracked(|query| query.get("invited"))?;
    path.starts_with("/invitations/").then(|| ("the person you invited".to_owned(), path))
}

#[component]
fn NewLink(email: String, link: String) -> impl IntoView {
    view! {
        <Notice kind="is-success">
            <strong>{format!("Send this link to {email}. It is shown only now.")}</strong>
            <p>
                <a class="pn" href=link.clone() rel="external">{link.clone()}</a>
                <CopyButton text=link/>
            </p>
        </Notice>
    }
}

#[component]
pub fn OpenInvitations(
    invitations: Vec<InvitationView>,
    revoke: ServerAction<RevokeInvitation>,
    forms: RowForms<InvitationId>,
) -> impl IntoView {
    // Outside the table, whose cells would pass their alignment on.
    let dialog = |invitation: &InvitationView| view! { <RevokeDialog invitation=invitation.clone() revoke forms/> };
    let dialogs = invitations.iter().map(dialog).collect_view();
    (!invitations.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2>"Open invitations"</h2>
                <FormError error=forms.orphan()/>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col" class="grow">"E-mail"</th>
                                <th scope="col">"Roles"</th>
                                <th scope="col" class="mid">"Invited by"</th>
                                <th scope="col" class="lo">"Valid until"</th>
                                <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            {invitations
                                .into_iter()
                                .map(|invitation| view! { <InvitationRow invitation/> }.into_any())
                                .collect_view()}
                        </tbody>
                    </table>
                </div>
                {dialogs}
            </section>
        }
    })
}

#[component]
fn InvitationRow(invitation: InvitationView) -> impl IntoView {
    view! {
        <tr>
            <td class="grow" data-fold="lead">{invitation.email.clone()}</td>
            <td data-fold="sub">{roles_text(invitation.roles)}</td>
            <td class="mid">{invitation.invited_by.clone()}</td>
            <td class="lo" data-fold="sub-2"><Moment at=invitation.expires_at/></td>
            <td class="act" data-fold="sub-end"><DialogOpener dialog=dialog_id(invitation.id) label="Revoke" class="is-small is-danger"/></td>
        </tr>
    }
}

fn dialog_id(id: InvitationId) -> String {
    format!("revoke-{id}")
}

#[component]
fn RevokeDialog(
    invitation: InvitationView,
    revoke: ServerAction<RevokeInvitation>,
    forms: RowForms<InvitationId>,
) -> impl IntoView {
    let id = dialog_id(invitation.id);
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(revoke, move |()| close_dialog(node_ref));
    view! {
        <Dialog id=id.clone() title=format!("Revoke the invitation to {}?", invitation.email) node_ref came_back=forms.came_back(invitation.id)>
            <ActionForm action=revoke>
                <div class="dialog-body">
                    <p>"Its link stops working at once."</p>
                    <FormError error=forms.error(invitation.id)/>
                    <input type="hidden" name="invitation_id" value=invitation.id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=true/>
                    <SubmitButton label="Revoke" class="is-primary is-danger" pending=forms.pending(invitation.id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
