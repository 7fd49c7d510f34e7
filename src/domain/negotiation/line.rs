//! A line as the rules see it, and what can be asked of it.

use super::{Action, LineStatus, Offer, OfferTerms};
use crate::domain::{event::Agreement, money::Currency, quantity::SaleUnits, reason::Reason};
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
    /// Offer revisions written so far.
    pub revisions: u32,
    pub documentation_pending: bool,
    /// Counts the changes of the line's state; messages do not count.
    pub version: i64,
}

/// What a side or the system asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    UpdatePrice {
        terms: OfferTerms,
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
    RequestDocumentation,
    ProvideDocumentation {
        reference: String,
    },
    ChangeQuantity {
        to: i64,
        version_seen: Option<i64>,
    },
    SendMessage,
    Expire,
    Close {
        reason: ClosedReason,
    },
    Complete,
}

impl Command {
    pub fn action(&self) -> Action {
        match self {
            Self::UpdatePrice { .. } => Action::UpdatePrice,
            Self::AcceptOffer { .. } => Action::AcceptOffer,
            Self::NoQuote { .. } => Action::NoQuote,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::RequestDocumentation => Action::RequestDocumentation,
            Self::ProvideDocumentation { .. } => Action::ProvideDocumentation,
            Self::ChangeQuantity { .. } => Action::ChangeQuantity,
            Self::SendMessage => Action::SendMessage,
            Self::Expire => Action::Expire,
            Self::Close { .. } => Action::Close,
            Self::Complete => Action::Complete,
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
}

impl ClosedReason {
    pub fn words(self) -> &'static str {
        match self {
            Self::StockGone => "stock no longer available",
            Self::CartPurged => "the cart was purged",
            Self::Completed => "transaction completed",
        }
    }
}
