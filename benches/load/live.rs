//! How long a price takes from the seller's post to the buyer's stream of hints.

use super::{Effort, Outcome, client::Visitor, market::Market};
use reqwest::Response;
use std::time::{Duration, Instant};

/// A hint that takes longer is lost.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sorted times from sending the price to reading the hint of its line.
pub async fn measure(market: &Market, effort: Effort) -> Outcome<Vec<Duration>> {
    let buyer = market.negotiating.clone();
    let mut stream = Stream::open(&buyer.visitor).await?;
    stream.wait_for("event: ready").await?;
    let mut took = Vec::new();
    for number in 0..effort.hints {
        let hint = format!("\"line:{}\"", buyer.line(number).id);
        let sent = Instant::now();
        let seller = buyer.clone();
        let update = tokio::spawn(async move { seller.update_price(number).await });
        stream.wait_for(&hint).await?;
        took.push(sent.elapsed());
        update.await??;
    }
    took.sort();
    Ok(took)
}

struct Stream {
    response: Response,
    read: String,
}

impl Stream {
    async fn open(visitor: &Visitor) -> Outcome<Self> {
        Ok(Self { response: visitor.open("/live").await?, read: String::new() })
    }

    /// Reads on until a text appears, and forgets what was read.
    async fn wait_for(&mut self, text: &str) -> Outcome<()> {
        while !self.read.contains(text) {
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await??;
            self.read.push_str(&String::from_utf8_lossy(&chunk.ok_or("the stream ended")?));
        }
        self.read.clear();
        Ok(())
    }
}
