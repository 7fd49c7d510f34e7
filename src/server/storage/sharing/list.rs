//! The list of carts and the trash: each a fixed number of statements, however many carts and lines there are.

use crate::{
    domain::{
        cart::CheckoutStatus,
        ids::{CartId, OrganisationId, PersonId},
        money::Currency,
        negotiation::LineStatus,
        sharing::{TrashReason, UnshareMode},
        time::Timestamp,
    },
    server::storage::{Session, StorageError, cart::NamedCart},
};
use sqlx::FromRow;

/// Lines of carts by status, with totals per currency. Totals are taken in two parts, so that no sum is too large for the
/// database; each was rounded once, when it was offered or agreed.
macro_rules! sums {
    ($carts:expr) => {
        concat!(
            "SELECT x.cart_id, x.status, x.currency, COUNT(*) AS lines, CAST(SUM(x.minor / 1000000) AS BIGINT) AS millions,
            CAST(SUM(x.minor % 1000000) AS BIGINT) AS rest, MAX(x.updated_at) AS updated_at, CAST(SUM(x.taken_out) AS BIGINT)
            AS taken_out FROM (SELECT l.cart_id, l.status, l.updated_at,
                CASE l.status WHEN 'quote' THEN l.currency WHEN 'accepted' THEN t.currency END AS currency,
                CASE l.status WHEN 'quote' THEN -l.value_rank WHEN 'accepted' THEN t.subtotal_minor ELSE 0 END AS minor,
                CASE WHEN l.status = 'withdrawn' AND l.ended_by = 'buyer' THEN 1 ELSE 0 END AS taken_out
                FROM cart c JOIN cart_line l ON l.cart_id = c.id
                LEFT JOIN line_transaction t ON t.line_id = l.id AND l.status = 'accepted' WHERE ",
            $carts,
            ") x GROUP BY x.cart_id, x.status, x.currency"
        )
    };
}

statements! {
    CARTS = [concat!("SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator, c.checkout_status,
        c.pending_submission IS NOT NULL AS is_locked,
        c.version, c.modified_by, m.name AS modifier, c.modified_at, c.submitted_by, s.name AS submitter, c.noticed_at,
        COALESCE(c.id = ", current_cart_id!("$1", "$2"), ", FALSE) AS is_current
        FROM cart c JOIN person p ON p.id = c.creator_id JOIN person m ON m.id = c.modified_by
        LEFT JOIN person s ON s.id = c.submitted_by WHERE ", open_to!("c", "$1", "$2"),
        " ORDER BY c.kind, LOWER(c.name), c.id LIMIT 500")];
    SUMS = [sums!(open_to!("c", "$1", "$2"))];
    UNDOS = ["SELECT u.cart_id, u.mode, u.unshared_at, c.name, c.trashed_at IS NULL AS is_still_shared,
        (SELECT COUNT(*) FROM pending_withdrawal w WHERE w.cart_id = u.cart_id AND u.mode = 'remove') AS withdrawing FROM unshare_undo u JOIN cart c ON c.id = u.cart_id
        WHERE u.unshared_by = $1 AND c.organisation_id = $2 AND u.unshared_at > $3 ORDER BY u.unshared_at DESC LIMIT 20"];
    COUNT_TRASH = ["SELECT COUNT(*) AS count FROM cart WHERE organisation_id = $1 AND trashed_at > $2 AND name IS NOT NULL"];
    TRASHED = ["SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator, c.checkout_status,
        c.pending_submission IS NOT NULL AS is_locked,
        c.trashed_at, c.trash_reason, b.name AS trashed_by
        FROM cart c JOIN person p ON p.id = c.creator_id LEFT JOIN person b ON b.id = c.trashed_by
        WHERE c.organisation_id = $1 AND c.trashed_at > $2 AND c.name IS NOT NULL ORDER BY c.trashed_at DESC, c.id LIMIT 500"];
    TRASH_SUMS = [sums!("c.organisation_id = $1 AND c.trashed_at > $2 AND c.name IS NOT NULL")];
}

/// A cart in the list.
#[derive(Clone, Debug, FromRow)]
pub struct CartRow {
    #[sqlx(flatten)]
    pub cart: NamedCart,
    pub checkout_status: CheckoutStatus,
    pub is_locked: bool,
    pub version: i64,
    pub modified_by: PersonId,
    pub modifier: String,
    pub modified_at: Timestamp,
    pub submitted_by: Option<PersonId>,
    pub submitter: Option<String>,
    pub noticed_at: Option<Timestamp>,
    pub is_current: bool,
}

/// Lines of one cart and status, in one currency or in none.
#[derive(Clone, Debug, FromRow)]
pub struct LineSum {
    pub cart_id: CartId,
    pub status: LineStatus,
    /// Of offers and agreements.
    pub currency: Option<Currency>,
    pub lines: i64,
    millions: i64,
    rest: i64,
    /// The last change of one of them by anybody.
    pub updated_at: Timestamp,
    /// Lines that the buyer withdrew.
    pub taken_out: i64,
}

impl LineSum {
    /// In minor units.
    pub fn minor(&self) -> i64 {
        self.millions.saturating_mul(1_000_000).saturating_add(self.rest)
    }
}

/// The carts open to a person: their own first, then the shared ones by name; at most 500.
///
/// # Errors
/// The database failed.
pub async fn carts(session: &mut impl Session, owner: (PersonId, OrganisationId)) -> Result<Vec<CartRow>, StorageError> {
    fetch_all!(session, CartRow, CARTS, owner.0, owner.1)
}

/// The lines of the carts open to a person.
///
/// # Errors
/// The database failed.
pub async fn cart_sums(session: &mut impl Session, owner: (PersonId, OrganisationId)) -> Result<Vec<LineSum>, StorageError> {
    fetch_all!(session, LineSum, SUMS, owner.0, owner.1)
}

/// What a person unshared and may take back.
#[derive(Clone, Debug, FromRow)]
pub struct UndoRow {
    pub cart_id: CartId,
    pub mode: UnshareMode,
    pub unshared_at: Timestamp,
    pub name: Option<String>,
    pub is_still_shared: bool,
    pub withdrawing: i64,
}

/// What a person unshared in an organisation since a time, the latest first.
///
/// # Errors
/// The database failed.
pub async fn undos(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    since: Timestamp,
) -> Result<Vec<UndoRow>, StorageError> {
    fetch_all!(session, UndoRow, UNDOS, owner.0, owner.1, since)
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// Carts that went to the trash after a time.
///
/// # Errors
/// The database failed.
pub async fn count_trash(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    since: Timestamp,
) -> Result<i64, StorageError> {
    Ok(fetch_one!(session, CountRow, COUNT_TRASH, organisation_id, since)?.count)
}

/// A cart in the trash.
#[derive(Clone, Debug, FromRow)]
pub struct TrashedRow {
    #[sqlx(flatten)]
    pub cart: NamedCart,
    pub checkout_status: CheckoutStatus,
    pub is_locked: bool,
    pub trashed_at: Timestamp,
    pub trash_reason: TrashReason,
    pub trashed_by: Option<String>,
}

/// Carts that went to the trash after a time, the latest first; at most 500.
///
/// # Errors
/// The database failed.
pub async fn trash(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    since: Timestamp,
) -> Result<Vec<TrashedRow>, StorageError> {
    fetch_all!(session, TrashedRow, TRASHED, organisation_id, since)
}

/// The lines of those carts.
///
/// # Errors
/// The database failed.
pub async fn trash_sums(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    since: Timestamp,
) -> Result<Vec<LineSum>, StorageError> {
    fetch_all!(session, LineSum, TRASH_SUMS, organisation_id, since)
}
