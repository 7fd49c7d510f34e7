//! What becomes of the lines of a shared cart that goes back into a personal one. Nothing negotiated is lost: a cart has at
//! most one active line for a listing, so of two that are both negotiated one stays where it is.

use crate::domain::{
    ids::{LineId, ListingId},
    quantity::{MAX_QUANTITY, SaleUnits},
    sharing::MAX_NOTE,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// An active line as far as merging looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    pub line_id: LineId,
    pub listing_id: ListingId,
    pub quantity: i64,
    pub units: SaleUnits,
    /// Up to how many units the standing offer holds.
    pub offered: Option<i64>,
    /// A counter-offer that waits for an answer names a quantity: another one would let it lapse.
    pub counters_quantity: bool,
    /// Nothing happened to it but its opening and other quantities: no offer, no message, no request.
    pub is_plain: bool,
    /// It was taken out of its cart and is about to be withdrawn.
    pub is_leaving: bool,
    /// The buyers' note on it; empty: none.
    pub note: String,
}

impl Merging {
    /// The quantity with more units, as much as a line can have.
    fn take(&self, more: i64) -> Result<(i64, Option<Capped>), KeptReason> {
        let wanted = self.quantity.saturating_add(more);
        let pack = self.units.pack.max(1);
        let most = (MAX_QUANTITY / pack * pack).max(self.quantity);
        let (quantity, capped) = if wanted <= most { (wanted, None) } else { (most, Some(Capped { wanted })) };
        if self.units.check(quantity).is_err() {
            return Err(KeptReason::Packs);
        }
        let changes = quantity != self.quantity;
        let lapses = self.offered.is_some_and(|offered| quantity > offered) || self.counters_quantity;
        if changes && lapses { Err(KeptReason::WouldLapse) } else { Ok((quantity, capped)) }
    }
}

/// The sum of two lines is more than a line can have: this many units were wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped {
    pub wanted: i64,
}

/// Why a line stays in the shared cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptReason {
    /// Both lines are negotiated: each has a thread of its own.
    BothNegotiated,
    /// Adding up would let an offer or a counter-offer lapse.
    WouldLapse,
    /// The sum cannot be ordered: the seller sells in other steps by now.
    Packs,
    /// The personal line is about to be withdrawn.
    Leaving,
}

impl KeptReason {
    /// What pages say behind the part number.
    pub fn words(self) -> &'static str {
        match self {
            Self::BothNegotiated => "is negotiated in both carts",
            Self::WouldLapse => "has an offer in one of the carts that would lapse by more units",
            Self::Packs => "is in both carts, and the sum is no quantity that the seller sells",
            Self::Leaving => "is just being removed from the personal cart",
        }
    }
}

/// What becomes of the note on a line that another one absorbs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteFate {
    /// There is none, or the other line says the same.
    #[default]
    None,
    /// The other line has none: it gets this one, with its author and time.
    Moves,
    /// Both stand one below the other.
    Joins,
    /// They are too long together: the other line keeps its own alone.
    Stays,
}

impl NoteFate {
    fn of(survivor: &str, absorbed: &str) -> Self {
        match (survivor, absorbed) {
            (_, "") => Self::None,
            (own, other) if own == other => Self::None,
            ("", _) => Self::Moves,
            (own, other) if joined_notes(own, other).chars().count() <= MAX_NOTE => Self::Joins,
            (_, _) => Self::Stays,
        }
    }

    /// What pages say behind the quantity.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Moves => ", with its note",
            Self::Joins => ", with both notes",
            Self::Stays => "; both notes are too long for one, so only that of the line that stays is kept",
        }
    }
}

/// The notes on two lines as one.
pub fn joined_notes(survivor: &str, absorbed: &str) -> String {
    format!("{survivor}\n{absorbed}")
}

/// Two lines for one listing that become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The line that goes on.
    pub survivor: LineId,
    /// The line whose units it takes.
    pub absorbed: LineId,
    /// The shared cart's line goes on, and moves; else the personal one's.
    pub shared_survives: bool,
    pub personal: i64,
    pub shared: i64,
    pub quantity: i64,
    pub capped: Option<Capped>,
    pub note: NoteFate,
}

/// A shared line that stays beside the personal line for the same listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub line_id: LineId,
    pub other_id: LineId,
    pub reason: KeptReason,
}

/// What becomes of the active lines of a shared cart. Lines that ended or are agreed move as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub moved: Vec<LineId>,
    pub merged: Vec<Merge>,
    pub kept: Vec<Kept>,
}

