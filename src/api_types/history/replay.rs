//! What the audit entries of a line say of it. The readable part of an exported history is made of this and nothing else, so
//! that a reader can make it again and compare. Whatever no event says stands under `not_proven` instead.

use super::{EntryPart, FilePart, LinePart, MessagePart, OfferPart, PersonPart, TransactionPart};
use crate::domain::{
    document::{Answer, Document},
    event::{Agreement, LineEvent},
    ids::{LineId, PersonId},
    negotiation::{self, Line, LineState, Offer, Side},
    quantity::SaleUnits,
    text::excerpt,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The readable part of a history.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    pub line: LinePart,
    pub offers: Vec<OfferPart>,
    pub messages: Vec<MessagePart>,
    pub transaction: Option<TransactionPart>,
}

/// An entry's payload.
#[derive(Deserialize)]
struct Payload {
    event: LineEvent,
    /// What a person wrote.
    text: Option<String>,
    /// Id and number of the thread's entry, and its side; entries of before these were kept have none.
    message: Option<String>,
    number: Option<i64>,
    side: Option<Side>,
    /// The id of the entry that it answers.
    quoted: Option<String>,
    #[serde(default)]
    files: Vec<FileFact>,
}

#[derive(Deserialize)]
struct FileFact {
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: u64,
    sha256: String,
}

/// Replays the entries, the oldest first. Names of people are taken from `people`; the log knows their ids.
///
/// # Errors
/// A sentence about the entry that cannot be what it seems: not readable, missing before it, or no opening at the start.
pub fn replay(line_id: LineId, entries: &[EntryPart], people: &[PersonPart]) -> Result<Told, String> {
    let mut entries = entries.iter();
    let first = entries.next().ok_or("there is no audit entry")?;
    let payload = read(first, 1)?;
    let (mut line, part_number, condition, seller) = opened(&payload.event)
        .ok_or_else(|| format!("audit entry {} does not open the line; entries before it are missing", first.sequence))?;
    let mut told = Teller { people, ..Teller::default() };
    told.take(first, payload);
    for (number, entry) in (2..).zip(entries) {
        let payload = read(entry, number)?;
        if opened(&payload.event).is_some() {
            return Err(format!("audit entry {} opens the line once more", entry.sequence));
        }
        line = negotiation::apply(line, &payload.event);
        told.take(entry, payload);
    }
    let part = LinePart {
        id: line_id,
        status: line.state.status().as_str().to_owned(),
        seller,
        part_number,
        condition,
        quantity: line.quantity,
        added_by: name(people, first.actor_id),
        opened_at: Timestamp(first.at_us).rfc3339(),
        documents: told.documents.iter().map(said).collect(),
    };
    Ok(Told { line: part, offers: told.offers, messages: told.messages, transaction: told.transaction })
}

fn read(entry: &EntryPart, number: i64) -> Result<Payload, String> {
    let payload: Payload = serde_json::from_str(&entry.payload)
        .map_err(|error| format!("audit entry {} cannot be read: {error}", entry.sequence))?;
    match payload.number {
        Some(given) if given != number => Err(format!(
            "audit entry {} belongs to entry {given} of the thread and stands beside entry {number}: some are missing",
            entry.sequence
        )),
        Some(_) | None => Ok(payload),
    }
}

/// The line as an opening leaves it, with part number, condition and seller; nothing for other events.
fn opened(event: &LineEvent) -> Option<(Line, String, String, String)> {
    let new = Line {
        state: LineState::Open,
        quantity: 0,
        units: SaleUnits::SINGLE,
        currency: None,
        lead_time_days: None,
        revisions: 0,
        last_offer: None,
        counters: 0,
        counter: None,
        documentation_pending: false,
        version: 0,
    };
    let (LineEvent::Opened { part_number, condition, seller, .. }
    | LineEvent::BoughtAtListPrice { part_number, condition, seller, .. }) = event
    else {
        return None;
    };
    Some((negotiation::apply(new, event), part_number.clone(), condition.code().to_owned(), seller.clone()))
}

/// A person's name, or the id if the table of names does not have it.
fn name(people: &[PersonPart], id: Option<PersonId>) -> String {
    let Some(id) = id else { return "the system".to_owned() };
    people.iter().find(|person| person.id == id).map_or_else(|| id.to_string(), |person| person.name.clone())
}

