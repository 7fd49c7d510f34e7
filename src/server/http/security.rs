//! Headers that every answer carries: what the page may load, who may frame it, how long it may be kept.

use super::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::prelude::LeptosOptions;

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Where `cargo leptos watch` tells open pages to reload, if it started this server.
pub fn reload_port(options: &LeptosOptions) -> Option<u32> {
    std::env::var_os("LEPTOS_WATCH").map(|_| options.reload_port)
}

/// The content security policy; with a nonce for a page's own scripts.
pub fn policy(nonce: Option<&str>, reload_port: Option<u32>) -> String {
    let scripts = match nonce {
        Some(nonce) => format!("'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"),
        None => "'none'".to_owned(),
    };
    let reload = reload_port.map(|port| format!(" ws://127.0.0.1:{port}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'{reload}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Adds what is not there yet.
pub async fn headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let has_file_name = request.uri().path().starts_with("/pkg/") || request.uri().path().contains('.');
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // The page of a part may have a dot in its address, too.
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_file = has_file_name && !is_page;
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = policy(None, None).parse() {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    // Files are asked for again and answered by "not modified"; everything else is personal.
    let cache = if is_file { "no-cache" } else { "no-store" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    if site.cookies.secure {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    response
}
