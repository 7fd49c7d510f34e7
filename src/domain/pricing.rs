//! What a seller asks for a part: the list price of one unit, and lower ones from certain quantities on.
//! Must not know who buys.

use super::money::{Currency, UnitPrice};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The most price breaks of a listing.
pub const MAX_BREAKS: usize = 5;

/// From this quantity on, each unit costs this much, in millionths of the list price's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBreak {
    pub from: i64,
    pub micros: i64,
}

/// At most [`MAX_BREAKS`] steps: quantities rise strictly from 2 on, prices never rise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<PriceBreak>", into = "Vec<PriceBreak>")]
pub struct PriceBreaks(Vec<PriceBreak>);

/// Which step is refused, counted from 0, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakFault {
    pub step: usize,
    pub reason: String,
}

impl fmt::Display for BreakFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "price break {}: {}", self.step + 1, self.reason)
    }
}

impl PriceBreaks {
    pub const NONE: Self = Self(Vec::new());

    /// # Errors
    /// The first step that breaks the rules.
    pub fn new(steps: Vec<PriceBreak>) -> Result<Self, BreakFault> {
        let fault = |step: usize, reason: String| Err(BreakFault { step, reason });
        if steps.len() > MAX_BREAKS {
            return fault(MAX_BREAKS, format!("a listing has at most {MAX_BREAKS}"));
        }
        for (step, next) in steps.iter().enumerate() {
            let before = step.checked_sub(1).map(|at| steps[at]);
            let least = before.map_or(2, |before| before.from + 1);
            if next.from < least {
                return fault(step, format!("begins at {least} or more"));
            }
            if next.micros <= 0 {
                return fault(step, "a price is more than zero".into());
            }
            if before.is_some_and(|before| next.micros > before.micros) {
                return fault(step, "the price is higher than that of the smaller quantity before it".into());
            }
        }
        Ok(Self(steps))
    }

    /// Whether these can stand below a list price.
    ///
    /// # Errors
    /// There is no list price, or the first step is dearer.
    pub fn check_under(&self, list_price: Option<UnitPrice>) -> Result<(), BreakFault> {
        let fault = |reason: &str| Err(BreakFault { step: 0, reason: reason.into() });
        match (self.0.first(), list_price) {
            (None, _) => Ok(()),
            (Some(_), None) => fault("needs a list price for smaller quantities"),
            (Some(first), Some(price)) if first.micros > price.micros => fault("the price is higher than the list price"),
            (Some(_), Some(_)) => Ok(()),
        }
    }

    pub fn steps(&self) -> &[PriceBreak] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The unit price of a quantity.
    pub fn price_for(&self, list_price: UnitPrice, quantity: i64) -> UnitPrice {
        let step = self.0.iter().rev().find(|step| step.from <= quantity);
        step.map_or(list_price, |step| UnitPrice { micros: step.micros, ..list_price })
    }
}

impl TryFrom<Vec<PriceBreak>> for PriceBreaks {
    type Error = String;
    fn try_from(steps: Vec<PriceBreak>) -> Result<Self, String> {
        Self::new(steps).map_err(|fault| fault.to_string())
    }
}

impl From<PriceBreaks> for Vec<PriceBreak> {
    fn from(breaks: PriceBreaks) -> Self {
        breaks.0
    }
}

/// `10:3900000;50:3500000`: quantity and price in millionths; nothing for no breaks.
impl fmt::Display for PriceBreaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { ";" };
            write!(f, "{separator}{}:{}", step.from, step.micros)?;
        }
        Ok(())
    }
}

/// Steps may stand in any order.
impl FromStr for PriceBreaks {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let unreadable = || format!("“{text}” are no price breaks");
        let step = |step: &str| {
            let (from, micros) = step.split_once(':')?;
            Some(PriceBreak { from: from.parse().ok()?, micros: micros.parse().ok()? })
        };
        let steps = text.split(';').filter(|piece| !piece.is_empty()).map(step);
        let mut steps: Vec<PriceBreak> = steps.collect::<Option<_>>().ok_or_else(unreadable)?;
        steps.sort_by_key(|step| step.from);
        Self::new(steps).map_err(|fault| fault.to_string())
    }
}

/// Everything a listing asks: what a buyer had before them when they bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    pub list_price: UnitPrice,
    pub breaks: PriceBreaks,
}

impl PriceList {
    /// The unit price of a quantity.
    pub fn price_for(&self, quantity: i64) -> UnitPrice {
        self.breaks.price_for(self.list_price, quantity)
    }
}

