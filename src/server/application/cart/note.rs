//! Notes on lines: the buyers' own words, guarded by what was seen of them. A note is no change of the negotiation: it
//! moves neither the line's version nor its last change, and sellers never hear of it.

use super::told::{audience, tell};
use crate::{
    api_types::{
        AppError,
        cart::{NoteInput, NoteView},
    },
    domain::{
        access::Permission,
        sharing::{CartEvent, MAX_NOTE},
        text,
    },
    server::{
        application::{Context, Outcome, negotiation::lock_as_buyer, sharing},
        storage,
    },
};

/// Writes the note on a line of a cart; an empty one takes it away.
///
/// # Errors
/// The text is refused; not the buyer's line; a colleague wrote another note meanwhile ([`AppError::Changed`]); the cart is
/// shared, and shared carts are switched off.
pub async fn save_note(context: Context, input: NoteInput) -> Outcome<NoteView> {
    let NoteInput { line_id, note, note_seen } = input;
    let (principal, _) = context.require(Permission::Buy)?;
    let by = (principal.person_id, context.now());
    let note = text::checked(&note, MAX_NOTE).map_err(|reason| AppError::invalid("note", reason))?;
    let seen = text::checked(&note_seen, MAX_NOTE).map_err(|reason| AppError::invalid("note_seen", reason))?;
    let mut work = context.write().await?;
    storage::cart::touch_of_line(&mut work.tx, line_id, by.0, by.1).await?;
    let line = lock_as_buyer(&context, &mut work, line_id).await?;
    sharing::check_change(&mut work.tx, line.cart_kind).await?;
    if !storage::cart_item::set_note(&mut work.tx, line_id, (&seen, &note), (Some(by.0), Some(by.1))).await? {
        let theirs = storage::cart_item::note(&mut work.tx, line_id).await?.unwrap_or_default();
        if theirs != note {
            return Err(AppError::Changed { field: "note".into(), theirs, yours: note }.into());
        }
    } else if seen != note {
        let cart = storage::cart::find(&mut work.tx, line.cart_id).await?.ok_or(AppError::NotFound)?;
        let part_number = line.part.part_number.clone();
        let event = CartEvent::NoteChanged { line_id, part_number, before: seen, after: note.clone() };
        tell(&mut work, &cart, &event, by).await?;
        work.hint(audience(&cart), format!("line:{line_id}"));
    }
    let by = Some((principal.name.clone(), by.1));
    work.commit(&context).await?;
    Ok(NoteView { text: note, by })
}
