//! Personal access tokens: their form, their bounds, how long they hold. Must not mint or hash any.

use super::time::Timestamp;

/// What every token begins with, so that one that was published by mistake can be found.
pub const MARK: &str = "cpt_";

/// The first so many characters of a token stay readable, for its owner to know it by.
pub const PREFIX: usize = 12;

/// The longest name, in characters.
pub const MAX_NAME: usize = 80;

/// Tokens that one person may have at a time.
pub const MOST_TOKENS: i64 = 50;

/// For how many days a token may hold; nothing holds for ever.
pub const LIVES: [i64; 4] = [7, 30, 90, 365];

/// What can be said of a token that opens nothing any more, or still does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    Active,
    Revoked,
    Expired,
}

/// A token ends when it is revoked, or at the instant of its end.
pub fn state(revoked_at: Option<Timestamp>, expires_at: Timestamp, now: Timestamp) -> TokenState {
    match revoked_at {
        Some(_) => TokenState::Revoked,
        None if expires_at <= now => TokenState::Expired,
        None => TokenState::Active,
    }
}

/// Reads for how many days a token is to hold.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn life(text: &str) -> Result<i64, String> {
    let days = text.trim().parse().ok().filter(|days| LIVES.contains(days));
    days.ok_or_else(|| "choose 7, 30, 90 or 365 days".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_at_its_end_or_by_being_revoked() {
        let noon = Timestamp(1_773_057_900_000_000);
        assert_eq!(state(None, noon.plus_us(1), noon), TokenState::Active);
        assert_eq!(state(None, noon, noon), TokenState::Expired);
        assert_eq!(state(Some(noon), noon.plus_days(1), noon), TokenState::Revoked);
    }

    #[test]
    fn nothing_holds_for_ever() {
        assert_eq!(life(" 30 "), Ok(30));
        for text in ["", "0", "-7", "8", "36500", "for ever"] {
            assert!(life(text).is_err(), "{text}");
        }
    }
}
