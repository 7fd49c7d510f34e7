//! An organisation's members, for its admins: who they are, what they may do, whether they are suspended.
//! Must not leave an organisation without an active admin.

use super::{Change, actor_id, record};
use crate::{
    api_types::{
        AppError,
        identity::{InvitationView, MemberInput, MemberView, OrganisationPage},
    },
    domain::access::Permission,
    server::{
        application::{Audience, Context, Outcome, Work, hub},
        storage::{
            Lock,
            identity::{self as store, Member, MemberRecord},
        },
    },
};
use serde_json::json;

const MOST_MEMBERS: i64 = 1_000;
const MOST_INVITATIONS: i64 = 200;

/// Members and open invitations; for org admins.
///
/// # Errors
/// The role does not allow it.
pub async fn load_organisation(context: Context, (): ()) -> Outcome<OrganisationPage> {
    let (principal, membership) = context.require(Permission::ManageOrganisation)?;
    let mut reader = context.read().await?;
    let members = store::members(&mut reader, membership.organisation_id, MOST_MEMBERS).await?;
    let invitations =
        store::open_invitations(&mut reader, membership.organisation_id, context.now(), MOST_INVITATIONS).await?;
    let member_view = |member: store::OrganisationMember| MemberView {
        is_me: member.person_id == principal.person_id,
        person_id: member.person_id,
        name: member.name,
        email: member.email,
        roles: member.roles,
        suspended: member.suspended,
    };
    let invitation_view = |invitation: store::OpenInvitation| InvitationView {
        id: invitation.id,
        email: invitation.email,
        roles: invitation.roles,
        invited_by: invitation.invited_by,
        expires_at: invitation.expires_at,
    };
    Ok(OrganisationPage {
        name: membership.organisation.clone(),
        buys: membership.buys,
        sells: membership.sells,
        members: members.into_iter().map(member_view).collect(),
        invitations: invitations.into_iter().map(invitation_view).collect(),
    })
}

/// Changes a member's roles or suspends them. It holds from the member's next request on, open streams included.
///
/// # Errors
/// The role does not allow it, there is no such member, or no active admin would be left.
pub async fn update_member(context: Context, input: MemberInput) -> Outcome<()> {
    let (principal, membership) = context.require(Permission::ManageOrganisation)?;
    let (roles, suspended) = (input.roles.roles(), input.suspended.is_some());
    if roles.is_empty() {
        return Err(AppError::invalid("roles", "choose at least one role").into());
    }
    let mut work = context.write().await?;
    let admins = store::lock_active_admins(&mut work.tx, membership.organisation_id).await?;
    if !admins.contains(&principal.person_id) {
        return Err(AppError::Forbidden.into());
    }
    let member = Member { organisation_id: membership.organisation_id, person_id: input.person_id };
    let before = store::lock_member(&mut work.tx, member).await?.ok_or(AppError::NotFound)?;
    let stays_admin = roles.admin && !suspended;
    if !stays_admin && admins.iter().all(|id| *id == input.person_id) {
        let field = if suspended { "suspended" } else { "roles" };
        return Err(AppError::invalid(field, "the organisation needs an active admin").into());
    }
    change_member(&context, &mut work, &before, MemberRecord { member, roles, suspended }).await?;
    work.commit(&context).await
}

/// Stores and remembers what changed about a member, and makes their open streams look again.
pub(super) async fn change_member(
    context: &Context,
    work: &mut Work,
    before: &Lock<MemberRecord>,
    after: MemberRecord,
) -> Outcome<()> {
    if **before == after {
        return Ok(());
    }
    store::save_member(&mut work.tx, before, &after).await?;
    let change = |action, payload| Change {
        organisation_id: before.member.organisation_id,
        actor_id: actor_id(context),
        action,
        subject: format!("person:{}", before.member.person_id),
        payload,
    };
    if before.roles != after.roles {
        let payload = json!({ "from": before.roles.list(), "to": after.roles.list() });
        record(context, work, change("member.roles_changed", payload)).await?;
    }
    if before.suspended != after.suspended {
        let action = if after.suspended { "member.suspended" } else { "member.resumed" };
        record(context, work, change(action, json!({}))).await?;
    }
    work.hint(Audience::Person(before.member.person_id), hub::ACCESS);
    Ok(())
}
