//! Guests: their cart, their checkout, and what a person finds in their own cart who was one.

mod arrival;
mod cart;
mod checkout;

pub use arrival::ArrivalNotice;
pub use cart::GuestCart;
pub use checkout::GuestForm;
