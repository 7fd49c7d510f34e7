//! From a cart to its order: the review page, what it asks for, and how ready a cart is while it is being built.

mod bags;
mod fields;
mod page;
mod pending;
mod ready;
mod summary;
mod words;

pub use bags::{AgreedBags, bags_text};
pub use page::CheckoutPage;
pub use ready::ReadyBar;
pub use summary::Summary;
pub use words::{Exceeded, one_of, sum_text};

/// The review page of the current cart.
pub const CHECKOUT: &str = "/checkout";

const CART: &str = "/connector/shopping-cart";
