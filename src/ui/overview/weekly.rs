//! Money agreed week by week: one chart per currency, because currencies are never added.

use crate::{
    api_types::insight::WeeklyMoney,
    domain::money::Currency,
    ui::components::{Bar, BarChart, counted},
};
use leptos::prelude::*;

/// `side` makes the charts' ids.
#[component]
pub fn Agreed(side: &'static str, title: &'static str, agreed: Memo<Vec<WeeklyMoney>>) -> impl IntoView {
    let currencies =
        Memo::new(move |_| agreed.with(|all| all.iter().map(|series| series.currency).collect::<Vec<Currency>>()));
    let is_empty = move || currencies.with(Vec::is_empty);
    view! {
        <For each=move || currencies.get() key=|currency| currency.code() let:currency>
            <Series side title currency agreed/>
        </For>
        {move || is_empty().then(|| view! {
            <section class="section" aria-label=title>
                <h3>{title}</h3>
                <p class="muted small">"Nothing was agreed in twelve weeks."</p>
            </section>
        })}
    }
}

#[component]
fn Series(side: &'static str, title: &'static str, currency: Currency, agreed: Memo<Vec<WeeklyMoney>>) -> impl IntoView {
    let series = Memo::new(move |_| agreed.with(|all| all.iter().find(|series| series.currency == currency).cloned()));
    let bars = Memo::new(move |_| series.with(|series| series.as_ref().map(week_bars).unwrap_or_default()));
    let note = Signal::derive(move || series.with(|series| series.as_ref().map(note).unwrap_or_default()));
    let code = currency.code();
    view! {
        <BarChart id=format!("{side}-{code}") title=format!("{title}, in {code}") note columns=["Week of", "Agreed"] bars/>
    }
}

fn week_bars(series: &WeeklyMoney) -> Vec<Bar> {
    let count = series.weeks.len();
    let bars = series.weeks.iter().enumerate().map(|(index, week)| {
        let name = week.starts.short_day_text();
        let label = if is_labelled(index, count) { name.clone() } else { String::new() };
        Bar { name, label, text: week.total.to_string(), value: week.total.minor, class: "" }
    });
    bars.collect()
}

/// Twelve names would not fit: every fourth from the newest has one.
pub fn is_labelled(index: usize, count: usize) -> bool {
    (count - 1 - index).is_multiple_of(4)
}

fn note(series: &WeeklyMoney) -> String {
    format!("{} in twelve weeks, {}.", series.total, counted(series.agreements, "agreement", "agreements"))
}
