//! The four settings of shared carts: defaults, bounds, names on the wire. Must not know where they are kept.

use serde::{Deserialize, Serialize};

/// The longest time after which an empty cart may be purged: thirty days, in hours.
const MAX_HOURS: u32 = 720;

/// The longest time after which any other cart may be purged: two years, in weeks.
const MAX_WEEKS: u32 = 104;

/// What merchants set of shared carts. The names on the wire are those of the merchant's interface
/// (`GET`/`PUT /ccadmin/v1/merchant/sharedOrganizationCart`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedCartSettings {
    /// Carts can be shared. Without, existing shared carts can be read and unshared, and nothing purges them.
    pub enabled: bool,
    /// Hours without activity after which an empty shared cart is purged.
    pub hours_until_empty_cart_purge_due: u32,
    /// Weeks without activity after which any other shared cart is purged.
    pub weeks_until_purge_due: u32,
    /// Weeks before that at which the sharer and the last modifier are told.
    pub weeks_before_purge_for_notice: u32,
}

impl Default for SharedCartSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            hours_until_empty_cart_purge_due: 4,
            weeks_until_purge_due: 8,
            weeks_before_purge_for_notice: 1,
        }
    }
}

impl SharedCartSettings {
    /// Every field that breaks its bounds, by its name in forms, with a sentence.
    ///
    /// # Errors
    /// At least one field is refused.
    pub fn check(self) -> Result<Self, Vec<(&'static str, String)>> {
        let mut refused = Vec::new();
        let mut bound = |field, value: u32, most: u32| {
            if !(1..=most).contains(&value) {
                refused.push((field, format!("between 1 and {most}")));
            }
        };
        bound("hours_until_empty_cart_purge_due", self.hours_until_empty_cart_purge_due, MAX_HOURS);
        bound("weeks_until_purge_due", self.weeks_until_purge_due, MAX_WEEKS);
        bound("weeks_before_purge_for_notice", self.weeks_before_purge_for_notice, MAX_WEEKS);
        if refused.is_empty() && self.weeks_before_purge_for_notice >= self.weeks_until_purge_due {
            let most = self.weeks_until_purge_due.saturating_sub(1);
            let reason = match most {
                0 => "a notice needs at least two weeks until the purge".to_owned(),
                most => format!("a notice comes before the purge: at most {most}"),
            };
            refused.push(("weeks_before_purge_for_notice", reason));
        }
        if refused.is_empty() { Ok(self) } else { Err(refused) }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// Every refused field by its name, with a sentence.
    pub fn read(typed: SettingsInputs<'_>) -> Result<Self, Vec<(&'static str, String)>> {
        let mut refused = Vec::new();
        let mut number = |field, text: &str| match text.trim().parse::<u32>() {
            Ok(number) => number,
            Err(_) => {
                let text = text.trim();
                let reason =
                    if text.is_empty() { "enter a number".into() } else { format!("“{text}” is not a whole number") };
                refused.push((field, reason));
                1
            }
        };
        let read = Self {
            enabled: typed.enabled,
            hours_until_empty_cart_purge_due: number("hours_until_empty_cart_purge_due", typed.hours),
            weeks_until_purge_due: number("weeks_until_purge_due", typed.weeks),
            weeks_before_purge_for_notice: number("weeks_before_purge_for_notice", typed.notice),
        };
        if refused.is_empty() { read.check() } else { Err(refused) }
    }
}

/// The settings as a form has them.
#[derive(Clone, Copy, Debug)]
pub struct SettingsInputs<'a> {
    pub enabled: bool,
    pub hours: &'a str,
    pub weeks: &'a str,
    pub notice: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(hours: u32, weeks: u32, notice: u32) -> SharedCartSettings {
        SharedCartSettings {
            enabled: true,
            hours_until_empty_cart_purge_due: hours,
            weeks_until_purge_due: weeks,
            weeks_before_purge_for_notice: notice,
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_merchants_interface() {
        let written = serde_json::to_string(&SharedCartSettings::default()).expect("writes");
        assert_eq!(
            written,
            "{\"enabled\":true,\"hoursUntilEmptyCartPurgeDue\":4,\"weeksUntilPurgeDue\":8,\"weeksBeforePurgeForNotice\":1}"
        );
        assert_eq!(SharedCartSettings::default().check(), Ok(SharedCartSettings::default()));
    }

    #[test]
    fn nothing_is_purged_at_once_or_never_and_a_notice_comes_before() {
        for good in [set(1, 2, 1), set(720, 104, 103), set(4, 8, 7)] {
            assert_eq!(good.check(), Ok(good));
        }
        let fields = |settings: SharedCartSettings| -> Vec<&'static str> {
            settings.check().expect_err("refused").into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(fields(set(0, 8, 1)), ["hours_until_empty_cart_purge_due"]);
        assert_eq!(fields(set(721, 105, 1)), ["hours_until_empty_cart_purge_due", "weeks_until_purge_due"]);
        assert_eq!(fields(set(4, 8, 8)), ["weeks_before_purge_for_notice"]);
        assert_eq!(fields(set(4, 1, 1)), ["weeks_before_purge_for_notice"]);
        assert_eq!(fields(set(4, 8, 0)), ["weeks_before_purge_for_notice"]);
    }

    #[test]
    fn every_field_that_is_no_number_is_named() {
        let typed = SettingsInputs { enabled: false, hours: " 6 ", weeks: "ten", notice: "" };
        let refused = SharedCartSettings::read(typed).expect_err("refused");
        assert_eq!(
            refused.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            ["weeks_until_purge_due", "weeks_before_purge_for_notice"]
        );
        let typed = SettingsInputs { enabled: false, hours: " 6 ", weeks: "10", notice: "2" };
        assert_eq!(SharedCartSettings::read(typed), Ok(SharedCartSettings { enabled: false, ..set(6, 10, 2) }));
    }
}
