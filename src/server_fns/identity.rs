//! Sign-in, the frame of every page, and the people of an organisation.

use crate::api_types::identity::{
    AcceptInvitationInput, InvitationLink, InvitationPage, InviteInput, MemberInput, OrganisationPage, ShellView,
    SignInInput, SignInPage,
};
use crate::api_types::{AppError, json::Json};
use crate::domain::ids::{InvitationId, OrganisationId, PersonId};
use leptos::prelude::*;

/// Who is here and what waits for them; open to guests.
#[server(prefix = "/api", endpoint = "identity/load_shell", output = Json)]
pub async fn load_shell() -> Result<ShellView, AppError> {
    use crate::server::application::{identity, query};
    query(identity::load_shell, ()).await
}

/// What the sign-in page offers; open to guests.
#[server(prefix = "/api", endpoint = "identity/load_sign_in", output = Json)]
pub async fn load_sign_in() -> Result<SignInPage, AppError> {
    use crate::server::application::{identity, query};
    query(identity::load_sign_in, ()).await
}

/// Signs in by e-mail and password; redirects to `next` or to the catalogue.
#[server(prefix = "/api", endpoint = "identity/sign_in", output = Json)]
pub async fn sign_in(input: SignInInput) -> Result<(), AppError> {
    use crate::server::{
        application::{command, identity},
        http::session,
    };
    let next = session::local_path(&input.next);
    session::start(command(identity::sign_in, input).await?, &next);
    Ok(())
}

/// Signs in as a person of the demo marketplace; only a demo server answers.
#[server(prefix = "/api", endpoint = "identity/demo_sign_in", output = Json)]
pub async fn demo_sign_in(person_id: PersonId) -> Result<(), AppError> {
    use crate::server::{
        application::{command, identity},
        http::session,
    };
    session::start(command(identity::demo_sign_in, person_id).await?, session::HOME);
    Ok(())
}

/// Ends the session; redirects to the sign-in page.
#[server(prefix = "/api", endpoint = "identity/sign_out", output = Json)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::server::{
        application::{command, identity},
        http::session,
    };
    command(identity::sign_out, ()).await?;
    session::end();
    Ok(())
}

/// Goes on in another of the person's organisations, with a new session token; `here` is the page one is on, which stays
/// if the other organisation has it too.
#[server(prefix = "/api", endpoint = "identity/switch_organisation", output = Json)]
pub async fn switch_organisation(organisation_id: OrganisationId, #[server(default)] here: String) -> Result<(), AppError> {
    use crate::server::{
        application::{command, identity},
        http::{places, session},
    };
    let (signed_in, membership) = command(identity::switch_organisation, organisation_id).await?;
    session::start(signed_in, &places::kept(&here, &membership));
    Ok(())
}

/// Members and open invitations; for org admins.
#[server(prefix = "/api", endpoint = "identity/load_organisation", output = Json)]
pub async fn load_organisation() -> Result<OrganisationPage, AppError> {
    use crate::server::application::{identity, query};
    query(identity::load_organisation, ()).await
}

/// Makes an invitation; the answer carries its link, which is never shown again.
#[server(prefix = "/api", endpoint = "identity/invite", output = Json)]
pub async fn invite(input: InviteInput) -> Result<InvitationLink, AppError> {
    use crate::server::{
        application::{command, identity},
        http::session,
    };
    let link = command(identity::invite, input).await?;
    session::show_without_scripts(&format!("/organisation?invited={}", link.path));
    Ok(link)
}

/// Takes an open invitation back.
#[server(prefix = "/api", endpoint = "identity/revoke_invitation", output = Json)]
pub async fn revoke_invitation(invitation_id: InvitationId) -> Result<(), AppError> {
    use crate::server::application::{command, identity};
    command(identity::revoke_invitation, invitation_id).await
}

/// Changes a member's roles or suspends them.
#[server(prefix = "/api", endpoint = "identity/update_member", output = Json)]
pub async fn update_member(input: MemberInput) -> Result<(), AppError> {
    use crate::server::application::{command, identity};
    command(identity::update_member, input).await
}

/// What an invitation link shows; open to guests, the token is the key.
#[server(prefix = "/api", endpoint = "identity/load_invitation", output = Json)]
pub async fn load_invitation(token: String) -> Result<InvitationPage, AppError> {
    use crate::server::application::{identity, query};
    query(identity::load_invitation, token).await
}

/// Joins the organisation and signs in.
#[server(prefix = "/api", endpoint = "identity/accept_invitation", output = Json)]
pub async fn accept_invitation(input: AcceptInvitationInput) -> Result<(), AppError> {
    use crate::server::{
        application::{command, identity},
        http::session,
    };
    session::start(command(identity::accept_invitation, input).await?, session::HOME);
    Ok(())
}
