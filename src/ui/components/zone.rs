//! The reader's time zone. Server and first picture say UTC; once scripts run, each time says what the reader's clock did.
//! The form stays the same, so that nothing changes its width.

use crate::domain::time::{MINUTE_US, Timestamp};
use leptos::{prelude::*, wasm_bindgen::JsValue, web_sys::js_sys::Date};

/// Whether times are the reader's own by now: never on the server, and not before the browser has taken over the
/// calling component.
pub fn is_local() -> ReadSignal<bool> {
    let local = RwSignal::new(false);
    Effect::new(move |_| local.set(true));
    local.read_only()
}

/// How far the reader's clock was ahead of UTC at this instant, in minutes. Browser code only.
fn minutes_ahead(at: Timestamp) -> i64 {
    // Milliseconds since 1970 are far below the largest exact number of a float.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let ahead = -Date::new(&JsValue::from_f64((at.0 / 1_000) as f64)).get_timezone_offset() as i64;
    ahead
}

/// This instant as if the reader's clock showed UTC: for texts only.
pub fn shifted(at: Timestamp, local: bool) -> Timestamp {
    if local { at.plus_us(minutes_ahead(at) * MINUTE_US) } else { at }
}

/// The minute and its zone: `2026-03-09 14:05` and `UTC`, or `+01:00` where the reader's clock is ahead.
pub fn minute_and_zone(at: Timestamp, local: bool) -> (String, String) {
    minute_ahead(at, if local { minutes_ahead(at) } else { 0 })
}

fn minute_ahead(at: Timestamp, ahead: i64) -> (String, String) {
    let text = at.plus_us(ahead * MINUTE_US).minute_text();
    let minute = text.strip_suffix(" UTC").unwrap_or(&text).to_owned();
    let zone = match ahead {
        0 => "UTC".to_owned(),
        _ => format!("{}{:02}:{:02}", if ahead < 0 { '−' } else { '+' }, ahead.abs() / 60, ahead.abs() % 60),
    };
    (minute, zone)
}

/// Both in one text, for titles.
pub fn exact_text(at: Timestamp, local: bool) -> String {
    let (minute, zone) = minute_and_zone(at, local);
    format!("{minute} {zone}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::SECOND_US;

    #[test]
    fn a_minute_names_how_far_its_clock_is_ahead() {
        let noon = Timestamp(1_773_057_900 * SECOND_US);
        let told = |ahead| {
            let (minute, zone) = minute_ahead(noon, ahead);
            format!("{minute} {zone}")
        };
        assert_eq!(told(0), "2026-03-09 12:05 UTC");
        assert_eq!(told(60), "2026-03-09 13:05 +01:00");
        assert_eq!(told(345), "2026-03-09 17:50 +05:45");
        assert_eq!(told(-780), "2026-03-08 23:05 −13:00");
        assert_eq!(exact_text(noon, false), noon.minute_text());
    }
}
