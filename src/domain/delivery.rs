//! How a bag reaches its seller's own order system: the formats, what such a system may answer, when a waiting bag is due.
//! Must not know how a format is written, or how anything is sent.

use super::{
    ids::BagId,
    money::Currency,
    ordering::BagCommand,
    time::{DAY_US, MINUTE_US, Timestamp},
};
use serde::{Deserialize, Serialize};

/// The languages that a connector can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own, described in `docs/connectors.md`.
    Json,
    /// OASIS UBL 2.1, `Order`.
    Ubl,
    /// cXML 1.2, `OrderRequest`.
    Cxml,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Json, Self::Ubl, Self::Cxml];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ubl => "ubl",
            Self::Cxml => "cxml",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Ubl => "UBL 2.1 Order",
            Self::Cxml => "cXML OrderRequest",
        }
    }
}

/// What became of one try to hand a bag over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// Taken; the answer comes later.
    HandedOver,
    InReview,
    Accepted,
    Rejected,
    /// Nobody knows, or not now: tried again under the same key.
    Again,
    /// It makes no sense to try this again.
    Failed,
}

impl DeliveryOutcome {
    pub const ALL: [Self; 6] = [Self::HandedOver, Self::InReview, Self::Accepted, Self::Rejected, Self::Again, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::InReview => "in_review",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Again => "again",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::HandedOver => "Handed over",
            Self::InReview => "In review",
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
            Self::Again => "Tried again later",
            Self::Failed => "Failed",
        }
    }
}

/// What a seller's system says of a bag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has it; nothing more.
    Received,
    InReview,
    Accepted {
        order_number: Option<String>,
    },
    Rejected {
        reason: String,
    },
}

impl Verdict {
    pub fn outcome(&self) -> DeliveryOutcome {
        match self {
            Self::Received => DeliveryOutcome::HandedOver,
            Self::InReview => DeliveryOutcome::InReview,
            Self::Accepted { .. } => DeliveryOutcome::Accepted,
            Self::Rejected { .. } => DeliveryOutcome::Rejected,
        }
    }

    /// What it asks of the bag.
    pub fn command(self, revision: u32) -> BagCommand {
        match self {
            Self::Received => BagCommand::Send { revision },
            Self::InReview => BagCommand::Review { revision },
            Self::Accepted { order_number } => BagCommand::Accept { revision, erp_order_number: order_number },
            Self::Rejected { reason } => BagCommand::Reject { revision, reason },
        }
    }
}

/// The key under which a bag is sent, however often: one order at the seller for each.
pub fn key(bag_id: BagId, revision: u32) -> String {
    format!("{bag_id}:r{revision}")
}

/// The bag and the revision of a key.
pub fn parse_key(key: &str) -> Option<(BagId, u32)> {
    let (bag_id, revision) = key.split_once(":r")?;
    Some((bag_id.parse().ok()?, revision.parse().ok()?))
}

/// The number of the document that the seller's system gets: the order's, the bag's currency, and from the second revision on
/// which one it is. A seller has one bag of an order in each currency.
pub fn document_number(order_number: i64, currency: Currency, revision: u32) -> String {
    match revision {
        0 | 1 => format!("O-{order_number}-{currency}"),
        later => format!("O-{order_number}-{currency}-R{later}"),
    }
}

/// The longest part of a request or an answer that is kept, in characters.
pub const MOST_KEPT: usize = 16_000;

/// What of a request or an answer may be kept and shown: without the secrets, without what no database or page takes, and not
/// too much of it.
pub fn redacted(text: &str, secrets: &[&str]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        clean = clean.replace(secret, "•••");
    }
    let kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let mut cut: String = clean.chars().filter(kept).take(MOST_KEPT).collect();
    if clean.chars().filter(kept).nth(MOST_KEPT).is_some() {
        cut.push_str("\n… cut off");
    }
    cut
}

/// The setting `ERP_SubmitOrders` with its schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitOrders {
    /// At submission; otherwise by the scheduled task.
    pub on: bool,
    /// When the task first runs on a day: minutes since midnight, UTC.
    pub first_minute: u16,
    /// Minutes between two runs, up to a whole day.
    pub every_minutes: u16,
}

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

