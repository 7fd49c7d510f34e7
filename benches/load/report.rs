//! The tables of docs/performance.md, as Markdown on standard output.

use super::{measure::percentile, orders::Delivered, paths::Row, server::HERE};
use std::{fs, process::Command, time::Duration};

/// What is measured around the load.
pub struct Life {
    /// Until the first answer on an empty database, which is filled first.
    pub filling: Duration,
    /// Until the first answer on the filled database.
    pub starts: Vec<Duration>,
    /// Sorted.
    pub hints: Vec<Duration>,
    pub memory_before: f64,
    pub memory_after: f64,
}

fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

/// Where and when.
pub fn machine(database: &str) {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cpu = value(&read("/proc/cpuinfo"), "model name");
    let memory: u64 = value(&read("/proc/meminfo"), "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    let date = Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output();
    let date = date.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    println!("### {database}\n");
    println!("{date}; {cores} cores, {cpu}, {} GiB; load average before: {load}\n", memory / 1_048_576);
}

/// Throughput, latency and cost of every path.
pub fn load(rows: &[Row]) {
    println!("| path | connections | requests/s | p50 ms | p95 ms | p99 ms | server CPU ms | database CPU ms | SQL | KiB |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for Row { path, connections, figures } in rows {
        println!(
            "| {path} | {connections} | {:.0} | {} | {} | {} | {:.2} | {} | {} | {:.1} |",
            figures.per_second(),
            ms(figures.percentile(50)),
            ms(figures.percentile(95)),
            ms(figures.percentile(99)),
            figures.cpu_ms,
            figures.database_cpu_ms.map_or_else(|| "–".to_owned(), |cpu| format!("{cpu:.2}")),
            figures.statements.map_or_else(|| "–".to_owned(), |statements| statements.to_string()),
            figures.bytes as f64 / 1_024.0,
        );
    }
    println!();
}

/// Orders all the way: placed, and accepted by the sellers' systems.
pub fn orders(rows: &[Delivered]) {
    println!(
        "| orders of 2 bags: buy twice, review, submit | connections | submitted/s | delivered/s | last bag after last submit, ms \
        | server CPU ms | database CPU ms |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for row in rows {
        let per_second = |time: Duration| row.orders as f64 / time.as_secs_f64();
        println!(
            "| {} orders | {} | {:.0} | {:.0} | {} | {:.2} | {} |",
            row.orders,
            row.connections,
            per_second(row.submitted),
            per_second(row.accepted),
            ms(row.accepted.saturating_sub(row.submitted)),
            row.cpu_ms,
            row.database_cpu_ms.map_or_else(|| "–".to_owned(), |cpu| format!("{cpu:.2}")),
        );
    }
    println!();
}

/// Start, memory, stream.
pub fn life(life: &Life) {
    let mut starts = life.starts.clone();
    starts.sort();
    println!("| what | value |");
    println!("|---|--:|");
    println!("| first answer after start, empty database (fills the demo marketplace) | {} ms |", ms(life.filling));
    println!(
        "| first answer after start, filled database, median of {} | {} ms |",
        starts.len(),
        ms(percentile(&starts, 50))
    );
    println!(
        "| price update until the hint is in the buyer's stream, p50 of {} | {} ms |",
        life.hints.len(),
        ms(percentile(&life.hints, 50))
    );
    println!("| the same, p99 | {} ms |", ms(percentile(&life.hints, 99)));
    println!("| resident memory after start | {:.1} MiB |", life.memory_before);
    println!("| resident memory after the load | {:.1} MiB |", life.memory_after);
    println!();
}

/// What a browser loads, raw and as the server sends it.
pub fn files() {
    println!("| file | KiB | KiB Brotli |");
    println!("|---|--:|--:|");
    let kib = |path: &str| {
        fs::metadata(path).map_or_else(|_| "–".to_owned(), |file| format!("{:.1}", file.len() as f64 / 1_024.0))
    };
    for name in ["counterpart.wasm", "counterpart.js", "counterpart.css"] {
        let path = format!("{HERE}/target/site/pkg/{name}");
        println!("| {name} | {} | {} |", kib(&path), kib(&format!("{path}.br")));
    }
    println!();
}
