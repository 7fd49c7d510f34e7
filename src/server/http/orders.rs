//! An order for keeping, as pages.

use super::{Site, files::parsed, history::respond};
use crate::{
    api_types::AppError,
    domain::access::Permission,
    server::application::{Context, ordering::orders, query_in},
};
use axum::{Extension, Router, extract::Path, response::Response, routing::get};

pub fn routes() -> Router<Site> {
    Router::new().route("/orders/{id}/order.pdf", get(pages))
}

async fn pages(Extension(context): Extension<Context>, Path(id): Path<String>) -> Response {
    // Who may not ask at all hears that before anything about the address.
    let id = context.require(Permission::Buy).and_then(|_| parsed(&id));
    let pages = match id {
        Ok(id) => query_in(&context, orders::load_order_pages, id).await,
        Err(error) => Err::<_, AppError>(error),
    };
    let (number, content) = match pages {
        Ok((number, content)) => (number, Ok(content)),
        Err(error) => (String::new(), Err(error)),
    };
    respond(&context, content, ("application/pdf", &format!("{number}.pdf")))
}
