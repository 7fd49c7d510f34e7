//! The actions people take on a line. Each: authorise, claim the request, lock, decide, record, commit.

use super::{
    permission,
    record::{Moved, Words, record, record_words},
    system::close_exhausted,
    thread::Entry,
};
use crate::{
    api_types::{
        AppError,
        negotiation::{AcceptOfferInput, ChangeQuantityInput, LineChanged, LineRef, ReasonInput},
    },
    domain::{
        access::Permission,
        event::LineEvent,
        ids::{LineId, PersonId},
        negotiation::{self, Action, Command, Mover, QuantitySeen, Side},
        quantity::parse_quantity,
        reason::{self, EndReason, Reason},
        refusal::Refusal,
        text,
        time::Timestamp,
    },
    server::{
        application::{Audience, Context, Outcome, Work},
        storage::{
            self, Lock,
            negotiation::{Claim, LineRecord},
        },
    },
};

/// Buyer: accepts the revision named; a transaction is made and, if asked for, the matching demand closed.
///
/// # Errors
/// Not the buyer's line; the offer changed, expired or is gone; too little stock.
pub async fn accept_offer(context: Context, input: AcceptOfferInput) -> Outcome<LineChanged> {
    let (principal, _) = context.require(permission(Side::Buyer))?;
    let line = as_buyer(input.line)?;
    let person_id = principal.person_id;
    let now = context.now();
    let mut work = context.write().await?;
    if let Some(done) = claimed(&mut work, &line, (person_id, "accept_offer", now)).await? {
        return Ok(done);
    }
    // Cart, listing, line: always in this order.
    storage::cart::touch_of_line(&mut work.tx, line.line_id, person_id, now).await?;
    let stock = storage::stock::lock_of_line(&mut work.tx, line.line_id).await?.ok_or(AppError::NotFound)?;
    let before = lock_visible(&context, &mut work, &line).await?;
    // Waiting for the locks took its time: the end of the offer is judged by the clock as it is now.
    let now = context.now();
    let close_demand = match input.close_demand {
        Some(_) => storage::negotiation::close_demand(&mut work.tx, &before, person_id, now).await?.is_some(),
        None => false,
    };
    let available = stock.listing.available();
    let command = Command::AcceptOffer { revision_seen: input.revision_seen, available, close_demand };
    let event = negotiation::decide(&before.line, Mover::Side(Side::Buyer), command, now)?;
    let moved = Moved { by: Some((person_id, Side::Buyer)), at: now };
    let changed = record(&mut work, &before, &event, moved).await?;
    if let LineEvent::OfferAccepted { agreement, demand_closed, .. } = &event {
        let left = storage::stock::agree(&mut work.tx, &stock, agreement.quantity).await?;
        let left = left.ok_or(Refusal::OutOfStock { available })?;
        close_exhausted(&mut work, &stock, left, now).await?;
        if *demand_closed {
            work.hint(Audience::Members(before.buyer_id, Permission::KeepDemands), "demands");
        }
        work.hint(Audience::Members(before.buyer_id, Permission::Buy), "transactions");
        work.hint(Audience::Members(before.seller_id, Permission::Sell), "transactions");
    }
    work.commit(&context).await?;
    Ok(changed)
}

/// Seller: declines to quote.
///
/// # Errors
/// Not the seller's line, or no longer in negotiation.
pub async fn no_quote(context: Context, input: ReasonInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Seller))?;
    let offered = EndReason::offered(Action::NoQuote, Side::Seller);
    let command = Command::NoQuote { reason: read_reason(offered, &input.code, &input.reason)? };
    act(context, as_seller(input.line)?, command).await
}

/// Either side: ends the negotiation.
///
/// # Errors
/// Not this side's line, or no longer in negotiation.
pub async fn withdraw(context: Context, input: ReasonInput) -> Outcome<LineChanged> {
    context.require(permission(input.line.side))?;
    let offered = EndReason::offered(Action::Withdraw, input.line.side);
    let command = Command::Withdraw { reason: read_reason(offered, &input.code, &input.reason)? };
    act(context, input.line, command).await
}

/// Why a line ends: one of the reasons offered, words of one's own, both or neither.
pub(super) fn read_reason(offered: &[EndReason], code: &str, typed: &str) -> Result<Option<Reason>, AppError> {
    let note = text::optional(typed, reason::MAX_NOTE).map_err(|reason| AppError::invalid("reason", reason))?;
    Reason::read(offered, code, note).map_err(|(field, reason)| AppError::invalid(field, reason))
}

/// Buyer: another quantity; the standing offer lapses unless it covers it.
///
/// # Errors
/// The quantity is refused; not the buyer's line; a colleague changed it meanwhile, or an offer would lapse unseen.
pub async fn change_quantity(context: Context, input: ChangeQuantityInput) -> Outcome<LineChanged> {
    context.require(permission(Side::Buyer))?;
    let to = parse_quantity(&input.quantity).map_err(|reason| AppError::invalid("quantity", reason))?;
    let seen = QuantitySeen { quantity: input.quantity_seen, version: input.version_seen };
    let command = Command::ChangeQuantity { to, seen: Some(seen) };
    act(context, as_buyer(input.line)?, command).await
}

