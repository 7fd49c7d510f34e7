//! The life of the server process: open, migrate, recover, serve, stop gracefully.

use super::{
    application::{
        Context, Services,
        context::{Clock, Outward},
        inventory,
    },
    config::ServeArgs,
    demo,
    http::{self, Site, health, session::CookiePolicy},
    integrations::{
        erp::{Erp, Limits, Reach},
        mail::Post,
    },
    jobs::{self, worker::Outside},
    storage::Store,
};
use crate::domain::file::FileLimits;
use leptos::config::get_configuration;
use std::{io::IsTerminal, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, signal::unix::SignalKind};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// How long requests may take to finish once the server was asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the server until it is told to stop.
///
/// # Errors
/// A sentence that says what could not be started.
pub async fn serve(database_url: &str, args: ServeArgs) -> Result<(), String> {
    log(args.log_json);
    health::count();
    let configuration = get_configuration(Some("Leptos.toml")).map_err(|error| format!("Leptos.toml: {error}"))?;
    let mut options = configuration.leptos_options;
    options.site_addr = args.listen.unwrap_or(options.site_addr);
    let store = Store::open(database_url).await.map_err(|error| format!("database: {error}"))?;
    let files = FileLimits { bytes: args.file_mib.saturating_mul(1 << 20), count: args.files_per_message };
    let post = Arc::new(Post::open(&args.mail.settings(), options.site_addr)?);
    // The sellers of the demo marketplace have their systems on this machine.
    let reach = if args.erp_anywhere || args.demo { Reach::Anywhere } else { Reach::Public };
    let erp = Arc::new(Erp::new(reach, Limits::USUAL)?);
    let outward = Outward { base_url: post.base_url().to_owned(), reach };
    let services = Services::limited(store, Clock::System, args.demo, (files, outward));
    let context = Context::new(&services, None, "start");
    inventory::recover_uploads(context.clone()).await.map_err(|error| format!("uploads: {error}"))?;
    if args.demo {
        demo::fill(&services).await.map_err(|error| format!("demo marketplace: {error}"))?;
    }
    let stopping = CancellationToken::new();
    let site = Site {
        services: services.clone(),
        options: options.clone(),
        cookies: CookiePolicy { secure: args.tls },
        proxies: args.proxies,
        upload_limit: args.upload_mib * 1_024 * 1_024,
        stopping: stopping.clone(),
    };
    let listener = TcpListener::bind(options.site_addr).await.map_err(|error| format!("{}: {error}", options.site_addr))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    tracing::info!(%address, database = services.store.kind(), demo = args.demo, "listening");
    println!("Counterpart is ready: http://{address}");
    let jobs = tokio::spawn(jobs::run(services.clone(), stopping.clone()));
    let worker = tokio::spawn(jobs::worker::run(services.clone(), Outside { post, erp }, stopping.clone()));
    let app = http::router(site).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(stop(stopping.clone()));
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        done = &mut server => done.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?,
        () = overdue(&stopping) => {
            tracing::warn!("requests were cut off after the grace period");
            server.abort();
        }
    }
    stopping.cancel();
    jobs.await.map_err(|error| error.to_string())?;
    worker.await.map_err(|error| error.to_string())?;
    services.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        builder.json().init();
    } else {
        builder.with_ansi(std::io::stderr().is_terminal()).init();
    }
}

async fn overdue(stopping: &CancellationToken) {
    stopping.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// Waits for the first SIGINT or SIGTERM, then ends the open streams.
async fn stop(stopping: CancellationToken) {
    match tokio::signal::unix::signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(error) => {
            tracing::warn!(%error, "SIGTERM is not heard");
            let _ = tokio::signal::ctrl_c().await;
        }
    }
    tracing::info!("stopping");
    stopping.cancel();
}
