//! A seller's inventory. Files arrive by a plain multipart post, see the HTTP floor.

use crate::api_types::inventory::{InventoryPage, MatchColumnsInput, UploadHistory, UploadPage};
use crate::api_types::{AppError, json::Json};
use crate::domain::ids::UploadId;
use leptos::prelude::*;

/// The seller's own listings and latest uploads.
#[server(prefix = "/api", endpoint = "inventory/load_inventory", output = Json)]
pub async fn load_inventory(q: String, after: String) -> Result<InventoryPage, AppError> {
    use crate::server::application::{inventory, query};
    query(inventory::load_inventory, (q, after)).await
}

/// One upload: progress, dry run or result.
#[server(prefix = "/api", endpoint = "inventory/load_upload", output = Json)]
pub async fn load_upload(upload_id: UploadId) -> Result<UploadPage, AppError> {
    use crate::server::application::{inventory, query};
    query(inventory::load_upload, upload_id).await
}

/// Stores a checked upload; everything or nothing. `removing`: how many listings may go, where most would.
#[server(prefix = "/api", endpoint = "inventory/confirm_upload", output = Json)]
pub async fn confirm_upload(upload_id: UploadId, removing: Option<u64>) -> Result<(), AppError> {
    use crate::api_types::inventory::Confirmation;
    use crate::server::application::{command, inventory};
    command(inventory::confirm_upload, Confirmation { upload_id, removing }).await
}

/// Gives a checked upload up.
#[server(prefix = "/api", endpoint = "inventory/discard_upload", output = Json)]
pub async fn discard_upload(upload_id: UploadId) -> Result<(), AppError> {
    use crate::server::application::{command, inventory};
    command(inventory::discard_upload, upload_id).await
}

/// Everything that was ever uploaded, page by page.
#[server(prefix = "/api", endpoint = "inventory/load_uploads", output = Json)]
pub async fn load_uploads(before: String) -> Result<UploadHistory, AppError> {
    use crate::server::application::{inventory, query};
    query(inventory::load_uploads, before).await
}

/// Says what the columns of an upload are, and has it checked again.
#[server(prefix = "/api", endpoint = "inventory/match_columns", output = Json)]
pub async fn match_columns(input: MatchColumnsInput) -> Result<(), AppError> {
    use crate::server::application::{command, inventory};
    command(inventory::match_columns, input).await
}

/// Takes the latest upload back.
#[server(prefix = "/api", endpoint = "inventory/undo_upload", output = Json)]
pub async fn undo_upload(upload_id: UploadId) -> Result<(), AppError> {
    use crate::server::application::{command, inventory};
    command(inventory::undo_upload, upload_id).await
}
