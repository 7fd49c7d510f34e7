//! What happened to a line. The one source of system message, audit row, notification and live hint.

use super::{
    catalog::Condition,
    document::{self, Answer, Document},
    money::{Money, UnitPrice},
    negotiation::{Action, ClosedReason, Counter, Offer, Reminder, Side},
    quantity::count_text,
    reason::Reason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// An event of a line. Names of organisations and people are not in here: they stand beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LineEvent {
    Opened {
        part_number: String,
        condition: Condition,
        quantity: i64,
        seller: String,
    },
    BoughtAtListPrice {
        part_number: String,
        condition: Condition,
        agreement: Agreement,
        seller: String,
    },
    PriceUpdated {
        offer: Offer,
        /// The revision before, if there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Offer>,
    },
    /// The newest revision once more, with a later end.
    OfferExtended {
        offer: Offer,
        from: Timestamp,
    },
    CounterOffered {
        counter: Counter,
    },
    /// The counter-offer of this number became an offer, and its quantity the line's.
    CounterTaken {
        counter: u32,
        offer: Offer,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Offer>,
        quantity: i64,
    },
    OfferAccepted {
        agreement: Agreement,
        revision: u32,
        demand_closed: bool,
    },
    QuoteDeclined {
        reason: Option<Reason>,
    },
    Withdrawn {
        by: Side,
        reason: Option<Reason>,
    },
    /// `wanted` may be empty: whatever there is.
    DocumentationRequested {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        wanted: Vec<Document>,
    },
    /// A reference, a checklist, or both.
    DocumentationProvided {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reference: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answers: Vec<Answer>,
    },
    QuantityChanged {
        from: i64,
        to: i64,
        offer_lapsed: bool,
        #[serde(default)]
        counter_lapsed: bool,
    },
    /// Only told, never written into the thread. `first`: nobody was reminded of this offer before.
    OfferEnding {
        offer: Offer,
        reminder: Reminder,
        first: bool,
    },
    OfferExpired {
        revision: u32,
        valid_until: Timestamp,
    },
    Closed {
        reason: ClosedReason,
    },
    MessageSent,
}

/// What was agreed: quantity, price and the total from the one function that computes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub quantity: i64,
    pub unit_price: UnitPrice,
    pub subtotal: Money,
}

impl Agreement {
    pub fn new(quantity: i64, unit_price: UnitPrice) -> Self {
        Self { quantity, unit_price, subtotal: unit_price.times(quantity) }
    }
}

