//! The stream of hints: who hears what, and when it ends.

use super::{Door, Form, get};
use crate::{
    api_types::{
        identity::{MemberInput, RoleBoxes},
        sharing::{ShareInput, UndoUnshareInput, UnshareInput},
    },
    domain::sharing::UnshareMode,
    server::{
        application::{Audience, Hint, cart, execute, identity, sharing, work::mint},
        testing::{add_input, on_both, request},
    },
};
use axum::{
    body::{Body, BodyDataStream},
    http::header,
};
use std::time::Duration;
use tokio_stream::StreamExt;

/// Hints come within a second; a busy machine gets three. A stream looks by itself every ten only.
const SOON: Duration = Duration::from_secs(3);

/// A browser's end of a stream.
struct Listener {
    frames: BodyDataStream,
    text: String,
}

impl Listener {
    /// Opens a stream and hears that it is ready.
    async fn open(door: &Door, cookie: &str) -> Self {
        let request = get(cookie, "/live").header(header::ACCEPT_ENCODING, "gzip, br");
        let response = door.open(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING), "a compressed stream waits for more");
        let mut listener = Self { frames: response.into_body().into_data_stream(), text: String::new() };
        assert_eq!(listener.next().await.as_deref(), Some("ready "));
        listener
    }

    /// The next event and its topic; `None` at the end of the stream.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (read(event), rest.to_owned());
                self.text = rest;
                return Some(event);
            }
            let frame = tokio::time::timeout(SOON, self.frames.next()).await.expect("something soon")?;
            self.text.push_str(std::str::from_utf8(&frame.expect("a frame")).expect("text"));
        }
    }

    /// The topics of the hints up to one that the test itself gives.
    async fn topics_until(&mut self, last: &str) -> Vec<String> {
        let mut topics = Vec::new();
        loop {
            let event = self.next().await.expect("the stream goes on");
            match event.strip_prefix("hint ") {
                Some(topic) if topic == last => return topics,
                Some(topic) => topics.push(topic.to_owned()),
                None => panic!("not a hint: {event}"),
            }
        }
    }

    async fn ends_with_bye(&mut self) {
        assert_eq!(self.next().await.as_deref(), Some("bye "));
        assert_eq!(self.next().await, None);
    }
}

/// `name topic` of an event's text.
fn read(event: &str) -> String {
    let line = |field: &str| event.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default().trim().to_owned();
    let data: serde_json::Value = serde_json::from_str(&line("data:")).expect("JSON");
    format!("{} {}", line("event:"), data["topic"].as_str().expect("a topic"))
}

/// Gives a hint to a person, so that the test sees where the hints before it end.
fn mark(door: &Door, name: &str) {
    let audience = Audience::Person(door.world.person(name));
    door.world.services.hub.publish(Hint { audience, topic: "the mark".into() });
}

async fn suspend(door: &Door, name: &str) {
    let buyer = RoleBoxes { buyer: Some("on".into()), ..RoleBoxes::default() };
    let input = MemberInput { person_id: door.world.person(name), roles: buyer, suspended: Some("on".into()) };
    execute(door.world.as_person("olga"), identity::update_member, input).await.expect("suspended");
}

