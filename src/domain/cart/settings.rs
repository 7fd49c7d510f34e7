//! What merchants set of carts: the largest quantity of a line, and when abandoned personal carts are emptied. Must not know
//! where it is kept.

use crate::domain::{
    quantity::{MAX_QUANTITY, count_text, parse_quantity},
    time::{MINUTE_US, Timestamp},
};
use serde::{Deserialize, Serialize};

/// The longest retention of a cart that nobody touches, in days: ten years.
const MAX_DAYS: u32 = 3_650;

/// The settings of carts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CartSettings {
    /// The largest quantity of one line that a buyer may name. A line that has more keeps it, but gets no more.
    pub largest_quantity: i64,
    /// Abandoned personal carts are emptied.
    pub purge_abandoned: bool,
    /// Days without any change after which a personal cart counts as abandoned.
    pub retention_days: u32,
    /// When the job runs once a day: minutes since midnight, UTC.
    pub purge_minute: u16,
}

impl Default for CartSettings {
    fn default() -> Self {
        Self { largest_quantity: MAX_QUANTITY, purge_abandoned: false, retention_days: 90, purge_minute: 3 * 60 }
    }
}

/// The settings as a form has them.
#[derive(Clone, Copy, Debug)]
pub struct CartSettingsInputs<'a> {
    pub largest_quantity: &'a str,
    pub purge_abandoned: bool,
    pub retention_days: &'a str,
    pub purge_time: &'a str,
}

impl CartSettings {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every refused field by its name, with a sentence.
    pub fn read(typed: CartSettingsInputs<'_>) -> Result<Self, Vec<(&'static str, String)>> {
        let mut refused = Vec::new();
        let mut settings = Self { purge_abandoned: typed.purge_abandoned, ..Self::default() };
        match parse_quantity(typed.largest_quantity) {
            Ok(largest) => settings.largest_quantity = largest,
            Err(reason) => refused.push(("largest_quantity", reason)),
        }
        match parse_days(typed.retention_days) {
            Ok(days) => settings.retention_days = days,
            Err(reason) => refused.push(("retention_days", reason)),
        }
        match parse_minute(typed.purge_time) {
            Ok(minute) => settings.purge_minute = minute,
            Err(reason) => refused.push(("purge_time", reason)),
        }
        if refused.is_empty() { Ok(settings) } else { Err(refused) }
    }

    /// `03:00`, in UTC.
    pub fn purge_time_text(self) -> String {
        format!("{:02}:{:02}", self.purge_minute / 60, self.purge_minute % 60)
    }

    /// A personal cart without any change after this instant is abandoned.
    pub fn abandoned_since(self, now: Timestamp) -> Timestamp {
        now.plus_days(-i64::from(self.retention_days))
    }

    /// The latest time for a run that is not in the future.
    fn slot(self, now: Timestamp) -> Timestamp {
        let today = now.day_start().plus_us(i64::from(self.purge_minute) * MINUTE_US);
        if today <= now { today } else { today.plus_days(-1) }
    }

    /// The run that is due, named by the time that it was planned for: the first after the job was switched on or planned
    /// anew, one a day at most, and one that was missed or cut off as soon as there is somebody to run it.
    pub fn due_run(self, planned_at: Option<Timestamp>, last: Option<PurgeRun>, now: Timestamp) -> Option<Timestamp> {
        let slot = self.slot(now);
        if !self.purge_abandoned || planned_at.is_some_and(|planned| slot < planned) {
            return None;
        }
        match last {
            Some(run) if run.slot == slot => (!run.is_done).then_some(slot),
            Some(run) => (slot.day_start() > run.slot.day_start()).then_some(slot),
            None => Some(slot),
        }
    }
}

/// A run of the job that empties abandoned carts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeRun {
    /// The time that it was planned for.
    pub slot: Timestamp,
    /// When it began.
    pub at: Timestamp,
    pub carts: u32,
    pub is_done: bool,
}

/// Asks whether a buyer may name a quantity for a line that has `held` units by now (0: there is none yet).
///
/// # Errors
/// It is more than the merchant allows and more than the line has: a sentence fit to stand beside the field.
pub fn check_largest(wanted: i64, held: i64, largest: i64) -> Result<(), String> {
    if wanted <= largest || wanted <= held {
        return Ok(());
    }
    let most = format!("a line has at most {}", count_text(largest));
    Err(match held {
        0 => most,
        held => format!("{most}; this one has {} by now", count_text(held)),
    })
}

fn parse_days(typed: &str) -> Result<u32, String> {
    match typed.trim() {
        "" => Err("enter a number".into()),
        text => match text.parse::<u32>() {
            Ok(days) if (1..=MAX_DAYS).contains(&days) => Ok(days),
            Ok(_) => Err(format!("between 1 and {MAX_DAYS}")),
            Err(_) => Err(format!("“{text}” is not a whole number")),
        },
    }
}

