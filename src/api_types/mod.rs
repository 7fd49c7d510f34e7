//! Floor 1: what crosses the wire. Inputs as people typed them, views as pages draw them, one closed error.
//! Must not hold rules (see `domain`) or know how anything is stored.

pub mod audit;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod compare;
pub mod delivery;
pub mod done;
pub mod error;
pub mod guest;
pub mod history;
pub mod identity;
pub mod insight;
pub mod inventory;
pub mod json;
pub mod negotiation;
pub mod notification;
pub mod order;
pub mod paging;
pub mod profile;
pub mod returned;
pub mod sharing;
pub mod storefront;
pub mod support;
pub mod thread;
pub mod triage;

pub use error::{AppError, FieldError};
