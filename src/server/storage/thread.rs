//! The thread of a line: appended, never edited; and how much of it each person has seen.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{LineId, MessageId, PersonId},
    negotiation::Side,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    INSERT = ["INSERT INTO message (id, line_id, sequence, kind, body, author_id, side, written_at, quoted_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"];
    SINCE = ["SELECT m.id, m.sequence, m.kind, m.body, m.side, m.written_at, p.name AS author, m.quoted_id,
        q.kind AS quoted_kind, q.body AS quoted_body, qp.name AS quoted_author, q.written_at AS quoted_at FROM message m
        LEFT JOIN person p ON p.id = m.author_id
        LEFT JOIN message q ON q.id = m.quoted_id LEFT JOIN person qp ON qp.id = q.author_id
        WHERE m.line_id = $1 AND m.written_at >= $2 ORDER BY m.sequence DESC LIMIT $3"];
    IS_OF_LINE = ["SELECT COUNT(*) AS count FROM message m WHERE m.id = $1 AND m.line_id = $2"];
    SEE_ALL = ["INSERT INTO line_seen (line_id, person_id, side, seen_others, seen_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (line_id, person_id, side) DO UPDATE SET seen_others = excluded.seen_others, seen_at = excluded.seen_at
        WHERE excluded.seen_others > line_seen.seen_others"];
    SEE_FIRST = ["INSERT INTO line_seen (line_id, person_id, side, seen_others, seen_at)
        SELECT $1, $2, $3, (SELECT COUNT(*) FROM message m
            WHERE m.line_id = $1 AND m.sequence <= $4 AND (m.side IS NULL OR m.side <> $3)), $5
        FROM cart_line l WHERE l.id = $1
        ON CONFLICT (line_id, person_id, side) DO UPDATE SET seen_others = excluded.seen_others, seen_at = excluded.seen_at
        WHERE excluded.seen_others > line_seen.seen_others"];
    /// Whoever of a side has seen most; of several the first who did.
    SEEN_BY = ["SELECT p.name, s.seen_others, s.seen_at FROM line_seen s JOIN person p ON p.id = s.person_id
        WHERE s.line_id = $1 AND s.side = $2 AND s.seen_at IS NOT NULL
        ORDER BY s.seen_others DESC, s.seen_at LIMIT 1"];
}

/// A stored entry of a thread.
#[derive(FromRow)]
pub struct MessageRow {
    pub id: MessageId,
    pub sequence: i64,
    pub kind: String,
    /// Free text, or the event as JSON.
    pub body: String,
    pub side: Option<Side>,
    pub written_at: Timestamp,
    pub author: Option<String>,
    pub quoted_id: Option<MessageId>,
    pub quoted_kind: Option<String>,
    pub quoted_body: Option<String>,
    pub quoted_author: Option<String>,
    pub quoted_at: Option<Timestamp>,
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
    /// Of the same line.
    pub quoted_id: Option<MessageId>,
}

/// # Errors
/// The database failed, or the sequence is taken.
pub async fn append(tx: &mut Tx, new: &NewMessage<'_>) -> Result<(), StorageError> {
    let kind = if new.is_text { "text" } else { "system" };
    execute!(tx, INSERT, new.id, new.line_id, new.sequence, kind, new.body, new.author_id, new.side, new.at, new.quoted_id)?;
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

/// Whether an entry stands in the thread of this line.
///
/// # Errors
/// The database failed.
pub async fn is_of_line(tx: &mut Tx, id: MessageId, line_id: LineId) -> Result<bool, StorageError> {
    #[derive(FromRow)]
    struct Row {
        count: i64,
    }
    Ok(fetch_one!(tx, Row, IS_OF_LINE, id, line_id)?.count == 1)
}

/// A person on one side of a line.
#[derive(Clone, Copy)]
pub struct Onlooker {
    pub line_id: LineId,
    pub person_id: PersonId,
    pub side: Side,
}

/// The person has seen this many entries of the other side. Never goes back; answers whether it is news.
///
/// # Errors
/// The database failed.
pub async fn see(tx: &mut Tx, who: Onlooker, seen_others: i64, at: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, SEE_ALL, who.line_id, who.person_id, who.side, seen_others, at)? == 1)
}

/// The person has seen the first `messages` entries of the thread. Never goes back; answers whether it is news.
///
/// # Errors
/// The database failed.
pub async fn see_first(tx: &mut Tx, who: Onlooker, messages: i64, at: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, SEE_FIRST, who.line_id, who.person_id, who.side, messages, at)? == 1)
}

/// How far a side has read.
#[derive(FromRow)]
pub struct SeenRow {
    pub name: String,
    /// Entries that are not the side's own.
    pub seen_others: i64,
    pub seen_at: Timestamp,
}

/// Who of a side has read furthest; `None` if nobody has looked.
///
/// # Errors
/// The database failed.
pub async fn seen_by(session: &mut impl Session, line_id: LineId, side: Side) -> Result<Option<SeenRow>, StorageError> {
    fetch_optional!(session, SeenRow, SEEN_BY, line_id, side)
}
