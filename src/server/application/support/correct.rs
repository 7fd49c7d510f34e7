//! Correcting the fields of an order, by the table of `domain::ordering`.

use super::{Representative, order::details, reason, told};
use crate::{
    api_types::{
        AppError,
        support::{CorrectOrderInput, OrderRef, SupportOrder},
    },
    domain::{
        ids::{BagId, CartId},
        ordering::{self, Answer, BagCommand, SupportRefusal, may_correct},
        refusal::Refusal,
    },
    server::{
        application::{
            Context, Outcome, Work, delivery,
            input::Fields,
            ordering::bag::{lock_bag, record_bag},
        },
        storage::{
            Lock, StorageError,
            negotiation::Saved,
            ordering::correction::{self, CorrectedOrder},
        },
    },
};

/// Corrects fields of an order, each with what it was, what it is, why and by whom. A bag that a seller's system may have seen is sent
/// as a new revision, so that the same key never stands for two contents.
///
/// # Errors
/// Not support; there is no such order, or it was not opened; no reason; a field is refused; it changed meanwhile; a seller has it.
pub async fn correct_order(context: Context, input: CorrectOrderInput) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let OrderRef { order_id, request_id } = input.order;
    let mut work = context.write().await?;
    if !eyes.claimed(&mut work, (request_id, order_id.0), "support_correct_order").await? {
        let order = lock(&mut work, &eyes, order_id).await?;
        if order.revision != input.revision_seen {
            return Err(Refusal::from(SupportRefusal::OrderChanged).into());
        }
        let answers: Vec<Answer> = order.bags.iter().map(|bag| bag.answer).collect();
        may_correct(&answers).map_err(Refusal::from)?;
        let mut fields = Fields::default();
        let reason = fields.take("reason", reason(&input.reason));
        let before = details(order.customer_po.clone(), &order.header)?;
        let corrected = ordering::correct(&before, &input.fields);
        for (name, refused) in corrected.as_ref().err().into_iter().flatten() {
            fields.refuse(name, refused.as_str());
        }
        fields.check()?;
        let (Some(reason), Ok((after, changes))) = (reason, corrected) else {
            return Err(AppError::BadRequest("the correction cannot be read".into()).into());
        };
        if changes.is_empty() {
            return Err(Refusal::from(SupportRefusal::NothingChanged).into());
        }
        let header = serde_json::to_string(&after.header).map_err(|error| StorageError::Corrupt(error.to_string()))?;
        let saved =
            correction::save_details(&mut work.tx, &order, (after.customer_po.as_deref(), &header), eyes.now).await?;
        guard(saved)?;
        told::corrected(&mut work, &eyes, &order, (changes, &reason, None)).await?;
        send_anew(&mut work, &eyes, &order).await?;
        work.commit(&context).await?;
    }
    super::load_order(context, order_id).await
}

pub(super) fn guard(saved: Saved) -> Outcome<()> {
    match saved {
        Saved::Done => Ok(()),
        Saved::Stale => Err(Refusal::from(SupportRefusal::OrderChanged).into()),
    }
}

/// An order that was opened, locked.
pub(super) async fn lock(work: &mut Work, eyes: &Representative, id: CartId) -> Outcome<Lock<CorrectedOrder>> {
    let order = correction::lock(&mut work.tx, id).await?.ok_or(AppError::NotFound)?;
    eyes.require_opened(&mut work.tx, id).await?;
    Ok(order)
}

/// What was tried and has no answer may be known to its seller's system by its old content: it becomes a new revision.
async fn send_anew(work: &mut Work, eyes: &Representative, order: &CorrectedOrder) -> Outcome<()> {
    let tried = order.bags.iter().filter(|bag| bag.answer == Answer::Waiting && bag.tries > 0);
    let tried: Vec<BagId> = tried.map(|bag| bag.id).collect();
    for bag_id in &tried {
        let Some(bag) = lock_bag(work, *bag_id).await? else { continue };
        let event = ordering::decide(&bag.bag, BagCommand::Resubmit).map_err(Refusal::from)?;
        record_bag(work, &bag, &event, eyes.moved()).await?;
    }
    if tried.is_empty() {
        return Ok(());
    }
    delivery::hand_over(work, order.id, &tried, eyes.now).await
}
