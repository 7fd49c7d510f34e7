//! Orders on the wire: the buyers' list and page, the sellers' bags, what is done to them, ordering again.

use super::{
    cart::{LeftOut, StartedLine},
    paging::Page,
};
use crate::domain::{
    cart::CheckoutStatus,
    catalog::Part,
    ids::{BagId, CartId, LineId, RequestId},
    money::{Money, UnitPrice},
    ordering::{Answer, BagStatus, Fact, FinancialStatus, FulfilmentStatus, OrderStatus, SkuStatus},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

macro_rules! tabs {
    ($(#[$doc:meta])* $name:ident { $first:ident = $first_code:literal, $first_words:literal; $($(#[$note:meta])* $variant:ident = $code:literal, $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            #[default]
            $first,
            $($(#[$note])* $variant,)*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$variant,)*];

            /// As addresses have it.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_code,
                    $(Self::$variant => $code,)*
                }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|tab| tab.as_str() == text)
            }

            pub fn words(self) -> &'static str {
                match self {
                    Self::$first => $first_words,
                    $(Self::$variant => $words,)*
                }
            }
        }
    };
}

tabs! {
    /// What of the organisation's orders is listed.
    OrderTab {
        All = "all", "All";
        /// Submitted, in review or being fulfilled.
        Open = "open", "Open";
        /// A seller refused a part of it.
        Trouble = "trouble", "Needs attention";
        Complete = "complete", "Complete";
        Canceled = "canceled", "Canceled";
    }
}

tabs! {
    /// What of a seller's bags is listed.
    BagTab {
        All = "all", "All";
        /// Accepted; nobody of the seller has looked at it yet.
        New = "new", "New";
        /// Accepted, and units are left to send.
        ToShip = "to_ship", "To ship";
        /// Accepted, and money is still due.
        Unpaid = "unpaid", "Unpaid";
        /// Not accepted yet, or rejected by the seller's system.
        Waiting = "waiting", "Not accepted";
        /// Completed, canceled or refunded.
        Done = "done", "Done";
    }
}

/// What the buyers' list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderFilter {
    #[serde(default)]
    pub tab: OrderTab,
    /// A number, the beginning of a customer PO, or the beginning of a part number.
    #[serde(default)]
    pub search: String,
    /// Only those that the reader submitted; check boxes post `on` or nothing.
    #[serde(default)]
    pub mine: Option<String>,
    #[serde(default)]
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderList {
    pub orders: Page<OrderRow>,
    /// Of each tab, in the order of [`OrderTab::ALL`]; of what is searched for.
    pub counts: Vec<u32>,
    pub now: Timestamp,
}

/// An order as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: CartId,
    /// For instance `O-100001`.
    pub number: String,
    pub status: OrderStatus,
    pub customer_po: Option<String>,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    pub totals: Vec<Money>,
    pub lines: u32,
    pub bags: Vec<BagMark>,
}

/// A bag in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagMark {
    pub seller: String,
    pub status: BagStatus,
    pub fulfilment: FulfilmentStatus,
}

/// An order as its buyers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    pub id: CartId,
    /// Read by the guest who placed it: nothing in it is theirs to move.
    pub is_guest: bool,
    pub number: String,
    pub status: OrderStatus,
    pub checkout_status: CheckoutStatus,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    /// Who let it pass, if it was above its submitter's limit.
    pub approved_by: Option<String>,
    pub completed_at: Option<Timestamp>,
    pub header: HeaderView,
    /// Support keeps it back.
    pub held_reason: Option<String>,
    /// Of what was ordered, per currency.
    pub totals: Vec<Money>,
    pub bags: Vec<OrderBagView>,
    /// Newest first.
    pub history: Vec<EntryView>,
    /// Where the lines went that were still in negotiation, if the reader can open it.
    pub carried_to: Option<CartId>,
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// What an order says besides its lines, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderView {
    pub customer_po: Option<String>,
    /// As on an envelope, line by line.
    pub bill_to: Vec<String>,
    pub ship_to: Vec<String>,
    pub terms_code: Option<String>,
    pub notes: Option<String>,
    /// Everything else that was filled in: what it is called, and what it is.
    pub others: Vec<(String, String)>,
}

/// Everything that buyer and seller read alike of a bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagBody {
    pub status: BagStatus,
    pub financial: FinancialStatus,
    pub fulfilment: FulfilmentStatus,
    pub answer: Answer,
    pub revision: u32,
    /// What was ordered.
    pub total: Money,
    /// What is to be paid: what was ordered less what was canceled.
    pub due: Money,
    pub authorized: Money,
    pub paid: Money,
    pub refunded: Money,
    pub erp_order_number: Option<String>,
    /// Why the seller's system refuses it.
    pub rejection: Option<String>,
    pub acknowledged_at: Option<Timestamp>,
    pub lines: Vec<SkuView>,
    pub shipments: Vec<ShipmentView>,
    pub ledger: Vec<BookingView>,
    /// What the reader may do now.
    pub actions: Vec<Fact>,
    /// Forms send it as what they saw.
    pub version: i64,
}

/// A bag within its order, for buyers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBagView {
    pub id: BagId,
    pub seller: String,
    pub body: BagBody,
}

/// A line of a bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuView {
    pub line_id: LineId,
    pub position: u32,
    pub part: Part,
    pub lead_time_days: Option<i32>,
    pub quantity: i64,
    pub unit_price: UnitPrice,
    pub subtotal: Money,
    pub status: SkuStatus,
    pub shipped: i64,
    pub delivered: i64,
    pub returned: i64,
    pub refunded: i64,
    pub canceled: i64,
}

impl SkuView {
    /// Units that can still be sent or canceled.
    pub fn open(&self) -> i64 {
        self.quantity - self.canceled - self.shipped
    }

