//! Endpoints of the storefront's settings.

use crate::api_types::{
    AppError,
    json::Json,
    storefront::{StorefrontInput, StorefrontView},
};
use leptos::prelude::*;

/// The settings of the storefront; for merchant admins.
#[server(prefix = "/api", endpoint = "storefront/load_storefront", output = Json)]
pub async fn load_storefront() -> Result<StorefrontView, AppError> {
    use crate::server::application::{query, storefront};
    query(storefront::load_storefront, ()).await
}

/// Stores the settings of the storefront; for merchant admins.
#[server(prefix = "/api", endpoint = "storefront/save_storefront", output = Json)]
pub async fn save_storefront(input: StorefrontInput) -> Result<StorefrontView, AppError> {
    use crate::{
        api_types::done::Done,
        server::{
            application::{command, storefront},
            http::flash,
        },
    };
    let saved = command(storefront::save_storefront, input).await?;
    flash::say(Done::StorefrontSet);
    Ok(saved)
}
