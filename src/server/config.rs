//! How the server is told what to do: flags and environment, read once at start.

use clap::Args;
use std::net::SocketAddr;

/// Where the data is. Shared by every subcommand.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// `sqlite:PATH` or `postgres://…`
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:counterpart.db", global = true, hide_env_values = true)]
    pub database_url: String,
}

/// How `counterpart serve` runs.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Fill an empty database with a demo marketplace and let anyone sign in as its people.
    #[arg(long)]
    pub demo: bool,
    /// The address to listen on; default: `site-addr` of Leptos.toml.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// The site is reached by https: cookies are marked secure and browsers told to stay on https.
    #[arg(long, env = "COUNTERPART_TLS")]
    pub tls: bool,
    /// Reverse proxies in front of this process; the client's address is taken that many hops from the right
    /// of X-Forwarded-For. 0: the peer's own address.
    #[arg(long, env = "COUNTERPART_PROXIES", default_value_t = 0)]
    pub proxies: usize,
    /// The largest inventory file in MiB.
    #[arg(long, env = "COUNTERPART_UPLOAD_MIB", default_value_t = 64)]
    pub upload_mib: usize,
    /// The largest file that may be attached to a message, in MiB.
    #[arg(long, env = "COUNTERPART_FILE_MIB", default_value_t = 10)]
    pub file_mib: u64,
    /// Files that one message may carry.
    #[arg(long, env = "COUNTERPART_FILES_PER_MESSAGE", default_value_t = 5)]
    pub files_per_message: u32,
    /// Log as JSON lines.
    #[arg(long, env = "COUNTERPART_LOG_JSON")]
    pub log_json: bool,
}
