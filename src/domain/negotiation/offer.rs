//! An offer: its terms as the seller fills them in, and the immutable revision that comes of them.

use crate::domain::{money::UnitPrice, time::Timestamp};
use serde::{Deserialize, Serialize};

/// One immutable revision of the seller's offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Counts from 1 within the line.
    pub revision: u32,
    pub unit_price: UnitPrice,
    /// The price holds up to this many units.
    pub quantity: i64,
    /// Calendar days.
    pub lead_time_days: Option<i32>,
    /// The offer is never accepted at or after this instant.
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}

impl Offer {
    pub fn sentence(&self) -> String {
        let mut text = format!("Offer {}: {} each for up to {}", self.revision, self.unit_price, self.quantity);
        if let Some(days) = self.lead_time_days {
            text.push_str(&format!(", lead time {days} d"));
        }
        if let Some(until) = self.valid_until {
            text.push_str(&format!(", valid until {}", until.minute_text()));
        }
        text.push('.');
        if let Some(comment) = &self.comment {
            text.push_str(&format!(" “{comment}”"));
        }
        text
    }

    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.valid_until.is_some_and(|until| now >= until)
    }
}

/// What a seller fills in for an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferTerms {
    pub unit_price: UnitPrice,
    /// `None`: the quantity asked for.
    pub quantity: Option<i64>,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}
