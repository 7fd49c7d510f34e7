//! Undoing an unsharing within seconds: nobody outside the organisation has seen anything of it but changed quantities, which
//! change back.

use super::{
    Buyer,
    convert::{self, Moves, NoteMove},
    told::{hint_buyers, hint_person, remember},
};
use crate::{
    api_types::{
        AppError,
        sharing::{CartHead, UndoUnshareInput},
    },
    domain::{
        ids::{CartId, LineId},
        refusal::Refusal,
        sharing::{CartEvent, UnshareMode, undo_over, withdrawn_at},
    },
    server::{
        application::{Audience, Context, Outcome, Work},
        storage::{
            self, Lock, StorageError,
            sharing::{self as store, CartRecord, LineName, Undo},
        },
    },
};
use std::collections::{HashMap, HashSet};

/// Shares a cart again as if it had never been unshared. Lines that were agreed or ended meanwhile stay where they are.
///
/// # Errors
/// Not unshared by the asker, or too long ago, or undone already.
pub async fn undo_unshare(context: Context, input: UndoUnshareInput) -> Outcome<CartHead> {
    let buyer = Buyer::of(&context)?;
    let id = input.cart_id;
    let mut work = context.write().await?;
    let claimed = store::claim_undo(&mut work.tx, id, buyer.person_id, undo_over(buyer.now)).await?;
    let Some(undo) = claimed else {
        let known = store::lock(&mut work.tx, id).await?;
        let known = known.is_some_and(|cart| buyer.knows(&cart));
        return Err(if known { Refusal::NothingToUndo.into() } else { AppError::NotFound.into() });
    };
    let moves: Moves =
        serde_json::from_str(&undo.moves).map_err(|error| StorageError::Corrupt(format!("moves of cart {id}: {error}")))?;
    let carts = store::lock_two(&mut work.tx, [id, undo.target_id.unwrap_or(id)]).await?;
    let cart = carts.iter().find(|cart| cart.cart.id == id).filter(|cart| buyer.knows(cart));
    let cart = cart.ok_or(AppError::NotFound)?;
    match undo.mode {
        UnshareMode::Remove => {
            let due_at = withdrawn_at(undo.unshared_at);
            store::keep_lines(&mut work.tx, id, buyer.person_id, due_at).await?;
        }
        UnshareMode::Convert => take_back(&buyer, &mut work, (cart, &undo), &moves).await?,
    }
    match cart.trashed {
        Some(_) => {
            store::take_from_trash(&mut work.tx, cart, buyer.by()).await?;
        }
        None => store::touch(&mut work.tx, cart, buyer.by()).await?,
    }
    if let Some(own) = carts.iter().find(|own| Some(own.cart.id) == undo.target_id) {
        store::touch(&mut work.tx, own, buyer.by()).await?;
    }
    store::point_all(&mut work.tx, cart, &moves.pointers).await?;
    let event = CartEvent::UnshareUndone { name: cart.name.clone(), mode: undo.mode };
    let of = (id, buyer.organisation_id());
    remember(&mut work, of, &event, (Some(buyer.person_id), buyer.now)).await?;
    hint_buyers(&mut work, of, true);
    hint_person(&mut work, buyer.person_id);
    work.commit(&context).await?;
    Ok(buyer.head(cart))
}

/// Moves lines back and divides those that became one.
async fn take_back(buyer: &Buyer, work: &mut Work, what: (&Lock<CartRecord>, &Undo), moves: &Moves) -> Outcome<()> {
    let (cart, undo) = what;
    let (shared, own) = (cart.cart.id, undo.target_id.unwrap_or(cart.cart.id));
    store::lock_lines(&mut work.tx, shared).await?;
    store::lock_lines(&mut work.tx, own).await?;
    let ids = moves.merged.iter().flat_map(|merge| [merge.survivor, merge.absorbed]).chain(moves.moved.iter().copied());
    let ids: Vec<LineId> = ids.collect();
    let names = store::line_names(&mut work.tx, &ids).await?;
    let names: HashMap<LineId, LineName> = names.into_iter().map(|row| (row.id, row)).collect();
    let taken: HashSet<_> = store::active_lines(&mut work.tx, shared).await?.into_iter().map(|row| row.listing_id).collect();
    // A line goes back if it is still where it was put and its place was not taken by a colleague.
    let goes_back = |id: &LineId| {
        names.get(id).is_some_and(|row| row.cart_id == own && !(row.is_active && taken.contains(&row.listing_id)))
    };
    let mut back: Vec<LineId> = moves.moved.iter().copied().filter(goes_back).collect();
    let mut home: Vec<LineId> = Vec::new();
    let (mut staying, mut quantities, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for merge in &moves.merged {
        let (Some(survivor), Some(absorbed)) = (names.get(&merge.survivor), names.get(&merge.absorbed)) else { continue };
        let left = survivor.quantity - merge.added;
        let is_divisible = survivor.cart_id == own
            && survivor.is_active
            && absorbed.is_active
            && left >= 1
            && !(merge.shared_survives && taken.contains(&survivor.listing_id));
        if !is_divisible {
            continue;
        }
        if merge.added > 0 {
            quantities.push((merge.survivor, left));
        }
        if merge.shared_survives {
            back.push(merge.survivor);
            home.push(merge.absorbed);
        }
        notes.extend(merge.note.iter().map(|note| (survivor, note)));
        staying.push(merge.absorbed);
    }
    store::keep_these(&mut work.tx, &staying).await?;
    put(buyer, work, (&back, shared), &names).await?;
    put(buyer, work, (&home, own), &names).await?;
    convert::change_quantities(buyer, work, quantities).await?;
    for note in notes {
        give_note_back(buyer, work, own, note).await?;
    }
    Ok(())
}

/// Gives a line the note that it had, unless somebody has written another one meanwhile.
async fn give_note_back(buyer: &Buyer, work: &mut Work, own: CartId, what: (&LineName, &NoteMove)) -> Outcome<()> {
    let (line, NoteMove { after, before, by, at }) = what;
    if storage::cart_item::set_note(&mut work.tx, line.id, (after, before), (*by, *at)).await? {
        let (before, after, part_number) = (after.clone(), before.clone(), line.part_number.clone());
        let event = CartEvent::NoteChanged { line_id: line.id, part_number, before, after };
        remember(work, (own, buyer.organisation_id()), &event, (Some(buyer.person_id), buyer.now)).await?;
        work.hint(Audience::Person(buyer.person_id), format!("line:{}", line.id));
    }
    Ok(())
}

/// Puts lines into a cart.
async fn put(buyer: &Buyer, work: &mut Work, lines: (&[LineId], CartId), names: &HashMap<LineId, LineName>) -> Outcome<()> {
    let (lines, to) = lines;
    if lines.is_empty() {
        return Ok(());
    }
    let sellers = lines.iter().filter_map(|id| names.get(id)).map(|row| row.seller_id).collect();
    convert::bags(work, to, (sellers, buyer)).await?;
    Ok(store::move_lines(&mut work.tx, lines, to).await?)
}
