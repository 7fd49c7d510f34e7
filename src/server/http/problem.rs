//! Errors of plain routes as problem details (RFC 9457).

use crate::api_types::AppError;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::any::Any;

/// An error as `application/problem+json`.
pub fn response(error: &AppError, request_id: &str) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = serde_json::json!({
        "type": format!("/problems/{}", error.code()),
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": error.to_string(),
        "request_id": request_id,
    });
    if let AppError::Invalid(fields) = error {
        body["errors"] = serde_json::json!(fields);
    }
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let AppError::TooManyAttempts(seconds) = error {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// A refusal that no use case knows, because the request never reached one.
pub fn document(status: StatusCode, code: &str, detail: &str, request_id: &str) -> Response {
    let body = serde_json::json!({
        "type": format!("/problems/{code}"),
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
        "request_id": request_id,
    });
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer to a request whose handler panicked. What it said goes to the log only.
pub fn panicked(reason: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = reason.downcast_ref::<String>().map(String::as_str).or(reason.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("unknown"), "a request panicked");
    response(&AppError::Internal("the log".into()), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_the_status_it_names() {
        for (error, status) in [
            (AppError::BadRequest("x".into()), 400),
            (AppError::SignInRequired, 401),
            (AppError::Forbidden, 403),
            (AppError::NotFound, 404),
            (AppError::invalid("quantity", "is bad"), 422),
            (AppError::TooManyAttempts(7), 429),
            (AppError::Unavailable, 503),
        ] {
            let response = response(&error, "r");
            assert_eq!(response.status().as_u16(), status);
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        }
        assert_eq!(response(&AppError::TooManyAttempts(7), "r").headers()[header::RETRY_AFTER], "7");
    }
}
