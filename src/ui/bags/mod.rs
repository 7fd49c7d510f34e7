//! Bags: what buyers ordered of this seller, and everything that is done with it until it has arrived and is paid.

mod goods;
mod list;
mod money;
mod page;

pub use list::BagsPage;
pub use page::BagPage;

use crate::domain::ids::BagId;

/// The seller's list.
pub const BAGS: &str = "/connector/bags";

pub fn bag_path(id: BagId) -> String {
    format!("{BAGS}/{id}")
}
