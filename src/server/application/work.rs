//! A write transaction together with the hints that are published once it is committed.

use super::{Audience, Context, Hint, Outcome};
use crate::{
    api_types::AppError,
    server::storage::{
        Tx,
        negotiation::{self as store, Claim},
    },
};
use uuid::Uuid;

/// A unit of work. Dropped without [`Work::commit`] it leaves nothing behind and hints at nothing.
pub struct Work {
    pub tx: Tx,
    hints: Vec<Hint>,
}

impl Work {
    pub fn new(tx: Tx) -> Self {
        Self { tx, hints: Vec::new() }
    }

    /// Tells whoever has the topic on screen to look again, after the commit.
    pub fn hint(&mut self, audience: Audience, topic: impl Into<String>) {
        let hint = Hint { audience, topic: topic.into() };
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// Claims a request; `true` if the same person did the same by it before.
    ///
    /// # Errors
    /// It was used for something else.
    pub async fn repeats(&mut self, claim: &Claim) -> Outcome<bool> {
        match self.repeated(claim).await? {
            None => Ok(false),
            Some(subject_id) if subject_id == claim.subject_id => Ok(true),
            Some(_) => Err(used_otherwise().into()),
        }
    }

    /// As [`Work::repeats`], whatever it acted on; answers what that was.
    ///
    /// # Errors
    /// As [`Work::repeats`].
    pub async fn repeated(&mut self, claim: &Claim) -> Outcome<Option<Uuid>> {
        match store::claim(&mut self.tx, claim).await? {
            None => Ok(None),
            Some(handled) if handled.person_id == claim.person_id && handled.action == claim.action => {
                Ok(Some(handled.subject_id))
            }
            Some(_) => Err(used_otherwise().into()),
        }
    }

    /// # Errors
    /// Nothing was stored; no hint is given.
    pub async fn commit(self, context: &Context) -> Outcome<()> {
        self.tx.commit().await?;
        for hint in self.hints {
            context.services.hub.publish(hint);
        }
        Ok(())
    }
}

/// A request came under the number of another one.
pub fn used_otherwise() -> AppError {
    AppError::invalid("request_id", "was used for something else; reload the page")
}

/// Mints an identifier: a version 7 UUID, so that newer rows sort behind older ones. The only place that does.
#[allow(clippy::disallowed_methods)]
pub fn mint() -> Uuid {
    Uuid::now_v7()
}
