//! Sellers and their bags: the list, one bag, and what is done to it. Of an order a seller never learns more than its own bag.

use super::{
    act::{Actor, Side, act, booking, carrier, claimed, reason, reference, units},
    bag::lock_bag,
    told::{hint_buyers, hint_sellers},
    views::{BagParts, ENTRIES, body, header, history},
};
use crate::{
    api_types::{
        AppError,
        order::{
            AcknowledgeInput, AmountInput, BagChanged, BagFilter, BagList, BagRef, BagRow, BagTab, BagView, DeliverInput,
            RefundInput, ShipInput, UnitsReasonInput, VoidInput,
        },
    },
    domain::{
        access::Permission,
        ids::{BagId, RequestId},
        ordering::{self, Answer, BagCommand, Fact, order_number_text, parse_order_number},
        quantity::count,
        text::normalise_part_number,
    },
    server::{
        application::{Context, Outcome, input::Fields, negotiation::page, work::mint},
        storage::ordering::{
            self as store,
            order_view::{self, BagListRow, Search},
        },
    },
};
use std::collections::HashMap;
use uuid::Uuid;

const PAGE: usize = 50;

/// The longest search, in characters.
pub(super) const MAX_SEARCH: usize = 80;

/// What a seller's member may do to a bag, as far as it allows it.
const FACTS: &[Fact] = &[Fact::Ship, Fact::Deliver, Fact::Cancel, Fact::Authorize, Fact::Void, Fact::Pay, Fact::Refund];

fn seller(context: &Context) -> Result<Actor, AppError> {
    let (principal, membership) = context.require(Permission::Sell)?;
    let organisation_id = membership.organisation_id;
    Ok(Actor { person_id: principal.person_id, organisation_id, side: Side::Seller })
}

/// The seller's bags, the newest orders first.
///
/// # Errors
/// The role does not allow it; the search is too long; the cursor is not one of ours.
pub async fn load_bags(context: Context, filter: BagFilter) -> Outcome<BagList> {
    let seller_id = seller(&context)?.organisation_id;
    let words = searched(&filter.search)?;
    let part_key = normalise_part_number(&words);
    let search = Search { words: &words, number: parse_order_number(&words), part_key: &part_key, submitted_by: None };
    let before = cursor(&filter.after)?;
    let mut reader = context.read().await?;
    let window = (filter.tab.as_str(), before, PAGE as i64 + 1);
    let rows = order_view::bags(&mut reader, seller_id, search, window).await?;
    let counts = order_view::count_bags(&mut reader, seller_id, search).await?;
    debug_assert_eq!(counts.len(), BagTab::ALL.len());
    let bags = page(rows, PAGE, |row: &BagListRow| format!("{}:{}", row.order_number, row.id));
    let bags = crate::api_types::paging::Page { rows: bags.rows.into_iter().map(bag_row).collect(), next: bags.next };
    Ok(BagList { bags, counts: counts.into_iter().map(count).collect(), now: context.now() })
}

pub(super) fn searched(typed: &str) -> Result<String, AppError> {
    crate::domain::text::checked(typed, MAX_SEARCH).map_err(|reason| AppError::invalid("search", reason))
}

