//! Files of threads on their way out: typed by what they hold, kept from acting, kept by the browser under their hash.
//! Must not decide who may read them.

use super::{Site, problem};
use crate::{
    api_types::AppError,
    domain::{
        audit::{hex, parse_hex},
        file::FileKind,
        ids::FileId,
    },
    server::application::{
        Context,
        negotiation::{self, OpenedFile},
        query_in,
    },
    ui::components::encode,
};
use axum::{
    Extension, Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// A file that is opened by itself can do nothing: no scripts, no forms, no requests, no frame around it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Browsers show a PDF by a program of their own, which a sandbox keeps from starting; nothing else is allowed either.
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";

/// What is kept under a hash never changes.
const CACHE: &str = "private, max-age=31536000, immutable";

pub fn routes() -> Router<Site> {
    Router::new().route("/files/{id}", get(file))
}

async fn file(Extension(context): Extension<Context>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    // What is no identifier names nothing; who may not ask at all hears that first.
    let id: FileId = id.parse().unwrap_or(FileId(uuid::Uuid::nil()));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).and_then(known_hash);
    match query_in(&context, negotiation::load_file, (id, known)).await {
        Ok(file) => respond(file),
        Err(error) => problem::response(&error, &context.request_id),
    }
}

/// The hash in `If-None-Match: "…"`, also as a proxy weakened it.
fn known_hash(text: &str) -> Option<[u8; 32]> {
    parse_hex(text.trim().trim_start_matches("W/").trim_matches('"'))
}

fn respond(file: OpenedFile) -> Response {
    let OpenedFile { name, kind, hash, content } = file;
    let (status, body) = match content {
        Some(content) => (StatusCode::OK, content),
        None => (StatusCode::NOT_MODIFIED, Vec::new()),
    };
    let policy = if kind == FileKind::Pdf { PDF_POLICY } else { POLICY };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let mut set = |header: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(header, value);
        }
    };
    set(header::CONTENT_TYPE, kind.media_type());
    set(header::CONTENT_DISPOSITION, &disposition(is_shown(kind), &name));
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::ETAG, &format!("\"{}\"", hex(&hash)));
    set(header::CACHE_CONTROL, CACHE);
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

/// Kinds that a browser shows by itself; any other is only offered for saving.
fn is_shown(kind: FileKind) -> bool {
    match kind {
        FileKind::Pdf | FileKind::Png | FileKind::Jpeg | FileKind::Webp => true,
    }
}

/// With the name in plain letters for old programs and as it is for all others (RFC 6266).
pub fn disposition(is_shown: bool, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let how = if is_shown { "inline" } else { "attachment" };
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name))
}

/// Refuses what cannot be an identifier as if it were none of the asker's.
pub fn parsed<T: std::str::FromStr>(id: &str) -> Result<T, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_travels_in_both_alphabets_and_ends_no_header() {
        assert_eq!(
            disposition(true, "Größe 5 \"x\"\r\n.pdf"),
            "inline; filename=\"Gr__e 5 _x___.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%205%20%22x%22%0D%0A.pdf"
        );
        assert!(disposition(false, "a.zip").starts_with("attachment; filename=\"a.zip\""));
    }

    #[test]
    fn a_known_hash_is_read_from_its_tag() {
        let tag = format!("\"{}\"", "ab".repeat(32));
        assert_eq!(known_hash(&tag), Some([0xab; 32]));
        assert_eq!(known_hash(&format!("W/{tag}")), Some([0xab; 32]));
        assert_eq!((known_hash("*"), known_hash("\"zz\"")), (None, None));
    }
}
