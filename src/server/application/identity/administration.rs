//! What the operator does at the command line and the demo at its start: organisations, people, members, passwords.
//! These use cases ask for no permission: no page and no route may call them.

use super::{Change, LONGEST_NAME, actor_id, passwords, people::change_member, record};
use crate::{
    api_types::AppError,
    domain::{
        identity::{PlatformRole, Roles},
        ids::{OrganisationId, PersonId},
        text,
    },
    server::{
        application::{Audience, Context, Failure, Outcome, Work, hub, input::Fields, work::mint},
        storage::{
            Lock, StorageError,
            identity::{self as store, Member, MemberRecord, Organisation, Person, PersonEntry},
        },
    },
};
use serde_json::json;

/// The command line lists at most so many.
const LIST_LIMIT: i64 = 10_000;

/// An organisation to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    pub name: String,
    pub buys: bool,
    pub sells: bool,
}

/// A person to be created. Without a password they cannot sign in by one.
#[derive(Clone)]
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub password: Option<String>,
    pub platform_role: Option<PlatformRole>,
}

/// What a member is to be, new or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetMember {
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
    pub roles: Roles,
    pub suspended: bool,
}

/// A person's password to be.
#[derive(Clone)]
pub struct NewPassword {
    pub person_id: PersonId,
    pub password: String,
}

/// Whether a person may sign in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonSuspension {
    pub person_id: PersonId,
    pub suspended: bool,
}

/// # Errors
/// A field is refused, or the name is taken.
pub async fn create_organisation(context: Context, new: NewOrganisation) -> Outcome<OrganisationId> {
    let mut fields = Fields::default();
    let name = fields.take("name", text::required(&new.name, LONGEST_NAME)).unwrap_or_default();
    if !new.buys && !new.sells {
        fields.refuse("buys", "an organisation buys, sells or both");
    }
    fields.check()?;
    let id = OrganisationId(mint());
    let organisation = Organisation { id, name, buys: new.buys, sells: new.sells };
    let mut work = context.write().await?;
    store::insert_organisation(&mut work.tx, &organisation, context.now()).await.map_err(taken("name"))?;
    let change = Change {
        organisation_id: id,
        actor_id: actor_id(&context),
        action: "organisation.created",
        subject: format!("organisation:{id}"),
        payload: json!({ "name": organisation.name, "buys": new.buys, "sells": new.sells }),
    };
    record(&context, &mut work, change).await?;
    work.commit(&context).await?;
    Ok(id)
}

/// # Errors
/// A field is refused, or the address is taken.
pub async fn create_person(context: Context, new: NewPerson) -> Outcome<PersonId> {
    let mut fields = Fields::default();
    let email = fields.take("email", text::email(&new.email)).unwrap_or_default();
    let name = fields.take("name", text::required(&new.name, LONGEST_NAME)).unwrap_or_default();
    if let Some(password) = &new.password {
        fields.take("password", passwords::checked(password));
    }
    fields.check()?;
    let password_hash = match &new.password {
        Some(password) => Some(passwords::hash(&context, password).await?),
        None => None,
    };
    let id = PersonId(mint());
    let person =
        Person { id, email, name, password_hash, platform_role: new.platform_role, suspended: false, auth_epoch: 0 };
    let mut work = context.write().await?;
    store::insert_person(&mut work.tx, &person, context.now()).await.map_err(taken("email"))?;
    work.commit(&context).await?;
    Ok(id)
}

/// Makes a person a member or changes what they are. The operator may leave an organisation without an admin.
///
/// # Errors
/// No role is named.
pub async fn set_member(context: Context, set: SetMember) -> Outcome<()> {
    let SetMember { organisation_id, person_id, roles, suspended } = set;
    if roles.is_empty() {
        return Err(AppError::invalid("roles", "choose at least one role").into());
    }
    let member = Member { organisation_id, person_id };
    let after = MemberRecord { member, roles, suspended };
    let mut work = context.write().await?;
    match store::lock_member(&mut work.tx, member).await? {
        Some(before) => change_member(&context, &mut work, &before, after).await?,
        None => {
            store::insert_member(&mut work.tx, &after, context.now()).await?;
            let change = Change {
                organisation_id,
                actor_id: actor_id(&context),
                action: "member.added",
                subject: format!("person:{person_id}"),
                payload: json!({ "roles": roles.list(), "suspended": suspended }),
            };
            record(&context, &mut work, change).await?;
            work.hint(Audience::Person(person_id), hub::ACCESS);
        }
    }
    work.commit(&context).await
}

