//! Prices by formula: a discount on the list price or on the last offer, rounded to a step. Exact, never through a float.

use super::money::{MAX_UNIT_PRICE_MICROS, UnitPrice};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the discount is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    #[default]
    ListPrice,
    LastOffer,
}

/// Prices are whole multiples of this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    #[default]
    #[serde(rename = "0.01")]
    Hundredth,
    #[serde(rename = "0.05")]
    Twentieth,
    #[serde(rename = "0.10")]
    Tenth,
    #[serde(rename = "1")]
    Whole,
}

/// Which multiple of the step is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The nearest; of two that are as near the higher one.
    #[default]
    Nearest,
    Up,
    Down,
}

impl Base {
    pub const ALL: [Self; 2] = [Self::ListPrice, Self::LastOffer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ListPrice => "list_price",
            Self::LastOffer => "last_offer",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::ListPrice => "List price",
            Self::LastOffer => "Last offer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.as_str() == text)
    }
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Hundredth, Self::Twentieth, Self::Tenth, Self::Whole];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hundredth => "0.01",
            Self::Twentieth => "0.05",
            Self::Tenth => "0.10",
            Self::Whole => "1",
        }
    }

    /// In millionths of the currency's major unit.
    pub fn micros(self) -> i64 {
        match self {
            Self::Hundredth => 10_000,
            Self::Twentieth => 50_000,
            Self::Tenth => 100_000,
            Self::Whole => 1_000_000,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

impl Direction {
    pub const ALL: [Self; 3] = [Self::Nearest, Self::Up, Self::Down];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Nearest => "to the nearest",
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.as_str() == text)
    }
}

/// Hundredths of a percent in one whole.
const WHOLE: i64 = 10_000;

/// How one price becomes another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    pub base: Base,
    /// Taken off the base, in hundredths of a percent, −100 % to 99.99 %; a negative one is put on.
    pub discount: i64,
    pub step: Step,
    pub direction: Direction,
}

/// Why a formula gives no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPrice {
    /// Rounded to the step nothing is left.
    RoundsToZero,
    TooLarge,
}

impl fmt::Display for NoPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RoundsToZero => "rounds to zero",
            Self::TooLarge => "more than the largest price",
        })
    }
}

impl Formula {
    /// The price that follows from a base price: always more than zero and at most [`MAX_UNIT_PRICE_MICROS`].
    ///
    /// # Errors
    /// Nothing is left after rounding, or it is too much.
    pub fn apply(self, base: UnitPrice) -> Result<UnitPrice, NoPrice> {
        let exact = i128::from(base.micros) * i128::from(WHOLE - self.discount);
        let step = i128::from(WHOLE) * i128::from(self.step.micros());
        let steps = match self.direction {
            Direction::Nearest => (exact + step / 2).div_euclid(step),
            Direction::Up => (exact + step - 1).div_euclid(step),
            Direction::Down => exact.div_euclid(step),
        };
        let micros = steps * i128::from(self.step.micros());
        match i64::try_from(micros) {
            _ if micros <= 0 => Err(NoPrice::RoundsToZero),
            Ok(micros) if micros <= MAX_UNIT_PRICE_MICROS => Ok(UnitPrice { micros, currency: base.currency }),
            Ok(_) | Err(_) => Err(NoPrice::TooLarge),
        }
    }

    /// `List price − 5 %, rounded to the nearest 0.05`.
    pub fn sentence(self) -> String {
        let discount = percent_text(self.discount.abs());
        let change = match self.discount {
            0 => String::new(),
            ..0 => format!(" + {discount} %"),
            1.. => format!(" − {discount} %"),
        };
        format!("{}{change}, rounded {} {}", self.base.words(), self.direction.words(), self.step.as_str())
    }
}

