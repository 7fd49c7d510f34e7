//! Runs one kind of request over several connections for a bounded time and says how it went. Knows no requests.

use super::{Outcome, client::Answer, server::Server};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How far one figure goes: what is reached first.
#[derive(Clone, Copy)]
pub struct Limit {
    pub requests: usize,
    pub time: Duration,
}

/// What a number of requests cost.
pub struct Figures {
    pub requests: usize,
    pub elapsed: Duration,
    /// Sorted.
    latencies: Vec<Duration>,
    /// Processor time of the server per request.
    pub cpu_ms: f64,
    /// Processor time of the database per request, where it is a process of its own.
    pub database_cpu_ms: Option<f64>,
    pub statements: Option<u64>,
    /// Of the last answer's body.
    pub bytes: usize,
}

impl Figures {
    /// The latency that so many percent of the requests did not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        percentile(&self.latencies, percent)
    }

    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }
}

/// As [`Figures::percentile`], of sorted times.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

struct Worker {
    latencies: Vec<Duration>,
    last: Option<Answer>,
}

/// Sends the requests that `request` makes of the numbers from 0 on. Of `n` connections the `i`-th sends `i`, `i + n`, `i + 2n` …,
/// so that what belongs to a number modulo `n` belongs to one connection.
pub async fn run<F, Fut>(connections: usize, limit: Limit, request: F) -> Outcome<(Vec<Duration>, Option<Answer>, Duration)>
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Outcome<Answer>> + Send,
{
    let request = Arc::new(request);
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for connection in 0..connections {
        let request = request.clone();
        workers.spawn(async move {
            let mut done = Worker { latencies: Vec::new(), last: None };
            for number in (connection..limit.requests).step_by(connections) {
                if started.elapsed() > limit.time {
                    break;
                }
                let sent = Instant::now();
                done.last = Some(request(number).await?);
                done.latencies.push(sent.elapsed());
            }
            Outcome::Ok(done)
        });
    }
    let (mut latencies, mut last) = (Vec::new(), None);
    while let Some(done) = workers.join_next().await {
        let done = done??;
        latencies.extend(done.latencies);
        last = done.last.or(last);
    }
    let elapsed = started.elapsed();
    latencies.sort();
    Ok((latencies, last, elapsed))
}

/// As [`run`], with what it cost the server.
pub async fn figures<F, Fut>(server: &Server, connections: usize, limit: Limit, request: F) -> Outcome<Figures>
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Outcome<Answer>> + Send,
{
    let before = (server.cpu_ms()?, server.database_cpu_ms());
    let (latencies, last, elapsed) = run(connections, limit, request).await?;
    let after = (server.cpu_ms()?, server.database_cpu_ms());
    let requests = latencies.len().max(1);
    let each = |before: u64, after: u64| after.saturating_sub(before) as f64 / requests as f64;
    Ok(Figures {
        requests,
        elapsed,
        cpu_ms: each(before.0, after.0),
        database_cpu_ms: before.1.zip(after.1).map(|(before, after)| each(before, after)),
        statements: last.as_ref().and_then(|answer| answer.statements),
        bytes: last.map(|answer| answer.text.len()).unwrap_or_default(),
        latencies,
    })
}
