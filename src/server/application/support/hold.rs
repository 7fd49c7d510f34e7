//! Keeping an order back and letting it go on.

use super::{Representative, correct, reason, told};
use crate::{
    api_types::{
        AppError,
        support::{HoldInput, OrderRef, SupportOrder},
    },
    domain::{
        ids::BagId,
        ordering::{Answer, OrderEvent, SupportRefusal, may_hold},
        refusal::Refusal,
    },
    server::{
        application::{Context, Outcome, delivery},
        storage::ordering::correction,
    },
};

/// Keeps an order back: whatever of it was not sent is not sent.
///
/// # Errors
/// Not support; there is no such order, or it was not opened; no reason; it is kept back already; nothing of it is to be sent.
pub async fn hold_order(context: Context, input: HoldInput) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let OrderRef { order_id, request_id } = input.order;
    let mut work = context.write().await?;
    if !eyes.claimed(&mut work, (request_id, order_id.0), "support_hold_order").await? {
        let order = correct::lock(&mut work, &eyes, order_id).await?;
        let reason = reason(&input.reason).map_err(|refused| AppError::invalid("reason", refused))?;
        let answers: Vec<Answer> = order.bags.iter().map(|bag| bag.answer).collect();
        may_hold(&answers, order.held_reason.is_some()).map_err(Refusal::from)?;
        correct::guard(correction::save_held(&mut work.tx, &order, Some(&reason), eyes.now).await?)?;
        let event = OrderEvent::Held { reason };
        let event_id = told::remember(&mut work, &eyes, &order, (&event, None)).await?;
        told::tell(&mut work, &order, (event_id, event), &eyes).await?;
        told::hint(&mut work, &order);
        work.commit(&context).await?;
    }
    super::load_order(context, order_id).await
}

/// Lets an order go on; what waits is handed over.
///
/// # Errors
/// As [`hold_order`]; it is not kept back.
pub async fn release_order(context: Context, input: HoldInput) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let OrderRef { order_id, request_id } = input.order;
    let mut work = context.write().await?;
    if !eyes.claimed(&mut work, (request_id, order_id.0), "support_release_order").await? {
        let order = correct::lock(&mut work, &eyes, order_id).await?;
        let reason = reason(&input.reason).map_err(|refused| AppError::invalid("reason", refused))?;
        if order.held_reason.is_none() {
            return Err(Refusal::from(SupportRefusal::NotHeld).into());
        }
        correct::guard(correction::save_held(&mut work.tx, &order, None, eyes.now).await?)?;
        let event = OrderEvent::Released { reason };
        let event_id = told::remember(&mut work, &eyes, &order, (&event, None)).await?;
        told::tell(&mut work, &order, (event_id, event), &eyes).await?;
        told::hint(&mut work, &order);
        let waiting = order.bags.iter().filter(|bag| bag.answer == Answer::Waiting);
        let waiting: Vec<BagId> = waiting.map(|bag| bag.id).collect();
        delivery::hand_over(&mut work, order_id, &waiting, eyes.now).await?;
        work.commit(&context).await?;
    }
    super::load_order(context, order_id).await
}
