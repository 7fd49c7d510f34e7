//! What a member may order alone: limits per order and per month, per currency, and by how much an order is above them.
//! Must not know who approves; that is `approval`.

use crate::domain::{
    money::{Currency, MICROS, Money, parse_price_micros},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// A member's limits in one currency, in its minor units. `None`: as much as one likes; zero: nothing.
///
/// A member without any limit orders everything alone. With one, currencies that have none need an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendingLimit {
    pub currency: Currency,
    pub per_order: Option<i64>,
    pub per_month: Option<i64>,
}

/// One limit that an order is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "excess", rename_all = "snake_case")]
pub enum Excess {
    PerOrder {
        total: Money,
        limit: Money,
    },
    /// `spent`: what was ordered in this month before.
    PerMonth {
        total: Money,
        spent: Money,
        limit: Money,
    },
    /// There are limits, but none in this currency.
    NoLimit {
        total: Money,
    },
}

impl Excess {
    /// By how much the limit is exceeded; all of it where there is none.
    pub fn over(&self) -> Money {
        let minor = match self {
            Self::PerOrder { total, limit } => total.minor.saturating_sub(limit.minor),
            Self::PerMonth { total, spent, limit } => total.minor.saturating_add(spent.minor).saturating_sub(limit.minor),
            Self::NoLimit { total } => total.minor,
        };
        Money { minor, currency: self.currency() }
    }

    pub fn currency(&self) -> Currency {
        match self {
            Self::PerOrder { total, .. } | Self::PerMonth { total, .. } | Self::NoLimit { total } => total.currency,
        }
    }

    /// Whose limit it is stands before it: “above the limit of 500.00 USD per order, by 20.00 USD”.
    pub fn words(&self) -> String {
        let over = self.over();
        match self {
            Self::PerOrder { limit, .. } => format!("above the limit of {limit} per order, by {over}"),
            Self::PerMonth { spent, limit, .. } => {
                format!("above the limit of {limit} per month, of which {spent} is ordered already, by {over}")
            }
            Self::NoLimit { total } => format!("{total} in a currency that always needs an approval"),
        }
    }
}

/// The limits that an order of these totals is above, by currency. `spent`: what was ordered in the month so far.
pub fn exceeded(limits: &[SpendingLimit], spent: &[Money], totals: &[Money]) -> Vec<Excess> {
    if limits.is_empty() {
        return Vec::new();
    }
    totals.iter().flat_map(|total| of_currency(limits, spent, *total)).collect()
}

fn of_currency(limits: &[SpendingLimit], spent: &[Money], total: Money) -> Vec<Excess> {
    let Some(limit) = limits.iter().find(|limit| limit.currency == total.currency) else {
        return vec![Excess::NoLimit { total }];
    };
    let money = |minor| Money { minor, currency: total.currency };
    let spent = spent.iter().find(|spent| spent.currency == total.currency).copied().unwrap_or(money(0));
    let per_order = limit.per_order.filter(|most| total.minor > *most);
    let per_month = limit.per_month.filter(|most| total.minor.saturating_add(spent.minor) > *most);
    let per_order = per_order.map(|most| Excess::PerOrder { total, limit: money(most) });
    let per_month = per_month.map(|most| Excess::PerMonth { total, spent, limit: money(most) });
    per_order.into_iter().chain(per_month).collect()
}

/// Whether somebody's limits per order cover these totals: what an approver needs.
pub fn covers(limits: &[SpendingLimit], totals: &[Money]) -> bool {
    let within = |total: &Money| {
        let limit = limits.iter().find(|limit| limit.currency == total.currency);
        limit.is_some_and(|limit| limit.per_order.is_none_or(|most| total.minor <= most))
    };
    limits.is_empty() || totals.iter().all(within)
}

/// The month of UTC in which budgets count, as `2026-03`.
pub fn month_of(at: Timestamp) -> String {
    at.date_text().chars().take(7).collect()
}

