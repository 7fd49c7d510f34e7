//! The stream of live hints of one browser. Carries topics, never data; ends when its session does.

use super::{Site, problem};
use crate::{
    api_types::AppError,
    domain::{access, identity::Principal},
    server::application::{Audience, Context, Hint, guest, hub, identity, query_in},
};
use axum::{
    Extension,
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use std::{convert::Infallible, time::Duration};
use tokio::sync::{broadcast::error::RecvError, mpsc};
use tokio_stream::wrappers::ReceiverStream;

/// How often a stream looks whether its session still stands, beside every hint that says so.
const CHECK: Duration = Duration::from_secs(10);

const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Hints that wait for a slow browser; more than this and it is told to look at everything.
const BUFFER: usize = 64;

/// `GET /live`: server-sent events `ready`, `hint`, `bye`.
pub async fn stream(State(site): State<Site>, Extension(context): Extension<Context>) -> Response {
    let guest = context.guest.as_ref().map(|guest| &guest.record.principal);
    let Some(listener) = context.principal.as_ref().or(guest).cloned() else {
        return problem::response(&AppError::SignInRequired, &context.request_id);
    };
    let (sender, receiver) = mpsc::channel(BUFFER);
    tokio::spawn(pump(site, context, listener, sender));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// Whether somebody hears what is for this audience.
fn hears(listener: &Principal, audience: Audience) -> bool {
    match audience {
        Audience::Members(id, permission) => listener
            .membership
            .as_ref()
            .is_some_and(|membership| membership.organisation_id == id && access::member_may(membership, permission)),
        Audience::Person(id) => listener.person_id == id,
        Audience::Platform(permission) => access::platform_may(listener, permission),
    }
}

type Sender = mpsc::Sender<Result<Event, Infallible>>;

async fn pump(site: Site, context: Context, listener: Principal, sender: Sender) {
    let mut hints = site.services.hub.subscribe();
    let mut check = tokio::time::interval(CHECK);
    check.reset();
    if sender.send(Ok(event("ready", ""))).await.is_err() {
        return;
    }
    loop {
        let next = tokio::select! {
            () = site.stopping.cancelled() => return,
            () = sender.closed() => return,
            _ = check.tick() => Next::Check,
            hint = hints.recv() => next(&listener, hint),
        };
        let sent = match next {
            Next::Nothing => true,
            Next::Send(topic) => sender.send(Ok(event("hint", &topic))).await.is_ok(),
            // Hints were lost: look at everything again.
            Next::Lagged => sender.send(Ok(event("ready", ""))).await.is_ok(),
            Next::Check => still_stands(&context).await,
            Next::End => false,
        };
        if !sent {
            let _ = sender.send(Ok(event("bye", ""))).await;
            return;
        }
    }
}

enum Next {
    Nothing,
    Send(String),
    Lagged,
    Check,
    End,
}

fn next(listener: &Principal, hint: Result<Hint, RecvError>) -> Next {
    match hint {
        Ok(hint) if !hears(listener, hint.audience) => Next::Nothing,
        Ok(hint) if hint.topic == hub::ACCESS => Next::Check,
        Ok(hint) => Next::Send(hint.topic),
        Err(RecvError::Lagged(_)) => Next::Lagged,
        Err(RecvError::Closed) => Next::End,
    }
}

/// Whether the session still stands for the same person in the same organisation with the same roles.
async fn still_stands(context: &Context) -> bool {
    if let Some(guest) = &context.guest {
        let now = query_in(context, guest::current, ()).await;
        return now.map_or(true, |now| now.is_some_and(|now| now.person_id == guest.record.principal.person_id));
    }
    match query_in(context, identity::current_principal, ()).await {
        Ok(principal) => principal == context.principal,
        // A database that does not answer for a moment ends no stream.
        Err(_) => true,
    }
}

fn event(name: &str, topic: &str) -> Event {
    Event::default().event(name).data(serde_json::json!({ "topic": topic }).to_string())
}
