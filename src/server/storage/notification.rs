//! Notifications: written for everyone concerned with one statement, read by their person.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{EventId, LineId, OrganisationId, PersonId},
    negotiation::Side,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    NOTIFY_SELLERS = ["INSERT INTO notification
        (person_id, event_id, organisation_id, line_id, side, notice, created_at)
        SELECT m.person_id, $1, m.organisation_id, $2, 'seller', $3, $4 FROM member m
        WHERE m.organisation_id = $5 AND m.is_seller AND NOT m.suspended"];
    NOTIFY_BUYERS = ["INSERT INTO notification
        (person_id, event_id, organisation_id, line_id, side, notice, created_at)
        SELECT m.person_id, $1, m.organisation_id, $2, 'buyer', $3, $4 FROM member m
        WHERE m.organisation_id = $5 AND (m.is_buyer OR m.is_approver) AND NOT m.suspended
        AND (m.person_id = $6 OR $6 IS NULL)"];
    COUNT_UNREAD = ["SELECT COUNT(*) AS count FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL"];
    /// What waits for a person: offers in the current cart, requests without a price, notifications.
    COUNT_WAITING = ["SELECT
        (SELECT COUNT(*) FROM current_cart p JOIN cart_line l ON l.cart_id = p.cart_id
            WHERE p.person_id = $1 AND p.organisation_id = $2 AND l.status = 'quote') AS quotes,
        (SELECT COUNT(*) FROM cart_line WHERE seller_id = $2 AND status = 'open') AS requests,
        (SELECT COUNT(*) FROM notification WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL)
            AS notifications"];
    PAGE = ["SELECT event_id, line_id, side, notice, created_at, read_at FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND event_id < $3 ORDER BY event_id DESC LIMIT $4"];
    FIND = ["SELECT event_id, line_id, side, notice, created_at, read_at FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND event_id = $3"];
    MARK_ONE = ["UPDATE notification SET read_at = $4
        WHERE person_id = $1 AND organisation_id = $2 AND event_id = $3 AND read_at IS NULL"];
    MARK_ALL = ["UPDATE notification SET read_at = $3
        WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL"];
    MARK_OF_LINE = ["UPDATE notification SET read_at = $4
        WHERE person_id = $1 AND organisation_id = $2 AND line_id = $3 AND read_at IS NULL"];
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// A stored notification.
#[derive(FromRow)]
pub struct NotificationRow {
    pub event_id: EventId,
    pub line_id: LineId,
    pub side: Side,
    /// A `domain::notification::Notice` as JSON.
    pub notice: String,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// What is told, of which line, and when.
pub struct NewNotification<'a> {
    pub event_id: EventId,
    pub line_id: LineId,
    pub notice: &'a str,
    pub at: Timestamp,
}

/// Tells every active seller of an organisation.
///
/// # Errors
/// The database failed.
pub async fn notify_sellers(
    tx: &mut Tx,
    new: &NewNotification<'_>,
    organisation_id: OrganisationId,
) -> Result<u64, StorageError> {
    execute!(tx, NOTIFY_SELLERS, new.event_id, new.line_id, new.notice, new.at, organisation_id)
}

/// Tells the owner of a personal cart, or every active buyer of the organisation.
///
/// # Errors
/// The database failed.
pub async fn notify_buyers(
    tx: &mut Tx,
    new: &NewNotification<'_>,
    organisation_id: OrganisationId,
    owner: Option<PersonId>,
) -> Result<u64, StorageError> {
    execute!(tx, NOTIFY_BUYERS, new.event_id, new.line_id, new.notice, new.at, organisation_id, owner)
}

/// # Errors
/// The database failed.
pub async fn count_unread(
    session: &mut impl Session,
    person_id: PersonId,
    organisation_id: OrganisationId,
) -> Result<u32, StorageError> {
    let row = fetch_one!(session, CountRow, COUNT_UNREAD, person_id, organisation_id)?;
    Ok(u32::try_from(row.count).unwrap_or(u32::MAX))
}

/// What waits for a person in an organisation, whatever their role there.
#[derive(FromRow)]
pub struct WaitingRow {
    pub quotes: i64,
    pub requests: i64,
    pub notifications: i64,
}

/// # Errors
/// The database failed.
pub async fn count_waiting(
    session: &mut impl Session,
    person_id: PersonId,
    organisation_id: OrganisationId,
) -> Result<WaitingRow, StorageError> {
    fetch_one!(session, WaitingRow, COUNT_WAITING, person_id, organisation_id)
}

/// The newest notifications before an event.
///
/// # Errors
/// The database failed.
pub async fn page(
    session: &mut impl Session,
    reader: (PersonId, OrganisationId),
    before: EventId,
    limit: i64,
) -> Result<Vec<NotificationRow>, StorageError> {
    fetch_all!(session, NotificationRow, PAGE, reader.0, reader.1, before, limit)
}

/// One of the person's notifications.
///
/// # Errors
/// The database failed.
pub async fn find(
    session: &mut impl Session,
    reader: (PersonId, OrganisationId),
    event_id: EventId,
) -> Result<Option<NotificationRow>, StorageError> {
    fetch_optional!(session, NotificationRow, FIND, reader.0, reader.1, event_id)
}

/// Marks one notification, or all of them, as read; answers how many were not.
///
/// # Errors
/// The database failed.
pub async fn mark_read(
    tx: &mut Tx,
    reader: (PersonId, OrganisationId),
    event_id: Option<EventId>,
    now: Timestamp,
) -> Result<u64, StorageError> {
    match event_id {
        Some(event_id) => execute!(tx, MARK_ONE, reader.0, reader.1, event_id, now),
        None => execute!(tx, MARK_ALL, reader.0, reader.1, now),
    }
}

/// Marks what was told about a line as read: its reader has opened it.
///
/// # Errors
/// The database failed.
pub async fn mark_line_read(
    tx: &mut Tx,
    reader: (PersonId, OrganisationId),
    line_id: LineId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(tx, MARK_OF_LINE, reader.0, reader.1, line_id, now)
}
