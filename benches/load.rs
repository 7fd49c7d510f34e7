//! `cargo bench --bench load -- sqlite|postgres [--quick]`: starts the release server as a child on a fresh demo
//! marketplace, measures it over HTTP on the loopback, prints Markdown tables and stops it. See docs/performance.md.
//! Must not call into the server's code: it only knows the wire types.

#[path = "load/client.rs"]
mod client;
#[path = "load/live.rs"]
mod live;
#[path = "load/market.rs"]
mod market;
#[path = "load/measure.rs"]
mod measure;
#[path = "load/orders.rs"]
mod orders;
#[path = "load/paths.rs"]
mod paths;
#[path = "load/process.rs"]
mod process;
#[path = "load/report.rs"]
mod report;
#[path = "load/server.rs"]
mod server;

use market::Market;
use server::{Server, Site};
use std::{env, process::ExitCode, time::Duration};
use tokio::signal::unix::{SignalKind, signal};

/// Whatever goes wrong ends the run with a sentence.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The longest time of one figure.
    pub time: Duration,
    /// New lines per figure of *add to cart*: bounded, because they make the carts grow.
    pub adds: usize,
    /// Prices that are followed to the buyer's stream.
    pub hints: usize,
    /// Restarts on the filled database.
    pub starts: usize,
    /// Orders per figure of *submit*, each of a buyer of its own: at least as many as the widest figure has connections.
    pub submits: usize,
    /// Orders per figure that go all the way to the sellers' systems.
    pub orders: usize,
}

const FULL: Effort =
    Effort { time: Duration::from_millis(2_500), adds: 1_024, hints: 300, starts: 5, submits: 128, orders: 512 };
const QUICK: Effort = Effort { time: Duration::from_millis(300), adds: 128, hints: 50, starts: 2, submits: 32, orders: 64 };

/// Nothing takes longer, whatever hangs.
const DEADLINE: Duration = Duration::from_secs(600);

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let effort = if words.iter().any(|word| word == "--quick") { QUICK } else { FULL };
    let database = words.iter().find(|word| !word.starts_with("--")).map_or("sqlite", String::as_str);
    let done = tokio::select! {
        done = run(database, effort) => done,
        () = asked_to_stop() => Err("stopped".into()),
        () = tokio::time::sleep(DEADLINE) => Err("took longer than ten minutes".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("load: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// The server is a value of `run`: leaving it early drops it, and dropping it stops the process.
async fn run(database: &str, effort: Effort) -> Outcome<()> {
    let site = Site::new(database)?;
    report::machine(database);
    let (server, filling) = Server::start(&site).await?;
    let market = Market::prepare(&site, &server, effort).await?;
    server.stop()?;
    let mut starts = Vec::new();
    for _ in 1..effort.starts {
        let (server, took) = Server::start(&site).await?;
        starts.push(took);
        server.stop()?;
    }
    let (server, took) = Server::start(&site).await?;
    starts.push(took);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let memory_before = server.memory_mib()?;
    let load = paths::measure(&server, &market, effort).await?;
    report::load(&load);
    let hints = live::measure(&market, effort).await?;
    let memory_after = server.memory_mib()?;
    report::life(&report::Life { filling, starts, hints, memory_before, memory_after });
    let (submitted, delivered) = orders::measure(&site, &server, effort).await?;
    report::load(&submitted);
    report::orders(&delivered);
    server.stop()?;
    report::files();
    Ok(())
}

async fn asked_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
