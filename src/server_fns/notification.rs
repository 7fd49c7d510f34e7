//! The bell and its page.

use crate::api_types::notification::NotificationPage;
use crate::api_types::{AppError, json::Json};
use crate::domain::ids::EventId;
use leptos::prelude::*;

/// The person's notifications in the organisation they act in, newest first.
#[server(prefix = "/api", endpoint = "notification/load_notifications", output = Json)]
pub async fn load_notifications(after: String) -> Result<NotificationPage, AppError> {
    use crate::server::application::{notification, query};
    query(notification::load_notifications, after).await
}

/// Marks one notification as read, or all.
#[server(prefix = "/api", endpoint = "notification/mark_read", output = Json)]
pub async fn mark_read(event_id: Option<EventId>) -> Result<(), AppError> {
    use crate::server::application::{command, notification};
    command(notification::mark_read, event_id).await
}
