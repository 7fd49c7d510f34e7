//! What a queued letter says, from what is known when it is sent.

use super::{Letter, PurgeNotice};
use crate::{
    domain::{
        event::LineEvent,
        ids::{CartId, EventId, PersonId},
        mail::MailKind,
        money::{Money, totals},
        negotiation::Side,
        notification::{About, OrderNotice, Told},
        ordering::{OrderHeader, order_number_text},
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, guest},
        integrations::mail::Draft,
        storage::{
            self, StorageError,
            guest::Placed,
            mail::{LineLetter, Recipient},
            ordering::order_view::BagRow,
        },
    },
};

/// The letter behind a job's payload. `None`: nobody should get it any more.
///
/// # Errors
/// The database does not answer, or the payload is not one of ours.
pub async fn load_draft(context: Context, payload: String) -> Outcome<Option<Draft>> {
    let letter = serde_json::from_str(&payload).map_err(|error| unreadable(&error))?;
    match letter {
        Letter::Line { kind, event_id, person_id } => {
            let mut reader = context.read().await?;
            let found = storage::mail::line_letter(&mut reader, (person_id, event_id), kind).await?;
            let draft = found.map(|found| line_draft((event_id, person_id, kind), found, context.now())).transpose()?;
            Ok(draft.flatten())
        }
        Letter::Purge { event_id, person_id, at, notice } => {
            let kind = MailKind::SharedCartPurgeImminent;
            let mut reader = context.read().await?;
            let to = storage::mail::buyer(&mut reader, (notice.organisation_id, person_id), kind).await?;
            Ok(to.map(|to| purge_draft((event_id, person_id, at), to, &notice)))
        }
        Letter::GuestOrder { event_id, person_id, order_id } => {
            let mut reader = context.read().await?;
            let Some(placed) = storage::guest::of_order(&mut reader, order_id).await? else { return Ok(None) };
            let bags = storage::ordering::order_view::bags_of_order(&mut reader, order_id).await?;
            let header = serde_json::from_str(&placed.header).map_err(|error| unreadable(&error))?;
            Ok(guest_draft((event_id, person_id), (order_id, &placed), header, totals(bags.iter().map(BagRow::total))))
        }
    }
}

fn unreadable(error: &serde_json::Error) -> StorageError {
    StorageError::Corrupt(format!("a letter: {error}"))
}

/// `None`: it is too late to tell.
fn line_draft(of: (EventId, PersonId, MailKind), found: LineLetter, now: Timestamp) -> Result<Option<Draft>, StorageError> {
    let (event_id, person_id, kind) = of;
    let notice = match serde_json::from_str(&found.notice).map_err(|error| unreadable(&error))? {
        Told::Line(notice) => notice,
        Told::Order(notice) => return Ok(Some(order_draft(of, found, notice))),
    };
    if let LineEvent::OfferEnding { offer, .. } = &notice.event
        && offer.valid_until.is_some_and(|until| until <= now)
    {
        return Ok(None);
    }
    let (other, page) = match found.side {
        Side::Buyer => ("Seller", "shopping-cart"),
        Side::Seller => ("Buyer", "requests"),
    };
    let Recipient { name, email, organisation } = found.to;
    let sentence = notice.sentence();
    Ok(Some(Draft {
        kind: Some(kind),
        event_id,
        person_id,
        name,
        email,
        subject: sentence.clone(),
        paragraphs: vec![format!("{sentence}.")],
        facts: vec![
            ("Part number", notice.part_number),
            (other, notice.counterparty),
            ("You act for", organisation),
            ("When", found.created_at.minute_text()),
        ],
        action: "Open the line",
        path: format!("/connector/{page}/lines/{}", found.line_id),
        at: found.created_at,
    }))
}

/// An order's page says everything; the letter says what happened and where.
fn order_draft(of: (EventId, PersonId, MailKind), found: LineLetter, notice: OrderNotice) -> Draft {
    let (event_id, person_id, kind) = of;
    let Recipient { name, email, organisation } = found.to;
    let sentence = notice.sentence();
    let about = found.about.as_deref().and_then(About::parse);
    Draft {
        kind: Some(kind),
        event_id,
        person_id,
        name,
        email,
        subject: sentence.clone(),
        paragraphs: vec![if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }],
        facts: vec![
            ("Order", notice.order),
            ("By", notice.who),
            ("You act for", organisation),
            ("When", found.created_at.minute_text()),
        ],
        action: match about {
            Some(About::Approvals) => "Open the approvals",
            Some(About::Cart(_)) => "Open the cart",
            Some(About::Order(_) | About::Bag(_)) | None => "Open the order",
        },
        path: about.map_or_else(|| "/notifications".to_owned(), About::path),
        at: found.created_at,
    }
}

/// Where it goes is told as it was ordered; how far it is, the page says. `None`: support took the address out of the order.
fn guest_draft(of: (EventId, PersonId), order: (CartId, &Placed), header: OrderHeader, totals: Vec<Money>) -> Option<Draft> {
    let (order_id, placed) = order;
    let number = order_number_text(placed.number);
    let email = header.ship_to.email.clone()?;
    let totals: Vec<String> = totals.iter().map(Money::to_string).collect();
    Some(Draft {
        kind: None,
        event_id: of.0,
        person_id: of.1,
        name: header.buyer,
        email,
        subject: format!("Order {number} is placed"),
        paragraphs: vec![
            format!("Your order {number} went to its sellers. Each sends its own part of it."),
            "The link below shows how far it is, from anywhere. Whoever has it can read the order, so keep it to yourself."
                .to_owned(),
        ],
        facts: vec![
            ("Order", number),
            ("Total", totals.join(" and ")),
            ("Ship to", header.ship_to.lines().join(", ")),
            ("When", placed.submitted_at.minute_text()),
        ],
        action: "Open the order",
        path: guest::order_link(&placed.link_secret, order_id),
        at: placed.submitted_at,
    })
}

fn purge_draft(of: (EventId, PersonId, Timestamp), to: Recipient, notice: &PurgeNotice) -> Draft {
    let (event_id, person_id, at) = of;
    let (cart, purge_at) = (&notice.cart, notice.purge_at.minute_text());
    Draft {
        kind: Some(MailKind::SharedCartPurgeImminent),
        event_id,
        person_id,
        name: to.name,
        email: to.email,
        subject: format!("The shared cart “{cart}” will be removed on {}", notice.purge_at.date_text()),
        paragraphs: vec![
            format!(
                "Nobody has changed the shared cart “{cart}” since {}. It will be removed on {purge_at}.",
                notice.idle_since.date_text()
            ),
            "Any change to the cart keeps it. What was agreed with sellers is never lost.".to_owned(),
        ],
        facts: vec![("Shared cart", cart.clone()), ("Organisation", to.organisation), ("Will be removed", purge_at)],
        action: "Open the carts",
        path: "/carts".to_owned(),
        at,
    }
}
