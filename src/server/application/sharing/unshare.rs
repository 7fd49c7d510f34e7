//! Unsharing: what it would do, and doing it. Converting moves lines into the personal cart of whoever unshares; removing puts
//! the cart into the trash and lets its negotiations be withdrawn once nobody can undo it any more.

use super::{
    Buyer,
    convert::{self, Moves},
    line_counts,
    told::{hint_buyers, hint_person, remember},
};
use crate::{
    api_types::{
        AppError,
        sharing::{MergeView, UnshareInput, UnsharePreview, UnshareReport},
    },
    domain::{
        cart::CartKind,
        ids::{CartId, RequestId},
        quantity::count,
        refusal::Refusal,
        sharing::{CartAction, CartEvent, UNDO_US, UnshareMode, check_remove, withdrawn_at},
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, Work, work::mint},
        storage::{
            self, Lock,
            sharing::{self as store, CartRecord, NewUndo},
        },
    },
};

/// What unsharing a cart would do.
///
/// # Errors
/// Not a shared cart of the asker's organisation, or not theirs to unshare.
pub async fn preview_unshare(context: Context, id: CartId) -> Outcome<UnsharePreview> {
    let buyer = Buyer::of(&context)?;
    let mut reader = context.read().await?;
    let cart = store::find(&mut reader, id).await?.filter(|cart| buyer.knows(cart) && cart.trashed.is_none());
    let cart = cart.ok_or(AppError::NotFound)?;
    buyer.may(&mut reader, &cart, CartAction::Unshare).await?;
    let lines = line_counts(&mut reader, id).await?;
    let personal = storage::cart::personal(&mut reader, buyer.owner()).await?;
    let merge = convert::plan(&mut reader, personal, id).await?;
    Ok(UnsharePreview {
        version: cart.version,
        lines,
        can_remove: check_remove(lines.accepted).is_ok(),
        merge: merge.view(lines.all().saturating_sub(lines.active())),
        cart: buyer.head(&cart),
        request_id: RequestId(mint()),
    })
}

/// Unshares a cart. Everybody else falls back to their personal cart at once; the asker can undo it for ten seconds.
///
/// # Errors
/// As [`preview_unshare`]; a colleague changed the cart meanwhile; lines are agreed and it was to be removed.
pub async fn unshare_cart(context: Context, input: UnshareInput) -> Outcome<UnshareReport> {
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let action = match input.mode {
        UnshareMode::Convert => "unshare_convert",
        UnshareMode::Remove => "unshare_remove",
    };
    let claim = buyer.claim(input.request_id, input.cart_id, action);
    if work.repeats(&claim).await? {
        return repeated(&mut work, input).await;
    }
    let report = match input.mode {
        UnshareMode::Convert => convert(&buyer, &mut work, &input).await?,
        UnshareMode::Remove => remove(&buyer, &mut work, &input).await?,
    };
    hint_buyers(&mut work, (input.cart_id, buyer.organisation_id()), true);
    hint_person(&mut work, buyer.person_id);
    work.commit(&context).await?;
    Ok(report)
}

/// The answer to a request that was carried out before: what the first one said is not kept, but where things stand.
async fn repeated(work: &mut Work, input: UnshareInput) -> Outcome<UnshareReport> {
    let cart = store::lock(&mut work.tx, input.cart_id).await?.ok_or(AppError::NotFound)?;
    let undo_until = cart.trashed.map_or(Timestamp(0), |(at, _)| at.plus_us(UNDO_US));
    Ok(UnshareReport {
        cart_id: input.cart_id,
        name: cart.name.clone(),
        mode: input.mode,
        merge: MergeView::default(),
        withdrawing: 0,
        is_still_shared: cart.trashed.is_none(),
        undo_until,
    })
}

fn unchanged(cart: &CartRecord, input: &UnshareInput) -> Result<(), Refusal> {
    match input.version_seen {
        Some(seen) if seen != cart.version => Err(Refusal::CartChanged),
        Some(_) | None => Ok(()),
    }
}