on_both! {
    async fn what_one_side_does_is_heard_by_the_other_side_alone(store: Store) {
        let door = Door::new(store).await;
        let listing_id = door.world.list("Orbit", "MS 20", (10, None)).await;
        let names = ["mara", "jonas", "priya", "tomas", "emil", "ines", "ursula", "sally"];
        let mut listeners = Vec::new();
        for name in names {
            listeners.push(Listener::open(&door, &door.session(name).await).await);
        }
        let line_id = door.world.open(listing_id, 3).await;
        door.world.quote(line_id, "4.5", 0).await.expect("quoted");
        for (name, listener) in names.into_iter().zip(&mut listeners) {
            mark(&door, name);
            let topics = listener.topics_until("the mark").await;
            // Ursula acts in the seller's organisation, but does not sell.
            let hears = matches!(name, "mara" | "jonas" | "priya");
            assert_eq!(topics.contains(&format!("line:{line_id}")), hears, "{name}: {topics:?}");
            assert!(hears || topics.is_empty(), "{name}: {topics:?}");
        }
    }

    async fn a_second_action_is_heard_on_the_same_stream(store: Store) {
        let door = Door::new(store).await;
        let listing_id = door.world.list("Orbit", "MS 21", (10, None)).await;
        let mut jonas = Listener::open(&door, &door.session("jonas").await).await;
        for _ in 0..2 {
            let changed = execute(door.world.as_person("mara"), cart::add_to_cart, add_input(listing_id, 1)).await;
            let line_id = changed.expect("added").line_id;
            mark(&door, "jonas");
            assert!(jonas.topics_until("the mark").await.contains(&format!("line:{line_id}")));
        }
    }

    async fn the_stream_of_a_suspended_member_ends_at_once(store: Store) {
        let door = Door::new(store).await;
        let cookie = door.session("mara").await;
        let (mut first, mut second) = (Listener::open(&door, &cookie).await, Listener::open(&door, &cookie).await);
        let mut tomas = Listener::open(&door, &door.session("tomas").await).await;
        suspend(&door, "mara").await;
        first.ends_with_bye().await;
        second.ends_with_bye().await;
        mark(&door, "tomas");
        assert_eq!(tomas.topics_until("the mark").await, Vec::<String>::new());
        assert_eq!(door.get(&cookie, "/connector/shopping-cart").await.status, 404);
    }

    async fn every_buyer_of_the_organisation_hears_of_its_shared_carts(store: Store) {
        let door = Door::new(store).await;
        door.world.open(door.world.list("Orbit", "MS 22", (10, None)).await, 3).await;
        let mut listeners = Vec::new();
        for name in ["tomas", "emil", "jonas"] {
            listeners.push((name, Listener::open(&door, &door.session(name).await).await));
        }
        let mara = || door.world.as_person("mara");
        let input = ShareInput { name: "Hangar 2".into(), description: String::new(), request_id: request() };
        let cart_id = execute(mara(), sharing::share_cart, input).await.expect("shared").id.expect("a cart");
        for mode in [UnshareMode::Remove, UnshareMode::Convert] {
            for (name, listener) in &mut listeners {
                mark(&door, name);
                let topics = listener.topics_until("the mark").await;
                let expected = ["carts".to_owned(), format!("cart:{cart_id}"), "lines".to_owned()];
                match *name {
                    "tomas" => assert_eq!(topics, expected),
                    _stranger => assert_eq!(topics, Vec::<String>::new(), "{name}"),
                }
            }
            let input = UnshareInput { cart_id, mode, version_seen: None, request_id: request() };
            execute(mara(), sharing::unshare_cart, input).await.expect("unshared");
            if mode == UnshareMode::Remove {
                for (name, listener) in &mut listeners {
                    mark(&door, name);
                    listener.topics_until("the mark").await;
                }
                execute(mara(), sharing::undo_unshare, UndoUnshareInput { cart_id }).await.expect("undone");
            }
        }
    }

    /// Members of an organisation lose everything of it with their next request, whatever they have open.
    async fn a_member_who_is_suspended_loses_shared_carts_within_a_second(store: Store) {
        let door = Door::new(store).await;
        let line_id = door.world.open(door.world.list("Orbit", "MS 23", (10, None)).await, 3).await;
        let input = ShareInput { name: "Hangar 2".into(), description: String::new(), request_id: request() };
        let shared = execute(door.world.as_person("mara"), sharing::share_cart, input).await.expect("shared");
        let cart_id = shared.id.expect("a cart");
        let cookie = door.session("tomas").await;
        let page = format!("/connector/shopping-cart/lines/{line_id}");
        assert_eq!(door.get(&cookie, &page).await.status, 200);
        let mut tomas = Listener::open(&door, &cookie).await;
        suspend(&door, "tomas").await;
        tokio::time::timeout(Duration::from_secs(1), tomas.ends_with_bye()).await.expect("within a second");
        assert_eq!(door.get(&cookie, &page).await.status, 404);
        let cart = || Form::default().with("input[cart_id]", cart_id);
        for (verb, form) in [
            ("load_carts", Form::default()),
            ("switch_cart", cart()),
            ("rename_cart", cart().with("input[name]", "Mine")),
            ("unshare_cart", cart().with("input[request_id]", mint())),
            ("preview_unshare", Form::default().with("cart_id", cart_id)),
        ] {
            assert_eq!(door.post(&cookie, &format!("/api/sharing/{verb}"), &form).await.status, 404, "{verb}");
        }
    }

    async fn signing_out_ends_the_streams_of_that_session_only(store: Store) {
        let door = Door::new(store).await;
        let (here, elsewhere) = (door.session("mara").await, door.session("mara").await);
        let (mut ending, mut staying) = (Listener::open(&door, &here).await, Listener::open(&door, &elsewhere).await);
        let reply = door.post(&here, "/api/identity/sign_out", &Form::default()).await;
        assert_eq!(reply.status, 200);
        ending.ends_with_bye().await;
        mark(&door, "mara");
        assert_eq!(staying.topics_until("the mark").await, Vec::<String>::new());
        assert_eq!(door.get(&here, "/live").await.status, 401);
    }

    async fn the_stream_ends_when_the_server_stops(store: Store) {
        let door = Door::new(store).await;
        let mut mara = Listener::open(&door, &door.session("mara").await).await;
        door.stopping.cancel();
        assert_eq!(mara.next().await, None);
        assert_eq!(door.get("", "/health").await.status, 503);
    }

    async fn a_stream_that_nobody_reads_any_more_is_let_go(store: Store) {
        let door = Door::new(store).await;
        let (mut jonas, mara) = (
            Listener::open(&door, &door.session("jonas").await).await,
            Listener::open(&door, &door.session("mara").await).await,
        );
        assert_eq!(door.world.services.hub.streams(), 2);
        drop(mara);
        let gone = async {
            while door.world.services.hub.streams() > 1 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, gone).await.expect("the stream is let go");
        mark(&door, "jonas");
        assert_eq!(jonas.topics_until("the mark").await, Vec::<String>::new());
    }

    async fn nobody_listens_without_a_session(store: Store) {
        let door = Door::new(store).await;
        door.get("", "/live").await.is_problem(401);
        door.get("sid=planted", "/live").await.is_problem(401);
    }
}
