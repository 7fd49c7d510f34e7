//! Carts into the trash and out of it, and what undoing an unsharing needs.

use super::CartRecord;
use crate::{
    domain::{
        ids::{CartId, LineId, PersonId},
        sharing::{TrashReason, UnshareMode},
        time::Timestamp,
    },
    server::storage::{Lock, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    INTO_TRASH = ["UPDATE cart SET trashed_at = $3, trashed_by = $2, trash_reason = $4, modified_by = $2, modified_at = $3,
        version = version + 1 WHERE id = $1 AND trashed_at IS NULL"];
    OUT_OF_TRASH = ["UPDATE cart SET trashed_at = NULL, trashed_by = NULL, trash_reason = NULL, noticed_at = NULL,
        modified_by = $2, modified_at = $3, version = version + 1 WHERE id = $1 AND trashed_at IS NOT NULL"];
    INSERT_UNDO = ["INSERT INTO unshare_undo (cart_id, unshared_by, mode, target_id, moves, unshared_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (cart_id) DO UPDATE SET unshared_by = excluded.unshared_by,
        mode = excluded.mode, target_id = excluded.target_id, moves = excluded.moves, unshared_at = excluded.unshared_at"];
    /// Whoever deletes the row undoes; nobody undoes twice.
    CLAIM_UNDO = ["DELETE FROM unshare_undo WHERE cart_id = $1 AND unshared_by = $2 AND unshared_at > $3
        RETURNING mode, target_id, moves, unshared_at"];
    FORGET_UNDOS = ["DELETE FROM unshare_undo WHERE unshared_at <= $1"];
    FORGET_UNDO = ["DELETE FROM unshare_undo WHERE cart_id = $1"];
    KEEP_LINES = ["DELETE FROM pending_withdrawal WHERE cart_id = $1 AND removed_by = $2 AND due_at = $3"];
    KEEP_DUE = ["DELETE FROM pending_withdrawal WHERE cart_id = $1 AND due_at = $2"];
}

/// Puts a locked cart into the trash.
///
/// # Errors
/// The database failed.
pub async fn move_to_trash(
    tx: &mut Tx,
    cart: &Lock<CartRecord>,
    by: (PersonId, Timestamp),
    reason: TrashReason,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, INTO_TRASH, cart.cart.id, by.0, by.1, reason)? == 1)
}

/// Takes a locked cart out of the trash; its time without activity begins anew.
///
/// # Errors
/// The database failed.
pub async fn take_from_trash(tx: &mut Tx, cart: &Lock<CartRecord>, by: (PersonId, Timestamp)) -> Result<bool, StorageError> {
    execute!(tx, FORGET_UNDO, cart.cart.id)?;
    Ok(execute!(tx, OUT_OF_TRASH, cart.cart.id, by.0, by.1)? == 1)
}

/// What undoing needs.
pub struct NewUndo<'a> {
    pub cart_id: CartId,
    pub by: PersonId,
    pub mode: UnshareMode,
    pub target_id: Option<CartId>,
    /// JSON.
    pub moves: &'a str,
    pub at: Timestamp,
}

/// Remembers the latest unsharing of a cart.
///
/// # Errors
/// The database failed.
pub async fn insert_undo(tx: &mut Tx, new: &NewUndo<'_>) -> Result<(), StorageError> {
    execute!(tx, INSERT_UNDO, new.cart_id, new.by, new.mode, new.target_id, new.moves, new.at)?;
    Ok(())
}

/// What was remembered.
#[derive(Clone, Debug, FromRow)]
pub struct Undo {
    pub mode: UnshareMode,
    pub target_id: Option<CartId>,
    /// JSON.
    pub moves: String,
    pub unshared_at: Timestamp,
}

/// Takes what a person unshared after a time, so that nobody else undoes it.
///
/// # Errors
/// The database failed.
pub async fn claim_undo(tx: &mut Tx, cart_id: CartId, by: PersonId, after: Timestamp) -> Result<Option<Undo>, StorageError> {
    fetch_optional!(tx, Undo, CLAIM_UNDO, cart_id, by, after)
}

/// Forgets what can be undone no more.
///
/// # Errors
/// The database failed.
pub async fn forget_undos(tx: &mut Tx, until: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, FORGET_UNDOS, until)
}

/// Lets the lines stay that a person took out of a cart together, by when they would be withdrawn.
///
/// # Errors
/// The database failed.
pub async fn keep_lines(tx: &mut Tx, cart_id: CartId, by: PersonId, due_at: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, KEEP_LINES, cart_id, by, due_at)
}

/// As [`keep_lines`], whoever took them out.
///
/// # Errors
/// The database failed.
pub async fn keep_all_due(tx: &mut Tx, cart_id: CartId, due_at: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, KEEP_DUE, cart_id, due_at)
}

/// Lets these lines stay that were on their way out.
///
/// # Errors
/// The database failed.
pub async fn keep_these(tx: &mut Tx, lines: &[LineId]) -> Result<(), StorageError> {
    execute_for!(tx, lines, |sql| {
        sql.push("DELETE FROM pending_withdrawal WHERE line_id");
    });
    Ok(())
}
