//! What people are told, derived from what happened. Must not decide who receives it.

use super::{event::LineEvent, negotiation::Side, quantity::count_text};
use serde::{Deserialize, Serialize};

/// A notification's content: the event and the words around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub event: LineEvent,
    pub part_number: String,
    /// The organisation on the other side of the line.
    pub counterparty: String,
}

impl Notice {
    /// One sentence in the reader's terms: who did what.
    pub fn sentence(&self) -> String {
        let (who, part) = (&self.counterparty, &self.part_number);
        match &self.event {
            LineEvent::Opened { quantity, .. } => format!("{who} asks for {} × {part}", count_text(*quantity)),
            LineEvent::BoughtAtListPrice { agreement, .. } => {
                format!("{who} bought {} × {part} for {}", count_text(agreement.quantity), agreement.subtotal)
            }
            LineEvent::PriceUpdated { offer, .. } => format!("{who} offered {} each for {part}", offer.unit_price),
            LineEvent::OfferExtended { offer, .. } => {
                let until = offer.valid_until.map(|until| format!(" until {}", until.minute_text())).unwrap_or_default();
                format!("{who} extended the offer of {} each for {part}{until}", offer.unit_price)
            }
            LineEvent::CounterOffered { counter } => {
                format!("{who} made a counter-offer for {part}: {}", counter.terms_text())
            }
            LineEvent::CounterTaken { offer, .. } => {
                format!(
                    "{who} took over your counter-offer for {part}: {} each for up to {}",
                    offer.unit_price,
                    count_text(offer.quantity)
                )
            }
            LineEvent::OfferEnding { offer, reminder, .. } => {
                let (price, ends) = (offer.unit_price, reminder.words());
                format!("The offer of {price} each for {part} with {who} ends in less than {ends}, unanswered")
            }
            LineEvent::OfferAccepted { agreement, .. } => {
                format!("{who} accepted {} × {part} for {}", count_text(agreement.quantity), agreement.subtotal)
            }
            LineEvent::QuoteDeclined { .. } => format!("{who} does not quote {part}"),
            LineEvent::Withdrawn { .. } => format!("{who} withdrew {part}"),
            LineEvent::DocumentationRequested { .. } => format!("{who} asks for documentation of {part}"),
            LineEvent::DocumentationProvided { .. } => format!("{who} sent documentation for {part}"),
            LineEvent::QuantityChanged { to, .. } => format!("{who} changed the quantity of {part} to {}", count_text(*to)),
            LineEvent::OfferExpired { revision, .. } => format!("Offer {revision} for {part} with {who} expired"),
            LineEvent::Closed { reason } => format!("{part} with {who} was closed: {}", reason.words()),
            LineEvent::MessageSent => format!("{who} wrote about {part}"),
        }
    }
}

/// The sides that are told of an event: the other one, or both if the system moved the line. Of an offer that ends the
/// seller is told once, the buyer with each reminder.
pub fn audience(event: &LineEvent, by: Option<Side>) -> &'static [Side] {
    match (event, by) {
        (_, Some(Side::Buyer)) => &[Side::Seller],
        (_, Some(Side::Seller)) => &[Side::Buyer],
        (LineEvent::Closed { .. } | LineEvent::OfferEnding { first: false, .. }, None) => &[Side::Buyer],
        (_, None) => &[Side::Buyer, Side::Seller],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::negotiation::ClosedReason;

    #[test]
    fn the_other_side_is_told_and_the_buyer_of_a_closed_line() {
        assert_eq!(audience(&LineEvent::MessageSent, Some(Side::Seller)), [Side::Buyer]);
        assert_eq!(audience(&LineEvent::MessageSent, Some(Side::Buyer)), [Side::Seller]);
        assert_eq!(audience(&LineEvent::Closed { reason: ClosedReason::StockGone }, None), [Side::Buyer]);
    }
}