fn cursor(after: &str) -> Result<(i64, BagId), AppError> {
    if after.is_empty() {
        return Ok((i64::MAX, BagId(Uuid::max())));
    }
    let parts = after.split_once(':').and_then(|(number, id)| Some((number.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| AppError::invalid("after", "is not a page of this list"))
}

fn bag_row(row: BagListRow) -> BagRow {
    BagRow {
        total: row.total(),
        id: row.id,
        number: order_number_text(row.order_number),
        buyer: row.buyer,
        customer_po: row.customer_po,
        erp_order_number: row.erp_order_number,
        status: row.status,
        financial: row.financial_status,
        fulfilment: row.fulfilment_status,
        lines: count(row.lines),
        is_new: row.is_new,
        submitted_at: row.submitted_at,
        changed_at: row.changed_at,
    }
}

/// One bag of the seller's.
///
/// # Errors
/// The role does not allow it; the bag is another seller's.
pub async fn load_bag(context: Context, bag_id: BagId) -> Outcome<BagView> {
    let seller_id = seller(&context)?.organisation_id;
    let mut reader = context.read().await?;
    let row = order_view::bag(&mut reader, bag_id, seller_id).await?.ok_or(AppError::NotFound)?;
    let lines = order_view::skus_of_bag(&mut reader, bag_id).await?;
    let shipped = store::shipment::of_bag(&mut reader, bag_id).await?;
    let bookings = store::ledger::of_bag(&mut reader, bag_id).await?;
    let entries = store::entry::of_bag(&mut reader, bag_id, ENTRIES).await?;
    let parts = BagParts { lines, shipped: &shipped, bookings: &bookings, allowed: FACTS };
    Ok(BagView {
        id: bag_id,
        number: order_number_text(row.number),
        buyer: row.buyer,
        submitted_by: row.submitted_by,
        submitted_at: row.submitted_at,
        header: header(&row.header, row.customer_po)?,
        can_acknowledge: row.bag.answer == Answer::Accepted && row.bag.acknowledged_at.is_none(),
        body: body(&row.bag, parts),
        acknowledged_by: row.acknowledged_by,
        history: history(entries, &HashMap::new())?,
        request_id: RequestId(mint()),
        now: context.now(),
    })
}

/// Says that somebody of the seller's has seen the bag. Said again it changes nothing.
///
/// # Errors
/// The role does not allow it; the bag is another seller's.
pub async fn acknowledge_bag(context: Context, input: AcknowledgeInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    let of = BagRef { bag_id: input.bag_id, version_seen: None, request_id: input.request_id };
    let by = (actor.person_id, context.now());
    let mut work = context.write().await?;
    let done = claimed(&mut work, by, of, "acknowledge_bag").await?;
    let bag = lock_bag(&mut work, input.bag_id).await?.filter(|bag| bag.seller_id == actor.organisation_id);
    let bag = bag.ok_or(AppError::NotFound)?;
    let changed = match done {
        true => 0,
        false => store::bag::acknowledge(&mut work.tx, &bag, by).await?,
    };
    if changed > 0 {
        hint_buyers(&mut work, bag.order.id, bag.order.buyer_id);
        hint_sellers(&mut work, bag.id, bag.seller_id);
        work.commit(&context).await?;
    }
    let version = bag.version + i64::from(changed > 0);
    Ok(BagChanged { bag_id: bag.id, status: ordering::status(&bag.bag), version })
}

/// Sends units; without any named, everything that is left.
///
/// # Errors
/// As [`act`].
pub async fn ship_bag(context: Context, input: ShipInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Ship), |bag| {
        let mut fields = Fields::default();
        let carrier = fields.take("carrier", carrier(&input.carrier));
        let tracking = fields.take("tracking", reference(&input.tracking));
        fields.check()?;
        let lines = units(bag, Fact::Ship, &input.lines, true)?;
        Ok(BagCommand::Ship { lines, carrier: carrier.unwrap_or_default(), tracking: tracking.flatten() })
    })
    .await
}

/// Notes that units have arrived; without any named, everything that is under way.
///
/// # Errors
/// As [`act`].
pub async fn deliver_bag(context: Context, input: DeliverInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Deliver), |bag| {
        Ok(BagCommand::Deliver { lines: units(bag, Fact::Deliver, &input.lines, true)? })
    })
    .await
}

/// Cancels units that were not sent.
///
/// # Errors
/// As [`act`].
pub async fn cancel_units(context: Context, input: UnitsReasonInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Cancel), |bag| {
        let reason = reason(&input.reason)?;
        Ok(BagCommand::Cancel { lines: units(bag, Fact::Cancel, &input.lines, false)?, reason })
    })
    .await
}

/// Records that the buyer's payment is authorized.
///
/// # Errors
/// As [`act`].
pub async fn record_authorization(context: Context, input: AmountInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Authorize), |bag| {
        let (amount, reference) = booking(bag, (&input.amount, &input.reference))?;
        Ok(BagCommand::Authorize { amount, reference })
    })
    .await
}

/// Takes what is authorized back.
///
/// # Errors
/// As [`act`].
pub async fn void_authorization(context: Context, input: VoidInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Void), |_| {
        let reference = reference(&input.reference).map_err(|reason| AppError::invalid("reference", reason))?;
        Ok(BagCommand::Void { reference })
    })
    .await
}

/// Records a payment.
///
/// # Errors
/// As [`act`].
pub async fn record_payment(context: Context, input: AmountInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Pay), |bag| {
        let (amount, reference) = booking(bag, (&input.amount, &input.reference))?;
        Ok(BagCommand::Pay { amount, reference })
    })
    .await
}

/// Records that money was given back.
///
/// # Errors
/// As [`act`].
pub async fn record_refund(context: Context, input: RefundInput) -> Outcome<BagChanged> {
    let actor = seller(&context)?;
    act(&context, actor, (input.bag, Fact::Refund), |bag| {
        let (amount, reference) = booking(bag, (&input.amount, &input.reference))?;
        Ok(BagCommand::Refund { amount, lines: units(bag, Fact::Refund, &input.lines, false)?, reference })
    })
    .await
}
