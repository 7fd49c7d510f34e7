//! A line's whole history as it is exported: what was said and agreed, the part of the audit log that proves it, and what
//! stands beside it without a proof.

mod replay;

pub use replay::{Told, replay};

use crate::domain::{
    audit::{Entry, Fault, Link, parse_hex},
    ids::{EventId, LineId, OrganisationId, PersonId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The name and version of the format.
pub const FORMAT: &str = "counterpart-line-history/2";

/// How a reader checks the proof; stands in every export.
pub const HOW_TO_VERIFY: &str = "Run `counterpart audit verify --export FILE`. Each entry's hash is the SHA-256 of the \
    previous hash followed by the entry's fields (organisation, sequence, event, time in microseconds, actor, action, \
    subject, payload), each with its length as 8 bytes in front. The line, its offers, messages and agreement follow from \
    the entries' events; what no event says stands under `not_proven`. An admin of the organisation can verify the whole \
    log on its Organisation page; entries with these numbers must have these hashes there.";

/// What [`LineHistory::contradiction`] holds against the audit entries: all of it.
pub const PROVEN: &str = "line, offers, messages and transaction, field by field, with the names under not_proven.people";

/// What the entries cannot say.
pub const NOT_PROVEN: &str = "what stands under not_proven, and that nothing happened after the last entry: compare the \
    audit log's end with the organisation's own log";

/// Everything about one line, as one organisation may know it. Prices and totals are exact decimal texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineHistory {
    pub format: String,
    pub line: LinePart,
    /// The oldest first.
    pub offers: Vec<OfferPart>,
    /// The oldest first.
    pub messages: Vec<MessagePart>,
    pub transaction: Option<TransactionPart>,
    pub not_proven: NotProven,
    pub audit: AuditPart,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinePart {
    pub id: LineId,
    pub status: String,
    /// As it was named when the line was opened.
    pub seller: String,
    pub part_number: String,
    pub condition: String,
    pub quantity: i64,
    pub added_by: String,
    pub opened_at: String,
    /// What the seller said of each document that was asked for.
    pub documents: Vec<String>,
}

/// An offer revision; `change` says how it differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub struct FilePart {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionPart {
    pub quantity: i64,
    pub unit_price: String,
    pub subtotal: String,
    pub revision: Option<u32>,
    pub agreed_by: String,
    pub agreed_at: String,
}

/// What no event says: it is as the database had it when the history was exported, and nothing here vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotProven {
    pub exported_at: String,
    pub exported_by: String,
    /// Whose log the entries are of; its id is proven.
    pub organisation: String,
    pub buyer: String,
    pub manufacturer: String,
    pub description: String,
    pub unit: String,
    pub certificate: Option<String>,
    pub list_price: Option<String>,
    pub lead_time_days: Option<i32>,
    pub transaction_id: Option<String>,
    pub transaction_state: Option<String>,
    /// The names of those whose ids stand in the entries.
    pub people: Vec<PersonPart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonPart {
    pub id: PersonId,
    pub name: String,
}

/// The entries about the line in the log of the organisation that exports, and where that log ended then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditPart {
    pub organisation_id: OrganisationId,
    pub head_sequence: i64,
    pub head_hash: String,
    pub entries: Vec<EntryPart>,
    pub how_to_verify: String,
}

/// One entry, exactly as it was hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// The first place where the readable part says something else than the audit entries, or what is wrong with these.
    pub fn contradiction(&self) -> Option<String> {
        let told = match replay(self.line.id, &self.audit.entries, &self.not_proven.people) {
            Ok(told) => told,
            Err(fault) => return Some(fault),
        };
        let (Ok(own), Ok(told)) = (serde_json::to_value(self), serde_json::to_value(told)) else {
            return Some("the history cannot be compared".to_owned());
        };
        ["line", "offers", "messages", "transaction"].iter().find_map(|part| difference(part, &own[*part], &told[*part]))
    }
}

/// The first field that differs, by its path, with both values.
fn difference(path: &str, own: &Value, told: &Value) -> Option<String> {
    match (own, told) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            one.iter().find_map(|(key, value)| difference(&format!("{path}.{key}"), value, &other[key]))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (one, other))| difference(&format!("{path}[{at}]"), one, other))
        }
        (Value::Array(one), Value::Array(other)) => {
            Some(format!("{path} has {} entries where the audit entries tell of {}", one.len(), other.len()))
        }
        (one, other) => (one != other).then(|| format!("{path} is {one} where the audit entries say {other}")),
    }
}
