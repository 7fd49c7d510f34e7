//! Why a rule says no. Owns the words people read; must not carry anything they may not know.

use super::{
    identity::InvitationEnd,
    ids::ListingId,
    money::UnitPrice,
    negotiation::{Action, LineStatus},
    ordering::{BagRefusal, SubmissionState, SupportRefusal},
    quantity::{Snapped, count_text},
};
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
    /// Somebody else changed the quantity after this page was drawn: both values.
    QuantityChanged { theirs: i64, yours: i64 },
    /// Another quantity would let something lapse, and nobody agreed to that yet.
    WouldLapse { offer: bool, counter: bool },
    /// Of several lines that are acted on at once some changed after the page was drawn: the sellers of these.
    OthersChanged { sellers: Vec<String> },
    /// The bag does not allow it as it stands.
    Bag { because: BagRefusal },
    /// Support may not do that to the order.
    Support { because: SupportRefusal },
    /// Somebody else moved the bag after this page was drawn.
    BagChanged,
    /// The offer's validity has passed.
    OfferExpired,
    /// Fewer units are left than the action needs.
    OutOfStock { available: i64 },
    /// The quantity breaks the seller's minimum or pack, or the bounds of a line.
    Quantity {
        /// Says what the quantity would become; see [`Snapped`].
        reason: String,
        /// What can be ordered instead.
        snapped: i64,
        /// The listing that was to be added or bought; nothing for a line that exists.
        listing_id: Option<ListingId>,
    },
    /// The total of a line rounds to nothing: what is agreed has a price.
    TotalIsZero { unit_price: UnitPrice, quantity: i64 },
    /// The listing is no longer offered.
    ListingGone,
    /// The listing shows no price.
    NoListPrice,
    /// A counter-offer says nothing that the line does not say already.
    CounterEmpty,
    /// No counter-offer waits for an answer.
    NoCounter,
    /// The buyer made a counter-offer after this page was drawn.
    CounterChanged,
    /// Neither the counter-offer nor a standing offer names a price.
    NoPrice,
    /// The day by which the parts are needed is over.
    DatePassed,
    /// There is no offer with an end that could be put off.
    NothingToExtend,
    /// The end that was named is not later than the old one.
    EndTooEarly,
    /// The listing asks another price for the quantity than the buyer had before them; this is the new one.
    PriceChanged { quantity: i64, price: UnitPrice },
    /// One documentation request is unanswered.
    DocumentationPending,
    /// Nobody asked for documentation.
    DocumentationNotRequested,
    /// No one is counterparty to their own organisation.
    OwnListing,
    /// The listing's currency or a price on the line differs.
    CurrencyChanged,
    /// Shared carts are switched off.
    SharingDisabled,
    /// The action is not for this cart: a personal one, or one on its way to an order.
    NotForThisCart,
    /// Only who shared the cart, or an admin of the organisation, may do that.
    NotYourCart,
    /// Lines are agreed: the cart is not removed.
    CartHasAgreed { agreed: u32 },
    /// A colleague changed the cart after the page was drawn.
    CartChanged,
    /// What a new cart from an earlier state would ask for is not what its page showed.
    StartChanged,
    /// There is no personal cart that could be shared.
    NothingToShare,
    /// Somebody else changed the settings after the form was drawn.
    SettingsChanged,
    /// Too late to take it back, or somebody did already.
    NothingToUndo,
    /// A submission of the cart waits for an approval: nothing in it changes.
    AwaitingApproval { submitted_by: String, approvers: Vec<String> },
    /// The cart is not as its review page showed it.
    CheckoutChanged,
    /// No line of the cart is agreed.
    NothingAgreed,
    /// The order needs an approval, and nobody may give it; `reason` says why.
    NobodyApproves { reason: String },
    /// Nobody approves or rejects their own order.
    OwnSubmission,
    /// It does not wait any more.
    AlreadyDecided { state: SubmissionState },
    /// Somebody else changed the address after the form was drawn.
    AddressChanged,
    /// An invitation that was one once. Whoever has its link may know whose it was.
    InvitationOver { end: InvitationEnd, organisation: String, invited_by: String },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNow { action, status } => {
                write!(f, "“{}” is not possible: the line is {}. Nothing was changed.", action.words(), status.predicate())
            }
            Self::OfferChanged => f.write_str("The seller has changed the offer. Nothing was sent; look at the new offer."),
            Self::LineChanged => f.write_str("The line was changed meanwhile. Nothing was stored; look at it again."),
            Self::QuantityChanged { theirs, yours } => write!(
                f,
                "The quantity was changed to {} meanwhile; you wanted {}. Nothing was stored yet.",
                count_text(*theirs),
                count_text(*yours)
            ),
            Self::WouldLapse { offer, counter } => {
                let what = match (offer, counter) {
                    (true, true) => "the offer and the counter-offer",
                    (false, true) => "the counter-offer",
                    (true | false, false) => "the offer",
                };
                write!(f, "With this quantity {what} would lapse. Confirm that; nothing was changed yet.")
            }
            Self::OthersChanged { sellers } => {
                let sellers = sellers.join(" and ");
                write!(
                    f,
                    "Changed meanwhile: {sellers}. Nothing was accepted and nothing withdrawn; look at the lines again."
                )
            }
            Self::Bag { because } => because.fmt(f),
            Self::Support { because } => because.fmt(f),
            Self::BagChanged => f.write_str(
                "A colleague or the seller's system changed the bag meanwhile. Nothing was done; look at it again.",
            ),
            Self::OfferExpired => f.write_str("The offer has expired. Ask the seller to renew it."),
            Self::OutOfStock { available: 0 } => f.write_str("The stock is gone. Nothing was agreed."),
            Self::OutOfStock { available } => {
                write!(f, "Only {} left. Lower the quantity; nothing was agreed.", count_text(*available))
            }
            Self::Quantity { reason, .. } => write!(f, "{reason}. Nothing was changed."),
            Self::TotalIsZero { unit_price, quantity } => write!(
                f,
                "{unit_price} × {} rounds to {}. Name a higher price or a larger quantity; nothing was sent.",
                count_text(*quantity),
                unit_price.times(*quantity)
            ),
            Self::ListingGone => f.write_str("The seller no longer offers this part."),
            Self::NoListPrice => f.write_str("The seller publishes no price. Add it to the cart to ask for one."),
            Self::CounterEmpty => {
                f.write_str("A counter-offer names a price, another quantity or a date. Nothing was sent.")
            }
            Self::NoCounter => f.write_str("No counter-offer is waiting for an answer. Nothing was sent."),
            Self::CounterChanged => {
                f.write_str("The buyer has made another counter-offer. Nothing was sent; look at it first.")
            }
            Self::NoPrice => {
                f.write_str("The counter-offer names no price and no offer stands. Answer it with “Update price”.")
            }
            Self::DatePassed => f.write_str("The day on which the parts are needed is over. Nothing was sent."),
            Self::NothingToExtend => f.write_str("There is no offer whose end could be put off. Nothing was sent."),
            Self::EndTooEarly => f.write_str("The new end is not later than the old one. Nothing was sent."),
            Self::PriceChanged { quantity, price } => {
                write!(f, "The seller has changed the price: {quantity} now cost {price} each. Nothing was bought.")
            }
            Self::DocumentationPending => {
                f.write_str("Documentation is already requested; the seller has not answered yet.")
            }
            Self::DocumentationNotRequested => f.write_str("No documentation request is waiting for an answer."),
            Self::OwnListing => f.write_str("This part is offered by your own organisation."),
            Self::CurrencyChanged => f.write_str("A line keeps the currency of its first price."),
            Self::SharingDisabled => f.write_str(
                "Shared carts are switched off: this one can be read and unshared. Nothing was changed; go back to your \
                    personal cart by the cart's menu and go on there.",
            ),
            Self::NotForThisCart => f.write_str("That is not possible with this cart. Nothing was changed."),
            Self::NotYourCart => {
                f.write_str("Only who shared this cart, or an admin of your organisation, may do that. Nothing was changed.")
            }
            Self::CartHasAgreed { agreed } => {
                let lines = if *agreed == 1 {
                    "1 line is".to_owned()
                } else {
                    format!("{} lines are", count_text(i64::from(*agreed)))
                };
                write!(f, "{lines} agreed in this cart, so it cannot be removed. Make it a personal cart instead.")
            }
            Self::StartChanged => {
                f.write_str("What would be asked for has changed since you looked. Nobody was asked; it is shown anew here.")
            }
            Self::CartChanged => f.write_str("A colleague changed the cart meanwhile. Nothing was done; look at it again."),
            Self::NothingToShare => f.write_str("Your personal cart is empty. Add a part to it, then share it."),
            Self::SettingsChanged => {
                f.write_str("Somebody else changed the settings meanwhile. Nothing was stored; look at them again.")
            }
            Self::NothingToUndo => f.write_str("It is too late to take this back, or it was taken back already."),
            Self::AwaitingApproval { submitted_by, approvers } => {
                let whom = match approvers.as_slice() {
                    [] => "an approver".to_owned(),
                    [one] => one.clone(),
                    [first, .., last] if approvers.len() == 2 => format!("{first} or {last}"),
                    [first, ..] => format!("{first} or {} others", approvers.len() - 1),
                };
                write!(f, "{submitted_by} submitted this cart, and it waits for {whom}. Until then nothing in it changes.")
            }
            Self::CheckoutChanged => {
                f.write_str("The cart is not as this page showed it. Nothing was ordered; look at it again.")
            }
            Self::NothingAgreed => f.write_str("No line of this cart is agreed yet. Nothing was ordered."),
            Self::NobodyApproves { reason } => {
                write!(
                    f,
                    "The order needs an approval, but {reason}. Nothing was ordered; ask an admin of your organisation."
                )
            }
            Self::OwnSubmission => f.write_str("Nobody decides about their own order. Nothing was changed."),
            Self::AlreadyDecided { state } => {
                write!(f, "It does not wait any more: {}. Nothing was changed.", state.words().to_lowercase())
            }
            Self::AddressChanged => {
                f.write_str("Somebody else changed the address meanwhile. Nothing was stored; look at it again.")
            }
            Self::InvitationOver { end: InvitationEnd::Used, organisation, invited_by } => write!(
                f,
                "This invitation to {organisation} was used already. If it was you, sign in; else ask {invited_by} for a new one."
            ),
            Self::InvitationOver { end: InvitationEnd::Revoked, organisation, invited_by } => write!(
                f,
                "This invitation to {organisation} was taken back, or a newer one took its place. Look for the newest message, \
                or ask {invited_by}."
            ),
            Self::InvitationOver { end: InvitationEnd::Expired, organisation, invited_by } => {
                write!(
                    f,
                    "This invitation to {organisation} has expired: a link holds for 7 days. Ask {invited_by} for a new one."
                )
            }
        }
    }
}

impl std::error::Error for Refusal {}

impl From<SupportRefusal> for Refusal {
    fn from(because: SupportRefusal) -> Self {
        Self::Support { because }
    }
}

impl From<BagRefusal> for Refusal {
    fn from(because: BagRefusal) -> Self {
        Self::Bag { because }
    }
}

impl Refusal {
    /// A quantity that cannot be ordered; `listing_id` if it was for something that is not on a line yet.
    pub fn quantity(snapped: Snapped, listing_id: Option<ListingId>) -> Self {
        Self::Quantity { reason: snapped.reason, snapped: snapped.to, listing_id }
    }
}
