//! The catalogue's pages: the search, and one part with all its sellers.

mod buy;
mod filters;
mod held;
pub mod history;
mod listings;
mod part;
mod parts;
mod results;

pub use part::PartDetailPage;
pub use parts::PartsPage;
