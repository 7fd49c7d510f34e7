//! When an idle shared cart is purged, and when its people are told before. The statements that purge decide by the same
//! rules (`storage::sharing::purge`); here they are for pages and for tests that compare both.

use super::SharedCartSettings;
use crate::domain::time::{HOUR_US, Timestamp, WEEK_US};

/// An empty cart is shown as about to be purged so long before, in microseconds.
const NEAR_EMPTY_US: i64 = HOUR_US;

/// What purging looks at of a shared cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The last change of the cart by a buyer, or of one of its lines by anybody: a seller's offer keeps a cart as a buyer's
    /// note does. Looking at it changes nothing.
    pub at: Timestamp,
    /// There is nothing in it but lines that its buyers took out again. Lines that ended otherwise are worth reading.
    pub is_empty: bool,
    /// A line is agreed and not completed: such a cart is never purged.
    pub has_agreed: bool,
    /// The notice that was given last. Of an earlier time without activity it is worth nothing.
    pub noticed_at: Option<Timestamp>,
}

/// The settings with everything else that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PurgeClock {
    pub settings: SharedCartSettings,
    /// Shared carts were switched on last then: nobody could work in them before, so time without activity counts from here.
    pub enabled_at: Option<Timestamp>,
}

impl PurgeClock {
    fn empty_us(&self) -> i64 {
        i64::from(self.settings.hours_until_empty_cart_purge_due) * HOUR_US
    }

    fn idle_us(&self) -> i64 {
        i64::from(self.settings.weeks_until_purge_due) * WEEK_US
    }

    /// How long before a purge its notice is given, in microseconds.
    pub fn notice_us(&self) -> i64 {
        i64::from(self.settings.weeks_before_purge_for_notice) * WEEK_US
    }

    /// An empty cart without activity since is purged. `None`: nothing is purged now.
    pub fn empty_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.since(now, self.empty_us())
    }

    /// Any other cart without activity since is purged, if its notice was given [`PurgeClock::notice_us`] ago: whatever the
    /// settings were before, nobody loses a cart before a notice could reach them.
    pub fn idle_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.since(now, self.idle_us())
    }

    /// A cart that is not empty and without activity since gets its notice.
    pub fn notice_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.since(now, self.idle_us() - self.notice_us())
    }

    fn since(&self, now: Timestamp, us: i64) -> Option<Timestamp> {
        let since = now.plus_us(-us);
        let counts = self.enabled_at.is_none_or(|enabled_at| enabled_at <= since);
        (self.settings.enabled && counts).then_some(since)
    }

    /// When a cart is to be purged as things stand; `None`: never.
    pub fn due_at(&self, activity: Activity, now: Timestamp) -> Option<Timestamp> {
        if !self.settings.enabled || activity.has_agreed {
            return None;
        }
        let from = activity.at.max(self.enabled_at.unwrap_or(activity.at));
        if activity.is_empty {
            return Some(from.plus_us(self.empty_us()));
        }
        let usual = from.plus_us(self.idle_us());
        // Who is told late has as much time left as who is told in time.
        let told = activity.noticed_at.filter(|at| *at > activity.at);
        let told = told.unwrap_or_else(|| now.max(usual.plus_us(-self.notice_us())));
        Some(usual.max(told.plus_us(self.notice_us())))
    }

    /// Whether pages warn of a purge.
    pub fn is_near(&self, activity: Activity, now: Timestamp) -> bool {
        let ahead = if activity.is_empty { NEAR_EMPTY_US } else { self.notice_us() };
        self.due_at(activity, now).is_some_and(|due_at| due_at.since_us(now) <= ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::DAY_US;

    const TOUCHED: Timestamp = Timestamp(1_773_057_900_000_000);

    fn clock() -> PurgeClock {
        PurgeClock { settings: SharedCartSettings::default(), enabled_at: None }
    }

    fn idle() -> Activity {
        Activity { at: TOUCHED, is_empty: false, has_agreed: false, noticed_at: None }
    }

    #[test]
    fn an_empty_cart_goes_after_four_hours_and_any_other_after_eight_weeks() {
        let now = TOUCHED.plus_us(HOUR_US);
        let empty = Activity { is_empty: true, ..idle() };
        assert_eq!(clock().due_at(empty, now), Some(TOUCHED.plus_us(4 * HOUR_US)));
        assert_eq!(clock().due_at(idle(), now), Some(TOUCHED.plus_us(8 * WEEK_US)));
        let agreed = Activity { has_agreed: true, ..idle() };
        assert_eq!(clock().due_at(agreed, now), None);
    }

    #[test]
    fn a_warning_comes_a_week_before_and_for_an_empty_cart_an_hour() {
        let clock = clock();
        let near = |activity, after| clock.is_near(activity, TOUCHED.plus_us(after));
        assert!(!near(idle(), 7 * WEEK_US - 1) && near(idle(), 7 * WEEK_US));
        let empty = Activity { is_empty: true, ..idle() };
        assert!(!near(empty, 3 * HOUR_US - 1) && near(empty, 3 * HOUR_US));
    }

    #[test]
    fn whoever_is_told_late_has_the_whole_week() {
        let late = TOUCHED.plus_us(20 * WEEK_US);
        let clock = clock();
        assert_eq!(clock.due_at(idle(), late), Some(late.plus_us(WEEK_US)));
        let told = Activity { noticed_at: Some(late), ..idle() };
        assert_eq!(clock.due_at(told, late.plus_us(DAY_US)), Some(late.plus_us(WEEK_US)));
        // A notice of an earlier time without activity counts for nothing.
        let touched = Activity { at: late, noticed_at: Some(TOUCHED), ..idle() };
        assert_eq!(clock.due_at(touched, late), Some(late.plus_us(8 * WEEK_US)));
    }

    #[test]
    fn nothing_is_purged_while_switched_off_and_time_counts_from_the_switch() {
        let off = SharedCartSettings { enabled: false, ..SharedCartSettings::default() };
        let off = PurgeClock { settings: off, ..clock() };
        let later = TOUCHED.plus_us(30 * WEEK_US);
        assert_eq!((off.due_at(idle(), later), off.idle_since(later), off.empty_since(later)), (None, None, None));
        let on = PurgeClock { enabled_at: Some(later), ..clock() };
        assert_eq!(on.due_at(idle(), later), Some(later.plus_us(8 * WEEK_US)));
        assert_eq!((off.notice_since(later), clock().notice_since(later)), (None, Some(later.plus_us(-7 * WEEK_US))));
        assert_eq!(on.idle_since(later.plus_us(8 * WEEK_US - 1)), None);
        assert_eq!(on.idle_since(later.plus_us(8 * WEEK_US)), Some(later));
    }
}
