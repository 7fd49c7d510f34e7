//! The door of the server functions: hands them the request's context and gives their errors the right status.

use super::{Site, flash, problem, provide_request};
use crate::{api_types::AppError, server::application::Context};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header::LOCATION},
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
    let (request, form) = match within_limit(request).await {
        Ok(read) => read,
        Err(error) => return problem::response(&error, &context.request_id),
    };
    let cookies = site.cookies;
    let response = leptos_axum::handle_server_fns_with_context(move || provide_request(cookies, None), request).await;
    with_status(with_form(response.into_response(), &form)).await
}

/// A plain form that was refused comes back to its page with what it held.
fn with_form(mut response: Response, form: &Bytes) -> Response {
    let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
    let location = location.map(|to| flash::with_form(to, &String::from_utf8_lossy(form)));
    if let Some(location) = location.and_then(|to| HeaderValue::from_str(&to).ok()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// The request with its body read, and the body. Server functions would call a body over the limit unreadable (400).
async fn within_limit(request: Request) -> Result<(Request, Bytes), AppError> {
    let (parts, body) = request.into_parts();
    match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(bytes) => Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes)),
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
