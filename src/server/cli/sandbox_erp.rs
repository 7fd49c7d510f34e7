//! `counterpart sandbox-erp`: how the sandbox is told what to do.

use crate::server::sandbox_erp::{Manner, Settings, serve};
use clap::Args;
use std::{net::SocketAddr, time::Duration};

/// How `counterpart sandbox-erp` runs.
#[derive(Args, Clone, Debug)]
pub struct SandboxArgs {
    /// The address to listen on. Orders go to any path of it by POST, `GET /orders` lists what it holds.
    #[arg(long, default_value = "127.0.0.1:4700")]
    pub listen: SocketAddr,
    /// A file to keep the orders in; without one they are forgotten with the process.
    #[arg(long)]
    pub store: Option<String>,
    /// What becomes of the tries of an order, one after the other, with commas between them; the last one holds for all that follow.
    /// An address may say so too (`?manner=reset,accept`), and an order itself (`sandbox:reject` anywhere in it).
    #[arg(long, default_value = "")]
    pub manner: String,
    /// So many per cent of the tries go wrong where nothing else is said.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub faults: u8,
    /// Draws them.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What callbacks are signed with, as the connector page shows it: `whsec_…`, or `<organisation>=whsec_…` for each seller.
    #[arg(long = "secret", env = "SANDBOX_ERP_SECRETS", value_delimiter = ' ', hide_env_values = true)]
    pub secrets: Vec<String>,
    /// Milliseconds that it takes to answer when it is slow.
    #[arg(long, default_value_t = 2_000)]
    pub slow_ms: u64,
    /// Milliseconds after which it answers when nobody listens any more.
    #[arg(long, default_value_t = 90_000)]
    pub late_ms: u64,
}

/// Runs until the process is stopped.
pub async fn run(args: SandboxArgs) -> Result<(), String> {
    let settings = Settings {
        listen: args.listen,
        store: args.store,
        manners: Manner::parse_all(&args.manner)?,
        faults: args.faults,
        seed: args.seed,
        secrets: args.secrets,
        slow: Duration::from_millis(args.slow_ms),
        late: Duration::from_millis(args.late_ms),
    };
    serve(settings, |address| println!("The sandbox takes orders at http://{address}")).await
}
