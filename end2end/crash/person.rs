//! Somebody with a session, who asks again the same way while the server is away.

use counterpart::server::application::work::mint;
use reqwest::Client;
use serde_json::Value;
use std::{
    error::Error,
    time::{Duration, Instant},
};

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A server that starts in a debug build on a busy machine is back by then.
const PATIENCE: Duration = Duration::from_secs(120);

/// What makes a request the same request when it is sent again.
pub fn request_id() -> String {
    mint().to_string()
}

#[derive(Clone)]
pub struct Person {
    http: Client,
    base: String,
}

impl Person {
    /// Without a session.
    pub fn nobody(base: &str) -> Outcome<Self> {
        let http = Client::builder().no_proxy().cookie_store(true).timeout(Duration::from_secs(60)).build()?;
        Ok(Self { http, base: base.to_owned() })
    }

    pub async fn sign_in(base: &str, email: &str, password: &str) -> Outcome<Self> {
        let person = Self::nobody(base)?;
        person.insist("identity/sign_in", &[("input[email]", email), ("input[password]", password)]).await?;
        Ok(person)
    }

    /// A server function's answer. While the server is away the same request is sent again, as a careful program does.
    pub async fn insist(&self, function: &str, form: &[(&str, &str)]) -> Outcome<Value> {
        let since = Instant::now();
        loop {
            let request = self.http.post(format!("{}/api/{function}", self.base)).form(form);
            let request = request.header("accept", "application/json").header("sec-fetch-site", "same-origin");
            let answer = match request.send().await {
                Ok(answer) => {
                    let status = answer.status();
                    answer.text().await.map(|text| (status, text))
                }
                Err(away) => Err(away),
            };
            match answer {
                Ok((status, text)) if status.is_success() => return Ok(serde_json::from_str(&text)?),
                Ok((status, text)) => return Err(format!("{function}: {status} {text}").into()),
                Err(away) if since.elapsed() > PATIENCE => return Err(away.into()),
                Err(_away) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// All rows of a list. `paging`: the field that takes the cursor, and where in the answer the page stands.
    pub async fn pages(&self, function: &str, form: &[(&str, &str)], paging: (&str, &str)) -> Outcome<Vec<Value>> {
        let (field, pointer) = paging;
        let (mut rows, mut after) = (Vec::new(), String::new());
        loop {
            let answer = self.insist(function, &[form, &[(field, after.as_str())]].concat()).await?;
            let page = answer.pointer(pointer).ok_or("no page")?;
            rows.extend(page["rows"].as_array().ok_or("no rows")?.iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => return Ok(rows),
            }
        }
    }
}