/// Minutes since midnight. Browsers add seconds to some times; they do not count.
fn parse_minute(typed: &str) -> Result<u16, String> {
    let wrong = || format!("“{}” is not a time of day; write it like 03:00", typed.trim());
    let is_pair = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = typed.trim().split(':').map(|part| part.parse::<u16>().ok().filter(|_| is_pair(part)));
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(hours), Some(minutes)) if hours < 24 && minutes < 60 => Ok(hours * 60 + minutes),
        (_, _) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{DAY_US, HOUR_US};

    const TYPED: CartSettingsInputs<'static> =
        CartSettingsInputs { largest_quantity: "5,000", purge_abandoned: true, retention_days: " 30 ", purge_time: "23:45" };

    /// 1970-01-20T00:00:00Z.
    const MIDNIGHT: Timestamp = Timestamp(19 * DAY_US);

    fn at(hours: i64) -> Timestamp {
        MIDNIGHT.plus_us(hours * HOUR_US)
    }

    fn nightly() -> CartSettings {
        CartSettings { purge_abandoned: true, ..CartSettings::default() }
    }

    fn run(slot: Timestamp, is_done: bool) -> Option<PurgeRun> {
        Some(PurgeRun { slot, at: slot, carts: 0, is_done })
    }

    #[test]
    fn nothing_is_emptied_by_default_and_a_line_has_six_digits() {
        let settings = CartSettings::default();
        assert_eq!((settings.largest_quantity, settings.retention_days, settings.purge_abandoned), (999_999, 90, false));
        assert_eq!((settings.purge_time_text().as_str(), settings.due_run(None, None, at(10))), ("03:00", None));
    }

    #[test]
    fn what_is_typed_is_read_and_every_refused_field_is_named() {
        let read = CartSettings::read(TYPED).expect("fine");
        assert_eq!((read.largest_quantity, read.retention_days, read.purge_time_text().as_str()), (5_000, 30, "23:45"));
        for days in ["1", "3650"] {
            assert!(CartSettings::read(CartSettingsInputs { retention_days: days, ..TYPED }).is_ok(), "{days}");
        }
        let wrong = CartSettingsInputs { largest_quantity: "0", retention_days: "3651", purge_time: "24:00", ..TYPED };
        let refused = CartSettings::read(wrong).expect_err("refused");
        let fields: Vec<_> = refused.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["largest_quantity", "retention_days", "purge_time"]);
        for time in ["", "7", "7:30", "07:60", "noon", "-1:00", "+1:00"] {
            assert!(CartSettings::read(CartSettingsInputs { purge_time: time, ..TYPED }).is_err(), "{time}");
        }
        assert!(CartSettings::read(CartSettingsInputs { largest_quantity: "1000000", ..TYPED }).is_err());
        assert!(CartSettings::read(CartSettingsInputs { retention_days: "0", ..TYPED }).is_err());
    }

    #[test]
    fn a_line_that_has_more_keeps_it_but_gets_no_more() {
        assert_eq!(check_largest(500, 0, 500), Ok(()));
        assert_eq!(check_largest(501, 0, 500), Err("a line has at most 500".into()));
        assert_eq!((check_largest(800, 800, 500), check_largest(700, 800, 500)), (Ok(()), Ok(())));
        assert_eq!(check_largest(801, 800, 500), Err("a line has at most 500; this one has 800 by now".into()));
    }

    #[test]
    fn a_run_is_due_once_a_day_at_its_time() {
        let (before, now) = (at(3).plus_us(-1), at(3));
        assert_eq!(nightly().due_run(None, run(at(3 - 24), true), before), None);
        assert_eq!(nightly().due_run(None, run(at(3 - 24), true), now), Some(at(3)));
        assert_eq!(nightly().due_run(None, run(at(3), true), at(23)), None);
        assert_eq!(nightly().due_run(None, run(at(3), false), at(23)), Some(at(3)), "it was cut off");
        assert_eq!(nightly().due_run(None, run(at(3 - 48), true), at(2)), Some(at(3 - 24)), "it was missed");
    }

    #[test]
    fn switched_on_or_planned_anew_it_waits_for_its_time() {
        assert_eq!(nightly().due_run(Some(at(3).plus_us(1)), None, at(26)), None);
        assert_eq!(nightly().due_run(Some(at(3).plus_us(1)), None, at(27)), Some(at(27)));
        let later = CartSettings { purge_minute: 15 * 60, ..nightly() };
        assert_eq!(later.due_run(Some(at(12)), run(at(3), true), at(16)), None, "one a day");
        assert_eq!(later.due_run(Some(at(12)), run(at(3), true), at(39)), Some(at(39)));
    }
}
