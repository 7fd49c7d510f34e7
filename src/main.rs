//! The `counterpart` program; see `server::main` for its commands.

use std::process::ExitCode;

/// Drawing a page makes thousands of small allocations; see docs/performance.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    counterpart::server::main().await
}
