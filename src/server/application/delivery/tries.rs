//! One try to hand a bag over: begun and written down before anything is sent, ended when it is known how it went. Between the two no
//! lock is held and anything may happen; what does is seen when the try ends.

use super::{Context, Moved, Outcome, carry_out, lock_bag};
use crate::{
    domain::{
        delivery::{DeliveryOutcome, Format, redacted},
        ids::{AttemptId, BagId},
        money::Money,
        ordering::{Answer, OrderHeader},
        time::Timestamp,
    },
    server::{
        application::{ordering::told::hint_support, work::mint},
        integrations::erp::{self, Heard, Letter, Purchase, PurchaseLine},
        storage::{
            self, Session, StorageError,
            delivery::{AttemptEnd, NewAttempt, PurchaseRow},
        },
    },
};

/// What is to be sent, and where to.
#[derive(Clone, Debug)]
pub struct Errand {
    pub attempt_id: AttemptId,
    pub purchase: Purchase,
    pub format: Format,
    pub url: String,
    pub letter: Letter,
    /// Whose system it is.
    pub seller_id: crate::domain::ids::OrganisationId,
    /// What must be kept nowhere.
    pub secrets: Vec<String>,
}

/// How a try begins.
#[derive(Clone, Debug)]
pub enum Begun {
    Send(Box<Errand>),
    /// Answered, corrected or kept back meanwhile.
    Nothing,
    /// Not now, and why.
    Later(String),
}

/// Begins a try to send a revision of a bag.
///
/// # Errors
/// The database failed.
pub async fn begin(context: Context, of: (BagId, u32)) -> Outcome<Begun> {
    let (bag_id, number) = of;
    let now = context.now();
    let mut work = context.write().await?;
    let Some(locked) = lock_bag(&mut work, bag_id).await? else { return Ok(Begun::Nothing) };
    if locked.bag.answer != Answer::Waiting || locked.bag.revision != number {
        return Ok(Begun::Nothing);
    }
    let Some(row) = storage::delivery::purchase(&mut work.tx, bag_id).await? else { return Ok(Begun::Nothing) };
    if row.held {
        return Ok(Begun::Nothing);
    }
    let (Some(format), Some(url)) = (row.format, row.url.clone()) else {
        return Ok(Begun::Later("the seller's connector is switched off".to_owned()));
    };
    let secrets: Vec<String> = row.credential.clone().into_iter().collect();
    let purchase = purchase(&mut work.tx, (bag_id, number), row).await?;
    let letter = erp::write(format, &purchase, secrets.first().map(String::as_str));
    let attempt_id = AttemptId(mint());
    let request = request_text(&url, &letter, &purchase, &secrets);
    let new = NewAttempt { id: attempt_id, bag_id, revision: i64::from(number), request: &request, at: now };
    storage::delivery::begin_attempt(&mut work.tx, &new).await?;
    work.commit(&context).await?;
    let seller_id = locked.seller_id;
    Ok(Begun::Send(Box::new(Errand { attempt_id, purchase, format, url, letter, seller_id, secrets })))
}

/// What of a request is kept.
fn request_text(url: &str, letter: &Letter, purchase: &Purchase, secrets: &[String]) -> String {
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let authorization = letter.authorization.as_ref().map_or("", |_| "Authorization: •••\n");
    let (content_type, key) = (letter.content_type, purchase.key());
    let text = format!("POST {url}\nContent-Type: {content_type}\nIdempotency-Key: {key}\n{authorization}\n{}", letter.body);
    redacted(&text, &secrets)
}

