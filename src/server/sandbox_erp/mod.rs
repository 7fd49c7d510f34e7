//! A seller's order system to try things with: a process of its own with a store of its own, that takes orders in every format and
//! misbehaves as it is told. Knows nothing of Counterpart but what it is sent.

mod answer;
mod manner;
mod order;
mod store;
mod tell;
#[cfg(test)]
pub mod testing;
mod wire;

pub use manner::Manner;

use manner::Manners;
use order::Order;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use store::Store;
use tell::Teller;
use tokio::net::{TcpListener, TcpStream};
use wire::{Answer, Request};

/// How it behaves while nobody says otherwise.
#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// A file; nothing: in memory.
    pub store: Option<String>,
    /// One manner for each try of an order, the last one for all that follow.
    pub manners: Vec<Manner>,
    /// So many per cent of the tries go wrong, chosen by the seed.
    pub faults: u8,
    pub seed: u64,
    /// What callbacks are signed with: `whsec_…`, or `<organisation>=whsec_…` for each seller.
    pub secrets: Vec<String>,
    /// How long it takes when it is slow, and when it is late.
    pub slow: Duration,
    pub late: Duration,
}

/// A running sandbox.
struct Sandbox {
    settings: Settings,
    store: Store,
    manners: Manners,
    teller: Teller,
}

/// Runs until the process is stopped. `ready` is told where it listens.
///
/// # Errors
/// A sentence that says what could not be started.
pub async fn serve(settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), String> {
    let store = Store::open(settings.store.as_deref()).await?;
    let teller = Teller::new(&settings.secrets)?;
    let manners = Manners::new(&settings);
    let listener = TcpListener::bind(settings.listen).await.map_err(|error| format!("{}: {error}", settings.listen))?;
    ready(listener.local_addr().map_err(|error| error.to_string())?);
    let sandbox = Arc::new(Sandbox { settings, store, manners, teller });
    loop {
        let (stream, _) = listener.accept().await.map_err(|error| error.to_string())?;
        let sandbox = sandbox.clone();
        tokio::spawn(async move {
            if let Err(reason) = sandbox.converse(stream).await {
                tracing::debug!(%reason, "a connection ended");
            }
        });
    }
}

impl Sandbox {
    /// One connection, one request.
    async fn converse(&self, mut stream: TcpStream) -> Result<(), String> {
        let request = wire::read(&mut stream).await?;
        let path = request.path.split('?').next().unwrap_or_default().to_owned();
        match (request.method.as_str(), path.trim_matches('/').split('/').collect::<Vec<_>>().as_slice()) {
            ("GET", ["orders"]) => wire::write(&mut stream, Answer::json(200, &self.store.list().await?)).await,
            ("GET", ["health"]) => wire::write(&mut stream, Answer::json(200, &serde_json::json!({ "status": "ok" }))).await,
            ("PUT", ["manner"]) => {
                let answer = match self.manners.set(&request.body) {
                    Ok(()) => Answer::json(200, &serde_json::json!({ "manner": request.body.trim() })),
                    Err(reason) => Answer::json(422, &serde_json::json!({ "reason": reason })),
                };
                wire::write(&mut stream, answer).await
            }
            ("PUT", ["secret"]) => {
                self.teller.learn(&request.body);
                wire::write(&mut stream, Answer::json(200, &serde_json::json!({}))).await
            }
            ("POST", ["tell", key]) => {
                let told = self.tell_of(key, &request.body).await;
                let answer = told.map_or_else(
                    |reason| Answer::json(422, &serde_json::json!({ "reason": reason })),
                    |(status, body)| Answer { status, content_type: "application/json", body, headers: Vec::new() },
                );
                wire::write(&mut stream, answer).await
            }
            ("POST", _) => self.take(stream, &request).await,
            _other => wire::write(&mut stream, Answer::json(404, &serde_json::json!({ "reason": "nothing here" }))).await,
        }
    }

    /// Tells of an order that it holds what somebody makes it tell: `{"event": …}`.
    async fn tell_of(&self, key: &str, body: &str) -> Result<(u16, String), String> {
        let held = self.store.find(key).await?.ok_or("no such order")?;
        let said = serde_json::from_str(body).map_err(|error| error.to_string())?;
        self.teller.tell(&held, said).await
    }

    /// An order.
    async fn take(&self, mut stream: TcpStream, request: &Request) -> Result<(), String> {
        let order = match Order::read(request) {
            Ok(order) => order,
            Err(reason) => {
                return wire::write(&mut stream, Answer::json(422, &serde_json::json!({ "reason": reason }))).await;
            }
        };
        let number = self.store.count_try(&order.key).await?;
        let manner = self.manners.of(request, &order, number);
        tracing::info!(key = %order.key, number, manner = manner.word(), "an order came");
        let held = if manner.keeps() { Some(self.store.keep(&order, manner.state()).await?) } else { None };
        match manner {
            Manner::Slow => tokio::time::sleep(self.settings.slow).await,
            Manner::Late => tokio::time::sleep(self.settings.late).await,
            _prompt => {}
        }
        let sent = match manner {
            Manner::Reset | Manner::Down => wire::reset(stream),
            Manner::Huge => wire::endless(&mut stream).await,
            _answered => wire::write(&mut stream, answer::of(manner, &order, held.as_ref())).await,
        };
        // What cannot be said in the answer is told afterwards.
        if let Some(held) = held {
            let tells_later =
                matches!(manner, Manner::Receive | Manner::Review) || order.is_cxml() && held.state == "accepted";
            let times = match manner {
                Manner::Twice => 2,
                _other => usize::from(tells_later),
            };
            let id = format!("{}:accepted", held.key);
            for _time in 0..times {
                self.teller.accepted(&held, &id).await;
            }
        }
        sent
    }
}
