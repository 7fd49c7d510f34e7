//! Sellers' own order systems: what a bag looks like to them in each format, what their answers mean, and the way there.
//! Must not decide what an answer does to a bag.

mod cxml;
mod http;
mod json;
pub mod signature;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod ubl;
mod xml;

pub use http::{Erp, Limits, Reach, Reply, Unanswered, check_url, choose_cryptography};
pub use xml::Element;

use crate::domain::{
    delivery::{self, Format, Verdict},
    ids::{BagId, LineId},
    money::{Money, UnitPrice},
    ordering::OrderHeader,
    time::{DAY_US, SECOND_US, Timestamp},
};

/// A bag as its seller's system gets it. Nothing in it is another seller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    pub bag_id: BagId,
    pub revision: u32,
    pub order_number: i64,
    pub placed_at: Timestamp,
    pub buyer: String,
    pub seller: String,
    /// Who submitted the order.
    pub contact: String,
    pub customer_po: Option<String>,
    pub header: OrderHeader,
    /// In the currency of every line.
    pub total: Money,
    pub lines: Vec<PurchaseLine>,
}

/// A line of it, as it was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseLine {
    pub line_id: LineId,
    /// Its number within the order.
    pub position: i64,
    pub part_number: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: String,
    pub unit: String,
    pub certificate: Option<String>,
    pub quantity: i64,
    pub unit_price: UnitPrice,
    /// Rounded once, when it was agreed.
    pub subtotal: Money,
}

impl Purchase {
    /// The key of every try.
    pub fn key(&self) -> String {
        delivery::key(self.bag_id, self.revision)
    }

    /// What the document is called.
    pub fn number(&self) -> String {
        delivery::document_number(self.order_number, self.total.currency, self.revision)
    }

    /// What the document before this correction was called.
    pub fn number_before(&self) -> Option<String> {
        let before = self.revision.checked_sub(1).filter(|before| *before > 0)?;
        Some(delivery::document_number(self.order_number, self.total.currency, before))
    }
}

/// A document and how it says what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub content_type: &'static str,
    pub body: String,
    /// `Authorization`, where the format has no place of its own for it.
    pub authorization: Option<String>,
}

/// A bag in a format.
pub fn write(format: Format, purchase: &Purchase, credential: Option<&str>) -> Letter {
    let bearer = credential.map(|credential| format!("Bearer {credential}"));
    let (content_type, body, authorization) = match format {
        Format::Json => ("application/json", json::write(purchase), bearer),
        Format::Ubl => ("application/xml; charset=utf-8", ubl::write(purchase), bearer),
        Format::Cxml => ("text/xml; charset=utf-8", cxml::write(purchase, credential), None),
    };
    Letter { content_type, body, authorization }
}

/// What a try comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Verdict(Verdict),
    /// Perhaps it was taken, perhaps not; the same key again, after at least so many microseconds.
    Again {
        error: String,
        wait_us: i64,
    },
    /// The same again would end the same.
    Failed(String),
}

/// Retry-After is honoured up to a day.
const LONGEST_WAIT_US: i64 = DAY_US;

/// What a seller's system said. `now` is for a Retry-After that names a time.
pub fn read(format: Format, purchase: &Purchase, reply: &Reply, now: Timestamp) -> Heard {
    let again = |error: String| Heard::Again { error, wait_us: wait_us(reply, now) };
    match reply.status {
        200..=299 => understood(format, purchase, &reply.body).unwrap_or_else(|error| {
            again(format!("answered {}, but {error}; whether it has the order is unknown", reply.status))
        }),
        300..=399 => {
            Heard::Failed(format!("answered {}: it wants us elsewhere, and orders are not sent elsewhere", reply.status))
        }
        408 | 425 | 429 | 500..=599 => again(format!("answered {}", reply.status)),
        status => match understood(format, purchase, &reply.body) {
            Ok(Heard::Verdict(Verdict::Rejected { reason })) => Heard::Verdict(Verdict::Rejected { reason }),
            Ok(_) | Err(_) => Heard::Failed(format!("answered {status}: it does not take this request")),
        },
    }
}

fn understood(format: Format, purchase: &Purchase, body: &str) -> Result<Heard, String> {
    if body.trim().is_empty() {
        return Ok(Heard::Verdict(Verdict::Received));
    }
    match format {
        Format::Json => json::read(purchase, body),
        Format::Ubl => ubl::read(purchase, body),
        Format::Cxml => cxml::read(body),
    }
}

/// RFC 9110, 10.2.3: seconds, or a date.
fn wait_us(reply: &Reply, now: Timestamp) -> i64 {
    let Some(text) = reply.retry_after.as_deref() else { return 0 };
    let wait = match text.trim().parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(SECOND_US),
        Err(_) => http::date_us(text).map_or(0, |at| at.saturating_sub(now.0)),
    };
    wait.clamp(0, LONGEST_WAIT_US)
}

/// What a system gave as its reason or number, in bounds.
fn said(text: &str, most: usize) -> Option<String> {
    let clean: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean: String = clean.chars().filter(|c| !c.is_control()).take(most).collect();
    (!clean.is_empty()).then_some(clean)
}

/// The longest order number of a seller's system that is kept, in characters.
const MOST_NUMBER: usize = 80;

/// The longest reason, in characters.
const MOST_REASON: usize = 500;

fn number(text: &str) -> Option<String> {
    said(text, MOST_NUMBER)
}

fn reason(text: &str) -> String {
    said(text, MOST_REASON).unwrap_or_else(|| "no reason was given".to_owned())
}
