//! What follows from a correction: the order's history, the logs of those whose data it is, the buyers' bell, open pages.

use super::Representative;
use crate::{
    domain::{
        ids::{EventId, OrganisationId},
        mail::MailKind,
        notification::{About, OrderTold},
        ordering::{Change, OrderEvent, order_number_text},
    },
    server::{
        application::{
            Outcome, Work, audit,
            ordering::told::{self, Readers, Telling, fact, hint_buyers, hint_sellers},
            work::mint,
        },
        storage::{
            self,
            ordering::{correction::CorrectedOrder, entry::NewEntry},
        },
    },
};

/// Who the buyers read it from.
const SUPPORT: &str = "Support";

/// Remembers an event of an order: in its history, in its buyer's log, and in a seller's if it is about that seller's bag.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn remember(
    work: &mut Work,
    eyes: &Representative,
    order: &CorrectedOrder,
    what: (&OrderEvent, Option<OrganisationId>),
) -> Outcome<EventId> {
    let (event, seller) = what;
    let event_id = EventId(mint());
    let json = told::json(event)?;
    let actor_id = Some(eyes.person_id);
    let entry = NewEntry { id: event_id, order_id: order.id, bag_id: None, event: &json, actor_id, at: eyes.now };
    storage::ordering::entry::insert(&mut work.tx, &entry).await?;
    let payload = serde_json::json!({ "event": event, "number": order_number_text(order.number) });
    let fact = fact((order.buyer_id, order.id, event_id), event.name(), payload, eyes.moved());
    match seller {
        Some(seller) => audit::record_two(&mut work.tx, fact, seller, order.id).await?,
        None => audit::record(&mut work.tx, fact).await?,
    }
    Ok(event_id)
}

/// Remembers corrections one by one; the buyers hear of all of them at once.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn corrected(
    work: &mut Work,
    eyes: &Representative,
    order: &CorrectedOrder,
    what: (Vec<Change>, &str, Option<OrganisationId>),
) -> Outcome<()> {
    let (changes, reason, seller) = what;
    let more = changes.len().saturating_sub(1);
    let mut first = None;
    for Change { words, before, after } in changes {
        let event = OrderEvent::Corrected { field: words, before, after, reason: reason.to_owned() };
        let event_id = remember(work, eyes, order, (&event, seller)).await?;
        first.get_or_insert((event_id, event));
    }
    match first {
        Some((event_id, OrderEvent::Corrected { field, before, after, reason })) if more > 0 => {
            let field = format!("{field} (and {more} more)");
            tell(work, order, (event_id, OrderEvent::Corrected { field, before, after, reason }), eyes).await?;
        }
        Some(told) => tell(work, order, told, eyes).await?,
        None => {}
    }
    hint(work, order);
    Ok(())
}

/// Tells the buyers in the bell, and by e-mail who wants that.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn tell(
    work: &mut Work,
    order: &CorrectedOrder,
    what: (EventId, OrderEvent),
    eyes: &Representative,
) -> Outcome<()> {
    let (event_id, event) = what;
    let number = order_number_text(order.number);
    let telling = Telling {
        event_id,
        mail: MailKind::of_order(&event),
        told: OrderTold::Order(event),
        order: &number,
        who: SUPPORT,
        about: About::Order(order.id),
        line_id: order.line_id,
        at: eyes.now,
    };
    told::tell(work, &telling, Readers::Buyers(order.buyer_id, order.owner)).await
}

/// The order looks different to everybody who has a part in it.
pub fn hint(work: &mut Work, order: &CorrectedOrder) {
    hint_buyers(work, order.id, order.buyer_id);
    for bag in &order.bags {
        hint_sellers(work, bag.id, bag.seller_id);
    }
}
