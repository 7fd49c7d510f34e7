//! What becomes of the lines of a shared cart that goes back into a personal one. Nothing negotiated is lost: a cart has at
//! most one active line for a listing, so of two that are both negotiated one stays where it is.

use crate::domain::{
    ids::{LineId, ListingId},
    negotiation::{LineStatus, QuantityEffect, quantity_effect},
    quantity::{MAX_QUANTITY, SaleUnits},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// An active line as far as merging looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    pub line_id: LineId,
    pub listing_id: ListingId,
    pub quantity: i64,
    pub units: SaleUnits,
    pub status: LineStatus,
    /// The quantity of the standing offer.
    pub offered: Option<i64>,
    /// Another quantity would let it lapse: a counter-offer names one.
    pub counter_names_quantity: bool,
    /// Nothing was said of it but its opening.
    pub is_plain: bool,
}

impl Merging {
    /// The quantity with more units: as much as a line can have.
    fn take(&self, more: i64) -> Option<(i64, Option<Capped>)> {
        let wanted = self.quantity.saturating_add(more);
        let pack = self.units.pack.max(1);
        let most = MAX_QUANTITY / pack * pack;
        let (quantity, capped) = match wanted <= most {
            true => (wanted, None),
            false => (most.max(self.quantity), Some(Capped { wanted })),
        };
        self.units.check(quantity).ok()?;
        let lapses = self.offered.is_some_and(|offered| {
            quantity != self.quantity && quantity > offered
        });
        if lapses || (self.counter_names_quantity && quantity != self.quantity) { None } else { Some((quantity, capped)) }
    }
}

/// The sum of two lines is more than a line can have: this many units were wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped {
    pub wanted: i64,
}

/// Why a line stays in the shared cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptReason {
    /// Both lines are negotiated: each has a thread of its own.
    BothNegotiated,
    /// Adding up would let an offer or a counter-offer lapse.
    WouldLapse,
    /// The sum cannot be ordered: the seller's packs differ.
    Packs,
}

/// Two lines for one listing that become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The line that goes on.
    pub survivor: LineId,
    /// The line whose units it takes.
    pub absorbed: LineId,
    /// The shared cart's line goes on, and moves; else the personal one's.
    pub shared_survives: bool,
    pub personal: i64,
    pub shared: i64,
    pub quantity: i64,
    pub capped: Option<Capped>,
}

/// What becomes of the active lines. Lines that ended or are agreed move as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub moved: Vec<LineId>,
    pub merged: Vec<Merge>,
    /// A shared line that stays, beside the personal one for the same listing.
    pub kept: Vec<(LineId, LineId, KeptReason)>,
}
