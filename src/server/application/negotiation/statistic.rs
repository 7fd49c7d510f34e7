//! Why lines ended without a deal: each side counts its own lines only.

use super::permission;
use crate::{
    api_types::triage::{ReasonCount, ReasonStatistic},
    domain::{
        negotiation::{LineStatus, Side},
        quantity::count,
    },
    server::{
        application::{Context, Outcome},
        storage::{self, triage::EndedRow},
    },
};

/// The two spans that are counted, in days.
const RECENT_DAYS: i64 = 30;
const ALL_DAYS: i64 = 90;

/// The reasons by how often they were given, seen from one side.
///
/// # Errors
/// The role does not allow the side.
pub async fn load_reasons(context: Context, side: Side) -> Outcome<ReasonStatistic> {
    let (principal, membership) = context.require(permission(side))?;
    let now = context.now();
    let since = (now.plus_days(-ALL_DAYS), now.plus_days(-RECENT_DAYS));
    let mut reader = context.read().await?;
    let id = membership.organisation_id;
    let rows = match side {
        Side::Buyer => storage::triage::ended_of_buyer(&mut reader, (id, principal.person_id), since).await?,
        Side::Seller => storage::triage::ended_of_seller(&mut reader, id, since).await?,
    };
    let withdrawn = |by: Side| move |row: &&EndedRow| row.status == LineStatus::Withdrawn && row.ended_by == Some(by);
    Ok(ReasonStatistic {
        side,
        declined: counts(rows.iter().filter(|row| row.status == LineStatus::NoQuote)),
        withdrawn_by_buyers: counts(rows.iter().filter(withdrawn(Side::Buyer))),
        withdrawn_by_sellers: counts(rows.iter().filter(withdrawn(Side::Seller))),
    })
}

/// One row per reason, the most frequent first; lines without one come last.
fn counts<'a>(rows: impl Iterator<Item = &'a EndedRow>) -> Vec<ReasonCount> {
    let mut counts: Vec<ReasonCount> =
        rows.map(|row| ReasonCount { reason: row.end_reason, recent: count(row.recent), all: count(row.lines) }).collect();
    counts.sort_by_key(|row| (row.reason.is_none(), std::cmp::Reverse(row.all), row.reason));
    counts
}
