//! How an organisation orders: where things go and who pays, what every order must say, what members may order alone.

mod address;
mod limits;
mod page;
mod terms;

pub use page::OrderingPage;

/// Below the organisation's own page.
pub const ORDERING: &str = "/organisation/ordering";