async fn remove(buyer: &Buyer, work: &mut Work, input: &UnshareInput) -> Outcome<UnshareReport> {
    let cart = buyer.lock_shared(work, input.cart_id).await?;
    unchanged(&cart, input)?;
    let id = cart.cart.id;
    check_remove(line_counts(&mut work.tx, id).await?.accepted)?;
    store::move_to_trash(&mut work.tx, &cart, buyer.by(), input.mode.trash_reason()).await?;
    let open = storage::removal::begin_all(&mut work.tx, id, buyer.person_id, withdrawn_at(buyer.now)).await?;
    let pointers = store::unpoint(&mut work.tx, id).await?;
    let moves = Moves { pointers, ..Moves::default() };
    remember_undo(buyer, work, (&cart, input.mode, None), &moves).await?;
    let withdrawing = count(open);
    let event = CartEvent::Removed { name: cart.name.clone(), open: withdrawing };
    remember(work, (id, buyer.organisation_id()), &event, (Some(buyer.person_id), buyer.now)).await?;
    Ok(buyer.report(&cart, input.mode, MergeView::default(), withdrawing))
}

async fn convert(buyer: &Buyer, work: &mut Work, input: &UnshareInput) -> Outcome<UnshareReport> {
    let personal = storage::cart::personal(&mut work.tx, buyer.owner()).await?;
    let target = match personal {
        Some(id) => id,
        None => {
            storage::cart::create_personal(&mut work.tx, CartId(mint()), buyer.owner(), buyer.now).await?;
            storage::cart::personal(&mut work.tx, buyer.owner()).await?.ok_or(AppError::NotFound)?
        }
    };
    // Both carts in the order of their ids; what stands between asking and locking is seen afterwards.
    let carts = store::lock_two(&mut work.tx, [input.cart_id, target]).await?;
    let find = |id: CartId| carts.iter().find(|cart| cart.cart.id == id);
    let cart = find(input.cart_id).filter(|cart| buyer.knows(cart) && cart.trashed.is_none()).ok_or(AppError::NotFound)?;
    let own = find(target).filter(|own| own.cart.kind == CartKind::Personal);
    let own = own.ok_or(Refusal::CartChanged)?;
    buyer.may(&mut work.tx, cart, CartAction::Unshare).await?;
    unchanged(cart, input)?;
    for id in [cart.cart.id, target] {
        store::lock_lines(&mut work.tx, id).await?;
    }
    let planned = convert::plan(&mut work.tx, Some(target), input.cart_id).await?;
    let done = convert::carry_out(buyer, work, (cart, own), &planned).await?;
    let is_still_shared = !planned.plan.kept.is_empty();
    let mut moves = done.moves;
    if is_still_shared {
        store::touch(&mut work.tx, cart, buyer.by()).await?;
        store::point_home(&mut work.tx, buyer.owner()).await?;
    } else {
        store::move_to_trash(&mut work.tx, cart, buyer.by(), input.mode.trash_reason()).await?;
        moves.pointers = store::unpoint(&mut work.tx, cart.cart.id).await?;
        storage::removal::begin_all(&mut work.tx, cart.cart.id, buyer.person_id, withdrawn_at(buyer.now)).await?;
    }
    moves.was_trashed = !is_still_shared;
    store::touch(&mut work.tx, own, buyer.by()).await?;
    remember_undo(buyer, work, (cart, input.mode, Some(target)), &moves).await?;
    for (id, event) in done.events {
        remember(work, (id, buyer.organisation_id()), &event, (Some(buyer.person_id), buyer.now)).await?;
    }
    let merge = planned.view(done.others);
    let mut report = buyer.report(cart, input.mode, merge, count(planned.plan.merged.len()));
    report.is_still_shared = is_still_shared;
    Ok(report)
}

async fn remember_undo(
    buyer: &Buyer,
    work: &mut Work,
    what: (&CartRecord, UnshareMode, Option<CartId>),
    moves: &Moves,
) -> Outcome<()> {
    let (cart, mode, target_id) = what;
    let moves = serde_json::to_string(moves).map_err(|error| storage::StorageError::Corrupt(error.to_string()))?;
    let new = NewUndo { cart_id: cart.cart.id, by: buyer.person_id, mode, target_id, moves: &moves, at: buyer.now };
    store::insert_undo(&mut work.tx, &new).await?;
    Ok(())
}

impl Buyer {
    /// A shared cart that the asker may unshare, locked.
    async fn lock_shared(&self, work: &mut Work, id: CartId) -> Outcome<Lock<CartRecord>> {
        let cart = self.lock_open(work, id).await?;
        self.may(&mut work.tx, &cart, CartAction::Unshare).await?;
        Ok(cart)
    }

    fn report(&self, cart: &CartRecord, mode: UnshareMode, merge: MergeView, withdrawing: u32) -> UnshareReport {
        UnshareReport {
            cart_id: cart.cart.id,
            name: cart.name.clone(),
            mode,
            merge,
            withdrawing,
            is_still_shared: false,
            undo_until: self.now.plus_us(UNDO_US),
        }
    }
}