fn said((document, answer): (&Document, &Option<Answer>)) -> String {
    match answer {
        Some(answer) => answer.sentence(),
        None => format!("{}: asked for, no word on it yet", document.words()),
    }
}

/// Collects what entry after entry says.
#[derive(Default)]
struct Teller<'a> {
    people: &'a [PersonPart],
    offers: Vec<OfferPart>,
    messages: Vec<MessagePart>,
    transaction: Option<TransactionPart>,
    documents: BTreeMap<Document, Option<Answer>>,
    /// What the thread's entries say, by their ids.
    texts: HashMap<String, String>,
}

impl Teller<'_> {
    fn take(&mut self, entry: &EntryPart, payload: Payload) {
        if let Some(offer) = payload.event.new_offer() {
            self.offer(entry, offer);
        }
        match &payload.event {
            LineEvent::BoughtAtListPrice { agreement, .. } => self.agree(entry, agreement, None),
            LineEvent::OfferAccepted { agreement, revision, .. } => self.agree(entry, agreement, Some(*revision)),
            LineEvent::DocumentationRequested { wanted } => {
                self.documents.extend(wanted.iter().map(|document| (*document, None)));
            }
            LineEvent::DocumentationProvided { answers, .. } => {
                self.documents.extend(answers.iter().map(|answer| (answer.document, Some(answer.clone()))));
            }
            _other => {}
        }
        self.message(entry, payload);
    }

    fn offer(&mut self, entry: &EntryPart, offer: &Offer) {
        let part = OfferPart {
            revision: offer.revision,
            unit_price: offer.unit_price.to_string(),
            quantity: offer.quantity,
            lead_time_days: offer.lead_time_days,
            valid_until: offer.valid_until.map(Timestamp::rfc3339),
            comment: offer.comment.clone(),
            made_by: name(self.people, entry.actor_id),
            made_at: Timestamp(entry.at_us).rfc3339(),
            change: None,
        };
        let change = self.offers.last().map(|before| change(before, &part));
        self.offers.push(OfferPart { change, ..part });
    }

    fn agree(&mut self, entry: &EntryPart, agreement: &Agreement, revision: Option<u32>) {
        self.transaction = Some(TransactionPart {
            quantity: agreement.quantity,
            unit_price: agreement.unit_price.to_string(),
            subtotal: agreement.subtotal.to_string(),
            revision,
            agreed_by: name(self.people, entry.actor_id),
            agreed_at: Timestamp(entry.at_us).rfc3339(),
        });
    }

    fn message(&mut self, entry: &EntryPart, payload: Payload) {
        let kind = if payload.text.is_some() { "text" } else { "system" };
        let text = payload.text.unwrap_or_else(|| payload.event.sentence());
        let quoted = payload.quoted.map(|id| self.texts.get(&id).map_or_else(|| id.clone(), |text| excerpt(text)));
        if let Some(id) = payload.message {
            self.texts.insert(id, text.clone());
        }
        let file =
            |fact: FileFact| FilePart { name: fact.name, media_type: fact.media_type, size: fact.size, sha256: fact.sha256 };
        self.messages.push(MessagePart {
            number: i64::try_from(self.messages.len()).unwrap_or(i64::MAX).saturating_add(1),
            at: Timestamp(entry.at_us).rfc3339(),
            kind: kind.to_owned(),
            side: payload.side.map(|side| side.as_str().to_owned()),
            author: entry.actor_id.map(|id| name(self.people, Some(id))),
            text,
            quoted,
            files: payload.files.into_iter().map(file).collect(),
        });
    }
}

fn change(before: &OfferPart, after: &OfferPart) -> String {
    let days = |days: Option<i32>| days.map_or("none".to_owned(), |days| format!("{days} d"));
    let until = |until: &Option<String>| until.clone().unwrap_or_else(|| "open end".to_owned());
    let pairs = [
        ("price", before.unit_price.clone(), after.unit_price.clone()),
        ("quantity", before.quantity.to_string(), after.quantity.to_string()),
        ("lead time", days(before.lead_time_days), days(after.lead_time_days)),
        ("validity", until(&before.valid_until), until(&after.valid_until)),
    ];
    let changed: Vec<_> = pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| format!("{name} {before} → {after}"))
        .collect();
    if changed.is_empty() { "no difference".to_owned() } else { changed.join(", ") }
}
