//! One line of log, one observation and one context for every request.

use super::{
    Site,
    bearer::{self, ByToken},
    problem, session,
};
use crate::server::application::Context;
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri},
    middleware::Next,
    response::Response,
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Instant,
};

/// Loads who asks, runs the request, and says how it went.
pub async fn with_context(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(request.headers());
    let method = request.method().clone();
    let uri = request.uri().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("file", MatchedPath::as_str).to_owned();
    // Nobody but the program itself makes up words for the figures.
    let function = leptos::server_fn::axum::server_fn_paths().find(|(path, _)| *path == uri.path());
    let route = function.map_or(route, |(path, _)| path.to_owned());
    let headers = request.headers().clone();
    let client = client(site.proxies, &request);
    let visit = session::Visit { headers: &headers, client, request_id: &request_id };
    let token = bearer::token(&uri, &headers);
    let visited = match (is_file(&method, &uri), token) {
        (true, _) => Ok(Context::new(&site.services, None, request_id.clone())),
        (false, Some(token)) => bearer::context(&site.services, token, visit).await,
        (false, None) => session::context(&site.services, site.cookies, visit)
            .await
            .map_err(|error| problem::response(&error, &request_id)),
    };
    let context = match visited {
        Ok(context) => context,
        Err(refused) => return tagged(refused, &request_id),
    };
    let (store, signed_in) = (context.store.clone(), context.principal.is_some());
    request.extensions_mut().insert(context);
    if token.is_some() {
        request.extensions_mut().insert(ByToken);
    }
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    tracing::info!(
        %request_id, %method, path = uri.path(), status, signed_in,
        ms = elapsed.as_secs_f64() * 1_000.0, statements = store.statements(), "request"
    );
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels[..2]).record(elapsed.as_secs_f64());
    if let Ok(timing) = HeaderValue::from_str(&format!("sql;desc=\"{} statements\"", store.statements())) {
        response.headers_mut().insert("server-timing", timing);
    }
    tagged(response, &request_id)
}

fn tagged(mut response: Response, request_id: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A proxy's request id if it is a plain word, else a new one.
fn request_id(headers: &HeaderMap) -> Arc<str> {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .filter(|text| (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        .map_or_else(|| crate::server::application::work::mint().simple().to_string().into(), Into::into)
}

/// Files of the site need nobody to be looked up.
fn is_file(method: &Method, uri: &Uri) -> bool {
    let path = uri.path();
    method == Method::GET
        && (path.starts_with("/pkg/") || path.starts_with("/fonts/") || (path.rfind('/') == Some(0) && path.contains('.')))
}

/// The client's address: the peer's, or what the outermost trusted proxy saw.
fn client(proxies: usize, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .filter(|_| proxies > 0)
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').nth(proxies - 1)?.trim().parse().ok());
    forwarded.or(peer).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn seen_as(proxies: usize, forwarded: &str) -> String {
        let mut request = Request::builder().header("x-forwarded-for", forwarded).body(Body::empty()).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4_000))));
        client(proxies, &request).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(seen_as(0, "6.6.6.6"), "10.0.0.1");
        assert_eq!(seen_as(1, "6.6.6.6, 9.9.9.9"), "9.9.9.9");
        assert_eq!(seen_as(2, "6.6.6.6, 9.9.9.9, 8.8.8.8"), "9.9.9.9");
    }

    #[test]
    fn a_request_id_is_a_plain_word_or_new() {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("abcdef-123456"));
        assert_eq!(&*request_id(&headers), "abcdef-123456");
        headers.insert("x-request-id", HeaderValue::from_static("evil\" injected=1"));
        assert_eq!(request_id(&headers).len(), 32);
    }
}