impl Default for SubmitOrders {
    fn default() -> Self {
        Self { on: true, first_minute: 0, every_minutes: 60 }
    }
}

impl SubmitOrders {
    /// Orders that were submitted until then are due now.
    pub fn due_until(self, now: Timestamp) -> Timestamp {
        if self.on {
            return now;
        }
        let first = now.day_start().plus_us(i64::from(self.first_minute) * MINUTE_US);
        let first = if first > now { first.plus_us(-DAY_US) } else { first };
        let every = i64::from(self.every_minutes.max(1)) * MINUTE_US;
        first.plus_us(now.since_us(first) / every * every)
    }

    /// The time of day as an input field has it: `07:30`.
    pub fn first_text(self) -> String {
        format!("{:02}:{:02}", self.first_minute / 60, self.first_minute % 60)
    }
}

/// Reads a time of day, in minutes since midnight.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn parse_minute(text: &str) -> Result<u16, String> {
    let wrong = || format!("“{}” is not a time like 07:30", text.trim());
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(wrong)?;
    // Browsers may add the seconds.
    let minutes = minutes.split(':').next().unwrap_or(minutes);
    match (hours.parse::<u16>(), minutes.parse::<u16>()) {
        (Ok(hours), Ok(minutes)) if hours < 24 && minutes < 60 => Ok(hours * 60 + minutes),
        _unreadable => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{HOUR_US, SECOND_US};
    use proptest::prelude::*;
    use uuid::Uuid;

    /// 2026-03-09T12:05:00Z.
    const NOON: Timestamp = Timestamp(1_773_057_900 * SECOND_US);

    #[test]
    fn codes_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        for outcome in DeliveryOutcome::ALL {
            assert_eq!(DeliveryOutcome::parse(outcome.as_str()), Some(outcome));
        }
        let bag_id = BagId(Uuid::from_u128(7));
        assert_eq!(parse_key(&key(bag_id, 3)), Some((bag_id, 3)));
        assert_eq!(parse_key("nothing"), None);
    }

    #[test]
    fn a_revision_has_a_number_of_its_own() {
        let usd = Currency::parse("USD").expect("a currency");
        assert_eq!(document_number(100_001, usd, 1), "O-100001-USD");
        assert_eq!(document_number(100_001, usd, 2), "O-100001-USD-R2");
    }

    #[test]
    fn nothing_secret_and_nothing_endless_is_kept() {
        assert_eq!(redacted("pass=coyote&x", &["coyote", ""]), "pass=•••&x");
        assert_eq!(redacted("a\u{0}b\r\nc", &[]), "ab\nc");
        let long = redacted(&"x".repeat(MOST_KEPT + 5), &[]);
        assert!(long.ends_with("x\n… cut off") && long.chars().count() < MOST_KEPT + 20);
    }

    #[test]
    fn switched_off_orders_wait_for_the_next_run() {
        let hourly = SubmitOrders { on: false, first_minute: 30, every_minutes: 60 };
        assert_eq!(hourly.due_until(NOON).minute_text(), "2026-03-09 11:30 UTC");
        let daily = SubmitOrders { on: false, first_minute: 18 * 60, every_minutes: DAY_MINUTES };
        assert_eq!(daily.due_until(NOON).minute_text(), "2026-03-08 18:00 UTC");
        assert_eq!(daily.due_until(NOON.plus_us(6 * HOUR_US)).minute_text(), "2026-03-09 18:00 UTC");
        assert_eq!(SubmitOrders::default().due_until(NOON), NOON);
    }

    #[test]
    fn a_time_of_day_is_read_as_it_is_typed() {
        assert_eq!(parse_minute(" 07:30 "), Ok(450));
        assert_eq!(parse_minute("23:59:59"), Ok(1_439));
        for wrong in ["24:00", "7.30", "", "07:60", "-1:00"] {
            assert!(parse_minute(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_run_is_never_late_by_more_than_its_interval(first in 0_u16..1_440, every in 1_u16..=1_440, us in 0_i64..3 * DAY_US) {
            let settings = SubmitOrders { on: false, first_minute: first, every_minutes: every };
            let now = NOON.plus_us(us);
            let until = settings.due_until(now);
            prop_assert!(until <= now && now.since_us(until) < DAY_US.min(i64::from(every) * MINUTE_US));
        }
    }
}
