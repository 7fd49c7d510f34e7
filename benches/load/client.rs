//! One person's way to the server: pages and server functions, as a browser asks for them.

use super::Outcome;
use counterpart::server::integrations::erp::choose_cryptography;
use reqwest::{
    Client, Response,
    header::{ACCEPT, ACCEPT_ENCODING, COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE},
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The origin check believes a browser that says so.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Fields of a server function's form.
pub type Form<'a> = &'a [(&'a str, &'a str)];

/// Someone with a session, or a guest. All that come from one guest share its connections.
#[derive(Clone)]
pub struct Visitor {
    http: Client,
    base: String,
    headers: HeaderMap,
}

/// What came back.
pub struct Answer {
    pub text: String,
    /// SQL statements, as the server counts them.
    pub statements: Option<u64>,
}

impl Visitor {
    /// Nobody yet.
    pub fn guest(base: &str) -> Outcome<Self> {
        choose_cryptography();
        let http = Client::builder()
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(64)
            .timeout(Duration::from_secs(60))
            .build()?;
        let headers = HeaderMap::from_iter([(FETCH_SITE, HeaderValue::from_static("same-origin"))]);
        Ok(Self { http, base: base.to_owned(), headers })
    }

    /// Signs in by the demo's one click.
    pub async fn sign_in(&self, person_id: &str) -> Outcome<Self> {
        let response = self.post("identity/demo_sign_in", &[("person_id", person_id)]).await?;
        let cookies = response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let session = cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("sid="));
        let session = HeaderValue::from_str(session.ok_or("no session after signing in")?)?;
        let mut visitor = self.clone();
        visitor.headers.insert(COOKIE, session);
        Ok(visitor)
    }

    /// The same person with a browser that takes Brotli.
    pub fn with_brotli(&self) -> Self {
        let mut visitor = self.clone();
        visitor.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("br"));
        visitor
    }

    /// A page, read to its end.
    pub async fn get(&self, path: &str) -> Outcome<Answer> {
        let request = self.http.get(format!("{}{path}", self.base)).headers(self.headers.clone());
        answer(request.header(ACCEPT, "text/html").send().await?).await
    }

    /// A stream, left open.
    pub async fn open(&self, path: &str) -> Outcome<Response> {
        let request = self.http.get(format!("{}{path}", self.base)).headers(self.headers.clone());
        Ok(request.timeout(Duration::from_secs(600)).send().await?.error_for_status()?)
    }

    /// A server function's answer, as it came.
    pub async fn call(&self, function: &str, form: Form<'_>) -> Outcome<Answer> {
        answer(self.post(function, form).await?).await
    }

    /// A server function's answer, read.
    pub async fn load<T: DeserializeOwned>(&self, function: &str, form: Form<'_>) -> Outcome<T> {
        Ok(serde_json::from_str(&self.call(function, form).await?.text)?)
    }

    async fn post(&self, function: &str, form: Form<'_>) -> Outcome<Response> {
        let request = self.http.post(format!("{}/api/{function}", self.base)).headers(self.headers.clone());
        let response = request.header(ACCEPT, "application/json").form(form).send().await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(format!("{function}: {} {}", response.status(), response.text().await?).into())
    }
}

async fn answer(response: Response) -> Outcome<Answer> {
    let response = response.error_for_status()?;
    let timing = response.headers().get("server-timing").and_then(|value| value.to_str().ok());
    let statements = timing.and_then(|timing| timing.split(['"', ' ']).find_map(|word| word.parse().ok()));
    // Compressed pages are not unpacked: a browser does that on its own time.
    let text = String::from_utf8_lossy(&response.bytes().await?).into_owned();
    Ok(Answer { text, statements })
}
