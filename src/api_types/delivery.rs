//! Connectors of sellers, the report on deliveries, and the setting `ERP_SubmitOrders`, on the wire.
//!
//! `load_connector() -> ConnectorPage` · `save_connector(ConnectorInput) -> ConnectorPage` ·
//! `load_deliveries(DeliveriesQuery) -> DeliveriesPage` · `load_delivery(bag) -> DeliveryDetail` ·
//! `retry_delivery(RetryInput)` · `accept_delivery(AcceptDeliveryInput)` ·
//! `load_submit_orders() -> SubmitOrdersView` · `save_submit_orders(SubmitOrdersInput) -> SubmitOrdersView`.

use crate::domain::{
    delivery::{DeliveryOutcome, Format, SubmitOrders},
    ids::{AttemptId, BagId, CartId, RequestId},
    money::Money,
    ordering::{Answer, BagStatus},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A seller's connector, for the admins of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorPage {
    /// `None`: there is none, and bags are accepted at once.
    pub connector: Option<ConnectorView>,
    /// Where the seller's system sends its answers.
    pub callback_url: String,
    /// Addresses by plain http and inside the network are taken too.
    pub anywhere: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorView {
    pub format: Format,
    pub url: String,
    /// The credential itself is never shown again.
    pub has_credential: bool,
    /// What callbacks are signed with.
    pub callback_secret: String,
    pub enabled: bool,
    pub changed_by: String,
    pub changed_at: Timestamp,
    pub version: i64,
}

/// A connector as typed. Check boxes post `on` or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorInput {
    #[serde(default)]
    pub enabled: Option<String>,
    pub format: String,
    pub url: String,
    /// Nothing: the stored one stays.
    #[serde(default)]
    pub credential: String,
    #[serde(default)]
    pub forget_credential: Option<String>,
    /// Another secret for callbacks; the old one counts no more.
    #[serde(default)]
    pub new_secret: Option<String>,
    /// The version that the form was drawn with; 0: there was no connector.
    pub version_seen: i64,
}

/// Which bags the report lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that somebody has to look at.
    #[default]
    Attention,
    /// Those without an answer.
    Open,
    All,
}

impl Which {
    pub const ALL: [Self; 3] = [Self::Attention, Self::Open, Self::All];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Open => "open",
            Self::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Attention => "Needs attention",
            Self::Open => "No answer yet",
            Self::All => "All bags",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveriesQuery {
    #[serde(default)]
    pub which: Which,
    /// The `next` of the page before; nothing: the first page.
    #[serde(default)]
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveriesPage {
    pub rows: Vec<DeliveryRow>,
    pub next: Option<String>,
    /// How many need attention, how many have no answer, and how many there are.
    pub attention: i64,
    pub open: i64,
    pub all: i64,
}

/// A bag on its way to its seller's system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    pub bag_id: BagId,
    pub order_id: CartId,
    /// `O-100001`.
    pub order: String,
    pub revision: u32,
    pub buyer: String,
    pub seller: String,
    pub total: Money,
    pub answer: Answer,
    pub status: BagStatus,
    pub needs_attention: bool,
    pub erp_order_number: Option<String>,
    pub rejection: Option<String>,
    /// `None`: the seller works here.
    pub format: Option<Format>,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub next_at: Option<Timestamp>,
    pub changed_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryDetail {
    pub row: DeliveryRow,
    /// Newest first.
    pub attempts: Vec<AttemptView>,
    pub callbacks: Vec<CallbackView>,
    /// What may be done now.
    pub can_retry: bool,
    pub can_accept: bool,
    /// For trying again, and for accepting by hand.
    pub request_ids: (RequestId, RequestId),
}

/// One try, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    pub id: AttemptId,
    pub revision: u32,
    pub attempt: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// `None`: under way, or cut off.
    pub outcome: Option<DeliveryOutcome>,
    pub http_status: Option<i64>,
    pub request: String,
    pub answer: Option<String>,
    pub error: Option<String>,
    pub next_at: Option<Timestamp>,
}

/// One callback that was taken, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackView {
    pub event_id: String,
    pub taken_at: Timestamp,
    pub result: String,
}

/// Try again now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryInput {
    pub bag_id: BagId,
    pub request_id: RequestId,
}

/// The seller said by other means that it takes the bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptDeliveryInput {
    pub bag_id: BagId,
    pub revision_seen: u32,
    #[serde(default)]
    pub order_number: String,
    pub reason: String,
    pub request_id: RequestId,
}

/// The setting with its schedule, for merchant admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitOrdersView {
    pub settings: SubmitOrders,
    /// 0: never changed.
    pub version: i64,
    pub changed_by: Option<String>,
    pub changed_at: Option<Timestamp>,
}

/// The setting as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitOrdersInput {
    #[serde(default)]
    pub on: Option<String>,
    /// A time of day in UTC.
    pub first: String,
    pub every_minutes: String,
    #[serde(default)]
    pub version_seen: Option<i64>,
}
