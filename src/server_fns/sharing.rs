//! Carts as a whole: the list, sharing and unsharing, switching, the trash, the settings.

use crate::{
    api_types::{
        AppError,
        json::Json,
        sharing::{
            CartHead, CartsPage, DescribeInput, RenameInput, RestoreInput, SettingsInput, SettingsView, ShareInput,
            SwitchInput, TrashPage, UndoUnshareInput, UnshareInput, UnsharePreview, UnshareReport,
        },
    },
    domain::ids::CartId,
};
use leptos::prelude::*;

/// The personal cart and the organisation's shared ones.
#[server(prefix = "/api", endpoint = "sharing/load_carts", output = Json)]
pub async fn load_carts() -> Result<CartsPage, AppError> {
    use crate::server::application::{query, sharing};
    query(sharing::load_carts, ()).await
}

/// Carts that can be brought back.
#[server(prefix = "/api", endpoint = "sharing/load_trash", output = Json)]
pub async fn load_trash() -> Result<TrashPage, AppError> {
    use crate::server::application::{query, sharing};
    query(sharing::load_trash, ()).await
}

/// Shares the personal cart with the organisation.
#[server(prefix = "/api", endpoint = "sharing/share_cart", output = Json)]
pub async fn share_cart(input: ShareInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::share_cart, input).await
}

/// Goes on in another cart, or in the personal one.
#[server(prefix = "/api", endpoint = "sharing/switch_cart", output = Json)]
pub async fn switch_cart(#[server(default)] input: SwitchInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::switch_cart, input).await
}

/// Another name for a shared cart.
#[server(prefix = "/api", endpoint = "sharing/rename_cart", output = Json)]
pub async fn rename_cart(input: RenameInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::rename_cart, input).await
}

/// Another description for a shared cart.
#[server(prefix = "/api", endpoint = "sharing/describe_cart", output = Json)]
pub async fn describe_cart(input: DescribeInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::describe_cart, input).await
}

/// What unsharing a cart would do.
#[server(prefix = "/api", endpoint = "sharing/preview_unshare", output = Json)]
pub async fn preview_unshare(cart_id: CartId) -> Result<UnsharePreview, AppError> {
    use crate::server::application::{query, sharing};
    query(sharing::preview_unshare, cart_id).await
}

/// Makes a shared cart a personal one, or removes it.
#[server(prefix = "/api", endpoint = "sharing/unshare_cart", output = Json)]
pub async fn unshare_cart(input: UnshareInput) -> Result<UnshareReport, AppError> {
    use crate::server::{
        application::{command, sharing},
        http::session,
    };
    let report = command(sharing::unshare_cart, input).await?;
    // The page of the question is gone with its cart; the list of carts says what was done and takes it back.
    session::show_without_scripts("/carts");
    Ok(report)
}

/// Takes an unsharing back, within seconds.
#[server(prefix = "/api", endpoint = "sharing/undo_unshare", output = Json)]
pub async fn undo_unshare(input: UndoUnshareInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::undo_unshare, input).await
}

/// Brings a shared cart back from the trash.
#[server(prefix = "/api", endpoint = "sharing/restore_cart", output = Json)]
pub async fn restore_cart(input: RestoreInput) -> Result<CartHead, AppError> {
    use crate::server::application::{command, sharing};
    command(sharing::restore_cart, input).await
}

/// The settings of shared carts; for merchant admins.
#[server(prefix = "/api", endpoint = "sharing/load_shared_cart_settings", output = Json)]
pub async fn load_shared_cart_settings() -> Result<SettingsView, AppError> {
    use crate::server::application::{query, sharing};
    query(sharing::load_settings, ()).await
}

/// Stores the settings of shared carts; for merchant admins.
#[server(prefix = "/api", endpoint = "sharing/save_shared_cart_settings", output = Json)]
pub async fn save_shared_cart_settings(input: SettingsInput) -> Result<SettingsView, AppError> {
    use crate::api_types::done::Done;
    use crate::server::{
        application::{command, sharing},
        http::flash,
    };
    let saved = command(sharing::save_settings, input).await?;
    flash::say(Done::Saved);
    Ok(saved)
}
