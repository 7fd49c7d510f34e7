//! A seller's many requests: their order, a selection of them, what is done to all of these at once and what came of it.

mod bulk;
mod decline;
mod price;
mod report;
mod select;
mod sort;

pub use bulk::BulkPage;
pub use report::BulkReportPage;
pub use select::{BulkBar, SelectAll, SelectLine, Selection};
pub use sort::TriageBar;

/// Where the selected lines are taken to.
const BULK: &str = "/connector/requests/bulk";
