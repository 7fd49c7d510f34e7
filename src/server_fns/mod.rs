//! Floor 4: the public endpoints that pages call. Thin: each names its use case and nothing else.
//! Must not touch storage; authorisation happens inside the use case.

pub mod audit;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod delivery;
pub mod guest;
pub mod identity;
pub mod insight;
pub mod inventory;
pub mod negotiation;
pub mod notification;
pub mod order;
pub mod profile;
pub mod sharing;
pub mod storefront;
pub mod support;
pub mod triage;
