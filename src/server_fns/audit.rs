//! The audit log of the organisation acted in, and the platform's.

use crate::api_types::{
    AppError,
    audit::{AuditVerdict, SettingChange},
    json::Json,
};
use leptos::prelude::*;

/// Recomputes every hash of the log; for org admins.
#[server(prefix = "/api", endpoint = "audit/verify_log", output = Json)]
pub async fn verify_log() -> Result<AuditVerdict, AppError> {
    use crate::server::application::{audit, query};
    query(audit::verify_log, ()).await
}

/// What was set for everybody lately; for merchant admins.
#[server(prefix = "/api", endpoint = "audit/load_setting_changes", output = Json)]
pub async fn load_setting_changes() -> Result<Vec<SettingChange>, AppError> {
    use crate::server::application::{query, setting};
    query(setting::load_changes, ()).await
}
