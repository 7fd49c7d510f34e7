//! Dashboards and price histories: figures about the reader's own business. Must not change anything.

#[cfg(test)]
mod tests;

use super::{Context, Outcome};
use crate::{
    api_types::{
        AppError,
        insight::{
            AgeBucket, BuyerOverview, DemandGlance, LineGlance, Overview, PriceHistory, PricePoint, PriceSeries, Reply,
            SellerOverview, WeekOfMoney, WeeklyMoney, WeeklyResponse,
        },
    },
    domain::{
        access::{Permission, member_may},
        money::{Currency, Money, UnitPrice},
        negotiation::Side,
        quantity::count,
        time::{DAY_US, HOUR_US, Timestamp, WEEK_US},
    },
    server::storage::{
        self, Reader as Connection, StorageError,
        insight::{
            AgreedInWeek, AgreedPrice, Bounds, NotificationRow, Reader, ResponseInWeek, SellerCounts, WEEKS, WaitingLine,
        },
    },
};

/// An offer that ends within this time expires soon.
const SOON_US: i64 = 2 * DAY_US;

/// What waits for the member, from every side they act on. The number of statements is fixed.
///
/// # Errors
/// The member neither buys nor sells.
pub async fn load_overview(context: Context, (): ()) -> Outcome<Overview> {
    let principal = context.person()?;
    let membership = principal.membership.as_ref().ok_or(AppError::Forbidden)?;
    let (buys, sells) = (member_may(membership, Permission::Buy), member_may(membership, Permission::Sell));
    if !buys && !sells {
        return Err(AppError::Forbidden.into());
    }
    let who = Reader { organisation_id: membership.organisation_id, person_id: principal.person_id };
    let (organisation, now) = (membership.organisation.clone(), context.now());
    let mut reader = context.read().await?;
    let buyer = if buys { Some(buyer(&mut reader, who, now).await?) } else { None };
    let seller = if sells { Some(seller(&mut reader, who, now).await?) } else { None };
    Ok(Overview { organisation, buyer, seller, now })
}

async fn buyer(reader: &mut Connection, who: Reader, now: Timestamp) -> Outcome<BuyerOverview> {
    let weeks = weeks(now);
    let counts = storage::insight::buyer_counts(reader, who, now.plus_us(SOON_US)).await?;
    let offers = storage::insight::offers_waiting(reader, who).await?;
    let replies = storage::insight::replies(reader, who).await?;
    let demands = storage::insight::demands_met(reader, who.organisation_id).await?;
    let agreed = storage::insight::agreed(reader, who, Side::Buyer, &weeks).await?;
    let demand = |demand: storage::insight::DemandMet| DemandGlance {
        id: demand.id,
        part_number: demand.part_number,
        part_key: demand.part_key,
        quantity: demand.quantity,
        needed_by: demand.needed_by,
        matching_listings: count(demand.matching_listings),
    };
    Ok(BuyerOverview {
        offers: count(counts.offers),
        expiring: count(counts.expiring),
        open: count(counts.open),
        unread: count(counts.unread),
        oldest_offers: offers.into_iter().map(|line| glance(line, Side::Buyer)).collect(),
        replies: replies.into_iter().map(reply).collect::<Result<_, _>>()?,
        demands: demands.into_iter().map(demand).collect(),
        agreed: by_currency(agreed, &weeks),
    })
}

async fn seller(reader: &mut Connection, who: Reader, now: Timestamp) -> Outcome<SellerOverview> {
    let (weeks, soon) = (weeks(now), now.plus_us(SOON_US));
    let ages = [4 * HOUR_US, DAY_US, 3 * DAY_US, 7 * DAY_US].map(|age| now.plus_us(-age));
    let counts = storage::insight::seller_counts(reader, who.organisation_id, &Bounds { ages, soon }).await?;
    let lines = storage::insight::seller_lines(reader, who.organisation_id, soon).await?;
    let responses = storage::insight::responses(reader, who.organisation_id, &weeks).await?;
    let agreed = storage::insight::agreed(reader, who, Side::Seller, &weeks).await?;
    let mut overview = SellerOverview {
        unanswered: count(counts.hours_4 + counts.hours_24 + counts.days_3 + counts.days_7 + counts.older),
        documentation: count(counts.documentation),
        expiring: count(counts.expiring),
        ages: age_buckets(&counts),
        responses: by_week(&responses, &weeks),
        agreed: by_currency(agreed, &weeks),
        ..SellerOverview::default()
    };
    for line in lines {
        let list = match line.reason.as_str() {
            "documentation" => &mut overview.documentation_asked,
            "expiry" => &mut overview.expiring_offers,
            _request => &mut overview.oldest_requests,
        };
        list.push(glance(line, Side::Seller));
    }
    // The parts of one statement come in any order.
    overview.oldest_requests.sort_by_key(|line| (line.since, line.id));
    overview.documentation_asked.sort_by_key(|line| (line.since, line.id));
    overview.expiring_offers.sort_by_key(|line| (line.valid_until, line.id));
    Ok(overview)
}

/// The beginnings of this week and of those before it, the oldest first.
fn weeks(now: Timestamp) -> [Timestamp; WEEKS] {
    let this = now.week_start();
    std::array::from_fn(|index| this.plus_us(-WEEK_US * i64::try_from(WEEKS - 1 - index).unwrap_or_default()))
}

