//! What follows from an event of a bag: its units and ledger, shipment or booking, history, its lines and their transactions, the
//! order's status, audit, notifications, hints; in one transaction.

pub use super::told::Moved;

use super::{
    give_back,
    told::{self, OrderName, Readers, Telling, fact, hint_buyers, hint_sellers, json, remember_order},
};
use crate::{
    api_types::negotiation::TransactionState,
    domain::{
        access::Permission,
        cart::CheckoutStatus,
        ids::{BagId, EventId, LineId},
        mail::MailKind,
        negotiation::{self, ClosedReason, Command, LineStatus, Mover},
        notification::{About, OrderTold},
        ordering::{
            self, Answer, Arriving, Bag, BagEvent, BagStatus, OrderEvent, OrderStatus, SkuState, arrived, checkout_status,
            order_number_text, order_status,
        },
        refusal::Refusal,
    },
    server::{
        application::{
            Audience, Outcome, Work, audit,
            negotiation::{Moved as LineMoved, record_quietly},
            work::mint,
        },
        storage::{
            self, Lock,
            negotiation::{LineRecord, Saved},
            ordering::{
                bag::{self as store, BagChange, BagRecord},
                entry::NewEntry,
                ledger::NewBooking,
                shipment::NewShipment,
            },
        },
    },
};

/// A bag that was read under its lock, with its order and what stands beside it.
pub type LockedBag = Lock<BagRecord>;

/// Locks a bag: its cart, its order, then the bag itself. `None`: there is no such bag. Authorises nobody.
///
/// # Errors
/// The database failed.
pub async fn lock_bag(work: &mut Work, bag_id: BagId) -> Outcome<Option<LockedBag>> {
    Ok(store::lock(&mut work.tx, bag_id).await?)
}

/// Makes an event of a bag true that [`ordering::decide`] answered for it. The lock is used up: for another event of the same bag in
/// the same transaction it is locked again.
///
/// # Errors
/// The bag was changed meanwhile, or the database failed; then nothing may be committed.
pub async fn record_bag(work: &mut Work, before: &LockedBag, event: &BagEvent, moved: Moved) -> Outcome<()> {
    let after = ordering::apply(before.bag.clone(), event);
    let change = BagChange {
        after: &after,
        erp_order_number: match event {
            BagEvent::Accepted { erp_order_number, .. } => erp_order_number.as_deref(),
            _other => None,
        },
        rejection: match event {
            BagEvent::Rejected { reason, .. } => Some(reason),
            _other => None,
        },
        // An answer is what somebody was to look for.
        keeps_attention: after.answer == before.bag.answer,
        at: moved.at,
    };
    guard(store::save(&mut work.tx, before, &change).await?)?;
    let endings = lock_ending(work, &before.bag, &after).await?;
    let next = order_after(before, &after);
    if next.0 == OrderStatus::Canceled && before.order.status != OrderStatus::Canceled {
        give_back(work, before.order.id, moved.at).await?;
    }
    insert_movement(work, before, (event, &after), moved).await?;
    let event_id = remember(work, before, event, moved).await?;
    tell(work, before, (event, event_id), moved).await?;
    close_lines(work, before, &endings, moved).await?;
    move_order(work, before, next, moved).await?;
    hint_buyers(work, before.order.id, before.order.buyer_id);
    hint_sellers(work, before.id, before.seller_id);
    Ok(())
}

fn guard(saved: Saved) -> Outcome<()> {
    match saved {
        Saved::Done => Ok(()),
        Saved::Stale => Err(Refusal::BagChanged.into()),
    }
}

/// The shipment or booking that an event is; of a delivery, which shipments have arrived whole.
async fn insert_movement(work: &mut Work, before: &LockedBag, what: (&BagEvent, &Bag), moved: Moved) -> Outcome<()> {
    let (event, after) = what;
    let by = (moved.by, moved.at);
    let (kind, amount, reference) = match event {
        BagEvent::Shipped { lines, carrier, tracking } => {
            let (carrier, tracking) = (carrier.as_str(), tracking.as_deref());
            let new = NewShipment { id: mint(), bag_id: before.id, carrier, tracking, lines, by };
            storage::ordering::shipment::insert(&mut work.tx, &new).await?;
            return Ok(());
        }
        BagEvent::Delivered { .. } => return mark_arrived(work, before.id, after, moved).await,
        BagEvent::Authorized { amount, reference } => ("authorization", amount, reference),
        BagEvent::Voided { amount, reference } => ("void", amount, reference),
        BagEvent::Paid { amount, reference } => ("payment", amount, reference),
        BagEvent::Refunded { amount, reference, .. } => ("refund", amount, reference),
        BagEvent::Sent { .. }
        | BagEvent::InReview { .. }
        | BagEvent::Accepted { .. }
        | BagEvent::Rejected { .. }
        | BagEvent::Resubmitted { .. }
        | BagEvent::GivenUp { .. }
        | BagEvent::Returned { .. }
        | BagEvent::Canceled { .. } => return Ok(()),
    };
    let (id, amount_minor) = (EventId(mint()), amount.minor);
    let new = NewBooking { id, bag_id: before.id, kind, amount_minor, reference: reference.as_deref(), by };
    storage::ordering::ledger::insert(&mut work.tx, &new).await?;
    Ok(())
}

