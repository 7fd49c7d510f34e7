//! The selling side: requests and inventory.

pub mod inventory;
pub mod requests;