fn glance(line: WaitingLine, side: Side) -> LineGlance {
    LineGlance {
        id: line.id,
        side,
        part_number: line.part_number,
        counterparty: line.counterparty,
        quantity: line.quantity,
        unit: line.unit,
        unit_price: UnitPrice::known(line.price_micros, line.currency),
        valid_until: line.valid_until,
        since: line.since,
    }
}

fn reply(row: NotificationRow) -> Result<Reply, StorageError> {
    let notice = serde_json::from_str(&row.notice)
        .map_err(|error| StorageError::Corrupt(format!("notification {}: {error}", row.event_id)))?;
    Ok(Reply { event_id: row.event_id, line_id: row.line_id, notice, at: row.created_at })
}

fn age_buckets(counts: &SellerCounts) -> Vec<AgeBucket> {
    let bucket = |words: &str, number: i64, is_late| AgeBucket { words: words.to_owned(), count: count(number), is_late };
    vec![
        bucket("under 4 h", counts.hours_4, false),
        bucket("4–24 h", counts.hours_24, false),
        bucket("1–3 d", counts.days_3, true),
        bucket("3–7 d", counts.days_7, true),
        bucket("over 7 d", counts.older, true),
    ]
}

/// One series per currency, with every week in it; the currency with the most agreements first.
fn by_currency(rows: Vec<AgreedInWeek>, weeks: &[Timestamp; WEEKS]) -> Vec<WeeklyMoney> {
    let mut series: Vec<WeeklyMoney> = Vec::new();
    for row in rows {
        let currency = row.total.currency;
        if series.last().is_none_or(|last| last.currency != currency) {
            series.push(empty_series(currency, weeks));
        }
        if let Some(last) = series.last_mut()
            && let Some(week) = last.weeks.get_mut(row.week)
        {
            (week.total, week.agreements) = (row.total, count(row.agreements));
            last.total.minor = last.total.minor.saturating_add(row.total.minor);
            last.agreements = last.agreements.saturating_add(week.agreements);
        }
    }
    series.sort_by_key(|series| (std::cmp::Reverse(series.agreements), series.currency));
    series
}

fn empty_series(currency: Currency, weeks: &[Timestamp; WEEKS]) -> WeeklyMoney {
    let nothing = Money { minor: 0, currency };
    let weeks = weeks.iter().map(|starts| WeekOfMoney { starts: *starts, total: nothing, agreements: 0 }).collect();
    WeeklyMoney { currency, total: nothing, agreements: 0, weeks }
}

fn by_week(rows: &[ResponseInWeek], weeks: &[Timestamp; WEEKS]) -> Vec<WeeklyResponse> {
    let week = |(index, starts): (usize, &Timestamp)| {
        let row = rows.iter().find(|row| row.week == index && row.answered > 0);
        WeeklyResponse {
            starts: *starts,
            answered: row.map_or(0, |row| count(row.answered)),
            mean_us: row.map(|row| row.waited_us / row.answered),
        }
    };
    weeks.iter().enumerate().map(week).collect()
}

/// A part by the names of the newest agreement about it.
pub(super) struct NamedHistory {
    pub part_number: String,
    pub description: String,
    pub history: PriceHistory,
}

/// What the reader's organisation agreed for a part, from the sides that the reader acts on. `None` if nothing, or if
/// the reader is in no organisation.
///
/// # Errors
/// The database failed.
pub(super) async fn price_history(context: &Context, reader: &mut Connection, key: &str) -> Outcome<Option<NamedHistory>> {
    let Some((principal, membership)) =
        context.principal.as_ref().and_then(|principal| Some((principal, principal.membership.as_ref()?)))
    else {
        return Ok(None);
    };
    let who = Reader { organisation_id: membership.organisation_id, person_id: principal.person_id };
    let (mut history, mut newest) = (PriceHistory::default(), None::<(Timestamp, String, String)>);
    for (side, permission) in [(Side::Buyer, Permission::Buy), (Side::Seller, Permission::Sell)] {
        if !member_may(membership, permission) {
            continue;
        }
        let rows = storage::insight::prices(reader, who, side, key).await?;
        if let Some(first) = rows.first()
            && newest.as_ref().is_none_or(|(at, ..)| *at < first.agreed_at)
        {
            newest = Some((first.agreed_at, first.part_number.clone(), first.description.clone()));
        }
        match side {
            Side::Buyer => history.bought = series(rows, side),
            Side::Seller => history.sold = series(rows, side),
        }
    }
    Ok(newest.map(|(_, part_number, description)| NamedHistory { part_number, description, history }))
}

/// One series per currency, the oldest price first; a seller sees no transactions but their own, all of them.
fn series(rows: Vec<AgreedPrice>, side: Side) -> Vec<PriceSeries> {
    let mut series: Vec<PriceSeries> = Vec::new();
    for row in rows.into_iter().rev() {
        let point = PricePoint {
            at: row.agreed_at,
            counterparty: row.counterparty,
            condition: row.condition,
            quantity: row.quantity,
            unit: row.unit,
            unit_price: UnitPrice { micros: row.price_micros, currency: row.currency },
            transaction_id: (row.is_visible || side == Side::Seller).then_some(row.id),
        };
        match series.iter_mut().find(|series| series.currency == row.currency) {
            Some(known) => known.points.push(point),
            None => series.push(PriceSeries { currency: row.currency, points: vec![point] }),
        }
    }
    series.sort_by_key(|series| (std::cmp::Reverse(series.points.len()), series.currency));
    series
}
