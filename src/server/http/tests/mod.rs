//! Requests through the whole router, as browsers send them: what the tests of this floor share.

mod access;
mod edge;
mod escaping;
mod files;
mod live;
mod markup;
mod objects;
mod pages;
mod rest;
mod sessions;
mod storefront;
mod support;

use super::{CookiePolicy, Site, health, router};
use crate::server::{
    application::{execute, identity},
    testing::{Store, World},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, Response, header, request::Builder},
};
use leptos::prelude::LeptosOptions;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// The largest inventory file of these tests, in bytes.
const UPLOAD_LIMIT: usize = 64 * 1_024;

const HOST: &str = "market.example";

/// The site on the database of a world.
pub struct Door {
    pub world: World,
    pub router: Router,
    pub stopping: CancellationToken,
}

/// How a site is opened.
pub struct Setting {
    pub secure: bool,
    pub site_root: String,
}

impl Default for Setting {
    fn default() -> Self {
        Self { secure: false, site_root: "target/site".to_owned() }
    }
}

impl Door {
    pub async fn new(store: Store) -> Self {
        Self::with(store, Setting::default()).await
    }

    pub async fn with(store: Store, setting: Setting) -> Self {
        let world = World::new(store).await;
        let stopping = CancellationToken::new();
        health::count();
        let options = LeptosOptions::builder().output_name("counterpart").site_root(setting.site_root).build();
        let router = router(Site {
            services: world.services.clone(),
            options,
            cookies: CookiePolicy { secure: setting.secure },
            proxies: 0,
            upload_limit: UPLOAD_LIMIT,
            stopping: stopping.clone(),
        });
        Self { world, router, stopping }
    }

    /// A new session of somebody in the cast, as the cookie that carries it.
    pub async fn session(&self, name: &str) -> String {
        let signed_in = execute(self.world.guest(), identity::demo_sign_in, self.world.person(name)).await;
        format!("sid={}", signed_in.expect("a session").token)
    }

    pub async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("the router answers everything")
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        Reply::read(self.open(request).await).await
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Reply {
        self.send(get(cookie, path).body(Body::empty()).expect("a request")).await
    }

    /// Calls a server function as the scripts of a page do.
    pub async fn post(&self, cookie: &str, path: &str, form: &Form) -> Reply {
        self.send(post(cookie, path).body(form.body()).expect("a request")).await
    }
}

fn ask(method: Method, cookie: &str, path: &str) -> Builder {
    let request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
    let request = request.extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    if cookie.is_empty() { request } else { request.header(header::COOKIE, cookie) }
}

/// A page or file is asked for, as browsers do.
pub fn get(cookie: &str, path: &str) -> Builder {
    ask(Method::GET, cookie, path).header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
}

/// A form of the site itself is sent.
pub fn post(cookie: &str, path: &str) -> Builder {
    bare_post(cookie, path).header("sec-fetch-site", "same-origin")
}

/// A form is sent by whomever.
pub fn bare_post(cookie: &str, path: &str) -> Builder {
    ask(Method::POST, cookie, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The fields of a form.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// Whether there is a field of this name.
    pub fn names(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// As browsers encode it.
    pub fn text(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub fn body(&self) -> Body {
        Body::from(self.text())
    }
}

/// `application/x-www-form-urlencoded`.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// A multipart body with a file, and the type that names its boundary.
pub fn multipart(mode: &str, file: &[u8]) -> (&'static str, Vec<u8>) {
    let mut body = format!("--edge\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\n{mode}\r\n").into_bytes();
    body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"stock.csv\"\r\n");
    body.extend_from_slice(b"Content-Type: text/csv\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    ("multipart/form-data; boundary=edge", body)
}

/// A multipart body of fields and files (field, file name, content), and the type that names its boundary.
pub fn form_data(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    let mut part = |head: String, content: &[u8]| {
        body.extend_from_slice(format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, text) in fields {
        part(format!("name=\"{name}\""), text.as_bytes());
    }
    for (name, file_name, content) in files {
        part(format!("name=\"{name}\"; filename=\"{file_name}\""), content);
    }
    body.extend_from_slice(b"--edge--\r\n");
    ("multipart/form-data; boundary=edge", body)
}

/// An answer, read to its end.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    /// A stream of events has no end and is let go.
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = match is_stream {
            true => String::new(),
            false => {
                let bytes = to_bytes(body, 64 << 20).await.expect("the answer's body");
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// A header's text; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Says that the answer is a problem document of this status.
    pub fn is_problem(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json()["status"], status);
    }

    /// The statements that the request took.
    pub fn statements(&self) -> &str {
        self.header("server-timing")
    }
}