    /// Units that are under way.
    pub fn under_way(&self) -> i64 {
        self.shipped - self.delivered
    }

    /// Units that can be reported as returned.
    pub fn returnable(&self) -> i64 {
        self.delivered - self.returned
    }

    /// Units for which money can be given back.
    pub fn refundable(&self) -> i64 {
        self.quantity - self.refunded
    }
}

/// What left a seller's house together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentView {
    pub carrier: String,
    pub tracking: Option<String>,
    /// `None`: the seller's system.
    pub shipped_by: Option<String>,
    pub shipped_at: Timestamp,
    /// When all of it had arrived.
    pub delivered_at: Option<Timestamp>,
    pub lines: Vec<ShippedView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippedView {
    pub line_id: LineId,
    pub part_number: String,
    pub quantity: i64,
}

/// A booking of a bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingView {
    pub kind: BookingKind,
    pub amount: Money,
    pub reference: Option<String>,
    /// `None`: the seller's system.
    pub by: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingKind {
    Authorization,
    Void,
    Payment,
    Refund,
}

impl BookingKind {
    pub const ALL: [Self; 4] = [Self::Authorization, Self::Void, Self::Payment, Self::Refund];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Void => "void",
            Self::Payment => "payment",
            Self::Refund => "refund",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Authorization => "Authorized",
            Self::Void => "Authorization taken back",
            Self::Payment => "Paid",
            Self::Refund => "Refunded",
        }
    }
}

/// An entry of the history of an order or a bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// For instance `bag.shipped` or `order.submitted`.
    pub name: String,
    pub sentence: String,
    /// The seller whose bag it is about; `None`: the order as a whole.
    pub seller: Option<String>,
    /// `None`: the system, or the seller's system.
    pub by: Option<String>,
    pub at: Timestamp,
}

/// What a seller's list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BagFilter {
    #[serde(default)]
    pub tab: BagTab,
    /// A number (the order's, or the one in the seller's system), the beginning of a customer PO, of a part number, or of the
    /// buyer's name.
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagList {
    pub bags: Page<BagRow>,
    /// Of each tab, in the order of [`BagTab::ALL`]; of what is searched for.
    pub counts: Vec<u32>,
    pub now: Timestamp,
}

/// A bag as its seller's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagRow {
    pub id: BagId,
    /// The order's.
    pub number: String,
    pub buyer: String,
    pub customer_po: Option<String>,
    pub erp_order_number: Option<String>,
    pub status: BagStatus,
    pub financial: FinancialStatus,
    pub fulfilment: FulfilmentStatus,
    pub total: Money,
    pub lines: u32,
    /// Nobody of the seller has acknowledged it yet.
    pub is_new: bool,
    pub submitted_at: Timestamp,
    pub changed_at: Timestamp,
}

/// A bag as its seller sees it: never the order's other bags, nor its total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagView {
    pub id: BagId,
    /// The order's.
    pub number: String,
    pub buyer: String,
    pub submitted_by: String,
    pub submitted_at: Timestamp,
    pub header: HeaderView,
    pub body: BagBody,
    pub acknowledged_by: Option<String>,
    /// The seller's members may say that they have seen it.
    pub can_acknowledge: bool,
    /// Newest first.
    pub history: Vec<EntryView>,
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// The seller has seen the bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgeInput {
    pub bag_id: BagId,
    pub request_id: RequestId,
}

/// Units of a line as typed; nothing or 0: not this line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsInput {
    pub line_id: LineId,
    #[serde(default)]
    pub quantity: String,
}

/// What every form about a bag carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagRef {
    pub bag_id: BagId,
    /// The version that the form was drawn with; nothing: whatever it is now (for machines).
    #[serde(default)]
    pub version_seen: Option<i64>,
    pub request_id: RequestId,
}

/// Seller: sends units. Without any line named, everything that is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipInput {
    pub bag: BagRef,
    pub carrier: String,
    #[serde(default)]
    pub tracking: String,
    #[serde(default)]
    pub lines: Vec<UnitsInput>,
}

/// Seller: units have arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverInput {
    pub bag: BagRef,
    #[serde(default)]
    pub lines: Vec<UnitsInput>,
}

/// Seller: units are canceled. Buyer: units go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsReasonInput {
    pub bag: BagRef,
    pub reason: String,
    #[serde(default)]
    pub lines: Vec<UnitsInput>,
}

/// Buyer: a bag that was rejected is not tried any longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveUpInput {
    pub bag: BagRef,
    pub reason: String,
}

/// Seller: an authorization or a payment, in the bag's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountInput {
    pub bag: BagRef,
    pub amount: String,
    #[serde(default)]
    pub reference: String,
}

/// Seller: the authorization is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidInput {
    pub bag: BagRef,
    #[serde(default)]
    pub reference: String,
}

/// Seller: money is given back, for units or without naming any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundInput {
    pub bag: BagRef,
    pub amount: String,
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub lines: Vec<UnitsInput>,
}

/// A bag after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagChanged {
    pub bag_id: BagId,
    pub status: BagStatus,
    pub version: i64,
}

/// What ordering again would put into a new cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderPreview {
    pub order_id: CartId,
    pub number: String,
    pub lines: Vec<StartedLine>,
    /// What is no longer offered, and why.
    pub left_out: Vec<LeftOut>,
    pub can_be_personal: bool,
    pub can_be_shared: bool,
    pub request_id: RequestId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderInput {
    pub order_id: CartId,
    /// `personal` or `shared`.
    pub kind: String,
    /// Of a shared cart.
    #[serde(default)]
    pub name: String,
    pub request_id: RequestId,
}
