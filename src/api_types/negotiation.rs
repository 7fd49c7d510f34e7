//! Cart lines on the wire: both mirrored lists, the drawer, its actions, transactions.

use super::{
    cart::CartBeside,
    guest::GuestCart,
    paging::Page,
    sharing::CartHead,
    thread::{DocumentView, FileView, QuotedView, SeenView},
};
use crate::domain::{
    catalog::{Condition, Part},
    document::{Answer, Document},
    event::Agreement,
    file::FileLimits,
    ids::{DemandId, LineId, ListingId, MessageId, PersonId, RequestId, TransactionId},
    money::{Currency, Money, UnitPrice},
    negotiation::{Action, Counter, LineStatus, Offer, Side},
    quantity::SaleUnits,
    reason::Reason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The two tabs of both views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    #[default]
    Active,
    Closed,
}

/// The order of a list. All but the first are for the active requests of a seller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineSort {
    #[default]
    Newest,
    /// The longest wait first; lines that do not wait for the seller last.
    Waiting,
    /// Currency by currency, the largest first; lines without a price last.
    Value,
    /// The last change first.
    Changed,
}

impl LineSort {
    pub const ALL: [Self; 4] = [Self::Newest, Self::Waiting, Self::Value, Self::Changed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Waiting => "waiting",
            Self::Value => "value",
            Self::Changed => "changed",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Newest => "Newest",
            Self::Waiting => "Waiting longest",
            Self::Value => "Value",
            Self::Changed => "Last change",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// Which lines a list shows, as it stands in the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFilter {
    pub side: Side,
    #[serde(default)]
    pub tab: Tab,
    /// The cursor of the page before; empty for the first.
    #[serde(default)]
    pub after: String,
    /// Rows per page, 1 to 1,000; 0 for the usual 100.
    #[serde(default)]
    pub limit: u32,
    #[serde(default)]
    pub sort: LineSort,
}

/// A line as both lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRow {
    pub id: LineId,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub quantity: i64,
    pub unit: String,
    pub status: LineStatus,
    /// The organisation on the other side.
    pub counterparty: String,
    /// The offered or agreed price, else the list price.
    pub unit_price: Option<UnitPrice>,
    /// The price above is only the seller's list price.
    pub is_list_price: bool,
    pub subtotal: Option<Money>,
    /// The quantity that the subtotal counts: an offer may cover less than is asked for.
    pub covered: i64,
    pub valid_until: Option<Timestamp>,
    /// Documentation is owed, and can still be provided.
    pub documentation_pending: bool,
    /// Entries of the thread by the other side that this person has not seen.
    pub unread: u32,
    pub updated_at: Timestamp,
    /// Since when the line waits for its seller.
    pub waiting_since: Option<Timestamp>,
    /// Who ended the line without a deal, and why.
    pub ending: Option<Ending>,
    pub part_key: String,
    /// Active lines of the same cart for the same part, this one included; 0 for the seller.
    pub same_part: u32,
    /// Who added and last changed it; only for the buyer.
    pub contributors: Option<Contributors>,
    /// The line is on its way out of its cart; only for the buyer.
    pub is_removing: bool,
    /// How the buyers' note on it begins; only for the buyer.
    pub note: Option<String>,
}

/// Who had a hand in a line, by name; people who left keep theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributors {
    pub added_by: String,
    pub added_at: Timestamp,
    pub changed_by: String,
}

/// How a line ended without a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub by: Side,
    pub at: Timestamp,
    /// `None`: no reason was given.
    pub reason: Option<Reason>,
}

/// How long a seller usually takes to answer a new request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerTime {
    /// The median, in microseconds.
    pub median_us: i64,
    /// First answers that it is taken from.
    pub answers: u32,
}

/// One page of a list, with the counts of both tabs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineList {
    pub side: Side,
    pub tab: Tab,
    pub lines: Page<LineRow>,
    pub active: u32,
    pub closed: u32,
    /// The seller's own first answers of the last 90 days, beside the active requests.
    pub answer_time: Option<AnswerTime>,
    /// Totals of the rows shown that carry an offer or an agreement, per currency.
    pub totals: Vec<Money>,
    /// The cart that a buyer's list shows; `None` for a seller.
    pub cart: Option<CartHead>,
    /// What a buyer's page says beside the lines of its cart.
    pub beside: Option<CartBeside>,
    /// A guest's cart, which has no lines in negotiation.
    pub guest: Option<Box<GuestCart>>,
    pub now: Timestamp,
}

