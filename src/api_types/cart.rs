//! Editing a cart together on the wire: a line within its cart, notes, removals, presence, history and what comes of it.

use super::{checkout::Readiness, guest::Arrival, identity::PersonName, paging::Page, sharing::CartHead};
use crate::domain::{
    cart::{CartSettings, PurgeRun},
    catalog::Part,
    event::Agreement,
    ids::{CartId, LineId, ListingId, RequestId, TransactionId},
    money::UnitPrice,
    negotiation::{Action, Counter, LineStatus, Offer},
    quantity::SaleUnits,
    sharing::TrashReason,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Everything about a line within its cart; for buyers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartItemView {
    pub id: LineId,
    pub cart_id: CartId,
    pub listing_id: ListingId,
    pub part: Part,
    pub part_key: String,
    pub status: LineStatus,
    pub seller: String,
    pub quantity: i64,
    pub units: SaleUnits,
    pub list_price: Option<UnitPrice>,
    /// The live offer.
    pub offer: Option<Offer>,
    /// What accepting it would agree on, or what was agreed.
    pub agreement: Option<Agreement>,
    /// The counter-offer that waits for an answer.
    pub counter: Option<Counter>,
    pub revisions: u32,
    /// Units that can still be agreed; `None` once the listing is gone.
    pub available: Option<i64>,
    pub lead_time_days: Option<i32>,
    pub documentation_pending: bool,
    pub added_by: String,
    pub added_at: Timestamp,
    pub changed_by: String,
    pub changed_at: Timestamp,
    pub note: NoteView,
    /// The line is on its way out of the cart.
    pub removing: Option<Removing>,
    /// Active lines of the cart for the same part, this one included.
    pub same_part: u32,
    pub messages: u32,
    pub unread: u32,
    pub transaction_id: Option<TransactionId>,
    pub actions: Vec<Action>,
    /// The cart is shared, and shared carts are switched off: nothing in it is changed by its buyers.
    pub is_frozen: bool,
    pub version: i64,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// What the buyers note on a line for themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// Empty: none.
    pub text: String,
    /// Who wrote it and when; nothing if there never was one.
    pub by: Option<(String, Timestamp)>,
}

/// A line that is withdrawn in some seconds, unless that is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removing {
    pub by: String,
    /// Until when it can be undone.
    pub until: Timestamp,
}

/// `note_seen`: as the form was drawn. Somebody else's note in between is answered with
/// [`AppError::Changed`](super::AppError).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteInput {
    pub line_id: LineId,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub note_seen: String,
}

/// What taking lines out of a cart did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub cart_id: CartId,
    /// Lines on their way out by it.
    pub lines: u32,
    /// Until when it can be undone.
    pub until: Timestamp,
}

/// Takes lines that are on their way out back: one line, or all of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoRemovalInput {
    #[serde(default)]
    pub line_id: Option<LineId>,
    /// Needed without a line.
    #[serde(default)]
    pub cart_id: Option<CartId>,
}

/// Lines of a cart that are on their way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalsView {
    pub cart_id: CartId,
    /// The part number of one of them.
    pub part_number: String,
    pub lines: u32,
    /// Until when the first of them can be taken back.
    pub until: Timestamp,
}

/// What a Shopping cart page says beside its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartBeside {
    /// Shared carts are switched on; without that this one, if it is shared, can be read and unshared.
    pub sharing_enabled: bool,
    pub removals: Option<RemovalsView>,
    /// What came of the cart that the reader had as a guest, until they have read it.
    pub arrival: Option<Arrival>,
    /// Lines that this browser's guest bought and that could not be taken over yet.
    pub waiting: u32,
    /// Colleagues who have this cart open.
    pub present: Vec<PersonName>,
    pub readiness: Readiness,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
}

/// The shared cart that somebody worked in until it went to the trash: every page says so until they have read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostCart {
    pub name: String,
    pub reason: TrashReason,
    /// `None`: the system, by purging.
    pub by: Option<String>,
    pub at: Timestamp,
}

