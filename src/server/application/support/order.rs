//! An order as support reads it: everything its buyers and its sellers know of it, and what may be corrected now.

use super::Representative;
use crate::{
    api_types::{
        AppError,
        support::{BagWay, OpenedOrder, SupportOrder},
    },
    domain::{
        ids::CartId,
        ordering::{Answer, CheckoutDetails, Fact, may_correct, may_correct_bag, may_hold, order_number_text},
    },
    server::{
        application::{Context, Outcome, ordering::orders},
        storage::{self, Reader, StorageError, ordering::correction},
    },
};

/// What support does to a bag by hand, as far as it allows it.
pub(super) const FACTS: &[Fact] = &[Fact::Accept, Fact::Reject, Fact::Resubmit, Fact::GiveUp];

/// An order; before it was opened only its name.
///
/// # Errors
/// Not support; there is no such order.
pub async fn load_order(context: Context, id: CartId) -> Outcome<SupportOrder> {
    let eyes = Representative::of(&context)?;
    let mut reader = context.read().await?;
    let subject = storage::support::subject(&mut reader, id).await?.ok_or(AppError::NotFound)?;
    let number = subject.number.ok_or(AppError::NotFound)?;
    let reason = eyes.opened(&mut reader, id).await?;
    let suggested = eyes.suggested(&mut reader, reason.is_some()).await?;
    let opened = match reason {
        Some(reason) => {
            let whose = (subject.organisation_id, eyes.person_id);
            let order = orders::order_of(&mut reader, id, (whose, FACTS), eyes.now).await?;
            Some(Box::new(opened(&mut reader, order, reason).await?))
        }
        None => None,
    };
    Ok(SupportOrder { id, number: order_number_text(number), organisation: subject.organisation, suggested, opened })
}

async fn opened(reader: &mut Reader, order: crate::api_types::order::OrderView, reason: String) -> Outcome<OpenedOrder> {
    let state = correction::state(reader, order.id).await?.ok_or(AppError::NotFound)?;
    let ways = correction::ways(reader, order.id).await?;
    let answers: Vec<Answer> = ways.iter().map(|way| way.answer).collect();
    let untouched = ways.iter().all(|way| !way.was_handed_over());
    let bags = ways.iter().map(|way| BagWay {
        id: way.id,
        can_correct: may_correct_bag(way.answer).is_ok(),
        can_change_currency: untouched,
        tries: way.tries,
    });
    Ok(OpenedOrder {
        reason,
        details: details(state.customer_po, &state.header)?,
        revision: state.revision,
        closed: may_correct(&answers).err(),
        cannot_hold: may_hold(&answers, order.held_reason.is_some()).err(),
        bags: bags.collect(),
        order,
    })
}

/// What an order says besides its lines, as the table of its fields reads it.
pub(super) fn details(customer_po: Option<String>, header: &str) -> Outcome<CheckoutDetails> {
    let header =
        serde_json::from_str(header).map_err(|error| StorageError::Corrupt(format!("an order's header: {error}")))?;
    Ok(CheckoutDetails { customer_po, header })
}
