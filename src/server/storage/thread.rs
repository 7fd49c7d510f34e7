//! The thread of a line: appended, never edited; and how much of it each person has seen.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{LineId, MessageId, PersonId},
    negotiation::Side,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO message (id, line_id, sequence, kind, body, author_id, side, written_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"];
    SINCE = ["SELECT m.id, m.kind, m.body, m.side, m.written_at, p.name AS author FROM message m
        LEFT JOIN person p ON p.id = m.author_id
        WHERE m.line_id = $1 AND m.written_at >= $2 ORDER BY m.sequence DESC LIMIT $3"];
    SEE_ALL = ["INSERT INTO line_seen (line_id, person_id, side, seen_others) VALUES ($1, $2, $3, $4)
        ON CONFLICT (line_id, person_id, side) DO UPDATE SET seen_others = excluded.seen_others
        WHERE excluded.seen_others > line_seen.seen_others"];
    SEE_FIRST = ["INSERT INTO line_seen (line_id, person_id, side, seen_others)
        SELECT $1, $2, $3, (SELECT COUNT(*) FROM message m
            WHERE m.line_id = $1 AND m.sequence <= $4 AND (m.side IS NULL OR m.side <> $3))
        FROM cart_line l WHERE l.id = $1
        ON CONFLICT (line_id, person_id, side) DO UPDATE SET seen_others = excluded.seen_others
        WHERE excluded.seen_others > line_seen.seen_others"];
}

/// A stored entry of a thread.
#[derive(FromRow)]
pub struct MessageRow {
    pub id: MessageId,
    pub kind: String,
    /// Free text, or the event as JSON.
    pub body: String,
    pub side: Option<Side>,
    pub written_at: Timestamp,
    pub author: Option<String>,
}

/// An entry to append.
pub struct NewMessage<'a> {
    pub id: MessageId,
    pub line_id: LineId,
    /// Counts from 1 without gaps within the line.
    pub sequence: i64,
    pub is_text: bool,
    pub body: &'a str,
    pub author_id: Option<PersonId>,
    pub side: Option<Side>,
    pub at: Timestamp,
}

/// # Errors
/// The database failed, or the sequence is taken.
pub async fn append(tx: &mut Tx, new: &NewMessage<'_>) -> Result<(), StorageError> {
    let kind = if new.is_text { "text" } else { "system" };
    execute!(tx, INSERT, new.id, new.line_id, new.sequence, kind, new.body, new.author_id, new.side, new.at)?;
    Ok(())
}

/// The entries since a time, newest first.
///
/// # Errors
/// The database failed.
pub async fn since(
    session: &mut impl Session,
    line_id: LineId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<MessageRow>, StorageError> {
    fetch_all!(session, MessageRow, SINCE, line_id, since, limit)
}

/// A person on one side of a line.
#[derive(Clone, Copy)]
pub struct Onlooker {
    pub line_id: LineId,
    pub person_id: PersonId,
    pub side: Side,
}

/// The person has seen this many entries of the other side. Never goes back.
///
/// # Errors
/// The database failed.
pub async fn see(tx: &mut Tx, who: Onlooker, seen_others: i64) -> Result<(), StorageError> {
    execute!(tx, SEE_ALL, who.line_id, who.person_id, who.side, seen_others)?;
    Ok(())
}

/// The person has seen the first `messages` entries of the thread. Never goes back.
///
/// # Errors
/// The database failed.
pub async fn see_first(tx: &mut Tx, who: Onlooker, messages: i64) -> Result<(), StorageError> {
    execute!(tx, SEE_FIRST, who.line_id, who.person_id, who.side, messages)?;
    Ok(())
}
