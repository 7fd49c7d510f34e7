//! How an order is treated: told for one order, for all, or drawn by a seed. Must not do what a manner says.

use super::{Settings, order::Order, wire::Request};
use sha2::{Digest, Sha256};
use std::sync::Mutex;

macro_rules! manners {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What becomes of one try.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Manner {
            $($(#[$doc])* $name,)*
        }

        impl Manner {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

manners! {
    /// Takes it and says so.
    Accept = "accept";
    /// Takes it, says that it looks at it, and accepts it by a callback.
    Review = "review";
    /// Takes it without a word, and accepts it by a callback.
    Receive = "receive";
    Reject = "reject";
    /// Accepts, but takes its time.
    Slow = "slow";
    /// Takes it, and answers when nobody listens any more.
    Late = "late";
    /// Accepts, and tells so twice more.
    Twice = "twice";
    /// Takes it and breaks the connection off.
    Reset = "reset";
    /// Breaks the connection off.
    Down = "down";
    /// 500.
    Error = "error";
    /// 429 with Retry-After.
    Busy = "busy";
    /// 200 with something that is no answer.
    Nonsense = "nonsense";
    /// Takes it, and answers about another revision.
    Stale = "stale";
    /// 302.
    Redirect = "redirect";
    /// Takes it, and answers without an end.
    Huge = "huge";
    /// 401.
    Forbid = "forbid";
}

/// Those that are drawn when something is to go wrong, and that end well if it is tried often enough.
const FAULTS: [Manner; 8] = [
    Manner::Reset,
    Manner::Down,
    Manner::Error,
    Manner::Busy,
    Manner::Nonsense,
    Manner::Stale,
    Manner::Twice,
    Manner::Receive,
];

impl Manner {
    pub fn parse(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.iter().map(|manner| manner.word()).collect::<Vec<_>>().join(", ");
        let found = Self::ALL.iter().copied().find(|manner| manner.word() == word.trim());
        found.ok_or_else(|| format!("“{word}” is none of {}", known()))
    }

    /// Several, with commas between them.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, String> {
        text.split(',').filter(|word| !word.trim().is_empty()).map(Self::parse).collect()
    }

    /// Whether the sandbox has the order afterwards.
    pub fn keeps(self) -> bool {
        match self {
            Self::Accept
            | Self::Review
            | Self::Receive
            | Self::Reject
            | Self::Slow
            | Self::Late
            | Self::Twice
            | Self::Reset
            | Self::Stale
            | Self::Huge => true,
            Self::Down | Self::Error | Self::Busy | Self::Nonsense | Self::Redirect | Self::Forbid => false,
        }
    }

    /// What it calls an order that it keeps.
    pub fn state(self) -> &'static str {
        match self {
            Self::Reject => "rejected",
            _other => "accepted",
        }
    }
}

/// The manners that hold now.
pub struct Manners {
    usual: Mutex<Vec<Manner>>,
    faults: u8,
    seed: u64,
}

impl Manners {
    pub fn new(settings: &Settings) -> Self {
        Self { usual: Mutex::new(settings.manners.clone()), faults: settings.faults, seed: settings.seed }
    }

    /// Other manners for everything that comes.
    pub fn set(&self, text: &str) -> Result<(), String> {
        let manners = Manner::parse_all(text)?;
        *self.usual.lock().map_err(|_| "a panic")? = manners;
        Ok(())
    }

    /// The manner of a try, counted from 1: as the order itself says (`sandbox:reject,accept` anywhere in it), as the address says
    /// (`?manner=…`), as was set for all, or as drawn.
    pub fn of(&self, request: &Request, order: &Order, number: i64) -> Manner {
        let said = request.body.split("sandbox:").nth(1).map(word);
        let addressed = request.path.split("manner=").nth(1).map(word);
        let told = said.or(addressed).and_then(|text| Manner::parse_all(text).ok()).filter(|manners| !manners.is_empty());
        let told = told.or_else(|| self.usual.lock().ok().map(|usual| usual.clone()).filter(|usual| !usual.is_empty()));
        match told {
            Some(manners) => {
                let index = usize::try_from(number - 1).unwrap_or(0).min(manners.len() - 1);
                manners[index]
            }
            None => self.drawn(&order.key, number),
        }
    }

    fn drawn(&self, key: &str, number: i64) -> Manner {
        let digest = Sha256::digest(format!("{}:{key}:{number}", self.seed));
        let (chance, which) = (digest[0], digest[1]);
        if u32::from(chance) * 100 < u32::from(self.faults) * 256 {
            FAULTS[usize::from(which) % FAULTS.len()]
        } else {
            Manner::Accept
        }
    }
}

/// What stands there up to the first sign that no manner has.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_lowercase() && c != ',').unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manners_are_told_for_each_try_or_drawn_by_the_seed() {
        for manner in Manner::ALL {
            assert_eq!(Manner::parse(manner.word()), Ok(*manner));
        }
        assert_eq!(Manner::parse_all("reset, accept"), Ok(vec![Manner::Reset, Manner::Accept]));
        assert!(Manner::parse_all("reset,dance").is_err());
        assert_eq!(word("reject,accept\",\"x\":1"), "reject,accept");
        let drawn = |seed| {
            let manners = Manners { usual: Mutex::default(), faults: 50, seed };
            (0..200).map(|number| manners.drawn("a", number)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(7), drawn(7), "the same seed draws the same");
        assert_ne!(drawn(7), drawn(8));
        let faulty = drawn(7).iter().filter(|manner| **manner != Manner::Accept).count();
        assert!((60..140).contains(&faulty), "{faulty}");
    }
}
