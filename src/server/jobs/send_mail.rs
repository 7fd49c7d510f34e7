//! Sends one letter: looks up what it says, then hands it over. The same job sends the same Message-ID, however often.

use crate::{
    domain::job::Attempt,
    server::{
        application::{Context, mail, query_in},
        integrations::mail::{Post, Undelivered},
    },
};

/// One try.
pub async fn attempt(context: &Context, post: &Post, payload: &str) -> Attempt {
    let draft = match query_in(context, mail::load_draft, payload.to_owned()).await {
        Ok(Some(draft)) => draft,
        // Switched off, suspended or removed meanwhile.
        Ok(None) => return Attempt::Done,
        Err(error) => return Attempt::RetryAfter(error.to_string()),
    };
    match post.send(&draft).await {
        Ok(()) => Attempt::Done,
        Err(Undelivered::Later(reason)) => Attempt::RetryAfter(reason),
        Err(Undelivered::Never(reason)) => Attempt::Failed(reason),
    }
}
