//! The report of what became of bags on their way, and what a merchant does where a machine does not get on: try again, or write down
//! what the seller said by other means.

use super::{Moved, carry_out, lock_bag, revision, task};
use crate::{
    api_types::{
        AppError,
        delivery::{
            AcceptDeliveryInput, AttemptView, CallbackView, DeliveriesPage, DeliveriesQuery, DeliveryDetail, DeliveryRow,
            RetryInput,
        },
    },
    domain::{
        access::PlatformPermission,
        delivery::DeliveryOutcome,
        ids::{AttemptId, BagId, PersonId, RequestId},
        ordering::{self, Answer, BagCommand, Fact, order_number_text},
        refusal::Refusal,
        text,
    },
    server::{
        application::{Context, Outcome, Work, input::Fields, queue, work::mint},
        storage::{
            self, Session,
            delivery::{AttemptEnd, AttemptRow, NewAttempt, ReportRow, WaitingBag},
            negotiation::Claim,
        },
    },
};
use uuid::Uuid;

/// Bags on a page.
const PAGE: i64 = 50;

/// The longest reason and the longest order number, in characters.
const MOST_REASON: usize = 500;
const MOST_NUMBER: usize = 80;

fn require_merchant(context: &Context) -> Result<(PersonId, String), AppError> {
    let principal = context.require_platform(PlatformPermission::ManageSettings)?;
    Ok((principal.person_id, principal.name.clone()))
}

/// Bags of all sellers, newest order first.
///
/// # Errors
/// Not a merchant admin; the cursor is not one of ours.
pub async fn load_deliveries(context: Context, query: DeliveriesQuery) -> Outcome<DeliveriesPage> {
    require_merchant(&context)?;
    let behind = cursor(&query.after)?;
    let mut reader = context.read().await?;
    let mut rows = storage::delivery::report(&mut reader, query.which.as_str(), behind, PAGE + 1).await?;
    let counts = storage::delivery::counts(&mut reader).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.order_number, row.id));
    let rows = rows.into_iter().map(row_view).collect::<Outcome<_>>()?;
    Ok(DeliveriesPage { rows, next, attention: counts.attention, open: counts.open, all: counts.all_bags })
}

