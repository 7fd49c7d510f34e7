//! Reading lines: both mirrored lists and the drawer. A page is a fixed number of statements, however long the list.

use super::{
    permission,
    thread_view::ThreadRows,
    triage::{Position, answer_time},
};
use crate::{
    api_types::{
        AppError,
        negotiation::{Contributors, Ending, LineFilter, LineList, LineRow, LineSort, LineView, OfferView, Tab},
        paging::Page,
    },
    domain::{
        catalog::Part,
        event::Agreement,
        file::FileLimits,
        ids::{LineId, PersonId, RequestId},
        money::{UnitPrice, totals},
        negotiation::{
            Action, Counter, Facts, Line, LineState, LineStatus, Mover, Offer, Side, agreed_quantity, available_actions,
            extended_until, taken_over,
        },
        pricing::PriceBreaks,
        quantity::{SaleUnits, count, count_text},
        reason::Reason,
        sharing::asks_anew,
        text::shortened,
        time::Timestamp,
    },
    server::{
        application::{Context, Failure, Outcome, cart, guest, sharing, work::mint},
        storage::{
            self, Reader,
            line_view::{
                Counts, Ended, LineDetail, LineListRow, ListQuery, MatchedDemand, NOT_WAITING, Neighbours, OfferHistoryRow,
                Scope,
            },
            neighbours::Order,
        },
    },
};
use uuid::Uuid;

/// Rows of a list unless the caller asks for another number.
const PAGE: u32 = 100;
const MAX_PAGE: u32 = 1_000;

/// Characters of a note that a list shows.
const NOTE: usize = 200;

/// The thread shows this many days unless older entries are asked for.
const THREAD_DAYS: i64 = 28;

/// Entries of a thread in one drawing.
const MAX_THREAD: i64 = 2_000;

/// One tab of the Shopping cart or of Requests.
///
/// # Errors
/// The role does not allow the side; the cursor is not one of ours.
pub async fn load_lines(context: Context, filter: LineFilter) -> Outcome<LineList> {
    if filter.side == Side::Buyer && context.principal.is_none() {
        return guest_lines(&context, &filter).await;
    }
    let (principal, membership) = context.require(permission(filter.side))?;
    let limit = if filter.limit == 0 { PAGE } else { filter.limit.min(MAX_PAGE) };
    let position = Position::read(&filter)?;
    let mut reader = context.read().await?;
    let (scope, cart) = match filter.side {
        Side::Seller => (Some(Scope::Seller(membership.organisation_id)), None),
        Side::Buyer => {
            let owner = (principal.person_id, membership.organisation_id);
            let cart = sharing::current_cart(&mut reader, owner, &principal.name).await?;
            (cart.id.map(Scope::Cart), Some(cart))
        }
    };
    let (rows, counts) = match scope {
        None => (Vec::new(), Counts::default()),
        Some(scope) => {
            let rows = match (&position, scope) {
                (Position::Sorted(after), Scope::Seller(id)) => {
                    let seller = (id, principal.person_id);
                    storage::line_view::sorted(&mut reader, seller, after, i64::from(limit) + 1).await?
                }
                (position, scope) => {
                    let (active, person_id) = (filter.tab == Tab::Active, principal.person_id);
                    let before = position.before();
                    let query = ListQuery { scope, active, person_id, before, limit: i64::from(limit) + 1 };
                    storage::line_view::list(&mut reader, &query).await?
                }
            };
            (rows, storage::line_view::counts(&mut reader, scope).await?)
        }
    };
    let beside = match (filter.side, scope) {
        (Side::Seller, _) => None,
        (Side::Buyer, scope) => {
            let cart_id = match scope {
                Some(Scope::Cart(id)) => Some(id),
                Some(Scope::Seller(_)) | None => None,
            };
            Some(cart::beside(&context, &mut reader, (principal.person_id, membership.organisation_id), cart_id).await?)
        }
    };
    let answer_time = match (filter.side, filter.tab) {
        (Side::Seller, Tab::Active) => answer_time(&context, &mut reader, membership.organisation_id).await?,
        (Side::Seller, Tab::Closed) | (Side::Buyer, Tab::Active | Tab::Closed) => None,
    };
    let rows = page(rows, limit as usize, |row: &LineListRow| position.cursor(row));
    let lines = Page { rows: rows.rows.into_iter().map(line_row).collect(), next: rows.next };
    let agreed = lines.rows.iter().filter(|row| !row.is_list_price).filter_map(|row| row.subtotal);
    Ok(LineList {
        side: filter.side,
        tab: filter.tab,
        answer_time,
        totals: totals(agreed),
        lines,
        active: count(counts.active),
        closed: count(counts.closed),
        cart,
        beside,
        guest: None,
        now: context.now(),
    })
}

