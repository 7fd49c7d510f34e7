//! The `counterpart` program; see `server::main` for its commands.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    counterpart::server::main().await
}
