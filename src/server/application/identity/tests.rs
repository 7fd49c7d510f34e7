//! Stories of people who sign in, are invited and are shut out, on both databases. Owns what these stories share.

mod access_tokens;
mod invitations;
mod people;
mod sessions;
mod sign_in;

use super::{demo_sign_in, resume, set_password, tokens};
use crate::{
    api_types::AppError,
    server::{
        application::{Context, Outcome, audit, execute, identity::NewPassword},
        testing::{PASSWORD, World},
    },
};
use std::time::Duration;

/// The next request of a browser that holds this token.
async fn visit(world: &World, token: &str) -> Context {
    let mut context = world.guest();
    resume(&mut context, token).await.expect("the database answers");
    context
}

/// Somebody of the cast signs in from a new browser.
async fn arrive(world: &World, name: &str) -> String {
    execute(world.guest(), demo_sign_in, world.person(name)).await.expect("signed in").token
}

/// Gives somebody of the cast a password.
async fn give_password(world: &World, name: &str) {
    let new = NewPassword { person_id: world.person(name), password: PASSWORD.to_owned() };
    execute(world.system(), set_password, new).await.expect("the password is set");
}

/// The organisation in which the holder of a token acts, if any.
async fn acts_in(world: &World, token: &str) -> Option<String> {
    visit(world, token).await.principal?.membership.map(|membership| membership.organisation)
}

async fn is_guest(world: &World, token: &str) -> bool {
    let context = visit(world, token).await;
    context.principal.is_none() && context.session.is_none()
}

/// How many facts an organisation's intact log holds.
async fn facts(world: &World, organisation: &str) -> i64 {
    match audit::verify(&world.system(), world.organisation(organisation)).await.expect("the log is read") {
        audit::Verdict::Intact(entries) => entries,
        audit::Verdict::Broken(fault) => panic!("the log is broken: {fault}"),
    }
}

/// Waits until each request has sent so many statements; not for ever, should it need fewer.
async fn sent(requests: &[Context], statements: u64) {
    let all_sent = async {
        while requests.iter().any(|request| request.store.statements() < statements) {
            tokio::task::yield_now().await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), all_sent).await;
}

/// Why a use case that starts a session did not.
async fn refused<I, T, F, Fut>(context: Context, use_case: F, input: I) -> Option<AppError>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
    F: Fn(Context, I) -> Fut + Send + 'static,
    Fut: Future<Output = Outcome<T>> + Send,
{
    execute(context, use_case, input).await.err()
}
