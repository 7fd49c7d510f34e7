//! A line as its buyers keep it in their cart: what nobody on the other side sees. Must not decide anything.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{CartId, LineId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT COALESCE(l.note, '') AS note, n.name AS note_by, l.note_at, w.due_at AS removing_at, r.name AS removed_by
        FROM cart_line l LEFT JOIN person n ON n.id = l.note_by
        LEFT JOIN pending_withdrawal w ON w.line_id = l.id LEFT JOIN person r ON r.id = w.removed_by
        WHERE l.id = $1"];
    /// Always one row. `$1` is the cart on screen, or nothing.
    BESIDE = ["SELECT (SELECT COUNT(*) FROM pending_withdrawal w WHERE w.cart_id = $1) AS removing,
        (SELECT MIN(w.due_at) FROM pending_withdrawal w WHERE w.cart_id = $1) AS removing_at,
        (SELECT l.part_number FROM pending_withdrawal w JOIN cart_line l ON l.id = w.line_id WHERE w.cart_id = $1
            ORDER BY w.due_at, w.line_id LIMIT 1) AS removing_part,
        (SELECT s.value FROM setting s WHERE s.name = 'shared_carts') AS sharing_settings,
        (SELECT r.report FROM cart_arrival r WHERE r.person_id = $2 AND r.organisation_id = $3) AS arrival"];
    /// A cart that was shared again, or whose name is forgotten, is not told of.
    LOST = ["SELECT c.name, c.trash_reason, c.trashed_at, t.name AS trashed_by
        FROM lost_cart k JOIN cart c ON c.id = k.cart_id LEFT JOIN person t ON t.id = c.trashed_by
        WHERE k.person_id = $1 AND k.organisation_id = $2 AND c.name IS NOT NULL AND c.trashed_at IS NOT NULL"];
    /// Whoever trashed it knows.
    LOSE = ["INSERT INTO lost_cart (person_id, organisation_id, cart_id)
        SELECT k.person_id, k.organisation_id, k.cart_id FROM current_cart k JOIN cart c ON c.id = k.cart_id
        WHERE k.cart_id = $1 AND k.person_id IS DISTINCT FROM c.trashed_by
        ON CONFLICT (person_id, organisation_id) DO UPDATE SET cart_id = excluded.cart_id"];
    FORGET_LOST = ["DELETE FROM lost_cart WHERE person_id = $1 AND organisation_id = $2"];
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

/// What a Shopping cart page says beside its lines: lines on their way out, whether carts can be shared, and what a
/// guest's cart became.
#[derive(FromRow)]
pub struct BesideRow {
    pub removing: i64,
    pub removing_at: Option<Timestamp>,
    pub removing_part: Option<String>,
    /// As they are stored.
    pub sharing_settings: Option<String>,
    /// What came of the cart that the person had as a guest, as it is stored.
    pub arrival: Option<String>,
}

/// # Errors
/// The database failed.
pub async fn beside(
    session: &mut impl Session,
    whose: (PersonId, OrganisationId),
    cart_id: Option<CartId>,
) -> Result<BesideRow, StorageError> {
    fetch_one!(session, BesideRow, BESIDE, cart_id, whose.0, whose.1)
}

/// A shared cart that somebody worked in until it went to the trash.
#[derive(FromRow)]
pub struct LostRow {
    pub name: String,
    pub trash_reason: String,
    pub trashed_at: Timestamp,
    /// `None`: the system itself.
    pub trashed_by: Option<String>,
}

/// The cart that a person lost and has not read of yet.
///
/// # Errors
/// The database failed.
pub async fn lost(session: &mut impl Session, whose: (PersonId, OrganisationId)) -> Result<Option<LostRow>, StorageError> {
    fetch_optional!(session, LostRow, LOST, whose.0, whose.1)
}

/// Remembers for everybody who works in a cart that they lose it, before their pointers are taken away.
///
/// # Errors
/// The database failed.
pub async fn lose(tx: &mut Tx, cart_id: CartId) -> Result<(), StorageError> {
    execute!(tx, LOSE, cart_id)?;
    Ok(())
}

/// Somebody has read that they lost a cart; answers whether there was one.
///
/// # Errors
/// The database failed.
pub async fn forget_lost(tx: &mut Tx, whose: (PersonId, OrganisationId)) -> Result<bool, StorageError> {
    Ok(execute!(tx, FORGET_LOST, whose.0, whose.1)? == 1)
}

/// Writes a note if it still says what was seen; answers whether it did. An empty one is none.
///
/// # Errors
/// The database failed.
pub async fn set_note(
    tx: &mut Tx,
    line_id: LineId,
    texts: (&str, &str),
    by: (Option<PersonId>, Option<Timestamp>),
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
