//! Lines on their way out of a cart: what waits to be withdrawn, and what was undone in time. Must not withdraw anything.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{CartId, LineId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    BEGIN_ONE = ["INSERT INTO pending_withdrawal (line_id, cart_id, removed_by, due_at)
        SELECT l.id, l.cart_id, $2, $3 FROM cart_line l WHERE l.id = $1 AND l.status IN ('open', 'quote')
        ON CONFLICT (line_id) DO NOTHING"];
    BEGIN_ALL = ["INSERT INTO pending_withdrawal (line_id, cart_id, removed_by, due_at)
        SELECT l.id, l.cart_id, $2, $3 FROM cart_line l WHERE l.cart_id = $1 AND l.status IN ('open', 'quote')
        ON CONFLICT (line_id) DO NOTHING"];
    KEEP_ONE = ["DELETE FROM pending_withdrawal WHERE line_id = $1 AND cart_id = $2"];
    KEEP_ALL = ["DELETE FROM pending_withdrawal WHERE cart_id = $1"];
    CART_OF = ["SELECT cart_id FROM cart_line WHERE id = $1"];
    DUE = ["SELECT line_id, removed_by, note FROM pending_withdrawal WHERE due_at <= $1 ORDER BY due_at, line_id LIMIT $2"];
    TAKE = ["DELETE FROM pending_withdrawal WHERE line_id = $1 AND due_at <= $2 RETURNING line_id, removed_by, note"];
}

/// A line that is due.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Removal {
    pub line_id: LineId,
    pub removed_by: PersonId,
    /// Words for the seller beside the reason.
    pub note: Option<String>,
}

/// Lets one active line wait for its withdrawal; answers whether it does not wait already.
///
/// # Errors
/// The database failed.
pub async fn begin(tx: &mut Tx, line_id: LineId, by: PersonId, due_at: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, BEGIN_ONE, line_id, by, due_at)? == 1)
}

/// Lets every active line of a cart wait for its withdrawal; answers how many did not wait already.
///
/// # Errors
/// The database failed.
pub async fn begin_all(tx: &mut Tx, cart_id: CartId, by: PersonId, due_at: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, BEGIN_ALL, cart_id, by, due_at)
}

/// Keeps a line of a cart after all; answers whether it waited.
///
/// # Errors
/// The database failed.
pub async fn keep(tx: &mut Tx, line_id: LineId, cart_id: CartId) -> Result<bool, StorageError> {
    Ok(execute!(tx, KEEP_ONE, line_id, cart_id)? == 1)
}

/// Keeps every line of a cart that waits; answers how many did.
///
/// # Errors
/// The database failed.
pub async fn keep_all(tx: &mut Tx, cart_id: CartId) -> Result<u64, StorageError> {
    execute!(tx, KEEP_ALL, cart_id)
}

#[derive(FromRow)]
struct CartOfRow {
    cart_id: CartId,
}

/// The cart of a line.
///
/// # Errors
/// The database failed.
pub async fn cart_of(tx: &mut Tx, line_id: LineId) -> Result<Option<CartId>, StorageError> {
    Ok(fetch_optional!(tx, CartOfRow, CART_OF, line_id)?.map(|row| row.cart_id))
}

/// The first lines that are due.
///
/// # Errors
/// The database failed.
pub async fn due(session: &mut impl Session, now: Timestamp, limit: i64) -> Result<Vec<Removal>, StorageError> {
    fetch_all!(session, Removal, DUE, now, limit)
}

/// Takes a line that is still due out of the waiting ones: whoever takes it withdraws it. Lock the line first.
///
/// # Errors
/// The database failed.
pub async fn take(tx: &mut Tx, line_id: LineId, now: Timestamp) -> Result<Option<Removal>, StorageError> {
    fetch_optional!(tx, Removal, TAKE, line_id, now)
}
