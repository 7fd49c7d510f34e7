//! Who has which cart open, in this process. Kept in memory only: an open page says so every few seconds, and whoever
//! stops is forgotten. Must not decide who may know.

use crate::domain::{
    ids::{CartId, PersonId},
    time::{SECOND_US, Timestamp},
};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Whoever has not said for so long that they are here is not, in microseconds.
pub const GONE_US: i64 = 15 * SECOND_US;

/// A person at a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    pub person_id: PersonId,
    pub name: String,
    seen_at: Timestamp,
}

/// Who is at which cart.
#[derive(Default)]
pub struct Presence {
    carts: Mutex<HashMap<CartId, Vec<Here>>>,
}

impl Presence {
    fn carts(&self) -> MutexGuard<'_, HashMap<CartId, Vec<Here>>> {
        self.carts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that somebody has a cart open; answers whether anybody came or went since it was looked at.
    pub fn arrive(&self, cart_id: CartId, who: (PersonId, &str), now: Timestamp) -> bool {
        let mut carts = self.carts();
        // Carts that everybody left are forgotten along the way.
        carts.retain(|id, here| *id == cart_id || here.iter().any(|it| !it.is_gone(now)));
        let here = carts.entry(cart_id).or_default();
        let before = here.len();
        here.retain(|it| !it.is_gone(now));
        let left = here.len() != before;
        let (person_id, name) = who;
        match here.iter_mut().find(|it| it.person_id == person_id) {
            Some(known) => {
                known.seen_at = now;
                left
            }
            None => {
                here.push(Here { person_id, name: name.to_owned(), seen_at: now });
                true
            }
        }
    }

    /// Forgets somebody at a cart; answers whether they were there.
    pub fn leave(&self, cart_id: CartId, person_id: PersonId) -> bool {
        let mut carts = self.carts();
        let Some(here) = carts.get_mut(&cart_id) else { return false };
        let before = here.len();
        here.retain(|it| it.person_id != person_id);
        here.len() != before
    }

    /// Who is at a cart, in the order of their arrival.
    pub fn at(&self, cart_id: CartId, now: Timestamp) -> Vec<Here> {
        let carts = self.carts();
        let here = carts.get(&cart_id).into_iter().flatten();
        here.filter(|it| !it.is_gone(now)).cloned().collect()
    }
}

impl Here {
    fn is_gone(&self, now: Timestamp) -> bool {
        now.since_us(self.seen_at) > GONE_US
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn names(presence: &Presence, cart: CartId, now: Timestamp) -> Vec<String> {
        presence.at(cart, now).into_iter().map(|here| here.name).collect()
    }

    #[test]
    fn whoever_says_nothing_for_fifteen_seconds_has_left() {
        let presence = Presence::default();
        let (cart, other) = (CartId(Uuid::from_u128(1)), CartId(Uuid::from_u128(2)));
        let (mara, tomas) = (PersonId(Uuid::from_u128(3)), PersonId(Uuid::from_u128(4)));
        let start = Timestamp(0);
        assert!(presence.arrive(cart, (mara, "Mara"), start), "somebody came");
        assert!(!presence.arrive(cart, (mara, "Mara"), start.plus_us(GONE_US)), "she was here all along");
        assert!(presence.arrive(cart, (tomas, "Tomas"), start.plus_us(GONE_US)));
        assert_eq!(names(&presence, cart, start.plus_us(GONE_US)), ["Mara", "Tomas"]);
        assert_eq!(names(&presence, other, start), Vec::<String>::new());
        let later = start.plus_us(2 * GONE_US + 1);
        assert_eq!(names(&presence, cart, later), Vec::<String>::new(), "both are silent");
        assert!(presence.arrive(cart, (tomas, "Tomas"), later), "Mara went, Tomas came back");
        assert!(presence.leave(cart, tomas) && !presence.leave(cart, tomas));
        assert_eq!(names(&presence, cart, later), Vec::<String>::new());
    }
}
