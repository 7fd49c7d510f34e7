//! The types of e-mail that people get, and which event is told by which. Must not know how mail is written or sent.

use super::event::LineEvent;
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
    /// Seed “organizational shared carts”: sent only where somebody switched it on.
    SharedCartPurgeImminent,
}

impl MailKind {
    pub const ALL: [Self; 9] = [
        Self::NewRequest,
        Self::NewOffer,
        Self::CounterOffer,
        Self::OfferEnding,
        Self::OfferAccepted,
        Self::LineEnded,
        Self::Documentation,
        Self::Message,
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
            Self::SharedCartPurgeImminent => {
                "A shared cart that you shared or changed last is about to be removed because nobody uses it."
            }
        }
    }

    /// Whether it is sent to people who never chose. Off for what happens often: the bell tells of it already.
    pub fn is_on_by_default(self) -> bool {
        match self {
            Self::OfferEnding | Self::OfferAccepted => true,
            Self::NewRequest
            | Self::NewOffer
            | Self::CounterOffer
            | Self::LineEnded
            | Self::Documentation
            | Self::Message
            | Self::SharedCartPurgeImminent => false,
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
