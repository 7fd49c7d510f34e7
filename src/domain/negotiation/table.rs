//! The table of actions: statuses, sides, actions, and which mover may do what where.
//! Must not decide anything that depends on more than a line's status.

use super::Facts;
use serde::{Deserialize, Serialize};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// In negotiation, no live offer.
    Open,
    /// Exactly one live offer waits for the buyer.
    Quote,
    NoQuote,
    Accepted,
    Withdrawn,
    Closed,
}

impl LineStatus {
    pub const ALL: [Self; 6] = [Self::Open, Self::Quote, Self::NoQuote, Self::Accepted, Self::Withdrawn, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quote => "quote",
            Self::NoQuote => "no_quote",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quote => "quote",
            Self::NoQuote => "no quote",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    /// What a line in this status is, to follow “the line is”.
    pub fn predicate(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quote => "quoted",
            Self::NoQuote => "declined by the seller",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Active lines stand in the first tab of both views, all others in the second.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Open | Self::Quote)
    }
}

/// The two sides of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Buyer,
    Seller,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Buyer => Self::Seller,
            Self::Seller => Self::Buyer,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Buyer, Self::Seller].into_iter().find(|side| side.as_str() == text)
    }
}

/// Who moves a line: a side, or the system itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mover {
    Side(Side),
    System,
}

/// What can be done to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    AddToCart,
    BuyAtListPrice,
    UpdatePrice,
    ExtendOffer,
    CounterOffer,
    TakeOver,
    AcceptOffer,
    NoQuote,
    Withdraw,
    RequestDocumentation,
    ProvideDocumentation,
    ChangeQuantity,
    SendMessage,
    Remind,
    Expire,
    Close,
    Complete,
}

impl Action {
    pub const ALL: [Self; 17] = [
        Self::AddToCart,
        Self::BuyAtListPrice,
        Self::UpdatePrice,
        Self::ExtendOffer,
        Self::CounterOffer,
        Self::TakeOver,
        Self::AcceptOffer,
        Self::NoQuote,
        Self::Withdraw,
        Self::RequestDocumentation,
        Self::ProvideDocumentation,
        Self::ChangeQuantity,
        Self::SendMessage,
        Self::Remind,
        Self::Expire,
        Self::Close,
        Self::Complete,
    ];

    /// The words on its button.
    pub fn words(self) -> &'static str {
        match self {
            Self::AddToCart => "Add to cart",
            Self::BuyAtListPrice => "Buy at list price",
            Self::UpdatePrice => "Update price",
            Self::ExtendOffer => "Extend",
            Self::CounterOffer => "Counter-offer",
            Self::TakeOver => "Take over",
            Self::AcceptOffer => "Accept offer",
            Self::NoQuote => "No quote",
            Self::Withdraw => "Withdraw",
            Self::RequestDocumentation => "Request documentation",
            Self::ProvideDocumentation => "Provide documentation",
            Self::ChangeQuantity => "Change quantity",
            Self::SendMessage => "Send",
            Self::Remind => "Remind",
            Self::Expire => "Expire",
            Self::Close => "Close",
            Self::Complete => "Complete",
        }
    }
}

/// One row of the table of actions.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// `None`: the line does not exist yet.
    pub from: Option<LineStatus>,
    pub action: Action,
    pub by: Mover,
    /// Where the line may stand afterwards; more than one where the facts decide.
    pub to: &'static [LineStatus],
}

pub(super) const BUYER: Mover = Mover::Side(Side::Buyer);
pub(super) const SELLER: Mover = Mover::Side(Side::Seller);

const fn row(from: LineStatus, action: Action, by: Mover, to: &'static [LineStatus]) -> Transition {
    Transition { from: Some(from), action, by, to }
}

const fn birth(action: Action, to: &'static [LineStatus]) -> Transition {
    Transition { from: None, action, by: BUYER, to }
}

/// The whole negotiation as data. What is not in here is refused.
pub const TRANSITIONS: &[Transition] = {
    use Action as A;
    use LineStatus::{Accepted, Closed, NoQuote, Open, Quote, Withdrawn};
    &[
        birth(A::AddToCart, &[Open]),
        birth(A::BuyAtListPrice, &[Accepted]),
        row(Open, A::UpdatePrice, SELLER, &[Quote]),
        row(Quote, A::UpdatePrice, SELLER, &[Quote]),
        row(Open, A::ExtendOffer, SELLER, &[Quote]),
        row(Quote, A::ExtendOffer, SELLER, &[Quote]),
        row(Open, A::CounterOffer, BUYER, &[Open]),
        row(Quote, A::CounterOffer, BUYER, &[Quote]),
        row(Open, A::TakeOver, SELLER, &[Quote]),
        row(Quote, A::TakeOver, SELLER, &[Quote]),
        row(Quote, A::AcceptOffer, BUYER, &[Accepted]),
        row(Open, A::NoQuote, SELLER, &[NoQuote]),
        row(Quote, A::NoQuote, SELLER, &[NoQuote]),
        row(Open, A::Withdraw, BUYER, &[Withdrawn]),
        row(Quote, A::Withdraw, BUYER, &[Withdrawn]),
        row(Open, A::Withdraw, SELLER, &[Withdrawn]),
        row(Quote, A::Withdraw, SELLER, &[Withdrawn]),
        row(Open, A::RequestDocumentation, BUYER, &[Open]),
        row(Quote, A::RequestDocumentation, BUYER, &[Quote]),
        row(Open, A::ProvideDocumentation, SELLER, &[Open]),
        row(Quote, A::ProvideDocumentation, SELLER, &[Quote]),
        row(Accepted, A::ProvideDocumentation, SELLER, &[Accepted]),
        row(Open, A::ChangeQuantity, BUYER, &[Open]),
        row(Quote, A::ChangeQuantity, BUYER, &[Open, Quote]),
        row(Open, A::SendMessage, BUYER, &[Open]),
        row(Quote, A::SendMessage, BUYER, &[Quote]),
        row(Accepted, A::SendMessage, BUYER, &[Accepted]),
        row(Open, A::SendMessage, SELLER, &[Open]),
        row(Quote, A::SendMessage, SELLER, &[Quote]),
        row(Accepted, A::SendMessage, SELLER, &[Accepted]),
        row(Quote, A::Remind, Mover::System, &[Quote]),
        row(Quote, A::Expire, Mover::System, &[Open]),
        row(Open, A::Close, Mover::System, &[Closed]),
        row(Quote, A::Close, Mover::System, &[Closed]),
        row(Accepted, A::Complete, Mover::System, &[Closed]),
    ]
};

/// The actions that the table allows a mover on a line in this status. Pages draw exactly these as buttons.
pub fn available_actions(status: LineStatus, by: Mover, facts: Facts) -> Vec<Action> {
    TRANSITIONS
        .iter()
        .filter(|transition| transition.from == Some(status) && transition.by == by)
        .map(|transition| transition.action)
        .filter(|action| match action {
            Action::RequestDocumentation => !facts.documentation_pending,
            Action::ProvideDocumentation => facts.documentation_pending,
            Action::TakeOver => facts.takes_over,
            Action::ExtendOffer => facts.extends,
            _other => true,
        })
        .collect()
}
