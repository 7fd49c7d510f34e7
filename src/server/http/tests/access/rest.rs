//! Requests of programs, by session.

use super::{
    super::{
        ask,
        objects::{Deal, Kind},
    },
    Row, Walk, mint,
};
use crate::{
    api_types::sharing::{ShareInput, SwitchInput},
    server::{
        application::{cart, execute, sharing},
        testing::{add_input, request},
    },
};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;

impl Walk<'_> {
    /// A valid request of a row; whoever will succeed gets a cart that the request can act on.
    pub(super) async fn rest_request(&mut self, row: &Row, who: &'static str, succeeds: bool) -> Request<Body> {
        let verb = row.path.rsplit('/').next().unwrap_or_default();
        if succeeds && row.path.contains("/current/") {
            self.make_cart(who, verb != "share").await;
        }
        let body = match (row.method, verb) {
            ("GET", _) => None,
            (_, "share") => Some(json!({ "name": mint() })),
            (_, "unshare") => Some(json!({ "mode": "convert" })),
            (_, "switch") => Some(json!({ "orderId": null })),
            (_, "sharedOrganizationCart") => Some(json!({ "weeksUntilPurgeDue": 9 })),
            (method, other) => panic!("no body is known for {method} {other}; add it here"),
        };
        let method = Method::from_bytes(row.method.as_bytes()).expect("a method");
        let request = ask(method, &self.sessions_or_none(who), row.path).header("sec-fetch-site", "same-origin");
        match body {
            None => request.body(Body::empty()),
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        }
        .expect("a request")
    }

    /// The person's current cart: personal with a line in it, or shared.
    async fn make_cart(&mut self, who: &str, shared: bool) {
        let listing = self.objects.name(Deal::Mara, Kind::Listing, true).await.parse().expect("an id");
        let by = || self.door.world.as_person(who);
        execute(by(), sharing::switch_cart, SwitchInput::default()).await.expect("switched");
        execute(by(), cart::add_to_cart, add_input(listing, 2)).await.expect("added");
        if shared {
            let input = ShareInput { name: mint().to_string(), description: String::new(), request_id: request() };
            execute(by(), sharing::share_cart, input).await.expect("shared");
        }
    }
}
