//! Inventory files by a plain multipart post, as browsers without scripts send them; the templates they begin with; and
//! the seller's own stock as files.
//! Must not read what is in a file.

use super::{Site, is_browser, problem};
use crate::{
    api_types::AppError,
    domain::{access::Permission, catalog::UploadMode, ids::UploadId},
    server::application::{
        Context, execute,
        inventory::{self, NewUpload},
        query_in,
    },
    ui::components::encode,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{
        DefaultBodyLimit, Multipart, Query,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};

/// What a multipart body has besides its file, in bytes.
const ENVELOPE: usize = 64 * 1_024;

/// The longest `mode` that is read, in bytes.
const LONGEST_MODE: usize = 32;

/// The longest name of a sheet that is read, in bytes: four for each of the 31 characters of a name, and room.
const LONGEST_SHEET: usize = 256;

const PAGE: &str = "/connector/inventory";

/// A body that is not multipart at all is refused like any other, after the question who asks.
type Posted = Result<Multipart, MultipartRejection>;

/// The routes, for files of at most `upload_limit` bytes.
pub fn routes(upload_limit: usize) -> Router<Site> {
    let upload = move |Extension(context): Extension<Context>, headers: HeaderMap, body: Posted| async move {
        let received = receive(&context, body, upload_limit).await;
        answer(&context, &headers, received)
    };
    Router::new()
        .route("/connector/inventory/uploads", post(upload))
        .layer(DefaultBodyLimit::max(upload_limit.saturating_add(ENVELOPE)))
        .route("/connector/inventory/template.csv", get(template_text))
        .route("/connector/inventory/template.xlsx", get(template_workbook))
        .route("/connector/inventory/export.csv", get(export_text))
        .route("/connector/inventory/export.xlsx", get(export_workbook))
}

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to keep.
fn file(kind: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body.into()).into_response()
}

/// Nobody but the seller may keep it.
fn personal(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// An example of a file.
async fn template_text() -> Response {
    file(CSV, "counterpart-inventory.csv", inventory::TEMPLATE)
}

/// The same as a workbook, with notes on every column.
async fn template_workbook(Extension(context): Extension<Context>) -> Response {
    match inventory::template_workbook() {
        Ok(workbook) => file(XLSX, "counterpart-inventory.xlsx", workbook),
        Err(error) => {
            tracing::error!(request_id = %context.request_id, %error, "the template could not be written");
            problem::response(&AppError::Internal(context.request_id.to_string()), &context.request_id)
        }
    }
}

/// What narrows an export: the words of the page's search.
#[derive(Deserialize)]
struct Narrowed {
    #[serde(default)]
    q: String,
}

async fn export_text(Extension(context): Extension<Context>, Query(Narrowed { q }): Query<Narrowed>) -> Response {
    match query_in(&context, inventory::export_listings, q).await {
        Ok(drafts) => {
            // Line by line as the browser takes them: the whole text never stands in memory.
            let pieces = inventory::text_file(drafts).map(Ok::<String, Infallible>);
            personal(file(CSV, "inventory.csv", Body::from_stream(tokio_stream::iter(pieces))))
        }
        Err(error) => problem::response(&error, &context.request_id),
    }
}

async fn export_workbook(Extension(context): Extension<Context>, Query(Narrowed { q }): Query<Narrowed>) -> Response {
    let workbook = match query_in(&context, inventory::export_listings, q).await {
        Ok(drafts) => query_in(&context, inventory::workbook_file, drafts).await,
        Err(error) => Err(error),
    };
    match workbook {
        Ok(workbook) => personal(file(XLSX, "inventory.xlsx", workbook)),
        Err(error) => problem::response(&error, &context.request_id),
    }
}

async fn receive(context: &Context, body: Posted, limit: usize) -> Result<UploadId, AppError> {
    context.require(Permission::KeepInventory)?;
    let mut multipart = body.map_err(|refused| AppError::BadRequest(refused.body_text()))?;
    let (mut file, mut mode, mut sheet) = (None, None, Vec::new());
    while let Some(mut field) = multipart.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, bytes(&mut field, limit).await?));
            }
            Some("mode") => mode = Some(bytes(&mut field, LONGEST_MODE).await?),
            Some("sheet") => sheet = bytes(&mut field, LONGEST_SHEET).await?,
            Some(_) | None => {}
        }
    }
    let mode = mode.and_then(|mode| UploadMode::parse(std::str::from_utf8(&mode).unwrap_or_default().trim()));
    let mode = mode.ok_or_else(|| AppError::invalid("mode", "choose replace or update"))?;
    let (file_name, content) = file.ok_or_else(|| AppError::invalid("file", "choose a file"))?;
    let sheet = String::from_utf8_lossy(&sheet).into_owned();
    let upload = NewUpload { file_name, mode, content: Arc::new(content), sheet };
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
            Redirect::to(&format!("{PAGE}?error={}", encode(&error.to_string()))).into_response()
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
    use axum::{body::to_bytes, http::Request};
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

        async fn stock_goes_out_as_a_file_and_comes_back_as_it_was(store: Store) {
            let world = World::new(store).await;
            for (part, price) in [("=1+1", "0.085"), ("AN3-5A", "12.50"), ("14.7K", "1041.2")] {
                world.list("Orbit", part, (5, Some(price))).await;
            }
            let fetch = |address: &'static str, context: Context| {
                let get = Request::get(address).body(Body::empty()).expect("a request");
                send(&world, context, get)
            };
            for kind in ["csv", "xlsx"] {
                let address: &'static str = if kind == "csv" { "/connector/inventory/export.csv" } else { "/connector/inventory/export.xlsx" };
                let answer = fetch(address, world.as_person("jonas")).await;
                let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().expect("text").to_owned();
                assert_eq!((answer.status(), disposition), (StatusCode::OK, format!("attachment; filename=\"inventory.{kind}\"")));
                let content = to_bytes(answer.into_body(), 100_000).await.expect("a file").to_vec();
                let upload = NewUpload { file_name: kind.into(), mode: UploadMode::Replace, content: Arc::new(content), sheet: String::new() };
                let id = execute(world.as_person("jonas"), inventory::receive_upload, upload).await.expect("taken");
                let report = query_in(&world.as_person("jonas"), inventory::load_upload, id).await.expect("the upload").report;
                let report = report.expect("a dry run");
                assert_eq!((report.unchanged, report.added + report.changed + report.removed + report.refused), (3, 0), "{report:?}");
            }
            let narrowed = fetch("/connector/inventory/export.csv?q=an3", world.as_person("jonas")).await;
            let narrowed = to_bytes(narrowed.into_body(), 100_000).await.expect("a file");
            let narrowed = String::from_utf8_lossy(&narrowed).into_owned();
            assert!(narrowed.contains("AN3-5A") && !narrowed.contains("14.7K") && narrowed.lines().count() == 2, "{narrowed}");
            assert_eq!(fetch("/connector/inventory/export.csv", world.as_person("mara")).await.status(), StatusCode::FORBIDDEN);
            let foreign = fetch("/connector/inventory/export.csv", world.as_person("ines")).await;
            let foreign = to_bytes(foreign.into_body(), 100_000).await.expect("a file");
            assert_eq!(String::from_utf8_lossy(&foreign).lines().count(), 1, "another seller's stock is empty");
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
