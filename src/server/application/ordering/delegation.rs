//! Who decides in an approver's place, for some days.

use super::Buyer;
use crate::{
    api_types::{AppError, checkout::DelegateInput},
    domain::{
        access::Permission,
        identity::Role,
        ids::{DelegationId, EventId, PersonId},
        time::{DAY_US, Timestamp},
    },
    server::{
        application::{
            Audience, Context, Outcome, Work,
            audit::{self, Fact},
            input::Fields,
            work::mint,
        },
        storage::ordering::{
            limit,
            submission::{self as store, NewDelegation},
        },
    },
};

/// The longest delegation, in days.
const MOST_DAYS: i64 = 366;

/// Delegations of one approver that are not over.
const MOST: usize = 20;

/// Lets a colleague decide in the asker's place between two days, both included. They act by the asker's authority, and never decide about
/// their own orders, nor about the asker's.
///
/// # Errors
/// The asker is no approver; the colleague is no active buyer; the days are refused.
pub async fn delegate(context: Context, input: DelegateInput) -> Outcome<()> {
    let buyer = Buyer::of(&context)?;
    if !buyer.membership.roles.has(Role::Approver) {
        return Err(AppError::Forbidden.into());
    }
    let mut fields = Fields::default();
    let from = fields.take("from", read_day(&input.from, buyer.now));
    let until = fields.take("until", read_day(&input.until, buyer.now));
    if let (Some(from), Some(until)) = (from, until) {
        match until {
            _ if until < from => fields.refuse("until", "is before the first day"),
            _ if until > from.plus_days(MOST_DAYS) => fields.refuse("until", format!("at most {MOST_DAYS} days")),
            _ => {}
        }
    }
    let mut work = context.write().await?;
    let known = limit::buyers(&mut work.tx, buyer.organisation_id()).await?;
    let delegate = known.iter().find(|row| row.person_id == input.delegate_id && row.person_id != buyer.person_id);
    if delegate.is_none() {
        fields.refuse("delegate_id", "choose a colleague who buys for your organisation");
    }
    let others = store::delegations(&mut work.tx, buyer.organisation_id(), buyer.now).await?;
    if others.iter().filter(|row| row.approver_id == buyer.person_id).count() >= MOST {
        fields.refuse("delegate_id", format!("at most {MOST} delegations at a time; end one first"));
    }
    fields.check()?;
    let (Some(from), Some(until), Some(delegate)) = (from, until, delegate) else { return Err(AppError::NotFound.into()) };
    let new = NewDelegation {
        id: DelegationId(mint()),
        organisation_id: buyer.organisation_id(),
        approver_id: buyer.person_id,
        delegate_id: delegate.person_id,
        starts_at: from,
        ends_at: until.plus_us(DAY_US),
        at: buyer.now,
    };
    store::insert_delegation(&mut work.tx, &new).await?;
    let payload = serde_json::json!({
        "delegate": delegate.person_id, "from": from.date_text(), "until": until.date_text(),
    });
    remember(&buyer, &mut work, ("approval.delegated", delegate.person_id, payload)).await?;
    work.commit(&context).await
}

fn read_day(typed: &str, now: Timestamp) -> Result<Timestamp, String> {
    let day = Timestamp::parse_date(typed);
    let day = day.ok_or_else(|| format!("“{}” is not a date; write it like {}", typed.trim(), now.date_text()))?;
    // Somewhere it is still yesterday.
    if day < now.day_start().plus_days(-1) { Err("is in the past".into()) } else { Ok(day) }
}

/// Ends a delegation that the asker made.
///
/// # Errors
/// There is none such that is not over.
pub async fn revoke_delegation(context: Context, id: DelegationId) -> Outcome<()> {
    let buyer = Buyer::of(&context)?;
    let mut work = context.write().await?;
    let of = (id, buyer.organisation_id(), buyer.person_id);
    let delegate_id = store::revoke_delegation(&mut work.tx, of, buyer.now).await?.ok_or(AppError::NotFound)?;
    remember(&buyer, &mut work, ("approval.delegation_ended", delegate_id, serde_json::json!({}))).await?;
    work.commit(&context).await
}

async fn remember(buyer: &Buyer, work: &mut Work, what: (&str, PersonId, serde_json::Value)) -> Outcome<()> {
    let (action, delegate_id, payload) = what;
    let fact = Fact {
        organisation_id: buyer.organisation_id(),
        event_id: EventId(mint()),
        at: buyer.now,
        actor_id: Some(buyer.person_id),
        action: action.to_owned(),
        subject: format!("person:{delegate_id}"),
        payload: payload.to_string(),
    };
    audit::record(&mut work.tx, fact).await?;
    work.hint(Audience::Members(buyer.organisation_id(), Permission::Buy), "approvals");
    Ok(())
}
