//! Personal access tokens: made and revoked by their owner, recognised at the door of the REST interface.
//! Only their hash is kept.

use super::{Change, record, tokens};
use crate::{
    api_types::{
        AppError,
        profile::{MadeToken, TokenInput},
    },
    domain::{
        identity::Principal,
        ids::{OrganisationId, TokenId},
        text,
        time::MINUTE_US,
        token::{MARK, MAX_NAME, MOST_TOKENS, PREFIX, life},
    },
    server::{
        application::{Context, Outcome, Work, input::Fields, work::mint},
        storage::identity::{self as store, NewToken},
    },
};
use serde_json::json;

/// How exactly the database knows when a token was last used.
const USED_EVERY_US: i64 = MINUTE_US;

/// What a token was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    Recognised,
    /// Unknown, ended, or of somebody who is suspended: which of them is nobody's business.
    Unknown,
}

/// Makes a token for an organisation that its owner belongs to, or for the platform. The answer is the only place where
/// the token ever stands.
///
/// # Errors
/// Nobody is signed in; a field is refused.
pub async fn create_token(context: Context, input: TokenInput) -> Outcome<MadeToken> {
    let principal = context.person()?;
    let mut fields = Fields::default();
    let name = fields.take("name", text::required(&input.name, MAX_NAME).and_then(one_line)).unwrap_or_default();
    let days = fields.take("valid_days", life(&input.valid_days)).unwrap_or_default();
    let mut work = context.write().await?;
    // Whose principal this is, is locked: two forms sent at once are looked at one after the other.
    store::lock_person(&mut work.tx, principal.person_id).await?.ok_or(AppError::SignInRequired)?;
    let place = place(&mut work, principal, &input.organisation_id).await?;
    let place = fields.take("organisation_id", place).flatten();
    let taken = store::active_tokens(&mut work.tx, principal.person_id, context.now()).await?;
    if taken.contains(&name) {
        fields.refuse("name", "you have a token of this name");
    }
    if i64::try_from(taken.len()).unwrap_or(i64::MAX) >= MOST_TOKENS {
        fields.refuse("name", format!("you have {MOST_TOKENS} tokens; revoke one first"));
    }
    fields.check()?;
    let secret = format!("{MARK}{}", tokens::random_text::<32>());
    let new = NewToken {
        id: TokenId(mint()),
        person_id: principal.person_id,
        organisation_id: place,
        name: name.clone(),
        token_hash: tokens::hash(&secret),
        prefix: secret.chars().take(PREFIX).collect(),
        created_at: context.now(),
        expires_at: context.now().plus_days(days),
    };
    store::insert_token(&mut work.tx, &new).await?;
    remember(&context, &mut work, (place, "token.created"), json!({ "token": new.id, "name": name, "days": days })).await?;
    work.commit(&context).await?;
    Ok(MadeToken { name, token: secret })
}

fn one_line(name: String) -> Result<String, String> {
    if name.contains('\n') { Err("one line, please".into()) } else { Ok(name) }
}

/// The organisation that a form names, if the person belongs to it; nothing is the platform, for those who have a role there.
async fn place(work: &mut Work, principal: &Principal, typed: &str) -> Outcome<Result<Option<OrganisationId>, String>> {
    if typed.is_empty() {
        let allowed = principal.platform_role.is_some();
        return Ok(if allowed { Ok(None) } else { Err("choose an organisation".into()) });
    }
    let id = typed.parse::<OrganisationId>().ok();
    let mine = store::memberships(&mut work.tx, principal.person_id).await?;
    let known = mine.iter().map(|membership| membership.organisation_id).find(|known| Some(*known) == id);
    Ok(known.map(Some).ok_or_else(|| "choose one of your organisations".into()))
}

/// Ends one of the person's own tokens; it opens nothing from then on.
///
/// # Errors
/// Nobody is signed in; not their token, or revoked before.
pub async fn revoke_token(context: Context, id: TokenId) -> Outcome<()> {
    let principal = context.person()?;
    let mut work = context.write().await?;
    let revoked = store::revoke_token(&mut work.tx, (id, principal.person_id), context.now()).await?;
    let (name, place) = revoked.ok_or(AppError::NotFound)?;
    remember(&context, &mut work, (place, "token.revoked"), json!({ "token": id, "name": name })).await?;
    work.commit(&context).await
}

/// An organisation's log knows the tokens that act in it. The platform has none.
async fn remember(
    context: &Context,
    work: &mut Work,
    what: (Option<OrganisationId>, &'static str),
    payload: serde_json::Value,
) -> Outcome<()> {
    let person_id = context.person()?.person_id;
    let Some(organisation_id) = what.0 else {
        tracing::info!(person = %person_id, action = what.1, "a token for the platform");
        return Ok(());
    };
    let (actor_id, subject) = (Some(person_id), format!("person:{person_id}"));
    record(context, work, Change { organisation_id, actor_id, action: what.1, subject, payload }).await
}

/// Recognises who stands behind a token and puts them into the context; one statement.
///
/// # Errors
/// The database does not answer.
pub async fn resume_bearer(context: &mut Context, token: &str) -> Outcome<Bearer> {
    let now = context.now();
    if !token.starts_with(MARK) {
        return Ok(Bearer::Unknown);
    }
    let mut reader = context.read().await?;
    let Some(found) = store::token_principal(&mut reader, &tokens::hash(token), now).await? else {
        return Ok(Bearer::Unknown);
    };
    drop(reader);
    context.principal = Some(found.principal);
    if found.used_at.is_none_or(|used| now.since_us(used) >= USED_EVERY_US) {
        note_used(context.clone(), found.id);
    }
    Ok(Bearer::Recognised)
}

/// Notes the use of a token beside the request, which never waits for the writer.
fn note_used(mut context: Context, id: TokenId) {
    // Not a statement of the request that happened to notice.
    context.store = context.services.store.for_request();
    tokio::spawn(async move {
        if let Err(failure) = touch(&context, id).await {
            tracing::warn!(request_id = %context.request_id, error = %failure, "a token's use was not noted");
        }
    });
}

async fn touch(context: &Context, id: TokenId) -> Outcome<()> {
    let mut work = context.write().await?;
    store::touch_token(&mut work.tx, id, context.now()).await?;
    work.commit(context).await
}
