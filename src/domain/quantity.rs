//! Quantities of a line: bounds, minimum and pack. Must not know who asks or why.

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
    /// A sentence that names the bound and the nearest quantity that would do.
    pub fn check(self, quantity: i64) -> Result<i64, String> {
        if !(1..=MAX_QUANTITY).contains(&quantity) {
            return Err(format!("a quantity is between 1 and {MAX_QUANTITY}"));
        }
        if quantity < self.minimum {
            return Err(format!("the seller sells at least {}; try {}", self.minimum, self.smallest()));
        }
        if self.round_up(quantity) != quantity {
            return Err(format!("sold in packs of {}; try {}", self.pack, self.round_up(quantity)));
        }
        Ok(quantity)
    }
}

/// Reads a typed whole quantity.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn parse_quantity(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("enter a quantity".into());
    }
    match text.parse::<i64>() {
        Ok(quantity) if (1..=MAX_QUANTITY).contains(&quantity) => Ok(quantity),
        Ok(_) => Err(format!("a quantity is between 1 and {MAX_QUANTITY}")),
        Err(_) => Err(format!("“{text}” is not a whole number")),
    }
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
        assert!(boxes.check(10).expect_err("below the minimum").contains("try 50"));
        assert!(boxes.check(60).expect_err("a broken pack").contains("try 75"));
        assert!(SaleUnits::SINGLE.check(1_000_000).is_err());
        assert!(SaleUnits::SINGLE.check(0).is_err());
    }

    #[test]
    fn typed_quantities_are_whole_and_bounded() {
        assert_eq!(parse_quantity(" 12 "), Ok(12));
        for text in ["", "0", "-1", "1.5", "twelve", "1000000"] {
            assert!(parse_quantity(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_smallest_quantity_is_always_accepted(minimum in 1_i64..500_000, pack in 1_i64..10_000) {
            let units = SaleUnits { minimum, pack };
            prop_assert_eq!(units.check(units.smallest()), Ok(units.smallest()));
        }
    }
}
