//! Submissions that wait for an approval or waited, who approves, and who stands in for whom.

use super::limit::LimitRow;
use crate::{
    domain::{
        cart::CartKind,
        ids::{CartId, DelegationId, OrganisationId, PersonId, SubmissionId},
        ordering::SubmissionState,
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx},
};
use sqlx::FromRow;

macro_rules! submission {
    ($which:literal) => {
        concat!(
            "SELECT s.id, s.cart_id, s.organisation_id, s.submitted_by, b.name AS submitter, s.submitted_at, s.state, s.details,
            s.totals, s.exceeded, s.decided_by, d.name AS decider, s.decided_at, COALESCE(s.comment, '') AS comment, s.version,
            c.kind AS cart_kind, c.creator_id AS cart_creator_id, c.name AS cart_name, o.number AS order_number,
            (SELECT COUNT(*) FROM cart_line l WHERE l.cart_id = s.cart_id AND l.status = 'accepted') AS lines
            FROM submission s JOIN person b ON b.id = s.submitted_by JOIN cart c ON c.id = s.cart_id
            LEFT JOIN person d ON d.id = s.decided_by LEFT JOIN purchase_order o ON o.submission_id = s.id WHERE ",
            $which
        )
    };
}

statements! {
    INSERT = ["INSERT INTO submission (id, cart_id, organisation_id, submitted_by, submitted_at, state, details, totals, exceeded,
        version) VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, 1)"];
    LOCK_CART = ["UPDATE cart SET pending_submission = $2, modified_by = $3, modified_at = $4, version = version + 1
        WHERE id = $1 AND pending_submission IS NULL AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL"];
    UNLOCK_CART = ["UPDATE cart SET pending_submission = NULL, modified_by = $2, modified_at = $3, version = version + 1
        WHERE id = $1 AND pending_submission IS NOT NULL"];
    CART_OF = ["SELECT cart_id FROM submission WHERE id = $1 AND organisation_id = $2"];
    LOCK = [locking "SELECT id FROM submission WHERE id = $1"];
    FIND = [submission!("s.id = $1 AND s.organisation_id = $2")];
    PENDING_OF_CART = [submission!("s.cart_id = $1 AND s.state = 'pending'")];
    LATEST_OF_CART = [submission!("s.cart_id = $1 ORDER BY s.id DESC LIMIT 1")];
    PENDING = [submission!("s.organisation_id = $1 AND s.state = 'pending' ORDER BY s.id LIMIT 500")];
    DECIDED = [submission!("s.organisation_id = $1 AND s.state <> 'pending' AND (s.submitted_by = $2 OR s.decided_by = $2)
        ORDER BY s.decided_at DESC, s.id DESC LIMIT 50")];
    DECIDE = ["UPDATE submission SET state = $2, decided_by = $3, decided_for = $4, decided_at = $5, comment = $6,
        version = version + 1 WHERE id = $1 AND state = 'pending'"];
    APPROVERS = ["SELECT m.person_id, p.name FROM member m JOIN person p ON p.id = m.person_id
        WHERE m.organisation_id = $1 AND m.is_approver AND NOT m.suspended AND NOT p.suspended
        ORDER BY LOWER(p.name), p.id LIMIT 500"];
    APPROVER_LIMITS = ["SELECT l.person_id, l.currency, l.order_minor, l.month_minor FROM spending_limit l
        JOIN member m ON m.organisation_id = l.organisation_id AND m.person_id = l.person_id
        WHERE l.organisation_id = $1 AND m.is_approver AND NOT m.suspended ORDER BY l.person_id, l.currency"];
    /// Between active members only: of an approver to somebody who buys.
    DELEGATIONS = ["SELECT d.id, d.approver_id, a.name AS approver, d.delegate_id, b.name AS delegate, d.starts_at, d.ends_at
        FROM approval_delegation d
        JOIN member am ON am.organisation_id = d.organisation_id AND am.person_id = d.approver_id AND am.is_approver
            AND NOT am.suspended
        JOIN member bm ON bm.organisation_id = d.organisation_id AND bm.person_id = d.delegate_id
            AND (bm.is_buyer OR bm.is_approver) AND NOT bm.suspended
        JOIN person a ON a.id = d.approver_id AND NOT a.suspended JOIN person b ON b.id = d.delegate_id AND NOT b.suspended
        WHERE d.organisation_id = $1 AND d.revoked_at IS NULL AND d.ends_at > $2 ORDER BY d.starts_at, d.id LIMIT 500"];
    PERSON_NAME = ["SELECT name FROM person WHERE id = $1"];
    INSERT_DELEGATION = ["INSERT INTO approval_delegation (id, organisation_id, approver_id, delegate_id, starts_at, ends_at,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"];
    REVOKE = ["UPDATE approval_delegation SET revoked_at = $4 WHERE id = $1 AND organisation_id = $2 AND approver_id = $3
        AND revoked_at IS NULL AND ends_at > $4 RETURNING delegate_id"];
}

/// A submission with the names that pages show.
#[derive(Clone, Debug, FromRow)]
pub struct SubmissionRow {
    pub id: SubmissionId,
    pub cart_id: CartId,
    pub organisation_id: OrganisationId,
    pub submitted_by: PersonId,
    pub submitter: String,
    pub submitted_at: Timestamp,
    pub state: SubmissionState,
    /// A `domain::ordering::CheckoutDetails` as JSON.
    pub details: String,
    /// `domain::money::Money` as JSON.
    pub totals: String,
    /// `domain::ordering::Excess` as JSON.
    pub exceeded: String,
    pub decided_by: Option<PersonId>,
    pub decider: Option<String>,
    pub decided_at: Option<Timestamp>,
    pub comment: String,
    pub version: i64,
    pub cart_kind: CartKind,
    pub cart_creator_id: PersonId,
    pub cart_name: Option<String>,
    pub order_number: Option<i64>,
    /// Agreed ones in its cart now.
    pub lines: i64,
}

/// A submission about to wait.
pub struct NewSubmission<'a> {
    pub id: SubmissionId,
    pub cart_id: CartId,
    pub organisation_id: OrganisationId,
    pub submitted_by: PersonId,
    pub at: Timestamp,
    pub details: &'a str,
    pub totals: &'a str,
    pub exceeded: &'a str,
}

/// How a submission is decided.
pub struct Decision<'a> {
    pub state: SubmissionState,
    pub by: PersonId,
    /// The approver in whose place.
    pub in_place_of: Option<PersonId>,
    pub at: Timestamp,
    pub comment: &'a str,
}

/// Stores a submission and locks its cart; `false`: the cart is locked already, or no cart any more.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, new: &NewSubmission<'_>) -> Result<bool, StorageError> {
    let NewSubmission { id, cart_id, organisation_id, submitted_by, at, details, totals, exceeded } = *new;
    execute!(tx, INSERT, id, cart_id, organisation_id, submitted_by, at, details, totals, exceeded)?;
    Ok(execute!(tx, LOCK_CART, cart_id, id, submitted_by, at)? == 1)
}

/// Lets a cart be changed again.
///
/// # Errors
/// The database failed.
pub async fn unlock_cart(tx: &mut Tx, cart_id: CartId, by: (PersonId, Timestamp)) -> Result<(), StorageError> {
    execute!(tx, UNLOCK_CART, cart_id, by.0, by.1)?;
    Ok(())
}

#[derive(FromRow)]
struct CartOfRow {
    cart_id: CartId,
}

/// The cart of a submission of an organisation: it is locked before the submission is.
///
/// # Errors
/// The database failed.
pub async fn cart_of(
    session: &mut impl Session,
    id: SubmissionId,
    organisation_id: OrganisationId,
) -> Result<Option<CartId>, StorageError> {
    Ok(fetch_optional!(session, CartOfRow, CART_OF, id, organisation_id)?.map(|row| row.cart_id))
}

#[derive(FromRow)]
struct IdRow {
    id: SubmissionId,
}

/// Locks a submission of an organisation until the commit.
///
/// # Errors
/// The database failed.
pub async fn lock(
    tx: &mut Tx,
    id: SubmissionId,
    organisation_id: OrganisationId,
) -> Result<Option<Lock<SubmissionRow>>, StorageError> {
    let Some(row) = fetch_optional!(tx, IdRow, LOCK, id)? else { return Ok(None) };
    Ok(find(tx, row.id, organisation_id).await?.map(Lock::new))
}

/// A submission of an organisation.
///
/// # Errors
/// The database failed.
pub async fn find(
    session: &mut impl Session,
    id: SubmissionId,
    organisation_id: OrganisationId,
) -> Result<Option<SubmissionRow>, StorageError> {
    fetch_optional!(session, SubmissionRow, FIND, id, organisation_id)
}

/// What a cart waits for.
///
/// # Errors
/// The database failed.
pub async fn pending_of_cart(session: &mut impl Session, cart_id: CartId) -> Result<Option<SubmissionRow>, StorageError> {
    fetch_optional!(session, SubmissionRow, PENDING_OF_CART, cart_id)
}

/// The newest submission of a cart, whatever became of it.
///
/// # Errors
/// The database failed.
pub async fn latest_of_cart(session: &mut impl Session, cart_id: CartId) -> Result<Option<SubmissionRow>, StorageError> {
    fetch_optional!(session, SubmissionRow, LATEST_OF_CART, cart_id)
}

/// Everything that waits in an organisation, the oldest first; at most 500.
///
/// # Errors
/// The database failed.
pub async fn pending(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Vec<SubmissionRow>, StorageError> {
    fetch_all!(session, SubmissionRow, PENDING, organisation_id)
}

/// The latest that a member submitted or decided and that wait no more; at most 50.
///
/// # Errors
/// The database failed.
pub async fn decided(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    person_id: PersonId,
) -> Result<Vec<SubmissionRow>, StorageError> {
    fetch_all!(session, SubmissionRow, DECIDED, organisation_id, person_id)
}

/// Decides a locked submission; `false`: it waits no more.
///
/// # Errors
/// The database failed.
pub async fn decide(tx: &mut Tx, submission: &Lock<SubmissionRow>, decision: &Decision<'_>) -> Result<bool, StorageError> {
    let Decision { state, by, in_place_of, at, comment } = *decision;
    Ok(execute!(tx, DECIDE, submission.id, state, by, in_place_of, at, comment)? == 1)
}

/// An active member who is an approver.
#[derive(Clone, Debug, FromRow)]
pub struct ApproverRow {
    pub person_id: PersonId,
    pub name: String,
}

/// The active approvers of an organisation, by name, and all their limits.
///
/// # Errors
/// The database failed.
pub async fn approvers(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<(Vec<ApproverRow>, Vec<LimitRow>), StorageError> {
    let people = fetch_all!(session, ApproverRow, APPROVERS, organisation_id)?;
    let limits = fetch_all!(session, LimitRow, APPROVER_LIMITS, organisation_id)?;
    Ok((people, limits))
}

#[derive(FromRow)]
struct NameRow {
    name: String,
}

/// What somebody is called; empty if there is nobody.
///
/// # Errors
/// The database failed.
pub async fn person_name(session: &mut impl Session, person_id: PersonId) -> Result<String, StorageError> {
    Ok(fetch_optional!(session, NameRow, PERSON_NAME, person_id)?.map(|row| row.name).unwrap_or_default())
}

/// A delegation that is not over.
#[derive(Clone, Debug, FromRow)]
pub struct DelegationRow {
    pub id: DelegationId,
    pub approver_id: PersonId,
    pub approver: String,
    pub delegate_id: PersonId,
    pub delegate: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// The delegations of an organisation that hold now or later.
///
/// # Errors
/// The database failed.
pub async fn delegations(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    now: Timestamp,
) -> Result<Vec<DelegationRow>, StorageError> {
    fetch_all!(session, DelegationRow, DELEGATIONS, organisation_id, now)
}

/// A delegation about to be stored.
pub struct NewDelegation {
    pub id: DelegationId,
    pub organisation_id: OrganisationId,
    pub approver_id: PersonId,
    pub delegate_id: PersonId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub at: Timestamp,
}

/// # Errors
/// The database failed.
pub async fn insert_delegation(tx: &mut Tx, new: &NewDelegation) -> Result<(), StorageError> {
    let NewDelegation { id, organisation_id, approver_id, delegate_id, starts_at, ends_at, at } = *new;
    execute!(tx, INSERT_DELEGATION, id, organisation_id, approver_id, delegate_id, starts_at, ends_at, at)?;
    Ok(())
}

#[derive(FromRow)]
struct DelegateRow {
    delegate_id: PersonId,
}

/// Ends a delegation of an approver; answers whose it was. `None`: there is none such that is not over.
///
/// # Errors
/// The database failed.
pub async fn revoke_delegation(
    tx: &mut Tx,
    of: (DelegationId, OrganisationId, PersonId),
    now: Timestamp,
) -> Result<Option<PersonId>, StorageError> {
    Ok(fetch_optional!(tx, DelegateRow, REVOKE, of.0, of.1, of.2, now)?.map(|row| row.delegate_id))
}
