//! Checkout and approval on the wire: the review page, submitting, deciding, addresses and limits of an organisation.
//!
//! Server functions (`server_fns::checkout`), all under `/api/checkout/`. For buyers: `load_checkout() -> CheckoutPage` and
//! `submit_order(SubmitInput) -> Submitted` ·
//! `withdraw_submission(WithdrawInput) -> ()`. For whoever may decide: `load_approvals() -> ApprovalsPage` ·
//! `load_submission(SubmissionId) -> SubmissionPage` · `approve(DecideInput) -> Submitted` · `reject(DecideInput) -> ()` ·
//! `delegate(DelegateInput) -> ()` · `revoke_delegation(DelegationId) -> ()`. For org admins: `load_ordering() -> OrderingPage` ·
//! `save_address(AddressInput) -> AddressId` · `archive_address(AddressId) -> ()` · `save_terms(TermsInput) -> ()` ·
//! `save_limit(LimitInput) -> ()` · `remove_limit(RemoveLimitInput) -> ()`.

use super::{guest::GuestFields, identity::PersonName, sharing::CartHead};
use crate::domain::{
    catalog::Condition,
    ids::{AddressId, CartId, DelegationId, LineId, OrganisationId, PersonId, RequestId, SubmissionId},
    money::{Money, UnitPrice},
    negotiation::LineStatus,
    ordering::{Excess, OrderAddress, OrderHeader, SubmissionState, order_number_text},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// An order by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRef {
    pub id: CartId,
    pub number: i64,
    pub submitted_by: PersonName,
    pub submitted_at: Timestamp,
}

impl OrderRef {
    /// `O-100001`.
    pub fn number_text(&self) -> String {
        order_number_text(self.number)
    }
}

/// The review page of the current cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutPage {
    pub cart: CartHead,
    /// What would be ordered; by seller and currency.
    pub bags: Vec<CheckoutBag>,
    /// Of all bags, per currency.
    pub totals: Vec<Money>,
    /// Lines still in negotiation: they go to another cart, thread and all, when this one is submitted.
    pub carried: Vec<CarriedLine>,
    /// What keeps the cart from being submitted as it is, apart from fields that are not filled in.
    pub blockers: Vec<Blocker>,
    pub addresses: Vec<AddressView>,
    pub requires_customer_po: bool,
    /// What the form starts with.
    pub fields: CheckoutFields,
    /// The reader is a guest: what their form starts with instead.
    pub guest: Option<GuestFields>,
    /// `None`: the reader orders it alone.
    pub approval: Option<ApprovalNeed>,
    /// It waits already; the cart is locked.
    pub pending: Option<PendingSubmission>,
    /// The last submission of this cart that was rejected, while nothing was submitted since.
    pub rejected: Option<Rejected>,
    /// Names exactly what is listed here; the form sends it back, so that nothing else is ordered.
    pub content: String,
    /// Chosen for the form of this drawing, so that a repeated post orders once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// The part of an order-to-be that one seller delivers, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutBag {
    pub seller_id: OrganisationId,
    pub seller: String,
    pub total: Money,
    pub lines: Vec<CheckoutLine>,
}

/// An agreed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutLine {
    pub line_id: LineId,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub quantity: i64,
    pub unit: String,
    pub unit_price: UnitPrice,
    pub subtotal: Money,
    pub lead_time_days: Option<i64>,
    pub agreed_at: Timestamp,
}

/// A line that is not ordered, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedLine {
    pub line_id: LineId,
    pub part_number: String,
    pub seller: String,
    pub status: LineStatus,
    pub quantity: i64,
    /// The standing offer.
    pub offer: Option<UnitPrice>,
    /// It is being taken out of the cart.
    pub is_leaving: bool,
}

impl CarriedLine {
    /// What the line waits for, in one sentence.
    pub fn sentence(&self) -> String {
        match (self.is_leaving, self.offer) {
            (true, _) => "It is being taken out of the cart.".into(),
            (false, Some(price)) => format!("{} offers {price} each. Accept it to order it now.", self.seller),
            (false, None) => format!("It waits for a price of {}.", self.seller),
        }
    }
}

