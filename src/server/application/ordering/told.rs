//! Who is told of what happens to orders: audit logs, bell and e-mail, open pages. Must not decide what happened.

use crate::{
    domain::{
        access::{Permission, PlatformPermission},
        ids::{BagId, CartId, EventId, LineId, OrganisationId, PersonId},
        mail::MailKind,
        notification::{About, OrderNotice, OrderTold, Told},
        ordering::{OrderEvent, order_number_text},
        time::Timestamp,
    },
    server::{
        application::{
            Audience, Outcome, Work,
            audit::{self, Fact},
            mail,
            work::mint,
        },
        storage::{self, StorageError, notification::NewNotification, ordering::entry::NewEntry},
    },
};

/// Who moved an order or a bag: a person, or the system (the seller's system is one).
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    pub by: Option<PersonId>,
    pub at: Timestamp,
}

/// Something to tell in the bell, and by e-mail where that is wanted.
pub struct Telling<'a> {
    pub event_id: EventId,
    pub told: OrderTold,
    /// The order's number, or the name of the cart that is to become one.
    pub order: &'a str,
    /// Who did it, as the readers call them.
    pub who: &'a str,
    pub about: About,
    /// Any line of the order.
    pub line_id: LineId,
    pub mail: MailKind,
    pub at: Timestamp,
}

/// Who is told.
#[derive(Clone, Copy, Debug)]
pub enum Readers {
    /// A buyer of the organisation, or all of them.
    Buyers(OrganisationId, Option<PersonId>),
    /// All sellers of the organisation.
    Sellers(OrganisationId),
}

/// Tells people of an event, in the transaction that makes it true.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn tell(work: &mut Work, telling: &Telling<'_>, readers: Readers) -> Outcome<()> {
    let Telling { event_id, line_id, about, mail, at, .. } = *telling;
    let notice = OrderNotice { told: telling.told.clone(), order: telling.order.to_owned(), who: telling.who.to_owned() };
    let notice = json(&Told::Order(notice))?;
    let new = NewNotification { event_id, line_id, notice: &notice, about: Some(about), mail, at };
    let (by_mail, audience) = match readers {
        Readers::Buyers(organisation_id, owner) => {
            let by_mail = storage::notification::notify_buyers(&mut work.tx, &new, organisation_id, owner).await?;
            let all = Audience::Members(organisation_id, Permission::Buy);
            (by_mail, owner.map_or(all, Audience::Person))
        }
        Readers::Sellers(organisation_id) => {
            let by_mail = storage::notification::notify_sellers(&mut work.tx, &new, organisation_id).await?;
            (by_mail, Audience::Members(organisation_id, Permission::Sell))
        }
    };
    mail::queue_line_letters(work, (event_id, mail), &by_mail, at).await?;
    work.hint(audience, "notifications");
    Ok(())
}

/// An order that is there, as its history names it.
#[derive(Clone, Copy, Debug)]
pub struct OrderName {
    pub id: CartId,
    pub number: i64,
    pub buyer_id: OrganisationId,
}

/// Remembers an event of an order as a whole: in its history and in the buyer's log. Answers the event's identifier.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn remember_order(work: &mut Work, order: OrderName, event: &OrderEvent, moved: Moved) -> Outcome<EventId> {
    let event_id = EventId(mint());
    let json = json(event)?;
    let entry = NewEntry { id: event_id, order_id: order.id, bag_id: None, event: &json, actor_id: moved.by, at: moved.at };
    storage::ordering::entry::insert(&mut work.tx, &entry).await?;
    let payload = serde_json::json!({ "event": event, "number": order_number_text(order.number) });
    let fact = fact((order.buyer_id, order.id, event_id), event.name(), payload, moved);
    audit::record(&mut work.tx, fact).await?;
    Ok(event_id)
}

/// A fact about an order, for the log of an organisation.
pub fn fact(of: (OrganisationId, CartId, EventId), action: &str, payload: serde_json::Value, moved: Moved) -> Fact {
    let (organisation_id, order_id, event_id) = of;
    Fact {
        organisation_id,
        event_id,
        at: moved.at,
        actor_id: moved.by,
        action: action.to_owned(),
        subject: format!("order:{order_id}"),
        payload: payload.to_string(),
    }
}

/// The order looks different to the buyers of its organisation, and to support.
pub fn hint_buyers(work: &mut Work, order_id: CartId, buyer_id: OrganisationId) {
    let buyers = Audience::Members(buyer_id, Permission::Buy);
    work.hint(buyers, "orders");
    work.hint(buyers, format!("order:{order_id}"));
    hint_support(work, order_id);
}

/// The order looks different to support.
pub fn hint_support(work: &mut Work, order_id: CartId) {
    let support = Audience::Platform(PlatformPermission::Support);
    work.hint(support, "orders");
    work.hint(support, format!("order:{order_id}"));
}

/// The bag looks different to its seller's members.
pub fn hint_sellers(work: &mut Work, bag_id: BagId, seller_id: OrganisationId) {
    let sellers = Audience::Members(seller_id, Permission::Sell);
    work.hint(sellers, "bags");
    work.hint(sellers, format!("bag:{bag_id}"));
}

pub fn json(value: &impl serde::Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| StorageError::Corrupt(error.to_string()).into())
}
