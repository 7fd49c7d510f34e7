//! An offer: its terms as the seller fills them in, the immutable revision that comes of them, and what a revision changes.

use super::{Line, LineState};
use crate::domain::{
    event::LineEvent,
    money::UnitPrice,
    quantity::count_text,
    refusal::Refusal,
    time::{DAY_US, HOUR_US, MINUTE_US, Timestamp},
};
use serde::{Deserialize, Serialize};

/// For how many days an offer stands unless the seller says otherwise.
pub const USUAL_VALIDITY_DAYS: i64 = 14;

/// The longest validity of an offer, in days from now.
pub const MAX_VALIDITY_DAYS: i64 = 365;

/// By how many days an offer is extended whose own span is not known.
const USUAL_EXTENSION_US: i64 = 7 * DAY_US;

/// An extension is never longer than this.
const LONGEST_EXTENSION_US: i64 = 90 * DAY_US;

/// One immutable revision of the seller's offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Counts from 1 within the line.
    pub revision: u32,
    pub unit_price: UnitPrice,
    /// The price holds up to this many units.
    pub quantity: i64,
    /// Calendar days.
    pub lead_time_days: Option<i32>,
    /// The offer is never accepted at or after this instant.
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}

impl Offer {
    /// The terms, each with what it was in the revision before.
    pub fn sentence(&self, before: Option<&Self>) -> String {
        let mut text = format!("Offer {}: {}.", self.revision, self.terms_text(before));
        if let Some(comment) = &self.comment {
            text.push_str(&format!(" “{comment}”"));
        }
        text
    }

    fn terms_text(&self, before: Option<&Self>) -> String {
        let was = |changed: bool, old: String| if changed { format!(" (was {old})") } else { String::new() };
        let mut text = format!("{} each", self.unit_price);
        if let Some(percent) = before.and_then(|before| percent_text(before.unit_price, self.unit_price)) {
            text.push_str(&format!(" ({percent})"));
        }
        text.push_str(&format!(" for up to {}", count_text(self.quantity)));
        if let Some(before) = before {
            text.push_str(&was(before.quantity != self.quantity, count_text(before.quantity)));
        }
        if let Some(days) = self.lead_time_days {
            text.push_str(&format!(", lead time {days} d"));
            if let Some(old) = before.and_then(|before| before.lead_time_days) {
                text.push_str(&was(old != days, format!("{old} d")));
            }
        }
        if let Some(until) = self.valid_until {
            text.push_str(&format!(", valid until {}", until.minute_text()));
        }
        text
    }

    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.valid_until.is_some_and(|until| now >= until)
    }

    /// Whether the other revision has the same terms but for its end.
    fn is_same_but_for_its_end(&self, other: &Self) -> bool {
        (self.unit_price, self.quantity, self.lead_time_days) == (other.unit_price, other.quantity, other.lead_time_days)
            && self.valid_until != other.valid_until
    }
}

/// What a seller fills in for an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferTerms {
    pub unit_price: UnitPrice,
    /// `None`: the quantity asked for.
    pub quantity: Option<i64>,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
}

