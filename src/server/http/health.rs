//! Whether the process can work, and its figures for the watch. Neither looks anybody up.

use super::{Site, problem};
use crate::api_types::AppError;
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{net::SocketAddr, sync::OnceLock, time::Duration};

/// Upper bounds of the latency histogram's buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; a process counts once, whatever runs in it.
pub fn count() {
    RECORDER.get_or_init(|| {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS)
            .and_then(PrometheusBuilder::install_recorder)
            .inspect_err(|error| tracing::warn!(%error, "no metrics"))
            .ok()
    });
}

/// `200` if the database answers within two seconds, else `503`.
pub async fn health(State(site): State<Site>) -> Response {
    let answer = tokio::time::timeout(Duration::from_secs(2), site.services.store.read()).await;
    let (status, word) = match answer {
        Ok(Ok(_)) if !site.stopping.is_cancelled() => (StatusCode::OK, "ok"),
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database does not answer"),
    };
    (status, Json(serde_json::json!({ "status": word, "database": site.services.store.kind() }))).into_response()
}

/// Prometheus text, for callers on this machine only: what is counted is nobody else's business.
pub async fn metrics(
    State(site): State<Site>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Response {
    // A proxy on this machine says that it passes something on, one way or another.
    let is_forwarded = ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let is_local = peer.is_some_and(|peer| peer.0.0.ip().is_loopback()) && !is_forwarded;
    match RECORDER.get().and_then(Option::as_ref) {
        Some(handle) if is_local => {
            metrics::gauge!("live_streams").set(site.services.hub.streams() as f64);
            handle.run_upkeep();
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
        }
        Some(_) | None => problem::response(&AppError::NotFound, ""),
    }
}
