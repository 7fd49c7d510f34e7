//! What merchants set for everybody: stored in one way, each change with an entry in the platform's log that says who, before and
//! after. What a setting means, and who may change it, is decided by whoever stores it.

#[cfg(test)]
mod tests;

use super::{
    Context, Outcome, Work,
    audit::{self, Fact},
    work::mint,
};
use crate::{
    api_types::audit::{FieldChange, SettingChange},
    domain::{access::PlatformPermission, audit::PLATFORM, ids::EventId, quantity::count_text, refusal::Refusal},
    server::storage::{
        StorageError,
        setting::{self, ChangeRow, NewValue},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Changes that the page of settings shows.
const SHOWN: i64 = 50;

/// What the settings are called on their page, by the names under which they are stored.
const TITLES: [(&str, &str); 4] = [
    ("ERP_SubmitOrders", "Orders to sellers’ systems"),
    ("carts", "Carts"),
    ("shared_carts", "Shared organisation carts"),
    ("storefront", "Storefront"),
];

/// What an entry of the log says: the settings as a whole, so that nothing has to be looked up.
#[derive(Serialize, Deserialize)]
struct Payload {
    setting: String,
    before: Value,
    after: Value,
}

/// Stores a setting behind the version that was read (0: it had none), and remembers who changed what. `settings` are those
/// before and after, without what is kept beside them. Saving what was there before changes nothing worth an entry.
///
/// # Errors
/// Somebody else was quicker.
pub async fn store<S: Serialize>(work: &mut Work, new: &NewValue<'_>, version: i64, settings: (&S, &S)) -> Outcome<()> {
    if !setting::save(&mut work.tx, new, version).await? {
        return Err(Refusal::SettingsChanged.into());
    }
    let json = |settings: &S| serde_json::to_value(settings).map_err(|error| StorageError::Corrupt(error.to_string()));
    let (before, after) = (json(settings.0)?, json(settings.1)?);
    if before == after {
        return Ok(());
    }
    let payload = Payload { setting: new.name.to_owned(), before, after };
    setting::make_log(&mut work.tx, new.at).await?;
    let fact = Fact {
        organisation_id: PLATFORM,
        event_id: EventId(mint()),
        at: new.at,
        actor_id: new.by,
        action: "setting.changed".to_owned(),
        subject: format!("setting:{}", new.name),
        payload: serde_json::to_string(&payload).map_err(|error| StorageError::Corrupt(error.to_string()))?,
    };
    audit::record(&mut work.tx, fact).await
}

/// What was set lately, the latest first.
///
/// # Errors
/// Not a merchant admin.
pub async fn load_changes(context: Context, (): ()) -> Outcome<Vec<SettingChange>> {
    context.require_platform(PlatformPermission::ManageSettings)?;
    let rows = setting::changes(&mut context.read().await?, SHOWN).await?;
    rows.into_iter().map(change).collect()
}

fn change(row: ChangeRow) -> Outcome<SettingChange> {
    let corrupt = |error| StorageError::Corrupt(format!("entry {} of the platform's log: {error}", row.sequence));
    let payload: Payload = serde_json::from_str(&row.payload).map_err(corrupt)?;
    let title = TITLES.iter().find(|(name, _)| *name == payload.setting).map(|(_, title)| (*title).to_owned());
    Ok(SettingChange {
        sequence: row.sequence,
        at: row.at,
        who: row.actor,
        setting: title.unwrap_or(payload.setting),
        fields: difference(&payload.before, &payload.after),
    })
}

/// Every field that differs, in words.
fn difference(before: &Value, after: &Value) -> Vec<FieldChange> {
    let none = Map::new();
    let [before, after] = [before, after].map(|value| value.as_object().unwrap_or(&none));
    let differs = |field: &&String| before.get(*field) != after.get(*field);
    let fields = after.keys().chain(before.keys().filter(|field| !after.contains_key(*field))).filter(differs);
    fields
        .map(|field| FieldChange {
            field: words(field),
            before: value_text(field, before.get(field)),
            after: value_text(field, after.get(field)),
        })
        .collect()
}

/// Fields whose names say too little beside others.
const FIELDS: [(&str, &str); 2] = [("enabled", "Carts can be shared"), ("on", "Sent when submitted")];

/// `Weeks until purge due` for `weeksUntilPurgeDue` and `weeks_until_purge_due`.
fn words(field: &str) -> String {
    if let Some((_, words)) = FIELDS.iter().find(|(name, _)| *name == field) {
        return (*words).to_owned();
    }
    let mut words = String::with_capacity(field.len() + 8);
    for letter in field.chars() {
        match letter {
            '_' => words.push(' '),
            letter if words.is_empty() => words.extend(letter.to_uppercase()),
            letter if letter.is_uppercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            letter => words.push(letter),
        }
    }
    words.strip_suffix(" minute").map(|time| format!("{time} at")).unwrap_or(words)
}

/// A time of day is kept as minutes since midnight.
fn value_text(field: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::Bool(true)) => "on".to_owned(),
        Some(Value::Bool(false)) => "off".to_owned(),
        Some(Value::String(text)) => text.replace('_', " "),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(minutes) if field.ends_with("_minute") => format!("{:02}:{:02} UTC", minutes / 60, minutes % 60),
            Some(number) => count_text(number),
            None => number.to_string(),
        },
        Some(other) => other.to_string(),
    }
}
