//! Callbacks of the sandbox, signed as Standard Webhooks are.

use super::store::Held;
use crate::server::integrations::erp::{
    choose_cryptography,
    signature::{self, ID, SIGNATURE, TIMESTAMP},
};
use serde_json::{Value, json};
use std::{
    sync::Mutex,
    time::{Duration, UNIX_EPOCH},
};

/// A callback is told so often while nobody answers.
const TRIES: u32 = 5;

pub struct Teller {
    client: reqwest::Client,
    secrets: Mutex<Vec<String>>,
}

impl Teller {
    /// # Errors
    /// The client cannot be made.
    pub fn new(secrets: &[String]) -> Result<Self, String> {
        choose_cryptography();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build();
        Ok(Self { client: client.map_err(|error| error.to_string())?, secrets: Mutex::new(secrets.to_vec()) })
    }

    /// The secret of the seller whose address this is.
    fn secret(&self, url: &str) -> Option<String> {
        let secrets = self.secrets.lock().ok()?;
        let own = |secret: &String| {
            let (seller, secret) = secret.split_once('=')?;
            url.ends_with(seller).then(|| secret.to_owned())
        };
        let all = || secrets.iter().find(|secret| secret.starts_with("whsec_")).cloned();
        secrets.iter().find_map(own).or_else(all)
    }

    /// One more secret; it counts before those that were told earlier.
    pub fn learn(&self, secret: &str) {
        if let Ok(mut secrets) = self.secrets.lock() {
            secrets.insert(0, secret.trim().to_owned());
        }
    }

    /// Tells that it accepted an order.
    pub async fn accepted(&self, held: &Held, id: &str) {
        for number in 0..TRIES {
            let said = json!({ "event": "accepted", "order_number": held.order_number(), "id": id });
            match self.tell(held, said).await {
                Ok((status, _)) if status < 500 => return,
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(200) * 3_u32.pow(number)).await,
            }
        }
    }

    /// Tells something of an order; answers status and body of what came back. `id` within it is the callback's own, else a new one;
    /// `at` is when it says it was sent, in seconds; `url` is where to, if not where the order said.
    pub async fn tell(&self, held: &Held, mut said: Value) -> Result<(u16, String), String> {
        let fields = said.as_object_mut().ok_or("no JSON object")?;
        let url = fields.remove("url").and_then(|url| url.as_str().map(str::to_owned)).or_else(|| held.callback.clone());
        let url = url.ok_or("the order named no address for callbacks")?;
        let secret = self.secret(&url).ok_or("no secret was given for this seller")?;
        let id = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned));
        let id = id.unwrap_or_else(|| format!("evt_{:016x}", rand::random::<u64>()));
        let now = UNIX_EPOCH.elapsed().map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
        let at = fields.remove("at").and_then(|at| at.as_i64()).unwrap_or(now);
        fields.entry("bag_id").or_insert_with(|| json!(held.bag_id));
        fields.entry("revision").or_insert_with(|| json!(held.revision));
        let body = said.to_string();
        let signed = signature::sign(&secret, &id, at, body.as_bytes()).ok_or("the secret is not one of ours")?;
        let request = self.client.post(url).header("content-type", "application/json").body(body);
        let request = request.header(ID, id).header(TIMESTAMP, at.to_string()).header(SIGNATURE, signed);
        let response = request.send().await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        Ok((status, response.text().await.unwrap_or_default()))
    }
}
