//! The interface for programs: JSON in and out, problem details (RFC 9457), sessions or personal access tokens.
//! Each endpoint asks a use case; nothing is decided here.

mod admin;
mod input;
mod store;

use super::{Site, problem};
use crate::{
    api_types::AppError,
    server::application::{Context, execute, query_in, replay},
};
use axum::{
    Extension, Router,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// All of it.
pub fn routes() -> Router<Site> {
    Router::new().merge(store::routes()).merge(admin::routes()).method_not_allowed_fallback(not_allowed)
}

async fn not_allowed(Extension(context): Extension<Context>, method: Method) -> Response {
    let detail = format!("There is nothing to {method} at this address.");
    problem::document(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", &detail, &context.request_id)
}

/// Why a request of a program was refused.
#[derive(Debug)]
enum Refused {
    App(AppError),
    /// The body is not JSON by its own word.
    MediaType,
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl Refused {
    fn answer(self, request_id: &str) -> Response {
        match self {
            Self::App(error) => problem::response(&input::in_json(error), request_id),
            Self::MediaType => {
                let detail = "Send the body as application/json. Nothing was changed.";
                problem::document(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail, request_id)
            }
        }
    }
}

/// A value as JSON, or the problem.
fn answer<T: Serialize>(context: &Context, result: Result<T, Refused>) -> Response {
    match result.and_then(|value| written(context, &value)) {
        Ok(text) => json(StatusCode::OK, text),
        Err(refused) => refused.answer(&context.request_id),
    }
}

fn written<T: Serialize>(context: &Context, value: &T) -> Result<String, Refused> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(request_id = %context.request_id, %error, "an answer could not be written");
        Refused::App(AppError::Internal(context.request_id.to_string()))
    })
}

fn json(status: StatusCode, text: String) -> Response {
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A request as far as its key is concerned.
struct Asked<'a> {
    method: Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    body: &'a [u8],
}

/// Carries a request out, once per `Idempotency-Key`: sent again, it is answered as it was the first time. What is refused
/// before it does anything is not kept, nor are failures of ours.
async fn once<T, Fut>(context: &Context, asked: Asked<'_>, run: impl FnOnce() -> Fut) -> Response
where
    T: Serialize,
    Fut: Future<Output = Result<T, Refused>>,
{
    let keyed = match keyed(context, &asked) {
        Ok(Some(keyed)) => keyed,
        Ok(None) => return answer(context, run().await),
        Err(error) => return Refused::App(error).answer(&context.request_id),
    };
    match query_in(context, replay::answered, keyed.clone()).await {
        Ok(Some((status, body))) => {
            let mut response = json(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body);
            response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
            return response;
        }
        Ok(None) => {}
        Err(error) => return Refused::App(error).answer(&context.request_id),
    }
    match run().await.and_then(|value| written(context, &value)) {
        Ok(body) => {
            // What was done is done: an answer that could not be kept is given all the same, and logged.
            let _kept = execute(context.clone(), replay::keep, (keyed, 200, body.clone())).await;
            json(StatusCode::OK, body)
        }
        Err(refused) => refused.answer(&context.request_id),
    }
}

fn keyed(context: &Context, asked: &Asked<'_>) -> Result<Option<replay::Keyed>, AppError> {
    let Some(value) = asked.headers.get(replay::KEY) else { return Ok(None) };
    let request = format!("{} {}\n{}", asked.method, asked.uri, String::from_utf8_lossy(asked.body));
    replay::Keyed::new(context, value.to_str().unwrap_or_default(), &request).map(Some)
}
