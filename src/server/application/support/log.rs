//! What support looked for and opened, and why: read by the platform itself.

use crate::{
    api_types::{
        AppError,
        paging::Page,
        support::{SupportAct, SupportDeed},
    },
    domain::{access::PlatformPermission, ordering::order_number_text, time::Timestamp},
    server::{
        application::{Context, Outcome, negotiation::page},
        storage::support::{self as store, DeedRow},
    },
};

/// Entries of one page.
const PAGE: usize = 50;

/// One page of what support did, the latest first; `after` names the last entry of the page before.
///
/// # Errors
/// Neither support nor merchant admin; the cursor is not one of ours.
pub async fn load_log(context: Context, after: String) -> Outcome<Page<SupportDeed>> {
    context.require_platform(PlatformPermission::ReadSupportLog)?;
    let latest = context.now().plus_days(1);
    let before = match after.as_str() {
        "" => latest,
        text => {
            let at: i64 = text.parse().map_err(|_| AppError::invalid("after", "is not a page of this log"))?;
            Timestamp(at.clamp(0, latest.0))
        }
    };
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let rows = store::deeds(&mut context.read().await?, before, limit).await?;
    let rows = page(rows, PAGE, |row: &DeedRow| row.at.0.to_string());
    Ok(Page { rows: rows.rows.into_iter().map(deed).collect(), next: rows.next })
}

fn deed(row: DeedRow) -> SupportDeed {
    let what = match row.words {
        Some(words) => SupportAct::LookedFor { words },
        None => SupportAct::Opened {
            number: row.number.map(order_number_text),
            organisation: row.organisation.unwrap_or_default(),
        },
    };
    SupportDeed { at: row.at, who: row.who, what, reason: row.reason }
}
