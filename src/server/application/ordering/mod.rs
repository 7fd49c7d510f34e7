//! From a cart to an order and through it. What a bag goes through is `domain::ordering`'s; here it meets the bag as it stands
//! under its lock, and everything that follows from it.

mod act;
pub mod bag;
mod order_pages;
pub mod orders;
pub mod reorder;
pub mod seller_bags;
pub mod told;
mod views;

#[cfg(test)]
mod tests;