async fn mark_arrived(work: &mut Work, bag_id: BagId, after: &Bag, moved: Moved) -> Outcome<()> {
    let rows = storage::ordering::shipment::of_bag(&mut work.tx, bag_id).await?;
    let arriving: Vec<_> =
        rows.iter().map(|row| Arriving { shipment: row.id, line_id: row.line_id, quantity: row.quantity }).collect();
    for shipment in arrived(&arriving, &after.lines) {
        if rows.iter().any(|row| row.id == shipment && row.delivered_at.is_none()) {
            storage::ordering::shipment::mark_delivered(&mut work.tx, shipment, moved.at).await?;
        }
    }
    Ok(())
}

/// The entry of the history, and of both organisations' logs.
async fn remember(work: &mut Work, before: &LockedBag, event: &BagEvent, moved: Moved) -> Outcome<EventId> {
    let event_id = EventId(mint());
    let (order, json) = (&before.order, json(event)?);
    let entry = NewEntry {
        id: event_id,
        order_id: order.id,
        bag_id: Some(before.id),
        event: &json,
        actor_id: moved.by,
        at: moved.at,
    };
    storage::ordering::entry::insert(&mut work.tx, &entry).await?;
    let payload = serde_json::json!({ "event": event, "bag": before.id, "number": order_number_text(order.number) });
    let fact = fact((order.buyer_id, order.id, event_id), event.name(), payload, moved);
    audit::record_two(&mut work.tx, fact, before.seller_id, order.id).await?;
    Ok(event_id)
}

/// Who hears of it: the seller of what buyers do, the buyers of everything else.
async fn tell(work: &mut Work, before: &LockedBag, what: (&BagEvent, EventId), moved: Moved) -> Outcome<()> {
    let (event, event_id) = what;
    let order = &before.order;
    let (Some(mail), Some(line)) = (MailKind::of_bag(event), before.bag.lines.first()) else { return Ok(()) };
    let to_seller = matches!(event, BagEvent::Returned { .. });
    let (who, about, readers) = match to_seller {
        true => (&order.buyer, About::Bag(before.id), Readers::Sellers(before.seller_id)),
        false => (&before.seller, About::Order(order.id), Readers::Buyers(order.buyer_id, order.owner)),
    };
    let number = order_number_text(order.number);
    let telling = Telling {
        event_id,
        told: OrderTold::Bag(event.clone()),
        order: &number,
        who,
        about,
        line_id: line.line_id,
        mail,
        at: moved.at,
    };
    told::tell(work, &telling, readers).await
}

/// Lines whose agreement is over, and how it ended for their transactions.
fn ended(before: &Bag, after: &Bag) -> Vec<(LineId, TransactionState)> {
    let was = |sku: &SkuState| before.lines.iter().find(|was| was.line_id == sku.line_id).map_or(0, SkuState::active);
    let is_gone = after.answer == Answer::GivenUp && before.answer != Answer::GivenUp;
    let completes = is_settled(after) && !is_settled(before);
    let state = |sku: &SkuState| {
        if is_gone || (sku.active() == 0 && was(sku) > 0) {
            Some(TransactionState::Cancelled)
        } else if completes && sku.active() > 0 {
            Some(TransactionState::Completed)
        } else {
            None
        }
    };
    after.lines.iter().filter_map(|sku| Some((sku.line_id, state(sku)?))).collect()
}

