//! Buyers and their orders: the list, one order, its document, returns. Every buyer of the organisation sees all of its orders.

use super::{
    act::{Actor, Side, act, reason, units},
    order_pages,
    seller_bags::searched,
    views::{BagParts, ENTRIES, body, header, history},
};
use crate::{
    api_types::{
        AppError,
        order::{
            BagChanged, BagMark, GiveUpInput, OrderBagView, OrderFilter, OrderList, OrderRow, OrderTab, OrderView,
            UnitsReasonInput,
        },
        paging::Page,
    },
    domain::{
        access::Permission,
        ids::{BagId, CartId, OrganisationId, PersonId, RequestId},
        money::totals,
        ordering::{Answer, BagCommand, BagRefusal, Fact, order_number_text, parse_order_number, status},
        quantity::count,
        refusal::Refusal,
        text::normalise_part_number,
        time::Timestamp,
    },
    server::{
        application::{Context, Failure, Outcome, guest, negotiation::page, work::mint},
        pdf,
        storage::{
            Reader,
            ordering::{
                self as store,
                order_view::{self, MarkRow, OrderListRow, Search, SkuRow},
            },
        },
    },
};
use std::collections::HashMap;

const PAGE: usize = 50;

/// What a buyer may do to a bag, as far as it allows it.
const FACTS: &[Fact] = &[Fact::Return];

fn buyer(context: &Context) -> Result<Actor, AppError> {
    let (principal, membership) = context.require(Permission::Buy)?;
    let organisation_id = membership.organisation_id;
    Ok(Actor { person_id: principal.person_id, organisation_id, side: Side::Buyer })
}

/// The organisation's orders, newest first.
///
/// # Errors
/// The role does not allow it; the search is too long; the cursor is not one of ours.
pub async fn load_orders(context: Context, filter: OrderFilter) -> Outcome<OrderList> {
    let reader_of = buyer(&context)?;
    let words = searched(&filter.search)?;
    let part_key = normalise_part_number(&words);
    let submitted_by = filter.mine.as_ref().map(|_| reader_of.person_id);
    let search = Search { words: &words, number: parse_order_number(&words), part_key: &part_key, submitted_by };
    let before = match filter.after.as_str() {
        "" => i64::MAX,
        after => after.parse().map_err(|_| AppError::invalid("after", "is not a page of this list"))?,
    };
    let mut reader = context.read().await?;
    let window = (filter.tab.as_str(), before, PAGE as i64 + 1);
    let rows = order_view::orders(&mut reader, reader_of.organisation_id, search, window).await?;
    let counts = order_view::count_orders(&mut reader, reader_of.organisation_id, search).await?;
    debug_assert_eq!(counts.len(), OrderTab::ALL.len());
    let orders = page(rows, PAGE, |row: &OrderListRow| row.number.to_string());
    let ids: Vec<CartId> = orders.rows.iter().map(|row| row.id).collect();
    let mut marks: HashMap<CartId, Vec<MarkRow>> = HashMap::new();
    for mark in order_view::marks(&mut reader, &ids).await? {
        marks.entry(mark.order_id).or_default().push(mark);
    }
    let rows = orders.rows.into_iter().map(|row| order_row(marks.remove(&row.id).unwrap_or_default(), row)).collect();
    let orders = Page { rows, next: orders.next };
    Ok(OrderList { orders, counts: counts.into_iter().map(count).collect(), now: context.now() })
}

fn order_row(marks: Vec<MarkRow>, row: OrderListRow) -> OrderRow {
    OrderRow {
        id: row.id,
        number: order_number_text(row.number),
        status: row.status,
        customer_po: row.customer_po,
        submitted_by: row.submitted_by,
        submitted_at: row.submitted_at,
        totals: totals(marks.iter().map(MarkRow::total)),
        lines: count(row.lines),
        bags: marks
            .into_iter()
            .map(|mark| BagMark { seller: mark.seller, status: mark.status, fulfilment: mark.fulfilment_status })
            .collect(),
    }
}

/// An order with all its bags, in a fixed number of statements.
///
/// # Errors
/// The role does not allow it; the order is another organisation's.
pub async fn load_order(context: Context, id: CartId) -> Outcome<OrderView> {
    Ok(load(&context, (id, "")).await?.0)
}

/// As [`load_order`], for whoever may have its link.
///
/// # Errors
/// As [`load_order`].
pub async fn load_order_by_link(context: Context, input: (CartId, String)) -> Outcome<OrderView> {
    Ok(load(&context, (input.0, &input.1)).await?.0)
}

