//! What happened to a cart and its lines: who, what, before, after; read from the organisation's audit log.

use super::told::visible_cart;
use crate::{
    api_types::{
        AppError,
        cart::{CartHistory, HistoryEntry},
        paging::Page,
        sharing::CartHead,
    },
    domain::{
        event::LineEvent,
        ids::{CartId, LineId, OrganisationId},
        ordering::{BagEvent, OrderEvent},
        quantity::count_text,
        sharing::CartEvent,
        text::shortened,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, negotiation::page, sharing},
        storage::{self, Reader, StorageError, cart_history::HistoryRow},
    },
};
use serde::Deserialize;

/// Entries of one page.
const PAGE: usize = 50;

/// Characters of a message that the history shows.
const QUOTED: usize = 120;

/// What an entry is about, with what its payload says.
pub(super) enum Told {
    Cart(CartEvent),
    Line {
        line_id: LineId,
        part_number: String,
        event: LineEvent,
        text: Option<String>,
    },
    /// What happened to the order that the cart became, or is to become, in words.
    Order(String),
}

#[derive(Deserialize)]
struct LinePayload {
    event: LineEvent,
    part_number: String,
    #[serde(default)]
    text: Option<String>,
}

/// An event of the order as a whole, or of one of its bags.
#[derive(Deserialize)]
#[serde(untagged)]
enum OrderPayload {
    Bag { event: BagEvent },
    Order { event: OrderEvent },
}

impl OrderPayload {
    fn sentence(&self) -> String {
        match self {
            Self::Bag { event } => event.sentence(),
            Self::Order { event } => event.sentence(),
        }
    }
}

#[derive(Deserialize)]
struct CartPayload {
    event: CartEvent,
}

/// Reads an entry of the log.
///
/// # Errors
/// It is not what this program writes.
pub(super) fn read(row: &HistoryRow) -> Outcome<Told> {
    let corrupt = || StorageError::Corrupt(format!("audit entry {} of a cart", row.sequence));
    let told = match row.subject.split_once(':') {
        Some(("line", id)) => {
            let payload: LinePayload = serde_json::from_str(&row.payload).map_err(|_| corrupt())?;
            let line_id = id.parse().map_err(|_| corrupt())?;
            Told::Line { line_id, part_number: payload.part_number, event: payload.event, text: payload.text }
        }
        Some(("cart", _)) => {
            let payload: CartPayload = serde_json::from_str(&row.payload).map_err(|_| corrupt())?;
            Told::Cart(payload.event)
        }
        Some(("order", _)) => {
            let payload: OrderPayload = serde_json::from_str(&row.payload).map_err(|_| corrupt())?;
            Told::Order(payload.sentence())
        }
        Some(_) | None => return Err(corrupt().into()),
    };
    Ok(told)
}

/// One page of a cart's history; `after` names the last entry of the page before.
///
/// # Errors
/// Not a cart that the asker may see; the cursor is not one of ours.
pub async fn load_history(context: Context, input: (CartId, String)) -> Outcome<CartHistory> {
    let (cart_id, after) = input;
    let mut reader = context.read().await?;
    let cart = visible_cart(&context, &mut reader, cart_id).await?;
    let head = head(&context, &mut reader, cart_id).await?;
    let entries = entries(&mut reader, (cart.organisation_id, cart_id), &after).await?;
    Ok(CartHistory { cart: head, entries, now: context.now() })
}

/// One page of what happened to an organisation's cart. Authorises nobody.
///
/// # Errors
/// The cursor is not one of ours.
pub async fn entries(reader: &mut Reader, cart: (OrganisationId, CartId), after: &str) -> Outcome<Page<HistoryEntry>> {
    let before = match after {
        "" => i64::MAX,
        text => text.parse().map_err(|_| AppError::invalid("after", "is not a page of this history"))?,
    };
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let rows = storage::cart_history::page(reader, cart, before, limit).await?;
    let rows = page(rows, PAGE, |row: &HistoryRow| row.sequence.to_string());
    let entries = rows.rows.into_iter().map(entry).collect::<Outcome<Vec<_>>>()?;
    Ok(Page { rows: entries, next: rows.next })
}

