//! Money without floats: currencies, unit prices in millionths, totals in minor units, and the one rounding rule.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// ISO 4217 codes in use, with the decimals of their minor unit (ISO 4217:2015, table A.1).
const CURRENCIES: &[(&str, &[&str])] = &[
    ("0", &["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]),
    ("3", &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (
        "2",
        &[
            "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD", "BND", "BOB", "BRL",
            "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP",
            "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL",
            "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR",
            "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN",
            "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB",
            "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
            "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD", "YER", "ZAR",
            "ZMW", "ZWG",
        ],
    ),
];

/// Millionths of a currency's major unit in one major unit.
pub const MICROS: i64 = 1_000_000;

/// The largest unit price: one thousand million major units. Times the largest quantity it still fits a total.
pub const MAX_UNIT_PRICE_MICROS: i64 = 1_000_000_000 * MICROS;

/// A currency in use, by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static str, u8);

impl Currency {
    /// The currency of a code in any case. `None` for a code that ISO 4217 does not list.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim();
        CURRENCIES.iter().find_map(|(decimals, codes)| {
            let known = codes.iter().find(|known| known.eq_ignore_ascii_case(code))?;
            Some(Self(known, decimals.parse().ok()?))
        })
    }

    pub fn code(self) -> &'static str {
        self.0
    }

    /// Decimals of the minor unit: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        u32::from(self.1)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| D::Error::custom(format!("{code} is not an ISO 4217 currency code")))
    }
}

/// A price for one unit, in millionths of the major unit: parts cost fractions of a cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitPrice {
    pub micros: i64,
    pub currency: Currency,
}

/// A total in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl UnitPrice {
    /// The price of two columns that are filled together or not at all.
    pub fn known(micros: Option<i64>, currency: Option<Currency>) -> Option<Self> {
        Some(Self { micros: micros?, currency: currency? })
    }

    /// The total for `quantity` units: multiplied exactly, then rounded once to the minor unit, halves away from zero. Sums of such totals
    /// are never rounded again: the one rule of every page, document and booking (`docs/connectors.md`).
    pub fn times(self, quantity: i64) -> Money {
        let scale = 10_i128.pow(self.currency.decimals());
        let exact = i128::from(self.micros) * i128::from(quantity) * scale;
        let minor = (exact.abs() + i128::from(MICROS / 2)) / i128::from(MICROS) * exact.signum();
        Money { minor: i64::try_from(minor).unwrap_or(i64::MAX), currency: self.currency }
    }

    /// The amount without its currency: at least the currency's decimals, at most six, grouped by thousands.
    pub fn amount_text(self) -> String {
        let fraction = format!("{:06}", self.micros.unsigned_abs() % MICROS.unsigned_abs());
        let keep = fraction.trim_end_matches('0').len().max(self.currency.decimals() as usize);
        join(self.micros < 0, self.micros.unsigned_abs() / MICROS.unsigned_abs(), &fraction[..keep], true)
    }

    /// The amount as an input field takes it back: no grouping.
    pub fn input_text(self) -> String {
        self.amount_text().replace(',', "")
    }
}

impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount_text(), self.currency)
    }
}

impl Money {
    /// The amount without its currency, grouped by thousands.
    pub fn amount_text(self) -> String {
        let scale = 10_u64.pow(self.currency.decimals());
        let minor = self.minor.unsigned_abs();
        let width = self.currency.decimals() as usize;
        let fraction = if width == 0 { String::new() } else { format!("{:0width$}", minor % scale) };
        join(self.minor < 0, minor / scale, &fraction, true)
    }

    /// The sum, or `None` if the currencies differ or the total overflows: currencies never add.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self { minor: self.minor.checked_add(other.minor)?, currency: self.currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount_text(), self.currency)
    }
}

/// Totals per currency, in the order of their codes.
pub fn totals(amounts: impl IntoIterator<Item = Money>) -> Vec<Money> {
    let mut totals: Vec<Money> = Vec::new();
    for amount in amounts {
        match totals.iter_mut().find(|total| total.currency == amount.currency) {
            Some(total) => total.minor = total.minor.saturating_add(amount.minor),
            None => totals.push(amount),
        }
    }
    totals.sort_by_key(|total| total.currency);
    totals
}

