//! The same part from several sellers side by side, and taking one of them.

use crate::domain::{
    catalog::Condition,
    comparison::Best,
    event::Agreement,
    ids::{DemandId, LineId, RequestId},
    money::{Money, UnitPrice},
    negotiation::LineStatus,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// By which column the sellers are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompareSort {
    /// Currency by currency, the cheapest first; lines without a price last.
    #[default]
    Price,
    Subtotal,
    LeadTime,
    Validity,
    Available,
    Answer,
    Seller,
}

impl CompareSort {
    pub const ALL: [Self; 7] =
        [Self::Price, Self::Subtotal, Self::LeadTime, Self::Validity, Self::Available, Self::Answer, Self::Seller];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Subtotal => "subtotal",
            Self::LeadTime => "lead_time",
            Self::Validity => "validity",
            Self::Available => "available",
            Self::Answer => "answer",
            Self::Seller => "seller",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// One seller's line for the part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareLine {
    pub line_id: LineId,
    pub seller: String,
    pub part_number: String,
    pub manufacturer: String,
    pub condition: Condition,
    pub certificate: Option<String>,
    pub status: LineStatus,
    pub quantity: i64,
    pub unit: String,
    /// Offered, else the list price.
    pub unit_price: Option<UnitPrice>,
    pub is_list_price: bool,
    /// For as many of the units asked for as the offer covers.
    pub subtotal: Option<Money>,
    /// Units that the subtotal is for.
    pub covered: i64,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<Timestamp>,
    /// What accepting the live offer agrees on; `None` without an offer that still stands.
    pub agreement: Option<Agreement>,
    /// The revision of the live offer.
    pub revision: Option<u32>,
    /// Units that can still be agreed; `None` once the listing is gone.
    pub available: Option<i64>,
    /// How long the seller usually takes to answer, in coarse words.
    pub answers: Option<String>,
    /// The last entry of the thread.
    pub last_message: String,
    pub last_at: Timestamp,
    pub unread: u32,
    pub version: i64,
    pub best: Best,
}

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareView {
    pub part_key: String,
    /// As the first line spells it; empty if no line is open.
    pub part_number: String,
    pub description: String,
    pub sort: CompareSort,
    pub lines: Vec<CompareLine>,
    /// Currencies of the prices: more than one means that prices do not all compare.
    pub currencies: Vec<String>,
    /// The open demand that accepting could close.
    pub demand_id: Option<DemandId>,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// A line as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLine {
    pub line_id: LineId,
    pub version: i64,
}

/// Accept one line and withdraw the others, in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardInput {
    pub line_id: LineId,
    pub revision_seen: u32,
    pub others: Vec<SeenLine>,
    pub request_id: RequestId,
    /// Why the others are withdrawn, as they are told; empty for none.
    #[serde(default)]
    pub code: String,
    /// `on`: the matching open demand is closed in the same step.
    #[serde(default)]
    pub close_demand: Option<String>,
}
