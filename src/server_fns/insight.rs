//! Figures about one's own business.

use crate::api_types::{AppError, insight::Overview, json::Json};
use leptos::prelude::*;

/// What waits for the member, from the sides they act on.
#[server(prefix = "/api", endpoint = "insight/load_overview", output = Json)]
pub async fn load_overview() -> Result<Overview, AppError> {
    use crate::server::application::{insight, query};
    query(insight::load_overview, ()).await
}
