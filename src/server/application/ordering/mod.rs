//! From a cart to an order and through it. What a bag goes through is `domain::ordering`'s; here it meets the bag as it stands
//! under its lock, and everything that follows from it.

pub mod bag;
pub mod orders;
pub mod reorder;
pub mod seller_bags;
pub mod told;
mod views;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
