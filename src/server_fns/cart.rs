//! Filling the cart.

use crate::api_types::{
    AppError,
    catalog::{AddToCartInput, AddedToCart, BuyInput},
    json::Json,
    negotiation::LineChanged,
};
use leptos::prelude::*;

/// Adds a listing to the current cart, or raises the quantity of its active line.
#[server(prefix = "/api", endpoint = "cart/add_to_cart", output = Json)]
pub async fn add_to_cart(input: AddToCartInput) -> Result<AddedToCart, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{cart, command},
            http::flash,
        },
    };
    let added = command(cart::add_to_cart, input).await?;
    flash::say(Done::added(&added));
    Ok(added)
}

/// Buys a priced listing at once, at the price that was shown.
#[server(prefix = "/api", endpoint = "cart/buy_at_list_price", output = Json)]
pub async fn buy_at_list_price(input: BuyInput) -> Result<LineChanged, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{cart, command},
            http::flash,
        },
    };
    let changed = command(cart::buy_at_list_price, input).await?;
    flash::say(Done::Bought(changed.line_id));
    Ok(changed)
}
