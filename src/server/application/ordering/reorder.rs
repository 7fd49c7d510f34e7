//! Ordering again: a new cart with what of an order is still offered. Every line is asked for anew; what was agreed once binds nobody.

use super::told::{Moved, OrderName, hint_buyers, remember_order};
use crate::{
    api_types::{
        AppError,
        cart::Started,
        order::{ReorderInput, ReorderPreview},
    },
    domain::{
        access::Permission,
        ids::{CartId, LineId, OrganisationId, PersonId, RequestId},
        ordering::{OrderEvent, order_number_text},
    },
    server::{
        application::{
            Context, Outcome,
            cart::{
                largest_quantity,
                start::{Offered, Start, begin, offered, read_kind},
            },
            sharing,
            work::mint,
        },
        storage::{
            self, Session,
            cart_history::SourceRow,
            negotiation::Claim,
            ordering::order_view::{self, OrderRow, SkuRow},
        },
    },
};
use std::collections::HashMap;

/// What ordering again would put into a new cart.
///
/// # Errors
/// The role does not allow it; the order is another organisation's.
pub async fn load_reorder(context: Context, id: CartId) -> Outcome<ReorderPreview> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let owner = (principal.person_id, membership.organisation_id);
    let mut reader = context.read().await?;
    let (order, offered) = plan(&mut reader, id, owner).await?;
    let can_be_personal = storage::cart::personal(&mut reader, owner).await?.is_none();
    let can_be_shared = sharing::is_enabled(&mut reader).await?;
    Ok(ReorderPreview {
        order_id: id,
        number: order_number_text(order.number),
        lines: offered.lines.into_iter().map(|(_, line)| line).collect(),
        left_out: offered.left_out,
        can_be_personal,
        can_be_shared,
        request_id: RequestId(mint()),
    })
}

/// The order, and what of it is offered today: units of a listing that stand on several lines are added up.
async fn plan(session: &mut impl Session, id: CartId, owner: (PersonId, OrganisationId)) -> Outcome<(OrderRow, Offered)> {
    let order = order_view::order(session, id, (owner.1, owner.0)).await?.ok_or(AppError::NotFound)?;
    let lines = order_view::skus_of_order(session, id).await?;
    let ids: Vec<LineId> = lines.iter().map(|line| line.id).collect();
    let sources: HashMap<LineId, SourceRow> =
        storage::cart_history::sources(session, &ids).await?.into_iter().map(|row| (row.line_id, row)).collect();
    let mut wanted: Vec<(&SourceRow, i64, bool)> = Vec::with_capacity(lines.len());
    for (source, sku) in lines.iter().filter_map(|line: &SkuRow| Some((sources.get(&line.id)?, line.state()))) {
        match wanted.iter_mut().find(|(known, ..)| known.listing_id == source.listing_id) {
            Some((_, quantity, _)) => *quantity += sku.quantity,
            None => wanted.push((source, sku.quantity, false)),
        }
    }
    Ok((order, offered(wanted.into_iter(), largest_quantity(session).await?)))
}

/// Starts a new cart with what of an order is still offered; it becomes the asker's current one.
///
/// # Errors
/// As [`load_reorder`]; the name is refused; there is a personal cart already, or carts cannot be shared; nothing of the order
/// is offered any more.
pub async fn reorder(context: Context, input: ReorderInput) -> Outcome<Started> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let (kind, name) = read_kind(&input.kind, &input.name)?;
    let (owner, now) = ((principal.person_id, membership.organisation_id), context.now());
    let mut work = context.write().await?;
    let id = CartId(input.request_id.0);
    let (request_id, subject_id) = (input.request_id, input.order_id.0);
    let claim = Claim { request_id, person_id: owner.0, subject_id, action: "reorder", at: now };
    if work.repeats(&claim).await? {
        return Ok(Started::before(id));
    }
    let (order, offered) = plan(&mut work.tx, input.order_id, owner).await?;
    let name_of = OrderName { id: order.id, number: order.number, buyer_id: owner.1 };
    let start = Start {
        id,
        kind,
        name: &name,
        person_id: owner.0,
        buyer: (owner.1, &membership.organisation),
        from: (order.id, order_number_text(order.number), order.submitted_at),
        offered,
    };
    let started = begin(&mut work, start, now).await?;
    let event = OrderEvent::Reordered { to: id, lines: started.lines };
    remember_order(&mut work, name_of, &event, Moved { by: Some(owner.0), at: now }).await?;
    hint_buyers(&mut work, order.id, owner.1);
    work.commit(&context).await?;
    Ok(started)
}