/// The change from one price to the next in tenths of a percent, rounded half away from zero.
pub fn tenths_of_percent(before: UnitPrice, after: UnitPrice) -> i64 {
    let difference = (i128::from(after.micros) - i128::from(before.micros)) * 1_000;
    let base = i128::from(before.micros.max(1));
    let rounded = (difference.abs() + base / 2) / base * difference.signum();
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// From this on a rise is a multiple: nobody reads a change of 123,456 %.
const TENFOLD: u64 = 9_000;

/// `−5.0 %`, `+6.8 %`, `+<0.1 %`, `more than tenfold`; nothing if the price stayed.
pub fn percent_text(before: UnitPrice, after: UnitPrice) -> Option<String> {
    if before.micros == after.micros {
        return None;
    }
    let sign = if after.micros < before.micros { '−' } else { '+' };
    Some(match tenths_of_percent(before, after).unsigned_abs() {
        0 => format!("{sign}<0.1 %"),
        TENFOLD => "tenfold".to_owned(),
        tenths if tenths > TENFOLD => "more than tenfold".to_owned(),
        tenths => format!("{sign}{}.{} %", tenths / 10, tenths % 10),
    })
}

/// Until when extending would let an offer stand: by as long again as it was made for, from its end or, once that has
/// passed, from now; at most [`MAX_VALIDITY_DAYS`]. `revisions` are the newest first, each with when it was made. Nothing
/// without an end that can be put off.
pub fn extended_until(revisions: &[(&Offer, Timestamp)], now: Timestamp) -> Option<Timestamp> {
    let (newest, _) = revisions.first()?;
    let end = newest.valid_until?;
    // An extension stands longer than it was made for: what counts is the revision that it goes back to.
    let extensions = revisions.windows(2).take_while(|pair| pair[0].0.is_same_but_for_its_end(pair[1].0)).count();
    let span = revisions.get(extensions).and_then(|(offer, made_at)| Some(offer.valid_until?.since_us(*made_at)));
    // Whole minutes: between reading a form and storing its offer a moment passes.
    let span = span.map(|span| (span + MINUTE_US / 2) / MINUTE_US * MINUTE_US);
    let span = span.filter(|span| *span > 0).map_or(USUAL_EXTENSION_US, |span| span.min(LONGEST_EXTENSION_US));
    Some(end.max(now).plus_us(span).min(now.plus_days(MAX_VALIDITY_DAYS))).filter(|until| *until > end)
}

/// The last revision with another end: of the live offer, or of one that has expired while the line is open.
///
/// # Errors
/// A newer revision exists; there is nothing to extend; the new end is not later than the old one and than now.
pub(super) fn extend(line: &Line, until: Timestamp, revisions_seen: u32, now: Timestamp) -> Result<LineEvent, Refusal> {
    if revisions_seen != line.revisions {
        return Err(Refusal::OfferChanged);
    }
    let last = line.extendable_offer(now).ok_or(Refusal::NothingToExtend)?;
    let from = last.valid_until.ok_or(Refusal::NothingToExtend)?;
    if until <= from || until <= now {
        return Err(Refusal::EndTooEarly);
    }
    let offer = Offer { revision: line.revisions + 1, valid_until: Some(until), ..last.clone() };
    Ok(LineEvent::OfferExtended { offer, from })
}

/// How soon an offer ends that nobody has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    Day,
    Hour,
}

impl Reminder {
    pub const ALL: [Self; 2] = [Self::Day, Self::Hour];

    /// How long before the end it is due, in microseconds.
    pub fn lead_us(self) -> i64 {
        match self {
            Self::Day => DAY_US,
            Self::Hour => HOUR_US,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reminder| reminder.as_str() == text)
    }

    /// `ends in less than a day`, as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Day => "a day",
            Self::Hour => "an hour",
        }
    }

    /// The reminders that an offer will give, and when. None is due when the offer is made.
    pub fn planned(made_at: Timestamp, valid_until: Timestamp) -> impl Iterator<Item = (Self, Timestamp)> {
        let life = valid_until.since_us(made_at);
        let fitting = Self::ALL.into_iter().filter(move |reminder| life > reminder.lead_us());
        fitting.map(move |reminder| (reminder, valid_until.plus_us(-reminder.lead_us())))
    }

    /// The reminder that an offer gives now, if any: the more urgent one, and none that is due when the offer is made.
    pub fn due(made_at: Timestamp, valid_until: Timestamp, now: Timestamp) -> Option<Self> {
        let (left, life) = (valid_until.since_us(now), valid_until.since_us(made_at));
        let fits = |reminder: Self| left <= reminder.lead_us() && life > reminder.lead_us();
        let sooner = [Self::Hour, Self::Day].into_iter().find(|reminder| left <= reminder.lead_us());
        sooner.filter(|reminder| left > 0 && fits(*reminder))
    }
}

/// Reminds of the live offer's end, if it is the one that the reminder is about and nobody has answered it.
///
/// # Errors
/// The offer was changed, answered or is over, or it is too early.
pub(super) fn remind(line: &Line, of: RemindOf, now: Timestamp) -> Result<LineEvent, Refusal> {
    let LineState::Quote(offer) = &line.state else { return Err(Refusal::OfferChanged) };
    if offer.revision != of.revision {
        return Err(Refusal::OfferChanged);
    }
    let valid_until = offer.valid_until.ok_or(Refusal::NothingToExtend)?;
    match Reminder::due(of.made_at, valid_until, now) {
        Some(reminder) if Some(reminder) != of.last => {
            let (offer, first) = (offer.clone(), of.last.is_none());
            Ok(LineEvent::OfferEnding { offer, reminder, first })
        }
        Some(_) | None => Err(Refusal::OfferExpired),
    }
}

/// Which offer a reminder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemindOf {
    pub revision: u32,
    pub made_at: Timestamp,
    /// The last reminder given of it.
    pub last: Option<Reminder>,
}
