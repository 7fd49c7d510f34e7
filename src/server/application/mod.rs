//! Floor 3: one function per use case: authorise, load and lock, decide, save, append the event, commit, hint.
//! Must not know HTTP or SQL.

pub mod audit;
pub mod cart;
pub mod catalog;
pub mod context;
pub mod delivery;
pub mod demand;
pub mod guest;
pub mod hub;
pub mod identity;
pub mod input;
pub mod insight;
pub mod inventory;
pub mod mail;
pub mod negotiation;
pub mod notification;
pub mod ordering;
pub mod presence;
pub mod queue;
pub mod replay;
pub mod reply;
pub mod setting;
pub mod sharing;
pub mod storefront;
pub mod support;
pub mod work;

pub use context::{Context, Services};
pub use hub::{Audience, Hint, Hub};
pub use work::Work;

use crate::{api_types::AppError, domain::refusal::Refusal, server::storage::StorageError};
use leptos::prelude::use_context;
use std::time::Duration;

/// Why a use case ended without doing anything: something to show, or a failure to log.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    App(#[from] AppError),
    #[error("{0}")]
    Storage(#[from] StorageError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::App(refusal.into())
    }
}

/// The answer of a use case.
pub type Outcome<T> = Result<T, Failure>;

const TRIES: u32 = 4;

/// Runs a use case that only reads, in the context of the current server function.
///
/// # Errors
/// What the use case answers; its own failures are logged once and become [`AppError::Internal`].
pub async fn query<I, T, Fut>(use_case: impl FnOnce(Context, I) -> Fut, input: I) -> Result<T, AppError>
where
    Fut: Future<Output = Outcome<T>>,
{
    query_in(&current()?, use_case, input).await
}

/// As [`query`], in a context at hand.
///
/// # Errors
/// As [`query`].
pub async fn query_in<I, T, Fut>(
    context: &Context,
    use_case: impl FnOnce(Context, I) -> Fut,
    input: I,
) -> Result<T, AppError>
where
    Fut: Future<Output = Outcome<T>>,
{
    use_case(context.clone(), input).await.map_err(|failure| context.report(failure))
}

/// Runs a use case that writes, in the context of the current server function. See [`execute`].
///
/// # Errors
/// As [`query`].
pub async fn command<I, T, F, Fut>(use_case: F, input: I) -> Result<T, AppError>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
    F: Fn(Context, I) -> Fut + Send + 'static,
    Fut: Future<Output = Outcome<T>> + Send,
{
    execute(current()?, use_case, input).await
}

/// Runs a use case that writes, in a task of its own: a browser that goes away cannot cut it in half.
/// A deadlock or a serialisation failure runs it again from its beginning.
///
/// # Errors
/// As [`query`].
pub async fn execute<I, T, F, Fut>(context: Context, use_case: F, input: I) -> Result<T, AppError>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
    F: Fn(Context, I) -> Fut + Send + 'static,
    Fut: Future<Output = Outcome<T>> + Send,
{
    let reporter = context.clone();
    let task = tokio::spawn(async move {
        let mut tries = 1;
        loop {
            match use_case(context.clone(), input.clone()).await {
                Err(Failure::Storage(error)) if error.is_retryable() && tries < TRIES => {
                    tokio::time::sleep(Duration::from_millis(u64::from(rand::random_range(1..10 * tries)))).await;
                    tries += 1;
                }
                done => return done,
            }
        }
    });
    match task.await {
        Ok(done) => done.map_err(|failure| reporter.report(failure)),
        Err(panicked) => {
            tracing::error!(request_id = %reporter.request_id, error = %panicked, "a use case panicked");
            Err(AppError::Internal(reporter.request_id.to_string()))
        }
    }
}

fn current() -> Result<Context, AppError> {
    use_context::<Context>().ok_or(AppError::Unavailable)
}
