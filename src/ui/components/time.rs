//! Times: relative words with the exact instant beside them. `now` always comes from the server.

use super::zone::{exact_text, is_local, shifted};
use crate::domain::time::{Timestamp, WEEK_US};
use leptos::prelude::*;

/// `5 min`, with the exact time on hover and for machines.
#[component]
pub fn Time(at: Timestamp, now: Timestamp) -> impl IntoView {
    let local = is_local();
    // Only a day that is long ago depends on the zone.
    let ago = move || match now.since_us(at) < WEEK_US {
        true => at.ago_text(now),
        false => shifted(at, local.get()).ago_text(shifted(now, local.get())),
    };
    view! { <time datetime=at.rfc3339() title=move || exact_text(at, local.get())>{ago}</time> }
}

/// `14:05`, in UTC.
pub fn clock_text(at: Timestamp) -> String {
    at.minute_text().get(11..16).unwrap_or_default().to_owned()
}

/// `9 March 2026`, in UTC.
pub fn day_text(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = at.date_text();
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|text| text.parse::<usize>().ok()).and_then(|number| MONTHS.get(number.wrapping_sub(1)));
    match (day, month, year) {
        (Some(day), Some(month), Some(year)) => format!("{} {month} {year}", day.trim_start_matches('0')),
        _ => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::SECOND_US;

    #[test]
    fn a_day_and_a_time_are_spelled_in_utc() {
        let noon = Timestamp(1_773_057_900 * SECOND_US);
        assert_eq!(day_text(noon), "9 March 2026");
        assert_eq!(clock_text(noon), "12:05");
    }
}
