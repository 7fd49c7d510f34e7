//! The life of a session: started, recognised, seen, rotated, ended. Must not decide who may have one.

use super::{
    throttle,
    tokens::{self, Token},
};
use crate::{
    domain::{
        identity::Principal,
        ids::{OrganisationId, PersonId},
        time::{DAY_US, HOUR_US, MINUTE_US, Timestamp},
    },
    server::{
        application::{Audience, Context, Outcome, Work, guest, hub},
        storage::identity::{self as store, NewSession, Person, SessionEnd},
    },
};
use tokio::sync::Semaphore;

/// A session that nobody used for so long has ended.
const IDLE_US: i64 = 12 * HOUR_US;

/// A session ends so long after the sign-in, used or not. The cookie lives as long.
pub const SESSION_LIFE_US: i64 = 14 * DAY_US;

/// How exactly the database knows when a session was last used.
const SEEN_EVERY_US: i64 = MINUTE_US;

/// Sessions whose use is being noted at the same time. Beyond that, the next request notes it.
static SEEING: Semaphore = Semaphore::const_new(2);

/// A session has begun; its token goes into the cookie and nowhere else.
pub struct SignedIn {
    pub token: String,
    /// The guest of this browser is theirs by now, and nobody's any more: their cookie goes.
    pub drops_guest: bool,
    /// What came of the guest's cart stands on the Shopping cart page.
    pub has_report: bool,
}

/// Whose session to start, where, and until when.
pub(super) struct Start {
    pub person_id: PersonId,
    pub auth_epoch: i64,
    pub organisation_id: Option<OrganisationId>,
    pub expires_at: Timestamp,
}

impl Start {
    /// A whole new session of a person.
    pub fn fresh(person: &Person, organisation_id: Option<OrganisationId>, now: Timestamp) -> Self {
        Self {
            person_id: person.id,
            auth_epoch: person.auth_epoch,
            organisation_id,
            expires_at: now.plus_us(SESSION_LIFE_US),
        }
    }
}

/// Starts a session under a new token.
pub(super) async fn start(context: &Context, work: &mut Work, start: Start) -> Outcome<SignedIn> {
    let token = Token::mint();
    let session = NewSession {
        token_hash: token.hash,
        person_id: start.person_id,
        organisation_id: start.organisation_id,
        auth_epoch: start.auth_epoch,
        created_at: context.now(),
        expires_at: start.expires_at,
    };
    store::insert_session(&mut work.tx, &session).await?;
    Ok(SignedIn { token: token.text, drops_guest: false, has_report: false })
}

/// Ends the session of this request, if it has one, and makes its open streams look again.
pub(super) async fn end(context: &Context, work: &mut Work) -> Outcome<Option<SessionEnd>> {
    let Some(token_hash) = &context.session else { return Ok(None) };
    let ended = store::delete_session(&mut work.tx, token_hash).await?;
    if let Some(ended) = &ended {
        work.hint(Audience::Person(ended.person_id), hub::ACCESS);
    }
    Ok(ended)
}

/// Recognises the session behind a cookie's token and puts it into the context; one statement.
/// A token that stands for nothing leaves a guest.
///
/// # Errors
/// The database does not answer.
pub async fn resume(context: &mut Context, token: &str) -> Outcome<()> {
    let (token_hash, now) = (tokens::hash(token), context.now());
    let mut reader = context.read().await?;
    let Some(state) = store::session(&mut reader, &token_hash, now, idle_since(now)).await? else { return Ok(()) };
    context.session = Some(token_hash);
    context.principal = Some(state.principal);
    if now.since_us(state.seen_at) >= SEEN_EVERY_US {
        note_seen(context.clone(), token_hash);
    }
    Ok(())
}

/// The principal as the database knows it now: for streams that live longer than a request.
///
/// # Errors
/// The database does not answer.
pub async fn current_principal(context: Context, (): ()) -> Outcome<Option<Principal>> {
    let Some(token_hash) = context.session else { return Ok(None) };
    let now = context.now();
    let mut reader = context.read().await?;
    let state = store::session(&mut reader, &token_hash, now, idle_since(now)).await?;
    Ok(state.map(|state| state.principal))
}

/// Deletes sessions that have ended and sign-in failures that are forgotten; answers how many rows.
///
/// # Errors
/// The database does not answer.
pub async fn purge_sessions(context: Context, (): ()) -> Outcome<u64> {
    let now = context.now();
    let mut work = context.write().await?;
    let mut purged = store::purge(&mut work.tx, now, idle_since(now), throttle::forgotten(now)).await?;
    purged += guest::forget_sessions(&mut work, now).await?;
    work.commit(&context).await?;
    Ok(purged)
}

fn idle_since(now: Timestamp) -> Timestamp {
    now.plus_us(-IDLE_US)
}

/// Notes the use of a session beside the request, which never waits for the writer.
fn note_seen(mut context: Context, token_hash: [u8; 32]) {
    let Ok(place) = SEEING.try_acquire() else { return };
    // Not a statement of the request that happened to notice.
    context.store = context.services.store.for_request();
    tokio::spawn(async move {
        if let Err(failure) = touch(&context, &token_hash).await {
            tracing::warn!(request_id = %context.request_id, error = %failure, "a session's use was not noted");
        }
        drop(place);
    });
}

pub(super) async fn touch(context: &Context, token_hash: &[u8; 32]) -> Outcome<()> {
    let mut work = context.write().await?;
    store::touch_session(&mut work.tx, token_hash, context.now()).await?;
    work.commit(context).await
}
