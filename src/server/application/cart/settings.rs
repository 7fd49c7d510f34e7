//! The settings of carts: read by whoever needs them, each time; changed by merchant admins. Also what the job that empties
//! abandoned carts did last, which is kept beside them, so that its runs change no version that a form was drawn with.

use crate::{
    api_types::{
        AppError,
        cart::{CartSettingsInput, CartSettingsView},
    },
    domain::{
        access::PlatformPermission,
        cart::{CartSettings, CartSettingsInputs, PurgeRun, check_largest},
        ids::PersonId,
        negotiation::{Command, Line},
        refusal::Refusal,
        time::Timestamp,
    },
    server::{
        application::{Context, Outcome, Work, input::Fields, setting::store},
        storage::{
            Session, StorageError,
            setting::{self, NewValue},
        },
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// `storage::cart::touch_current` reads it by this name.
const NAME: &str = "carts";

const LAST_RUN: &str = "abandoned_carts_run";

/// What is stored.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Stored {
    pub settings: CartSettings,
    /// When emptying was switched on, or planned for another time of day, last.
    pub planned_at: Option<Timestamp>,
}

fn read<T: DeserializeOwned>(name: &str, value: Option<&str>) -> Outcome<Option<T>> {
    let corrupt = |error| StorageError::Corrupt(format!("setting {name}: {error}"));
    Ok(value.map(serde_json::from_str).transpose().map_err(corrupt)?)
}

fn written<T: Serialize>(value: &T) -> Outcome<String> {
    Ok(serde_json::to_string(value).map_err(|error| StorageError::Corrupt(error.to_string()))?)
}

/// The largest quantity of a line, by a value that was read with something else.
///
/// # Errors
/// The stored value cannot be read.
pub fn largest_in(value: Option<&str>) -> Outcome<i64> {
    Ok(read::<Stored>(NAME, value)?.unwrap_or_default().settings.largest_quantity)
}

/// The largest quantity of a line that a buyer may name.
///
/// # Errors
/// The database failed.
pub async fn largest_quantity(session: &mut impl Session) -> Outcome<i64> {
    Ok(stored(session).await?.settings.largest_quantity)
}

/// The settings as they are now.
///
/// # Errors
/// The database failed.
pub async fn stored(session: &mut impl Session) -> Outcome<Stored> {
    let row = setting::find(session, NAME).await?;
    Ok(read(NAME, row.as_ref().map(|row| row.value.as_str()))?.unwrap_or_default())
}

/// As [`check_largest`], naming the field.
///
/// # Errors
/// The quantity is more than the merchant allows.
pub fn check(wanted: i64, held: i64, largest: i64) -> Result<(), AppError> {
    check_largest(wanted, held, largest).map_err(|reason| AppError::invalid("quantity", reason))
}

/// Asks whether a command may raise a line to the quantity that its buyer names or named. The setting is read only where
/// something is raised.
///
/// # Errors
/// The quantity is more than the merchant allows.
pub async fn check_raise(session: &mut impl Session, line: &Line, command: &Command) -> Outcome<()> {
    let wanted = match command {
        Command::ChangeQuantity { to, .. } => Some(*to),
        Command::CounterOffer { terms, .. } => terms.quantity,
        Command::TakeOver { .. } => line.counter.as_ref().and_then(|counter| counter.quantity),
        Command::UpdatePrice { .. }
        | Command::ExtendOffer { .. }
        | Command::AcceptOffer { .. }
        | Command::NoQuote { .. }
        | Command::Withdraw { .. }
        | Command::RequestDocumentation { .. }
        | Command::ProvideDocumentation { .. }
        | Command::SendMessage
        | Command::Remind(_)
        | Command::Expire
        | Command::Close { .. }
        | Command::Complete { .. } => None,
    };
    match wanted.filter(|wanted| *wanted > line.quantity) {
        None => Ok(()),
        Some(wanted) => Ok(check(wanted, line.quantity, largest_quantity(session).await?)?),
    }
}

/// Merchant admins only.
fn require_merchant(context: &Context) -> Result<PersonId, AppError> {
    context.require_platform(PlatformPermission::ManageSettings).map(|principal| principal.person_id)
}

/// The settings with who changed them last, and the last run of the job.
///
/// # Errors
/// Not a merchant admin.
pub async fn load_cart_settings(context: Context, (): ()) -> Outcome<CartSettingsView> {
    require_merchant(&context)?;
    view(&mut context.read().await?).await
}

async fn view(session: &mut impl Session) -> Outcome<CartSettingsView> {
    let row = setting::find(session, NAME).await?;
    let stored: Option<Stored> = read(NAME, row.as_ref().map(|row| row.value.as_str()))?;
    Ok(CartSettingsView {
        settings: stored.unwrap_or_default().settings,
        last_run: last_run(session).await?,
        version: row.as_ref().map_or(0, |row| row.version),
        changed_at: row.as_ref().map(|row| row.changed_at),
        changed_by: row.and_then(|row| row.changed_by),
    })
}

/// Stores the settings. What they change holds from the next request and the next round of the job on.
///
/// # Errors
/// Not a merchant admin; a field is refused; somebody else changed them after the form was drawn.
pub async fn save_cart_settings(context: Context, input: CartSettingsInput) -> Outcome<CartSettingsView> {
    let person_id = require_merchant(&context)?;
    let settings = typed(&input)?;
    let now = context.now();
    let mut work = context.write().await?;
    let before = setting::lock(&mut work.tx, NAME).await?;
    let version = before.as_ref().map_or(0, |(_, version)| *version);
    if input.version_seen != version {
        return Err(Refusal::SettingsChanged.into());
    }
    let before: Stored = read(NAME, before.as_ref().map(|(value, _)| value.as_str()))?.unwrap_or_default();
    let plan = |settings: CartSettings| (settings.purge_abandoned, settings.purge_minute);
    let is_planned_anew = plan(settings) != plan(before.settings);
    let after = Stored { settings, planned_at: if is_planned_anew { Some(now) } else { before.planned_at } };
    let value = written(&after)?;
    let new = NewValue { name: NAME, value: &value, by: Some(person_id), at: now };
    store(&mut work, &new, version, (&before.settings, &settings)).await?;
    let saved = view(&mut work.tx).await?;
    work.commit(&context).await?;
    Ok(saved)
}

fn typed(input: &CartSettingsInput) -> Result<CartSettings, AppError> {
    let typed = CartSettingsInputs {
        largest_quantity: &input.largest_quantity,
        purge_abandoned: input.purge_abandoned.is_some(),
        retention_days: &input.retention_days,
        purge_time: &input.purge_time,
    };
    CartSettings::read(typed).map_err(|refused| {
        let mut fields = Fields::default();
        for (field, reason) in refused {
            fields.refuse(field, reason);
        }
        fields.check().err().unwrap_or_else(|| AppError::BadRequest("the settings are refused".into()))
    })
}

/// The last run of the job; `None`: it never ran.
///
/// # Errors
/// The database failed.
pub async fn last_run(session: &mut impl Session) -> Outcome<Option<PurgeRun>> {
    let row = setting::find(session, LAST_RUN).await?;
    read(LAST_RUN, row.as_ref().map(|row| row.value.as_str()))
}

/// Writes down how a run goes on from what stands there, under its lock; `false`: `next` wants nothing written, or somebody
/// else was quicker.
///
/// # Errors
/// The database failed.
pub async fn note_run(
    work: &mut Work,
    now: Timestamp,
    next: impl FnOnce(Option<PurgeRun>) -> Option<PurgeRun>,
) -> Outcome<bool> {
    let before = setting::lock(&mut work.tx, LAST_RUN).await?;
    let run = read(LAST_RUN, before.as_ref().map(|(value, _)| value.as_str()))?;
    let Some(after) = next(run) else { return Ok(false) };
    let value = written(&after)?;
    let new = NewValue { name: LAST_RUN, value: &value, by: None, at: now };
    Ok(setting::save(&mut work.tx, &new, before.map_or(0, |(_, version)| version)).await?)
}
