//! A person's own page: who they are, which e-mails they get, which tokens they have.

use crate::{
    api_types::{
        AppError,
        profile::{MailInput, MailSwitchView, ProfilePage, TokenPlace, TokenView},
    },
    domain::mail::MailKind,
    server::{
        application::{Context, Outcome},
        storage::{
            self,
            identity::{self as store, AccessToken},
            mail::Switch,
        },
    },
};

/// Tokens on the page: those that hold, and the newest of those that ended.
const MOST_SHOWN: i64 = 200;

/// Everything on the page.
///
/// # Errors
/// Nobody is signed in.
pub async fn load_profile(context: Context, (): ()) -> Outcome<ProfilePage> {
    let principal = context.person()?;
    let mut reader = context.read().await?;
    let profile = store::profile(&mut reader, principal.person_id).await?.ok_or(AppError::NotFound)?;
    let chosen = storage::mail::switches(&mut reader, principal.person_id).await?;
    let tokens = store::tokens_of(&mut reader, principal.person_id, MOST_SHOWN).await?;
    let memberships = store::memberships(&mut reader, principal.person_id).await?;
    let switch = |kind: MailKind| {
        let chosen = chosen.iter().find(|switch| switch.kind == kind);
        MailSwitchView { kind, enabled: chosen.map_or(kind.is_on_by_default(), |switch| switch.enabled) }
    };
    let own =
        memberships.into_iter().map(|it| TokenPlace { organisation_id: Some(it.organisation_id), name: it.organisation });
    let platform = TokenPlace { organisation_id: None, name: "The platform".to_owned() };
    Ok(ProfilePage {
        name: profile.name,
        email: profile.email,
        mail: MailKind::ALL.map(switch).to_vec(),
        tokens: tokens.into_iter().map(token_view).collect(),
        places: own.chain(principal.platform_role.map(|_| platform)).collect(),
        made: None,
        now: context.now(),
    })
}

fn token_view(token: AccessToken) -> TokenView {
    TokenView {
        id: token.id,
        name: token.name,
        prefix: token.prefix,
        organisation: token.organisation,
        created_at: token.created_at,
        expires_at: token.expires_at,
        used_at: token.used_at,
        revoked_at: token.revoked_at,
    }
}

/// Stores which of the shown types of mail a person wants.
///
/// # Errors
/// Nobody is signed in; the form names a type that there is not.
pub async fn save_mail_switches(context: Context, input: MailInput) -> Outcome<()> {
    let person_id = context.person()?.person_id;
    let kinds = input.shown.split(',').map(|code| MailKind::parse(code.trim()));
    let mut kinds: Vec<MailKind> =
        kinds.collect::<Option<_>>().ok_or_else(|| AppError::invalid("shown", "there is no such type of e-mail"))?;
    kinds.sort_unstable();
    kinds.dedup();
    let switch = |kind: MailKind| Switch { kind, enabled: input.on.contains_key(&kind) };
    let switches: Vec<Switch> = kinds.into_iter().map(switch).collect();
    let mut work = context.write().await?;
    storage::mail::save_switches(&mut work.tx, person_id, &switches).await?;
    work.commit(&context).await
}