/// What a guest bought; they negotiate about nothing.
async fn guest_lines(context: &Context, filter: &LineFilter) -> Outcome<LineList> {
    let cart = guest::load_cart(context).await?;
    Ok(LineList {
        side: filter.side,
        tab: filter.tab,
        answer_time: None,
        totals: cart.totals.clone(),
        lines: Page { rows: Vec::new(), next: None },
        active: 0,
        closed: 0,
        cart: None,
        beside: None,
        guest: Some(Box::new(cart)),
        now: context.now(),
    })
}

/// Cuts one row too many off, which only says that there is a next page.
pub fn page<T>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(key) } else { None };
    Page { rows, next }
}

/// Reads a cursor that is an identifier; an empty one is before everything.
pub fn cursor_uuid(text: &str) -> Result<Uuid, AppError> {
    match text {
        "" => Ok(Uuid::max()),
        text => text.parse().map_err(|_| AppError::invalid("after", "is not a page of this list")),
    }
}

fn line_row(row: LineListRow) -> LineRow {
    let agreed = UnitPrice::known(row.agreed_price_micros, row.currency);
    let offered = UnitPrice::known(row.offer_price_micros, row.currency);
    let quantity = match (row.agreed_quantity, row.offer_quantity) {
        (Some(agreed), _) => agreed,
        (None, Some(offered)) => row.quantity.min(offered),
        (None, None) => row.quantity,
    };
    let list_price = UnitPrice::known(row.list_price_micros, row.currency);
    let listed = listed(list_price, row.list_price_breaks.as_ref(), row.quantity);
    let unit_price = agreed.or(offered).or(listed);
    LineRow {
        id: row.id,
        part_number: row.part_number,
        manufacturer: row.manufacturer,
        description: row.description,
        condition: row.condition,
        quantity: row.quantity,
        unit: row.unit,
        status: row.status,
        counterparty: row.counterparty,
        unit_price,
        is_list_price: agreed.is_none() && offered.is_none() && listed.is_some(),
        subtotal: unit_price.map(|price| price.times(quantity)),
        covered: quantity,
        valid_until: row.offer_valid_until,
        documentation_pending: row.documentation_pending && (row.status.is_active() || row.status == LineStatus::Accepted),
        unread: count(row.unread),
        updated_at: row.updated_at,
        waiting_since: (row.waiting_from_us != NOT_WAITING).then_some(Timestamp(row.waiting_from_us)),
        ending: ending(row.ended),
        part_key: row.part_key,
        same_part: count(row.same_part),
        contributors: row.added_by.zip(row.changed_by).map(|(added_by, changed_by)| Contributors {
            added_by,
            added_at: row.created_at,
            changed_by,
        }),
        is_removing: row.is_removing,
        note: row.note.map(|note| shortened(&note, NOTE)),
    }
}

/// The list price of a quantity.
pub(super) fn listed(price: Option<UnitPrice>, breaks: Option<&PriceBreaks>, quantity: i64) -> Option<UnitPrice> {
    price.map(|price| breaks.map_or(price, |breaks| breaks.price_for(price, quantity)))
}

/// The list price of a line.
pub(super) fn list_price(detail: &LineDetail) -> Option<UnitPrice> {
    let price = UnitPrice::known(detail.list_price_micros, detail.currency);
    listed(price, detail.list_price_breaks.as_ref(), detail.quantity)
}

/// The part of a line, as it was when it was asked for.
pub(super) fn part(detail: &LineDetail) -> Part {
    Part {
        part_number: detail.part_number.clone(),
        manufacturer: detail.manufacturer.clone(),
        description: detail.description.clone(),
        condition: detail.condition,
        unit: detail.unit.clone(),
        certificate: detail.certificate.clone(),
    }
}

