//! The types of e-mail that people get, and which event is told by which. Must not know how mail is written or sent.

use super::{
    event::LineEvent,
    ordering::{BagEvent, OrderEvent},
};
use serde::{Deserialize, Serialize};

/// One type of e-mail. Everybody switches each on or off for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    NewRequest,
    NewOffer,
    CounterOffer,
    OfferEnding,
    OfferAccepted,
    LineEnded,
    Documentation,
    Message,
    NewOrder,
    OrderMoved,
    OrderRefused,
    ApprovalRequested,
    ApprovalDecided,
    /// Seed “organizational shared carts”: sent only where somebody switched it on.
    SharedCartPurgeImminent,
}

impl MailKind {
    pub const ALL: [Self; 14] = [
        Self::NewRequest,
        Self::NewOffer,
        Self::CounterOffer,
        Self::OfferEnding,
        Self::OfferAccepted,
        Self::LineEnded,
        Self::Documentation,
        Self::Message,
        Self::NewOrder,
        Self::OrderMoved,
        Self::OrderRefused,
        Self::ApprovalRequested,
        Self::ApprovalDecided,
        Self::SharedCartPurgeImminent,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewRequest => "new_request",
            Self::NewOffer => "new_offer",
            Self::CounterOffer => "counter_offer",
            Self::OfferEnding => "offer_ending",
            Self::OfferAccepted => "offer_accepted",
            Self::LineEnded => "line_ended",
            Self::Documentation => "documentation",
            Self::Message => "message",
            Self::NewOrder => "new_order",
            Self::OrderMoved => "order_moved",
            Self::OrderRefused => "order_refused",
            Self::ApprovalRequested => "approval_requested",
            Self::ApprovalDecided => "approval_decided",
            Self::SharedCartPurgeImminent => "shared_cart_purge_imminent",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The type's name as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NewRequest => "New request",
            Self::NewOffer => "New offer",
            Self::CounterOffer => "Counter-offer or changed quantity",
            Self::OfferEnding => "Offer ending",
            Self::OfferAccepted => "Offer accepted",
            Self::LineEnded => "Line ended",
            Self::Documentation => "Documentation",
            Self::Message => "Message",
            Self::NewOrder => "New order",
            Self::OrderMoved => "Order shipped, delivered or returned",
            Self::OrderRefused => "Order rejected or canceled",
            Self::ApprovalRequested => "Approval requested",
            Self::ApprovalDecided => "Approval decided",
            Self::SharedCartPurgeImminent => "Shared Cart Purge Imminent",
        }
    }

    /// When it is sent, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::NewRequest => "A buyer asks your organisation for a part.",
            Self::NewOffer => "A seller offers or changes a price, extends an offer, or takes your counter-offer over.",
            Self::CounterOffer => "A buyer makes a counter-offer or needs another quantity.",
            Self::OfferEnding => "An offer that nobody answered ends within a day, and again within an hour.",
            Self::OfferAccepted => "A buyer accepts your offer or buys at your list price.",
            Self::LineEnded => "The other side does not quote or withdraws, an offer expires, or a line is closed.",
            Self::Documentation => "Documents are asked for, or arrive.",
            Self::Message => "Somebody writes in the thread of one of your lines.",
            Self::NewOrder => "A buyer orders from your organisation.",
            Self::OrderMoved => {
                "A seller accepts, ships, delivers or refunds a part of an order, or a buyer reports a return."
            }
            Self::OrderRefused => "A seller's system rejects a part of an order, or units of it are canceled.",
            Self::ApprovalRequested => "A colleague's order is above their limit and waits for you.",
            Self::ApprovalDecided => "An order that you submitted is approved or rejected.",
            Self::SharedCartPurgeImminent => {
                "A shared cart that you shared or changed last is about to be removed because nobody uses it."
            }
        }
    }

    /// Whether it is sent to people who never chose. Off for what happens often: the bell tells of it already.
    pub fn is_on_by_default(self) -> bool {
        match self {
            Self::OfferEnding
            | Self::OfferAccepted
            | Self::NewOrder
            | Self::OrderRefused
            | Self::ApprovalRequested
            | Self::ApprovalDecided => true,
            Self::NewRequest
            | Self::NewOffer
            | Self::CounterOffer
            | Self::LineEnded
            | Self::Documentation
            | Self::Message
            | Self::OrderMoved
            | Self::SharedCartPurgeImminent => false,
        }
    }

    /// The type that tells of an event of a bag. `None`: nobody is told, its history is enough.
    pub fn of_bag(event: &BagEvent) -> Option<Self> {
        match event {
            BagEvent::Rejected { .. } | BagEvent::GivenUp { .. } | BagEvent::Canceled { .. } => Some(Self::OrderRefused),
            BagEvent::Accepted { erp_order_number: Some(_), .. }
            | BagEvent::Shipped { .. }
            | BagEvent::Delivered { .. }
            | BagEvent::Returned { .. }
            | BagEvent::Refunded { .. } => Some(Self::OrderMoved),
            // Without a number the seller has no system that could have refused: nothing that the order itself does not say.
            BagEvent::Accepted { erp_order_number: None, .. }
            | BagEvent::Sent { .. }
            | BagEvent::InReview { .. }
            | BagEvent::Resubmitted { .. }
            | BagEvent::Authorized { .. }
            | BagEvent::Voided { .. }
            | BagEvent::Paid { .. } => None,
        }
    }

    /// The type that tells of an event of an order as a whole.
    pub fn of_order(event: &OrderEvent) -> Self {
        match event {
            OrderEvent::Submitted { .. } => Self::NewOrder,
            OrderEvent::ApprovalRequested { .. } | OrderEvent::ApprovalWithdrawn => Self::ApprovalRequested,
            OrderEvent::ApprovalRejected { .. } | OrderEvent::Approved { .. } => Self::ApprovalDecided,
            OrderEvent::Canceled => Self::OrderRefused,
            OrderEvent::Completed
            | OrderEvent::Corrected { .. }
            | OrderEvent::Held { .. }
            | OrderEvent::Released { .. }
            | OrderEvent::Reordered { .. } => Self::OrderMoved,
        }
    }

    /// The type that tells of an event.
    pub fn of(event: &LineEvent) -> Self {
        match event {
            LineEvent::Opened { .. } => Self::NewRequest,
            LineEvent::PriceUpdated { .. } | LineEvent::OfferExtended { .. } | LineEvent::CounterTaken { .. } => {
                Self::NewOffer
            }
            LineEvent::CounterOffered { .. } | LineEvent::QuantityChanged { .. } => Self::CounterOffer,
            LineEvent::OfferEnding { .. } => Self::OfferEnding,
            LineEvent::OfferAccepted { .. } | LineEvent::BoughtAtListPrice { .. } => Self::OfferAccepted,
            LineEvent::QuoteDeclined { .. }
            | LineEvent::Withdrawn { .. }
            | LineEvent::OfferExpired { .. }
            | LineEvent::Closed { .. } => Self::LineEnded,
            LineEvent::DocumentationRequested { .. } | LineEvent::DocumentationProvided { .. } => Self::Documentation,
            LineEvent::MessageSent => Self::Message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_back_and_says_what_it_is() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
            assert!(!kind.label().is_empty() && kind.description().ends_with('.'));
        }
        assert_eq!(MailKind::parse("newsletter"), None);
    }

    #[test]
    fn the_notice_of_a_purge_is_off_until_it_is_enabled() {
        let purge = MailKind::SharedCartPurgeImminent;
        assert_eq!((purge.label(), purge.is_on_by_default()), ("Shared Cart Purge Imminent", false));
    }
}
