//! Support on the wire: what is looked for and found, carts and orders that were opened with a reason, corrections.

use super::{
    cart::HistoryEntry,
    order::{BagRef, OrderView},
    paging::Page,
};
use crate::domain::{
    cart::{CartKind, CheckoutStatus},
    ids::{BagId, CartId, LineId, RequestId},
    money::UnitPrice,
    negotiation::LineStatus,
    ordering::{CheckoutDetails, OrderStatus, SupportRefusal},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is looked for: a number of an order, in a seller's system or of a customer's PO; the beginning of the name of an organisation,
/// a person, a cart; a part number; an e-mail address; an identifier. And why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchInput {
    pub words: String,
    pub reason: String,
}

/// What was looked for, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    pub words: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportFound {
    /// `None`: nothing; these are the orders that somebody has to look at.
    pub searched: Option<Searched>,
    /// What the form of another search begins with: why this session looked for something the last time.
    pub reason: String,
    /// Newest first.
    pub orders: Vec<FoundOrder>,
    /// The last changed first.
    pub carts: Vec<FoundCart>,
    /// There are more than are listed.
    pub is_cut: bool,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundOrder {
    pub id: CartId,
    /// For instance `O-100001`.
    pub number: String,
    pub status: OrderStatus,
    pub customer_po: Option<String>,
    pub organisation: String,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    pub is_held: bool,
    /// A seller refuses a bag of it.
    pub is_refused: bool,
    /// The tries to hand a bag over are used up.
    pub is_stuck: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCart {
    pub id: CartId,
    pub title: String,
    pub organisation: String,
    pub creator: String,
    pub lines: u32,
    pub modified_at: Timestamp,
    pub is_trashed: bool,
}

/// Why a cart, or the order that it became, has to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInput {
    pub id: CartId,
    pub reason: String,
}

/// What support did, as the platform reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportDeed {
    pub at: Timestamp,
    pub who: String,
    pub what: SupportAct,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum SupportAct {
    LookedFor {
        words: String,
    },
    /// An order with its number, or else a cart.
    Opened {
        number: Option<String>,
        organisation: String,
    },
}

/// An order on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportOrder {
    pub id: CartId,
    pub number: String,
    pub organisation: String,
    /// What the question for a reason begins with.
    pub suggested: String,
    /// `None`: not without a reason.
    pub opened: Option<Box<OpenedOrder>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedOrder {
    /// Why it was opened in this session.
    pub reason: String,
    pub order: OrderView,
    /// What the form of the fields begins with.
    pub details: CheckoutDetails,
    /// Rises with each correction; the form of the fields sends it as what it saw.
    pub revision: i64,
    /// Why its fields cannot be corrected.
    pub closed: Option<SupportRefusal>,
    /// Why it cannot be kept back; also if it is.
    pub cannot_hold: Option<SupportRefusal>,
    pub bags: Vec<BagWay>,
}

/// What of a bag may be corrected, beside the actions of its view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagWay {
    pub id: BagId,
    /// Its number in the seller's system.
    pub can_correct: bool,
    /// Nothing of the order was handed over.
    pub can_change_currency: bool,
    /// Tries to hand it over, all revisions together.
    pub tries: i64,
}

/// A cart on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportCart {
    pub id: CartId,
    pub title: String,
    pub organisation: String,
    /// As [`SupportOrder::suggested`].
    pub suggested: String,
    pub opened: Option<Box<OpenedCart>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedCart {
    pub reason: String,
    pub kind: CartKind,
    pub description: String,
    pub status: CheckoutStatus,
    pub is_trashed: bool,
    /// The order that it became.
    pub number: Option<String>,
    pub creator: String,
    pub created_at: Timestamp,
    pub modifier: String,
    pub modified_at: Timestamp,
    /// The first 500.
    pub lines: Vec<SupportLine>,
    /// Newest first.
    pub entries: Page<HistoryEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportLine {
    pub id: LineId,
    pub part_number: String,
    pub description: String,
    pub seller: String,
    pub status: LineStatus,
    pub quantity: i64,
    /// Agreed, or else offered.
    pub price: Option<UnitPrice>,
}

/// What every form about an order as a whole carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRef {
    pub order_id: CartId,
    pub request_id: RequestId,
}

/// Fields of an order by their names, as typed. A field that is not named stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectOrderInput {
    pub order: OrderRef,
    /// The revision that the form was drawn with.
    pub revision_seen: i64,
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    pub reason: String,
}

/// What a bag has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectBagInput {
    pub bag: BagRef,
    #[serde(default)]
    pub erp_order_number: String,
    /// Nothing: as it is.
    #[serde(default)]
    pub currency: String,
    pub reason: String,
}

/// A bag's status by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideBagInput {
    pub bag: BagRef,
    /// `accept`, `reject`, `resubmit` or `give_up`.
    pub action: String,
    /// Of an acceptance.
    #[serde(default)]
    pub erp_order_number: String,
    pub reason: String,
}

/// Keeps an order back, or lets it go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldInput {
    pub order: OrderRef,
    pub reason: String,
}