/// Plans the way of every active line of a shared cart into a personal one. Each cart has at most one line per listing.
///
/// * No line for the listing there: it moves, with its thread.
/// * One of both is plain: its units are added to the other, which keeps its thread; of two plain ones to the personal one.
///   The sum ends at the largest quantity of a line. A note goes along, as far as there is room for it.
/// * The shared line is being removed: it stays and is withdrawn, whatever becomes of the cart.
/// * Both are negotiated, or the sum would let an offer lapse or cannot be ordered: the shared line stays where it is.
pub fn plan(personal: &[Merging], shared: &[Merging]) -> Plan {
    let by_listing: HashMap<ListingId, &Merging> = personal.iter().map(|line| (line.listing_id, line)).collect();
    let mut plan = Plan::default();
    for line in shared.iter().filter(|line| !line.is_leaving) {
        let Some(own) = by_listing.get(&line.listing_id) else {
            plan.moved.push(line.line_id);
            continue;
        };
        match merge(own, line) {
            Ok(merge) => plan.merged.push(merge),
            Err(reason) => plan.kept.push(Kept { line_id: line.line_id, other_id: own.line_id, reason }),
        }
    }
    plan
}

fn merge(personal: &Merging, shared: &Merging) -> Result<Merge, KeptReason> {
    if personal.is_leaving {
        return Err(KeptReason::Leaving);
    }
    let (survivor, absorbed) = match (personal.is_plain, shared.is_plain) {
        (_, true) => (personal, shared),
        (true, false) => (shared, personal),
        (false, false) => return Err(KeptReason::BothNegotiated),
    };
    let (quantity, capped) = survivor.take(absorbed.quantity)?;
    Ok(Merge {
        survivor: survivor.line_id,
        absorbed: absorbed.line_id,
        shared_survives: survivor.line_id == shared.line_id,
        personal: personal.quantity,
        shared: shared.quantity,
        quantity,
        capped,
        note: NoteFate::of(&survivor.note, &absorbed.note),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(id: u128, listing: u128, quantity: i64) -> Merging {
        Merging {
            line_id: LineId(Uuid::from_u128(id)),
            listing_id: ListingId(Uuid::from_u128(listing)),
            quantity,
            units: SaleUnits::SINGLE,
            offered: None,
            counters_quantity: false,
            is_plain: true,
            is_leaving: false,
            note: String::new(),
        }
    }

    fn negotiated(id: u128, listing: u128, quantity: i64) -> Merging {
        Merging { is_plain: false, ..line(id, listing, quantity) }
    }

    #[test]
    fn plain_duplicates_add_up_in_the_personal_line() {
        let plan = plan(&[line(1, 7, 5)], &[line(2, 7, 3), line(3, 8, 1)]);
        assert_eq!(plan.moved, [LineId(Uuid::from_u128(3))]);
        let merged = &plan.merged[0];
        assert_eq!((merged.survivor, merged.quantity), (LineId(Uuid::from_u128(1)), 8));
        assert!(!merged.shared_survives && merged.capped.is_none() && plan.kept.is_empty());
    }

    #[test]
    fn a_negotiated_line_keeps_its_thread_and_takes_the_plain_ones_units() {
        let taken = plan(&[line(1, 7, 5)], &[negotiated(2, 7, 3)]);
        assert!(taken.merged[0].shared_survives);
        assert_eq!((taken.merged[0].survivor, taken.merged[0].quantity), (LineId(Uuid::from_u128(2)), 8));
        let given = plan(&[negotiated(1, 7, 5)], &[line(2, 7, 3)]);
        assert_eq!((given.merged[0].survivor, given.merged[0].quantity), (LineId(Uuid::from_u128(1)), 8));
    }

    #[test]
    fn of_two_negotiations_for_one_listing_the_shared_one_stays() {
        let plan = plan(&[negotiated(1, 7, 5)], &[negotiated(2, 7, 3)]);
        assert_eq!(plan.kept[0].reason, KeptReason::BothNegotiated);
        assert!(plan.moved.is_empty() && plan.merged.is_empty());
    }

    #[test]
    fn what_is_being_removed_takes_nothing_and_goes_nowhere() {
        let leaving = |id| Merging { is_leaving: true, ..line(id, 7, 3) };
        assert_eq!(plan(&[leaving(1)], &[line(2, 7, 3)]).kept[0].reason, KeptReason::Leaving);
        assert_eq!(plan(&[line(1, 7, 3)], &[leaving(2)]), Plan::default());
    }

    #[test]
    fn no_offer_lapses_by_merging() {
        let offered = |units| Merging { offered: Some(units), ..negotiated(2, 7, 3) };
        assert_eq!(plan(&[line(1, 7, 5)], &[offered(8)]).merged[0].quantity, 8);
        assert_eq!(plan(&[line(1, 7, 5)], &[offered(7)]).kept[0].reason, KeptReason::WouldLapse);
        let countered = Merging { counters_quantity: true, ..negotiated(2, 7, 3) };
        assert_eq!(plan(&[line(1, 7, 5)], &[countered]).kept[0].reason, KeptReason::WouldLapse);
    }

    #[test]
    fn a_sum_ends_at_the_largest_quantity_and_says_so() {
        let capped = plan(&[line(1, 7, 600_000)], &[line(2, 7, 600_000)]);
        assert_eq!((capped.merged[0].quantity, capped.merged[0].capped), (999_999, Some(Capped { wanted: 1_200_000 })));
        let packed = |id| Merging { units: SaleUnits { minimum: 1, pack: 10 }, ..line(id, 7, 600_000) };
        let capped = plan(&[packed(1)], &[packed(2)]);
        assert_eq!(capped.merged[0].quantity, 999_990);
        let odd = plan(&[Merging { units: SaleUnits { minimum: 1, pack: 10 }, ..line(1, 7, 20) }], &[line(2, 7, 3)]);
        assert_eq!(odd.kept[0].reason, KeptReason::Packs);
    }

    #[test]
    fn no_note_is_cut() {
        let fate = |own: &str, other: &str| {
            let noted = |id, note: &str| Merging { note: note.into(), ..line(id, 7, 3) };
            plan(&[noted(1, own)], &[noted(2, other)]).merged[0].note
        };
        assert_eq!(
            (fate("left", ""), fate("left", "left"), fate("", "left")),
            (NoteFate::None, NoteFate::None, NoteFate::Moves)
        );
        let half = "ß".repeat(MAX_NOTE / 2);
        assert_eq!(fate(&half, &half[2..]), NoteFate::Joins);
        assert_eq!(fate(&half, &half.replace('ß', "s")), NoteFate::Stays);
    }

    fn lines(from: u128) -> impl Strategy<Value = Vec<Merging>> {
        let any = (1_i64..MAX_QUANTITY, proptest::option::of(1_i64..MAX_QUANTITY), any::<bool>(), any::<bool>());
        proptest::collection::btree_map(0_u128..12, any, 0..10).prop_map(move |lines| {
            let made = lines.into_iter().map(|(listing, (quantity, offered, counters_quantity, is_plain))| Merging {
                offered: offered.filter(|_| !is_plain),
                counters_quantity: counters_quantity && !is_plain,
                is_plain,
                ..line(from + listing, listing, quantity)
            });
            made.collect()
        })
    }

    proptest! {
        /// As multisets: every shared line has exactly one fate, and every unit stays in a line or was named as too many.
        #[test]
        fn nothing_is_lost(personal in lines(100), shared in lines(200)) {
            let plan = plan(&personal, &shared);
            let mut fates: Vec<LineId> = plan.moved.clone();
            fates.extend(plan.merged.iter().map(|merge| if merge.shared_survives { merge.survivor } else { merge.absorbed }));
            fates.extend(plan.kept.iter().map(|kept| kept.line_id));
            fates.sort();
            let mut all: Vec<LineId> = shared.iter().map(|line| line.line_id).collect();
            all.sort();
            prop_assert_eq!(fates, all);
            let units = |lines: &[Merging]| lines.iter().map(|line| line.quantity).sum::<i64>();
            let quantity_of = |id: LineId| personal.iter().chain(&shared).find(|line| line.line_id == id).expect("known");
            let mut after = 0;
            for line in &personal {
                if !plan.merged.iter().any(|merge| [merge.survivor, merge.absorbed].contains(&line.line_id)) {
                    after += line.quantity;
                }
            }
            for id in plan.moved.iter().chain(plan.kept.iter().map(|kept| &kept.line_id)) {
                after += quantity_of(*id).quantity;
            }
            for merge in &plan.merged {
                prop_assert!(quantity_of(merge.absorbed).is_plain);
                prop_assert_eq!(merge.personal + merge.shared, merge.capped.map_or(merge.quantity, |capped| capped.wanted));
                prop_assert!(merge.quantity <= MAX_QUANTITY);
                after += merge.personal + merge.shared;
            }
            prop_assert_eq!(after, units(&personal) + units(&shared));
            // A cart has one active line per listing afterwards.
            let stay = personal.iter().filter(|line| !plan.merged.iter().any(|merge| merge.absorbed == line.line_id));
            let come = shared.iter().filter(|line| {
                plan.moved.contains(&line.line_id) || plan.merged.iter().any(|merge| merge.survivor == line.line_id)
            });
            let mut listings: Vec<ListingId> = stay.chain(come).map(|line| line.listing_id).collect();
            let many = listings.len();
            listings.sort();
            listings.dedup();
            prop_assert_eq!(listings.len(), many);
        }
    }
}