/// Why a cart cannot be submitted as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "blocker", rename_all = "snake_case")]
pub enum Blocker {
    NothingAgreed,
    NoShipTo,
    NoBillTo,
    /// It is above the limit, and nobody may approve it; `reason` says why.
    NobodyApproves {
        reason: String,
    },
}

impl Blocker {
    pub fn sentence(&self) -> String {
        match self {
            Self::NothingAgreed => "No line is agreed yet. Accept an offer, or buy at list price.".into(),
            Self::NoShipTo => "Your organisation has no address to ship to. An admin of it adds one.".into(),
            Self::NoBillTo => "Your organisation has no address to bill to. An admin of it adds one.".into(),
            Self::NobodyApproves { reason } => format!("It needs an approval, but {reason}. Ask an admin."),
        }
    }
}

/// What the checkout form holds, as typed. Check boxes post `on` or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutFields {
    /// The identifier of an address; empty: none chosen.
    #[serde(default)]
    pub ship_to: String,
    #[serde(default)]
    pub bill_to: String,
    #[serde(default)]
    pub customer_po: String,
    #[serde(default)]
    pub po_type_code: String,
    #[serde(default)]
    pub terms_code: String,
    #[serde(default)]
    pub customer_reference_1: String,
    #[serde(default)]
    pub customer_reference_2: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub ship_code: String,
    #[serde(default)]
    pub ship_early: Option<String>,
    #[serde(default)]
    pub ship_partial: Option<String>,
}

/// Submits a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitInput {
    pub cart_id: CartId,
    /// [`CheckoutPage::content`].
    pub content: String,
    #[serde(default)]
    pub fields: CheckoutFields,
    pub request_id: RequestId,
}

/// What came of submitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "submitted", rename_all = "snake_case")]
pub enum Submitted {
    Ordered {
        order: OrderRef,
        /// It existed already: somebody was faster, or it is the same request again.
        already: bool,
        /// Where the lines went that were still in negotiation.
        carried: Option<Carried>,
    },
    AwaitingApproval {
        pending: PendingSubmission,
        already: bool,
    },
}

impl Submitted {
    /// The page that shows what came of it.
    pub fn path(&self) -> String {
        match self {
            Self::Ordered { order, .. } => format!("/orders/{}", order.id),
            Self::AwaitingApproval { .. } => "/checkout".into(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub cart_id: CartId,
    pub lines: u32,
}

/// Why an order needs an approval, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalNeed {
    pub exceeded: Vec<Excess>,
    /// Who may let it pass; empty: nobody, and [`Blocker::NobodyApproves`] says why.
    pub approvers: Vec<PersonName>,
}

/// A submission that waits; its cart is locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSubmission {
    pub id: SubmissionId,
    pub submitted_by: PersonName,
    pub submitted_at: Timestamp,
    pub exceeded: Vec<Excess>,
    pub approvers: Vec<PersonName>,
    /// The reader may take it back: the submitter, or an admin of the organisation.
    pub can_withdraw: bool,
    /// The reader may decide it.
    pub can_decide: bool,
}

/// A submission that an approver sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub by: PersonName,
    pub at: Timestamp,
    pub comment: String,
}

/// How far the current cart is from an order: for the Shopping cart page, while the cart is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// Lines that are agreed, and their totals per currency.
    pub agreed: u32,
    pub totals: Vec<Money>,
    /// Lines still in negotiation.
    pub carried: u32,
    pub blockers: Vec<Blocker>,
    /// Of what is agreed. `None`: the reader orders it alone, or there is nothing to order.
    pub approval: Option<ApprovalNeed>,
    pub pending: Option<PendingSubmission>,
    pub rejected: Option<Rejected>,
    /// The cart that the reader worked in until a colleague submitted it; told until `cart::dismiss_lost`.
    pub became: Option<BecameOrder>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BecameOrder {
    /// The cart's name.
    pub name: String,
    pub order: OrderRef,
}

/// Takes a submission back; the cart opens again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawInput {
    pub submission_id: SubmissionId,
}