fn cursor(text: &str) -> Result<(i64, BagId), AppError> {
    if text.is_empty() {
        return Ok((i64::MAX, BagId(Uuid::nil())));
    }
    let parts = text.split_once('.').and_then(|(number, id)| Some((number.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| AppError::BadRequest("the page's cursor is not readable".into()))
}

fn row_view(row: ReportRow) -> Outcome<DeliveryRow> {
    Ok(DeliveryRow {
        bag_id: row.id,
        order_id: row.order_id,
        order: order_number_text(row.order_number),
        revision: revision(row.revision)?,
        total: row.total(),
        buyer: row.buyer,
        seller: row.seller,
        answer: row.answer,
        status: row.status,
        needs_attention: row.needs_attention,
        erp_order_number: row.erp_order_number,
        rejection: row.rejection,
        format: row.format,
        attempts: row.attempts,
        last_error: row.last_error,
        next_at: row.next_at.filter(|_| row.answer == Answer::Waiting && !row.needs_attention),
        changed_at: row.changed_at,
    })
}

/// One bag with all its tries and callbacks.
///
/// # Errors
/// Not a merchant admin; there is no such bag.
pub async fn load_delivery(context: Context, bag_id: BagId) -> Outcome<DeliveryDetail> {
    require_merchant(&context)?;
    detail(&mut context.read().await?, bag_id).await
}

async fn detail(session: &mut impl Session, bag_id: BagId) -> Outcome<DeliveryDetail> {
    let row = storage::delivery::reported(session, bag_id).await?.ok_or(AppError::NotFound)?;
    let attempts = storage::delivery::attempts(session, bag_id).await?;
    let callbacks = storage::delivery::callbacks(session, bag_id).await?;
    let row = row_view(row)?;
    Ok(DeliveryDetail {
        can_retry: row.answer == Answer::Waiting && row.format.is_some(),
        request_ids: (RequestId(mint()), RequestId(mint())),
        can_accept: Fact::Accept.possible_after().contains(&row.answer),
        attempts: attempts.into_iter().map(attempt_view).collect::<Outcome<_>>()?,
        callbacks: callbacks
            .into_iter()
            .map(|row| CallbackView { event_id: row.event_id, taken_at: row.taken_at, result: row.result })
            .collect(),
        row,
    })
}

fn attempt_view(row: AttemptRow) -> Outcome<AttemptView> {
    Ok(AttemptView {
        id: row.id,
        revision: revision(row.revision)?,
        attempt: row.attempt,
        started_at: row.started_at,
        finished_at: row.finished_at,
        outcome: row.outcome,
        http_status: row.http_status,
        request: row.request,
        answer: row.answer,
        error: row.error,
        next_at: row.next_at,
    })
}

/// `true`: this form was sent before, and what it asked for was done.
async fn claimed(work: &mut Work, context: &Context, of: (BagId, RequestId), action: &'static str) -> Outcome<bool> {
    let (person_id, _) = require_merchant(context)?;
    let claim = Claim { request_id: of.1, person_id, subject_id: of.0.0, action, at: context.now() };
    match storage::negotiation::claim(&mut work.tx, &claim).await? {
        None => Ok(false),
        Some(handled) if handled.person_id == person_id && handled.action == action && handled.subject_id == of.0.0 => {
            Ok(true)
        }
        Some(_) => Err(AppError::invalid("request_id", "was used for something else; reload the page").into()),
    }
}

/// Tries a waiting bag again, now, with all its tries before it.
///
/// # Errors
/// Not a merchant admin; there is no such bag; it does not wait to be sent.
pub async fn retry_delivery(context: Context, input: RetryInput) -> Outcome<DeliveryDetail> {
    require_merchant(&context)?;
    let now = context.now();
    let mut work = context.write().await?;
    let locked = lock_bag(&mut work, input.bag_id).await?.ok_or(AppError::NotFound)?;
    if !claimed(&mut work, &context, (input.bag_id, input.request_id), "retry_delivery").await? {
        let number = locked.bag.revision;
        // What would be refused now would be refused when it is sent.
        ordering::decide(&locked.bag, BagCommand::Send { revision: number }).map_err(Refusal::from)?;
        storage::delivery::need_attention(&mut work.tx, input.bag_id, false, now).await?;
        let bag = WaitingBag { id: input.bag_id, revision: i64::from(number), connected: true, held: false };
        queue::hasten(&mut work, task(&bag)?, now).await?;
    }
    let detail = detail(&mut work.tx, input.bag_id).await?;
    work.commit(&context).await?;
    Ok(detail)
}

/// Writes down that the seller takes the bag, though its system did not say so; with the reason, in the timeline of its tries.
///
/// # Errors
/// Not a merchant admin; there is no such bag; no reason; it was answered or corrected meanwhile.
pub async fn accept_delivery(context: Context, input: AcceptDeliveryInput) -> Outcome<DeliveryDetail> {
    let (person_id, name) = require_merchant(&context)?;
    let mut fields = Fields::default();
    let reason = fields.take("reason", text::required(&input.reason, MOST_REASON));
    let number = fields.take("order_number", text::optional(&input.order_number, MOST_NUMBER)).flatten();
    fields.check()?;
    let now = context.now();
    let mut work = context.write().await?;
    let locked = lock_bag(&mut work, input.bag_id).await?.ok_or(AppError::NotFound)?;
    if !claimed(&mut work, &context, (input.bag_id, input.request_id), "accept_delivery").await? {
        let accept = BagCommand::Accept { revision: input.revision_seen, erp_order_number: number };
        let told = carry_out(&mut work, &locked, accept, Moved { by: Some(person_id), at: now }).await?;
        told.map_err(Refusal::from)?;
        let id = AttemptId(mint());
        let request = format!("Marked as accepted by hand by {name}.");
        let stored = i64::from(input.revision_seen);
        let new = NewAttempt { id, bag_id: input.bag_id, revision: stored, request: &request, at: now };
        storage::delivery::begin_attempt(&mut work.tx, &new).await?;
        let end = AttemptEnd {
            id,
            outcome: DeliveryOutcome::Accepted,
            http_status: None,
            answer: reason,
            error: None,
            next_at: None,
            at: now,
        };
        storage::delivery::finish_attempt(&mut work.tx, &end).await?;
    }
    let detail = detail(&mut work.tx, input.bag_id).await?;
    work.commit(&context).await?;
    Ok(detail)
}