/// One page of what happened to a cart and its lines, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartHistory {
    pub cart: CartHead,
    pub entries: Page<HistoryEntry>,
    pub now: Timestamp,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Its place in the organisation's audit log.
    pub sequence: i64,
    pub at: Timestamp,
    /// `None`: the system itself.
    pub who: Option<String>,
    pub what: String,
    /// The line that it happened to.
    pub line: Option<(LineId, String)>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What starting a new cart from an earlier state would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartPreview {
    pub cart: CartHead,
    /// The last entry of the history that counts.
    pub sequence: i64,
    pub as_of: Timestamp,
    /// Lines that their sellers would be asked for.
    pub lines: Vec<StartedLine>,
    /// Lines of then that go on where they are: their sellers are asked again only if that is wanted.
    pub going_on: Vec<GoingOn>,
    pub left_out: Vec<LeftOut>,
    /// Names all of that; the form sends it back, so that nobody else is asked than was read.
    pub seen: String,
    /// The reader has no personal cart that it would collide with.
    pub can_be_personal: bool,
    /// Shared carts are switched on.
    pub can_be_shared: bool,
    pub request_id: RequestId,
}

/// A line of then that has not come to nothing: another one beside it would be a second request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoingOn {
    pub listing_id: ListingId,
    /// As it would be asked for again.
    pub line: StartedLine,
    pub standing: Standing,
    /// Why it cannot be asked for again, if so.
    pub blocked: Option<String>,
}

/// Where a line of an earlier state goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// In negotiation, in a cart that is open to the reader.
    Negotiated { line_id: LineId, cart: String, status: LineStatus, quantity: i64 },
    /// It was agreed by then: asking again is another purchase.
    Agreed { line_id: LineId },
}

/// A line that a new cart would have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedLine {
    pub part_number: String,
    pub description: String,
    pub seller: String,
    pub quantity: i64,
    /// What is different from then: another pack, less stock.
    pub remark: Option<String>,
}

/// A line of then that a new cart would not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub part_number: String,
    pub seller: String,
    pub quantity: i64,
    pub reason: String,
}

/// Starts a new cart with the lines of an earlier state; it becomes the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartInput {
    pub cart_id: CartId,
    pub sequence: i64,
    /// `personal` or `shared`.
    pub kind: String,
    /// Of a shared cart.
    #[serde(default)]
    pub name: String,
    /// Of the lines that go on where they are, those whose sellers are to be asked again.
    #[serde(default)]
    pub again: Vec<ListingId>,
    /// As the preview named it; empty: whatever it is now.
    #[serde(default)]
    pub seen: String,
    pub request_id: RequestId,
}

/// The new cart, and what of the earlier state is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub cart_id: CartId,
    pub lines: u32,
    /// Sellers that were asked.
    pub sellers: u32,
    /// Lines that go on where they were.
    pub going_on: u32,
    pub left_out: u32,
}

impl Started {
    /// The answer to a form that was sent a second time.
    pub fn before(cart_id: CartId) -> Self {
        Self { cart_id, lines: 0, sellers: 0, going_on: 0, left_out: 0 }
    }
}

/// The settings of carts, for merchant admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartSettingsView {
    pub settings: CartSettings,
    /// The last run of the job that empties abandoned carts; `None`: it never ran.
    pub last_run: Option<PurgeRun>,
    /// 0: never changed.
    pub version: i64,
    pub changed_by: Option<String>,
    pub changed_at: Option<Timestamp>,
}

/// The settings as typed. Check boxes post `on` or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartSettingsInput {
    pub largest_quantity: String,
    #[serde(default)]
    pub purge_abandoned: Option<String>,
    pub retention_days: String,
    /// UTC, like `03:00`.
    pub purge_time: String,
    /// The version that the form was drawn with.
    pub version_seen: i64,
}
