//! Floor 5: pages and components. Must not decide anything: rules are in `domain`, effects behind `server_fns`.
//! Views read no clock, no randomness and no locale; what they need of those comes from the server.

pub mod admin;
pub mod app;
pub mod approvals;
pub mod bags;
pub mod cart;
pub mod carts;
pub mod catalog;
pub mod checkout;
pub mod compare;
pub mod components;
pub mod delivery;
pub mod demands;
pub mod guest;
pub mod identity;
pub mod live;
pub mod negotiation;
pub mod notifications;
pub mod ordering;
pub mod orders;
pub mod overview;
pub mod profile;
pub mod reasons;
pub mod replies;
pub mod seller;
pub mod shell;
pub mod status;
pub mod support;
pub mod theme;
pub mod transactions;
pub mod triage;

pub use app::{App, shell};
