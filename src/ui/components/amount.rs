//! Prices and totals: the figure large, the currency small, a dash where there is none.

use crate::domain::money::{Money, UnitPrice};
use leptos::prelude::*;

/// The price of one unit.
#[component]
pub fn Price(price: UnitPrice) -> impl IntoView {
    amount(price.amount_text(), price.currency.code())
}

/// A total.
#[component]
pub fn Total(total: Money) -> impl IntoView {
    amount(total.amount_text(), total.currency.code())
}

/// The price of one unit, or a dash.
#[component]
pub fn PriceOrNone(price: Option<UnitPrice>) -> impl IntoView {
    price.map_or_else(none, |price| view! { <Price price/> }.into_any())
}

/// A total, or a dash.
#[component]
pub fn TotalOrNone(total: Option<Money>) -> impl IntoView {
    total.map_or_else(none, |total| view! { <Total total/> }.into_any())
}

fn amount(text: String, code: &'static str) -> impl IntoView {
    view! {
        {format!("{text} ")}
        <span class="cur">{code}</span>
    }
}

fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
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

    #[test]
    fn counts_are_grouped_by_thousands() {
        let shown: Vec<_> = [0, 999, 1_000, 1_234_567, -4_000].into_iter().map(count_text).collect();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567", "−4,000"]);
    }
}