/// `USD 4200000 10:3900000;50:3500000`, as a form carries what its page showed.
impl fmt::Display for PriceList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.list_price.currency, self.list_price.micros, self.breaks)
    }
}

impl FromStr for PriceList {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let unreadable = || "the price that was shown cannot be read; reload the page".to_owned();
        let mut words = text.splitn(3, ' ');
        let currency = words.next().and_then(Currency::parse).ok_or_else(unreadable)?;
        let micros = words.next().and_then(|micros| micros.parse().ok()).ok_or_else(unreadable)?;
        let breaks = words.next().unwrap_or_default().trim().parse().map_err(|_| unreadable())?;
        Ok(Self { list_price: UnitPrice { micros, currency }, breaks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(steps: &[(i64, i64)]) -> Vec<PriceBreak> {
        steps.iter().map(|(from, micros)| PriceBreak { from: *from, micros: *micros }).collect()
    }

    fn dollars(micros: i64) -> UnitPrice {
        UnitPrice { micros, currency: Currency::parse("USD").expect("known") }
    }

    #[test]
    fn a_quantity_costs_what_its_step_says() {
        let breaks = PriceBreaks::new(steps(&[(10, 3_900_000), (50, 3_500_000)])).expect("valid");
        for (quantity, micros) in [(1, 4_200_000), (9, 4_200_000), (10, 3_900_000), (49, 3_900_000), (50, 3_500_000)] {
            assert_eq!(breaks.price_for(dollars(4_200_000), quantity).micros, micros, "{quantity}");
        }
        assert_eq!(PriceBreaks::NONE.price_for(dollars(7), 1_000).micros, 7);
    }

    #[test]
    fn steps_that_fall_back_or_grow_dearer_are_refused_by_name() {
        let many: Vec<(i64, i64)> = (0..6).map(|n| (10 + n, 5)).collect();
        for (given, step, reason) in [
            (vec![(1, 5)], 0, "begins at 2"),
            (vec![(10, 5), (10, 4)], 1, "begins at 11"),
            (vec![(10, 5), (20, 6)], 1, "higher"),
            (vec![(10, 0)], 0, "more than zero"),
            (many, 5, "at most 5"),
        ] {
            let fault = PriceBreaks::new(steps(&given)).expect_err("against the rules");
            assert!(fault.step == step && fault.reason.contains(reason), "{given:?}: {fault}");
        }
        assert!(PriceBreaks::new(steps(&[(10, 5), (20, 5)])).is_ok(), "prices need not fall");
    }

    #[test]
    fn breaks_stand_under_a_list_price() {
        let breaks = PriceBreaks::new(steps(&[(10, 5)])).expect("valid");
        assert!(breaks.check_under(Some(dollars(5))).is_ok());
        assert!(breaks.check_under(Some(dollars(4))).is_err_and(|fault| fault.reason.contains("list price")));
        assert!(breaks.check_under(None).is_err());
        assert!(PriceBreaks::NONE.check_under(None).is_ok());
    }

    #[test]
    fn what_comes_from_outside_is_checked_as_well() {
        assert!(serde_json::from_str::<PriceBreaks>("[{\"from\":10,\"micros\":5},{\"from\":5,\"micros\":5}]").is_err());
        for text in ["", "USD", "USD x", "XXZ 1", "USD 1 5", "USD 1 5:6;5:6"] {
            assert!(text.parse::<PriceList>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_price_list_is_read_back(micros in 100_i64..1_000_000_000, from in proptest::collection::btree_set(2_i64..999_999, 0..=5)) {
            let steps = from.into_iter().enumerate().map(|(at, from)| PriceBreak { from, micros: micros - at as i64 }).collect();
            let list = PriceList { list_price: dollars(micros), breaks: PriceBreaks::new(steps).expect("valid") };
            prop_assert_eq!(list.to_string().parse::<PriceList>(), Ok(list));
        }

        #[test]
        fn more_units_are_never_dearer_each(a in 1_i64..1_000, b in 1_i64..1_000, prices in proptest::collection::vec(1_i64..1_000, 1..=5)) {
            let mut prices = prices;
            prices.sort_by(|one, other| other.cmp(one));
            let steps = prices.iter().enumerate().map(|(at, micros)| PriceBreak { from: 10 * (at as i64 + 1), micros: *micros });
            let breaks = PriceBreaks::new(steps.collect()).expect("valid");
            let price = |quantity| breaks.price_for(dollars(1_000), quantity).micros;
            prop_assert!(price(a.max(b)) <= price(a.min(b)));
        }
    }
}