/// Nothing is left to send, and everything was paid; what is refunded later does not open it again.
fn is_settled(bag: &Bag) -> bool {
    match ordering::status(bag) {
        BagStatus::Completed => true,
        BagStatus::PartiallyRefunded | BagStatus::Refunded => {
            bag.lines.iter().all(|sku| sku.open() == 0) && bag.ledger.paid >= ordering::due(bag).minor
        }
        BagStatus::InProgress | BagStatus::Submitted | BagStatus::Accepted | BagStatus::Rejected | BagStatus::Canceled => {
            false
        }
    }
}

/// A line whose agreement is over, locked.
struct Ending {
    line: Lock<LineRecord>,
    state: TransactionState,
}

/// Locks the lines whose agreement is over, in the order of their identifiers: before any log is locked.
async fn lock_ending(work: &mut Work, before: &Bag, after: &Bag) -> Outcome<Vec<Ending>> {
    let mut ended = ended(before, after);
    ended.sort_unstable_by_key(|(line_id, _)| *line_id);
    let mut endings = Vec::with_capacity(ended.len());
    for (line_id, state) in ended {
        let line = storage::negotiation::lock(&mut work.tx, line_id).await?;
        endings.extend(line.map(|line| Ending { line, state }));
    }
    Ok(endings)
}

/// Closes lines whose agreement is over. Both sides are told by the order.
async fn close_lines(work: &mut Work, before: &LockedBag, endings: &[Ending], moved: Moved) -> Outcome<()> {
    if endings.is_empty() {
        return Ok(());
    }
    for Ending { line, state } in endings {
        let reason = match state {
            TransactionState::Completed => ClosedReason::Completed,
            TransactionState::Agreed | TransactionState::Ordered | TransactionState::Cancelled => {
                ClosedReason::OrderCanceled
            }
        };
        if line.line.state.status() == LineStatus::Accepted {
            let event = negotiation::decide(&line.line, Mover::System, Command::Complete { reason }, moved.at)?;
            record_quietly(work, line, &event, LineMoved { by: None, at: moved.at }).await?;
        }
    }
    for state in [TransactionState::Completed, TransactionState::Cancelled] {
        let ids: Vec<LineId> = endings.iter().filter(|ending| ending.state == state).map(|ending| ending.line.id).collect();
        store::move_transactions(&mut work.tx, &ids, state).await?;
    }
    work.hint(Audience::Members(before.order.buyer_id, Permission::Buy), "transactions");
    work.hint(Audience::Members(before.seller_id, Permission::Sell), "transactions");
    Ok(())
}

/// What the order is after one of its bags: its status, and its checkout status.
fn order_after(before: &LockedBag, after: &Bag) -> (OrderStatus, CheckoutStatus) {
    let statuses: Vec<BagStatus> = before.others.iter().map(|other| other.status).chain([ordering::status(after)]).collect();
    let answers = || before.others.iter().map(|other| other.answer).chain([after.answer]);
    // A bag that was accepted keeps that answer, whatever is canceled of it later.
    let ever_accepted = answers().any(|answer| answer == Answer::Accepted);
    let status = order_status(&statuses, answers().any(|answer| answer == Answer::InReview));
    (status, checkout_status(before.order.checkout_status, &statuses, ever_accepted))
}

/// Saves what follows for the order, and tells its buyers once every bag has its answer.
async fn move_order(work: &mut Work, before: &LockedBag, next: (OrderStatus, CheckoutStatus), moved: Moved) -> Outcome<()> {
    let (order, (status, checkout)) = (&before.order, next);
    if (status, checkout) == (order.status, order.checkout_status) {
        return Ok(());
    }
    guard(store::save_order(&mut work.tx, before, (status, checkout), moved.at).await?)?;
    let event = match checkout {
        CheckoutStatus::Complete => OrderEvent::Completed,
        CheckoutStatus::Canceled => OrderEvent::Canceled,
        CheckoutStatus::InProgress | CheckoutStatus::Processing => return Ok(()),
    };
    if checkout == order.checkout_status {
        return Ok(());
    }
    let name = OrderName { id: order.id, number: order.number, buyer_id: order.buyer_id };
    let system = Moved { by: None, at: moved.at };
    let event_id = remember_order(work, name, &event, system).await?;
    let (number, Some(line)) = (order_number_text(order.number), before.bag.lines.first()) else { return Ok(()) };
    let telling = Telling {
        event_id,
        mail: MailKind::of_order(&event),
        told: OrderTold::Order(event),
        order: &number,
        who: &before.seller,
        about: About::Order(order.id),
        line_id: line.line_id,
        at: moved.at,
    };
    told::tell(work, &telling, Readers::Buyers(order.buyer_id, order.owner)).await
}
