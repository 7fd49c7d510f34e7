//! A seller's many requests at once: prices by formula, declining, what came of it; saved replies; why lines ended.

use super::compare::SeenLine;
use crate::domain::{
    formula::{Base, Direction, Formula, Step},
    ids::{BulkRunId, LineId, ReplyId, RequestId},
    money::{Currency, UnitPrice},
    negotiation::{LineStatus, Side},
    reason::EndReason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Lines that one action takes at most.
pub const MAX_LINES: usize = 200;

/// A formula as it was typed, and the lines it is tried on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormulaInput {
    #[serde(default)]
    pub base: Base,
    /// Percent, at most two decimals; negative to put on.
    #[serde(default)]
    pub discount: String,
    #[serde(default)]
    pub step: Step,
    #[serde(default)]
    pub direction: Direction,
    /// Only lines in this currency; empty for all.
    #[serde(default)]
    pub currency: String,
}

/// The lines that an action on many lines is about to take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkInput {
    /// Identifiers, separated by commas.
    #[serde(default)]
    pub lines: String,
    #[serde(default)]
    pub formula: FormulaInput,
}

/// Why a line gets no new price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    Ended(LineStatus),
    NoListPrice,
    NoOfferYet,
    OtherCurrency(Currency),
    /// The standing offer has this price already.
    Unchanged,
    NoPrice(crate::domain::formula::NoPrice),
}

impl Skip {
    pub fn words(&self) -> String {
        match self {
            Self::Ended(status) => format!("the line is {}", status.predicate()),
            Self::NoListPrice => "no list price".to_owned(),
            Self::NoOfferYet => "no offer yet".to_owned(),
            Self::OtherCurrency(currency) => format!("in {currency}"),
            Self::Unchanged => "the price stays the same".to_owned(),
            Self::NoPrice(reason) => reason.to_string(),
        }
    }
}

/// One line of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub line_id: LineId,
    pub version: i64,
    pub part_number: String,
    pub buyer: String,
    pub quantity: i64,
    pub unit: String,
    pub status: LineStatus,
    /// The price the formula starts from.
    pub base: Option<UnitPrice>,
    /// The standing offer's price.
    pub standing: Option<UnitPrice>,
    pub new: Option<UnitPrice>,
    /// The new price against the base, in hundredths of a percent.
    pub change: Option<i64>,
    pub skip: Option<Skip>,
}

/// What a formula would do to each line, or which lines would be declined. Nothing is stored yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub rows: Vec<PreviewRow>,
    /// Nothing while the formula is refused.
    pub formula: Option<Formula>,
    /// Why the discount was refused.
    pub discount_error: Option<String>,
    /// Currencies of the lines.
    pub currencies: Vec<Currency>,
    pub request_id: RequestId,
}

/// Prices by formula for the lines as the preview showed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyInput {
    pub formula: FormulaInput,
    pub lines: Vec<SeenLine>,
    pub request_id: RequestId,
    /// Days from now; empty for offers without end.
    #[serde(default)]
    pub valid_days: String,
    #[serde(default)]
    pub comment: String,
}

/// No quote for many lines, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineInput {
    pub lines: Vec<SeenLine>,
    pub request_id: RequestId,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub reason: String,
}

/// What an action on many lines did to one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOutcome {
    pub line_id: LineId,
    pub part_number: String,
    pub buyer: String,
    pub old: Option<UnitPrice>,
    pub new: Option<UnitPrice>,
    /// Why nothing was done; `None`: done.
    pub refused: Option<String>,
}

/// The two actions on many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    UpdatePrice,
    NoQuote,
}

impl BulkAction {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UpdatePrice => "update_price",
            Self::NoQuote => "no_quote",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::UpdatePrice, Self::NoQuote].into_iter().find(|action| action.as_str() == text)
    }
}

/// What an action on many lines did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkReport {
    pub id: BulkRunId,
    pub action: BulkAction,
    pub by: String,
    pub finished_at: Timestamp,
    pub outcomes: Vec<BulkOutcome>,
}

/// A saved reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyView {
    pub id: ReplyId,
    pub title: String,
    pub body: String,
    pub changed_by: String,
    pub changed_at: Timestamp,
    pub version: i64,
}

/// The replies of the organisation acted in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyList {
    pub organisation: String,
    pub replies: Vec<ReplyView>,
}

/// A reply to save: a new one, or another text of one as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyInput {
    /// Empty for a new one.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub version_seen: i64,
    pub title: String,
    pub body: String,
}

/// How many lines ended for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonCount {
    /// `None`: no reason was given.
    pub reason: Option<EndReason>,
    /// In the last 30 days.
    pub recent: u32,
    /// In the last 90 days.
    pub all: u32,
}

/// Why lines ended without a deal, seen from one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonStatistic {
    pub side: Side,
    /// Sellers declined to quote.
    pub declined: Vec<ReasonCount>,
    pub withdrawn_by_buyers: Vec<ReasonCount>,
    pub withdrawn_by_sellers: Vec<ReasonCount>,
}
