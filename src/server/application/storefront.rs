//! The settings of the storefront: read by whoever needs them, each time; changed by merchant admins.

#[cfg(test)]
pub mod tests;

use super::{Context, Outcome, setting::store};
use crate::{
    api_types::{
        AppError,
        storefront::{StorefrontInput, StorefrontView},
    },
    domain::{
        access::PlatformPermission,
        ids::PersonId,
        refusal::Refusal,
        storefront::{StorefrontAccess, StorefrontSettings},
    },
    server::storage::{
        Session, StorageError,
        setting::{self, NewValue},
    },
};

const NAME: &str = "storefront";

fn read(value: Option<&str>) -> Outcome<StorefrontSettings> {
    let corrupt = |error| StorageError::Corrupt(format!("setting {NAME}: {error}"));
    Ok(value.map(serde_json::from_str).transpose().map_err(corrupt)?.unwrap_or_default())
}

/// Who may browse, as it is now.
///
/// # Errors
/// The database failed.
pub async fn access(session: &mut impl Session) -> Outcome<StorefrontAccess> {
    let row = setting::find(session, NAME).await?;
    Ok(read(row.as_ref().map(|row| row.value.as_str()))?.access)
}

/// How far the storefront is open to whoever makes this request. Nothing is asked of the database for people who are signed in:
/// to them it is open.
///
/// # Errors
/// The database failed.
async fn access_of(context: &Context, session: &mut impl Session) -> Outcome<StorefrontAccess> {
    match context.principal {
        Some(_) => Ok(StorefrontAccess::Open),
        None => access(session).await,
    }
}

/// Asks whether whoever makes this request may see the catalogue; answers how much of it, and what they may do there.
///
/// # Errors
/// Nobody is signed in, and the merchant demands that.
pub async fn check_browse(context: &Context, session: &mut impl Session) -> Outcome<StorefrontAccess> {
    let access = access_of(context, session).await?;
    if access.guests_browse() { Ok(access) } else { Err(AppError::SignInRequired.into()) }
}

/// Asks whether whoever makes this request may keep a cart.
///
/// # Errors
/// Nobody is signed in, and the merchant demands that.
pub async fn check_buy(context: &Context, session: &mut impl Session) -> Outcome<()> {
    if access_of(context, session).await?.guests_buy() { Ok(()) } else { Err(AppError::SignInRequired.into()) }
}

/// Merchant admins only.
fn require_merchant(context: &Context) -> Result<PersonId, AppError> {
    context.require_platform(PlatformPermission::ManageSettings).map(|principal| principal.person_id)
}

/// The settings with who changed them last.
///
/// # Errors
/// Not a merchant admin.
pub async fn load_storefront(context: Context, (): ()) -> Outcome<StorefrontView> {
    require_merchant(&context)?;
    view(&mut context.read().await?).await
}

async fn view(session: &mut impl Session) -> Outcome<StorefrontView> {
    let row = setting::find(session, NAME).await?;
    Ok(StorefrontView {
        settings: read(row.as_ref().map(|row| row.value.as_str()))?,
        version: row.as_ref().map_or(0, |row| row.version),
        changed_at: row.as_ref().map(|row| row.changed_at),
        changed_by: row.and_then(|row| row.changed_by),
    })
}

/// Stores the settings; they hold from the next request on.
///
/// # Errors
/// Not a merchant admin; a field is refused; somebody else changed them after the form was drawn.
pub async fn save_storefront(context: Context, input: StorefrontInput) -> Outcome<StorefrontView> {
    let person_id = require_merchant(&context)?;
    let access = StorefrontAccess::parse(&input.access).ok_or_else(|| AppError::invalid("access", "choose one of these"))?;
    let mut work = context.write().await?;
    let before = setting::lock(&mut work.tx, NAME).await?;
    let version = before.as_ref().map_or(0, |(_, version)| *version);
    if input.version_seen != version {
        return Err(Refusal::SettingsChanged.into());
    }
    let before = read(before.as_ref().map(|(value, _)| value.as_str()))?;
    let settings = StorefrontSettings { access };
    let value = serde_json::to_string(&settings).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    let new = NewValue { name: NAME, value: &value, by: Some(person_id), at: context.now() };
    store(&mut work, &new, version, (&before, &settings)).await?;
    let saved = view(&mut work.tx).await?;
    work.commit(&context).await?;
    Ok(saved)
}
