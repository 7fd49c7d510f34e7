//! The organisation's people: members, and invitations on their way.

use super::{
    audit_log::{AuditLog, Verification},
    invitations::{InviteForm, OpenInvitations},
    members::Members,
    roles::offered,
};
use crate::{
    api_types::identity,
    domain::ids::{InvitationId, PersonId},
    server_fns::identity::{Invite, RevokeInvitation, UpdateMember, load_organisation},
    ui::{
        components::{PageHead, RowForms, Steady, TableSkeleton, on_success},
        ordering::ORDERING,
    },
};
use leptos::prelude::*;

/// The three forms of the page.
#[derive(Clone, Copy)]
pub struct Forms {
    pub update: ServerAction<UpdateMember>,
    pub updating: RowForms<PersonId>,
    pub invite: ServerAction<Invite>,
    pub revoke: ServerAction<RevokeInvitation>,
    pub revoking: RowForms<InvitationId>,
}

/// For org admins.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let (update, revoke) = (ServerAction::<UpdateMember>::new(), ServerAction::<RevokeInvitation>::new());
    let forms = Forms {
        update,
        updating: RowForms::new(update, |form| form.input.person_id, |form| form.get("input[person_id]")?.parse().ok()),
        invite: ServerAction::new(),
        revoke,
        revoking: RowForms::new(revoke, |form| form.invitation_id, |form| form.get("invitation_id")?.parse().ok()),
    };
    let done = RwSignal::new(0_u32);
    let count = move || done.update(|count| *count += 1);
    on_success(forms.update, move |()| count());
    on_success(forms.invite, move |_| count());
    on_success(forms.revoke, move |()| count());
    let page = Resource::new(move || done.get(), |_| load_organisation());
    let verification = Verification::new();
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", "", "", "act"]/> }
            draw=move |page| view! { <People page forms verification/> }.into_any()
        />
    }
}

#[component]
fn People(page: Memo<identity::OrganisationPage>, forms: Forms, verification: Verification) -> impl IntoView {
    let identity::OrganisationPage { name, buys, sells, .. } = page.get_untracked();
    let roles = offered(buys, sells);
    let trade = match (buys, sells) {
        (true, true) => "buys and sells",
        (true, false) => "buys",
        (false, true) => "sells",
        (false, false) => "",
    };
    let invited = roles.clone();
    view! {
        <PageHead title=name sub=trade>
            {buys.then(|| view! { <a class="button" href=ORDERING>"Ordering"</a> })}
            {sells.then(|| view! { <a class="button" href="/organisation/connector">"Order system"</a> })}
        </PageHead>
        <section class="section">
            <h2>"Members"</h2>
            {move || view! { <Members members=page.get().members roles=roles.clone() update=forms.update forms=forms.updating/> }}
        </section>
        <section class="section">
            <h2>"Invite a colleague"</h2>
            <InviteForm invite=forms.invite roles=invited/>
        </section>
        {move || view! { <OpenInvitations invitations=page.get().invitations revoke=forms.revoke forms=forms.revoking/> }}
        <AuditLog verification/>
    }
}
