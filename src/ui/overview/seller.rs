//! The seller's half: requests by age, documentation, offers about to end, how fast one answers, money agreed.

use super::{Part, Stat, rows::Lines, weekly::Agreed};
use crate::{
    api_types::insight::{SellerOverview, WeeklyResponse},
    domain::time::{DAY_US, HOUR_US, MINUTE_US, Timestamp},
    ui::components::{Bar, BarChart, Empty},
};
use leptos::prelude::*;

const REQUESTS: &str = "/connector/requests";

/// `named`: the other half stands on the page too.
#[component]
pub fn SellerHalf(half: Signal<SellerOverview>, now: Memo<Timestamp>, named: bool) -> impl IntoView {
    let number = move |of: fn(&SellerOverview) -> u32| Signal::derive(move || half.with(of));
    let late = Signal::derive(move || {
        let late: u32 = half.with(|half| half.ages.iter().filter(|age| age.is_late).map(|age| age.count).sum());
        if late == 0 { String::new() } else { format!("{late} for more than a day") }
    });
    let is_new = Memo::new(move |_| half.with(nothing_happened));
    view! {
        <section class="section" aria-label="Selling">
            {named.then(|| view! { <h2>"Selling"</h2> })}
            <div class="stat-row">
                <Stat href=REQUESTS label="Requests without a price" value=number(|half| half.unanswered) note=late/>
                <Stat href=REQUESTS label="Documentation asked for" value=number(|half| half.documentation)/>
                <Stat href=REQUESTS label="Offers that end within two days" value=number(|half| half.expiring)/>
            </div>
            {move || match is_new.get() {
                true => view! {
                    <Empty icon="inbox" sentence="No buyer has asked yet. What is in your inventory can be found.">
                        <a class="button is-primary" href="/connector/inventory">"Upload inventory"</a>
                    </Empty>
                }
                .into_any(),
                false => view! { <Parts half now/> }.into_any(),
            }}
        </section>
    }
}

fn nothing_happened(half: &SellerOverview) -> bool {
    let waits = half.unanswered + half.documentation + half.expiring > 0;
    !waits && half.agreed.is_empty() && half.responses.iter().all(|week| week.answered == 0)
}

#[component]
fn Parts(half: Signal<SellerOverview>, now: Memo<Timestamp>) -> impl IntoView {
    let requests = Memo::new(move |_| half.with(|half| half.oldest_requests.clone()));
    let documentation = Memo::new(move |_| half.with(|half| half.documentation_asked.clone()));
    let expiring = Memo::new(move |_| half.with(|half| half.expiring_offers.clone()));
    let agreed = Memo::new(move |_| half.with(|half| half.agreed.clone()));
    view! {
        <div class="columns">
            <Part title="Requests without a price, oldest first" is_empty=Signal::derive(move || requests.with(Vec::is_empty)) nothing="Every request has a price.">
                <Lines lines=requests now/>
            </Part>
            <Ages half/>
            <Part title="Documentation asked for" is_empty=Signal::derive(move || documentation.with(Vec::is_empty)) nothing="Nobody waits for documentation.">
                <Lines lines=documentation now/>
            </Part>
            <Part title="Offers that end within two days" is_empty=Signal::derive(move || expiring.with(Vec::is_empty)) nothing="No offer ends soon.">
                <Lines lines=expiring now/>
            </Part>
            <Responses half/>
            <Agreed side="sold" title="Agreed with buyers" agreed/>
        </div>
    }
}

#[component]
fn Ages(half: Signal<SellerOverview>) -> impl IntoView {
    let bars = Memo::new(move |_| {
        half.with(|half| {
            let bar = |age: &crate::api_types::insight::AgeBucket| Bar {
                name: age.words.clone(),
                label: age.words.clone(),
                text: age.count.to_string(),
                value: i64::from(age.count),
                class: if age.is_late { "is-late" } else { "" },
            };
            half.ages.iter().map(bar).collect::<Vec<_>>()
        })
    });
    let note = Signal::derive(move || {
        half.with(|half| match half.unanswered {
            0 => "Every request has a price.".to_owned(),
            1 => "1 request waits.".to_owned(),
            waiting => format!("{waiting} requests wait."),
        })
    });
    view! { <BarChart id="ages" title="How long requests have waited" note columns=["Waiting", "Requests"] bars figures=true/> }
}

#[component]
fn Responses(half: Signal<SellerOverview>) -> impl IntoView {
    let bars = Memo::new(move |_| half.with(|half| response_bars(&half.responses)));
    let note = Signal::derive(move || half.with(|half| response_note(&half.responses)));
    view! {
        <BarChart id="responses" title="Time to the first price" note columns=["Requests of the week of", "Mean time"] bars/>
    }
}

fn response_bars(weeks: &[WeeklyResponse]) -> Vec<Bar> {
    let count = weeks.len();
    let bar = |(index, week): (usize, &WeeklyResponse)| {
        let name = week.starts.short_day_text();
        Bar {
            label: if super::weekly::is_labelled(index, count) { name.clone() } else { String::new() },
            name,
            text: week.mean_us.map_or_else(|| "no answer".to_owned(), span_text),
            value: week.mean_us.unwrap_or_default(),
            class: "",
        }
    };
    weeks.iter().enumerate().map(bar).collect()
}

fn response_note(weeks: &[WeeklyResponse]) -> String {
    let answered: i64 = weeks.iter().map(|week| i64::from(week.answered)).sum();
    let waited: i128 = weeks.iter().filter_map(|week| Some(i128::from(week.mean_us?) * i128::from(week.answered))).sum();
    match answered {
        0 => "No request was answered in twelve weeks.".to_owned(),
        answered => {
            let mean = i64::try_from(waited / i128::from(answered)).unwrap_or(i64::MAX);
            format!("{} on average in twelve weeks.", span_text(mean))
        }
    }
}

/// `35 min`, `3 h 5 min`, `2 d 4 h`.
fn span_text(us: i64) -> String {
    match us {
        _ if us < HOUR_US => format!("{} min", us / MINUTE_US),
        _ if us < DAY_US => format!("{} h {} min", us / HOUR_US, us % HOUR_US / MINUTE_US),
        _ => format!("{} d {} h", us / DAY_US, us % DAY_US / HOUR_US),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(answered: u32, mean_us: Option<i64>) -> WeeklyResponse {
        WeeklyResponse { starts: Timestamp(0), answered, mean_us }
    }

    #[test]
    fn the_mean_of_all_weeks_weighs_each_answer_once() {
        assert_eq!(response_note(&[week(0, None)]), "No request was answered in twelve weeks.");
        let weeks = [week(3, Some(HOUR_US)), week(0, None), week(1, Some(9 * HOUR_US))];
        assert_eq!(response_note(&weeks), "3 h 0 min on average in twelve weeks.");
    }

    #[test]
    fn spans_are_told_in_their_two_largest_units() {
        assert_eq!([59 * MINUTE_US, 185 * MINUTE_US, 52 * HOUR_US].map(span_text), ["59 min", "3 h 5 min", "2 d 4 h"]);
    }
}
