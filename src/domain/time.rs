//! Points in time as whole microseconds. Owns their UTC text forms; must not read a clock.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z. Both databases keep exactly this precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

pub const SECOND_US: i64 = 1_000_000;
pub const MINUTE_US: i64 = 60 * SECOND_US;
pub const HOUR_US: i64 = 60 * MINUTE_US;
pub const DAY_US: i64 = 24 * HOUR_US;
pub const WEEK_US: i64 = 7 * DAY_US;

/// 1970-01-01 was a Thursday: the first Monday came four days later.
const FIRST_MONDAY_US: i64 = 4 * DAY_US;

impl Timestamp {
    /// This instant moved by whole microseconds, saturating at the ends of time.
    pub fn plus_us(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }

    pub fn plus_days(self, days: i64) -> Self {
        self.plus_us(days.saturating_mul(DAY_US))
    }

    /// Microseconds from `earlier` to `self`; negative if `earlier` is later.
    pub fn since_us(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339 in UTC with seconds, for machines and `<time datetime>`.
    pub fn rfc3339(self) -> String {
        self.date_time().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// `2026-03-09 14:05 UTC`: the form that pages show before the browser localises it.
    pub fn minute_text(self) -> String {
        self.date_time().format("%Y-%m-%d %H:%M UTC").to_string()
    }

    /// `2026-03-09`, in UTC.
    pub fn date_text(self) -> String {
        self.date_time().format("%Y-%m-%d").to_string()
    }

    /// How long ago this was, seen from `now`, as people say it: `now`, `5 min`, `3 h`, `2 d`, `9 Mar`.
    pub fn ago_text(self, now: Self) -> String {
        let us = now.since_us(self);
        match us {
            _ if us < MINUTE_US => "now".into(),
            _ if us < HOUR_US => format!("{} min", us / MINUTE_US),
            _ if us < DAY_US => format!("{} h", us / HOUR_US),
            _ if us < 7 * DAY_US => format!("{} d", us / DAY_US),
            _ if self.date_time().year() == now.date_time().year() => self.date_time().format("%-d %b").to_string(),
            _ => self.date_time().format("%-d %b %Y").to_string(),
        }
    }

    /// The time left until this instant: `2 d 4 h`, `3 h 5 min`, `4 min`, `expired`.
    pub fn left_text(self, now: Self) -> String {
        let us = self.since_us(now);
        match us {
            _ if us <= 0 => "expired".into(),
            _ if us < HOUR_US => format!("{} min", (us / MINUTE_US).max(1)),
            _ if us < DAY_US => format!("{} h {} min", us / HOUR_US, us % HOUR_US / MINUTE_US),
            _ => format!("{} d {} h", us / DAY_US, us % DAY_US / HOUR_US),
        }
    }

    /// The Monday, 00:00 UTC, on which this instant's week began (ISO 8601).
    pub fn week_start(self) -> Self {
        Self(self.0.saturating_sub((self.0.saturating_sub(FIRST_MONDAY_US)).rem_euclid(WEEK_US)))
    }

    /// What an end says of itself: `expires in 3 h 12 min`, or `expired` from that instant on.
    pub fn expiry_text(self, now: Self) -> String {
        match self.since_us(now) {
            ..=0 => "expired".into(),
            1..MINUTE_US => "expires in less than 1 min".into(),
            _ => format!("expires in {}", self.left_text(now)),
        }
    }

    /// Midnight, in UTC, at which the day of this instant began.
    pub fn day_start(self) -> Self {
        Self(self.0.div_euclid(DAY_US) * DAY_US)
    }

    /// Midnight, in UTC, at which a day begins that was typed like `2026-03-09`.
    pub fn parse_date(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
        let day = Self(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros());
        // Years of more than four digits have another form.
        Some(day).filter(|day| day.date_text().len() == 10)
    }

    /// `9 Mar`, in UTC.
    pub fn short_day_text(self) -> String {
        self.date_time().format("%-d %b").to_string()
    }

    fn date_time(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        let monday = Timestamp(1_773_014_400 * SECOND_US);
        assert_eq!((monday.minute_text().as_str(), monday.short_day_text().as_str()), ("2026-03-09 00:00 UTC", "9 Mar"));
        for hours in [0, 1, 24, 7 * 24 - 1] {
            assert_eq!(monday.plus_us(hours * HOUR_US).week_start(), monday, "{hours} hours into the week");
        }
        assert_eq!(monday.plus_us(-1).week_start(), monday.plus_days(-7));
        assert_eq!(Timestamp(0).week_start().date_text(), "1969-12-29");
    }

    #[test]
    fn texts_name_utc_and_the_distance() {
        let noon = Timestamp(1_773_057_900 * SECOND_US);
        assert_eq!(noon.minute_text(), "2026-03-09 12:05 UTC");
        assert_eq!(noon.rfc3339(), "2026-03-09T12:05:00Z");
        assert_eq!(noon.ago_text(noon.plus_us(90 * MINUTE_US)), "1 h");
        assert_eq!(noon.ago_text(noon.plus_days(30)), "9 Mar");
        assert_eq!(noon.plus_days(2).plus_us(4 * HOUR_US).left_text(noon), "2 d 4 h");
        assert_eq!(noon.left_text(noon), "expired");
        assert_eq!(noon.short_day_text(), "9 Mar");
    }

    #[test]
    fn an_end_says_how_far_it_is() {
        let end = Timestamp(1_773_057_900 * SECOND_US);
        let shown = |us: i64| end.expiry_text(end.plus_us(-us));
        assert_eq!(shown(3 * HOUR_US + 12 * MINUTE_US + 30 * SECOND_US), "expires in 3 h 12 min");
        assert_eq!(shown(DAY_US), "expires in 1 d 0 h");
        assert_eq!(shown(59 * MINUTE_US), "expires in 59 min");
        assert_eq!(shown(1), "expires in less than 1 min");
        assert_eq!(shown(0), "expired");
        assert_eq!(shown(-1), "expired");
    }

    #[test]
    fn a_day_begins_at_midnight_and_is_read_as_it_is_written() {
        let day = Timestamp::parse_date(" 2026-03-09 ").expect("a date");
        assert_eq!((day.minute_text().as_str(), day.day_start()), ("2026-03-09 00:00 UTC", day));
        assert_eq!(day.plus_us(DAY_US - 1).day_start(), day);
        for text in ["", "2026-02-30", "9 March", "12026-03-09", "tomorrow"] {
            assert_eq!(Timestamp::parse_date(text), None, "{text}");
        }
    }
}
