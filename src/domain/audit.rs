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

/// Whose log holds what merchants set for everybody: an organisation without members, which neither buys nor sells.
pub const PLATFORM: OrganisationId = OrganisationId(uuid::Uuid::nil());

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// A hash as 64 hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`hex`] wrote.
pub fn parse_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

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
            Self::Truncated { expected, found } => write!(f, "the log ends at entry {found}, but its head is {expected}"),
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

/// An entry with its hash and the one before it: what can be proved of it without the rest of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub entry: Entry,
    pub previous: Hash,
    pub hash: Hash,
}

/// Verifies entries taken out of one log, for instance those about one line: each carries the hash of what it says, they
/// stand in order, neighbours hang together, and none is newer than the head. Answers how many there are. That the log
/// itself has these hashes at these places only its keeper can say.
///
/// # Errors
/// The first fault found.
pub fn verify_part(hash: impl Fn(&[u8]) -> Hash, links: &[Link], head: (i64, Hash)) -> Result<usize, Fault> {
    let (head_sequence, head_hash) = head;
    let mut before: Option<&Link> = None;
    for link in links {
        let (entry, sequence) = (&link.entry, link.entry.sequence);
        let last = before.map_or(0, |before| before.entry.sequence);
        if sequence <= last {
            return Err(Fault::Gap { expected: last + 1, found: sequence });
        }
        if sequence > head_sequence {
            return Err(Fault::Truncated { expected: head_sequence, found: sequence });
        }
        let expected = match before {
            Some(before) if sequence == last + 1 => before.hash,
            None if sequence == 1 => GENESIS,
            Some(_) | None => link.previous,
        };
        let is_one_log = before.is_none_or(|before| before.entry.organisation_id == entry.organisation_id);
        let is_whole = hash(&entry.chained_bytes(&link.previous)) == link.hash;
        let is_end = sequence != head_sequence || link.hash == head_hash;
        if link.previous != expected || !is_one_log || !is_whole || !is_end {
            return Err(Fault::Altered { sequence });
        }
        before = Some(link);
    }
    Ok(links.len())
}