async fn purchase(session: &mut impl Session, of: (BagId, u32), row: PurchaseRow) -> Outcome<Purchase> {
    let (bag_id, revision) = of;
    let header: OrderHeader = serde_json::from_str(&row.header)
        .map_err(|error| StorageError::Corrupt(format!("the header of order {}: {error}", row.order_number)))?;
    let lines = storage::delivery::lines(session, bag_id).await?;
    let lines = lines
        .into_iter()
        .map(|line| PurchaseLine {
            line_id: line.id,
            position: line.position,
            unit_price: line.unit_price(),
            subtotal: line.subtotal(),
            part_number: line.part_number,
            manufacturer: line.manufacturer,
            description: line.description,
            condition: line.condition,
            unit: line.unit,
            certificate: line.certificate,
            quantity: line.quantity,
        })
        .collect();
    Ok(Purchase {
        bag_id,
        revision,
        order_number: row.order_number,
        placed_at: row.submitted_at,
        buyer: row.buyer,
        seller: row.seller,
        contact: row.contact,
        customer_po: row.customer_po,
        header,
        total: Money { minor: row.total_minor, currency: row.currency },
        lines,
    })
}

/// How a try ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub attempt_id: AttemptId,
    pub bag_id: BagId,
    pub revision: u32,
    pub heard: Heard,
    pub http_status: Option<u16>,
    /// As it came.
    pub answer: Option<String>,
    pub secrets: Vec<String>,
    /// The next try, if there is one; otherwise somebody has to look at it.
    pub next_at: Option<Timestamp>,
}

/// Writes down how a try ended, and does what the answer asks: nothing, if the bag was answered or corrected meanwhile.
///
/// # Errors
/// The database failed; the same try is made again under the same key.
pub async fn finish(context: Context, ended: Ended) -> Outcome<()> {
    let now = context.now();
    let secrets: Vec<&str> = ended.secrets.iter().map(String::as_str).collect();
    let (outcome, error) = match &ended.heard {
        Heard::Verdict(verdict) => (verdict.outcome(), None),
        Heard::Again { error, .. } => (DeliveryOutcome::Again, Some(redacted(error, &secrets))),
        Heard::Failed(error) => (DeliveryOutcome::Failed, Some(redacted(error, &secrets))),
    };
    let end = AttemptEnd {
        id: ended.attempt_id,
        outcome,
        http_status: ended.http_status.map(i64::from),
        answer: ended.answer.as_deref().map(|answer| redacted(answer, &secrets)),
        error,
        next_at: ended.next_at,
        at: now,
    };
    let mut work = context.write().await?;
    let Some(locked) = lock_bag(&mut work, ended.bag_id).await? else { return Ok(()) };
    storage::delivery::finish_attempt(&mut work.tx, &end).await?;
    match ended.heard {
        Heard::Verdict(verdict) => {
            let told = carry_out(&mut work, &locked, verdict.command(ended.revision), Moved { by: None, at: now }).await?;
            if let Err(refusal) = told {
                tracing::info!(bag = %ended.bag_id, %refusal, "an answer came late");
            }
        }
        Heard::Again { .. } | Heard::Failed(_) => {
            let still_waits = locked.bag.answer == Answer::Waiting && locked.bag.revision == ended.revision;
            if still_waits && ended.next_at.is_none() {
                storage::delivery::need_attention(&mut work.tx, ended.bag_id, true, now).await?;
                hint_support(&mut work, locked.order.id);
                tracing::warn!(bag = %ended.bag_id, revision = ended.revision, "a bag needs attention");
            }
        }
    }
    work.commit(&context).await
}

/// The tries of a bag are used up though none of them came to an end: somebody has to look at it.
///
/// # Errors
/// The database failed.
pub async fn use_up(context: Context, of: (BagId, u32)) -> Outcome<()> {
    let mut work = context.write().await?;
    let Some(locked) = lock_bag(&mut work, of.0).await? else { return Ok(()) };
    if locked.bag.answer == Answer::Waiting && locked.bag.revision == of.1 {
        storage::delivery::need_attention(&mut work.tx, of.0, true, context.now()).await?;
        hint_support(&mut work, locked.order.id);
    }
    work.commit(&context).await
}