/// What was agreed on a line.
fn agreed(detail: &LineDetail) -> Option<Agreement> {
    let price = UnitPrice::known(detail.agreed_price_micros, detail.currency).zip(detail.agreed_quantity);
    price.map(|(unit_price, quantity)| Agreement::new(quantity, unit_price))
}

/// What was agreed, or what accepting the offer would agree on.
pub(super) fn agreement(detail: &LineDetail, offer: Option<&Offer>) -> Option<Agreement> {
    let accepted = |offer: &Offer| Agreement::new(agreed_quantity(detail.quantity, offer), offer.unit_price);
    agreed(detail).or_else(|| offer.map(accepted))
}

fn ending(row: Ended) -> Option<Ending> {
    let (by, at) = row.ended_by.zip(row.ended_at)?;
    let reason = row.end_reason.map(|code| Reason { code, note: row.end_note });
    Some(Ending { by, at, reason })
}

/// The line if this person may see it from the side named; for everybody else it does not exist.
pub async fn visible(context: &Context, reader: &mut Reader, line_id: LineId, side: Side) -> Outcome<LineDetail> {
    let (principal, membership) = context.require(permission(side))?;
    let detail = storage::line_view::detail(reader, line_id, principal.person_id, side).await?;
    let detail = detail.ok_or(AppError::NotFound)?;
    let mine = match side {
        Side::Seller => detail.seller_id == membership.organisation_id,
        Side::Buyer => {
            detail.buyer_id == membership.organisation_id
                && !detail.cart_in_trash
                && match detail.cart_kind {
                    crate::domain::cart::CartKind::Personal => detail.cart_creator_id == principal.person_id,
                    crate::domain::cart::CartKind::Shared => true,
                }
        }
    };
    if mine { Ok(detail) } else { Err(AppError::NotFound.into()) }
}

/// The line from whichever side this person stands on; where both are possible, only one can be theirs.
pub async fn visible_from_either(context: &Context, reader: &mut Reader, line_id: LineId) -> Outcome<(LineDetail, Side)> {
    for side in sides(context)? {
        match visible(context, reader, line_id, side).await {
            Err(Failure::App(AppError::NotFound)) => {}
            seen => return seen.map(|detail| (detail, side)),
        }
    }
    Err(AppError::NotFound.into())
}

/// The sides that this person may act from at all.
pub fn sides(context: &Context) -> Result<Vec<Side>, AppError> {
    context.member()?;
    let sides: Vec<Side> =
        [Side::Buyer, Side::Seller].into_iter().filter(|side| context.require(permission(*side)).is_ok()).collect();
    if sides.is_empty() { Err(AppError::Forbidden) } else { Ok(sides) }
}

/// Which line is looked at, from where.
pub struct Look {
    pub line_id: LineId,
    pub side: Side,
    /// The thread beyond four weeks too.
    pub older: bool,
    /// The order of the list behind, in which the neighbours are named.
    pub sort: LineSort,
}

impl From<(LineId, Side, bool)> for Look {
    fn from((line_id, side, older): (LineId, Side, bool)) -> Self {
        Self { line_id, side, older, sort: LineSort::Newest }
    }
}

/// The drawer.
///
/// # Errors
/// The line is not this side's to see.
pub async fn load_line(context: Context, look: impl Into<Look>) -> Outcome<LineView> {
    let Look { line_id, side, older, sort } = look.into();
    let now = context.now();
    let mut reader = context.read().await?;
    let detail = visible(&context, &mut reader, line_id, side).await?;
    let offers = storage::line_view::offers(&mut reader, line_id).await?;
    let since = if older { Timestamp(0) } else { now.plus_days(-THREAD_DAYS) };
    let thread = ThreadRows::read(&mut reader, (line_id, side), (since, MAX_THREAD)).await?;
    let reader_id = context.person()?.person_id;
    let neighbours = neighbours(&mut reader, &detail, (side, sort)).await?;
    view(Drawn { detail, offers, thread, neighbours, side, now, file_limits: context.services.files, reader_id })
}

