//! A line as its buyers keep it in their cart: what nobody on the other side sees. Must not decide anything.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{LineId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT COALESCE(l.note, '') AS note, n.name AS note_by, l.note_at, w.due_at AS removing_at, r.name AS removed_by
        FROM cart_line l LEFT JOIN person n ON n.id = l.note_by
        LEFT JOIN pending_withdrawal w ON w.line_id = l.id LEFT JOIN person r ON r.id = w.removed_by
        WHERE l.id = $1"];
    SET_NOTE = ["UPDATE cart_line SET note = $3, note_by = $4, note_at = $5 WHERE id = $1 AND COALESCE(note, '') = $2"];
    NOTE = ["SELECT COALESCE(note, '') AS note FROM cart_line WHERE id = $1"];
}

/// What stands beside a line in its cart.
#[derive(FromRow)]
pub struct ItemRow {
    /// Empty: none.
    pub note: String,
    pub note_by: Option<String>,
    pub note_at: Option<Timestamp>,
    /// When the line will be withdrawn, if it is on its way out.
    pub removing_at: Option<Timestamp>,
    pub removed_by: Option<String>,
}

/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, line_id: LineId) -> Result<Option<ItemRow>, StorageError> {
    fetch_optional!(session, ItemRow, FIND, line_id)
}

/// Writes a note if it still says what was seen; answers whether it did. An empty one is none.
///
/// # Errors
/// The database failed.
pub async fn set_note(
    tx: &mut Tx,
    line_id: LineId,
    texts: (&str, &str),
    by: (PersonId, Timestamp),
) -> Result<bool, StorageError> {
    let (seen, note) = texts;
    let note = Some(note).filter(|note| !note.is_empty());
    Ok(execute!(tx, SET_NOTE, line_id, seen, note, by.0, by.1)? == 1)
}

#[derive(FromRow)]
struct NoteRow {
    note: String,
}

/// The note as it stands; empty: none.
///
/// # Errors
/// The database failed.
pub async fn note(tx: &mut Tx, line_id: LineId) -> Result<Option<String>, StorageError> {
    Ok(fetch_optional!(tx, NoteRow, NOTE, line_id)?.map(|row| row.note))
}
