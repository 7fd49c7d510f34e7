//! An order for keeping, as pages.

use super::{Site, files::parsed, history::respond};
use crate::{
    api_types::AppError,
    domain::access::Permission,
    server::application::{Context, ordering::orders, query_in},
};
use axum::{
    Extension, Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use serde::Deserialize;

pub fn routes() -> Router<Site> {
    Router::new().route("/orders/{id}/order.pdf", get(pages))
}

/// What the link to a guest's order says.
#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    key: String,
}

/// Buyers, and guests by their cookie or by the order's link.
fn asks(context: &Context, link: &Link) -> Result<(), AppError> {
    let by_cookie = context.guest.is_some() || context.guest_token.is_some() && context.principal.is_some();
    match by_cookie || !link.key.is_empty() {
        true => Ok(()),
        false => context.require(Permission::Buy).map(|_| ()),
    }
}

async fn pages(Extension(context): Extension<Context>, Path(id): Path<String>, Query(link): Query<Link>) -> Response {
    // Who may not ask at all hears that before anything about the address.
    let id = asks(&context, &link).and_then(|()| parsed(&id));
    let pages = match id {
        Ok(id) => query_in(&context, orders::load_order_pages_by_link, (id, link.key)).await,
        Err(error) => Err::<_, AppError>(error),
    };
    let (number, content) = match pages {
        Ok((number, content)) => (number, Ok(content)),
        Err(error) => (String::new(), Err(error)),
    };
    respond(&context, content, ("application/pdf", &format!("{number}.pdf")))
}