/// The lines before and after one in the list that it is looked at from.
async fn neighbours(reader: &mut Reader, line: &LineDetail, seen_from: (Side, LineSort)) -> Outcome<Neighbours> {
    let active = line.status.is_active();
    let order = match seen_from.1 {
        LineSort::Newest => None,
        LineSort::Waiting => Some(Order::Waiting),
        LineSort::Value => Some(Order::Value),
        LineSort::Changed => Some(Order::Changed),
    };
    Ok(match (seen_from.0, order.filter(|_| active)) {
        (Side::Seller, Some(order)) => storage::neighbours::sorted(reader, line.seller_id, line.id, order).await?,
        (Side::Seller, None) => {
            storage::line_view::neighbours(reader, Scope::Seller(line.seller_id), line.id, active).await?
        }
        (Side::Buyer, _) => storage::line_view::neighbours(reader, Scope::Cart(line.cart_id), line.id, active).await?,
    })
}

struct Drawn {
    detail: LineDetail,
    offers: Vec<OfferHistoryRow>,
    thread: ThreadRows,
    neighbours: Neighbours,
    side: Side,
    now: Timestamp,
    file_limits: FileLimits,
    reader_id: PersonId,
}

fn view(drawn: Drawn) -> Outcome<LineView> {
    let Drawn { detail, offers, thread, neighbours, side, now, file_limits, reader_id } = drawn;
    let rules = rules_line(&detail, &offers);
    let facts = rules.facts(now);
    let history: Vec<_> = offers.iter().map(|row| (offer(row), row.made_at)).collect();
    let history: Vec<_> = history.iter().map(|(offer, made_at)| (offer, *made_at)).collect();
    // Which end and which offer the seller may confirm is the seller's affair.
    let extended_until = extended_until(&history, now).filter(|_| side == Side::Seller && facts.extends);
    let facts = Facts { extends: extended_until.is_some(), ..facts };
    let actions = possible_actions(&detail, side, facts)?;
    let take_over = taken_over(&rules, now).ok().filter(|_| side == Side::Seller && facts.takes_over);
    let offers = offer_views(offers, detail.status == LineStatus::Quote, now);
    let offer = offers.iter().find(|view| view.is_live).map(|view| view.offer.clone());
    let (agreement, list_price, part) = (agreement(&detail, offer.as_ref()), list_price(&detail), part(&detail));
    let (counterparty, own_messages) = match side {
        Side::Buyer => (detail.seller, detail.buyer_messages),
        Side::Seller => (detail.buyer, detail.seller_messages),
    };
    let has_older = i64::try_from(thread.messages.len()).unwrap_or(i64::MAX) < detail.messages;
    let documents = thread.documents();
    let countable = match side {
        Side::Buyer => detail.messages - detail.seller_messages,
        Side::Seller => detail.messages - detail.buyer_messages,
    };
    let seen = thread.seen(side, countable);
    let thread = thread.views()?;
    Ok(LineView {
        id: detail.id,
        side,
        listing_id: detail.listing_id,
        part,
        part_key: detail.part_key,
        status: detail.status,
        counterparty,
        quantity: detail.quantity,
        units: rules.units,
        list_price,
        currency: detail.currency,
        offer,
        agreement,
        offers,
        counter: rules.counter,
        counters: rules.counters,
        take_over,
        extended_until,
        available: detail.removed_at.is_none().then_some(detail.available.max(0)),
        lead_time_days: detail.lead_time_days,
        documentation_pending: detail.documentation_pending,
        documents,
        added_by: detail.added_by,
        changed_by: detail.changed_by,
        created_at: detail.created_at,
        updated_at: detail.updated_at,
        version: detail.version,
        revisions: count(detail.revisions),
        actions,
        thread,
        has_older,
        seen,
        file_limits,
        reader_id,
        transaction_id: detail.transaction_id,
        // What the buyer needs is the buyer's own affair.
        demand_id: detail.demand.demand_id.filter(|_| side == Side::Buyer),
        demand: demand_words(&detail.demand).filter(|_| side == Side::Buyer),
        ending: ending(detail.ended),
        same_part: if side == Side::Buyer { count(detail.same_part) } else { 0 },
        messages: count(detail.messages),
        unread: count(detail.messages - own_messages - detail.seen_others),
        previous: neighbours.previous,
        next: neighbours.next,
        request_id: RequestId(mint()),
        now,
    })
}

