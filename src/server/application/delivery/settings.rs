//! The setting `ERP_SubmitOrders`: whether orders go to sellers' systems when they are submitted, or when a schedule says so.

use crate::{
    api_types::{
        AppError,
        delivery::{SubmitOrdersInput, SubmitOrdersView},
    },
    domain::{
        access::PlatformPermission,
        delivery::{DAY_MINUTES, SubmitOrders, parse_minute},
        refusal::Refusal,
    },
    server::{
        application::{
            Context, Outcome,
            input::{Fields, optional_number},
            setting::store,
        },
        storage::{
            Session, StorageError,
            setting::{self, NewValue},
        },
    },
};

const NAME: &str = "ERP_SubmitOrders";

fn read(value: Option<&str>) -> Outcome<SubmitOrders> {
    let corrupt = |error| StorageError::Corrupt(format!("setting {NAME}: {error}"));
    Ok(value.map(serde_json::from_str).transpose().map_err(corrupt)?.unwrap_or_default())
}

/// The setting as it is now.
///
/// # Errors
/// The database failed.
pub async fn submit_orders(session: &mut impl Session) -> Outcome<SubmitOrders> {
    let row = setting::find(session, NAME).await?;
    read(row.as_ref().map(|row| row.value.as_str()))
}

/// The setting with who changed it last.
///
/// # Errors
/// Not a merchant admin.
pub async fn load_submit_orders(context: Context, (): ()) -> Outcome<SubmitOrdersView> {
    context.require_platform(PlatformPermission::ManageSettings)?;
    view(&mut context.read().await?).await
}

async fn view(session: &mut impl Session) -> Outcome<SubmitOrdersView> {
    let row = setting::find(session, NAME).await?;
    Ok(SubmitOrdersView {
        settings: read(row.as_ref().map(|row| row.value.as_str()))?,
        version: row.as_ref().map_or(0, |row| row.version),
        changed_at: row.as_ref().map(|row| row.changed_at),
        changed_by: row.and_then(|row| row.changed_by),
    })
}

/// Stores the setting. It holds from the next submission and the next look at the schedule on.
///
/// # Errors
/// Not a merchant admin; a field is refused; somebody else changed it after the form was drawn.
pub async fn save_submit_orders(context: Context, input: SubmitOrdersInput) -> Outcome<SubmitOrdersView> {
    let by = context.require_platform(PlatformPermission::ManageSettings)?.person_id;
    let settings = typed(&input)?;
    let mut work = context.write().await?;
    let before = setting::lock(&mut work.tx, NAME).await?;
    let version = before.as_ref().map_or(0, |(_, version)| *version);
    if input.version_seen.is_some_and(|seen| seen != version) {
        return Err(Refusal::SettingsChanged.into());
    }
    let value = serde_json::to_string(&settings).map_err(|error| StorageError::Corrupt(error.to_string()))?;
    let new = NewValue { name: NAME, value: &value, by: Some(by), at: context.now() };
    let before = read(before.as_ref().map(|(value, _)| value.as_str()))?;
    store(&mut work, &new, version, (&before, &settings)).await?;
    let saved = view(&mut work.tx).await?;
    work.commit(&context).await?;
    Ok(saved)
}

fn typed(input: &SubmitOrdersInput) -> Result<SubmitOrders, AppError> {
    let mut fields = Fields::default();
    let first = fields.take("first", parse_minute(&input.first));
    let every = optional_number(&input.every_minutes, 1, i64::from(DAY_MINUTES));
    let every = fields.take("every_minutes", every.and_then(|every| every.ok_or_else(|| "must not be empty".to_owned())));
    fields.check()?;
    let every_minutes = every.and_then(|every| u16::try_from(every).ok()).unwrap_or(DAY_MINUTES);
    Ok(SubmitOrders { on: input.on.is_some(), first_minute: first.unwrap_or_default(), every_minutes })
}
