//! Opening what the bell told: marks it as read, which without scripts nothing else does, and goes on to what it is about.

use super::{Site, problem};
use crate::{
    api_types::AppError,
    domain::{ids::EventId, negotiation::Side},
    server::application::{
        Context, execute,
        notification::{self, Opened},
    },
};
use axum::{
    Extension, Router,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

/// The one route.
pub fn routes() -> Router<Site> {
    Router::new().route("/notifications/{id}/open", get(open))
}

async fn open(Extension(context): Extension<Context>, Path(id): Path<String>) -> Response {
    let opened = match id.parse::<EventId>() {
        Ok(id) => execute(context.clone(), notification::open_notification, id).await,
        Err(_) => Err(AppError::NotFound),
    };
    match opened {
        Ok(Opened::Line(line_id, Side::Buyer)) => {
            Redirect::to(&format!("/connector/shopping-cart/lines/{line_id}")).into_response()
        }
        Ok(Opened::Line(line_id, Side::Seller)) => {
            Redirect::to(&format!("/connector/requests/lines/{line_id}")).into_response()
        }
        Ok(Opened::About(about)) => Redirect::to(&about.path()).into_response(),
        Err(error) => problem::response(&error, &context.request_id),
    }
}
