//! A line as the rules see it, and what can be asked of it.

use super::{Action, Counter, CounterTerms, LineStatus, Offer, OfferTerms, RemindOf, taken_over};
use crate::domain::{
    document::{Answer, Document},
    event::Agreement,
    money::Currency,
    quantity::SaleUnits,
    reason::Reason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Where a line stands, with what only that state knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    Open,
    Quote(Offer),
    NoQuote,
    Accepted(Agreement),
    Withdrawn,
    Closed,
}

impl LineState {
    pub fn status(&self) -> LineStatus {
        match self {
            Self::Open => LineStatus::Open,
            Self::Quote(_) => LineStatus::Quote,
            Self::NoQuote => LineStatus::NoQuote,
            Self::Accepted(_) => LineStatus::Accepted,
            Self::Withdrawn => LineStatus::Withdrawn,
            Self::Closed => LineStatus::Closed,
        }
    }
}

/// Everything about a line that the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub state: LineState,
    pub quantity: i64,
    pub units: SaleUnits,
    /// The currency of its prices, once one was named.
    pub currency: Option<Currency>,
    /// The listing's, in calendar days.
    pub lead_time_days: Option<i32>,
    /// Offer revisions written so far.
    pub revisions: u32,
    /// The newest revision, live or not.
    pub last_offer: Option<Offer>,
    /// Counter-offers written so far.
    pub counters: u32,
    /// The counter-offer that waits for an answer.
    pub counter: Option<Counter>,
    pub documentation_pending: bool,
    /// Counts the changes of the line's state; messages do not count.
    pub version: i64,
}

impl Line {
    /// The offer whose end can be put off: the live one, or the last one if it has expired on an open line.
    pub fn extendable_offer(&self, now: Timestamp) -> Option<&Offer> {
        match &self.state {
            LineState::Quote(offer) => Some(offer).filter(|offer| offer.valid_until.is_some()),
            LineState::Open => self.last_offer.as_ref().filter(|offer| offer.has_expired(now)),
            LineState::NoQuote | LineState::Accepted(_) | LineState::Withdrawn | LineState::Closed => None,
        }
    }

    /// What decides beside the status which actions are possible now.
    pub fn facts(&self, now: Timestamp) -> Facts {
        Facts {
            documentation_pending: self.documentation_pending,
            takes_over: taken_over(self, now).is_ok(),
            extends: self.extendable_offer(now).is_some(),
        }
    }
}

/// What decides beside the status which actions are possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub documentation_pending: bool,
    /// A counter-offer stands that can become an offer as it is.
    pub takes_over: bool,
    /// There is an offer whose end can be put off.
    pub extends: bool,
}

/// What a buyer had before them who chose another quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuantitySeen {
    pub quantity: i64,
    pub version: i64,
    /// They were told that an offer or a counter-offer lapses by it, and agreed.
    pub lapse: bool,
}

/// What a side or the system asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `counters_seen`: the counter-offers that the seller has read; `None` if they do not matter.
    UpdatePrice {
        terms: OfferTerms,
        revisions_seen: u32,
        counters_seen: Option<u32>,
    },
    /// The newest revision once more, with this end.
    ExtendOffer {
        until: Timestamp,
        revisions_seen: u32,
    },
    CounterOffer {
        terms: CounterTerms,
        revisions_seen: u32,
    },
    /// The counter-offer of this number becomes an offer.
    TakeOver {
        counter_seen: u32,
        revisions_seen: u32,
    },
    /// `available` are the units that can still be agreed, read under the listing's lock.
    AcceptOffer {
        revision_seen: u32,
        available: i64,
        close_demand: bool,
    },
    NoQuote {
        reason: Option<Reason>,
    },
    Withdraw {
        reason: Option<Reason>,
    },
    RequestDocumentation {
        wanted: Vec<Document>,
    },
    ProvideDocumentation {
        reference: String,
        answers: Vec<Answer>,
    },
    ChangeQuantity {
        to: i64,
        /// `None`: whatever the line was, as adding to it does.
        seen: Option<QuantitySeen>,
    },
    SendMessage,
    Remind(RemindOf),
    Expire,
    Close {
        reason: ClosedReason,
    },
    /// The agreement is over: fulfilled, or canceled in its order.
    Complete {
        reason: ClosedReason,
    },
}

impl Command {
    pub fn action(&self) -> Action {
        match self {
            Self::UpdatePrice { .. } => Action::UpdatePrice,
            Self::ExtendOffer { .. } => Action::ExtendOffer,
            Self::CounterOffer { .. } => Action::CounterOffer,
            Self::TakeOver { .. } => Action::TakeOver,
            Self::AcceptOffer { .. } => Action::AcceptOffer,
            Self::NoQuote { .. } => Action::NoQuote,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::RequestDocumentation { .. } => Action::RequestDocumentation,
            Self::ProvideDocumentation { .. } => Action::ProvideDocumentation,
            Self::ChangeQuantity { .. } => Action::ChangeQuantity,
            Self::SendMessage => Action::SendMessage,
            Self::Remind(_) => Action::Remind,
            Self::Expire => Action::Expire,
            Self::Close { .. } => Action::Close,
            Self::Complete { .. } => Action::Complete,
        }
    }
}

/// Why the system closed a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedReason {
    StockGone,
    CartPurged,
    Completed,
    OrderCanceled,
    /// A guest did not order it: taken out of the cart, or abandoned.
    GivenBack,
    /// Its guest signed in: it goes on as a line of their own.
    TakenOver,
}

impl ClosedReason {
    pub fn words(self) -> &'static str {
        match self {
            Self::StockGone => "stock no longer available",
            Self::CartPurged => "the cart was purged",
            Self::Completed => "transaction completed",
            Self::OrderCanceled => "canceled in its order",
            Self::GivenBack => "given back without an order; the units are available again",
            Self::TakenOver => "its buyer signed in, and bought it in their own cart",
        }
    }
}
