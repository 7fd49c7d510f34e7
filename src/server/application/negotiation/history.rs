//! A line's whole history for keeping: everything that one organisation may know of it, with the proof of its audit log.

use super::{history_pages::blocks, views::visible_from_either};
use crate::{
    api_types::history::{AuditPart, EntryPart, FORMAT, HOW_TO_VERIFY, LineHistory, NotProven, PersonPart, replay},
    domain::{
        audit::{GENESIS, Link, hex},
        ids::{LineId, OrganisationId},
        money::UnitPrice,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome},
        pdf,
        storage::{self, Reader, line_view::LineDetail},
    },
};

/// Entries of a thread, and of the log about it, in one export.
const MOST: i64 = 100_000;

/// The history as JSON and as a paged document are made of. A fixed number of statements, however long it is.
///
/// # Errors
/// The line is not this person's to see.
pub async fn load_history(context: Context, line_id: LineId) -> Outcome<LineHistory> {
    let mut reader = context.read().await?;
    let (detail, _side) = visible_from_either(&context, &mut reader, line_id).await?;
    let organisation_id = context.member()?.1.organisation_id;
    // The log first: what is written meanwhile is in neither part.
    let audit = audit_part(&mut reader, organisation_id, line_id).await?;
    let thread = storage::thread::since(&mut reader, line_id, Timestamp(0), MOST).await?;
    let written_since = thread.len().saturating_sub(audit.entries.len());
    let people = people(&audit.entries, thread.into_iter().skip(written_since).rev().map(|row| row.author));
    let state = match detail.transaction_id {
        Some(id) => storage::transaction::find(&mut reader, id).await?.map(|it| it.state.as_str().to_owned()),
        None => None,
    };
    let told = replay(line_id, &audit.entries, &people);
    let told = told.map_err(|fault| context.internal("a history could not be told from its log", &fault))?;
    Ok(LineHistory {
        format: FORMAT.to_owned(),
        line: told.line,
        offers: told.offers,
        messages: told.messages,
        transaction: told.transaction,
        not_proven: NotProven { transaction_state: state, ..not_proven(&context, detail, people)? },
        audit,
    })
}

/// The history as a paged document (PDF).
///
/// # Errors
/// As [`load_history`]; the document cannot be written.
pub async fn load_history_pages(context: Context, line_id: LineId) -> Outcome<Vec<u8>> {
    let history = load_history(context.clone(), line_id).await?;
    let title = format!("History of {}", history.line.part_number);
    let foot = format!("{title} · {} · {}", history.line.id, history.not_proven.exported_at);
    let written = context.compute(move || pdf::write(&title, &foot, &blocks(&history))).await?;
    written.map_err(|error| context.internal("a history could not be written as pages", &error).into())
}

async fn audit_part(reader: &mut Reader, organisation_id: OrganisationId, line_id: LineId) -> Outcome<AuditPart> {
    let head = storage::audit::head(reader, organisation_id).await?;
    let (sequence, hash) = head.map_or((0, GENESIS), |head| (head.sequence, head.hash));
    let links = storage::audit::of_subject(reader, organisation_id, &format!("line:{line_id}"), (sequence, MOST)).await?;
    Ok(AuditPart {
        organisation_id,
        head_sequence: sequence,
        head_hash: hex(&hash),
        entries: links.into_iter().map(entry_part).collect(),
        how_to_verify: HOW_TO_VERIFY.to_owned(),
    })
}

fn entry_part(link: Link) -> EntryPart {
    let Link { entry, previous, hash } = link;
    EntryPart {
        sequence: entry.sequence,
        event_id: entry.event_id,
        at_us: entry.at.0,
        actor_id: entry.actor_id,
        action: entry.action,
        subject: entry.subject,
        payload: entry.payload,
        previous_hash: hex(&previous),
        hash: hex(&hash),
    }
}

/// What no event says, with the names that it is told by.
fn not_proven(context: &Context, detail: LineDetail, people: Vec<PersonPart>) -> Outcome<NotProven> {
    let (principal, membership) = context.member()?;
    Ok(NotProven {
        exported_at: context.now().rfc3339(),
        exported_by: principal.name.clone(),
        organisation: membership.organisation.clone(),
        buyer: detail.buyer,
        manufacturer: detail.manufacturer,
        description: detail.description,
        unit: detail.unit,
        certificate: detail.certificate,
        list_price: UnitPrice::known(detail.list_price_micros, detail.currency).map(|price| price.to_string()),
        lead_time_days: detail.lead_time_days,
        transaction_id: detail.transaction_id.map(|id| id.to_string()),
        transaction_state: None,
        people,
    })
}

/// The names of those who wrote the thread's entries, which are the actors of the audit entries in the same order.
fn people(entries: &[EntryPart], oldest_first: impl Iterator<Item = Option<String>>) -> Vec<PersonPart> {
    let mut people: Vec<PersonPart> = Vec::new();
    for (entry, name) in entries.iter().zip(oldest_first) {
        if let (Some(id), Some(name)) = (entry.actor_id, name)
            && people.iter().all(|person| person.id != id)
        {
            people.push(PersonPart { id, name });
        }
    }
    people
}
