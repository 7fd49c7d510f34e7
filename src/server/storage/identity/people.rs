//! Organisations and persons. Must not know members' rights, nor more of a password than its hash.

use super::MembershipRow;
use crate::{
    domain::{
        identity::{Membership, PlatformRole},
        ids::{OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    INSERT_ORGANISATION = ["INSERT INTO organisation (id, name, buys, sells, created_at) VALUES ($1, $2, $3, $4, $5)"];
    ORGANISATION = ["SELECT id, name, buys, sells FROM organisation WHERE id = $1"];
    ORGANISATION_BY_NAME = ["SELECT id, name, buys, sells FROM organisation WHERE name = $1"];
    ORGANISATIONS = ["SELECT id, name, buys, sells FROM organisation WHERE name > $1
        AND NOT EXISTS (SELECT 1 FROM guest g WHERE g.organisation_id = organisation.id) ORDER BY name LIMIT $2"];

    INSERT_PERSON = ["INSERT INTO person
        (id, email, name, password_hash, platform_role, suspended, auth_epoch, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"];
    LOCK_PERSON = [locking "SELECT id, email, name, password_hash, platform_role, suspended, auth_epoch FROM person
        WHERE id = $1"];
    PERSON_BY_EMAIL = ["SELECT id, email, name, password_hash, platform_role, suspended, auth_epoch FROM person
        WHERE email = $1"];
    PEOPLE = ["SELECT p.id, p.email, p.name, p.platform_role, p.suspended, o.name AS organisation, o.buys, o.sells,
        m.organisation_id, m.is_buyer, m.is_approver, m.is_seller, m.is_admin, m.suspended AS member_suspended
        FROM person p
        LEFT JOIN member m ON m.person_id = p.id
        LEFT JOIN organisation o ON o.id = m.organisation_id
        WHERE NOT EXISTS (SELECT 1 FROM guest g WHERE g.person_id = p.id) ORDER BY p.email, o.name LIMIT $1"];
    SAVE_PASSWORD = ["UPDATE person SET password_hash = $2, auth_epoch = auth_epoch + 1 WHERE id = $1"];
    SAVE_SUSPENSION = ["UPDATE person SET suspended = $2, auth_epoch = auth_epoch + 1 WHERE id = $1"];
}

/// A company, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    pub buys: bool,
    pub sells: bool,
}

/// A human being, as stored. The password's hash is a PHC string.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub platform_role: Option<PlatformRole>,
    pub suspended: bool,
    /// Sessions of an older epoch are void.
    pub auth_epoch: i64,
}

/// A person once for each organisation, or once without any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonEntry {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub platform_role: Option<PlatformRole>,
    pub suspended: bool,
    /// The membership, and whether it is suspended.
    pub member: Option<(Membership, bool)>,
}

#[derive(FromRow)]
struct OrganisationRow {
    id: OrganisationId,
    name: String,
    buys: bool,
    sells: bool,
}

#[derive(FromRow)]
struct PersonRow {
    id: PersonId,
    email: String,
    name: String,
    password_hash: Option<String>,
    platform_role: Option<PlatformRole>,
    suspended: bool,
    auth_epoch: i64,
}

#[derive(FromRow)]
struct PersonEntryRow {
    id: PersonId,
    email: String,
    name: String,
    platform_role: Option<PlatformRole>,
    suspended: bool,
    #[sqlx(flatten)]
    membership: MembershipRow,
    member_suspended: Option<bool>,
}

impl From<OrganisationRow> for Organisation {
    fn from(row: OrganisationRow) -> Self {
        Self { id: row.id, name: row.name, buys: row.buys, sells: row.sells }
    }
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            password_hash: row.password_hash,
            platform_role: row.platform_role,
            suspended: row.suspended,
            auth_epoch: row.auth_epoch,
        }
    }
}

impl From<PersonEntryRow> for PersonEntry {
    fn from(row: PersonEntryRow) -> Self {
        let membership: Option<Membership> = row.membership.into();
        let member = membership.map(|membership| (membership, row.member_suspended.unwrap_or_default()));
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            platform_role: row.platform_role,
            suspended: row.suspended,
            member,
        }
    }
}

/// # Errors
/// The name is taken ([`StorageError::is_duplicate`]), or the database failed.
pub async fn insert_organisation(tx: &mut Tx, new: &Organisation, at: Timestamp) -> Result<(), StorageError> {
    execute!(tx, INSERT_ORGANISATION, new.id, &new.name, new.buys, new.sells, at)?;
    Ok(())
}

/// # Errors
/// The database failed.
pub async fn organisation(session: &mut impl Session, id: OrganisationId) -> Result<Option<Organisation>, StorageError> {
    Ok(fetch_optional!(session, OrganisationRow, ORGANISATION, id)?.map(Organisation::from))
}

/// # Errors
/// The database failed.
pub async fn organisation_by_name(session: &mut impl Session, name: &str) -> Result<Option<Organisation>, StorageError> {
    Ok(fetch_optional!(session, OrganisationRow, ORGANISATION_BY_NAME, name)?.map(Organisation::from))
}

/// The organisations behind a name, by name; at most `limit`.
///
/// # Errors
/// The database failed.
pub async fn organisations(session: &mut impl Session, after: &str, limit: i64) -> Result<Vec<Organisation>, StorageError> {
    Ok(fetch_all!(session, OrganisationRow, ORGANISATIONS, after, limit)?.into_iter().map(Organisation::from).collect())
}

/// # Errors
/// The e-mail address is taken ([`StorageError::is_duplicate`]), or the database failed.
pub async fn insert_person(tx: &mut Tx, new: &Person, at: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT_PERSON,
        new.id,
        &new.email,
        &new.name,
        &new.password_hash,
        new.platform_role,
        new.suspended,
        new.auth_epoch,
        at,
    )?;
    Ok(())
}

/// # Errors
/// The database failed.
pub async fn lock_person(tx: &mut Tx, id: PersonId) -> Result<Option<Lock<Person>>, StorageError> {
    Ok(fetch_optional!(tx, PersonRow, LOCK_PERSON, id)?.map(|row| Lock::new(row.into())))
}

/// # Errors
/// The database failed.
pub async fn person_by_email(session: &mut impl Session, email: &str) -> Result<Option<Person>, StorageError> {
    Ok(fetch_optional!(session, PersonRow, PERSON_BY_EMAIL, email)?.map(Person::from))
}

/// People with their memberships, by e-mail address and name of the organisation; at most `limit` rows.
///
/// # Errors
/// The database failed.
pub async fn people(session: &mut impl Session, limit: i64) -> Result<Vec<PersonEntry>, StorageError> {
    Ok(fetch_all!(session, PersonEntryRow, PEOPLE, limit)?.into_iter().map(PersonEntry::from).collect())
}

/// Stores a new password's hash and voids the person's sessions.
///
/// # Errors
/// The database failed.
pub async fn save_password(tx: &mut Tx, person: &Lock<Person>, hash: &str) -> Result<(), StorageError> {
    execute!(tx, SAVE_PASSWORD, person.id, hash)?;
    Ok(())
}

/// Suspends or readmits a person and voids their sessions.
///
/// # Errors
/// The database failed.
pub async fn save_suspension(tx: &mut Tx, person: &Lock<Person>, suspended: bool) -> Result<(), StorageError> {
    execute!(tx, SAVE_SUSPENSION, person.id, suspended)?;
    Ok(())
}
