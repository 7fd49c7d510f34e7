//! How long something still stands, by the server's clock: drawn once by the server, ticking in the browser.

use super::{
    Icon,
    zone::{exact_text, is_local},
};
use crate::domain::time::{DAY_US, HOUR_US, Timestamp};
use leptos::{prelude::*, web_sys::js_sys};
use std::time::Duration;

const TICK: Duration = Duration::from_secs(1);

/// `expires in 3 h 12 min`; marked within a day of the end, and more so within an hour. `now` is the server's clock when
/// the page was drawn or last refetched.
#[component]
pub fn Countdown(until: Timestamp, #[prop(into)] now: Signal<Timestamp>) -> impl IntoView {
    let clock = server_clock(now);
    let text = Memo::new(move |_| until.expiry_text(clock.get()));
    let local = is_local();
    let class = Memo::new(move |_| class(until.since_us(clock.get())));
    view! {
        <span class=class>
            <Icon name="clock"/>
            <time datetime=until.rfc3339() title=move || exact_text(until, local.get())>{text}</time>
        </span>
    }
}

fn class(left_us: i64) -> &'static str {
    match left_us {
        ..=0 => "countdown is-over",
        1..HOUR_US => "countdown is-urgent",
        HOUR_US..=DAY_US => "countdown is-soon",
        _ => "countdown",
    }
}

/// The server's clock: `now` at first, on both sides; in the browser it goes on by the browser's clock, whose distance to
/// the server's is taken anew with each `now`.
pub fn server_clock(now: Signal<Timestamp>) -> Signal<Timestamp> {
    let clock = RwSignal::new(now.get_untracked());
    let ahead_us = StoredValue::new(0_i64);
    Effect::new(move |_| {
        let now = now.get();
        ahead_us.set_value(now.since_us(browser_clock()));
        clock.set(now);
    });
    Effect::new(move |_| {
        let tick = move || {
            if let Some(ahead_us) = ahead_us.try_get_value() {
                clock.try_set(browser_clock().plus_us(ahead_us));
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || handle.clear());
        }
    });
    clock.into()
}

/// What the browser takes for the time. Must not be shown: only its distance to the server's clock counts.
fn browser_clock() -> Timestamp {
    // Whole milliseconds, far below the precision of a float.
    Timestamp(js_sys::Date::now() as i64 * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_and_the_last_hour_are_marked() {
        let marks: Vec<_> = [DAY_US + 1, DAY_US, HOUR_US - 1, 1, 0, -1].into_iter().map(class).collect();
        let expected = ["", " is-soon", " is-urgent", " is-urgent", " is-over", " is-over"];
        assert_eq!(marks, expected.map(|mark| format!("countdown{mark}")));
    }
}