/// An order of the asker's organisation, or of the guest whom their browser knows, be somebody signed in there by now or not; or
/// one whose link they have. With the name of the organisation.
async fn load(context: &Context, asked: (CartId, &str)) -> Outcome<(OrderView, String)> {
    let ((id, key), now) = (asked, context.now());
    let mut reader = context.read().await?;
    let member = context.require(Permission::Buy);
    if let Ok((principal, membership)) = &member {
        let own = (membership.organisation_id, principal.person_id);
        if let Some(mut order) = there(order_of(&mut reader, id, (own, FACTS), now).await)? {
            for bag in order.bags.iter_mut().filter(|bag| bag.body.answer == Answer::Rejected) {
                bag.body.actions.push(Fact::GiveUp);
            }
            return Ok((order, membership.organisation.clone()));
        }
    }
    let guest = match guest::by_link(&mut reader, id, key).await? {
        Some(guest) => Some(guest),
        None => guest::of_browser(context, &mut reader).await?,
    };
    // Who is signed in is answered as without a guest's cookie.
    let refused = match (&guest, &context.principal) {
        (Some(_), None) => AppError::NotFound,
        (None, _) | (Some(_), Some(_)) => member.err().unwrap_or(AppError::NotFound),
    };
    let Some(guest) = guest else { return Err(refused.into()) };
    let (person_id, organisation_id) = guest.owner();
    let order = there(order_of(&mut reader, id, ((organisation_id, person_id), &[]), now).await)?.ok_or(refused)?;
    Ok((OrderView { is_guest: true, ..order }, guest.membership.organisation))
}

/// `None` for what is not found.
fn there<T>(found: Outcome<T>) -> Outcome<Option<T>> {
    match found {
        Err(Failure::App(AppError::NotFound)) => Ok(None),
        found => found.map(Some),
    }
}

/// An order of an organisation with all its bags, each with what of `facts` it allows. Authorises nobody.
///
/// # Errors
/// The organisation has no such order; the database failed.
pub async fn order_of(
    reader: &mut Reader,
    id: CartId,
    reads: ((OrganisationId, PersonId), &[Fact]),
    now: Timestamp,
) -> Outcome<OrderView> {
    let (whose, facts) = reads;
    let order = order_view::order(reader, id, whose).await?.ok_or(AppError::NotFound)?;
    let bags = order_view::bags_of_order(reader, id).await?;
    let mut lines: HashMap<BagId, Vec<SkuRow>> = HashMap::new();
    for line in order_view::skus_of_order(reader, id).await? {
        lines.entry(line.bag_id).or_default().push(line);
    }
    let shipped = store::shipment::of_order(reader, id).await?;
    let bookings = store::ledger::of_order(reader, id).await?;
    let entries = store::entry::of_order(reader, id, ENTRIES).await?;
    let sellers: HashMap<BagId, String> = bags.iter().map(|bag| (bag.id, bag.seller.clone())).collect();
    let bags: Vec<OrderBagView> = bags
        .into_iter()
        .map(|row| {
            let lines = lines.remove(&row.id).unwrap_or_default();
            let body = body(&row, BagParts { lines, shipped: &shipped, bookings: &bookings, allowed: facts });
            OrderBagView { id: row.id, seller: row.seller, body }
        })
        .collect();
    Ok(OrderView {
        id,
        is_guest: false,
        number: order_number_text(order.number),
        status: order.status,
        checkout_status: order.checkout_status,
        submitted_by: order.submitted_by,
        submitted_at: order.submitted_at,
        approved_by: order.approved_by,
        completed_at: order.completed_at,
        header: header(&order.header, order.customer_po)?,
        held_reason: order.held_reason,
        totals: totals(bags.iter().map(|bag| bag.body.total)),
        bags,
        history: history(entries, &sellers)?,
        carried_to: order.carried_to,
        request_id: RequestId(mint()),
        now,
    })
}

/// The order as a paged document, with the number it is called by.
///
/// # Errors
/// As [`load_order`]; the document cannot be written.
pub async fn load_order_pages(context: Context, id: CartId) -> Outcome<(String, Vec<u8>)> {
    load_order_pages_by_link(context, (id, String::new())).await
}

/// As [`load_order_pages`], for whoever may have the order's link.
///
/// # Errors
/// As [`load_order_pages`].
pub async fn load_order_pages_by_link(context: Context, input: (CartId, String)) -> Outcome<(String, Vec<u8>)> {
    let (order, organisation) = load(&context, (input.0, &input.1)).await?;
    let number = order.number.clone();
    let foot = format!("{number} of {organisation}");
    let blocks = order_pages::blocks(&order, &organisation);
    let title = format!("Order {number}");
    let pages = context.compute(move || pdf::write(&title, &foot, &blocks)).await?;
    Ok((number, pages.map_err(|error| context.internal("an order could not be set", &error))?))
}

/// Reports that units go back.
///
/// # Errors
/// As [`act`].
pub async fn report_return(context: Context, input: UnitsReasonInput) -> Outcome<BagChanged> {
    let actor = buyer(&context)?;
    act(&context, actor, (input.bag, Fact::Return), |bag| {
        let reason = reason(&input.reason)?;
        Ok(BagCommand::Return { lines: units(bag, Fact::Return, &input.lines, false)?, reason })
    })
    .await
}

/// Gives a bag up that its seller's system rejected. One that is under way is not the buyer's to stop.
///
/// # Errors
/// As [`act`].
pub async fn give_up_bag(context: Context, input: GiveUpInput) -> Outcome<BagChanged> {
    let actor = buyer(&context)?;
    act(&context, actor, (input.bag, Fact::GiveUp), |bag| {
        if bag.answer != Answer::Rejected {
            return Err(Refusal::from(BagRefusal::NotNow { fact: Fact::GiveUp, status: status(bag) }).into());
        }
        Ok(BagCommand::GiveUp { reason: reason(&input.reason)? })
    })
    .await
}
