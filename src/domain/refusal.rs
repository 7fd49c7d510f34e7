//! Why a rule says no. Owns the words people read; must not carry anything they may not know.

use super::negotiation::{Action, LineStatus};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An expected "no": nothing was written, and the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// The line's status does not allow the action.
    NotNow { action: Action, status: LineStatus },
    /// The seller changed the offer after this page was drawn.
    OfferChanged,
    /// The quantity changed after this page was drawn.
    LineChanged,
    /// Of several lines that are acted on at once some changed after the page was drawn: the sellers of these.
    OthersChanged { sellers: Vec<String> },
    /// The offer's validity has passed.
    OfferExpired,
    /// Fewer units are left than the action needs.
    OutOfStock { available: i64 },
    /// The quantity breaks the seller's minimum or pack, or the bounds of a line.
    Quantity { reason: String },
    /// The listing is no longer offered.
    ListingGone,
    /// The listing shows no price.
    NoListPrice,
    /// One documentation request is unanswered.
    DocumentationPending,
    /// Nobody asked for documentation.
    DocumentationNotRequested,
    /// No one is counterparty to their own organisation.
    OwnListing,
    /// The listing's currency or a price on the line differs.
    CurrencyChanged,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNow { action, status } => {
                write!(f, "“{}” is not possible: the line is {}. Nothing was changed.", action.words(), status.words())
            }
            Self::OfferChanged => {
                f.write_str("The seller has changed the offer. Nothing was accepted; look at the new offer.")
            }
            Self::LineChanged => f.write_str("The line was changed meanwhile. Nothing was stored; look at it again."),
            Self::OthersChanged { sellers } => {
                let sellers = sellers.join(" and ");
                write!(
                    f,
                    "Changed meanwhile: {sellers}. Nothing was accepted and nothing withdrawn; look at the lines again."
                )
            }
            Self::OfferExpired => f.write_str("The offer has expired. Ask the seller to renew it."),
            Self::OutOfStock { available: 0 } => f.write_str("The stock is gone. Nothing was agreed."),
            Self::OutOfStock { available } => write!(f, "Only {available} left. Lower the quantity; nothing was agreed."),
            Self::Quantity { reason } => write!(f, "Quantity: {reason}."),
            Self::ListingGone => f.write_str("The seller no longer offers this part."),
            Self::NoListPrice => f.write_str("The seller publishes no price. Add it to the cart to ask for one."),
            Self::DocumentationPending => {
                f.write_str("Documentation is already requested; the seller has not answered yet.")
            }
            Self::DocumentationNotRequested => f.write_str("No documentation request is waiting for an answer."),
            Self::OwnListing => f.write_str("This part is offered by your own organisation."),
            Self::CurrencyChanged => f.write_str("A line keeps the currency of its first price."),
        }
    }
}

impl std::error::Error for Refusal {}
