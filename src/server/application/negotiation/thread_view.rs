//! What a thread shows: entries with their files and quotes, where the documents stand, who has seen what.
//! Must not decide who may see it.

use crate::{
    api_types::{
        negotiation::{MessageKind, MessageView},
        thread::{DocumentView, FileView, QuotedView, SeenView},
    },
    domain::{
        document::{Answer, Document},
        event::LineEvent,
        ids::{LineId, MessageId},
        negotiation::{Counter, Side},
        text::shortened,
        time::Timestamp,
    },
    server::{
        application::Outcome,
        storage::{
            self, Reader, StorageError,
            file::{DocumentState, StoredFile},
            thread::{MessageRow, SeenRow},
        },
    },
};
use std::collections::HashMap;

/// The kind of what a person wrote.
const TEXT: &str = "text";

/// The longest part of a quoted text, in characters.
const QUOTE: usize = 160;

/// Everything about a thread as it is stored; four statements, however long it is.
pub struct ThreadRows {
    /// The newest first.
    pub messages: Vec<MessageRow>,
    pub files: Vec<StoredFile>,
    pub documents: Vec<DocumentState>,
    /// How far the other side has read.
    pub seen: Option<SeenRow>,
}

impl ThreadRows {
    /// The newest `window.1` entries since `window.0`, for someone on one side.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read(reader: &mut Reader, line: (LineId, Side), window: (Timestamp, i64)) -> Outcome<Self> {
        let ((line_id, side), (since, limit)) = (line, window);
        Ok(Self {
            messages: storage::thread::since(reader, line_id, since, limit).await?,
            files: storage::file::of_line(reader, line_id, since, limit).await?,
            documents: storage::file::documents(reader, line_id).await?,
            seen: storage::thread::seen_by(reader, line_id, side.other()).await?,
        })
    }

    pub fn documents(&self) -> Vec<DocumentView> {
        let view = |state: &DocumentState| DocumentView { document: state.document, answer: state.answer.clone() };
        let mut views: Vec<_> = self.documents.iter().map(view).collect();
        views.sort_by_key(|view| view.document);
        views
    }

    /// The last text of one's own side that the other side has seen. `countable` are all entries that are not the other
    /// side's own: whoever has seen a number of them has seen the oldest ones.
    pub fn seen(&self, side: Side, countable: i64) -> Option<SeenView> {
        let seen = self.seen.as_ref()?;
        let unseen = usize::try_from(countable - seen.seen_others).unwrap_or_default();
        let mut rows = self.messages.iter().filter(|row| row.side != Some(side.other())).skip(unseen);
        let row = rows.find(|row| row.kind == TEXT && row.side == Some(side))?;
        Some(SeenView { message_id: row.id, by: seen.name.clone(), at: seen.seen_at })
    }

    /// Entries in their order.
    ///
    /// # Errors
    /// A stored event cannot be read.
    pub fn views(self) -> Result<Vec<MessageView>, StorageError> {
        let mut files = by_entry(self.files);
        let view = |row| message_view(row, &mut files);
        let mut views = self.messages.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        views.reverse();
        Ok(views)
    }
}

type Files = HashMap<MessageId, Vec<FileView>>;

fn by_entry(files: Vec<StoredFile>) -> Files {
    let mut entries = Files::new();
    for file in files {
        let StoredFile { id, message_id, name, kind, size, dimensions, .. } = file;
        entries.entry(message_id).or_default().push(FileView { id, name, kind, size, dimensions });
    }
    entries
}

fn message_view(row: MessageRow, files: &mut Files) -> Result<MessageView, StorageError> {
    let quoted = quoted_view(&row)?;
    let entry = read(&row.kind, row.body)?;
    Ok(MessageView {
        id: row.id,
        kind: entry.kind,
        text: entry.text,
        author: row.author,
        side: row.side,
        at: row.written_at,
        counter: entry.counter,
        quoted,
        files: files.remove(&row.id).unwrap_or_default(),
        wanted: entry.wanted,
        answers: entry.answers,
    })
}

struct Entry {
    kind: MessageKind,
    text: String,
    counter: Option<Counter>,
    wanted: Vec<Document>,
    answers: Vec<Answer>,
}

fn read(kind: &str, body: String) -> Result<Entry, StorageError> {
    if kind == TEXT {
        return Ok(Entry { kind: MessageKind::Text, text: body, counter: None, wanted: Vec::new(), answers: Vec::new() });
    }
    let event: LineEvent =
        serde_json::from_str(&body).map_err(|error| StorageError::Corrupt(format!("an entry of a thread: {error}")))?;
    let (kind, text) = (MessageKind::System(event.action()), event.sentence());
    let plain = Entry { kind, text, counter: None, wanted: Vec::new(), answers: Vec::new() };
    Ok(match event {
        LineEvent::CounterOffered { counter } => Entry { counter: Some(counter), ..plain },
        LineEvent::DocumentationRequested { wanted } => Entry { wanted, ..plain },
        LineEvent::DocumentationProvided { answers, .. } => Entry { answers, ..plain },
        _other => plain,
    })
}

/// What an entry of a thread says: as it was typed, or the sentence of its event.
///
/// # Errors
/// A stored event cannot be read.
pub fn entry_text(kind: &str, body: String) -> Result<String, StorageError> {
    let Entry { text, .. } = read(kind, body)?;
    Ok(if text.is_empty() { "Sent a file".to_owned() } else { text })
}

fn quoted_view(row: &MessageRow) -> Result<Option<QuotedView>, StorageError> {
    let (Some(id), Some(kind), Some(body)) = (row.quoted_id, &row.quoted_kind, &row.quoted_body) else { return Ok(None) };
    let text = read(kind, body.clone())?.text;
    Ok(Some(QuotedView { id, author: row.quoted_author.clone(), text: excerpt(&text) }))
}

/// The beginning of a text, in one line.
fn excerpt(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { "a file".to_owned() } else { shortened(&words, QUOTE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_one_short_line() {
        assert_eq!(excerpt("  two\n lines "), "two lines");
        assert_eq!(excerpt(""), "a file");
        assert_eq!(excerpt(&"word ".repeat(100)).chars().count(), 160);
    }
}
