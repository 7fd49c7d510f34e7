//! Opening: nothing of a cart or an order is read by support before somebody says why, once per session, in the log of every
//! organisation whose data it is.

use super::{Representative, reason};
use crate::{
    api_types::{AppError, support::OpenInput},
    domain::{
        ids::{CartId, EventId},
        ordering::{SupportRefusal, order_number_text},
        refusal::Refusal,
    },
    server::{
        application::{
            Context, Outcome,
            audit::{self, Fact},
            work::mint,
        },
        storage::{self, Session},
    },
};

impl Representative {
    /// Why this session opened a cart, or the order that it became.
    pub(super) async fn opened(&self, session: &mut impl Session, id: CartId) -> Outcome<Option<String>> {
        Ok(storage::support::reading(session, self.eyes(), id).await?)
    }

    /// What the question for a reason begins with: why this session looked for something the last time.
    pub(super) async fn suggested(&self, session: &mut impl Session, is_open: bool) -> Outcome<String> {
        match is_open {
            true => Ok(String::new()),
            false => Ok(storage::support::last_reason(session, self.eyes()).await?.unwrap_or_default()),
        }
    }

    /// # Errors
    /// It was not opened.
    pub(super) async fn require_opened(&self, session: &mut impl Session, id: CartId) -> Outcome<()> {
        match self.opened(session, id).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::from(SupportRefusal::NotOpened).into()),
        }
    }
}

/// Opens a cart, or the order that it became, for this session. Again: nothing more happens.
///
/// # Errors
/// Not support; there is no such cart; no reason.
pub async fn open(context: Context, input: OpenInput) -> Outcome<()> {
    let eyes = Representative::of(&context)?;
    let reason = reason(&input.reason).map_err(|refused| AppError::invalid("reason", refused))?;
    let mut work = context.write().await?;
    let subject = storage::support::subject(&mut work.tx, input.id).await?.ok_or(AppError::NotFound)?;
    let what = (input.id, reason.as_str(), eyes.now);
    if !storage::support::insert_reading(&mut work.tx, eyes.eyes(), what).await? {
        return Ok(());
    }
    let (action, of, name) = match subject.number {
        Some(number) => ("support.read_order", "order", order_number_text(number)),
        None => ("support.read_cart", "cart", "a cart".to_owned()),
    };
    // An order is its sellers' as well. In one order, so that two transactions never wait for each other.
    let mut readable = storage::support::sellers_of_order(&mut work.tx, input.id).await?;
    readable.push(subject.organisation_id);
    readable.sort_unstable();
    readable.dedup();
    let event_id = EventId(mint());
    for organisation_id in readable {
        let fact = Fact {
            organisation_id,
            event_id,
            at: eyes.now,
            actor_id: Some(eyes.person_id),
            action: action.to_owned(),
            subject: format!("{of}:{}", input.id),
            payload: serde_json::json!({ "reason": reason, "words": format!("support read {name}: {reason}") }).to_string(),
        };
        audit::record_beside(&mut work.tx, fact).await?;
    }
    work.commit(&context).await
}
