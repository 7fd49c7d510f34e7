//! Who gets which e-mail, and what it says. Queued with what it tells of, written when it is sent, and only then if it
//! is still wanted. Must not send anything.

mod letters;

pub use letters::load_draft;

use super::{Outcome, Work, queue, queue::Task};
use crate::{
    domain::{
        ids::{CartId, EventId, OrganisationId, PersonId},
        job::JobKind,
        mail::MailKind,
        time::Timestamp,
    },
    server::storage::{self, StorageError},
};
use serde::{Deserialize, Serialize};

/// What is told about a shared cart that nobody uses: as it was when the notice was queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeNotice {
    pub organisation_id: OrganisationId,
    pub cart_id: CartId,
    pub cart: String,
    pub idle_since: Timestamp,
    pub purge_at: Timestamp,
}

/// What the queue keeps of a letter: whom it is for and what it is about, not its words.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
enum Letter {
    Line {
        kind: MailKind,
        event_id: EventId,
        person_id: PersonId,
    },
    Purge {
        event_id: EventId,
        person_id: PersonId,
        at: Timestamp,
        notice: PurgeNotice,
    },
    /// Goes to the address that stands in the order.
    GuestOrder {
        event_id: EventId,
        person_id: PersonId,
        order_id: CartId,
    },
}

impl Letter {
    /// One event is told to one person once.
    fn task(&self) -> Result<Task, StorageError> {
        let (Self::Line { event_id, person_id, .. }
        | Self::Purge { event_id, person_id, .. }
        | Self::GuestOrder { event_id, person_id, .. }) = self;
        let payload = serde_json::to_string(self).map_err(|error| StorageError::Corrupt(error.to_string()))?;
        Ok(Task { kind: JobKind::SendMail, key: format!("{event_id}:{person_id}"), payload })
    }
}

/// Queues the letters about an event of a line, in its transaction. Nobody who wants one: no statement.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn queue_line_letters(
    work: &mut Work,
    event: (EventId, MailKind),
    people: &[PersonId],
    at: Timestamp,
) -> Outcome<()> {
    let (event_id, kind) = event;
    let letter = |person_id: &PersonId| Letter::Line { kind, event_id, person_id: *person_id }.task();
    let tasks = people.iter().map(letter).collect::<Result<Vec<_>, _>>()?;
    queue::enqueue(work, tasks, at).await
}

/// Queues the notice that a shared cart is about to be purged, in the caller's transaction: to whoever shared it and whoever
/// changed it last, if they still are buyers of the organisation and switched this type of mail on. The caller mints the
/// event once per inactivity period. Answers how many letters were queued.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn queue_purge_notice(
    work: &mut Work,
    event_id: EventId,
    notice: &PurgeNotice,
    told: ([PersonId; 2], Timestamp),
) -> Outcome<usize> {
    let (people, at) = told;
    let kind = MailKind::SharedCartPurgeImminent;
    let wanting = storage::mail::wanting(&mut work.tx, notice.organisation_id, people, kind).await?;
    let letter = |person_id: &PersonId| Letter::Purge { event_id, person_id: *person_id, at, notice: notice.clone() }.task();
    let tasks = wanting.iter().map(letter).collect::<Result<Vec<_>, _>>()?;
    queue::enqueue(work, tasks, at).await?;
    Ok(wanting.len())
}

/// Queues the letter to a guest about the order that they placed, in its transaction.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn queue_guest_order(work: &mut Work, of: (EventId, PersonId), order_id: CartId, at: Timestamp) -> Outcome<()> {
    let letter = Letter::GuestOrder { event_id: of.0, person_id: of.1, order_id };
    queue::enqueue(work, vec![letter.task()?], at).await
}
