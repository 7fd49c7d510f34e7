//! A line's history as a paged document: the same facts in the same order as its JSON, for people.

use crate::{
    api_types::history::{EntryPart, LineHistory, MessagePart, NotProven, OfferPart, TransactionPart},
    domain::file::size_text,
    server::pdf::Block,
};

/// The blocks of the document, from title to proof.
pub fn blocks(history: &LineHistory) -> Vec<Block> {
    let LineHistory { line, offers, messages, transaction, not_proven, audit, .. } = history;
    let mut blocks = vec![
        Block::Title(format!("{}: {} and {}", line.part_number, not_proven.buyer, line.seller)),
        Block::Note(format!(
            "Exported {} by {} of {}.",
            not_proven.exported_at, not_proven.exported_by, not_proven.organisation
        )),
        Block::Heading("The line".to_owned()),
    ];
    blocks.extend(line_pairs(history));
    blocks.push(Block::Heading("Offers".to_owned()));
    match offers.is_empty() {
        true => blocks.push(Block::Text("No price was offered.".to_owned())),
        false => blocks.extend(offers.iter().map(offer)),
    }
    blocks.push(Block::Heading("Agreement".to_owned()));
    match transaction {
        Some(transaction) => blocks.extend(transaction_pairs(transaction, not_proven)),
        None => blocks.push(Block::Text("Nothing was agreed.".to_owned())),
    }
    blocks.push(Block::Heading("Thread".to_owned()));
    blocks.extend(messages.iter().map(message));
    blocks.push(Block::Heading("Audit log".to_owned()));
    blocks.push(Block::Text(format!(
        "{} entries of {} about this line. The log ended at entry {} with the hash {}.",
        audit.entries.len(),
        not_proven.organisation,
        audit.head_sequence,
        audit.head_hash
    )));
    blocks.push(Block::Note(format!("How to verify: export this history as JSON. {}", audit.how_to_verify)));
    blocks.extend(audit.entries.iter().map(audit_entry));
    blocks
}

fn pair(name: &str, value: impl Into<String>) -> Block {
    Block::Pair(name.to_owned(), value.into())
}

fn line_pairs(history: &LineHistory) -> Vec<Block> {
    let (line, beside) = (&history.line, &history.not_proven);
    let mut pairs = vec![
        pair("Part", format!("{} {}, {}", line.part_number, beside.manufacturer, beside.description)),
        pair("Condition", line.condition.clone()),
        pair("Quantity", format!("{} {}", line.quantity, beside.unit)),
        pair("Buyer", format!("{} ({})", beside.buyer, line.added_by)),
        pair("Seller", line.seller.clone()),
        pair("Status", line.status.replace('_', " ")),
        pair("Opened", line.opened_at.clone()),
    ];
    pairs.extend(beside.list_price.iter().map(|price| pair("List price", format!("{price} each"))));
    pairs.extend(beside.certificate.iter().map(|certificate| pair("Certificate", certificate.clone())));
    pairs.extend(beside.lead_time_days.iter().map(|days| pair("Lead time", format!("{days} days"))));
    pairs.extend(line.documents.iter().map(|document| pair("Document", document.clone())));
    pairs.push(pair("Line", line.id.to_string()));
    pairs
}

fn offer(offer: &OfferPart) -> Block {
    let mut terms = format!("{} each for up to {}", offer.unit_price, offer.quantity);
    let lead_time = offer.lead_time_days.map(|days| format!(", lead time {days} d"));
    let validity = offer.valid_until.as_ref().map(|until| format!(", valid until {until}"));
    let comment = offer.comment.as_ref().map(|comment| format!(". “{comment}”"));
    let change = offer.change.as_ref().map(|change| format!("\nAgainst the one before: {change}"));
    for more in [lead_time, validity, comment, change].into_iter().flatten() {
        terms.push_str(&more);
    }
    Block::Entry(format!("Revision {} · {} · {}", offer.revision, offer.made_at, offer.made_by), terms)
}

fn transaction_pairs(transaction: &TransactionPart, beside: &NotProven) -> Vec<Block> {
    let sum = format!("{} × {} = {}", transaction.quantity, transaction.unit_price, transaction.subtotal);
    let mut pairs = vec![pair("Agreed", sum), pair("By", format!("{}, {}", transaction.agreed_by, transaction.agreed_at))];
    pairs.extend(beside.transaction_state.iter().map(|state| pair("State", state.clone())));
    pairs.extend(beside.transaction_id.iter().map(|id| pair("Transaction", id.clone())));
    pairs
}

fn message(message: &MessagePart) -> Block {
    let author = message.author.as_deref().unwrap_or("the system");
    let side = message.side.as_ref().map(|side| format!(", {side}")).unwrap_or_default();
    let mut text = message.quoted.as_ref().map(|quoted| format!("> {quoted}\n")).unwrap_or_default();
    text.push_str(&message.text);
    for file in &message.files {
        text.push_str(&format!(
            "\nFile: {}, {}, {}, SHA-256 {}",
            file.name,
            file.media_type,
            size_text(file.size),
            file.sha256
        ));
    }
    Block::Entry(format!("{} · {} · {author}{side}", message.number, message.at), text)
}

fn audit_entry(entry: &EntryPart) -> Block {
    let who = format!("{} · {} · {}", entry.sequence, entry.action, entry.event_id);
    Block::Entry(who, format!("hash {}\nbefore {}", entry.hash, entry.previous_hash))
}
