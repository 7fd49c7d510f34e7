//! The negotiation of one cart line. Which action is possible where is data ([`TRANSITIONS`]); [`decide`] turns a command
//! into an event or a refusal, [`apply`] an event into the line afterwards.

mod counter;
mod decide;
mod line;
mod offer;
mod table;

pub use counter::{Counter, CounterTerms, taken_over};
pub use decide::{QuantityEffect, agreed_quantity, apply, buy, check_price_seen, decide, open, quantity_effect};
pub use line::{ClosedReason, Command, Facts, Line, LineState, QuantitySeen};
pub use offer::{
    MAX_VALIDITY_DAYS, Offer, OfferTerms, RemindOf, Reminder, USUAL_VALIDITY_DAYS, extended_until, percent_text,
};
pub use table::{Action, LineStatus, Mover, Side, TRANSITIONS, Transition, available_actions};

#[cfg(test)]
mod offer_tests;
#[cfg(test)]
mod tests;
