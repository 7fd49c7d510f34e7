//! How a seller's bags reach its own order system: set up by the admins of the organisation.

use crate::{
    api_types::{
        AppError,
        delivery::{ConnectorInput, ConnectorPage, ConnectorView},
    },
    domain::{
        access::Permission,
        delivery::Format,
        identity::Membership,
        ids::{EventId, OrganisationId, PersonId},
        refusal::Refusal,
        text,
    },
    server::{
        application::{
            Context, Outcome,
            audit::{self, Fact},
            input::Fields,
            work::mint,
        },
        integrations::erp::{Reach, check_url, signature},
        storage::{
            self, Session,
            delivery::{ConnectorRow, NewConnector},
        },
    },
};

/// The longest address and the longest credential, in characters.
const MOST: usize = 500;

/// Admins of an organisation that sells.
fn require_admin(context: &Context) -> Result<(PersonId, &Membership), AppError> {
    let (principal, membership) = context.require(Permission::ManageOrganisation)?;
    if membership.sells { Ok((principal.person_id, membership)) } else { Err(AppError::Forbidden) }
}

/// The connector of the organisation acted in.
///
/// # Errors
/// Not an admin of an organisation that sells.
pub async fn load_connector(context: Context, (): ()) -> Outcome<ConnectorPage> {
    let (_, membership) = require_admin(&context)?;
    page(&context, &mut context.read().await?, membership.organisation_id).await
}

async fn page(context: &Context, session: &mut impl Session, organisation_id: OrganisationId) -> Outcome<ConnectorPage> {
    let outward = &context.services.outward;
    let row = storage::delivery::find_connector(session, organisation_id).await?;
    Ok(ConnectorPage {
        connector: row.map(view),
        callback_url: outward.callback_url(organisation_id),
        anywhere: outward.reach == Reach::Anywhere,
    })
}

fn view(row: ConnectorRow) -> ConnectorView {
    ConnectorView {
        format: row.format,
        url: row.url,
        has_credential: row.credential.is_some(),
        callback_secret: row.callback_secret,
        enabled: row.enabled,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
        version: row.version,
    }
}

/// Stores the connector. It holds for the next bag, and for those that wait.
///
/// # Errors
/// Not an admin of an organisation that sells; a field is refused; a colleague changed it after the form was drawn.
pub async fn save_connector(context: Context, input: ConnectorInput) -> Outcome<ConnectorPage> {
    let (by, membership) = require_admin(&context)?;
    let organisation_id = membership.organisation_id;
    let typed = Typed::read(&input, context.services.outward.reach)?;
    let now = context.now();
    let mut work = context.write().await?;
    let version = storage::delivery::lock_connector(&mut work.tx, organisation_id).await?;
    if version != input.version_seen {
        return Err(Refusal::SettingsChanged.into());
    }
    let before = storage::delivery::find_connector(&mut work.tx, organisation_id).await?;
    let (kept, secret) = before.map_or((None, None), |row| (row.credential, Some(row.callback_secret)));
    let credential = typed.credential.or(kept.filter(|_| input.forget_credential.is_none()));
    let secret = secret.filter(|_| input.new_secret.is_none()).unwrap_or_else(signature::new_secret);
    let new = NewConnector {
        organisation_id,
        format: typed.format,
        url: &typed.url,
        credential: credential.as_deref(),
        callback_secret: &secret,
        enabled: input.enabled.is_some(),
        by,
        at: now,
    };
    storage::delivery::save_connector(&mut work.tx, &new, version).await?;
    let fact = Fact {
        organisation_id,
        event_id: EventId(mint()),
        at: now,
        actor_id: Some(by),
        action: "connector.changed".to_owned(),
        subject: format!("organisation:{organisation_id}"),
        // No secrets.
        payload: serde_json::json!({ "format": typed.format, "url": typed.url, "enabled": new.enabled }).to_string(),
    };
    audit::record(&mut work.tx, fact).await?;
    let saved = page(&context, &mut work.tx, organisation_id).await?;
    work.commit(&context).await?;
    Ok(saved)
}

struct Typed {
    format: Format,
    url: String,
    credential: Option<String>,
}

impl Typed {
    fn read(input: &ConnectorInput, reach: Reach) -> Result<Self, AppError> {
        let mut fields = Fields::default();
        let format = Format::parse(&input.format).ok_or_else(|| "is none of those offered".to_owned());
        let format = fields.take("format", format);
        let url = text::required(&input.url, MOST).and_then(|url| check_url(&url, reach).map(|_| url));
        let url = fields.take("url", url);
        let credential = fields.take("credential", text::optional(&input.credential, MOST).and_then(one_line)).flatten();
        fields.check()?;
        let (Some(format), Some(url)) = (format, url) else { return Err(AppError::invalid("url", "must not be empty")) };
        Ok(Self { format, url, credential })
    }
}

/// It becomes a header.
fn one_line(text: Option<String>) -> Result<Option<String>, String> {
    match &text {
        Some(typed) if !typed.chars().all(|c| ('\u{20}'..'\u{7f}').contains(&c)) => {
            Err("may hold letters, digits and signs of ASCII only".into())
        }
        Some(_) | None => Ok(text),
    }
}
