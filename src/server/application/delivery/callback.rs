//! What sellers' systems say later: signed, taken once each, and of no effect when it comes late, again or out of order.

use super::{Moved, carry_out, lock_bag};
use crate::{
    api_types::AppError,
    domain::{
        ids::{BagId, LineId, OrganisationId},
        money::{Currency, MICROS, parse_price_micros},
        ordering::{BagCommand, Packed},
        text,
        time::SECOND_US,
    },
    server::{
        application::{Context, Failure, Outcome},
        integrations::erp::signature,
        storage,
    },
};
use serde::Deserialize;

/// The longest identifier of a callback, in characters.
const MOST_ID: usize = 120;

/// A callback as it arrived.
#[derive(Clone, Debug)]
pub struct Callback {
    pub seller_id: OrganisationId,
    /// The three headers of Standard Webhooks.
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// In words. `again`: it was taken before, and this is what came of it then.
    Taken { result: String, again: bool },
    /// Nobody knows who sent it, or when.
    Unsigned,
}

/// The body: which bag in which revision, and what is said of it.
#[derive(Deserialize)]
struct Message {
    bag_id: BagId,
    revision: u32,
    #[serde(flatten)]
    said: Said,
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Said {
    Received,
    InReview,
    Accepted {
        #[serde(default)]
        order_number: Option<String>,
    },
    Rejected {
        reason: String,
    },
    Shipped {
        lines: Vec<Units>,
        carrier: String,
        #[serde(default)]
        tracking: Option<String>,
    },
    Delivered {
        lines: Vec<Units>,
    },
    Canceled {
        lines: Vec<Units>,
        reason: String,
    },
    Authorized(Booked),
    Voided {
        #[serde(default)]
        reference: Option<String>,
    },
    Paid(Booked),
    Refunded {
        #[serde(flatten)]
        booked: Booked,
        #[serde(default)]
        lines: Vec<Units>,
    },
}

#[derive(Deserialize)]
struct Units {
    line_id: LineId,
    quantity: i64,
}

/// An amount as a decimal text, `41.20`, in the bag's currency.
#[derive(Deserialize)]
struct Booked {
    amount: String,
    currency: Currency,
    #[serde(default)]
    reference: Option<String>,
}

/// Takes a callback.
///
/// # Errors
/// The body cannot be read, or is about no bag of this seller; the database failed. Then it may be sent again.
pub async fn take_callback(context: Context, callback: Callback) -> Outcome<Answered> {
    let now = context.now();
    let connector = storage::delivery::find_connector(&mut context.read().await?, callback.seller_id).await?;
    let Some(connector) = connector.filter(|connector| is_signed(&callback, &connector.callback_secret, now.0)) else {
        return Ok(Answered::Unsigned);
    };
    drop(connector);
    let message: Message = serde_json::from_slice(&callback.body)
        .map_err(|error| AppError::BadRequest(format!("the callback is not one that we know: {error}")))?;
    let of = (callback.seller_id, callback.id.as_str());
    let mut work = context.write().await?;
    let locked = lock_bag(&mut work, message.bag_id).await?;
    let locked = locked.filter(|bag| bag.seller_id == callback.seller_id).ok_or(AppError::NotFound)?;
    if let Some(taken) = storage::delivery::claim_callback(&mut work.tx, of, message.bag_id, now).await? {
        return Ok(Answered::Taken { result: taken.result, again: true });
    }
    let (revision, currency) = (message.revision, locked.bag.total.currency);
    let result = match (revision == locked.bag.revision).then(|| message.said.command(revision, currency)) {
        // An answer of an older revision moves nothing, whatever it says.
        None => {
            format!("nothing was changed: this is about revision {revision}, and the order is at {}", locked.bag.revision)
        }
        Some(command) => match carry_out(&mut work, &locked, command?, Moved { by: None, at: now }).await? {
            Ok(()) => "done".to_owned(),
            Err(refusal) => format!("nothing was changed: {refusal}"),
        },
    };
    storage::delivery::set_result(&mut work.tx, of, &result).await?;
    work.commit(&context).await?;
    Ok(Answered::Taken { result, again: false })
}

fn is_signed(callback: &Callback, secret: &str, now_us: i64) -> bool {
    let id_is_sound =
        !callback.id.is_empty() && callback.id.len() <= MOST_ID && callback.id.chars().all(|c| c.is_ascii_graphic());
    let Ok(timestamp) = callback.timestamp.trim().parse::<i64>() else { return false };
    let is_fresh = (now_us / SECOND_US).saturating_sub(timestamp).abs() <= signature::TOLERANCE_S;
    id_is_sound && is_fresh && signature::is_right(secret, &callback.signature, &callback.id, timestamp, &callback.body)
}

impl Said {
    /// What is asked of the bag.
    fn command(self, revision: u32, currency: Currency) -> Result<BagCommand, Failure> {
        Ok(match self {
            Self::Received => BagCommand::Send { revision },
            Self::InReview => BagCommand::Review { revision },
            Self::Accepted { order_number } => {
                BagCommand::Accept { revision, erp_order_number: optional("order_number", order_number, 80)? }
            }
            Self::Rejected { reason } => BagCommand::Reject { revision, reason: required("reason", &reason, 500)? },
            Self::Shipped { lines, carrier, tracking } => BagCommand::Ship {
                lines: units(lines),
                carrier: required("carrier", &carrier, 80)?,
                tracking: optional("tracking", tracking, 80)?,
            },
            Self::Delivered { lines } => BagCommand::Deliver { lines: units(lines) },
            Self::Canceled { lines, reason } => {
                BagCommand::Cancel { lines: units(lines), reason: required("reason", &reason, 500)? }
            }
            Self::Authorized(booked) => {
                let (amount, reference) = booked.read(currency)?;
                BagCommand::Authorize { amount, reference }
            }
            Self::Voided { reference } => BagCommand::Void { reference: optional("reference", reference, 80)? },
            Self::Paid(booked) => {
                let (amount, reference) = booked.read(currency)?;
                BagCommand::Pay { amount, reference }
            }
            Self::Refunded { booked, lines } => {
                let (amount, reference) = booked.read(currency)?;
                BagCommand::Refund { amount, lines: units(lines), reference }
            }
        })
    }
}

impl Booked {
    /// Minor units, and the reference.
    fn read(self, currency: Currency) -> Result<(i64, Option<String>), Failure> {
        if self.currency != currency {
            return Err(AppError::invalid("currency", format!("the bag is in {currency}")).into());
        }
        let micros = parse_price_micros(&self.amount).map_err(|reason| AppError::invalid("amount", reason))?;
        let scaled = i128::from(micros) * 10_i128.pow(currency.decimals());
        let (minor, rest) = (scaled / i128::from(MICROS), scaled % i128::from(MICROS));
        match (i64::try_from(minor), rest) {
            (Ok(minor), 0) => Ok((minor, optional("reference", self.reference, 80)?)),
            _other => Err(AppError::invalid("amount", format!("is finer than {currency} is")).into()),
        }
    }
}

fn units(lines: Vec<Units>) -> Vec<Packed> {
    lines.into_iter().map(|Units { line_id, quantity }| Packed { line_id, quantity }).collect()
}

fn required(field: &str, typed: &str, most: usize) -> Result<String, Failure> {
    text::required(typed, most).map_err(|reason| AppError::invalid(field, reason).into())
}

fn optional(field: &str, typed: Option<String>, most: usize) -> Result<Option<String>, Failure> {
    text::optional(&typed.unwrap_or_default(), most).map_err(|reason| AppError::invalid(field, reason).into())
}
