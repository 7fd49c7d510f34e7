//! The negotiation of one cart line. Which action is possible where is data ([`TRANSITIONS`]); [`decide`] turns a command
//! into an event or a refusal, [`apply`] an event into the line afterwards.

mod decide;
mod line;
mod offer;
mod table;

pub use decide::{agreed_quantity, apply, buy, decide, open};
pub use line::{ClosedReason, Command, Line, LineState};
pub use offer::{Offer, OfferTerms};
pub use table::{Action, LineStatus, Mover, Side, TRANSITIONS, Transition, available_actions};

#[cfg(test)]
mod tests;