/// Hundredths of a percent as people write them: `5`, `2.5`, `−0.25`.
pub fn percent_text(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "−" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        _ if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// Reads a typed discount of −100 to 99.99 percent with at most two decimals. Nothing typed is no answer: no
/// discount is 0.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn parse_discount(text: &str) -> Result<i64, String> {
    let text = text.trim().trim_end_matches('%').trim_end().replace('−', "-");
    if text.is_empty() {
        return Err("type a percentage; 0 takes the price as it is".to_owned());
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > 2 {
        return Err(format!("“{text}” is not a percentage; write it like 5 or 2.5"));
    }
    let hundredths = format!("{whole}{fraction:0<2}").parse::<i64>().unwrap_or(i64::MAX);
    let discount = if negative { -hundredths } else { hundredths };
    match discount {
        -10_000..=9_999 => Ok(discount),
        _ => Err("between −100 and 99.99 percent".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, parse_price_micros};
    use proptest::prelude::*;

    fn price(text: &str) -> UnitPrice {
        let currency = Currency::parse("USD").expect("a known currency");
        UnitPrice { micros: parse_price_micros(text).expect("a price"), currency }
    }

    fn formula(discount: i64, step: Step, direction: Direction) -> Formula {
        Formula { base: Base::ListPrice, discount, step, direction }
    }

    #[test]
    fn a_discount_is_taken_exactly_and_rounded_once() {
        for (base, discount, step, direction, expected) in [
            ("41.20", 500, Step::Hundredth, Direction::Nearest, "39.14"),
            ("41.20", 500, Step::Twentieth, Direction::Nearest, "39.15"),
            ("41.20", 500, Step::Tenth, Direction::Up, "39.2"),
            ("41.20", 500, Step::Whole, Direction::Down, "39"),
            ("0.05", 5_000, Step::Twentieth, Direction::Nearest, "0.05"),
            ("10", -250, Step::Hundredth, Direction::Nearest, "10.25"),
            ("0.333333", 0, Step::Hundredth, Direction::Up, "0.34"),
        ] {
            assert_eq!(formula(discount, step, direction).apply(price(base)), Ok(price(expected)), "{base} {discount}");
        }
        assert_eq!(formula(9_999, Step::Hundredth, Direction::Down).apply(price("1")), Err(NoPrice::RoundsToZero));
        let most = UnitPrice { micros: MAX_UNIT_PRICE_MICROS, ..price("1") };
        assert_eq!(formula(-1, Step::Hundredth, Direction::Nearest).apply(most), Err(NoPrice::TooLarge));
    }

    #[test]
    fn a_discount_is_read_and_written_alike() {
        for (text, hundredths) in [("0", 0), ("5", 500), (" 2.5 % ", 250), ("-3", -300), ("99.99", 9_999), ("0.07", 7)] {
            assert_eq!(parse_discount(text), Ok(hundredths), "{text}");
        }
        for text in ["", " % ", "100", "-100.01", "five", "1.234", ".", "1,5", "--5", "99999999999999999999999"] {
            assert!(parse_discount(text).is_err(), "{text}");
        }
        assert_eq!(formula(250, Step::Twentieth, Direction::Up).sentence(), "List price − 2.5 %, rounded up 0.05");
    }

    proptest! {
        #[test]
        fn a_price_is_a_positive_multiple_of_its_step_on_the_side_it_was_rounded_to(
            micros in 1..=MAX_UNIT_PRICE_MICROS,
            discount in -10_000_i64..=9_999,
            step in prop::sample::select(Step::ALL.to_vec()),
            direction in prop::sample::select(Direction::ALL.to_vec()),
        ) {
            let base = UnitPrice { micros, ..price("1") };
            let exact = i128::from(micros) * i128::from(10_000 - discount);
            let width = i128::from(step.micros()) * 10_000;
            match formula(discount, step, direction).apply(base) {
                Ok(new) => {
                    prop_assert!(new.micros > 0 && new.micros <= MAX_UNIT_PRICE_MICROS);
                    prop_assert_eq!(new.micros % step.micros(), 0);
                    let off = i128::from(new.micros) * 10_000 - exact;
                    match direction {
                        Direction::Nearest => prop_assert!(off.abs() * 2 <= width),
                        Direction::Up => prop_assert!((0..width).contains(&off)),
                        Direction::Down => prop_assert!((-width + 1..=0).contains(&off)),
                    }
                }
                Err(NoPrice::RoundsToZero) => prop_assert!(direction != Direction::Up && exact < width),
                Err(NoPrice::TooLarge) => prop_assert!(exact > i128::from(MAX_UNIT_PRICE_MICROS) * 10_000 - width),
            }
        }

        #[test]
        fn what_is_shown_of_a_discount_is_read_back(discount in -10_000_i64..=9_999) {
            prop_assert_eq!(parse_discount(&percent_text(discount)), Ok(discount));
        }
    }
}