/// Sets a person's password and ends all their sessions.
///
/// # Errors
/// The password is refused, or there is no such person.
pub async fn set_password(context: Context, new: NewPassword) -> Outcome<()> {
    passwords::checked(&new.password).map_err(|reason| AppError::invalid("password", reason))?;
    let hash = passwords::hash(&context, &new.password).await?;
    let mut work = context.write().await?;
    let person = store::lock_person(&mut work.tx, new.person_id).await?.ok_or(AppError::NotFound)?;
    store::save_password(&mut work.tx, &person, &hash).await?;
    shut_out(&context, &mut work, &person, "person.password_changed").await?;
    work.commit(&context).await
}

/// Suspends a person everywhere and ends all their sessions, or readmits them.
///
/// # Errors
/// There is no such person.
pub async fn suspend_person(context: Context, suspension: PersonSuspension) -> Outcome<()> {
    let mut work = context.write().await?;
    let person = store::lock_person(&mut work.tx, suspension.person_id).await?.ok_or(AppError::NotFound)?;
    if person.suspended == suspension.suspended {
        return Ok(());
    }
    store::save_suspension(&mut work.tx, &person, suspension.suspended).await?;
    let action = if suspension.suspended { "person.suspended" } else { "person.resumed" };
    shut_out(&context, &mut work, &person, action).await?;
    work.commit(&context).await
}

/// # Errors
/// [`AppError::NotFound`]
pub async fn find_organisation(context: Context, name: String) -> Outcome<OrganisationId> {
    let found = store::organisation_by_name(&mut context.read().await?, name.trim()).await?;
    Ok(found.ok_or(AppError::NotFound)?.id)
}

/// # Errors
/// [`AppError::NotFound`], or the address is none.
pub async fn find_person(context: Context, email: String) -> Outcome<PersonId> {
    let email = text::email(&email).map_err(|reason| AppError::invalid("email", reason))?;
    Ok(store::person_by_email(&mut context.read().await?, &email).await?.ok_or(AppError::NotFound)?.id)
}

/// Everyone, once for each of their organisations, by e-mail address; at most 10 000 rows.
///
/// # Errors
/// The database does not answer.
pub async fn list_people(context: Context, (): ()) -> Outcome<Vec<PersonEntry>> {
    Ok(store::people(&mut context.read().await?, LIST_LIMIT).await?)
}

/// The organisations by name; at most 10 000.
///
/// # Errors
/// The database does not answer.
pub async fn list_organisations(context: Context, (): ()) -> Outcome<Vec<Organisation>> {
    Ok(store::organisations(&mut context.read().await?, "", LIST_LIMIT).await?)
}

/// Ends all sessions of a person; each organisation that knows them remembers why.
async fn shut_out(context: &Context, work: &mut Work, person: &Lock<Person>, action: &'static str) -> Outcome<()> {
    store::delete_sessions_of(&mut work.tx, person.id).await?;
    work.hint(Audience::Person(person.id), hub::ACCESS);
    // In the order of the ids, so that two such changes lock the organisations' logs one after the other.
    for organisation_id in store::organisations_of(&mut work.tx, person.id).await? {
        let change = Change {
            organisation_id,
            actor_id: actor_id(context),
            action,
            subject: format!("person:{}", person.id),
            payload: json!({}),
        };
        record(context, work, change).await?;
    }
    Ok(())
}

fn taken(field: &'static str) -> impl Fn(StorageError) -> Failure {
    move |error| match error.is_duplicate() {
        true => AppError::invalid(field, "is taken").into(),
        false => error.into(),
    }
}
