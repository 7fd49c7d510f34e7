//! Inventory files by a plain multipart post, as browsers without scripts send them, and the template they begin with.
//! Must not read what is in a file.

use super::{Site, escaped, is_browser, problem};
use crate::{
    api_types::AppError,
    domain::{access::Permission, catalog::UploadMode, ids::UploadId},
    server::application::{
        Context, execute,
        inventory::{self, NewUpload},
    },
};
use axum::{
    Extension, Router,
    extract::{
        DefaultBodyLimit, Multipart,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use std::sync::Arc;

/// What a multipart body has besides its file, in bytes.
const ENVELOPE: usize = 64 * 1_024;

/// The longest `mode` that is read, in bytes.
const LONGEST_MODE: usize = 32;

const PAGE: &str = "/connector/inventory";

/// A body that is not multipart at all is refused like any other, after the question who asks.
type Body = Result<Multipart, MultipartRejection>;

/// The routes, for files of at most `upload_limit` bytes.
pub fn routes(upload_limit: usize) -> Router<Site> {
    let upload = move |Extension(context): Extension<Context>, headers: HeaderMap, body: Body| async move {
        let received = receive(&context, body, upload_limit).await;
        answer(&context, &headers, received)
    };
    Router::new()
        .route("/connector/inventory/uploads", post(upload))
        .layer(DefaultBodyLimit::max(upload_limit.saturating_add(ENVELOPE)))
        .route("/connector/inventory/template.csv", get(template))
}

/// An example of a file.
async fn template() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"counterpart-inventory.csv\""),
    ];
    (headers, inventory::TEMPLATE)
}

async fn receive(context: &Context, body: Body, limit: usize) -> Result<UploadId, AppError> {
    context.require(Permission::KeepInventory)?;
    let mut multipart = body.map_err(|refused| AppError::BadRequest(refused.body_text()))?;
    let (mut file, mut mode) = (None, None);
    while let Some(mut field) = multipart.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, bytes(&mut field, limit).await?));
            }
            Some("mode") => mode = Some(bytes(&mut field, LONGEST_MODE).await?),
            Some(_) | None => {}
        }
    }
    let mode = mode.and_then(|mode| UploadMode::parse(std::str::from_utf8(&mode).unwrap_or_default().trim()));
    let mode = mode.ok_or_else(|| AppError::invalid("mode", "choose replace or update"))?;
    let (file_name, content) = file.ok_or_else(|| AppError::invalid("file", "choose a file"))?;
    let upload = NewUpload { file_name, mode, content: Arc::new(content) };
    execute(context.clone(), inventory::receive_upload, upload).await
}

/// Reads a field piece by piece, up to a limit.
async fn bytes(field: &mut Field<'_>, limit: usize) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(AppError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unreadable(error: &MultipartError) -> AppError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _other => AppError::BadRequest(error.body_text()),
    }
}

/// Sends a browser on to the upload, or back to where it came from with what was wrong; others get problem details.
fn answer(context: &Context, headers: &HeaderMap, received: Result<UploadId, AppError>) -> Response {
    match received {
        Ok(id) => Redirect::to(&format!("{PAGE}/uploads/{id}")).into_response(),
        Err(error) if is_browser(headers) => {
            Redirect::to(&format!("{PAGE}?error={}", escaped(&error.to_string()))).into_response()
        }
        Err(error) => problem::response(&error, &context.request_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api_types::inventory::UploadStatus,
        server::{
            application::query_in,
            http::session::CookiePolicy,
            testing::{World, on_both},
        },
    };
    use axum::{
        body::{Body, to_bytes},
        http::{HeaderValue, Request},
    };
    use leptos::prelude::LeptosOptions;
    use tokio_util::sync::CancellationToken;
    use tower::ServiceExt;

    const LIMIT: usize = 1_024;

    async fn send(world: &World, context: Context, request: Request<Body>) -> Response {
        let site = Site {
            services: world.services.clone(),
            options: LeptosOptions::builder().output_name("counterpart").build(),
            cookies: CookiePolicy { secure: false },
            proxies: 0,
            upload_limit: LIMIT,
            stopping: CancellationToken::new(),
        };
        let app = routes(LIMIT).layer(Extension(context)).with_state(site);
        app.oneshot(request).await.expect("an answer")
    }

    /// A form as browsers post it: a mode and a file.
    fn form(mode: &str, file: &str, accept: &'static str) -> Request<Body> {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\n{mode}\r\n--b\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"parts.csv\"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n--b--\r\n"
        );
        Request::post("/connector/inventory/uploads")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .header(header::ACCEPT, HeaderValue::from_static(accept))
            .body(Body::from(body))
            .expect("a request")
    }

    fn location(response: &Response) -> &str {
        response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    on_both! {
        async fn a_posted_file_leads_to_its_upload(store: Store) {
            let world = World::new(store).await;
            let answer = send(&world, world.as_person("jonas"), form("update", "pn,qty\nAN3-5A,2\n", "text/html")).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            let id: UploadId = location(&answer).rsplit('/').next().unwrap_or_default().parse().expect("an upload's address");
            let page = query_in(&world.as_person("jonas"), inventory::load_upload, id).await.expect("the upload");
            assert_eq!((page.summary.status, page.summary.file_name.as_str()), (UploadStatus::Checked, "parts.csv"));
        }

        async fn what_is_wrong_with_a_post_is_said_to_browsers_and_programs(store: Store) {
            let world = World::new(store).await;
            let large = "x".repeat(LIMIT + 1);
            let flood = "x".repeat(LIMIT + 2 * ENVELOPE);
            for (who, mode, file, status) in [
                ("jonas", "update", large.as_str(), 413),
                ("jonas", "update", flood.as_str(), 413),
                ("jonas", "merge", "pn,qty\n", 422),
                ("jonas", "update", "", 422),
                ("mara", "update", "pn,qty\n", 403),
            ] {
                let answer = send(&world, world.as_person(who), form(mode, file, "application/json")).await;
                assert_eq!(answer.status().as_u16(), status);
                assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
                let answer = send(&world, world.as_person(who), form(mode, file, "text/html,*/*;q=0.8")).await;
                assert_eq!(answer.status(), StatusCode::SEE_OTHER);
                assert!(location(&answer).starts_with("/connector/inventory?error="), "{}", location(&answer));
            }
            let answer = send(&world, world.guest(), form("update", "pn,qty\n", "*/*")).await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        }

        async fn the_template_can_be_uploaded_as_it_is(store: Store) {
            let world = World::new(store).await;
            let get = Request::get("/connector/inventory/template.csv").body(Body::empty()).expect("a request");
            let answer = send(&world, world.guest(), get).await;
            let template = to_bytes(answer.into_body(), LIMIT).await.expect("a file");
            let file = std::str::from_utf8(&template).expect("text").to_owned();
            let answer = send(&world, world.as_person("jonas"), form("update", &file, "*/*")).await;
            let id: UploadId = location(&answer).rsplit('/').next().unwrap_or_default().parse().expect("an upload's address");
            let page = query_in(&world.as_person("jonas"), inventory::load_upload, id).await.expect("the upload");
            let report = page.report.expect("a dry run");
            assert_eq!((report.added, report.refused, report.unknown_columns), (1, 0, vec![]));
        }
    }
}
