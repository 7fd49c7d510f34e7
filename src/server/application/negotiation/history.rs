//! A line's whole history for keeping: everything that one organisation may know of it, with the proof of its audit log.

use super::{history_pages::blocks, thread_view::ThreadRows, views::visible_from_either};
use crate::{
    api_types::{
        AppError,
        history::{
            AuditPart, EntryPart, FORMAT, FilePart, HOW_TO_VERIFY, LineHistory, LinePart, MessagePart, OfferPart,
            TransactionPart,
        },
        negotiation::{MessageKind, MessageView},
    },
    domain::{
        audit::{GENESIS, Link, hex},
        ids::{LineId, MessageId, OrganisationId},
        money::UnitPrice,
        quantity::count,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome},
        pdf,
        storage::{self, Reader, file::StoredFile, line_view::LineDetail, line_view::OfferHistoryRow},
    },
};
use std::collections::HashMap;

/// Entries of a thread, and of the log about it, in one export.
const MOST: i64 = 100_000;

/// The history as JSON and as a paged document are made of. A fixed number of statements, however long it is.
///
/// # Errors
/// The line is not this person's to see.
pub async fn load_history(context: Context, line_id: LineId) -> Outcome<LineHistory> {
    let mut reader = context.read().await?;
    let (detail, side) = visible_from_either(&context, &mut reader, line_id).await?;
    let principal = context.person()?;
    let membership = principal.membership.as_ref().ok_or(AppError::Forbidden)?;
    // The log first: what is written meanwhile is in neither part.
    let audit = audit_part(&mut reader, (membership.organisation_id, &membership.organisation), line_id).await?;
    let offers = storage::line_view::offers(&mut reader, line_id).await?;
    let mut thread = ThreadRows::read(&mut reader, (line_id, side), (Timestamp(0), MOST)).await?;
    let later = thread.messages.len().saturating_sub(audit.entries.len());
    thread.messages.drain(..later);
    let transaction = match detail.transaction_id {
        Some(id) => storage::transaction::find(&mut reader, id).await?.map(transaction_part),
        None => None,
    };
    let documents = thread.documents();
    let said = documents.iter().map(|view| match &view.answer {
        Some(answer) => answer.sentence(),
        None => format!("{}: asked for, no word on it yet", view.document.words()),
    });
    let said = said.collect();
    Ok(LineHistory {
        format: FORMAT.to_owned(),
        exported_at: context.now().rfc3339(),
        exported_by: principal.name.clone(),
        line: line_part(detail, said),
        offers: offer_parts(offers),
        messages: message_parts(thread)?,
        transaction,
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
    let foot = format!("{title} · {} · {}", history.line.id, history.exported_at);
    let written = context.compute(move || pdf::write(&title, &foot, &blocks(&history))).await?;
    written.map_err(|error| context.internal("a history could not be written as pages", &error).into())
}

async fn audit_part(reader: &mut Reader, whose: (OrganisationId, &str), line_id: LineId) -> Outcome<AuditPart> {
    let (organisation_id, organisation) = whose;
    let head = storage::audit::head(reader, organisation_id).await?;
    let (sequence, hash) = head.map_or((0, GENESIS), |head| (head.sequence, head.hash));
    let links = storage::audit::of_subject(reader, organisation_id, &format!("line:{line_id}"), (sequence, MOST)).await?;
    Ok(AuditPart {
        organisation_id,
        organisation: organisation.to_owned(),
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

fn line_part(detail: LineDetail, documents: Vec<String>) -> LinePart {
    LinePart {
        id: detail.id,
        status: detail.status.as_str().to_owned(),
        buyer: detail.buyer,
        seller: detail.seller,
        part_number: detail.part_number,
        manufacturer: detail.manufacturer,
        description: detail.description,
        condition: detail.condition.code().to_owned(),
        quantity: detail.quantity,
        unit: detail.unit,
        certificate: detail.certificate,
        list_price: UnitPrice::known(detail.list_price_micros, detail.currency).map(|price| price.to_string()),
        lead_time_days: detail.lead_time_days,
        added_by: detail.added_by,
        opened_at: detail.created_at.rfc3339(),
        documents,
    }
}

/// The oldest first, each with what is different from the one before.
fn offer_parts(newest_first: Vec<OfferHistoryRow>) -> Vec<OfferPart> {
    let mut parts: Vec<OfferPart> = Vec::with_capacity(newest_first.len());
    for row in newest_first.into_iter().rev() {
        let part = OfferPart {
            revision: count(row.revision),
            unit_price: UnitPrice { micros: row.price_micros, currency: row.currency }.to_string(),
            quantity: row.quantity,
            lead_time_days: row.lead_time_days,
            valid_until: row.valid_until.map(Timestamp::rfc3339),
            comment: row.comment,
            made_by: row.made_by,
            made_at: row.made_at.rfc3339(),
            change: None,
        };
        let change = parts.last().map(|before| change(before, &part));
        parts.push(OfferPart { change, ..part });
    }
    parts
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

fn message_parts(mut thread: ThreadRows) -> Outcome<Vec<MessagePart>> {
    let numbers: Vec<i64> = thread.messages.iter().rev().map(|row| row.sequence).collect();
    let mut files: HashMap<MessageId, Vec<FilePart>> = HashMap::new();
    for file in &thread.files {
        files.entry(file.message_id).or_default().push(file_part(file));
    }
    thread.files.clear();
    let views = thread.views()?;
    let part = |(number, view): (i64, MessageView)| MessagePart {
        number,
        at: view.at.rfc3339(),
        kind: if view.kind == MessageKind::Text { "text" } else { "system" }.to_owned(),
        side: view.side.map(|side| side.as_str().to_owned()),
        author: view.author,
        text: view.text,
        quoted: view.quoted.map(|quoted| quoted.text),
        files: files.remove(&view.id).unwrap_or_default(),
    };
    Ok(numbers.into_iter().zip(views).map(part).collect())
}

fn file_part(file: &StoredFile) -> FilePart {
    FilePart {
        name: file.name.clone(),
        media_type: file.kind.media_type().to_owned(),
        size: file.size,
        sha256: hex(&file.hash),
    }
}

fn transaction_part(detail: storage::transaction::TransactionDetail) -> TransactionPart {
    let agreement = detail.agreement();
    TransactionPart {
        id: detail.id.to_string(),
        state: detail.state.as_str().to_owned(),
        quantity: agreement.quantity,
        unit_price: agreement.unit_price.to_string(),
        subtotal: agreement.subtotal.to_string(),
        revision: detail.revision.map(count),
        agreed_by: detail.agreed_by,
        agreed_at: detail.agreed_at.rfc3339(),
    }
}