impl LineEvent {
    /// The name under which logs, notifications and the audit trail keep this event.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "line.opened",
            Self::BoughtAtListPrice { .. } => "line.bought_at_list_price",
            Self::PriceUpdated { .. } => "line.price_updated",
            Self::OfferExtended { .. } => "line.offer_extended",
            Self::CounterOffered { .. } => "line.counter_offered",
            Self::CounterTaken { .. } => "line.counter_taken",
            Self::OfferEnding { .. } => "line.offer_ending",
            Self::OfferAccepted { .. } => "line.offer_accepted",
            Self::QuoteDeclined { .. } => "line.quote_declined",
            Self::Withdrawn { .. } => "line.withdrawn",
            Self::DocumentationRequested { .. } => "line.documentation_requested",
            Self::DocumentationProvided { .. } => "line.documentation_provided",
            Self::QuantityChanged { .. } => "line.quantity_changed",
            Self::OfferExpired { .. } => "line.offer_expired",
            Self::Closed { .. } => "line.closed",
            Self::MessageSent => "line.message_sent",
        }
    }

    /// The action of the table that leads to this event.
    pub fn action(&self) -> Action {
        match self {
            Self::Opened { .. } => Action::AddToCart,
            Self::BoughtAtListPrice { .. } => Action::BuyAtListPrice,
            Self::PriceUpdated { .. } => Action::UpdatePrice,
            Self::OfferExtended { .. } => Action::ExtendOffer,
            Self::CounterOffered { .. } => Action::CounterOffer,
            Self::CounterTaken { .. } => Action::TakeOver,
            Self::OfferEnding { .. } => Action::Remind,
            Self::OfferAccepted { .. } => Action::AcceptOffer,
            Self::QuoteDeclined { .. } => Action::NoQuote,
            Self::Withdrawn { .. } => Action::Withdraw,
            Self::DocumentationRequested { .. } => Action::RequestDocumentation,
            Self::DocumentationProvided { .. } => Action::ProvideDocumentation,
            Self::QuantityChanged { .. } => Action::ChangeQuantity,
            Self::OfferExpired { .. } => Action::Expire,
            Self::Closed {
                reason:
                    ClosedReason::Completed | ClosedReason::OrderCanceled | ClosedReason::GivenBack | ClosedReason::TakenOver,
            } => Action::Complete,
            Self::Closed { reason: ClosedReason::StockGone | ClosedReason::CartPurged } => Action::Close,
            Self::MessageSent => Action::SendMessage,
        }
    }

    /// The offer revision that comes of it.
    pub fn new_offer(&self) -> Option<&Offer> {
        match self {
            Self::PriceUpdated { offer, .. } | Self::OfferExtended { offer, .. } | Self::CounterTaken { offer, .. } => {
                Some(offer)
            }
            Self::Opened { .. }
            | Self::BoughtAtListPrice { .. }
            | Self::CounterOffered { .. }
            | Self::OfferAccepted { .. }
            | Self::QuoteDeclined { .. }
            | Self::Withdrawn { .. }
            | Self::DocumentationRequested { .. }
            | Self::DocumentationProvided { .. }
            | Self::QuantityChanged { .. }
            | Self::OfferEnding { .. }
            | Self::OfferExpired { .. }
            | Self::Closed { .. }
            | Self::MessageSent => None,
        }
    }

    /// What the thread says, in words that both sides read alike.
    pub fn sentence(&self) -> String {
        match self {
            Self::Opened { part_number, condition, quantity, seller } => {
                let quantity = count_text(*quantity);
                format!("Opened: {part_number}, condition {}, quantity {quantity}, from {seller}.", condition.code())
            }
            Self::BoughtAtListPrice { part_number, condition, agreement, seller } => format!(
                "Bought at list price: {part_number}, condition {}, {} × {} = {} from {seller}.",
                condition.code(),
                count_text(agreement.quantity),
                agreement.unit_price,
                agreement.subtotal
            ),
            Self::PriceUpdated { offer, before } => offer.sentence(before.as_ref()),
            Self::OfferExtended { offer, from } => match offer.valid_until {
                Some(until) => format!(
                    "Offer {}: still {} each for up to {}, now valid until {} instead of {}.",
                    offer.revision,
                    offer.unit_price,
                    count_text(offer.quantity),
                    until.minute_text(),
                    from.minute_text()
                ),
                None => offer.sentence(None),
            },
            Self::CounterOffered { counter } => counter.sentence(),
            Self::CounterTaken { counter, offer, before, .. } => {
                format!("The seller took over counter-offer {counter}. {}", offer.sentence(before.as_ref()))
            }
            Self::OfferEnding { offer, reminder, .. } => {
                format!("Offer {} ends in less than {}.", offer.revision, reminder.words())
            }
            Self::OfferAccepted { agreement, revision, demand_closed } => format!(
                "Accepted offer {revision}: {} × {} = {}.{}",
                count_text(agreement.quantity),
                agreement.unit_price,
                agreement.subtotal,
                if *demand_closed { " The open demand was closed." } else { "" }
            ),
            Self::QuoteDeclined { reason } => with_reason("The seller declined to quote", reason.as_ref()),
            Self::Withdrawn { by: Side::Buyer, reason } => with_reason("The buyer withdrew the line", reason.as_ref()),
            Self::Withdrawn { by: Side::Seller, reason } => with_reason("The seller withdrew the line", reason.as_ref()),
            Self::DocumentationRequested { wanted } if wanted.is_empty() => "The buyer requested documentation.".into(),
            Self::DocumentationRequested { wanted } => {
                format!("The buyer requested documentation: {}.", document::list(wanted))
            }
            Self::DocumentationProvided { reference, answers } => {
                let answers = answers.iter().map(Answer::sentence);
                let parts: Vec<_> =
                    Some(reference.clone()).filter(|text| !text.is_empty()).into_iter().chain(answers).collect();
                format!("Documentation: {}", parts.join("; "))
            }
            Self::QuantityChanged { from, to, offer_lapsed, counter_lapsed } => format!(
                "Quantity changed from {} to {}.{}{}",
                count_text(*from),
                count_text(*to),
                if *offer_lapsed { " The standing offer lapsed." } else { "" },
                if *counter_lapsed { " The counter-offer lapsed." } else { "" }
            ),
            Self::OfferExpired { revision, valid_until } => {
                format!("Offer {revision} expired; it was valid until {}.", valid_until.minute_text())
            }
            Self::Closed { reason } => format!("Closed: {}.", reason.words()),
            Self::MessageSent => String::new(),
        }
    }
}

fn with_reason(fact: &str, reason: Option<&Reason>) -> String {
    match reason {
        Some(reason) => format!("{fact}: {}", reason.sentence()),
        None => format!("{fact}."),
    }
}
