//! Spending limits, and what was ordered in a month: held under a lock while a submission is decided.

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        money::{Currency, Money},
        ordering::SpendingLimit,
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    OF_MEMBER = ["SELECT currency, order_minor, month_minor FROM spending_limit
        WHERE organisation_id = $1 AND person_id = $2 ORDER BY currency"];
    OF_ORGANISATION = ["SELECT person_id, currency, order_minor, month_minor FROM spending_limit
        WHERE organisation_id = $1 ORDER BY person_id, currency"];
    SPENT = ["SELECT person_id, currency, spent_minor FROM month_spending
        WHERE organisation_id = $1 AND person_id = $2 AND month = $3 ORDER BY currency"];
    SPENT_IN_ORGANISATION = ["SELECT person_id, currency, spent_minor FROM month_spending
        WHERE organisation_id = $1 AND month = $2 AND spent_minor > 0 ORDER BY person_id, currency"];
    /// Adds nothing; answers what stands there, and holds it until the commit.
    HOLD = ["INSERT INTO month_spending (organisation_id, person_id, currency, month, spent_minor) VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (organisation_id, person_id, currency, month) DO UPDATE SET spent_minor = month_spending.spent_minor
        RETURNING person_id, currency, spent_minor"];
    SPEND = ["UPDATE month_spending SET spent_minor = spent_minor + $5
        WHERE organisation_id = $1 AND person_id = $2 AND currency = $3 AND month = $4"];
    GIVE_BACK = ["UPDATE month_spending SET spent_minor = CASE WHEN spent_minor > $5 THEN spent_minor - $5 ELSE 0 END
        WHERE organisation_id = $1 AND person_id = $2 AND currency = $3 AND month = $4"];
    SAVE = ["INSERT INTO spending_limit (organisation_id, person_id, currency, order_minor, month_minor, changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation_id, person_id, currency) DO UPDATE SET
        order_minor = excluded.order_minor, month_minor = excluded.month_minor, changed_by = excluded.changed_by,
        changed_at = excluded.changed_at"];
    REMOVE = ["DELETE FROM spending_limit WHERE organisation_id = $1 AND person_id = $2 AND currency = $3"];
    BUYERS = ["SELECT m.person_id, p.name, m.is_approver FROM member m JOIN person p ON p.id = m.person_id
        WHERE m.organisation_id = $1 AND (m.is_buyer OR m.is_approver) AND NOT m.suspended AND NOT p.suspended
        ORDER BY LOWER(p.name), p.id LIMIT 2000"];
}

/// A member's limits in one currency.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct LimitRow {
    pub person_id: PersonId,
    currency: Currency,
    order_minor: Option<i64>,
    month_minor: Option<i64>,
}

#[derive(FromRow)]
struct OwnRow {
    currency: Currency,
    order_minor: Option<i64>,
    month_minor: Option<i64>,
}

impl LimitRow {
    pub fn limit(&self) -> SpendingLimit {
        SpendingLimit { currency: self.currency, per_order: self.order_minor, per_month: self.month_minor }
    }
}

#[derive(FromRow)]
struct SpentRow {
    person_id: PersonId,
    currency: Currency,
    spent_minor: i64,
}

impl SpentRow {
    fn money(&self) -> Money {
        Money { minor: self.spent_minor, currency: self.currency }
    }
}

/// An active member who buys.
#[derive(Clone, Debug, FromRow)]
pub struct BuyerRow {
    pub person_id: PersonId,
    pub name: String,
    pub is_approver: bool,
}

/// Whose limits: a member of an organisation.
pub type Member = (OrganisationId, PersonId);

/// A member's limits, by currency; none: no limit at all.
///
/// # Errors
/// The database failed.
pub async fn of_member(session: &mut impl Session, member: Member) -> Result<Vec<SpendingLimit>, StorageError> {
    let rows = fetch_all!(session, OwnRow, OF_MEMBER, member.0, member.1)?;
    let limit =
        |row: OwnRow| SpendingLimit { currency: row.currency, per_order: row.order_minor, per_month: row.month_minor };
    Ok(rows.into_iter().map(limit).collect())
}

/// Every limit in an organisation.
///
/// # Errors
/// The database failed.
pub async fn of_organisation(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Vec<LimitRow>, StorageError> {
    fetch_all!(session, LimitRow, OF_ORGANISATION, organisation_id)
}

/// What a member ordered in a month so far.
///
/// # Errors
/// The database failed.
pub async fn spent(session: &mut impl Session, member: Member, month: &str) -> Result<Vec<Money>, StorageError> {
    let rows = fetch_all!(session, SpentRow, SPENT, member.0, member.1, month)?;
    Ok(rows.iter().map(SpentRow::money).collect())
}

/// What everybody in an organisation ordered in a month so far.
///
/// # Errors
/// The database failed.
pub async fn spent_in_organisation(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    month: &str,
) -> Result<Vec<(PersonId, Money)>, StorageError> {
    let rows = fetch_all!(session, SpentRow, SPENT_IN_ORGANISATION, organisation_id, month)?;
    Ok(rows.iter().map(|row| (row.person_id, row.money())).collect())
}

/// As [`spent`], for the currencies of an order, held until the commit: nobody else spends meanwhile. The totals are in the order of
/// their currencies, as `domain::money::totals` gives them.
///
/// # Errors
/// The database failed.
pub async fn hold(tx: &mut Tx, member: Member, month: &str, totals: &[Money]) -> Result<Vec<Money>, StorageError> {
    let mut held = Vec::with_capacity(totals.len());
    for total in totals {
        held.push(fetch_one!(tx, SpentRow, HOLD, member.0, member.1, total.currency, month)?.money());
    }
    Ok(held)
}

/// Adds an order's totals to what was spent in a month that is held.
///
/// # Errors
/// The database failed.
pub async fn spend(tx: &mut Tx, member: Member, month: &str, totals: &[Money]) -> Result<(), StorageError> {
    for total in totals {
        execute!(tx, SPEND, member.0, member.1, total.currency, month, total.minor)?;
    }
    Ok(())
}

/// Takes an order's totals from what was spent in a month, but never more than that.
///
/// # Errors
/// The database failed.
pub async fn give_back(tx: &mut Tx, member: Member, month: &str, totals: &[Money]) -> Result<(), StorageError> {
    for total in totals {
        execute!(tx, GIVE_BACK, member.0, member.1, total.currency, month, total.minor)?;
    }
    Ok(())
}

/// Sets a member's limits in one currency.
///
/// # Errors
/// The database failed.
pub async fn save(tx: &mut Tx, member: Member, limit: SpendingLimit, by: (PersonId, Timestamp)) -> Result<(), StorageError> {
    let SpendingLimit { currency, per_order, per_month } = limit;
    execute!(tx, SAVE, member.0, member.1, currency, per_order, per_month, by.0, by.1)?;
    Ok(())
}

/// Takes a member's limits in one currency away; answers whether there were any.
///
/// # Errors
/// The database failed.
pub async fn remove(tx: &mut Tx, member: Member, currency: Currency) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, member.0, member.1, currency)? == 1)
}

/// The active members who buy, by name.
///
/// # Errors
/// The database failed.
pub async fn buyers(session: &mut impl Session, organisation_id: OrganisationId) -> Result<Vec<BuyerRow>, StorageError> {
    fetch_all!(session, BuyerRow, BUYERS, organisation_id)
}
