//! Personal access tokens, known by their hash, and what a person's profile shows of them.

use super::PrincipalRow;
use crate::{
    domain::{
        identity::Principal,
        ids::{OrganisationId, PersonId, TokenId},
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    PROFILE = ["SELECT name, email FROM person WHERE id = $1"];
    INSERT_TOKEN = ["INSERT INTO access_token
        (id, person_id, organisation_id, name, token_hash, prefix, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"];
    /// The principal that a token stands for: nobody if it ended, or its person or membership is suspended or gone. A token
    /// for an organisation carries no role on the platform, a token for the platform no membership.
    TOKEN = ["SELECT t.id, t.used_at, t.person_id, p.name,
        CASE WHEN t.organisation_id IS NULL THEN p.platform_role END AS platform_role,
        o.id AS organisation_id, o.name AS organisation, o.buys, o.sells,
        m.is_buyer, m.is_approver, m.is_seller, m.is_admin
        FROM access_token t
        JOIN person p ON p.id = t.person_id AND NOT p.suspended
        LEFT JOIN member m
            ON m.organisation_id = t.organisation_id AND m.person_id = t.person_id AND NOT m.suspended
        LEFT JOIN organisation o ON o.id = m.organisation_id
        WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2
        AND (o.id IS NOT NULL OR (t.organisation_id IS NULL AND p.platform_role IS NOT NULL))"];
    TOUCH_TOKEN = ["UPDATE access_token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)"];
    TOKENS_OF = ["SELECT t.id, t.name, t.prefix, o.name AS organisation, t.created_at, t.expires_at, t.used_at, t.revoked_at
        FROM access_token t LEFT JOIN organisation o ON o.id = t.organisation_id
        WHERE t.person_id = $1 ORDER BY t.created_at DESC, t.id DESC LIMIT $2"];
    /// Locked, so that names and numbers are counted one after the other.
    ACTIVE_TOKENS = [locking "SELECT name FROM access_token
        WHERE person_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY id LIMIT 1000"];
    REVOKE_TOKEN = ["UPDATE access_token SET revoked_at = $3
        WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL RETURNING name, organisation_id"];
}

/// What a profile says of its person.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Profile {
    pub name: String,
    pub email: String,
}

/// A token to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub id: TokenId,
    pub person_id: PersonId,
    pub organisation_id: Option<OrganisationId>,
    pub name: String,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    pub prefix: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AccessToken {
    pub id: TokenId,
    pub name: String,
    pub prefix: String,
    /// `None`: for the platform.
    pub organisation: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// Whom a token stands for, and when it was last used.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TokenPrincipal {
    pub id: TokenId,
    pub used_at: Option<Timestamp>,
    #[sqlx(flatten, try_from = "PrincipalRow")]
    pub principal: Principal,
}

#[derive(FromRow)]
struct NameRow {
    name: String,
}

#[derive(FromRow)]
struct RevokedRow {
    name: String,
    organisation_id: Option<OrganisationId>,
}

/// # Errors
/// The database failed.
pub async fn profile(session: &mut impl Session, person_id: PersonId) -> Result<Option<Profile>, StorageError> {
    fetch_optional!(session, Profile, PROFILE, person_id)
}

/// # Errors
/// The database failed.
pub async fn insert_token(tx: &mut Tx, new: &NewToken) -> Result<(), StorageError> {
    execute!(
        tx,
        INSERT_TOKEN,
        new.id,
        new.person_id,
        new.organisation_id,
        &new.name,
        &new.token_hash[..],
        &new.prefix,
        new.created_at,
        new.expires_at,
    )?;
    Ok(())
}

/// Whom the token with this hash stands for at `now`, if for anybody.
///
/// # Errors
/// The database failed.
pub async fn token_principal(
    session: &mut impl Session,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<TokenPrincipal>, StorageError> {
    fetch_optional!(session, TokenPrincipal, TOKEN, &token_hash[..], now)
}

/// # Errors
/// The database failed.
pub async fn touch_token(tx: &mut Tx, id: TokenId, now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, TOUCH_TOKEN, id, now)?;
    Ok(())
}

/// A person's newest tokens, those that ended as well.
///
/// # Errors
/// The database failed.
pub async fn tokens_of(
    session: &mut impl Session,
    person_id: PersonId,
    limit: i64,
) -> Result<Vec<AccessToken>, StorageError> {
    fetch_all!(session, AccessToken, TOKENS_OF, person_id, limit)
}

/// The names of a person's tokens that hold.
///
/// # Errors
/// The database failed.
pub async fn active_tokens(tx: &mut Tx, person_id: PersonId, now: Timestamp) -> Result<Vec<String>, StorageError> {
    let rows = fetch_all!(tx, NameRow, ACTIVE_TOKENS, person_id, now)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Ends a person's token; answers its name and organisation. `None`: not theirs, or it had been revoked before.
///
/// # Errors
/// The database failed.
pub async fn revoke_token(
    tx: &mut Tx,
    token: (TokenId, PersonId),
    now: Timestamp,
) -> Result<Option<(String, Option<OrganisationId>)>, StorageError> {
    let row = fetch_optional!(tx, RevokedRow, REVOKE_TOKEN, token.0, token.1, now)?;
    Ok(row.map(|row| (row.name, row.organisation_id)))
}
