//! The same part from several sellers: side by side, and one accepted while the others are withdrawn, all or nothing.

use super::{
    actions::{claimed, lock_visible, read_reason},
    permission,
    record::{Moved, record},
    system::close_exhausted,
    thread_view::entry_text,
    triage::ANSWER_DAYS,
    views::listed,
};
use crate::{
    api_types::{
        AppError,
        compare::{AwardInput, CompareLine, CompareSort, CompareView},
        negotiation::{LineChanged, LineRef},
    },
    domain::{
        access::Permission,
        comparison::{Best, Facts, answer_words, best},
        event::{Agreement, LineEvent},
        ids::{LineId, OrganisationId, RequestId},
        money::UnitPrice,
        negotiation::{self, Action, Command, LineState, Mover, Offer, Side, agreed_quantity},
        quantity::count,
        reason::{EndReason, Reason},
        refusal::Refusal,
        time::Timestamp,
    },
    server::{
        application::{Audience, Context, Outcome, Work, work::mint},
        storage::{
            self, Lock,
            compare::{AnswerRow, ComparedRow},
            negotiation::LineRecord,
        },
    },
};

/// A median of fewer answers would tell of single negotiations.
const LEAST_ANSWERS: i64 = 3;

/// Lines that one comparison withdraws at most.
const MAX_OTHERS: usize = 100;

/// The active lines of the person's current cart for one part.
///
/// # Errors
/// The role does not allow it. A part without a line is an empty page: it says nothing about others' carts.
pub async fn load_compare(context: Context, input: (String, CompareSort)) -> Outcome<CompareView> {
    let (part_key, sort) = input;
    let (principal, membership) = context.require(permission(Side::Buyer))?;
    let now = context.now();
    let mut reader = context.read().await?;
    let cart = storage::cart::current(&mut reader, principal.person_id, membership.organisation_id).await?;
    let (rows, answers) = match cart {
        None => (Vec::new(), Vec::new()),
        Some(cart) => {
            let of = (cart.id, part_key.as_str());
            let rows = storage::compare::lines(&mut reader, of, principal.person_id).await?;
            let since = now.plus_days(-ANSWER_DAYS);
            (rows, storage::compare::answers(&mut reader, of, since).await?)
        }
    };
    let first = rows.first();
    let mut view = CompareView {
        part_key,
        part_number: first.map(|row| row.part_number.clone()).unwrap_or_default(),
        description: first.map(|row| row.description.clone()).unwrap_or_default(),
        sort,
        lines: Vec::with_capacity(rows.len()),
        currencies: Vec::new(),
        demand_id: rows.iter().find_map(|row| row.demand_id),
        request_id: RequestId(mint()),
        now,
    };
    let mut facts = Vec::with_capacity(rows.len());
    for row in rows {
        let answer = answers.iter().find(|answer| answer.seller_id == row.seller_id && answer.answers >= LEAST_ANSWERS);
        let (line, of_line) = compared(row, answer, now)?;
        view.lines.push(line);
        facts.push(of_line);
    }
    let mut order: Vec<(CompareLine, Facts)> = Vec::with_capacity(facts.len());
    for ((line, facts), best) in view.lines.drain(..).zip(facts.iter()).zip(best(&facts)) {
        order.push((CompareLine { best, ..line }, *facts));
    }
    sort_lines(&mut order, sort);
    view.lines = order.into_iter().map(|(line, _)| line).collect();
    view.currencies = currencies(&view.lines);
    Ok(view)
}

