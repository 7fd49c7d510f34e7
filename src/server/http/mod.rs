//! Floor 4: the router. Owns what every request goes through; must not decide what a use case decides.

pub mod bearer;
pub mod callbacks;
pub mod files;
pub mod flash;
pub mod handover;
pub mod health;
pub mod history;
pub mod inventory;
pub mod live;
pub mod notification;
pub mod observe;
pub mod orders;
pub mod origin;
pub mod places;
pub mod problem;
pub mod rest;
pub mod security;
pub mod server_functions;
pub mod session;
#[cfg(test)]
mod tests;
pub mod thread;

use crate::{
    server::application::{Context, Services},
    ui,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, header, request::Parts},
    middleware,
    routing::{get, post},
};
use leptos::{
    nonce::use_nonce,
    prelude::{LeptosOptions, provide_context, use_context},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list_with_exclusions};
use session::CookiePolicy;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    services::ServeDir,
};

/// The largest body of a form or a server function, in bytes. Inventory files have a limit of their own.
const BODY_LIMIT: usize = 256 * 1_024;

/// What the routes need to know.
#[derive(Clone)]
pub struct Site {
    pub services: Arc<Services>,
    pub options: LeptosOptions,
    pub cookies: CookiePolicy,
    /// Reverse proxies in front of this process.
    pub proxies: usize,
    /// The largest inventory file, in bytes.
    pub upload_limit: usize,
    /// Cancelled when the server stops: open streams end then.
    pub stopping: CancellationToken,
}

/// The whole site.
pub fn router(site: Site) -> Router {
    let options = site.options.clone();
    let provide = {
        let (cookies, reload_port) = (site.cookies, security::reload_port(&options));
        move || provide_request(cookies, reload_port)
    };
    let shell = {
        let options = options.clone();
        move || ui::shell(options.clone())
    };
    let not_found = leptos_axum::render_app_async_with_context(provide, shell.clone());
    let files = ServeDir::new(&*options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(get(not_found));
    // Images are left alone by default; a PDF is compressed inside, and its length is promised.
    // The browser's code lies there compressed, but for while developing, when compressing it anew costs more than it saves.
    let worth_it = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/wasm"));
    Router::new()
        .route("/api/{*function}", post(server_functions::handle))
        .leptos_routes_with_context(&site, pages(), provide, shell)
        .route("/live", get(live::stream))
        .merge(inventory::routes(site.upload_limit))
        .merge(notification::routes())
        .merge(thread::routes(site.services.files))
        .merge(files::routes())
        .merge(history::routes())
        .merge(orders::routes())
        .merge(rest::routes())
        .fallback_service(files)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(flash::guarded))
        .layer(middleware::from_fn(origin::same_origin))
        .layer(middleware::from_fn_with_state(site.clone(), observe::with_context))
        // Known by their signature: neither a cookie nor an origin says anything about them.
        .merge(callbacks::routes())
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it))
        .layer(middleware::from_fn_with_state(site.clone(), security::headers))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .with_state(site)
}

impl axum::extract::FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}

/// The pages. Server functions have a door of their own: it gives their errors the right status.
pub fn pages() -> Vec<AxumRouteListing> {
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(ui::App, Some(functions))
}

/// Hands the request's context to pages and server functions, and the page its policy with a nonce.
pub fn provide_request(cookies: CookiePolicy, reload_port: Option<u32>) {
    if let Some(context) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Context>().cloned()) {
        provide_context(context);
    }
    provide_context(cookies);
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = security::policy(Some(&nonce), reload_port).parse()
    {
        response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Whether the answer is for a person's window and not for a program.
fn is_browser(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod accept_tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn browsers_ask_for_pages() {
        let mut headers = HeaderMap::new();
        assert!(!is_browser(&headers));
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(is_browser(&headers));
    }
}
