//! The hash chain of the audit log: what a row says and how rows hang together. The hash function is passed in.

use super::{
    ids::{EventId, OrganisationId, PersonId},
    time::Timestamp,
};

/// A row of an organisation's audit log, before it is chained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub organisation_id: OrganisationId,
    /// Counts from 1 without gaps within the organisation.
    pub sequence: i64,
    pub event_id: EventId,
    pub at: Timestamp,
    /// `None`: the system itself.
    pub actor_id: Option<PersonId>,
    pub action: String,
    /// What the entry is about, for instance `line:0192…`.
    pub subject: String,
    /// JSON, exactly as stored.
    pub payload: String,
}

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The hash before the first row.
pub const GENESIS: Hash = [0; 32];

impl Entry {
    /// The bytes whose hash the row carries: every field with its length in front, after the previous hash.
    pub fn chained_bytes(&self, previous: &Hash) -> Vec<u8> {
        let actor = self.actor_id.map(|id| id.0.into_bytes().to_vec()).unwrap_or_default();
        let fields: [&[u8]; 8] = [
            self.organisation_id.0.as_bytes(),
            &self.sequence.to_be_bytes(),
            self.event_id.0.as_bytes(),
            &self.at.0.to_be_bytes(),
            &actor,
            self.action.as_bytes(),
            self.subject.as_bytes(),
            self.payload.as_bytes(),
        ];
        let mut bytes = previous.to_vec();
        for field in fields {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field);
        }
        bytes
    }
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A row is missing or two have changed places.
    Gap { expected: i64, found: i64 },
    /// A row was altered.
    Altered { sequence: i64 },
    /// Rows at the end are missing.
    Truncated { expected: i64, found: i64 },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gap { expected, found } => write!(f, "entry {expected} is missing; {found} follows"),
            Self::Altered { sequence } => write!(f, "entry {sequence} was altered"),
            Self::Truncated { expected, found } => write!(f, "the log ends at entry {found}, but {expected} were written"),
        }
    }
}

/// Walks a chain row by row.
pub struct Verifier<H: Fn(&[u8]) -> Hash> {
    hash: H,
    previous: Hash,
    sequence: i64,
}

impl<H: Fn(&[u8]) -> Hash> Verifier<H> {
    pub fn new(hash: H) -> Self {
        Self { hash, previous: GENESIS, sequence: 0 }
    }

    /// Takes the next row in order of its sequence.
    ///
    /// # Errors
    /// The first fault found.
    pub fn take(&mut self, entry: &Entry, stored: &Hash) -> Result<(), Fault> {
        let expected = self.sequence + 1;
        if entry.sequence != expected {
            return Err(Fault::Gap { expected, found: entry.sequence });
        }
        if (self.hash)(&entry.chained_bytes(&self.previous)) != *stored {
            return Err(Fault::Altered { sequence: entry.sequence });
        }
        self.previous = *stored;
        self.sequence = expected;
        Ok(())
    }

    /// Compares the end of the chain with the head kept beside it; answers the number of rows.
    ///
    /// # Errors
    /// The chain is shorter than its head says, or its last hash differs.
    pub fn finish(self, head_sequence: i64, head_hash: &Hash) -> Result<i64, Fault> {
        if self.sequence != head_sequence {
            return Err(Fault::Truncated { expected: head_sequence, found: self.sequence });
        }
        if self.previous != *head_hash {
            return Err(Fault::Altered { sequence: self.sequence });
        }
        Ok(self.sequence)
    }
}
