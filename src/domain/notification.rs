//! What people are told, derived from what happened. Must not decide who receives it.

use super::{
    event::LineEvent,
    ids::{BagId, CartId},
    negotiation::{ClosedReason, Side},
    ordering::{BagEvent, OrderEvent},
    quantity::count_text,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a notification tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    Line(Notice),
    Order(OrderNotice),
}

impl Told {
    /// One sentence in the reader's terms: who did what.
    pub fn sentence(&self) -> String {
        match self {
            Self::Line(notice) => notice.sentence(),
            Self::Order(notice) => notice.sentence(),
        }
    }
}

/// What happened to an order, to one of its bags, or to a cart on its way to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderTold {
    Bag(BagEvent),
    Order(OrderEvent),
}

/// A notification about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNotice {
    pub told: OrderTold,
    /// The order's number, or the name of the cart that is to become one.
    pub order: String,
    /// Who did it: the organisation on the other side, or a colleague.
    pub who: String,
}

impl OrderNotice {
    /// One sentence in the reader's terms: who did what.
    pub fn sentence(&self) -> String {
        let Self { told, order, who } = self;
        match told {
            OrderTold::Bag(event) => {
                let sentence = event.sentence();
                format!("{who}, {order}: {}", sentence.strip_suffix('.').unwrap_or(&sentence))
            }
            OrderTold::Order(event) => match event {
                OrderEvent::ApprovalRequested { .. } => format!("{who} asks for your approval of {order}"),
                OrderEvent::ApprovalWithdrawn => format!("{who} withdrew {order}: no approval is needed"),
                OrderEvent::ApprovalRejected { comment } => format!("{who} rejected {order}: {comment}"),
                OrderEvent::Approved { .. } => format!("{who} approved {order}"),
                OrderEvent::Submitted { lines, .. } => {
                    let count = count_text(i64::try_from(lines.len()).unwrap_or(i64::MAX));
                    format!("{who} ordered {count} {} as {order}", if lines.len() == 1 { "line" } else { "lines" })
                }
                OrderEvent::Completed => format!("Every seller of {order} has answered"),
                OrderEvent::Canceled => format!("{order} was canceled: no seller took it"),
                OrderEvent::Corrected { field, after, .. } => format!("{who} corrected {order}: {field} is {after} now"),
                OrderEvent::Held { reason } => format!("{who} keeps {order} back: {reason}"),
                OrderEvent::Released { .. } => format!("{who} no longer keeps {order} back"),
                OrderEvent::Reordered { .. } => format!("{who} ordered {order} again"),
            },
        }
    }
}

/// Where a notification leads that is not about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// For its buyers.
    Order(CartId),
    /// For its seller.
    Bag(BagId),
    /// A cart that waits no longer for an approval.
    Cart(CartId),
    /// The inbox of approvers.
    Approvals,
}

impl About {
    /// The page that shows it.
    pub fn path(self) -> String {
        match self {
            Self::Order(id) => format!("/orders/{id}"),
            Self::Bag(id) => format!("/connector/bags/{id}"),
            Self::Cart(_) => "/connector/shopping-cart".into(),
            Self::Approvals => "/approvals".into(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None => (text == "approvals").then_some(Self::Approvals),
            Some(("order", id)) => id.parse().ok().map(Self::Order),
            Some(("bag", id)) => id.parse().ok().map(Self::Bag),
            Some(("cart", id)) => id.parse().ok().map(Self::Cart),
            Some(_) => None,
        }
    }
}

/// As it is stored.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order:{id}"),
            Self::Bag(id) => write!(f, "bag:{id}"),
            Self::Cart(id) => write!(f, "cart:{id}"),
            Self::Approvals => f.write_str("approvals"),
        }
    }
}

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
        // A guest reads no notifications; their seller has units back.
        (LineEvent::Closed { reason: ClosedReason::GivenBack | ClosedReason::TakenOver }, None) => &[Side::Seller],
        (LineEvent::Closed { .. } | LineEvent::OfferEnding { first: false, .. }, None) => &[Side::Buyer],
        (_, None) => &[Side::Buyer, Side::Seller],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_is_told_and_the_buyer_of_a_closed_line() {
        assert_eq!(audience(&LineEvent::MessageSent, Some(Side::Seller)), [Side::Buyer]);
        assert_eq!(audience(&LineEvent::MessageSent, Some(Side::Buyer)), [Side::Seller]);
        assert_eq!(audience(&LineEvent::Closed { reason: ClosedReason::StockGone }, None), [Side::Buyer]);
        assert_eq!(audience(&LineEvent::Closed { reason: ClosedReason::GivenBack }, None), [Side::Seller]);
    }
    #[test]
    fn what_was_told_is_read_back_whatever_it_is_about() {
        let line =
            Told::Line(Notice { event: LineEvent::MessageSent, part_number: "AN3".into(), counterparty: "Orbit".into() });
        let told = OrderTold::Bag(BagEvent::Rejected { revision: 1, reason: "no such part".into() });
        let order = Told::Order(OrderNotice { told, order: "O-100001".into(), who: "Orbit".into() });
        assert_eq!(order.sentence(), "Orbit, O-100001: Rejected: no such part");
        for told in [line, order] {
            let json = serde_json::to_string(&told).expect("JSON");
            assert_eq!(serde_json::from_str::<Told>(&json).expect("read back"), told);
        }
        let id = uuid::Uuid::from_u128(7);
        for about in [About::Order(CartId(id)), About::Bag(BagId(id)), About::Cart(CartId(id)), About::Approvals] {
            assert_eq!(About::parse(&about.to_string()), Some(about));
        }
        assert_eq!(About::parse("line:7"), None);
    }
}
