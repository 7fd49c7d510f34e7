//! Signing in, out, and over to another organisation. Each start of a session ends the one before (rotation).

use super::{
    sessions::{self, SignedIn, Start},
    throttle,
};
use crate::{
    api_types::{
        AppError,
        identity::{DemoPersonView, SignInInput, SignInPage},
    },
    domain::{
        identity::Membership,
        ids::{OrganisationId, PersonId},
        text,
    },
    server::{
        application::{Context, Outcome, Work, guest},
        storage::identity::{self as store, Member, Person, PersonEntry},
    },
};

/// The demo marketplace offers at most so many memberships to sign in with.
const DEMO_LIMIT: i64 = 500;

/// What the sign-in page offers; open to guests.
///
/// # Errors
/// The database does not answer.
pub async fn load_sign_in(context: Context, (): ()) -> Outcome<SignInPage> {
    if !context.services.demo {
        return Ok(SignInPage { demo_people: Vec::new() });
    }
    let entries = store::people(&mut context.read().await?, DEMO_LIMIT).await?;
    let mut demo_people: Vec<DemoPersonView> = Vec::new();
    for entry in entries.into_iter().filter(|entry| !entry.suspended) {
        let known = demo_people.iter().any(|person| person.person_id == entry.id);
        demo_people.extend(demo_person(entry).filter(|_| !known));
    }
    demo_people.sort_by(|a, b| (&a.organisation, &a.name).cmp(&(&b.organisation, &b.name)));
    Ok(SignInPage { demo_people })
}

/// A person who can do something after signing in, with the organisation they would act in.
fn demo_person(entry: PersonEntry) -> Option<DemoPersonView> {
    let membership = entry.member.and_then(|(membership, suspended)| (!suspended).then_some(membership));
    if membership.is_none() && entry.platform_role.is_none() {
        return None;
    }
    let (organisation, roles) = membership.map(|it| (it.organisation, it.roles)).unwrap_or_default();
    Some(DemoPersonView {
        person_id: entry.id,
        name: entry.name,
        email: entry.email,
        organisation,
        roles,
        platform_role: entry.platform_role,
    })
}

/// Signs in by e-mail address and password.
///
/// # Errors
/// One answer for an unknown address, a wrong password and a suspended person; a wait after too many tries.
pub async fn sign_in(context: Context, input: SignInInput) -> Outcome<SignedIn> {
    let email = text::email(&input.email).map_err(|reason| AppError::invalid("email", reason))?;
    let proof = throttle::prove(&context, &email, &input.password).await?;
    let mut work = context.write().await?;
    let person = proof.confirm(&mut work).await?;
    enter(&context, work, &person).await
}

/// Signs in as a person of the demo marketplace without a password.
///
/// # Errors
/// [`AppError::NotFound`] unless this server runs the demo and the person is not suspended.
pub async fn demo_sign_in(context: Context, person_id: PersonId) -> Outcome<SignedIn> {
    if !context.services.demo {
        return Err(AppError::NotFound.into());
    }
    let mut work = context.write().await?;
    let person = match store::lock_person(&mut work.tx, person_id).await? {
        // A guest's person has no address.
        Some(person) if !person.suspended && person.email.contains('@') => person,
        Some(_) | None => return Err(AppError::NotFound.into()),
    };
    enter(&context, work, &person).await
}

/// Ends the session of this request; a guest is signed out already.
///
/// # Errors
/// The database does not answer.
pub async fn sign_out(context: Context, (): ()) -> Outcome<()> {
    let mut work = context.write().await?;
    sessions::end(&context, &mut work).await?;
    work.commit(&context).await
}

/// Goes on in another of the person's organisations under a new token; the session ends no later than before.
///
/// # Errors
/// Nobody is signed in, or [`AppError::NotFound`] where the person may not act.
pub async fn switch_organisation(context: Context, organisation_id: OrganisationId) -> Outcome<(SignedIn, Membership)> {
    let person_id = context.person()?.person_id;
    let mut work = context.write().await?;
    let member = store::lock_member(&mut work.tx, Member { organisation_id, person_id }).await?;
    if member.is_none_or(|member| member.suspended) {
        return Err(AppError::NotFound.into());
    }
    let ended = sessions::end(&context, &mut work).await?.ok_or(AppError::SignInRequired)?;
    let start = Start {
        person_id,
        auth_epoch: ended.auth_epoch,
        organisation_id: Some(organisation_id),
        expires_at: ended.expires_at,
    };
    let signed_in = sessions::start(&context, &mut work, start).await?;
    let memberships = store::memberships(&mut work.tx, person_id).await?;
    let membership = memberships.into_iter().find(|membership| membership.organisation_id == organisation_id);
    work.commit(&context).await?;
    Ok((signed_in, membership.ok_or(AppError::NotFound)?))
}

/// Ends this request's session and starts one of the person, in the first of their organisations by name.
async fn enter(context: &Context, mut work: Work, person: &Person) -> Outcome<SignedIn> {
    sessions::end(context, &mut work).await?;
    let memberships = store::memberships(&mut work.tx, person.id).await?;
    let organisation_id = memberships.first().map(|membership| membership.organisation_id);
    let start = Start::fresh(person, organisation_id, context.now());
    let mut signed_in = sessions::start(context, &mut work, start).await?;
    let arrived = guest::arrive(context, &mut work, (person.id, organisation_id)).await?;
    (signed_in.drops_guest, signed_in.has_report) = (arrived.drops_guest, arrived.has_report);
    work.commit(context).await?;
    Ok(signed_in)
}
