//! Quantities of a line: bounds, minimum, pack, and how they are written. Must not know who asks or why.

use serde::{Deserialize, Serialize};

/// The largest quantity of one line: six digits, as the order systems of the field have it.
pub const MAX_QUANTITY: i64 = 999_999;

/// The steps in which a listing is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleUnits {
    /// The least quantity the seller sells, at least 1.
    pub minimum: i64,
    /// Units come in multiples of this, at least 1.
    pub pack: i64,
}

impl SaleUnits {
    /// Sold one by one.
    pub const SINGLE: Self = Self { minimum: 1, pack: 1 };

    /// The smallest quantity that can be ordered: the minimum, rounded up to whole packs.
    pub fn smallest(self) -> i64 {
        self.round_up(self.minimum.max(1))
    }

    /// `quantity` raised to the next whole pack.
    pub fn round_up(self, quantity: i64) -> i64 {
        let pack = self.pack.max(1);
        (quantity + pack - 1) / pack * pack
    }

    /// Accepts a quantity from 1 to [`MAX_QUANTITY`] that respects minimum and pack.
    ///
    /// # Errors
    /// What can be ordered instead, and why.
    pub fn check(self, quantity: i64) -> Result<i64, Snapped> {
        let to = self.nearest(quantity);
        if to == quantity { Ok(quantity) } else { Err(Snapped { to, reason: self.reason(quantity, to) }) }
    }

    /// The quantity itself if it can be ordered, else the next larger that can, or the largest of all.
    fn nearest(self, quantity: i64) -> i64 {
        let wanted = self.round_up(quantity.clamp(1, MAX_QUANTITY)).max(self.smallest());
        if wanted > MAX_QUANTITY { MAX_QUANTITY / self.pack.max(1) * self.pack.max(1) } else { wanted }
    }

    fn reason(self, from: i64, to: i64) -> String {
        let becomes = format!("{} becomes {}", count_text(from), count_text(to));
        match (self.minimum, self.pack) {
            _ if !(1..=MAX_QUANTITY).contains(&from) => {
                format!("A quantity is between 1 and {}: {becomes}", count_text(MAX_QUANTITY))
            }
            (..=1, pack) => format!("Sold in packs of {}: {becomes}", count_text(pack)),
            (minimum, ..=1) => format!("Sold from {} on: {becomes}", count_text(minimum)),
            (_, pack) => {
                format!("Sold in packs of {}, at least {}: {becomes}", count_text(pack), count_text(self.smallest()))
            }
        }
    }
}

/// What can be ordered instead of a quantity that cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapped {
    pub to: i64,
    /// `Sold in packs of 10, at least 20: 13 becomes 20`, without the full stop.
    pub reason: String,
}

/// Reads a typed whole quantity; commas may group it by thousands, as pages write it.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn parse_quantity(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("enter a quantity".into());
    }
    match ungrouped(text).parse::<i64>() {
        Ok(quantity) if (1..=MAX_QUANTITY).contains(&quantity) => Ok(quantity),
        Ok(_) => Err(format!("a quantity is between 1 and {}", count_text(MAX_QUANTITY))),
        Err(_) => Err(format!("“{text}” is not a whole number")),
    }
}

/// The text without the commas that group it by thousands; as it is if they stand anywhere else.
fn ungrouped(text: &str) -> String {
    let mut groups = text.split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let is_grouped = first && groups.all(|group| group.len() == 3);
    if is_grouped { text.replace(',', "") } else { text.to_owned() }
}

/// How many there are, as pages and events say it: none below zero, and no more than it can hold.
pub fn count<N: TryInto<u32> + PartialOrd + Default>(number: N) -> u32 {
    if number < N::default() { 0 } else { number.try_into().unwrap_or(u32::MAX) }
}

/// A whole number grouped by thousands: `4,000`.
pub fn count_text(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if count < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn minimum_and_pack_are_respected_and_explained() {
        let boxes = SaleUnits { minimum: 30, pack: 25 };
        assert_eq!(boxes.smallest(), 50);
        assert_eq!(boxes.check(50), Ok(50));
        let snapped = |minimum, pack, from| SaleUnits { minimum, pack }.check(from).expect_err("refused");
        for (minimum, pack, from, to, reason) in [
            (30, 25, 10, 50, "Sold in packs of 25, at least 50: 10 becomes 50"),
            (30, 25, 60, 75, "Sold in packs of 25, at least 50: 60 becomes 75"),
            (20, 10, 13, 20, "Sold in packs of 10, at least 20: 13 becomes 20"),
            (1, 10, 13, 20, "Sold in packs of 10: 13 becomes 20"),
            (5, 1, 2, 5, "Sold from 5 on: 2 becomes 5"),
            (1, 1, 0, 1, "A quantity is between 1 and 999,999: 0 becomes 1"),
            (1, 1, 1_000_000, 999_999, "A quantity is between 1 and 999,999: 1,000,000 becomes 999,999"),
            (1, 10, 999_995, 999_990, "Sold in packs of 10: 999,995 becomes 999,990"),
        ] {
            assert_eq!(snapped(minimum, pack, from), Snapped { to, reason: reason.into() });
        }
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 999, 1_000, 1_234_567, -4_000].into_iter().map(count_text).collect();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567", "−4,000"]);
    }

    #[test]
    fn a_count_ends_where_it_must() {
        assert_eq!((count(-1_i64), count(7_i64), count(i64::MAX), count(3_usize)), (0, 7, u32::MAX, 3));
    }

    #[test]
    fn typed_quantities_are_whole_and_bounded() {
        assert_eq!(parse_quantity(" 12 "), Ok(12));
        assert_eq!((parse_quantity("4,000"), parse_quantity("999,999")), (Ok(4_000), Ok(999_999)));
        for text in ["", "0", "-1", "1.5", "twelve", "1000000", "1,5", "1,0000", ",100", "1,,000", "1,000,000"] {
            assert!(parse_quantity(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_a_quantity_becomes_can_be_ordered(minimum in 1_i64..500_000, pack in 1_i64..10_000, quantity in -5_i64..1_100_000) {
            let units = SaleUnits { minimum, pack };
            match units.check(quantity) {
                Ok(same) => prop_assert_eq!(same, quantity),
                Err(snapped) => {
                    prop_assert_eq!(units.check(snapped.to), Ok(snapped.to));
                    let said = format!("{} becomes {}", count_text(quantity), count_text(snapped.to));
                    prop_assert!(snapped.reason.ends_with(&said));
                }
            }
        }

        #[test]
        fn the_smallest_quantity_is_always_accepted(minimum in 1_i64..500_000, pack in 1_i64..10_000) {
            let units = SaleUnits { minimum, pack };
            prop_assert_eq!(units.check(units.smallest()), Ok(units.smallest()));
        }
    }
}
