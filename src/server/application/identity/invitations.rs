//! Invitations by link into an organisation: made and taken back by its admins, used once by the person invited.
//! Must not show a link twice; only the hash of its token is stored.

use super::{
    Change, LONGEST_NAME, passwords, record,
    sessions::{self, SignedIn, Start},
    throttle::{self, Proof},
    tokens::{self, Token},
};
use crate::{
    api_types::{
        AppError,
        identity::{AcceptInvitationInput, InvitationLink, InvitationPage, InviteInput},
    },
    domain::{
        access::Permission,
        ids::{InvitationId, PersonId},
        refusal::Refusal,
        text,
        time::DAY_US,
    },
    server::{
        application::{Audience, Context, Failure, Outcome, Work, guest, hub, input::Fields, work::mint},
        storage::{
            Session, StorageError,
            identity::{self as store, Invitation, Member, MemberRecord, NewInvitation, Person},
        },
    },
};
use serde_json::json;

const INVITATION_LIFE_US: i64 = 7 * DAY_US;

/// How an invited person comes in: with an account that they have proved, or with a new one.
enum Joining {
    Known(Proof),
    New(Person),
}

/// Makes an invitation and takes back earlier ones to the same address. The link is in the answer and nowhere else.
///
/// # Errors
/// The role does not allow it, or a field is refused.
pub async fn invite(context: Context, input: InviteInput) -> Outcome<InvitationLink> {
    let (principal, membership) = context.require(Permission::ManageOrganisation)?;
    let (organisation_id, now, roles) = (membership.organisation_id, context.now(), input.roles.roles());
    let mut fields = Fields::default();
    let email = fields.take("email", text::email(&input.email)).unwrap_or_default();
    if roles.is_empty() {
        fields.refuse("roles", "choose at least one role");
    }
    fields.check()?;
    let token = Token::mint();
    let invitation = NewInvitation {
        id: InvitationId(mint()),
        organisation_id,
        token_hash: token.hash,
        email: email.clone(),
        roles,
        invited_by: principal.person_id,
        created_at: now,
        expires_at: now.plus_us(INVITATION_LIFE_US),
    };
    let mut work = context.write().await?;
    if store::is_member_address(&mut work.tx, organisation_id, &email).await? {
        return Err(AppError::invalid("email", "belongs to a member already").into());
    }
    store::revoke_invitations_to(&mut work.tx, organisation_id, &email, now).await?;
    store::insert_invitation(&mut work.tx, &invitation).await?;
    let change = Change {
        organisation_id,
        actor_id: Some(principal.person_id),
        action: "member.invited",
        subject: format!("invitation:{}", invitation.id),
        payload: json!({ "email": email, "roles": roles.list() }),
    };
    record(&context, &mut work, change).await?;
    work.commit(&context).await?;
    Ok(InvitationLink { path: format!("/invitations/{}", token.text), email, expires_at: invitation.expires_at })
}

/// Takes an open invitation back; its link opens nothing from then on.
///
/// # Errors
/// The role does not allow it, or [`AppError::NotFound`] for an invitation that is not open or not the organisation's.
pub async fn revoke_invitation(context: Context, invitation_id: InvitationId) -> Outcome<()> {
    let (principal, membership) = context.require(Permission::ManageOrganisation)?;
    let (organisation_id, now) = (membership.organisation_id, context.now());
    let mut work = context.write().await?;
    if !store::revoke_invitation(&mut work.tx, invitation_id, organisation_id, now).await? {
        return Err(AppError::NotFound.into());
    }
    let change = Change {
        organisation_id,
        actor_id: Some(principal.person_id),
        action: "invitation.revoked",
        subject: format!("invitation:{invitation_id}"),
        payload: json!({}),
    };
    record(&context, &mut work, change).await?;
    work.commit(&context).await
}

/// What an invitation link shows; open to guests, the token is the key.
///
/// # Errors
/// [`AppError::NotFound`] if the link is unknown; [`Refusal::InvitationOver`] if it was used, taken back or is too old.
pub async fn load_invitation(context: Context, token: String) -> Outcome<InvitationPage> {
    let (invitation, known_person) = find(&context, &token).await?;
    let Invitation { organisation, email, invited_by, roles, .. } = invitation;
    Ok(InvitationPage { organisation, email, invited_by, roles, known_person })
}

