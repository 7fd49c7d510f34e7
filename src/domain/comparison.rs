//! The same part from several sellers: which figure of each column is the best. Prices compare within one currency only.

use super::{
    money::{Money, UnitPrice},
    time::{DAY_US, HOUR_US, Timestamp},
};
use serde::{Deserialize, Serialize};

/// What of a line is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub unit_price: Option<UnitPrice>,
    pub subtotal: Option<Money>,
    /// Units that the subtotal is for: totals of different quantities do not compare.
    pub quantity: i64,
    pub lead_time_days: Option<i32>,
    /// A live offer and when it ends; `Some(None)`: it has no end.
    pub validity: Option<Option<Timestamp>>,
    /// Units that can still be agreed.
    pub available: Option<i64>,
    /// How long the seller usually takes to answer, in microseconds.
    pub answer_us: Option<i64>,
}

/// The columns in which a line is the best, or as good as the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Best {
    pub price: bool,
    pub subtotal: bool,
    pub lead_time: bool,
    pub validity: bool,
    pub available: bool,
    pub answer: bool,
}

/// Marks the best of each column. Where nothing differs, or only one has a figure, nothing is marked.
pub fn best(lines: &[Facts]) -> Vec<Best> {
    let price = lowest(lines, |facts| facts.unit_price.map(|price| (price.currency, price.micros)));
    let subtotal = lowest(lines, |facts| facts.subtotal.map(|total| ((total.currency, facts.quantity), total.minor)));
    let lead_time = lowest(lines, |facts| facts.lead_time_days.map(|days| ((), i64::from(days))));
    let validity = lowest(lines, |facts| facts.validity.map(|until| ((), until.map_or(i64::MIN, |until| -until.0))));
    let available = lowest(lines, |facts| facts.available.map(|units| ((), -units)));
    let answer = lowest(lines, |facts| facts.answer_us.map(|us| ((), us)));
    (0..lines.len())
        .map(|at| Best {
            price: price[at],
            subtotal: subtotal[at],
            lead_time: lead_time[at],
            validity: validity[at],
            available: available[at],
            answer: answer[at],
        })
        .collect()
}

/// The lowest figures among those that compare: of one group, where at least two differ.
fn lowest<G: PartialEq>(lines: &[Facts], figure: impl Fn(&Facts) -> Option<(G, i64)>) -> Vec<bool> {
    let figures: Vec<_> = lines.iter().map(figure).collect();
    figures
        .iter()
        .map(|own| {
            let Some((group, value)) = own else { return false };
            let mut others = figures.iter().flatten().filter(|(other, _)| other == group).map(|(_, value)| value);
            others.clone().all(|other| value <= other) && others.any(|other| other > value)
        })
        .collect()
}

/// A usual time to answer in coarse words; finer ones would tell of single negotiations.
pub fn answer_words(us: i64) -> String {
    match us {
        _ if us <= HOUR_US => "within an hour".to_owned(),
        _ if us <= 12 * HOUR_US => format!("about {} h", (us + HOUR_US / 2) / HOUR_US),
        _ if us <= DAY_US => "within a day".to_owned(),
        _ if us <= 7 * DAY_US => format!("about {} days", ((us + DAY_US / 2) / DAY_US).max(2)),
        _ => "over a week".to_owned(),
    }
}

/// A waiting time as clocks say it: `under a minute`, `20 min`, `3 h 20 min`, `2 d 4 h`.
pub fn span_words(us: i64) -> String {
    const MINUTE_US: i64 = HOUR_US / 60;
    match us {
        _ if us < MINUTE_US => "under a minute".to_owned(),
        _ if us < HOUR_US => format!("{} min", us / MINUTE_US),
        _ if us < DAY_US => format!("{} h {} min", us / HOUR_US, us % HOUR_US / MINUTE_US),
        _ => format!("{} d {} h", us / DAY_US, us % DAY_US / HOUR_US),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn facts(micros: i64, code: &str, quantity: i64) -> Facts {
        let currency = Currency::parse(code).expect("a known currency");
        let price = UnitPrice { micros, currency };
        Facts {
            unit_price: Some(price),
            subtotal: Some(price.times(quantity)),
            quantity,
            lead_time_days: None,
            validity: None,
            available: None,
            answer_us: None,
        }
    }

    #[test]
    fn prices_compare_within_one_currency_and_totals_for_one_quantity() {
        let lines = [
            facts(9_000_000, "USD", 10),
            facts(8_000_000, "USD", 5),
            facts(1_000_000, "EUR", 10),
            facts(9_500_000, "USD", 10),
        ];
        let best = best(&lines);
        assert_eq!(best.iter().map(|it| it.price).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(best.iter().map(|it| it.subtotal).collect::<Vec<_>>(), [true, false, false, false]);
    }

    #[test]
    fn an_offer_without_an_end_is_valid_longest_and_equals_are_not_marked() {
        let with = |validity, lead| Facts { validity, lead_time_days: lead, ..facts(1, "USD", 1) };
        let day = Timestamp(DAY_US);
        let marked = best(&[with(Some(Some(day)), Some(3)), with(Some(None), Some(3)), with(None, None)]);
        assert_eq!(marked.iter().map(|it| it.validity).collect::<Vec<_>>(), [false, true, false]);
        assert!(marked.iter().all(|it| !it.lead_time && !it.price), "nothing differs");
    }

    #[test]
    fn times_are_said_coarsely_to_buyers_and_exactly_to_sellers() {
        let said = [HOUR_US / 2, 3 * HOUR_US + 1, 20 * HOUR_US, 26 * HOUR_US, 40 * DAY_US].map(answer_words);
        assert_eq!(said, ["within an hour", "about 3 h", "within a day", "about 2 days", "over a week"]);
        let clock = [0, 20 * 60_000_000, 3 * HOUR_US + 20 * 60_000_000, 2 * DAY_US + 4 * HOUR_US].map(span_words);
        assert_eq!(clock, ["under a minute", "20 min", "3 h 20 min", "2 d 4 h"]);
    }
}
