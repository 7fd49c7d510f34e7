//! A line within its cart: everything its buyers see of it but the thread. A fixed number of statements.

use super::views::{agreement, list_price, offer, part, rules_line, visible};
use crate::{
    api_types::{
        AppError,
        cart::{CartItemView, NoteView, Removing},
    },
    domain::{
        ids::{LineId, RequestId},
        negotiation::{LineStatus, Mover, Side, available_actions},
        quantity::count,
        sharing::undo_until,
    },
    server::{
        application::{Context, Outcome, work::mint},
        storage::{
            self,
            cart_item::ItemRow,
            line_view::{LineDetail, OfferHistoryRow},
        },
    },
};

/// The details of a line in the Shopping cart.
///
/// # Errors
/// The line is not this buyer's to see.
pub async fn load_item(context: Context, line_id: LineId) -> Outcome<CartItemView> {
    let mut reader = context.read().await?;
    let detail = visible(&context, &mut reader, line_id, Side::Buyer).await?;
    let offers = storage::line_view::offers(&mut reader, line_id).await?;
    let item = storage::cart_item::find(&mut reader, line_id).await?.ok_or(AppError::NotFound)?;
    Ok(view(&context, detail, (offers, item)))
}

fn view(context: &Context, detail: LineDetail, beside: (Vec<OfferHistoryRow>, ItemRow)) -> CartItemView {
    let ((offers, item), now) = (beside, context.now());
    let rules = rules_line(&detail, &offers);
    let facts = rules.facts(now);
    let live = offers.first().filter(|_| detail.status == LineStatus::Quote).map(offer);
    CartItemView {
        id: detail.id,
        cart_id: detail.cart_id,
        listing_id: detail.listing_id,
        status: detail.status,
        quantity: detail.quantity,
        units: rules.units,
        agreement: agreement(&detail, live.as_ref()),
        offer: live,
        counter: rules.counter,
        revisions: count(detail.revisions),
        available: detail.removed_at.is_none().then_some(detail.available.max(0)),
        lead_time_days: detail.lead_time_days,
        documentation_pending: detail.documentation_pending,
        added_at: detail.created_at,
        changed_at: detail.updated_at,
        note: note(&item),
        removing: item.removing_at.zip(item.removed_by).map(|(due, by)| Removing { by, until: undo_until(due) }),
        same_part: count(detail.same_part),
        messages: count(detail.messages),
        unread: count(detail.messages - detail.buyer_messages - detail.seen_others),
        transaction_id: detail.transaction_id,
        actions: available_actions(detail.status, Mover::Side(Side::Buyer), facts),
        version: detail.version,
        list_price: list_price(&detail),
        part: part(&detail),
        part_key: detail.part_key,
        seller: detail.seller,
        added_by: detail.added_by,
        changed_by: detail.changed_by,
        request_id: RequestId(mint()),
        now,
    }
}

fn note(item: &ItemRow) -> NoteView {
    NoteView { text: item.note.clone(), by: item.note_by.clone().zip(item.note_at) }
}
