//! The settings of shared carts: read by whoever needs them, each time; changed by merchant admins.

use crate::{
    api_types::{
        AppError,
        sharing::{SettingsInput, SettingsView},
    },
    domain::{
        access::PlatformPermission,
        cart::CartKind,
        ids::PersonId,
        refusal::Refusal,
        sharing::{PurgeClock, SettingsInputs, SharedCartSettings},
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, input::Fields, setting::store},
        storage::{
            Session, StorageError,
            setting::{self, NewValue},
        },
    },
};
use serde::{Deserialize, Serialize};

const NAME: &str = "shared_carts";

/// What is stored.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Stored {
    settings: SharedCartSettings,
    /// When shared carts were switched on last, if they ever were off.
    enabled_at: Option<Timestamp>,
}

fn read(value: Option<&str>) -> Outcome<Stored> {
    match value {
        None => Ok(Stored::default()),
        Some(value) => {
            let corrupt = |error| StorageError::Corrupt(format!("setting {NAME}: {error}"));
            Ok(serde_json::from_str(value).map_err(corrupt)?)
        }
    }
}

/// Whether shared carts are switched on, by a value that was read with something else.
///
/// # Errors
/// The stored value cannot be read.
pub fn is_enabled_in(value: Option<&str>) -> Outcome<bool> {
    Ok(read(value)?.settings.enabled)
}

/// Whether shared carts are switched on.
///
/// # Errors
/// The database failed.
pub async fn is_enabled(session: &mut impl Session) -> Outcome<bool> {
    Ok(settings_now(session).await?.settings.enabled)
}

/// Asks whether buyers may change what is in a cart. Taking back what was done before stays possible.
///
/// # Errors
/// It is a shared one, and shared carts are switched off.
pub async fn check_change(session: &mut impl Session, kind: CartKind) -> Outcome<()> {
    match kind {
        CartKind::Shared if !is_enabled(session).await? => Err(Refusal::SharingDisabled.into()),
        CartKind::Shared | CartKind::Personal => Ok(()),
    }
}

/// Whether buyers may change nothing in a cart, by the stored settings that were read with it.
///
/// # Errors
/// The stored value cannot be read.
pub fn is_frozen(kind: CartKind, settings: Option<&str>) -> Outcome<bool> {
    Ok(kind == CartKind::Shared && !is_enabled_in(settings)?)
}

/// The settings as they are now, with what else decides when carts are purged.
///
/// # Errors
/// The database failed.
pub async fn settings_now(session: &mut impl Session) -> Outcome<PurgeClock> {
    let row = setting::find(session, NAME).await?;
    let Stored { settings, enabled_at } = read(row.as_ref().map(|row| row.value.as_str()))?;
    Ok(PurgeClock { settings, enabled_at })
}

/// Merchant admins only.
fn require_merchant(context: &Context) -> Result<PersonId, AppError> {
    context.require_platform(PlatformPermission::ManageSettings).map(|principal| principal.person_id)
}

/// The settings with who changed them last.
///
/// # Errors
/// Not a merchant admin.
pub async fn load_settings(context: Context, (): ()) -> Outcome<SettingsView> {
    require_merchant(&context)?;
    view(&mut context.read().await?).await
}

async fn view(session: &mut impl Session) -> Outcome<SettingsView> {
    let row = setting::find(session, NAME).await?;
    let settings = read(row.as_ref().map(|row| row.value.as_str()))?.settings;
    Ok(SettingsView {
        settings,
        version: row.as_ref().map_or(0, |row| row.version),
        changed_at: row.as_ref().map(|row| row.changed_at),
        changed_by: row.and_then(|row| row.changed_by),
    })
}

/// Stores the settings. What they change holds from the next request and the next round of the job on.
///
/// # Errors
/// Not a merchant admin; a field is refused; somebody else changed them after the form was drawn.
pub async fn save_settings(context: Context, input: SettingsInput) -> Outcome<SettingsView> {
    let person_id = require_merchant(&context)?;
    let settings = typed(&input)?;
    let now = context.now();
    let mut work = context.write().await?;
    let before = setting::lock(&mut work.tx, NAME).await?;
    let version = before.as_ref().map_or(0, |(_, version)| *version);
    if input.version_seen.is_some_and(|seen| seen != version) {
        return Err(Refusal::SettingsChanged.into());
    }
    let before = read(before.as_ref().map(|(value, _)| value.as_str()))?;
    let switched_on = settings.enabled && !before.settings.enabled;
    let after = Stored { settings, enabled_at: if switched_on { Some(now) } else { before.enabled_at } };
    let value = serde_json::to_string(&after).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    let new = NewValue { name: NAME, value: &value, by: Some(person_id), at: now };
    store(&mut work, &new, version, (&before.settings, &settings)).await?;
    let saved = view(&mut work.tx).await?;
    work.commit(&context).await?;
    Ok(saved)
}

fn typed(input: &SettingsInput) -> Result<SharedCartSettings, AppError> {
    let typed = SettingsInputs {
        enabled: input.enabled.is_some(),
        hours: &input.hours_until_empty_cart_purge_due,
        weeks: &input.weeks_until_purge_due,
        notice: &input.weeks_before_purge_for_notice,
    };
    let mut fields = Fields::default();
    match SharedCartSettings::read(typed) {
        Ok(settings) => Ok(settings),
        Err(refused) => {
            for (field, reason) in refused {
                fields.refuse(field, reason);
            }
            fields.check()?;
            Err(AppError::BadRequest("the settings are refused".into()))
        }
    }
}