/// Reads a typed price: digits with at most six decimals after a point, grouping commas allowed.
///
/// # Errors
/// A sentence that says what is wrong, fit to stand beside the field.
pub fn parse_price_micros(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("enter a price".into());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !grouped || digits.is_empty() || !is_number(&digits) || !is_number(fraction) {
        return Err(format!("“{text}” is not a price; write it like 41.20"));
    }
    if fraction.len() > 6 {
        return Err("a price has at most six decimals".into());
    }
    let whole: i64 = digits.parse().map_err(|_| too_large())?;
    let micros: i64 = format!("{fraction:0<6}").parse().map_err(|_| too_large())?;
    let total = whole.checked_mul(MICROS).and_then(|whole| whole.checked_add(micros)).ok_or_else(too_large)?;
    match total {
        0 => Err("a price is more than zero".into()),
        _ if total > MAX_UNIT_PRICE_MICROS => Err(too_large()),
        _ => Ok(total),
    }
}

fn too_large() -> String {
    "a unit price is at most 1,000,000,000".into()
}

fn join(negative: bool, whole: u64, fraction: &str, grouped: bool) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + fraction.len() + 2);
    if negative {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if grouped && index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn price(text: &str, code: &str) -> UnitPrice {
        UnitPrice {
            micros: parse_price_micros(text).expect("a valid price"),
            currency: Currency::parse(code).expect("a known currency"),
        }
    }

    #[test]
    fn a_line_is_rounded_once_halves_away_from_zero() {
        assert_eq!(price("41.20", "USD").times(12).to_string(), "494.40 USD");
        assert_eq!(price("0.004999", "USD").times(1).minor, 0);
        assert_eq!(price("0.005", "USD").times(1).minor, 1);
        assert_eq!(price("0.0033", "EUR").times(1_000).minor, 330);
        assert_eq!(price("0.5", "JPY").times(1).minor, 1);
        assert_eq!(price("1.2345", "KWD").times(1).to_string(), "1.235 KWD");
    }

    #[test]
    fn prices_show_what_they_need_and_no_more() {
        assert_eq!(price("1234567.5", "USD").to_string(), "1,234,567.50 USD");
        assert_eq!(price("0.003", "USD").amount_text(), "0.003");
        assert_eq!(price("7", "JPY").amount_text(), "7");
        assert_eq!(price("1,250.00", "USD").input_text(), "1250.00");
    }

    #[test]
    fn a_bad_price_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "enter a price"),
            ("0.000", "more than zero"),
            ("-3", "not a price"),
            ("1,2", "not a price"),
            ("12,34.5", "not a price"),
            ("4e3", "not a price"),
            ("1.2345678", "six decimals"),
            ("1000000001", "at most"),
            ("99999999999999999999", "at most"),
        ] {
            let refused = parse_price_micros(text).expect_err(text);
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }

    #[test]
    fn currencies_never_add() {
        let dollars = price("1", "USD").times(1);
        let euros = price("1", "EUR").times(1);
        assert_eq!(dollars.checked_add(euros), None);
        assert_eq!(totals([dollars, euros, dollars]), vec![euros, Money { minor: 200, ..dollars }]);
        assert!(Currency::parse("usd").is_some() && Currency::parse("XXZ").is_none());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(micros in 1..MAX_UNIT_PRICE_MICROS) {
            let shown = UnitPrice { micros, currency: Currency::parse("USD").expect("known") };
            prop_assert_eq!(parse_price_micros(&shown.amount_text()), Ok(micros));
        }

        #[test]
        fn a_total_is_never_off_by_half_a_minor_unit(micros in 1..MAX_UNIT_PRICE_MICROS, quantity in 1_i64..=999_999) {
            let total = UnitPrice { micros, currency: Currency::parse("EUR").expect("known") }.times(quantity);
            let error = (i128::from(total.minor) * 10_000 - i128::from(micros) * i128::from(quantity)).abs();
            prop_assert!(error <= 5_000);
        }
    }
}
