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
