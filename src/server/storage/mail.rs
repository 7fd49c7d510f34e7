//! Which mail people want, and what a letter about an event needs to know. Must not decide what is told.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{EventId, LineId, OrganisationId, PersonId},
    mail::MailKind,
    negotiation::Side,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    SWITCHES = ["SELECT kind, enabled FROM mail_switch WHERE person_id = $1 ORDER BY kind LIMIT 100"];
    /// The letter of a notification, if its person still is who was told, and still wants it.
    LINE_LETTER = ["SELECT p.name, p.email, o.name AS organisation, n.line_id, n.side, n.notice, n.about, n.created_at
        FROM notification n
        JOIN person p ON p.id = n.person_id AND NOT p.suspended
        JOIN member m ON m.organisation_id = n.organisation_id AND m.person_id = n.person_id AND NOT m.suspended
        JOIN organisation o ON o.id = n.organisation_id
        WHERE n.person_id = $1 AND n.event_id = $2
        AND ((n.side = 'seller' AND m.is_seller) OR (n.side = 'buyer' AND (m.is_buyer OR m.is_approver)))
        AND COALESCE((SELECT s.enabled FROM mail_switch s WHERE s.person_id = n.person_id AND s.kind = $3), $4)"];
    /// A buyer of an organisation who wants a type of mail.
    BUYER = ["SELECT p.name, p.email, o.name AS organisation FROM member m
        JOIN person p ON p.id = m.person_id AND NOT p.suspended
        JOIN organisation o ON o.id = m.organisation_id
        WHERE m.organisation_id = $1 AND m.person_id = $2 AND NOT m.suspended AND (m.is_buyer OR m.is_approver)
        AND COALESCE((SELECT s.enabled FROM mail_switch s WHERE s.person_id = m.person_id AND s.kind = $3), $4)"];
    /// Of two people those who are buyers of an organisation and want a type of mail.
    WANTING = ["SELECT m.person_id FROM member m JOIN person p ON p.id = m.person_id AND NOT p.suspended
        WHERE m.organisation_id = $1 AND (m.person_id = $2 OR m.person_id = $3) AND NOT m.suspended
        AND (m.is_buyer OR m.is_approver)
        AND COALESCE((SELECT s.enabled FROM mail_switch s WHERE s.person_id = m.person_id AND s.kind = $4), $5)
        ORDER BY m.person_id LIMIT 2"];
}

/// What a person chose for a type of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Switch {
    pub kind: MailKind,
    pub enabled: bool,
}

/// A letter's reader.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Recipient {
    pub name: String,
    pub email: String,
    pub organisation: String,
}

/// A letter's reader with the notification it tells of.
#[derive(Clone, Debug, FromRow)]
pub struct LineLetter {
    #[sqlx(flatten)]
    pub to: Recipient,
    pub line_id: LineId,
    pub side: Side,
    /// A `domain::notification::Told` as JSON.
    pub notice: String,
    /// A `domain::notification::About` as text.
    pub about: Option<String>,
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct PersonRow {
    person_id: PersonId,
}

/// What a person chose; types without a choice are absent.
///
/// # Errors
/// The database failed.
pub async fn switches(session: &mut impl Session, person_id: PersonId) -> Result<Vec<Switch>, StorageError> {
    fetch_all!(session, Switch, SWITCHES, person_id)
}

/// Stores what a person chose, for each type at once.
///
/// # Errors
/// The database failed.
pub async fn save_switches(tx: &mut Tx, person_id: PersonId, switches: &[Switch]) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO mail_switch (person_id, kind, enabled) ",
        3,
        switches,
        |values, switch| {
            values.push_bind(person_id).push_bind(switch.kind).push_bind(switch.enabled);
        },
        " ON CONFLICT (person_id, kind) DO UPDATE SET enabled = excluded.enabled"
    );
    Ok(())
}

/// `None`: there is nobody any more who should get it.
///
/// # Errors
/// The database failed.
pub async fn line_letter(
    session: &mut impl Session,
    of: (PersonId, EventId),
    kind: MailKind,
) -> Result<Option<LineLetter>, StorageError> {
    fetch_optional!(session, LineLetter, LINE_LETTER, of.0, of.1, kind, kind.is_on_by_default())
}

/// `None`: not a buyer of the organisation any more, or the mail is not wanted.
///
/// # Errors
/// The database failed.
pub async fn buyer(
    session: &mut impl Session,
    of: (OrganisationId, PersonId),
    kind: MailKind,
) -> Result<Option<Recipient>, StorageError> {
    fetch_optional!(session, Recipient, BUYER, of.0, of.1, kind, kind.is_on_by_default())
}

/// Of two people of an organisation those who want a type of mail.
///
/// # Errors
/// The database failed.
pub async fn wanting(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    people: [PersonId; 2],
    kind: MailKind,
) -> Result<Vec<PersonId>, StorageError> {
    let rows =
        fetch_all!(session, PersonRow, WANTING, organisation_id, people[0], people[1], kind, kind.is_on_by_default())?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}
