//! Filling the cart, and working on it together.

use crate::{
    api_types::{
        AppError,
        cart::{
            CartHistory, CartItemView, CartSettingsInput, CartSettingsView, NoteInput, NoteView, Removed, StartInput,
            StartPreview, Started, UndoRemovalInput,
        },
        catalog::{AddToCartInput, AddedToCart, BuyInput},
        identity::PersonName,
        json::Json,
        negotiation::LineChanged,
    },
    domain::ids::{CartId, LineId},
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
            http::{flash, session},
        },
    };
    let bought = command(cart::buy, input).await?;
    if let Some(cookie) = &bought.guest {
        session::start_guest(cookie);
    }
    let changed = bought.changed;
    flash::say(Done::Bought(changed.line_id));
    Ok(changed)
}

/// Everything about a line within its cart.
#[server(prefix = "/api", endpoint = "cart/load_item", output = Json)]
pub async fn load_item(line_id: LineId) -> Result<CartItemView, AppError> {
    use crate::server::application::{negotiation, query};
    query(negotiation::load_item, line_id).await
}

/// Writes the buyers' note on a line.
#[server(prefix = "/api", endpoint = "cart/save_note", output = Json)]
pub async fn save_note(input: NoteInput) -> Result<NoteView, AppError> {
    use crate::server::application::{cart, command};
    command(cart::save_note, input).await
}

/// Takes a line out of its cart; for some seconds that can be undone.
#[server(prefix = "/api", endpoint = "cart/remove_line", output = Json)]
pub async fn remove_line(line_id: LineId) -> Result<Removed, AppError> {
    use crate::server::application::{cart, command};
    command(cart::remove_line, line_id).await
}

/// Takes every line in negotiation out of a cart; for some seconds that can be undone.
#[server(prefix = "/api", endpoint = "cart/clear_cart", output = Json)]
pub async fn clear_cart(cart_id: CartId) -> Result<Removed, AppError> {
    use crate::server::application::{cart, command};
    command(cart::clear_cart, cart_id).await
}

/// Keeps lines that are on their way out after all; answers how many.
#[server(prefix = "/api", endpoint = "cart/undo_removal", output = Json)]
pub async fn undo_removal(input: UndoRemovalInput) -> Result<u32, AppError> {
    use crate::server::application::{cart, command};
    command(cart::undo_removal, input).await
}

/// Says that the asker has a cart open, or not any more; answers who else does.
#[server(prefix = "/api", endpoint = "cart/present", output = Json)]
pub async fn present(cart_id: CartId, #[server(default)] leaving: bool) -> Result<Vec<PersonName>, AppError> {
    use crate::server::application::{cart, query};
    query(cart::present, (cart_id, leaving)).await
}

/// One page of what happened to a cart and its lines.
#[server(prefix = "/api", endpoint = "cart/load_history", output = Json)]
pub async fn load_history(cart_id: CartId, #[server(default)] after: String) -> Result<CartHistory, AppError> {
    use crate::server::application::{cart, query};
    query(cart::load_history, (cart_id, after)).await
}

/// What starting a new cart from an earlier state would do.
#[server(prefix = "/api", endpoint = "cart/load_start", output = Json)]
pub async fn load_start(cart_id: CartId, sequence: i64) -> Result<StartPreview, AppError> {
    use crate::server::application::{cart, query};
    query(cart::load_start, (cart_id, sequence)).await
}

/// Starts a new cart from an earlier state; it becomes the current one.
#[server(prefix = "/api", endpoint = "cart/start_from", output = Json)]
pub async fn start_from(input: StartInput) -> Result<Started, AppError> {
    use crate::server::{
        application::{cart, command},
        http::session,
    };
    let started = command(cart::start_from, input).await?;
    session::show_without_scripts("/connector/shopping-cart");
    Ok(started)
}

/// The asker has read that a cart they worked in is gone.
#[server(prefix = "/api", endpoint = "cart/dismiss_lost", output = Json)]
pub async fn dismiss_lost() -> Result<(), AppError> {
    use crate::server::application::{cart, command};
    command(cart::dismiss_lost, ()).await
}

/// The settings of carts; for merchant admins.
#[server(prefix = "/api", endpoint = "cart/load_cart_settings", output = Json)]
pub async fn load_cart_settings() -> Result<CartSettingsView, AppError> {
    use crate::server::application::{cart, query};
    query(cart::load_cart_settings, ()).await
}

/// Stores the settings of carts; for merchant admins.
#[server(prefix = "/api", endpoint = "cart/save_cart_settings", output = Json)]
pub async fn save_cart_settings(input: CartSettingsInput) -> Result<CartSettingsView, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{cart, command},
            http::flash,
        },
    };
    let saved = command(cart::save_cart_settings, input).await?;
    flash::say(Done::CartsSet);
    Ok(saved)
}
