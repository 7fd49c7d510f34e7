//! Where sellers' order systems say what became of a bag. They are known by their signature alone: no session, no cookie, no origin.

use super::{Site, problem};
use crate::{
    domain::ids::OrganisationId,
    server::{
        application::{
            Context,
            delivery::callback::{Answered, Callback, take_callback},
            execute,
            work::mint,
        },
        integrations::erp::signature::{ID, SIGNATURE, TIMESTAMP},
    },
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};

/// The largest callback, in bytes.
const BODY_LIMIT: usize = 64 * 1_024;

pub fn routes() -> Router<Site> {
    Router::new().route("/callbacks/erp/{seller}", post(take)).layer(DefaultBodyLimit::max(BODY_LIMIT))
}

async fn take(State(site): State<Site>, Path(seller): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let request_id = format!("callback {}", mint());
    // An address that names nobody is one whose signature nobody can check.
    let Ok(seller_id) = seller.parse::<OrganisationId>() else { return unsigned(&request_id) };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let callback =
        Callback { seller_id, id: text(ID), timestamp: text(TIMESTAMP), signature: text(SIGNATURE), body: body.to_vec() };
    let context = Context::new(&site.services, None, request_id.as_str());
    match execute(context, take_callback, callback).await {
        Ok(Answered::Taken { result, again }) => {
            (StatusCode::OK, Json(serde_json::json!({ "result": result, "repeated": again }))).into_response()
        }
        Ok(Answered::Unsigned) => unsigned(&request_id),
        Err(error) => problem::response(&error, &request_id),
    }
}

fn unsigned(request_id: &str) -> Response {
    let detail = "The signature is not right for this body and this time. Nothing was changed.";
    problem::document(StatusCode::UNAUTHORIZED, "bad-signature", detail, request_id)
}