/// Joins the organisation and signs in. A known person proves their password, a new one chooses it.
///
/// # Errors
/// As [`load_invitation`]; a field is refused; or the password is wrong.
pub async fn accept_invitation(context: Context, input: AcceptInvitationInput) -> Outcome<SignedIn> {
    let (invitation, known_person) = find(&context, &input.token).await?;
    let joining = match known_person {
        true => Joining::Known(throttle::prove(&context, &invitation.email, &input.password).await?),
        false => Joining::New(new_person(&context, &invitation.email, &input).await?),
    };
    let mut work = context.write().await?;
    let Some(open) = store::lock_invitation(&mut work.tx, invitation.id, context.now()).await? else {
        return Err(over(&mut work.tx, &tokens::hash(input.token.trim())).await?.into());
    };
    let person = match joining {
        Joining::Known(proof) => proof.confirm(&mut work).await?.clone(),
        Joining::New(person) => {
            store::insert_person(&mut work.tx, &person, context.now()).await.map_err(known_meanwhile)?;
            person
        }
    };
    store::mark_accepted(&mut work.tx, &open, person.id, context.now()).await?;
    join(&context, &mut work, &invitation, person.id).await?;
    sessions::end(&context, &mut work).await?;
    let start = Start::fresh(&person, Some(invitation.organisation_id), context.now());
    let mut signed_in = sessions::start(&context, &mut work, start).await?;
    let acts_in = Some(invitation.organisation_id);
    let arrived = guest::arrive(&context, &mut work, (person.id, acts_in)).await?;
    (signed_in.drops_guest, signed_in.has_report) = (arrived.drops_guest, arrived.has_report);
    work.commit(&context).await?;
    Ok(signed_in)
}

/// The open invitation of a token, and whether its address belongs to a person.
async fn find(context: &Context, token: &str) -> Outcome<(Invitation, bool)> {
    let mut reader = context.read().await?;
    let token_hash = tokens::hash(token.trim());
    let Some(invitation) = store::invitation_by_token(&mut reader, &token_hash, context.now()).await? else {
        return Err(over(&mut reader, &token_hash).await?.into());
    };
    let person = store::person_by_email(&mut reader, &invitation.email).await?;
    Ok((invitation, person.is_some()))
}

/// Why a link opens nothing: whoever has it may know what became of it.
async fn over(session: &mut impl Session, token_hash: &[u8; 32]) -> Outcome<AppError> {
    Ok(match store::ended_invitation(session, token_hash).await? {
        Some((end, organisation, invited_by)) => Refusal::InvitationOver { end, organisation, invited_by }.into(),
        None => AppError::NotFound,
    })
}

async fn new_person(context: &Context, email: &str, input: &AcceptInvitationInput) -> Outcome<Person> {
    let mut fields = Fields::default();
    let name = fields.take("name", text::required(&input.name, LONGEST_NAME)).unwrap_or_default();
    fields.take("password", passwords::checked(&input.password));
    fields.check()?;
    Ok(Person {
        id: PersonId(mint()),
        email: email.to_owned(),
        name,
        password_hash: Some(passwords::hash(context, &input.password).await?),
        platform_role: None,
        suspended: false,
        auth_epoch: 0,
    })
}

/// Adds the member. Who is one already stays as they are: an old link undoes no suspension.
async fn join(context: &Context, work: &mut Work, invitation: &Invitation, person_id: PersonId) -> Outcome<()> {
    let member = Member { organisation_id: invitation.organisation_id, person_id };
    let record_of = MemberRecord { member, roles: invitation.roles, suspended: false };
    if store::insert_member(&mut work.tx, &record_of, context.now()).await? {
        let change = Change {
            organisation_id: invitation.organisation_id,
            actor_id: Some(person_id),
            action: "member.joined",
            subject: format!("person:{person_id}"),
            payload: json!({ "invitation": invitation.id, "roles": invitation.roles.list() }),
        };
        record(context, work, change).await?;
        work.hint(Audience::Person(person_id), hub::ACCESS);
    }
    Ok(())
}

/// Between looking and storing, someone else made an account for the address.
fn known_meanwhile(error: StorageError) -> Failure {
    match error.is_duplicate() {
        true => AppError::invalid("password", "this address has an account by now; load the page again").into(),
        false => error.into(),
    }
}
