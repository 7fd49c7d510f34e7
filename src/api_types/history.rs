//! A line's whole history as it is exported: what was said and agreed, and the part of the audit log that proves it.

use crate::domain::{
    audit::{Entry, Fault, Link, parse_hex},
    event::LineEvent,
    ids::{EventId, LineId, OrganisationId, PersonId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The name and version of the format.
pub const FORMAT: &str = "counterpart-line-history/1";

/// How a reader checks the proof; stands in every export.
pub const HOW_TO_VERIFY: &str = "Run `counterpart audit verify --export FILE`. Each entry's hash is the SHA-256 of the \
    previous hash followed by the entry's fields (organisation, sequence, event, time in microseconds, actor, action, \
    subject, payload), each with its length as 8 bytes in front. An admin of the organisation can verify the whole log on \
    its Organisation page; entries with these numbers must have these hashes there.";

/// Everything about one line, as one organisation may know it. Prices and totals are exact decimal texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineHistory {
    pub format: String,
    pub exported_at: String,
    pub exported_by: String,
    pub line: LinePart,
    /// The oldest first.
    pub offers: Vec<OfferPart>,
    /// The oldest first.
    pub messages: Vec<MessagePart>,
    pub transaction: Option<TransactionPart>,
    pub audit: AuditPart,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePart {
    pub id: LineId,
    pub status: String,
    pub buyer: String,
    pub seller: String,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: String,
    pub quantity: i64,
    pub unit: String,
    pub certificate: Option<String>,
    pub list_price: Option<String>,
    pub lead_time_days: Option<i32>,
    pub added_by: String,
    pub opened_at: String,
    /// What the seller said of each document that was asked for.
    pub documents: Vec<String>,
}

/// An offer revision; `change` says how it differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPart {
    pub revision: u32,
    pub unit_price: String,
    pub quantity: i64,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<String>,
    pub comment: Option<String>,
    pub made_by: String,
    pub made_at: String,
    pub change: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePart {
    pub number: i64,
    pub at: String,
    /// `text` or `system`.
    pub kind: String,
    /// `buyer` or `seller`; nothing for what the system did by itself.
    pub side: Option<String>,
    pub author: Option<String>,
    pub text: String,
    /// The beginning of the entry that it answers.
    pub quoted: Option<String>,
    pub files: Vec<FilePart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionPart {
    pub id: String,
    pub state: String,
    pub quantity: i64,
    pub unit_price: String,
    pub subtotal: String,
    pub revision: Option<u32>,
    pub agreed_by: String,
    pub agreed_at: String,
}

/// The entries about the line in the log of the organisation that exports, and where that log ended then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPart {
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub head_sequence: i64,
    pub head_hash: String,
    pub entries: Vec<EntryPart>,
    pub how_to_verify: String,
}

/// One entry, exactly as it was hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPart {
    pub sequence: i64,
    pub event_id: EventId,
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub at_us: i64,
    pub actor_id: Option<PersonId>,
    pub action: String,
    pub subject: String,
    /// JSON, letter by letter as it was hashed.
    pub payload: String,
    pub previous_hash: String,
    pub hash: String,
}

/// The number and the hash of the newest entry of a log.
pub type Head = (i64, [u8; 32]);

impl AuditPart {
    /// The entries and the head as the rules read them.
    ///
    /// # Errors
    /// The first entry, or the head, whose hash is no hash.
    pub fn links(&self) -> Result<(Vec<Link>, Head), Fault> {
        let links = self.entries.iter().map(|part| {
            let altered = Fault::Altered { sequence: part.sequence };
            let (Some(previous), Some(hash)) = (parse_hex(&part.previous_hash), parse_hex(&part.hash)) else {
                return Err(altered);
            };
            let entry = Entry {
                organisation_id: self.organisation_id,
                sequence: part.sequence,
                event_id: part.event_id,
                at: Timestamp(part.at_us),
                actor_id: part.actor_id,
                action: part.action.clone(),
                subject: part.subject.clone(),
                payload: part.payload.clone(),
            };
            Ok(Link { entry, previous, hash })
        });
        let links = links.collect::<Result<Vec<_>, _>>()?;
        let head = parse_hex(&self.head_hash).ok_or(Fault::Altered { sequence: self.head_sequence })?;
        Ok((links, (self.head_sequence, head)))
    }
}

impl LineHistory {
    /// Where the readable part says something else than the audit entries beside it; each entry of the thread has one.
    pub fn contradiction(&self) -> Option<String> {
        let (messages, entries) = (&self.messages, &self.audit.entries);
        if messages.len() != entries.len() {
            return Some(format!("{} entries of the thread stand beside {} audit entries", messages.len(), entries.len()));
        }
        let differs = messages.iter().zip(entries).find(|(message, entry)| !message.agrees_with(&entry.payload));
        differs.map(|(message, entry)| {
            format!("entry {} of the thread differs from audit entry {}", message.number, entry.sequence)
        })
    }
}

impl MessagePart {
    /// Whether an audit entry's payload says the same words and names the same files.
    fn agrees_with(&self, payload: &str) -> bool {
        #[derive(Deserialize)]
        struct Payload {
            event: LineEvent,
            #[serde(default)]
            text: Option<String>,
            #[serde(default)]
            files: Vec<Hashed>,
        }
        #[derive(Deserialize)]
        struct Hashed {
            sha256: String,
        }
        let Ok(payload) = serde_json::from_str::<Payload>(payload) else { return false };
        let text = payload.text.unwrap_or_else(|| payload.event.sentence());
        let files = payload.files.iter().map(|file| &file.sha256);
        text == self.text && files.eq(self.files.iter().map(|file| &file.sha256))
    }
}
