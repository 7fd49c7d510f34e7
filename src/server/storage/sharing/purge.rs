//! Idle carts: what is due, what the deciding statements do, who is told, what is forgotten. The rules are those of
//! `domain::sharing::PurgeClock`; a cart that was touched meanwhile survives, because the statement that purges looks again.

use crate::{
    domain::{
        ids::{CartId, LineId, OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

/// A shared cart without activity since a time, its own or of one of its lines.
macro_rules! idle {
    ($since:literal) => {
        concat!(
            "cart.kind = 'shared' AND cart.trashed_at IS NULL AND cart.checkout_status = 'IN_PROGRESS'
            AND cart.pending_submission IS NULL AND cart.modified_at <= ",
            $since,
            " AND NOT EXISTS (SELECT 1 FROM cart_line u WHERE u.cart_id = cart.id AND u.updated_at > ",
            $since,
            ")"
        )
    };
}

/// There is more in it than lines that its buyers took out again.
macro_rules! has_content {
    () => {
        "EXISTS (SELECT 1 FROM cart_line l WHERE l.cart_id = cart.id
            AND NOT (l.status = 'withdrawn' AND COALESCE(l.ended_by, '') = 'buyer'))"
    };
}

macro_rules! has_agreed {
    () => {
        "EXISTS (SELECT 1 FROM cart_line a WHERE a.cart_id = cart.id AND a.status = 'accepted')"
    };
}

/// Its notice was given after its last activity.
macro_rules! was_noticed {
    () => {
        "cart.noticed_at IS NOT NULL AND cart.noticed_at > cart.modified_at
            AND NOT EXISTS (SELECT 1 FROM cart_line n WHERE n.cart_id = cart.id AND n.updated_at >= cart.noticed_at)"
    };
}

macro_rules! is_due {
    ($since:literal, $noticed:literal) => {
        concat!(
            idle!($since),
            " AND ",
            has_content!(),
            " AND NOT ",
            has_agreed!(),
            " AND ",
            was_noticed!(),
            " AND cart.noticed_at <= ",
            $noticed
        )
    };
}

macro_rules! wants_notice {
    ($since:literal) => {
        concat!(idle!($since), " AND ", has_content!(), " AND NOT ", has_agreed!(), " AND NOT (", was_noticed!(), ")")
    };
}

macro_rules! returned {
    () => {
        " RETURNING id, organisation_id, creator_id, modified_by, modified_at, name,
        (SELECT COUNT(*) FROM cart_line c WHERE c.cart_id = cart.id) AS lines,
        (SELECT MAX(c.updated_at) FROM cart_line c WHERE c.cart_id = cart.id) AS lines_changed_at"
    };
}

statements! {
    EMPTY_DUE = [concat!("SELECT cart.id FROM cart WHERE ", idle!("$1"), " AND NOT ", has_content!(),
        " ORDER BY cart.modified_at, cart.id LIMIT $2")];
    PURGE_EMPTY = [concat!("UPDATE cart SET trashed_at = $2, trash_reason = 'purged', version = version + 1 WHERE id = $1 AND ",
        idle!("$3"), " AND NOT ", has_content!(), returned!())];
    IDLE_DUE = [concat!("SELECT cart.id FROM cart WHERE ", is_due!("$1", "$2"), " ORDER BY cart.modified_at, cart.id LIMIT $3")];
    PURGE_IDLE = [concat!("UPDATE cart SET trashed_at = $2, trash_reason = 'purged', version = version + 1 WHERE id = $1 AND ",
        is_due!("$3", "$4"), returned!())];
    NOTICE_DUE = [concat!("SELECT cart.id FROM cart WHERE ", wants_notice!("$1"), " ORDER BY cart.modified_at, cart.id LIMIT $2")];
    MARK_NOTICED = [concat!("UPDATE cart SET noticed_at = $2 WHERE id = $1 AND ", wants_notice!("$3"), returned!())];
    LOCK_CART = [locking "SELECT id FROM cart WHERE id = $1"];
    LOCK_LINES = [locking "SELECT id FROM cart_line WHERE cart_id = $1 ORDER BY id"];
    /// Lines that are still in negotiation in a cart that is gone, and that nothing else will end.
    STRANDED = ["SELECT l.id FROM cart c JOIN cart_line l ON l.cart_id = c.id WHERE c.trashed_at IS NOT NULL
        AND l.status IN ('open', 'quote') AND NOT EXISTS (SELECT 1 FROM pending_withdrawal w WHERE w.line_id = l.id)
        ORDER BY l.id LIMIT $1"];
    FORGETTABLE = ["SELECT id FROM cart WHERE trashed_at <= $1 AND name IS NOT NULL ORDER BY trashed_at, id LIMIT $2"];
    BLANK = [concat!("UPDATE cart SET name = NULL, description = NULL, noticed_at = NULL, version = version + 1
        WHERE id = $1 AND trashed_at <= $2 AND name IS NOT NULL", returned!())];
}

#[derive(FromRow)]
struct CartIdRow {
    id: CartId,
}

#[derive(FromRow)]
struct LineIdRow {
    id: LineId,
}

/// A cart that nobody touched for long.
#[derive(Clone, Debug, FromRow)]
pub struct Idle {
    pub id: CartId,
    pub organisation_id: OrganisationId,
    pub creator_id: PersonId,
    pub modified_by: PersonId,
    pub modified_at: Timestamp,
    pub name: Option<String>,
    pub lines: i64,
    lines_changed_at: Option<Timestamp>,
}

impl Idle {
    /// Its last activity.
    pub fn since(&self) -> Timestamp {
        self.lines_changed_at.map_or(self.modified_at, |at| at.max(self.modified_at))
    }
}

fn cart_ids(rows: Vec<CartIdRow>) -> Vec<CartId> {
    rows.into_iter().map(|row| row.id).collect()
}

/// Empty shared carts without activity since a time, the longest idle first.
///
/// # Errors
/// The database failed.
pub async fn empty_due(session: &mut impl Session, since: Timestamp, limit: i64) -> Result<Vec<CartId>, StorageError> {
    Ok(cart_ids(fetch_all!(session, CartIdRow, EMPTY_DUE, since, limit)?))
}

/// Puts a cart into the trash if it is still empty and idle.
///
/// # Errors
/// The database failed.
pub async fn purge_empty(tx: &mut Tx, id: CartId, now: Timestamp, since: Timestamp) -> Result<Option<Idle>, StorageError> {
    fetch_optional!(tx, Idle, PURGE_EMPTY, id, now, since)
}

/// Other shared carts without activity since `since.0` whose notice was given by `since.1`, the longest idle first.
///
/// # Errors
/// The database failed.
pub async fn idle_due(
    session: &mut impl Session,
    since: (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<CartId>, StorageError> {
    Ok(cart_ids(fetch_all!(session, CartIdRow, IDLE_DUE, since.0, since.1, limit)?))
}

/// Locks a cart and its lines in the usual order, so that nobody touches them until the commit.
///
/// # Errors
/// The database failed.
pub async fn lock_lines(tx: &mut Tx, id: CartId) -> Result<(), StorageError> {
    fetch_optional!(tx, CartIdRow, LOCK_CART, id)?;
    fetch_all!(tx, LineIdRow, LOCK_LINES, id)?;
    Ok(())
}

/// Puts a cart into the trash if it is still idle and its notice still counts. Its lines were locked: a seller's move that
/// came first is seen, one that comes later finds the cart in the trash.
///
/// # Errors
/// The database failed.
pub async fn purge_idle(
    tx: &mut Tx,
    id: CartId,
    now: Timestamp,
    since: (Timestamp, Timestamp),
) -> Result<Option<Idle>, StorageError> {
    fetch_optional!(tx, Idle, PURGE_IDLE, id, now, since.0, since.1)
}

/// Shared carts without activity since a time that got no notice since then.
///
/// # Errors
/// The database failed.
pub async fn notice_due(session: &mut impl Session, since: Timestamp, limit: i64) -> Result<Vec<CartId>, StorageError> {
    Ok(cart_ids(fetch_all!(session, CartIdRow, NOTICE_DUE, since, limit)?))
}

/// Notes that the notice was given, if it is still due.
///
/// # Errors
/// The database failed.
pub async fn mark_noticed(tx: &mut Tx, id: CartId, now: Timestamp, since: Timestamp) -> Result<Option<Idle>, StorageError> {
    fetch_optional!(tx, Idle, MARK_NOTICED, id, now, since)
}

/// Lines in negotiation in carts that are in the trash, which nobody is about to withdraw.
///
/// # Errors
/// The database failed.
pub async fn stranded(session: &mut impl Session, limit: i64) -> Result<Vec<LineId>, StorageError> {
    Ok(fetch_all!(session, LineIdRow, STRANDED, limit)?.into_iter().map(|row| row.id).collect())
}

/// Carts whose time in the trash is over and that still have a name.
///
/// # Errors
/// The database failed.
pub async fn forgettable(session: &mut impl Session, until: Timestamp, limit: i64) -> Result<Vec<CartId>, StorageError> {
    Ok(cart_ids(fetch_all!(session, CartIdRow, FORGETTABLE, until, limit)?))
}

/// Takes name and description away from a cart whose time in the trash is over.
///
/// # Errors
/// The database failed.
pub async fn blank(tx: &mut Tx, id: CartId, until: Timestamp) -> Result<Option<Idle>, StorageError> {
    fetch_optional!(tx, Idle, BLANK, id, until)
}