/// What waits for a decision, what was decided lately, and who stands in for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalsPage {
    /// Waiting for the reader, oldest first.
    pub waiting: Vec<SubmissionRow>,
    /// The reader's own that wait for others.
    pub mine: Vec<SubmissionRow>,
    /// The latest that the reader submitted or decided.
    pub decided: Vec<SubmissionRow>,
    /// The reader is an approver: may let somebody stand in.
    pub is_approver: bool,
    /// Made by the reader, or for the reader; not over.
    pub delegations: Vec<DelegationView>,
    /// Who could stand in for the reader.
    pub colleagues: Vec<PersonName>,
    pub now: Timestamp,
}

/// A submission in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionRow {
    pub id: SubmissionId,
    pub cart_id: CartId,
    /// “Personal cart”, or the shared cart's name.
    pub cart: String,
    pub state: SubmissionState,
    pub submitted_by: PersonName,
    pub submitted_at: Timestamp,
    pub customer_po: Option<String>,
    pub lines: u32,
    pub totals: Vec<Money>,
    pub exceeded: Vec<Excess>,
    /// Whose authority the reader has, where it is not their own.
    pub in_place_of: Option<PersonName>,
    /// Of a decided one.
    pub decided_by: Option<PersonName>,
    pub decided_at: Option<Timestamp>,
    pub comment: String,
    pub order_number: Option<i64>,
}

/// Everything about a submission, for whoever decides it and whoever submitted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionPage {
    pub row: SubmissionRow,
    pub bags: Vec<CheckoutBag>,
    pub customer_po: Option<String>,
    pub header: OrderHeader,
    pub approvers: Vec<PersonName>,
    pub can_decide: bool,
    pub can_withdraw: bool,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// Approves or rejects. Rejecting needs a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideInput {
    pub submission_id: SubmissionId,
    #[serde(default)]
    pub comment: String,
    pub request_id: RequestId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationView {
    pub id: DelegationId,
    pub approver: PersonName,
    pub delegate: PersonName,
    /// Midnight, in UTC, at which the first day begins.
    pub from: Timestamp,
    /// The last day, as its midnight.
    pub until: Timestamp,
    /// It holds now; else it begins later.
    pub holds: bool,
    /// The reader made it and may end it.
    pub is_mine: bool,
}

/// Lets a colleague decide in the asker's place between two days, both included, typed like `2026-03-09`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegateInput {
    pub delegate_id: PersonId,
    pub from: String,
    pub until: String,
}

/// Addresses, terms and limits of an organisation, for its admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderingPage {
    pub addresses: Vec<AddressView>,
    pub requires_customer_po: bool,
    pub terms_code: String,
    /// Every active member who buys, by name.
    pub members: Vec<MemberLimits>,
    pub now: Timestamp,
}

/// An address of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    pub id: AddressId,
    pub address: OrderAddress,
    pub is_bill_to: bool,
    pub is_ship_to: bool,
    pub version: i64,
}

/// What a member may order alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLimits {
    pub person: PersonName,
    pub is_approver: bool,
    /// Empty: everything.
    pub limits: Vec<LimitView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitView {
    /// `None`: as much as one likes.
    pub per_order: Option<Money>,
    pub per_month: Option<Money>,
    /// Ordered in this month so far; names the currency of the row.
    pub spent: Money,
}

/// Adds an address, or changes one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressInput {
    /// Empty: a new one.
    #[serde(default)]
    pub id: String,
    /// The version that the form showed; empty for a new one.
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub is_bill_to: Option<String>,
    #[serde(default)]
    pub is_ship_to: Option<String>,
    #[serde(default)]
    pub customer_number: String,
    #[serde(default)]
    pub ship_to_number: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub attention: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub street2: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
}

/// What the organisation demands of every order, and what it offers as a default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsInput {
    #[serde(default)]
    pub requires_customer_po: Option<String>,
    #[serde(default)]
    pub terms_code: String,
}

/// Sets a member's limits in one currency, in its major units; empty: as much as one likes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitInput {
    pub person_id: PersonId,
    pub currency: String,
    #[serde(default)]
    pub per_order: String,
    #[serde(default)]
    pub per_month: String,
}

/// Takes a member's limits in one currency away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveLimitInput {
    pub person_id: PersonId,
    pub currency: String,
}