/// Which cart this is, and whose.
pub(super) async fn head(context: &Context, reader: &mut Reader, cart_id: CartId) -> Outcome<CartHead> {
    let cart = storage::cart::named(reader, cart_id).await?.ok_or(AppError::NotFound)?;
    Ok(sharing::head(cart, context.person()?.person_id))
}

fn entry(row: HistoryRow) -> Outcome<HistoryEntry> {
    let told = read(&row)?;
    let HistoryRow { sequence, at, actor: who, .. } = row;
    Ok(match told {
        Told::Cart(event) => {
            let ((before, after), line) = (values_of_cart(&event), line_of(&event));
            HistoryEntry { sequence, at, who, what: words_of_cart(&event), line, before, after }
        }
        Told::Order(what) => HistoryEntry { sequence, at, who, what, line: None, before: None, after: None },
        Told::Line { line_id, part_number, event, text } => {
            let (before, after) = values_of_line(&event);
            let what = match (&event, text) {
                (LineEvent::MessageSent, Some(text)) => format!("Wrote: “{}”", shortened(&text, QUOTED)),
                // The part stands before it, the quantity beside it.
                (LineEvent::Opened { condition, seller, .. }, _) => {
                    format!("Asked {seller} for it, condition {}.", condition.code())
                }
                (event, _) => event.sentence(),
            };
            HistoryEntry { sequence, at, who, what, line: Some((line_id, part_number)), before, after }
        }
    })
}

/// The line that an event of the cart speaks of.
fn line_of(event: &CartEvent) -> Option<(LineId, String)> {
    match event {
        CartEvent::NoteChanged { line_id, part_number, .. } | CartEvent::LineRemoved { line_id, part_number, .. } => {
            Some((*line_id, part_number.clone()))
        }
        _other => None,
    }
}

/// A sentence, short where the values stand beside it.
fn words_of_cart(event: &CartEvent) -> String {
    match event {
        CartEvent::NoteChanged { .. } => "Note changed.".into(),
        CartEvent::Renamed { .. } => "Renamed.".into(),
        CartEvent::Described { .. } => "Description changed.".into(),
        other => other.sentence(),
    }
}

type Values = (Option<String>, Option<String>);

fn values_of_cart(event: &CartEvent) -> Values {
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    match event {
        CartEvent::Renamed { before, after }
        | CartEvent::Described { before, after }
        | CartEvent::NoteChanged { before, after, .. } => (text(before), text(after)),
        _other => (None, None),
    }
}

fn values_of_line(event: &LineEvent) -> Values {
    let each = |price: crate::domain::money::UnitPrice| Some(format!("{price} each"));
    let until = |until: Option<Timestamp>| until.map(Timestamp::minute_text);
    match event {
        LineEvent::Opened { quantity, .. } => (None, Some(count_text(*quantity))),
        LineEvent::QuantityChanged { from, to, .. } => (Some(count_text(*from)), Some(count_text(*to))),
        LineEvent::PriceUpdated { offer, before } | LineEvent::CounterTaken { offer, before, .. } => {
            (before.as_ref().and_then(|before| each(before.unit_price)), each(offer.unit_price))
        }
        LineEvent::OfferExtended { offer, from } => (until(Some(*from)), until(offer.valid_until)),
        LineEvent::OfferAccepted { agreement, .. } | LineEvent::BoughtAtListPrice { agreement, .. } => {
            (None, Some(agreement.subtotal.to_string()))
        }
        LineEvent::CounterOffered { .. }
        | LineEvent::QuoteDeclined { .. }
        | LineEvent::Withdrawn { .. }
        | LineEvent::DocumentationRequested { .. }
        | LineEvent::DocumentationProvided { .. }
        | LineEvent::OfferEnding { .. }
        | LineEvent::OfferExpired { .. }
        | LineEvent::Closed { .. }
        | LineEvent::MessageSent => (None, None),
    }
}
