//! A seller's own stock: what is listed, and uploads from their check to what became of them.

mod columns;
mod confirm;
mod history;
mod page;
mod report;
mod table;
mod undo;
mod upload;
mod uploads;

pub use history::UploadHistoryPage;
pub use page::InventoryPage;
pub use upload::UploadDetailPage;

/// The address of the stock, and the parent of every upload's.
const HERE: &str = "/connector/inventory";
