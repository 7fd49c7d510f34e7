//! Refuses what another site makes a browser send (CSRF). Must not look at sessions: it holds for guests as well.
//! The rules are those of Go 1.25's `http.CrossOriginProtection`, but without either header nothing unsafe passes.

use super::bearer::ByToken;
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode, Uri,
        header::{CONTENT_TYPE, HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// RFC 9457.
const PROBLEM: &str = concat!(
    r#"{"type":"/problems/cross-site","title":"The request came from another site","status":403,"#,
    r#""detail":"Only pages of this site may change something here. Nothing was changed."}"#,
);

/// Middleware that answers an unsafe request of another site with 403.
pub async fn same_origin(request: Request, next: Next) -> Response {
    // Whoever was recognised by a token was not recognised by what a browser sends by itself.
    let by_token = request.extensions().get::<ByToken>().is_some();
    if by_token || is_allowed(request.method(), request.uri(), request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(method = %request.method(), path = request.uri().path(), "a cross-site request was refused");
    (StatusCode::FORBIDDEN, [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], PROBLEM).into_response()
}

/// A safe method; or the browser says that the request is this site's own; or, where a browser does not say so
/// (plain http to a name, old browsers), the origin is the host that was asked.
fn is_allowed(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    match (headers.get(SEC_FETCH_SITE), headers.get(ORIGIN)) {
        (Some(site), _) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        (None, Some(origin)) => is_own(origin, uri, headers),
        (None, None) => false,
    }
}

fn is_own(origin: &HeaderValue, uri: &Uri, headers: &HeaderMap) -> bool {
    // HTTP/2 names the host in the address itself.
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.authority().map(|it| it.as_str()));
    let from = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    matches!((asked, from), (Some(asked), Some(from)) if asked.eq_ignore_ascii_case(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        method: Method,
        site: Option<&'static str>,
        origin: Option<&'static str>,
        allowed: bool,
    }

    fn post(site: Option<&'static str>, origin: Option<&'static str>, allowed: bool) -> Case {
        Case { method: Method::POST, site, origin, allowed }
    }

    fn headers(case: &Case) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("market.example:8080"));
        if let Some(site) = case.site {
            headers.insert(SEC_FETCH_SITE, HeaderValue::from_static(site));
        }
        if let Some(origin) = case.origin {
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn only_requests_of_this_site_may_change_something() {
        let own = Some("https://market.example:8080");
        let cases = [
            post(Some("same-origin"), None, true),
            post(Some("none"), None, true),
            post(Some("same-origin"), own, true),
            post(Some("cross-site"), own, false),
            post(Some("same-site"), own, false),
            post(Some("cross-site"), Some("https://evil.example"), false),
            post(Some(""), own, false),
            post(None, own, true),
            post(None, Some("https://MARKET.example:8080"), true),
            post(None, Some("https://market.example"), false),
            post(None, Some("https://evil.example"), false),
            post(None, Some("https://evil.example/market.example:8080"), false),
            post(None, Some("https://market.example:8080.evil.example"), false),
            post(None, Some("null"), false),
            post(None, None, false),
            Case { method: Method::GET, site: Some("cross-site"), origin: Some("https://evil.example"), allowed: true },
            Case { method: Method::HEAD, site: Some("cross-site"), origin: None, allowed: true },
            Case { method: Method::OPTIONS, site: None, origin: None, allowed: true },
            Case { method: Method::PUT, site: Some("cross-site"), origin: None, allowed: false },
            Case { method: Method::PATCH, site: None, origin: None, allowed: false },
            Case { method: Method::DELETE, site: Some("same-site"), origin: None, allowed: false },
        ];
        for case in cases {
            let allowed = is_allowed(&case.method, &Uri::from_static("/api/x"), &headers(&case));
            assert_eq!(allowed, case.allowed, "{} {:?} {:?}", case.method, case.site, case.origin);
        }
    }

    #[test]
    fn the_host_of_http_2_stands_in_the_address() {
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_static("https://market.example"));
        assert!(is_allowed(&Method::POST, &Uri::from_static("https://market.example/api/x"), &headers));
        assert!(!is_allowed(&Method::POST, &Uri::from_static("https://other.example/api/x"), &headers));
        assert!(!is_allowed(&Method::POST, &Uri::from_static("/api/x"), &headers));
    }

    #[test]
    fn the_refusal_is_a_problem_document() {
        let problem: serde_json::Value = serde_json::from_str(PROBLEM).expect("is JSON");
        assert_eq!(problem["status"], 403);
    }
}
