//! Invitations by link. Knows a link's token only by its hash; must not decide whether an invitation still counts.

use super::RolesRow;
use crate::{
    domain::{
        identity::{InvitationEnd, Roles},
        ids::{InvitationId, OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    INSERT_INVITATION = ["INSERT INTO invitation
        (id, organisation_id, token_hash, email, is_buyer, is_approver, is_seller, is_admin, invited_by, created_at,
        expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"];
    INVITATION_BY_TOKEN = ["SELECT i.id, i.organisation_id, o.name AS organisation, i.email, p.name AS invited_by,
        i.is_buyer, i.is_approver, i.is_seller, i.is_admin
        FROM invitation i
        JOIN organisation o ON o.id = i.organisation_id
        JOIN person p ON p.id = i.invited_by
        WHERE i.token_hash = $1 AND i.expires_at > $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL"];
    ENDED_INVITATION = ["SELECT o.name AS organisation, p.name AS invited_by, i.accepted_at, i.revoked_at
        FROM invitation i JOIN organisation o ON o.id = i.organisation_id JOIN person p ON p.id = i.invited_by
        WHERE i.token_hash = $1"];
    LOCK_INVITATION = [locking "SELECT id FROM invitation
        WHERE id = $1 AND expires_at > $2 AND accepted_at IS NULL AND revoked_at IS NULL"];
    OPEN_INVITATIONS = ["SELECT i.id, i.email, p.name AS invited_by, i.expires_at,
        i.is_buyer, i.is_approver, i.is_seller, i.is_admin
        FROM invitation i JOIN person p ON p.id = i.invited_by
        WHERE i.organisation_id = $1 AND i.expires_at > $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL
        ORDER BY i.created_at DESC, i.id DESC LIMIT $3"];
    MARK_ACCEPTED = ["UPDATE invitation SET accepted_at = $2, accepted_by = $3 WHERE id = $1"];
    REVOKE_INVITATION = ["UPDATE invitation SET revoked_at = $3
        WHERE id = $1 AND organisation_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL"];
    REVOKE_INVITATIONS_TO = ["UPDATE invitation SET revoked_at = $3
        WHERE organisation_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL"];
}

/// An invitation that still counts, as its link finds it or as it is about to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub email: String,
    /// The inviting person's name.
    pub invited_by: String,
    pub roles: Roles,
}

/// An invitation to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    pub id: InvitationId,
    pub organisation_id: OrganisationId,
    /// SHA-256 of the link's token.
    pub token_hash: [u8; 32],
    pub email: String,
    pub roles: Roles,
    pub invited_by: PersonId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation that waits, as the organisation's admins see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub email: String,
    pub roles: Roles,
    /// The inviting person's name.
    pub invited_by: String,
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct InvitationRow {
    id: InvitationId,
    organisation_id: OrganisationId,
    organisation: String,
    email: String,
    invited_by: String,
    #[sqlx(flatten)]
    roles: RolesRow,
}

#[derive(FromRow)]
struct OpenInvitationRow {
    id: InvitationId,
    email: String,
    invited_by: String,
    expires_at: Timestamp,
    #[sqlx(flatten)]
    roles: RolesRow,
}

#[derive(FromRow)]
struct IdRow {
    id: InvitationId,
}

impl From<InvitationRow> for Invitation {
    fn from(row: InvitationRow) -> Self {
        let InvitationRow { id, organisation_id, organisation, email, invited_by, roles } = row;
        Self { id, organisation_id, organisation, email, invited_by, roles: roles.into() }
    }
}

impl From<OpenInvitationRow> for OpenInvitation {
    fn from(row: OpenInvitationRow) -> Self {
        let OpenInvitationRow { id, email, invited_by, expires_at, roles } = row;
        Self { id, email, roles: roles.into(), invited_by, expires_at }
    }
}

/// # Errors
/// The database failed.
pub async fn insert_invitation(tx: &mut Tx, new: &NewInvitation) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT_INVITATION,
        new.id,
        new.organisation_id,
        &new.token_hash[..],
        &new.email,
        new.roles.buyer,
        new.roles.approver,
        new.roles.seller,
        new.roles.admin,
        new.invited_by,
        new.created_at,
        new.expires_at,
    )?;
    Ok(())
}

/// The invitation behind a link, if it is open at `now`.
///
/// # Errors
/// The database failed.
pub async fn invitation_by_token(
    session: &mut impl Session,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Invitation>, StorageError> {
    Ok(fetch_optional!(session, InvitationRow, INVITATION_BY_TOKEN, &token_hash[..], now)?.map(Invitation::from))
}

#[derive(FromRow)]
struct EndedRow {
    organisation: String,
    invited_by: String,
    accepted_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// How an invitation that is not open any more ended, whose it was and who made it.
///
/// # Errors
/// The database failed.
pub async fn ended_invitation(
    session: &mut impl Session,
    token_hash: &[u8; 32],
) -> Result<Option<(InvitationEnd, String, String)>, StorageError> {
    let row = fetch_optional!(session, EndedRow, ENDED_INVITATION, &token_hash[..])?;
    Ok(row.map(|row| {
        let end = match (row.accepted_at, row.revoked_at) {
            (Some(_), _) => InvitationEnd::Used,
            (None, Some(_)) => InvitationEnd::Revoked,
            (None, None) => InvitationEnd::Expired,
        };
        (end, row.organisation, row.invited_by)
    }))
}

/// Locks an invitation, if it is open at `now`.
///
/// # Errors
/// The database failed.
pub async fn lock_invitation(
    tx: &mut Tx,
    id: InvitationId,
    now: Timestamp,
) -> Result<Option<Lock<InvitationId>>, StorageError> {
    Ok(fetch_optional!(tx, IdRow, LOCK_INVITATION, id, now)?.map(|row| Lock::new(row.id)))
}

/// The invitations of an organisation that are open at `now`, newest first; at most `limit`.
///
/// # Errors
/// The database failed.
pub async fn open_invitations(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<OpenInvitation>, StorageError> {
    let rows = fetch_all!(session, OpenInvitationRow, OPEN_INVITATIONS, organisation_id, now, limit)?;
    Ok(rows.into_iter().map(OpenInvitation::from).collect())
}

/// # Errors
/// The database failed.
pub async fn mark_accepted(
    tx: &mut Tx,
    invitation: &Lock<InvitationId>,
    by: PersonId,
    at: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, MARK_ACCEPTED, **invitation, at, by)?;
    Ok(())
}

/// Whether an open invitation of the organisation was taken back.
///
/// # Errors
/// The database failed.
pub async fn revoke_invitation(
    tx: &mut Tx,
    id: InvitationId,
    organisation_id: OrganisationId,
    at: Timestamp,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, REVOKE_INVITATION, id, organisation_id, at)? == 1)
}

/// Takes back what an organisation has sent to an address before.
///
/// # Errors
/// The database failed.
pub async fn revoke_invitations_to(
    tx: &mut Tx,
    organisation_id: OrganisationId,
    email: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, REVOKE_INVITATIONS_TO, organisation_id, email, at)?;
    Ok(())
}
