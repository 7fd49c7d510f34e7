//! The whole site on a port of its own, and people's browsers with their sessions.

use crate::{
    api_types::{AppError, identity::SignInInput},
    domain::ids::PersonId,
    server::{
        application::Services,
        http::{self, Site, session::CookiePolicy},
        integrations::erp::choose_cryptography,
    },
};
use leptos::{prelude::LeptosOptions, server_fn::error::FromServerFnError};
use reqwest::{Client, header};
use serde::de::DeserializeOwned;
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// A running server.
pub struct Server {
    base: String,
    stopping: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    pub async fn start(services: &Arc<Services>) -> Self {
        let stopping = CancellationToken::new();
        let site = Site {
            services: services.clone(),
            options: LeptosOptions::builder().output_name("counterpart").build(),
            cookies: CookiePolicy { secure: false },
            proxies: 0,
            upload_limit: 1_024 * 1_024,
            stopping: stopping.clone(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let app = http::router(site).into_make_service_with_connect_info::<SocketAddr>();
        let stop = stopping.clone().cancelled_owned();
        let serving = tokio::spawn(async move {
            axum::serve(listener, app).with_graceful_shutdown(stop).await.expect("the server serves");
        });
        Self { base, stopping, serving }
    }

    /// A browser without a session.
    pub fn browser(&self) -> Browser {
        choose_cryptography();
        let client = Client::builder().cookie_store(true).no_proxy().build().expect("a client");
        Browser { client, base: self.base.clone() }
    }

    /// The browser of a person who was signed in with one click, as the demo marketplace does.
    pub async fn signed_in(&self, person_id: PersonId) -> Browser {
        let browser = self.browser();
        let signed_in: Answer<()> =
            browser.call("identity/demo_sign_in", &[("person_id", person_id.to_string())]).await.expect("signed in");
        assert!(signed_in.statements > 0);
        browser
    }

    /// The browser of a person who typed a password.
    pub async fn typed_in(&self, input: SignInInput) -> Browser {
        let browser = self.browser();
        let form = [("input[email]", input.email), ("input[password]", input.password), ("input[next]", input.next)];
        browser.call::<()>("identity/sign_in", &form).await.expect("signed in");
        browser
    }

    pub async fn stop(self) {
        self.stopping.cancel();
        self.serving.await.expect("the server stops");
    }
}

/// One person's browser.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base: String,
}

/// What a server function answers, and the statements it took.
#[derive(Debug)]
pub struct Answer<T> {
    pub value: T,
    pub statements: u64,
}

impl Browser {
    /// Calls a server function as the site's own pages do.
    pub async fn call<T: DeserializeOwned>(&self, function: &str, form: &[(&str, String)]) -> Result<Answer<T>, AppError> {
        let request = self.client.post(format!("{}/api/{function}", self.base)).form(form);
        let request = request.header(header::ORIGIN, &self.base).header(header::ACCEPT, "application/json");
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let timing = response.headers().get("server-timing").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let statements = timing.split(['"', ' ']).find_map(|piece| piece.parse().ok()).unwrap_or_default();
        let body = response.bytes().await.expect("a whole answer");
        if !status.is_success() {
            return Err(AppError::de(body));
        }
        let value = serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{function}: {error}"));
        Ok(Answer { value, statements })
    }
}
