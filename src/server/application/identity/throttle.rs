//! Proving a password against guessing: every try counts before it is looked at, and too many make the next one wait.
//! Must not start sessions.

use super::passwords;
use crate::{
    api_types::AppError,
    domain::time::{DAY_US, MINUTE_US, SECOND_US, Timestamp},
    server::{
        application::{Context, Outcome, Work},
        storage::{
            Lock,
            identity::{self as store, Person, TryKeys},
        },
    },
};
use std::net::{IpAddr, Ipv6Addr};

/// Failures under one e-mail address before the next try waits.
const FREE_PER_EMAIL: i64 = 5;
/// Failures from one network address before the next try waits; offices share one.
const FREE_PER_ADDRESS: i64 = 20;

/// Guests of a day from one network address before the next one waits; offices share one.
const FREE_GUESTS: i64 = 30;

const FIRST_WAIT_US: i64 = 5 * SECOND_US;
const LONGEST_WAIT_US: i64 = 15 * MINUTE_US;

/// Failures are forgotten after a day without another one.
pub(super) const MEMORY_US: i64 = DAY_US;

/// A password that was right. It counts as a failed try until it is confirmed in the transaction that uses it.
#[must_use]
pub(super) struct Proof {
    person: Person,
    keys: TryKeys,
}

/// Unknown address, wrong password, suspended person: one answer for all.
pub(super) fn wrong() -> AppError {
    AppError::invalid("password", "e-mail or password is wrong")
}

/// Proves a password. Commits a transaction of its own that counts the try.
///
/// # Errors
/// Too many tries, or e-mail address or password is wrong.
pub(super) async fn prove(context: &Context, email: &str, password: &str) -> Outcome<Proof> {
    let keys = TryKeys { address: address_key(&context.client), email: format!("email:{email}") };
    let person = count_try(context, &keys, email).await?;
    let stored = person.as_ref().and_then(|person| person.password_hash.clone());
    let right = passwords::verify(context, password, stored).await?;
    match person {
        Some(person) if right && !person.suspended => Ok(Proof { person, keys }),
        Some(_) | None => {
            tracing::info!(request_id = %context.request_id, client = %context.client, "a sign-in failed");
            Err(wrong().into())
        }
    }
}

impl Proof {
    /// Takes the try back and locks the person, who must not have changed since.
    ///
    /// # Errors
    /// The password was changed or the person suspended meanwhile.
    pub async fn confirm(self, work: &mut Work) -> Outcome<Lock<Person>> {
        store::forgive(&mut work.tx, &self.keys).await?;
        match store::lock_person(&mut work.tx, self.person.id).await? {
            Some(person) if person.auth_epoch == self.person.auth_epoch => Ok(person),
            Some(_) | None => Err(wrong().into()),
        }
    }
}

/// Counts the try as failed before the password is looked at, so that tries at the same time count as well.
async fn count_try(context: &Context, keys: &TryKeys, email: &str) -> Outcome<Option<Person>> {
    let now = context.now();
    let mut work = context.write().await?;
    let attempts = store::lock_attempts(&mut work.tx, keys, now).await?;
    let waits = [FREE_PER_ADDRESS, FREE_PER_EMAIL]
        .into_iter()
        .zip(attempts)
        .map(|(free, tried)| tried.last_failure_at.plus_us(wait_us(tried.failures, free)).since_us(now));
    check_wait(waits.max().unwrap_or_default())?;
    store::count_try(&mut work.tx, keys, now, forgotten(now)).await?;
    let person = store::person_by_email(&mut work.tx, email).await?;
    work.commit(context).await?;
    Ok(person)
}

/// Counts a guest who is about to be made, in the same transaction: of one network address only so many a day come at once.
///
/// # Errors
/// Too many came from it.
pub async fn count_guest(context: &Context, work: &mut Work) -> Outcome<()> {
    let now = context.now();
    let key = format!("guest-{}", address_key(&context.client));
    let keys = TryKeys { address: key.clone(), email: key };
    let [made, _same] = store::lock_attempts(&mut work.tx, &keys, now).await?;
    check_wait(made.last_failure_at.plus_us(wait_us(made.failures, FREE_GUESTS)).since_us(now))?;
    store::count_try(&mut work.tx, &keys, now, forgotten(now)).await?;
    Ok(())
}

fn check_wait(left_us: i64) -> Result<(), AppError> {
    match left_us > 0 {
        true => Err(AppError::TooManyAttempts(u32::try_from((left_us + SECOND_US - 1) / SECOND_US).unwrap_or(u32::MAX))),
        false => Ok(()),
    }
}

pub(super) fn forgotten(now: Timestamp) -> Timestamp {
    now.plus_us(-MEMORY_US)
}

/// How long the next try has to wait: twice as long after every failure beyond the free ones.
fn wait_us(failures: i64, free: i64) -> i64 {
    match failures.checked_sub(free) {
        Some(beyond @ 0..=16) => (FIRST_WAIT_US << beyond).min(LONGEST_WAIT_US),
        Some(beyond) if beyond > 16 => LONGEST_WAIT_US,
        Some(_) | None => 0,
    }
}

/// One household or office has a whole /64 of IPv6, so that is what counts as one address.
fn address_key(client: &str) -> String {
    let network = match client.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        Err(_) => client.chars().take(64).collect(),
    };
    format!("address:{network}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_five_seconds_to_fifteen_minutes() {
        let seconds = |failures| wait_us(failures, FREE_PER_EMAIL) / SECOND_US;
        assert_eq!([0, 4, 5, 6, 7, 12].map(seconds), [0, 0, 5, 10, 20, 640]);
        assert_eq!([13, 21, 22, 1_000, i64::MAX].map(seconds), [900; 5]);
    }

    #[test]
    fn neighbours_in_one_network_share_a_counter() {
        assert_eq!(address_key("2001:db8:1:2:3::4"), address_key("2001:db8:1:2:ffff::1"));
        assert_ne!(address_key("2001:db8:1:2::1"), address_key("2001:db8:1:3::1"));
        assert_eq!(address_key("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_ne!(address_key("192.0.2.7"), address_key("192.0.2.8"));
    }

    #[test]
    fn the_address_sorts_before_the_email() {
        assert!(address_key("zzz").as_str() < "email:a");
    }
}
