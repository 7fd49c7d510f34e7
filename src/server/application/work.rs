//! A write transaction together with the hints that are published once it is committed.

use super::{Audience, Context, Hint, Outcome};
use crate::server::storage::Tx;
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

/// Mints an identifier: a version 7 UUID, so that newer rows sort behind older ones. The only place that does.
#[allow(clippy::disallowed_methods)]
pub fn mint() -> Uuid {
    Uuid::now_v7()
}