/// Everything the drawer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    pub id: LineId,
    pub side: Side,
    pub listing_id: ListingId,
    pub part: Part,
    pub part_key: String,
    pub status: LineStatus,
    pub counterparty: String,
    pub quantity: i64,
    pub units: SaleUnits,
    pub list_price: Option<UnitPrice>,
    /// The currency that an offer must have, once a price was named.
    pub currency: Option<Currency>,
    /// The live offer.
    pub offer: Option<Offer>,
    /// What accepting the live offer would agree on, or what was agreed.
    pub agreement: Option<Agreement>,
    /// All revisions, newest first.
    pub offers: Vec<OfferView>,
    /// The counter-offer that waits for an answer.
    pub counter: Option<Counter>,
    /// Counter-offers written so far; an offer form names it.
    pub counters: u32,
    /// The offer that taking the counter-offer over would make; only for the seller.
    pub take_over: Option<Offer>,
    /// Until when extending would let the offer stand; only for the seller, and only if it can be extended.
    pub extended_until: Option<Timestamp>,
    /// Units that can still be agreed; `None` once the listing is gone.
    pub available: Option<i64>,
    pub lead_time_days: Option<i32>,
    pub documentation_pending: bool,
    /// Documents that were asked for or answered.
    pub documents: Vec<DocumentView>,
    /// The buyer's name and, for the seller, the same: who added the line.
    pub added_by: String,
    pub changed_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// Revisions written so far; an offer form names it.
    pub revisions: u32,
    pub actions: Vec<Action>,
    pub thread: Vec<MessageView>,
    /// The thread goes back further than what is shown.
    pub has_older: bool,
    pub seen: Option<SeenView>,
    /// What may be attached to a message.
    pub file_limits: FileLimits,
    /// Who reads it: drafts of several people at one computer stay apart.
    pub reader_id: PersonId,
    pub transaction_id: Option<TransactionId>,
    /// The buyer's open demand for this part number that accepting could close.
    pub demand_id: Option<DemandId>,
    /// What that demand is for: `40 × AN3-5A, needed by 2026-12-01`.
    pub demand: Option<String>,
    /// Who ended the line without a deal, and why.
    pub ending: Option<Ending>,
    /// Active lines of the same cart for the same part, this one included; 0 for the seller.
    pub same_part: u32,
    /// Entries of the thread so far; naming it marks them as seen.
    pub messages: u32,
    pub unread: u32,
    pub previous: Option<LineId>,
    pub next: Option<LineId>,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// An offer revision with who made it and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    pub offer: Offer,
    pub made_by: String,
    pub made_at: Timestamp,
    pub is_live: bool,
    pub is_expired: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Written by a person.
    Text,
    /// Written by an event; never editable.
    System(Action),
}

/// One entry of the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    pub id: MessageId,
    pub kind: MessageKind,
    pub text: String,
    /// What a counter-offer names; nothing for every other entry.
    pub counter: Option<Counter>,
    /// Nothing for what the system did by itself.
    pub author: Option<String>,
    pub side: Option<Side>,
    pub at: Timestamp,
    pub quoted: Option<QuotedView>,
    pub files: Vec<FileView>,
    /// Of a request for documents.
    pub wanted: Vec<Document>,
    /// Of an answer to one.
    pub answers: Vec<Answer>,
}

/// What every action of the drawer names: the line, the side one acts from and the form's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRef {
    pub line_id: LineId,
    pub side: Side,
    pub request_id: RequestId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatePriceInput {
    pub line: LineRef,
    pub revisions_seen: u32,
    /// The counter-offers that were read; nothing if they do not matter.
    #[serde(default)]
    pub counters_seen: Option<u32>,
    pub unit_price: String,
    pub currency: String,
    /// Empty: the quantity asked for.
    #[serde(default)]
    pub quantity: String,
    /// Calendar days; empty for none.
    #[serde(default)]
    pub lead_time_days: String,
    /// Days from now; empty for an offer without end.
    #[serde(default)]
    pub valid_days: String,
    #[serde(default)]
    pub comment: String,
}

/// The newest revision once more, with a later end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendOfferInput {
    pub line: LineRef,
    pub revisions_seen: u32,
    /// As the dialog named it.
    pub until: Timestamp,
}

/// What the buyer would take instead; at least one of price, quantity and date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterOfferInput {
    pub line: LineRef,
    pub revisions_seen: u32,
    #[serde(default)]
    pub unit_price: String,
    /// Of the price; ignored without one.
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub quantity: String,
    /// `2026-03-09`.
    #[serde(default)]
    pub needed_by: String,
    #[serde(default)]
    pub comment: String,
}

/// Which counter-offer the seller agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOverInput {
    pub line: LineRef,
    pub revisions_seen: u32,
    pub counter_seen: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptOfferInput {
    pub line: LineRef,
    pub revision_seen: u32,
    /// `on`: the matching open demand is closed in the same step.
    #[serde(default)]
    pub close_demand: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonInput {
    pub line: LineRef,
    /// One of [`EndReason::offered`](crate::domain::reason::EndReason::offered); empty for none.
    #[serde(default)]
    pub code: String,
    /// Words beside the code, or instead of one.
    #[serde(default)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeQuantityInput {
    pub line: LineRef,
    /// Guards what would lapse by it.
    pub version_seen: i64,
    /// The quantity that the page showed: a colleague's change meanwhile is not overwritten.
    pub quantity_seen: i64,
    pub quantity: String,
    /// Anything: what would lapse by it may lapse.
    #[serde(default)]
    pub lapse: Option<String>,
}

/// What an action did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChanged {
    pub line_id: LineId,
    pub status: LineStatus,
    pub version: i64,
}

/// A transaction as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionRow {
    pub id: TransactionId,
    pub line_id: LineId,
    pub side: Side,
    pub part_number: String,
    pub condition: Condition,
    pub counterparty: String,
    pub agreement: Agreement,
    pub state: TransactionState,
    pub agreed_at: Timestamp,
}

/// Where an agreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionState {
    Agreed,
    Ordered,
    Completed,
    Cancelled,
}

impl TransactionState {
    pub const ALL: [Self; 4] = [Self::Agreed, Self::Ordered, Self::Completed, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Ordered => "ordered",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionList {
    pub rows: Page<TransactionRow>,
    pub bought: u32,
    pub sold: u32,
    pub side: Side,
    /// The sides that the person holds.
    pub sides: Vec<Side>,
}

/// One transaction with the terms that were copied into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionView {
    pub row: TransactionRow,
    pub part: Part,
    pub lead_time_days: Option<i32>,
    /// The offer revision accepted; `None` if bought at list price.
    pub revision: Option<u32>,
    pub comment: Option<String>,
    pub agreed_by: String,
}
