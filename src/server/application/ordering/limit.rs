//! What members may order alone. For admins of their organisation.

use super::{Buyer, address::remember};
use crate::{
    api_types::{
        AppError,
        checkout::{LimitInput, RemoveLimitInput},
    },
    domain::{
        access::Permission,
        ids::PersonId,
        money::Currency,
        ordering::{SpendingLimit, parse_limit},
    },
    server::{
        application::{Context, Outcome, Work, input::Fields},
        storage::ordering::limit as store,
    },
};

fn read_currency(typed: &str) -> Result<Currency, String> {
    Currency::parse(typed).ok_or_else(|| "is not an ISO 4217 code".to_owned())
}

/// Sets a member's limits in one currency. From the first limit on, currencies without one need an approval.
///
/// # Errors
/// Fields that were refused; nobody who buys for the organisation.
pub async fn save_limit(context: Context, input: LimitInput) -> Outcome<()> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let mut fields = Fields::default();
    let currency = fields.take("currency", read_currency(&input.currency));
    let (mut per_order, mut per_month) = (None, None);
    if let Some(currency) = currency {
        per_order = fields.take("per_order", parse_limit(&input.per_order, currency)).flatten();
        per_month = fields.take("per_month", parse_limit(&input.per_month, currency)).flatten();
    }
    fields.check()?;
    let currency = currency.ok_or_else(|| AppError::invalid("currency", "name a currency"))?;
    let limit = SpendingLimit { currency, per_order, per_month };
    let mut work = context.write().await?;
    check_buyer(&admin, &mut work, input.person_id).await?;
    store::save(&mut work.tx, (admin.organisation_id(), input.person_id), limit, admin.by()).await?;
    let payload = serde_json::json!({ "limit": limit });
    remember(&admin, &mut work, ("limit.saved", format!("person:{}", input.person_id), payload)).await?;
    work.commit(&context).await
}

/// Takes a member's limits in one currency away. Without any limit left they order everything alone.
///
/// # Errors
/// The currency is refused; there is no such limit.
pub async fn remove_limit(context: Context, input: RemoveLimitInput) -> Outcome<()> {
    let admin = Buyer::with(&context, Permission::ManageOrganisation)?;
    let currency = read_currency(&input.currency).map_err(|reason| AppError::invalid("currency", reason))?;
    let mut work = context.write().await?;
    if !store::remove(&mut work.tx, (admin.organisation_id(), input.person_id), currency).await? {
        return Err(AppError::NotFound.into());
    }
    let payload = serde_json::json!({ "currency": currency });
    remember(&admin, &mut work, ("limit.removed", format!("person:{}", input.person_id), payload)).await?;
    work.commit(&context).await
}

async fn check_buyer(admin: &Buyer, work: &mut Work, person_id: PersonId) -> Outcome<()> {
    let buyers = store::buyers(&mut work.tx, admin.organisation_id()).await?;
    match buyers.iter().any(|buyer| buyer.person_id == person_id) {
        true => Ok(()),
        false => Err(AppError::NotFound.into()),
    }
}