pub(super) fn as_buyer(line: LineRef) -> Result<LineRef, AppError> {
    check_side(line, Side::Buyer)
}

pub(super) fn as_seller(line: LineRef) -> Result<LineRef, AppError> {
    check_side(line, Side::Seller)
}

fn check_side(line: LineRef, side: Side) -> Result<LineRef, AppError> {
    if line.side == side { Ok(line) } else { Err(AppError::invalid("side", "this action belongs to the other side")) }
}

/// The shape of every action that needs nothing but the line itself.
pub(super) async fn act(context: Context, line: LineRef, command: Command) -> Outcome<LineChanged> {
    act_with(context, line, command, &Entry::default()).await
}

/// As [`act`], with what a person adds to the thread by it.
pub(super) async fn act_with(context: Context, line: LineRef, command: Command, entry: &Entry) -> Outcome<LineChanged> {
    let (principal, _) = context.require(permission(line.side))?;
    let person_id = principal.person_id;
    let now = context.now();
    let mut work = context.write().await?;
    let action = action_name(&command);
    if let Some(done) = claimed(&mut work, &line, (person_id, action, now)).await? {
        return Ok(done);
    }
    if line.side == Side::Buyer {
        storage::cart::touch_of_line(&mut work.tx, line.line_id, person_id, now).await?;
    }
    let before = lock_visible(&context, &mut work, &line).await?;
    let event = negotiation::decide(&before.line, Mover::Side(line.side), command, now)?;
    if let Some(quoted_id) = entry.quoted_id
        && !storage::thread::is_of_line(&mut work.tx, quoted_id, before.id).await?
    {
        return Err(AppError::invalid("quoted_id", "is not an entry of this thread").into());
    }
    let files = entry.files();
    let words = Words { text: entry.text.as_deref(), quoted_id: entry.quoted_id, files: &files };
    let moved = Moved { by: Some((person_id, line.side)), at: now };
    let changed = record_words(&mut work, &before, (&event, words), moved).await?;
    work.commit(&context).await?;
    Ok(changed)
}

fn action_name(command: &Command) -> &'static str {
    match command {
        Command::UpdatePrice { .. } => "update_price",
        Command::ExtendOffer { .. } => "extend_offer",
        Command::CounterOffer { .. } => "counter_offer",
        Command::TakeOver { .. } => "take_over",
        Command::AcceptOffer { .. } => "accept_offer",
        Command::NoQuote { .. } => "no_quote",
        Command::Withdraw { .. } => "withdraw",
        Command::RequestDocumentation { .. } => "request_documentation",
        Command::ProvideDocumentation { .. } => "provide_documentation",
        Command::ChangeQuantity { .. } => "change_quantity",
        Command::SendMessage => "send_message",
        Command::Remind(_) => "remind",
        Command::Expire => "expire",
        Command::Close { .. } => "close",
        Command::Complete => "complete",
    }
}

/// Claims the request; if the same person carried out the same action on the same line by it, that is the answer.
pub(super) async fn claimed(
    work: &mut Work,
    line: &LineRef,
    by: (PersonId, &'static str, Timestamp),
) -> Outcome<Option<LineChanged>> {
    let (person_id, action, at) = by;
    let claim = Claim { request_id: line.request_id, person_id, subject_id: line.line_id.0, action, at };
    if !work.repeats(&claim).await? {
        return Ok(None);
    }
    let record = storage::negotiation::lock(&mut work.tx, line.line_id).await?.ok_or(AppError::NotFound)?;
    Ok(Some(LineChanged { line_id: record.id, status: record.line.state.status(), version: record.line.version }))
}

/// Locks a line that this person may act on from the side named; for everybody else it does not exist.
pub(super) async fn lock_visible(context: &Context, work: &mut Work, line: &LineRef) -> Outcome<Lock<LineRecord>> {
    lock_from(context, work, (line.line_id, line.side)).await
}

/// As [`lock_visible`], for a line of a cart that this person may work in.
pub async fn lock_as_buyer(context: &Context, work: &mut Work, line_id: LineId) -> Outcome<Lock<LineRecord>> {
    lock_from(context, work, (line_id, Side::Buyer)).await
}

async fn lock_from(context: &Context, work: &mut Work, seen: (LineId, Side)) -> Outcome<Lock<LineRecord>> {
    let (line_id, side) = seen;
    let (principal, membership) = context.require(permission(side))?;
    let record = storage::negotiation::lock(&mut work.tx, line_id).await?.ok_or(AppError::NotFound)?;
    let mine = record.organisation(side) == membership.organisation_id
        && (side == Side::Seller || record.is_open_to(principal.person_id));
    if mine { Ok(record) } else { Err(AppError::NotFound.into()) }
}
