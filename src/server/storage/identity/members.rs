//! Members: which person belongs to which organisation, with which roles. Must not know what a role allows.

use super::RolesRow;
use crate::{
    domain::{
        identity::{Membership, Roles},
        ids::{OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    INSERT_MEMBER = ["INSERT INTO member
        (organisation_id, person_id, is_buyer, is_approver, is_seller, is_admin, suspended, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id, person_id) DO NOTHING"];
    LOCK_MEMBER = [locking "SELECT is_buyer, is_approver, is_seller, is_admin, suspended FROM member
        WHERE organisation_id = $1 AND person_id = $2"];
    /// Locks in one order, so that two admins who change each other's roles meet here one after the other.
    LOCK_ACTIVE_ADMINS = [locking "SELECT person_id FROM member
        WHERE organisation_id = $1 AND is_admin AND NOT suspended
        AND person_id IN (SELECT id FROM person WHERE NOT suspended)
        ORDER BY person_id LIMIT 1000"];
    SAVE_MEMBER = ["UPDATE member SET is_buyer = $3, is_approver = $4, is_seller = $5, is_admin = $6, suspended = $7
        WHERE organisation_id = $1 AND person_id = $2"];
    MEMBERS = ["SELECT m.person_id, p.name, p.email, m.is_buyer, m.is_approver, m.is_seller, m.is_admin,
        m.suspended
        FROM member m JOIN person p ON p.id = m.person_id
        WHERE m.organisation_id = $1 ORDER BY p.name, m.person_id LIMIT $2"];
    MEMBER_BY_EMAIL = ["SELECT m.person_id FROM member m JOIN person p ON p.id = m.person_id
        WHERE m.organisation_id = $1 AND p.email = $2"];
    MEMBERSHIPS = ["SELECT o.id AS organisation_id, o.name AS organisation, o.buys, o.sells,
        m.is_buyer, m.is_approver, m.is_seller, m.is_admin
        FROM member m JOIN organisation o ON o.id = m.organisation_id
        WHERE m.person_id = $1 AND NOT m.suspended ORDER BY o.name LIMIT 200"];
    ORGANISATIONS_OF = ["SELECT organisation_id FROM member WHERE person_id = $1 ORDER BY organisation_id LIMIT 200"];
}

/// A member of an organisation with the person's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationMember {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub suspended: bool,
}

/// Who is a member where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub organisation_id: OrganisationId,
    pub person_id: PersonId,
}

/// A member's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberRecord {
    pub member: Member,
    pub roles: Roles,
    pub suspended: bool,
}

#[derive(FromRow)]
struct MemberRow {
    person_id: PersonId,
    name: String,
    email: String,
    #[sqlx(flatten)]
    roles: RolesRow,
    suspended: bool,
}

#[derive(FromRow)]
struct LockedMemberRow {
    #[sqlx(flatten)]
    roles: RolesRow,
    suspended: bool,
}

#[derive(FromRow)]
struct MembershipRow {
    organisation_id: OrganisationId,
    organisation: String,
    buys: bool,
    sells: bool,
    #[sqlx(flatten)]
    roles: RolesRow,
}

#[derive(FromRow)]
struct PersonIdRow {
    person_id: PersonId,
}

#[derive(FromRow)]
struct OrganisationIdRow {
    organisation_id: OrganisationId,
}

impl From<MemberRow> for OrganisationMember {
    fn from(row: MemberRow) -> Self {
        let MemberRow { person_id, name, email, roles, suspended } = row;
        Self { person_id, name, email, roles: roles.into(), suspended }
    }
}

impl From<MembershipRow> for Membership {
    fn from(row: MembershipRow) -> Self {
        let MembershipRow { organisation_id, organisation, buys, sells, roles } = row;
        Self { organisation_id, organisation, buys, sells, roles: roles.into() }
    }
}

/// Whether the row is new; an existing member is left as it is.
///
/// # Errors
/// The database failed.
pub async fn insert_member(tx: &mut Tx, new: &MemberRecord, at: Timestamp) -> Result<bool, StorageError> {
    let MemberRecord { member, roles, suspended } = *new;
    let inserted = execute!(
        tx,
        INSERT_MEMBER,
        member.organisation_id,
        member.person_id,
        roles.buyer,
        roles.approver,
        roles.seller,
        roles.admin,
        suspended,
        at,
    )?;
    Ok(inserted == 1)
}

/// # Errors
/// The database failed.
pub async fn lock_member(tx: &mut Tx, member: Member) -> Result<Option<Lock<MemberRecord>>, StorageError> {
    let row = fetch_optional!(tx, LockedMemberRow, LOCK_MEMBER, member.organisation_id, member.person_id)?;
    Ok(row.map(|row| Lock::new(MemberRecord { member, roles: row.roles.into(), suspended: row.suspended })))
}

/// The organisation's admins who can act, locked until the commit.
///
/// # Errors
/// The database failed.
pub async fn lock_active_admins(tx: &mut Tx, id: OrganisationId) -> Result<Lock<Vec<PersonId>>, StorageError> {
    let rows = fetch_all!(tx, PersonIdRow, LOCK_ACTIVE_ADMINS, id)?;
    Ok(Lock::new(rows.into_iter().map(|row| row.person_id).collect()))
}

/// Stores what became of a member that was read under its lock.
///
/// # Errors
/// The database failed.
pub async fn save_member(tx: &mut Tx, before: &Lock<MemberRecord>, after: &MemberRecord) -> Result<(), StorageError> {
    let (member, roles) = (before.member, after.roles);
    execute!(
        tx,
        SAVE_MEMBER,
        member.organisation_id,
        member.person_id,
        roles.buyer,
        roles.approver,
        roles.seller,
        roles.admin,
        after.suspended,
    )?;
    Ok(())
}

/// The members of an organisation by name, suspended ones too; at most `limit`.
///
/// # Errors
/// The database failed.
pub async fn members(
    session: &mut impl Session,
    id: OrganisationId,
    limit: i64,
) -> Result<Vec<OrganisationMember>, StorageError> {
    Ok(fetch_all!(session, MemberRow, MEMBERS, id, limit)?.into_iter().map(OrganisationMember::from).collect())
}

/// Whether an address belongs to a member, be it a suspended one.
///
/// # Errors
/// The database failed.
pub async fn is_member_address(session: &mut impl Session, id: OrganisationId, email: &str) -> Result<bool, StorageError> {
    Ok(fetch_optional!(session, PersonIdRow, MEMBER_BY_EMAIL, id, email)?.is_some())
}

/// The organisations in which a person may act, by name.
///
/// # Errors
/// The database failed.
pub async fn memberships(session: &mut impl Session, id: PersonId) -> Result<Vec<Membership>, StorageError> {
    Ok(fetch_all!(session, MembershipRow, MEMBERSHIPS, id)?.into_iter().map(Membership::from).collect())
}

/// The organisations that know a person, suspended there or not, in the order of their ids.
///
/// # Errors
/// The database failed.
pub async fn organisations_of(session: &mut impl Session, id: PersonId) -> Result<Vec<OrganisationId>, StorageError> {
    Ok(fetch_all!(session, OrganisationIdRow, ORGANISATIONS_OF, id)?.into_iter().map(|row| row.organisation_id).collect())
}
