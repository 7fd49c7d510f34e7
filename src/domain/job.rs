//! Work that is done later and, if need be, again: its kinds, how a try can end, and when the next one is due.
//! Must not do any of it.

use super::time::{HOUR_US, SECOND_US, Timestamp};

/// What a job does. Each kind has one worker function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    SendMail,
    /// Hands a bag to its seller's order system.
    DeliverBag,
}

impl JobKind {
    pub const ALL: [Self; 2] = [Self::SendMail, Self::DeliverBag];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendMail => "send_mail",
            Self::DeliverBag => "deliver_bag",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How one try ended. An unknown outcome is one to be tried again, under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Done,
    /// Not this time: why, for the operator.
    RetryAfter(String),
    /// Not this time, and not before a time that somebody named.
    RetryAt {
        at: Timestamp,
        error: String,
    },
    /// Never: why, for the operator.
    Failed(String),
}

/// What becomes of a job after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    Done,
    Waiting { until: Timestamp, error: String },
    Failed { error: String },
}

/// A job is tried so many times, over a little more than a day.
pub const MOST_ATTEMPTS: i64 = 13;

const FIRST_WAIT_US: i64 = 10 * SECOND_US;
const LONGEST_WAIT_US: i64 = 6 * HOUR_US;

/// The wait before the next try, in microseconds: three times as long after each, up to six hours. `jitter` is a random
/// share in thousandths, 0 to 999; it moves the wait by a fifth at most, so that what failed together does not return
/// together.
pub fn wait_us(attempts: i64, jitter: u16) -> i64 {
    let exponent = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    let wait = FIRST_WAIT_US.saturating_mul(3_i64.saturating_pow(exponent)).min(LONGEST_WAIT_US);
    // Thousandths of the wait from -200 to 199.
    let share = i64::from(jitter.min(999)) * 2 / 5 - 200;
    wait + wait / 1_000 * share
}

/// What follows from a try; `attempts` counts this one.
pub fn settle(attempt: Attempt, attempts: i64, now: Timestamp, jitter: u16) -> Settled {
    match attempt {
        Attempt::Done => Settled::Done,
        Attempt::RetryAfter(error) if attempts < MOST_ATTEMPTS => {
            Settled::Waiting { until: now.plus_us(wait_us(attempts, jitter)), error }
        }
        Attempt::RetryAt { at, error } if attempts < MOST_ATTEMPTS => Settled::Waiting { until: at.max(now), error },
        Attempt::RetryAfter(error) | Attempt::RetryAt { error, .. } => {
            Settled::Failed { error: format!("given up after {attempts} tries: {error}") }
        }
        Attempt::Failed(error) => Settled::Failed { error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::DAY_US;
    use proptest::prelude::*;

    const NOON: Timestamp = Timestamp(1_773_057_900 * SECOND_US);

    #[test]
    fn a_kind_is_read_back() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(JobKind::parse("make_coffee"), None);
    }

    #[test]
    fn tries_are_bounded_and_reach_over_a_day() {
        let again = |attempts| settle(Attempt::RetryAfter("busy".into()), attempts, NOON, 500);
        assert!(matches!(again(MOST_ATTEMPTS - 1), Settled::Waiting { .. }));
        assert_eq!(again(MOST_ATTEMPTS), Settled::Failed { error: "given up after 13 tries: busy".into() });
        let whole: i64 = (1..MOST_ATTEMPTS).map(|attempts| wait_us(attempts, 0)).sum();
        assert!((DAY_US..3 * DAY_US / 2).contains(&whole), "{whole}");
    }

    #[test]
    fn a_time_that_was_named_is_kept() {
        let at = NOON.plus_us(DAY_US);
        let named = |attempts, at| settle(Attempt::RetryAt { at, error: "busy".into() }, attempts, NOON, 0);
        assert_eq!(named(1, at), Settled::Waiting { until: at, error: "busy".into() });
        assert_eq!(named(1, NOON.plus_us(-1)), Settled::Waiting { until: NOON, error: "busy".into() });
        assert!(matches!(named(MOST_ATTEMPTS, at), Settled::Failed { .. }));
    }

    #[test]
    fn what_cannot_succeed_is_not_tried_again() {
        let refused = settle(Attempt::Failed("no such mailbox".into()), 1, NOON, 0);
        assert_eq!(refused, Settled::Failed { error: "no such mailbox".into() });
        assert_eq!(settle(Attempt::Done, 3, NOON, 0), Settled::Done);
    }

    proptest! {
        #[test]
        fn a_wait_is_bounded_and_grows(attempts in -3_i64..100, jitter in 0_u16..2_000) {
            let wait = wait_us(attempts, jitter);
            prop_assert!((FIRST_WAIT_US * 4 / 5..=LONGEST_WAIT_US * 6 / 5).contains(&wait));
            prop_assert!(wait_us(attempts + 1, 500) >= wait_us(attempts, 500));
        }
    }
}
