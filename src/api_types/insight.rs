//! Figures on the wire: the dashboards of both sides, and what a part has cost.

use crate::domain::{
    catalog::Condition,
    ids::{DemandId, EventId, LineId, TransactionId},
    money::{Currency, Money, UnitPrice},
    negotiation::Side,
    notification::Notice,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What waits for a member, from the sides they act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub organisation: String,
    pub buyer: Option<BuyerOverview>,
    pub seller: Option<SellerOverview>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyerOverview {
    /// Offers that wait for an answer.
    pub offers: u32,
    /// Of those, the ones that end within two days.
    pub expiring: u32,
    /// Lines without an offer.
    pub open: u32,
    /// What sellers did and the person has not looked at.
    pub unread: u32,
    /// The oldest first, a few of them.
    pub oldest_offers: Vec<LineGlance>,
    /// The newest first, a few of them.
    pub replies: Vec<Reply>,
    /// Open demands that somebody offers, the most urgent first, a few of them.
    pub demands: Vec<DemandGlance>,
    /// Per currency, the largest number of agreements first.
    pub agreed: Vec<WeeklyMoney>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerOverview {
    /// Requests without an offer, by how long they have waited, the youngest first.
    pub ages: Vec<AgeBucket>,
    pub unanswered: u32,
    pub documentation: u32,
    /// Offers that end within two days.
    pub expiring: u32,
    /// A few of each, the most urgent first.
    pub oldest_requests: Vec<LineGlance>,
    pub documentation_asked: Vec<LineGlance>,
    pub expiring_offers: Vec<LineGlance>,
    /// One per week, the oldest first.
    pub responses: Vec<WeeklyResponse>,
    pub agreed: Vec<WeeklyMoney>,
}

/// A line on a dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineGlance {
    pub id: LineId,
    pub side: Side,
    pub part_number: String,
    pub counterparty: String,
    pub quantity: i64,
    pub unit: String,
    pub unit_price: Option<UnitPrice>,
    pub valid_until: Option<Timestamp>,
    /// When the waiting began: the offer, the request, or the last change.
    pub since: Timestamp,
}

/// Something that a seller did and the reader has not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub event_id: EventId,
    pub line_id: LineId,
    pub notice: Notice,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandGlance {
    pub id: DemandId,
    pub part_number: String,
    pub part_key: String,
    pub quantity: i64,
    /// ISO 8601 date.
    pub needed_by: Option<String>,
    pub matching_listings: u32,
}

/// Requests that have waited up to a bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeBucket {
    /// `under 4 h`, `over 7 d`.
    pub words: String,
    pub count: u32,
    /// Longer than a buyer should wait.
    pub is_late: bool,
}

/// Money agreed in one currency, week by week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyMoney {
    pub currency: Currency,
    pub total: Money,
    pub agreements: u32,
    /// One per week, the oldest first; weeks without an agreement are there too.
    pub weeks: Vec<WeekOfMoney>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekOfMoney {
    /// Monday, 00:00 UTC.
    pub starts: Timestamp,
    pub total: Money,
    pub agreements: u32,
}

/// How long buyers waited for a first price, of the requests that came in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyResponse {
    /// Monday, 00:00 UTC.
    pub starts: Timestamp,
    /// Requests of the week that got a price.
    pub answered: u32,
    /// The mean, in microseconds; `None` without an answer.
    pub mean_us: Option<i64>,
}

/// What an organisation itself paid for a part and took for it. Prices of others are never in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceHistory {
    pub bought: Vec<PriceSeries>,
    pub sold: Vec<PriceSeries>,
}

impl PriceHistory {
    pub fn is_empty(&self) -> bool {
        self.bought.is_empty() && self.sold.is_empty()
    }
}

/// Prices of one currency: currencies are never compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceSeries {
    pub currency: Currency,
    /// The oldest first.
    pub points: Vec<PricePoint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePoint {
    pub at: Timestamp,
    pub counterparty: String,
    pub condition: Condition,
    pub quantity: i64,
    pub unit: String,
    pub unit_price: UnitPrice,
    /// The agreement, if the reader may open it: a colleague's own cart stays the colleague's.
    pub transaction_id: Option<TransactionId>,
}
