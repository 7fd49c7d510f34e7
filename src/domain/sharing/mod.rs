//! Shared carts: who may share, unshare and restore, what converting merges, when an idle cart is purged, and what a cart's
//! history says. Must not know how a cart is stored or drawn; what is negotiated on its lines is in `negotiation`.

mod event;
mod merge;
mod purge;
mod rules;
mod settings;
mod state;

pub use event::{CartEvent, LineMoved, TrashReason, UnshareMode};
pub use merge::{Capped, Kept, KeptReason, Merge, Merging, NoteFate, Plan, joined_notes, plan};
pub use purge::{Activity, PurgeClock};
pub use rules::{CartAction, Standing, allows, cart_actions, check_remove};
pub use settings::{SettingsInputs, SharedCartSettings};
pub use state::{CartState, StateLine};

use super::time::{DAY_US, SECOND_US, Timestamp};

/// Removing and unsharing can be taken back this long, in microseconds, as pages say.
pub const UNDO_US: i64 = 10 * SECOND_US;

/// What was promised on a page is still kept when its click arrives this much later, in microseconds.
const UNDO_GRACE_US: i64 = 2 * SECOND_US;

/// When what is taken out of carts is withdrawn: after the last moment at which it can be undone.
pub fn withdrawn_at(taken_out_at: Timestamp) -> Timestamp {
    taken_out_at.plus_us(UNDO_US + UNDO_GRACE_US)
}

/// Until when a page says that a removal can be undone; it can a little longer, because its click takes a while.
pub fn undo_until(withdrawn_at: Timestamp) -> Timestamp {
    withdrawn_at.plus_us(-UNDO_GRACE_US)
}

/// What was taken out until then cannot be undone any more.
pub fn undo_over(now: Timestamp) -> Timestamp {
    now.plus_us(-(UNDO_US + UNDO_GRACE_US))
}

/// How long a cart stays in the trash, in microseconds.
pub const TRASH_US: i64 = 30 * DAY_US;

/// The longest name of a cart, in characters.
pub const MAX_NAME: usize = 80;

/// The longest description of a cart, in characters.
pub const MAX_DESCRIPTION: usize = 500;

/// The longest note on a line, in characters.
pub const MAX_NOTE: usize = 1_000;
