//! Filling the cart.

use crate::api_types::{AppError, catalog::AddToCartInput, negotiation::LineChanged};
use leptos::prelude::*;

/// Adds a listing to the current cart, or raises the quantity of its active line.
#[server(prefix = "/api", endpoint = "cart/add_to_cart")]
pub async fn add_to_cart(input: AddToCartInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{cart, command};
    command(cart::add_to_cart, input).await
}

/// Buys a priced listing at once.
#[server(prefix = "/api", endpoint = "cart/buy_at_list_price")]
pub async fn buy_at_list_price(input: AddToCartInput) -> Result<LineChanged, AppError> {
    use crate::server::application::{cart, command};
    command(cart::buy_at_list_price, input).await
}
