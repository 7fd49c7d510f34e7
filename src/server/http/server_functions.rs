//! The door of the server functions: hands them the request's context and gives their errors the right status.

use super::{Site, problem, provide_request};
use crate::{api_types::AppError, server::application::Context};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::FromServerFnError;

/// The header by which a server function says that its body is an error.
const ERROR: HeaderName = HeaderName::from_static("serverfnerror");

/// Errors are small.
const ERROR_LIMIT: usize = 64 * 1_024;

/// Runs a server function.
pub async fn handle(State(site): State<Site>, Extension(context): Extension<Context>, request: Request) -> Response {
    let path = request.uri().path();
    if !leptos::server_fn::axum::server_fn_paths().any(|(known, _)| known == path) {
        return problem::response(&AppError::NotFound, &context.request_id);
    }
    let request = match within_limit(request).await {
        Ok(request) => request,
        Err(error) => return problem::response(&error, &context.request_id),
    };
    let cookies = site.cookies;
    let response = leptos_axum::handle_server_fns_with_context(move || provide_request(cookies, None), request).await;
    with_status(response.into_response()).await
}

/// The request with its body read. Server functions would call a body over the limit unreadable (400).
async fn within_limit(request: Request) -> Result<Request, AppError> {
    let (parts, body) = request.into_parts();
    match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(AppError::TooLarge),
        Err(refused) => Err(AppError::BadRequest(refused.body_text())),
    }
}

/// A server function answers every error with 500; the error itself knows better. Redirects stay as they are.
async fn with_status(response: Response) -> Response {
    if !response.headers().contains_key(&ERROR) || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_LIMIT).await else {
        return problem::response(&AppError::Internal("the log".into()), "");
    };
    let error = AppError::de(bytes.clone());
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let AppError::TooManyAttempts(seconds) = error {
        parts.headers.insert(axum::http::header::RETRY_AFTER, seconds.into());
    }
    Response::from_parts(parts, Body::from(bytes))
}
