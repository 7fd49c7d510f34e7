//! What buyers' programs reach: `/ccstore/v1`.

mod order;
mod orders;

pub use orders::routes;
