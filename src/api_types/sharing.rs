//! Carts as a whole on the wire: the list of carts, sharing and unsharing, the trash, the settings.
//!
//! Server functions (`server_fns::sharing`), all under `/api/sharing/`:
//! `load_carts() -> CartsPage` · `load_trash() -> TrashPage` · `share_cart(ShareInput) -> CartHead` ·
//! `switch_cart(SwitchInput) -> CartHead` · `rename_cart(RenameInput) -> CartHead` · `describe_cart(DescribeInput) -> CartHead` ·
//! `preview_unshare(CartId) -> UnsharePreview` · `unshare_cart(UnshareInput) -> UnshareReport` ·
//! `undo_unshare(UndoUnshareInput) -> CartHead` · `restore_cart(RestoreInput) -> CartHead` ·
//! `load_shared_cart_settings() -> SettingsView` · `save_shared_cart_settings(SettingsInput) -> SettingsView`.
//! The cart switcher's entries are in `ShellView::carts`; the cart that a Shopping cart page shows is `LineList::cart`.

use super::identity::PersonName;
use crate::domain::{
    cart::CartKind,
    ids::{CartId, LineId, RequestId},
    money::Money,
    sharing::{Capped, CartAction, KeptReason, NoteFate, SharedCartSettings, TrashReason, UnshareMode},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Which cart this is, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartHead {
    /// `None`: the personal cart before anything was added to it; reading makes no cart.
    pub id: Option<CartId>,
    pub kind: CartKind,
    /// Of a shared cart; empty for a personal one.
    pub name: String,
    pub description: String,
    /// Who made it; of a shared cart: who shared it.
    pub creator: PersonName,
    /// The reader is its creator.
    pub is_mine: bool,
}

impl CartHead {
    /// What pages call it.
    pub fn title(&self) -> &str {
        match self.kind {
            CartKind::Personal => "Personal cart",
            CartKind::Shared => &self.name,
        }
    }
}

/// A cart in the switcher of every page's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartChoice {
    pub cart: CartHead,
    pub is_current: bool,
    /// Lines in negotiation.
    pub active: u32,
    /// Colleagues who have it open.
    pub present: Vec<PersonName>,
}

/// Lines of a cart by their status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCounts {
    pub open: u32,
    pub quote: u32,
    pub accepted: u32,
    pub no_quote: u32,
    pub withdrawn: u32,
    pub closed: u32,
}

impl LineCounts {
    pub fn all(&self) -> u32 {
        [self.open, self.quote, self.accepted, self.no_quote, self.withdrawn, self.closed]
            .into_iter()
            .fold(0, u32::saturating_add)
    }

    pub fn active(&self) -> u32 {
        self.open.saturating_add(self.quote)
    }
}

/// The carts that a buyer can work in: the personal one first, then the organisation's by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartsPage {
    pub carts: Vec<CartView>,
    /// What the reader unshared a moment ago and can take back.
    pub undo: Vec<UndoView>,
    /// Carts in the trash of the organisation.
    pub in_trash: u32,
    /// Shared carts are switched on.
    pub enabled: bool,
    /// Chosen for the forms of this drawing, so that a repeated post acts once.
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// A cart in the list of carts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    pub cart: CartHead,
    pub is_current: bool,
    /// Counts every change by a buyer; a form that unshares names it.
    pub version: i64,
    pub lines: LineCounts,
    /// Offered and agreed, per currency.
    pub totals: Vec<Money>,
    /// Of that what is agreed.
    pub agreed: Vec<Money>,
    /// The last buyer who changed something, and when. Of a personal cart that was never made: its owner, and nothing.
    pub modified_by: PersonName,
    pub modified_at: Option<Timestamp>,
    pub submitted_by: Option<PersonName>,
    /// It was submitted above a limit: nothing in it changes until somebody decided.
    pub awaits_approval: bool,
    /// Only of shared carts.
    pub purge: Option<PurgeView>,
    pub actions: Vec<CartAction>,
}

/// When an idle shared cart goes to the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeView {
    pub due_at: Timestamp,
    /// Nobody touched it for so long that a notice is due: pages warn.
    pub is_near: bool,
}

