//! The audit log of the organisation acted in.

use crate::api_types::{AppError, audit::AuditVerdict, json::Json};
use leptos::prelude::*;

/// Recomputes every hash of the log; for org admins.
#[server(prefix = "/api", endpoint = "audit/verify_log", output = Json)]
pub async fn verify_log() -> Result<AuditVerdict, AppError> {
    use crate::server::application::{audit, query};
    query(audit::verify_log, ()).await
}
