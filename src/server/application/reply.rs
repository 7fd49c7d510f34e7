//! Saved replies: kept by the people of an organisation who buy or sell, for all of them.

use super::{
    Audience, Context, Outcome, Work,
    audit::{self, Fact},
    input::Fields,
    negotiation,
    work::mint,
};
use crate::{
    api_types::{
        AppError,
        triage::{ReplyInput, ReplyList, ReplyView},
    },
    domain::{
        access::Permission,
        identity::{Membership, Principal},
        ids::{EventId, LineId, OrganisationId, ReplyId},
        negotiation::Side,
        refusal::Refusal,
        reply::{Filling, MAX_BODY, MAX_REPLIES, MAX_TITLE, behind, fill},
        text,
    },
    server::storage::{
        self,
        negotiation::Saved,
        reply::{ReplyRow, Text},
    },
};

/// Whoever negotiates keeps replies.
fn required(context: &Context) -> Result<(&Principal, &Membership), AppError> {
    context.require(Permission::Sell).or_else(|_| context.require(Permission::Buy))
}

/// The replies of the organisation acted in, by title.
///
/// # Errors
/// The role neither buys nor sells.
pub async fn load_replies(context: Context, (): ()) -> Outcome<ReplyList> {
    let (_, membership) = required(&context)?;
    let rows = storage::reply::all(&mut context.read().await?, membership.organisation_id, MAX_REPLIES).await?;
    let view = |row: ReplyRow| ReplyView {
        id: row.id,
        title: row.title,
        body: row.body,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
        version: row.version,
    };
    Ok(ReplyList { organisation: membership.organisation.clone(), replies: rows.into_iter().map(view).collect() })
}

/// Saves a new reply, or writes one anew under the version that was seen.
///
/// # Errors
/// A field is refused or the title is taken; there are too many; not the organisation's; changed meanwhile.
pub async fn save_reply(context: Context, input: ReplyInput) -> Outcome<ReplyId> {
    let (principal, membership) = required(&context)?;
    let (organisation_id, now) = (membership.organisation_id, context.now());
    let mut fields = Fields::default();
    let title = fields.take("title", text::required(&input.title, MAX_TITLE)).unwrap_or_default();
    let body = fields.take("body", text::required(&input.body, MAX_BODY)).unwrap_or_default();
    fields.check()?;
    let known = match input.id.as_str() {
        "" => None,
        id => Some(id.parse::<ReplyId>().map_err(|_| AppError::NotFound)?),
    };
    let id = known.unwrap_or_else(|| ReplyId(mint()));
    let mut work = context.write().await?;
    // Recording first takes the organisation's lock, so that titles and numbers are counted one after the other.
    audit::record(&mut work.tx, fact(&context, "reply.saved", (id, &title))?).await?;
    if known.is_some() && storage::reply::find(&mut work.tx, id, organisation_id).await?.is_none() {
        return Err(AppError::NotFound.into());
    }
    if storage::reply::is_taken(&mut work.tx, organisation_id, &title, id).await? {
        return Err(AppError::invalid("title", "there is a reply of this title").into());
    }
    let text = Text { title: &title, body: &body, by: principal.person_id, at: now };
    match known {
        Some(id) => match storage::reply::update(&mut work.tx, (id, input.version_seen), &text).await? {
            Saved::Done => {}
            Saved::Stale => return Err(Refusal::LineChanged.into()),
        },
        None if storage::reply::count(&mut work.tx, organisation_id).await? >= MAX_REPLIES => {
            return Err(AppError::invalid("title", format!("there are {MAX_REPLIES} replies; delete one first")).into());
        }
        None => storage::reply::insert(&mut work.tx, id, organisation_id, &text).await?,
    }
    hint(&mut work, organisation_id);
    work.commit(&context).await?;
    Ok(id)
}

/// Which reply to put where.
pub struct Put {
    pub line_id: LineId,
    pub side: Side,
    pub reply_id: ReplyId,
    /// What was typed so far.
    pub text: String,
}

/// A reply filled in for a line, behind what was typed. Nothing is sent.
///
/// # Errors
/// Not this side's line, or not the organisation's reply.
pub async fn put_reply(context: Context, put: Put) -> Outcome<String> {
    let Put { line_id, side, reply_id, text } = put;
    let (_, membership) = required(&context)?;
    let view = negotiation::load_line(context.clone(), (line_id, side, false)).await?;
    let replies = storage::reply::all(&mut context.read().await?, membership.organisation_id, MAX_REPLIES).await?;
    let body = replies.into_iter().find(|reply| reply.id == reply_id).ok_or(AppError::NotFound)?.body;
    let goods = (view.part.part_number.as_str(), view.quantity, view.part.unit.as_str());
    let filling = Filling::of(goods, view.side, &view.counterparty, &membership.organisation);
    Ok(behind(&text.replace("\r\n", "\n"), &fill(&body, &filling)))
}

/// Deletes a reply. Messages that were written with it stay.
///
/// # Errors
/// Not the organisation's.
pub async fn delete_reply(context: Context, id: ReplyId) -> Outcome<()> {
    let (_, membership) = required(&context)?;
    let organisation_id = membership.organisation_id;
    let mut work = context.write().await?;
    let known = storage::reply::find(&mut work.tx, id, organisation_id).await?;
    let (title, _) = known.ok_or(AppError::NotFound)?;
    audit::record(&mut work.tx, fact(&context, "reply.deleted", (id, &title))?).await?;
    storage::reply::delete(&mut work.tx, id, organisation_id).await?;
    hint(&mut work, organisation_id);
    work.commit(&context).await
}

fn hint(work: &mut Work, organisation_id: OrganisationId) {
    for permission in [Permission::Buy, Permission::Sell] {
        work.hint(Audience::Members(organisation_id, permission), "replies");
    }
}

fn fact(context: &Context, action: &str, what: (ReplyId, &str)) -> Result<Fact, AppError> {
    let (principal, membership) = required(context)?;
    let (id, title) = what;
    Ok(Fact {
        organisation_id: membership.organisation_id,
        event_id: EventId(mint()),
        at: context.now(),
        actor_id: Some(principal.person_id),
        action: action.to_owned(),
        subject: format!("reply:{id}"),
        payload: serde_json::json!({ "title": title }).to_string(),
    })
}
