//! A line's whole history for keeping, as JSON and as pages.

use super::{
    Site,
    files::{disposition, parsed},
    problem,
};
use crate::{
    api_types::AppError,
    server::application::{Context, negotiation, query_in},
};
use axum::{
    Extension, Router,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub fn routes() -> Router<Site> {
    Router::new().route("/lines/{id}/history.json", get(json)).route("/lines/{id}/history.pdf", get(pages))
}

async fn json(Extension(context): Extension<Context>, Path(id): Path<String>) -> Response {
    let history = match line(&context, &id) {
        Ok(id) => query_in(&context, negotiation::load_history, id).await,
        Err(error) => Err(error),
    };
    let text = history.map(|history| serde_json::to_vec_pretty(&history).unwrap_or_default());
    respond(&context, text, ("application/json", &format!("line-{id}.json")))
}

async fn pages(Extension(context): Extension<Context>, Path(id): Path<String>) -> Response {
    let pages = match line(&context, &id) {
        Ok(id) => query_in(&context, negotiation::load_history_pages, id).await,
        Err(error) => Err(error),
    };
    respond(&context, pages, ("application/pdf", &format!("line-{id}.pdf")))
}

/// Who may not ask at all hears that before anything about the address.
fn line<T: std::str::FromStr>(context: &Context, id: &str) -> Result<T, AppError> {
    negotiation::sides(context)?;
    parsed(id)
}

pub(super) fn respond(context: &Context, content: Result<Vec<u8>, AppError>, what: (&'static str, &str)) -> Response {
    let content = match content {
        Ok(content) => content,
        Err(error) => return problem::response(&error, &context.request_id),
    };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(what.0));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&disposition(false, what.1)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