/// A cart that can be shared again for some seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    pub cart_id: CartId,
    pub name: String,
    pub mode: UnshareMode,
    /// Lines stayed in it.
    pub is_still_shared: bool,
    /// Negotiations that are withdrawn when nobody takes it back.
    pub withdrawing: u32,
    pub until: Timestamp,
}

/// Makes the reader's personal cart the organisation's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareInput {
    pub name: String,
    #[serde(default)]
    pub description: String,
    pub request_id: RequestId,
}

/// Goes on in another cart; without one in the personal cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchInput {
    #[serde(default)]
    pub cart_id: Option<CartId>,
}

/// `name_seen`: as the form was drawn. Somebody else's name in between is answered with [`AppError::Changed`](super::AppError).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameInput {
    pub cart_id: CartId,
    pub name: String,
    #[serde(default)]
    pub name_seen: String,
}

/// As [`RenameInput`], for the description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeInput {
    pub cart_id: CartId,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub description_seen: String,
}

/// What unsharing a cart would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsharePreview {
    pub cart: CartHead,
    /// The form names it; a cart that a colleague changed meanwhile is not unshared.
    pub version: i64,
    pub lines: LineCounts,
    /// Of converting.
    pub merge: MergeView,
    /// Of removing: what is agreed blocks it. Open negotiations are `lines.active()`.
    pub can_remove: bool,
    pub request_id: RequestId,
}

/// What becomes of the lines when a shared cart is converted into a personal one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    /// Lines that move as they are, with their threads.
    pub moved: u32,
    /// Lines whose quantity is added to a line for the same listing.
    pub merged: Vec<MergedView>,
    /// Lines that stay in the shared cart, which then stays as well.
    pub kept: Vec<KeptView>,
}

/// Two lines for one listing that become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedView {
    /// The line that goes on.
    pub line_id: LineId,
    pub part_number: String,
    pub seller: String,
    pub personal: i64,
    pub shared: i64,
    pub quantity: i64,
    /// The sum is beyond the largest quantity of a line.
    pub capped: Option<Capped>,
    /// What becomes of the note on the line that is absorbed.
    #[serde(default)]
    pub note: NoteFate,
}

/// A line that stays, because it cannot be in one cart with another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    pub line_id: LineId,
    /// The line for the same listing in the personal cart.
    pub other_id: LineId,
    pub part_number: String,
    pub seller: String,
    pub reason: KeptReason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnshareInput {
    pub cart_id: CartId,
    #[serde(default)]
    pub mode: UnshareMode,
    /// The version that the preview named; nothing: whatever it is now.
    #[serde(default)]
    pub version_seen: Option<i64>,
    pub request_id: RequestId,
}

/// What unsharing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnshareReport {
    pub cart_id: CartId,
    pub name: String,
    pub mode: UnshareMode,
    pub merge: MergeView,
    /// Negotiations that are withdrawn when nobody takes it back.
    pub withdrawing: u32,
    /// Lines stayed in it, so it is still shared.
    pub is_still_shared: bool,
    pub undo_until: Timestamp,
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoUnshareInput {
    pub cart_id: CartId,
}

/// Carts of the organisation that can be brought back, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashPage {
    pub carts: Vec<TrashedView>,
    pub request_id: RequestId,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashedView {
    pub cart: CartHead,
    pub reason: TrashReason,
    /// `None`: the system, by purging.
    pub trashed_by: Option<String>,
    pub trashed_at: Timestamp,
    /// When it is forgotten.
    pub until: Timestamp,
    pub lines: LineCounts,
    /// The reader may restore it.
    pub can_restore: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreInput {
    pub cart_id: CartId,
    pub request_id: RequestId,
}

/// The settings of shared carts, for merchant admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    pub settings: SharedCartSettings,
    /// 0: never changed.
    pub version: i64,
    pub changed_by: Option<String>,
    pub changed_at: Option<Timestamp>,
}

/// The settings as typed. Check boxes post `on` or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsInput {
    #[serde(default)]
    pub enabled: Option<String>,
    pub hours_until_empty_cart_purge_due: String,
    pub weeks_until_purge_due: String,
    pub weeks_before_purge_for_notice: String,
    /// The version that the form was drawn with; nothing: whatever it is now (for machines).
    #[serde(default)]
    pub version_seen: Option<i64>,
}