fn currencies(lines: &[CompareLine]) -> Vec<String> {
    let mut codes: Vec<String> =
        lines.iter().filter_map(|line| line.unit_price).map(|price| price.currency.code().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn compared(row: ComparedRow, answer: Option<&AnswerRow>, now: Timestamp) -> Outcome<(CompareLine, Facts)> {
    let list_price = UnitPrice::known(row.list_price_micros, row.currency);
    let listed = listed(list_price, row.list_price_breaks.as_ref(), row.quantity);
    let offered = UnitPrice::known(row.offer_price_micros, row.currency);
    let covered = offered.and(row.offer_quantity).map_or(row.quantity, |most| row.quantity.min(most));
    let stands = offered.filter(|_| row.offer_valid_until.is_none_or(|until| until > now));
    let unit_price = offered.or(listed);
    let available = row.removed_at.is_none().then_some(row.available.max(0));
    let lead_time_days = row.offer_lead_time_days.or(row.lead_time_days);
    let facts = Facts {
        unit_price,
        subtotal: unit_price.map(|price| price.times(covered)),
        quantity: covered,
        lead_time_days,
        validity: stands.map(|_| row.offer_valid_until),
        available,
        answer_us: answer.map(|answer| answer.median_us),
    };
    let line = CompareLine {
        line_id: row.id,
        seller: row.seller,
        part_number: row.part_number,
        manufacturer: row.manufacturer,
        condition: row.condition,
        certificate: row.certificate,
        status: row.status,
        quantity: row.quantity,
        unit: row.unit,
        unit_price,
        is_list_price: offered.is_none() && listed.is_some(),
        subtotal: facts.subtotal,
        covered,
        lead_time_days,
        valid_until: row.offer_valid_until,
        agreement: stands.map(|price| Agreement::new(covered, price)),
        revision: stands.and(row.revision).map(count),
        available,
        answers: answer.map(|answer| answer_words(answer.median_us)),
        last_message: entry_text(&row.last_kind, row.last_body)?,
        last_at: row.last_at,
        unread: count(row.unread),
        version: row.version,
        best: Best::default(),
    };
    Ok((line, facts))
}

/// Orders the lines by a column; prices and totals currency by currency, and what has no figure last.
fn sort_lines(lines: &mut [(CompareLine, Facts)], sort: CompareSort) {
    let text = |figure: Option<(&str, i64)>| {
        figure.map_or((true, String::new(), 0), |(group, value)| (false, group.to_owned(), value))
    };
    lines.sort_by_key(|(line, facts)| {
        let figure = match sort {
            CompareSort::Price => text(facts.unit_price.map(|price| (price.currency.code(), price.micros))),
            CompareSort::Subtotal => text(facts.subtotal.map(|total| (total.currency.code(), total.minor))),
            CompareSort::LeadTime => text(facts.lead_time_days.map(|days| ("", i64::from(days)))),
            CompareSort::Validity => text(facts.validity.map(|until| ("", until.map_or(i64::MIN, |until| -until.0)))),
            CompareSort::Available => text(facts.available.map(|units| ("", -units))),
            CompareSort::Answer => text(facts.answer_us.map(|us| ("", us))),
            CompareSort::Seller => (false, String::new(), 0),
        };
        (figure, line.seller.to_lowercase(), line.line_id)
    });
}

/// Buyer: accepts the line named at the revision seen and withdraws the others at the versions seen, in one transaction.
/// Each of the other sellers learns that their line was withdrawn, and nothing else.
///
/// # Errors
/// A line is not the buyer's, or not for the same part in the same cart; one of them changed meanwhile: its seller is
/// named; the offer expired or the stock is gone. Then nothing was done to any of them.
pub async fn accept_and_withdraw(context: Context, input: AwardInput) -> Outcome<LineChanged> {
    let (principal, _) = context.require(permission(Side::Buyer))?;
    let (person_id, now) = (principal.person_id, context.now());
    let reason = read_reason(EndReason::offered(Action::Withdraw, Side::Buyer), &input.code, "")?;
    check(&input)?;
    let accepted = LineRef { line_id: input.line_id, side: Side::Buyer, request_id: input.request_id };
    let mut work = context.write().await?;
    if let Some(done) = claimed(&mut work, &accepted, (person_id, "accept_and_withdraw", now)).await? {
        return Ok(done);
    }
    // Cart, listing, lines by id, audit heads by organisation: always in this order.
    storage::cart::touch_of_line(&mut work.tx, input.line_id, person_id, now).await?;
    let stock = storage::stock::lock_of_line(&mut work.tx, input.line_id).await?.ok_or(AppError::NotFound)?;
    let (before, others) = lock_all(&context, &mut work, &input).await?;
    unchanged(&before, &others, &input)?;
    let available = stock.listing.available();
    if let LineState::Quote(offer) = &before.line.state
        && agreed_quantity(before.line.quantity, offer) >= available
    {
        // The last unit closes the listing's other lines: they are locked before any audit head.
        storage::negotiation::lock_active_of_listing(&mut work.tx, stock.listing.id).await?;
    }
    lock_heads(&mut work, &before, &others).await?;
    let close_demand = match input.close_demand {
        Some(_) => storage::negotiation::close_demand(&mut work.tx, &before, person_id, now).await?.is_some(),
        None => false,
    };
    let command = Command::AcceptOffer { revision_seen: input.revision_seen, available, close_demand };
    let event = negotiation::decide(&before.line, Mover::Side(Side::Buyer), command, now)?;
    let moved = Moved { by: Some((person_id, Side::Buyer)), at: now };
    let changed = record(&mut work, &before, &event, moved).await?;
    if let LineEvent::OfferAccepted { agreement, .. } = &event {
        let left = storage::stock::agree(&mut work.tx, &stock, agreement.quantity).await?;
        let left = left.ok_or(Refusal::OutOfStock { available })?;
        close_exhausted(&mut work, &stock, left, now).await?;
    }
    withdraw_all(&mut work, &others, (reason, moved)).await?;
    if close_demand {
        work.hint(Audience::Members(before.buyer_id, Permission::KeepDemands), "demands");
    }
    work.hint(Audience::Members(before.buyer_id, Permission::Buy), "transactions");
    work.hint(Audience::Members(before.seller_id, Permission::Sell), "transactions");
    work.commit(&context).await?;
    Ok(changed)
}

/// # Errors
/// The lines named are none, too many, or one of them twice.
fn check(input: &AwardInput) -> Result<(), AppError> {
    let mut ids: Vec<LineId> = input.others.iter().map(|other| other.line_id).collect();
    if ids.is_empty() || ids.len() > MAX_OTHERS {
        return Err(AppError::invalid("others", format!("between 1 and {MAX_OTHERS} lines")));
    }
    ids.push(input.line_id);
    ids.sort();
    ids.dedup();
    if ids.len() != input.others.len() + 1 {
        return Err(AppError::invalid("others", "names a line twice"));
    }
    Ok(())
}

type Locked = Lock<LineRecord>;

/// Locks the line to be accepted and the others, in the order of their ids.
async fn lock_all(context: &Context, work: &mut Work, input: &AwardInput) -> Outcome<(Locked, Vec<Locked>)> {
    let mut ids: Vec<LineId> = input.others.iter().map(|other| other.line_id).collect();
    ids.push(input.line_id);
    ids.sort();
    let mut accepted = None;
    let mut others = Vec::with_capacity(input.others.len());
    for line_id in ids {
        let line = LineRef { line_id, side: Side::Buyer, request_id: input.request_id };
        let record = lock_visible(context, work, &line).await?;
        match line_id == input.line_id {
            true => accepted = Some(record),
            false => others.push(record),
        }
    }
    let accepted = accepted.ok_or(AppError::NotFound)?;
    match others.iter().all(|other| other.cart_id == accepted.cart_id && other.part_key == accepted.part_key) {
        true => Ok((accepted, others)),
        false => Err(AppError::invalid("others", "are for another part or in another cart").into()),
    }
}

/// # Errors
/// The sellers of the lines that are not as they were seen.
fn unchanged(accepted: &LineRecord, others: &[Locked], input: &AwardInput) -> Result<(), Refusal> {
    let stands = |offer: &Offer| offer.revision == input.revision_seen;
    let mut sellers = Vec::new();
    if !matches!(&accepted.line.state, LineState::Quote(offer) if stands(offer)) {
        sellers.push(accepted.seller.clone());
    }
    for other in others {
        let seen = input.others.iter().find(|seen| seen.line_id == other.id).map(|seen| seen.version);
        if seen != Some(other.line.version) || !other.line.state.status().is_active() {
            sellers.push(other.seller.clone());
        }
    }
    if sellers.is_empty() { Ok(()) } else { Err(Refusal::OthersChanged { sellers }) }
}

/// Every chain that the events will be written to, in the order of their ids.
async fn lock_heads(work: &mut Work, accepted: &LineRecord, others: &[Locked]) -> Outcome<()> {
    let mut organisations: Vec<OrganisationId> = others.iter().map(|other| other.seller_id).collect();
    organisations.extend([accepted.buyer_id, accepted.seller_id]);
    organisations.sort();
    organisations.dedup();
    for organisation_id in organisations {
        storage::audit::lock_head(&mut work.tx, organisation_id).await?;
    }
    Ok(())
}

async fn withdraw_all(work: &mut Work, others: &[Locked], how: (Option<Reason>, Moved)) -> Outcome<()> {
    let (reason, moved) = how;
    for other in others {
        let command = Command::Withdraw { reason: reason.clone() };
        let event = negotiation::decide(&other.line, Mover::Side(Side::Buyer), command, moved.at)?;
        record(work, other, &event, moved).await?;
    }
    Ok(())
}
