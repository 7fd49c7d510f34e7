//! Live hints: who should look again at what. Hints carry no data, so a missed one costs nothing.

use crate::domain::{
    access::{Permission, PlatformPermission},
    ids::{OrganisationId, PersonId},
};
use tokio::sync::broadcast;

/// Who may hear a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone who acts in the organisation right now and holds the permission there.
    Members(OrganisationId, Permission),
    Person(PersonId),
    /// Everyone who holds the permission on the platform.
    Platform(PlatformPermission),
}

/// "Look again at this topic": or a word in passing, `topic=word`, that nobody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub audience: Audience,
    /// For instance `line:0192…`, `lines`, `notifications`, `access`, `typing:0192…=Mara Lindqvist`.
    pub topic: String,
}

/// The topic that makes a stream check at once whether its session still stands.
pub const ACCESS: &str = "access";

/// Passes hints from commits to open streams within this process.
pub struct Hub {
    sender: broadcast::Sender<Hint>,
}

impl Hub {
    /// A stream that lags behind by more than this many hints is told to look at everything again.
    const CAPACITY: usize = 4_096;

    pub fn new() -> Self {
        Self { sender: broadcast::Sender::new(Self::CAPACITY) }
    }

    pub fn publish(&self, hint: Hint) {
        // No open stream is not an error.
        let _ = self.sender.send(hint);
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.sender.subscribe()
    }

    /// Streams that are open now.
    pub fn streams(&self) -> usize {
        self.sender.receiver_count()
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}
