//! The bell and its page: what a person was told in the organisation they act in.

use super::{
    Audience, Context, Failure, Outcome,
    negotiation::{cursor_uuid, page},
};
use crate::{
    api_types::{
        AppError,
        notification::{NotificationPage, NotificationView},
    },
    domain::{
        ids::{EventId, LineId, OrganisationId, PersonId},
        negotiation::Side,
        notification::About,
    },
    server::storage::{self, StorageError},
};

const PAGE: usize = 50;

fn reader_of(context: &Context) -> Result<(PersonId, OrganisationId), AppError> {
    let (principal, membership) = context.member()?;
    Ok((principal.person_id, membership.organisation_id))
}

/// The newest notifications before a cursor.
///
/// # Errors
/// Nobody is signed in or acts in an organisation; the cursor is not one of ours.
pub async fn load_notifications(context: Context, after: String) -> Outcome<NotificationPage> {
    let who = reader_of(&context)?;
    let before = EventId(cursor_uuid(&after)?);
    let mut reader = context.read().await?;
    let rows = storage::notification::page(&mut reader, who, before, PAGE as i64 + 1).await?;
    let unread = storage::notification::count_unread(&mut reader, who.0, who.1).await?;
    let views = rows
        .into_iter()
        .map(|row| {
            let notice = serde_json::from_str(&row.notice)
                .map_err(|error| StorageError::Corrupt(format!("notification {}: {error}", row.event_id)))?;
            Ok(NotificationView {
                event_id: row.event_id,
                notice,
                line_id: row.line_id,
                about: row.about.as_deref().and_then(About::parse),
                side: row.side,
                at: row.created_at,
                read: row.read_at.is_some(),
            })
        })
        .collect::<Result<Vec<_>, StorageError>>()
        .map_err(Failure::from)?;
    let notifications = page(views, PAGE, |view: &NotificationView| view.event_id.to_string());
    Ok(NotificationPage { notifications, unread, now: context.now() })
}

/// Marks one notification as read, or all.
///
/// # Errors
/// Nobody is signed in or acts in an organisation. One that is not the person's own is left alone.
pub async fn mark_read(context: Context, event_id: Option<EventId>) -> Outcome<()> {
    let who = reader_of(&context)?;
    let mut work = context.write().await?;
    storage::notification::mark_read(&mut work.tx, who, event_id, context.now()).await?;
    work.hint(Audience::Person(who.0), "notifications");
    work.commit(&context).await
}

/// What a notification leads to: its line, seen from the reader's side, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Line(LineId, Side),
    About(About),
}

/// Marks a notification as read and answers what it leads to.
///
/// # Errors
/// Nobody is signed in or acts in an organisation; the notification is not the person's own.
pub async fn open_notification(context: Context, event_id: EventId) -> Outcome<Opened> {
    let who = reader_of(&context)?;
    let mut work = context.write().await?;
    let row = storage::notification::find(&mut work.tx, who, event_id).await?.ok_or(AppError::NotFound)?;
    if row.read_at.is_none() {
        storage::notification::mark_read(&mut work.tx, who, Some(event_id), context.now()).await?;
        work.hint(Audience::Person(who.0), "notifications");
    }
    work.commit(&context).await?;
    let about = row.about.as_deref().and_then(About::parse);
    Ok(about.map_or(Opened::Line(row.line_id, row.side), Opened::About))
}