/// The buttons of a line: what its status allows, without what its cart refuses.
pub fn possible_actions(detail: &LineDetail, side: Side, facts: Facts) -> Outcome<Vec<Action>> {
    let is_frozen = side == Side::Buyer && sharing::is_frozen(detail.cart_kind, detail.sharing_settings.as_deref())?;
    let mut actions = available_actions(detail.status, Mover::Side(side), facts);
    actions.retain(|action| !(is_frozen && asks_anew(*action)));
    Ok(actions)
}

/// `40 × AN3-5A, needed by 2026-12-01`.
fn demand_words(demand: &MatchedDemand) -> Option<String> {
    let (part_number, quantity) = demand.demand_part_number.as_ref().zip(demand.demand_quantity)?;
    let day = demand.demand_needed_by.as_ref().map(|day| format!(", needed by {day}")).unwrap_or_default();
    Some(format!("{} × {part_number}{day}", count_text(quantity)))
}

/// The line as the rules see it.
pub(super) fn rules_line(detail: &LineDetail, offers: &[OfferHistoryRow]) -> Line {
    let last_offer = offers.first().map(offer);
    let state = match (detail.status, &last_offer, agreed(detail)) {
        (LineStatus::Quote, Some(offer), _) => LineState::Quote(offer.clone()),
        (LineStatus::Accepted, _, Some(agreement)) => LineState::Accepted(agreement),
        (LineStatus::NoQuote, ..) => LineState::NoQuote,
        (LineStatus::Withdrawn, ..) => LineState::Withdrawn,
        (LineStatus::Closed | LineStatus::Accepted, ..) => LineState::Closed,
        (LineStatus::Open | LineStatus::Quote, ..) => LineState::Open,
    };
    let counter = detail.counter_number.map(|number| Counter {
        number: count(number),
        unit_price: UnitPrice::known(detail.counter_price_micros, detail.counter_currency),
        quantity: detail.counter_quantity,
        needed_by: detail.counter_needed_by,
        comment: detail.counter_comment.clone(),
    });
    Line {
        state,
        quantity: detail.quantity,
        units: SaleUnits { minimum: detail.minimum_quantity, pack: detail.pack_quantity },
        currency: detail.currency,
        lead_time_days: detail.lead_time_days,
        revisions: count(detail.revisions),
        last_offer,
        counters: count(detail.counters),
        counter,
        documentation_pending: detail.documentation_pending,
        version: detail.version,
    }
}

pub(super) fn offer(row: &OfferHistoryRow) -> Offer {
    Offer {
        revision: count(row.revision),
        unit_price: UnitPrice { micros: row.price_micros, currency: row.currency },
        quantity: row.quantity,
        lead_time_days: row.lead_time_days,
        valid_until: row.valid_until,
        comment: row.comment.clone(),
    }
}

fn offer_views(rows: Vec<OfferHistoryRow>, is_quote: bool, now: Timestamp) -> Vec<OfferView> {
    rows.into_iter()
        .enumerate()
        .map(|(index, row)| {
            let offer = offer(&row);
            let is_expired = offer.has_expired(now);
            OfferView { offer, made_by: row.made_by, made_at: row.made_at, is_live: is_quote && index == 0, is_expired }
        })
        .collect()
}

/// The change from one price to the next in hundredths of a percent, rounded half away from zero.
pub(super) fn hundredths_of_percent(before: i64, after: i64) -> i64 {
    let difference = (i128::from(after) - i128::from(before)) * 10_000;
    let before = i128::from(before.max(1));
    let rounded = (difference.abs() + before / 2) / before * difference.signum();
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_whether_there_is_a_next_one() {
        let key = |number: &i32| number.to_string();
        assert_eq!(page(vec![1, 2, 3], 2, key).next, Some("2".into()));
        assert_eq!(page(vec![1, 2], 2, key).next, None);
        assert!(cursor_uuid("nonsense").is_err());
    }
}