/// Reads a typed limit in major units: nothing typed is no limit, zero is zero.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn parse_limit(text: &str, currency: Currency) -> Result<Option<i64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) && text.contains('0') {
        return Ok(Some(0));
    }
    let amount = || format!("“{text}” is not an amount of at most 1,000,000,000; write it like 2,500");
    let micros = parse_price_micros(text).map_err(|_| amount())?;
    let per_minor = MICROS / 10_i64.pow(currency.decimals());
    match micros % per_minor {
        0 => Ok(Some(micros / per_minor)),
        _ => Err(format!("{currency} has at most {} decimals", currency.decimals())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(minor: i64, code: &str) -> Money {
        Money { minor, currency: Currency::parse(code).expect("known") }
    }

    fn limit(code: &str, per_order: Option<i64>, per_month: Option<i64>) -> SpendingLimit {
        SpendingLimit { currency: Currency::parse(code).expect("known"), per_order, per_month }
    }

    #[test]
    fn without_a_limit_everything_is_ordered_alone_and_with_one_other_currencies_need_an_approval() {
        let totals = [money(900_000, "USD"), money(1, "EUR")];
        assert_eq!(exceeded(&[], &[], &totals), []);
        let dollars = [limit("USD", None, None)];
        assert_eq!(exceeded(&dollars, &[], &totals), [Excess::NoLimit { total: totals[1] }]);
        assert!(covers(&[], &totals) && !covers(&dollars, &totals) && covers(&dollars, &totals[..1]));
    }

    #[test]
    fn a_limit_is_reached_and_not_passed() {
        let limits = [limit("USD", Some(500), Some(800))];
        assert_eq!(exceeded(&limits, &[money(300, "USD")], &[money(500, "USD")]), []);
        let above = exceeded(&limits, &[money(301, "USD")], &[money(501, "USD")]);
        let shown: Vec<_> = above.iter().map(Excess::words).collect();
        assert_eq!(
            shown,
            [
                "above the limit of 5.00 USD per order, by 0.01 USD",
                "above the limit of 8.00 USD per month, of which 3.01 USD is ordered already, by 0.02 USD"
            ]
        );
        let nothing = [limit("USD", Some(0), None)];
        assert_eq!(exceeded(&nothing, &[], &[money(1, "USD")])[0].over(), money(1, "USD"));
    }

    #[test]
    fn a_limit_is_typed_in_major_units() {
        let read = |text: &str, code: &str| parse_limit(text, Currency::parse(code).expect("known"));
        assert_eq!((read("", "USD"), read("0", "USD"), read("0.00", "USD")), (Ok(None), Ok(Some(0)), Ok(Some(0))));
        assert_eq!(
            (read(" 2,500 ", "USD"), read("0.5", "USD"), read("7", "JPY")),
            (Ok(Some(250_000)), Ok(Some(50)), Ok(Some(7)))
        );
        for (text, code) in [("0.005", "USD"), ("7.5", "JPY"), ("-1", "USD"), ("much", "USD"), (".", "USD")] {
            assert!(read(text, code).is_err(), "{text} {code}");
        }
    }

    #[test]
    fn an_approver_needs_a_limit_per_order_only() {
        let limits = [limit("USD", Some(500), Some(0))];
        assert!(covers(&limits, &[money(500, "USD")]) && !covers(&limits, &[money(501, "USD")]));
    }

    #[test]
    fn a_month_is_one_of_utc() {
        let end = Timestamp::parse_date("2026-04-01").expect("a date");
        assert_eq!((month_of(end).as_str(), month_of(end.plus_us(-1)).as_str()), ("2026-04", "2026-03"));
    }

    proptest! {
        #[test]
        fn what_is_above_a_limit_is_above_it_by_more_than_nothing(
            order in proptest::option::of(0_i64..1_000), month in proptest::option::of(0_i64..1_000),
            spent in 0_i64..1_000, total in 1_i64..1_000,
        ) {
            let limits = [limit("USD", order, month)];
            let above = exceeded(&limits, &[money(spent, "USD")], &[money(total, "USD")]);
            prop_assert!(above.iter().all(|excess| excess.over().minor > 0));
            let within = order.is_none_or(|most| total <= most) && month.is_none_or(|most| total + spent <= most);
            prop_assert_eq!(above.is_empty(), within);
        }
    }
}
