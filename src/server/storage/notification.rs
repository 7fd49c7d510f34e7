//! Notifications: written for everyone concerned with one statement, read by their person.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{EventId, LineId, OrganisationId, PersonId},
    mail::MailKind,
    negotiation::Side,
    notification::About,
    quantity::count,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    /// Says of each who was told whether they want it by e-mail, too: a type of mail ($6) is on or off by its default ($7).
    NOTIFY_SELLERS = ["INSERT INTO notification
        (person_id, event_id, organisation_id, line_id, side, notice, created_at, about, mailed)
        SELECT m.person_id, $1, m.organisation_id, $2, 'seller', $3, $4, $8,
        COALESCE((SELECT s.enabled FROM mail_switch s WHERE s.person_id = m.person_id AND s.kind = $6), $7) FROM member m
        WHERE m.organisation_id = $5 AND m.is_seller AND NOT m.suspended RETURNING person_id, mailed"];
    NOTIFY_BUYERS = ["INSERT INTO notification
        (person_id, event_id, organisation_id, line_id, side, notice, created_at, about, mailed)
        SELECT m.person_id, $1, m.organisation_id, $2, 'buyer', $3, $4, $9,
        COALESCE((SELECT s.enabled FROM mail_switch s WHERE s.person_id = m.person_id AND s.kind = $7), $8) FROM member m
        WHERE m.organisation_id = $5 AND (m.is_buyer OR m.is_approver) AND NOT m.suspended
        AND (m.person_id = $6 OR $6 IS NULL) RETURNING person_id, mailed"];
    COUNT_UNREAD = ["SELECT COUNT(*) AS count FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL"];
    /// What waits for a person: offers in the current cart, requests without a price, notifications.
    COUNT_WAITING = [concat!("SELECT
        (SELECT COUNT(*) FROM cart_line l WHERE l.status = 'quote' AND l.cart_id = ", current_cart_id!("$1", "$2"), ") AS quotes,
        (SELECT COUNT(*) FROM cart_line WHERE seller_id = $2 AND status = 'open') AS requests,
        (SELECT COUNT(*) FROM notification WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL)
            AS notifications,
        (SELECT COUNT(*) FROM order_bag WHERE seller_id = $2 AND status = 'ACCEPTED' AND acknowledged_at IS NULL) AS bags,
        (SELECT COUNT(*) FROM submission WHERE organisation_id = $2 AND state = 'pending' AND submitted_by <> $1)
            AS submissions,
        (SELECT COUNT(*) FROM cart_arrival WHERE person_id = $1 AND organisation_id = $2) AS arrivals,
        EXISTS (SELECT 1 FROM lost_cart WHERE person_id = $1 AND organisation_id = $2) AS has_lost")];
    PAGE = ["SELECT event_id, line_id, side, notice, about, created_at, read_at FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND event_id < $3 ORDER BY event_id DESC LIMIT $4"];
    FIND = ["SELECT event_id, line_id, side, notice, about, created_at, read_at FROM notification
        WHERE person_id = $1 AND organisation_id = $2 AND event_id = $3"];
    MARK_ONE = ["UPDATE notification SET read_at = $4
        WHERE person_id = $1 AND organisation_id = $2 AND event_id = $3 AND read_at IS NULL"];
    MARK_ALL = ["UPDATE notification SET read_at = $3
        WHERE person_id = $1 AND organisation_id = $2 AND read_at IS NULL"];
    MARK_OF_LINE = ["UPDATE notification SET read_at = $4
        WHERE person_id = $1 AND organisation_id = $2 AND line_id = $3 AND about IS NULL AND read_at IS NULL"];
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
    /// A `domain::notification::Told` as JSON.
    pub notice: String,
    /// A `domain::notification::About` as text, if it is not about the line alone.
    pub about: Option<String>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// What is told, of which line, and when.
pub struct NewNotification<'a> {
    pub event_id: EventId,
    pub line_id: LineId,
    pub notice: &'a str,
    /// Where it leads, if it is not about the line alone.
    pub about: Option<About>,
    pub mail: MailKind,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct ToldRow {
    person_id: PersonId,
    mailed: bool,
}

/// Of those who were told the ones who want an e-mail.
fn by_mail(told: Vec<ToldRow>) -> Vec<PersonId> {
    told.into_iter().filter(|told| told.mailed).map(|told| told.person_id).collect()
}

/// Tells every active seller of an organisation; answers who of them wants an e-mail, too.
///
/// # Errors
/// The database failed.
pub async fn notify_sellers(
    tx: &mut Tx,
    new: &NewNotification<'_>,
    organisation_id: OrganisationId,
) -> Result<Vec<PersonId>, StorageError> {
    let NewNotification { event_id, line_id, notice, about, mail, at } = *new;
    let about = about.map(|about| about.to_string());
    let default = mail.is_on_by_default();
    fetch_all!(tx, ToldRow, NOTIFY_SELLERS, event_id, line_id, notice, at, organisation_id, mail, default, about)
        .map(by_mail)
}

/// Tells the owner of a personal cart, or every active buyer of the organisation; answers who of them wants an e-mail, too.
///
/// # Errors
/// The database failed.
pub async fn notify_buyers(
    tx: &mut Tx,
    new: &NewNotification<'_>,
    organisation_id: OrganisationId,
    owner: Option<PersonId>,
) -> Result<Vec<PersonId>, StorageError> {
    let NewNotification { event_id, line_id, notice, about, mail, at } = *new;
    let about = about.map(|about| about.to_string());
    let default = mail.is_on_by_default();
    fetch_all!(tx, ToldRow, NOTIFY_BUYERS, event_id, line_id, notice, at, organisation_id, owner, mail, default, about)
        .map(by_mail)
}

/// # Errors
/// The database failed.
pub async fn count_unread(
    session: &mut impl Session,
    person_id: PersonId,
    organisation_id: OrganisationId,
) -> Result<u32, StorageError> {
    let row = fetch_one!(session, CountRow, COUNT_UNREAD, person_id, organisation_id)?;
    Ok(count(row.count))
}

/// What waits for a person in an organisation, whatever their role there.
#[derive(FromRow)]
pub struct WaitingRow {
    pub quotes: i64,
    pub requests: i64,
    pub notifications: i64,
    pub bags: i64,
    /// Of colleagues; whether this person may decide them is another question.
    pub submissions: i64,
    /// Unread reports of what came of a guest's cart.
    pub arrivals: i64,
    /// A cart went that they worked in.
    pub has_lost: bool,
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
