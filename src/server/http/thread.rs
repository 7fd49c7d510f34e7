//! Messages and documents with files by a plain multipart post, as browsers without scripts send them; scripts send the
//! same. Must not look into a file.

use super::{Site, files::parsed, is_browser, problem};
use crate::{
    api_types::{
        AppError, FieldError,
        negotiation::{LineChanged, LineRef},
        thread::{AnswerInput, DocumentsInput, MessageInput},
    },
    domain::{
        document::Document,
        file::FileLimits,
        ids::{LineId, RequestId},
        negotiation::Side,
    },
    server::application::{
        Context, execute,
        negotiation::{self, GivenFile},
    },
    ui::{components::encode, negotiation::line_path},
};
use axum::{
    Extension, Json, Router,
    extract::{
        DefaultBodyLimit, Multipart, Path,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use std::{collections::BTreeMap, sync::Arc};

/// What a multipart body has besides its files, in bytes.
const ENVELOPE: u64 = 256 * 1_024;

/// The longest text field that is read, in bytes.
const LONGEST_TEXT: usize = 64 * 1_024;

type Body = Result<Multipart, MultipartRejection>;

/// The routes, for as many and as large files as the limits say.
pub fn routes(limits: FileLimits) -> Router<Site> {
    // One file more than allowed arrives, so that it can be refused in words.
    let files = limits.bytes.saturating_mul(u64::from(limits.count) + 1);
    let most = usize::try_from(files.saturating_add(ENVELOPE)).unwrap_or(usize::MAX);
    Router::new()
        .route("/lines/{id}/messages", post(message))
        .route("/lines/{id}/documents", post(documents))
        .layer(DefaultBodyLimit::max(most))
}

async fn message(
    Extension(context): Extension<Context>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut parts = Parts::default();
    let done = send_message(&context, &id, (&mut parts, body)).await;
    answer(&context, &headers, (&id, &parts), done)
}

async fn send_message(context: &Context, id: &str, form: (&mut Parts, Body)) -> Result<LineChanged, AppError> {
    let (parts, body) = form;
    parts.receive(context, body).await?;
    let quoted_id = match parts.text("quoted_id") {
        "" => None,
        typed => Some(typed.parse().map_err(|_| AppError::invalid("quoted_id", "is not an entry of this thread"))?),
    };
    let input = MessageInput { line: parts.line(id)?, text: parts.text("text").to_owned(), quoted_id };
    let files = std::mem::take(&mut parts.files).into_iter().map(|(_, file)| file).collect();
    execute(context.clone(), negotiation::post_message, (input, files)).await
}

async fn documents(
    Extension(context): Extension<Context>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut parts = Parts::default();
    let done = provide_documents(&context, &id, (&mut parts, body)).await;
    answer(&context, &headers, (&id, &parts), done)
}

/// The fields of each document are named after it: `state.trace`, `reference.trace`, `date.trace`, `file.trace`.
async fn provide_documents(context: &Context, id: &str, form: (&mut Parts, Body)) -> Result<LineChanged, AppError> {
    let (parts, body) = form;
    parts.receive(context, body).await?;
    let line = parts.line(id)?;
    let row = |document: Document| {
        let typed = |what: &str| parts.text(&format!("{what}.{}", document.as_str())).to_owned();
        AnswerInput { document, state: typed("state"), reference: typed("reference"), date: typed("date") }
    };
    let answers = Document::ALL.into_iter().map(row).collect();
    let input = DocumentsInput { line, reference: parts.text("reference").to_owned(), answers };
    let of_document = |(field, file): (String, GivenFile)| {
        let document = field.strip_prefix("file.").and_then(Document::parse);
        document.map(|document| (document, file))
    };
    let files = std::mem::take(&mut parts.files).into_iter().filter_map(of_document).collect();
    execute(context.clone(), negotiation::provide_documentation, (input, files)).await
}

/// What a form carried.
#[derive(Default)]
struct Parts {
    texts: BTreeMap<String, String>,
    /// By the name of the field; a field without a chosen file is left out.
    files: Vec<(String, GivenFile)>,
}

impl Parts {
    /// Reads a form to its end, whatever is wrong with one of its files, so that its words are not lost.
    async fn receive(&mut self, context: &Context, body: Body) -> Result<(), AppError> {
        negotiation::sides(context)?;
        let limits = context.services.files;
        let mut refused = Vec::new();
        let mut multipart = body.map_err(|refused| AppError::BadRequest(refused.body_text()))?;
        while let Some(mut field) = multipart.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file_name) if file_name.is_empty() => {}
                Some(file_name) => match bytes(&mut field, limits.bytes).await? {
                    Some(content) => {
                        self.files.push((name, GivenFile { name: file_name, content: Arc::new(content) }));
                    }
                    None => {
                        refused.push(FieldError { field: "files".to_owned(), reason: limits.too_large(&file_name) });
                    }
                },
                None => {
                    let text = bytes(&mut field, LONGEST_TEXT as u64).await?.ok_or(AppError::TooLarge)?;
                    self.texts.insert(name, String::from_utf8_lossy(&text).into_owned());
                }
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(AppError::Invalid(refused)) }
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map(String::as_str).unwrap_or_default()
    }

    fn side(&self) -> Option<Side> {
        Side::parse(self.text("side"))
    }

    fn line(&self, id: &str) -> Result<LineRef, AppError> {
        let line_id: LineId = parsed(id)?;
        let side = self.side().ok_or_else(|| AppError::invalid("side", "is neither buyer nor seller"))?;
        let request_id: RequestId =
            self.text("request_id").parse().map_err(|_| AppError::invalid("request_id", "is missing; reload the page"))?;
        Ok(LineRef { line_id, side, request_id })
    }
}

/// Reads a field piece by piece; one that is too large is read on to its end and let go.
async fn bytes(field: &mut Field<'_>, limit: u64) -> Result<Option<Vec<u8>>, AppError> {
    let mut bytes = Vec::new();
    let mut length = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
        length = length.saturating_add(chunk.len() as u64);
        match length <= limit {
            true => bytes.extend_from_slice(&chunk),
            false => bytes = Vec::new(),
        }
    }
    Ok((length <= limit).then_some(bytes))
}

fn unreadable(error: &MultipartError) -> AppError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        _other => AppError::BadRequest(error.body_text()),
    }
}

/// Sends a browser back to the line, with what it typed if something was refused; others get JSON or problem details.
fn answer(context: &Context, headers: &HeaderMap, form: (&str, &Parts), done: Result<LineChanged, AppError>) -> Response {
    let (id, parts) = form;
    let page = match (parts.side(), id.parse()) {
        (Some(side), Ok(id)) if is_browser(headers) => Some(line_path(side, id)),
        (..) => None,
    };
    match (done, page) {
        (Ok(_), Some(page)) => Redirect::to(&page).into_response(),
        (Ok(changed), None) => Json(changed).into_response(),
        (Err(error), Some(page)) => Redirect::to(&format!("{page}?{}", draft(&error, parts))).into_response(),
        (Err(error), None) => problem::response(&error, &context.request_id),
    }
}

/// What was wrong and what was typed, for the page to show again.
fn draft(error: &AppError, parts: &Parts) -> String {
    let kept = parts.texts.iter().filter(|(name, text)| !text.is_empty() && !matches!(name.as_str(), "side" | "request_id"));
    let kept = kept.map(|(name, text)| match name.as_str() {
        "quoted_id" => format!("&reply={}", encode(text)),
        name => format!("&draft.{}={}", encode(name), encode(text)),
    });
    format!("error={}{}", encode(&error.to_string()), kept.collect::<String>())
}
