//! The revisions of an offer, newest first, each with what it changed.

use crate::{
    api_types::negotiation::{LineView, OfferView},
    domain::{
        negotiation::{Offer, percent_text},
        time::{DAY_US, HOUR_US, Timestamp},
    },
    ui::components::{Time, count_text, is_local, shifted, zone::exact_text},
};
use leptos::prelude::*;

#[component]
pub fn Offers(line: Signal<LineView>) -> impl IntoView {
    let offers = Memo::new(move |_| line.with(|line| line.offers.clone()));
    move || {
        offers.with(|offers| {
            let newest = offers.first()?;
            let currency = newest.offer.unit_price.currency.code();
            let revisions = if offers.len() == 1 { "1 revision".to_owned() } else { format!("{} revisions", offers.len()) };
            let now = line.with_untracked(|line| line.now);
            let rows = offers.iter().enumerate().map(|(index, view)| {
                let before = offers.get(index + 1).map(|before| &before.offer);
                offer_row(view, before, now)
            });
            Some(view! {
                <div>
                    <h3 class="drawer-title">"Offers " <span class="push">{revisions}</span></h3>
                    <table class="offers">
                        <thead>
                            <tr>
                                <th scope="col"><abbr title="Revision">"Rev."</abbr></th>
                                <th scope="col" class="num">{format!("Each, {currency}")}</th>
                                <th scope="col" class="num">"Up to"</th>
                                <th scope="col" class="num">"Lead"</th>
                                <th scope="col" class="num">"Until"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            })
        })
    }
}

/// The terms, and below them who made them, when, and with which words.
fn offer_row(view: &OfferView, before: Option<&Offer>, now: Timestamp) -> impl IntoView + use<> {
    let offer = &view.offer;
    let state = match (view.is_live, view.is_expired) {
        (true, false) => "live",
        (_, true) => "expired",
        (false, false) => "replaced",
    };
    let price = before.and_then(|before| percent_text(before.unit_price, offer.unit_price));
    let direction = match before.map(|before| offer.unit_price.micros.cmp(&before.unit_price.micros)) {
        Some(std::cmp::Ordering::Less) => "change is-down",
        Some(std::cmp::Ordering::Greater) => "change is-up",
        Some(std::cmp::Ordering::Equal) | None => "change",
    };
    // An extension repeats what was said.
    let comment = offer.comment.clone().filter(|comment| before.and_then(|before| before.comment.as_ref()) != Some(comment));
    let (made_at, made_by) = (view.made_at, view.made_by.clone());
    let dash = || "–".to_owned();
    view! {
        <tr class="terms" class:is-live=view.is_live>
            <td>{offer.revision} <span class="state">{state}</span></td>
            <td class="num">{offer.unit_price.amount_text()} {change(direction, price)}</td>
            <td class="num">{count_text(offer.quantity)} {change("change", quantity_change(before, offer))}</td>
            <td class="num">{offer.lead_time_days.map_or_else(dash, |days| format!("{days} d"))} {change("change", lead_change(before, offer))}</td>
            <td class="num">
                {offer.valid_until.map_or_else(
                    || "–".into_any(),
                    |until| view! { <EndDay until/> }.into_any(),
                )}
                " "
                {change("change", validity_change(before, offer))}
            </td>
        </tr>
        <tr class="by">
            <td colspan="5">
                {made_by} ", " <Time at=made_at now/>
                {comment.map(|comment| view! { <span class="note">{format!("“{comment}”")}</span> })}
            </td>
        </tr>
    }
}

/// The day on which an offer ends, with the minute on hover.
#[component]
fn EndDay(until: Timestamp) -> impl IntoView {
    let local = is_local();
    view! {
        <time datetime=until.rfc3339() title=move || exact_text(until, local.get())>
            {move || shifted(until, local.get()).short_day_text()}
        </time>
    }
}

/// What changed against the revision before stands below the value, signed.
fn change(class: &'static str, text: Option<String>) -> Option<impl IntoView> {
    text.map(|text| view! { <span class=class>{text}</span> })
}

fn quantity_change(before: Option<&Offer>, after: &Offer) -> Option<String> {
    signed(after.quantity - before?.quantity, "")
}

fn lead_change(before: Option<&Offer>, after: &Offer) -> Option<String> {
    match (before?.lead_time_days, after.lead_time_days) {
        (Some(before), Some(after)) => signed(i64::from(after) - i64::from(before), " d"),
        (None, Some(_)) => Some("new".to_owned()),
        (None | Some(_), None) => None,
    }
}

fn validity_change(before: Option<&Offer>, after: &Offer) -> Option<String> {
    let (before, after) = (before?.valid_until?, after.valid_until?);
    let us = after.since_us(before);
    // Hours where days would say nothing.
    match nearest(us, HOUR_US) {
        hours if hours.abs() < 24 => signed(hours, " h"),
        _ => signed(nearest(us, DAY_US), " d"),
    }
}

/// Whole units, the nearest.
fn nearest(us: i64, unit: i64) -> i64 {
    (us + us.signum() * (unit / 2)) / unit
}

/// `+15`, `−2 d`; nothing for no change.
fn signed(difference: i64, unit: &str) -> Option<String> {
    let sign = if difference < 0 { '−' } else { '+' };
    let size = i64::try_from(difference.unsigned_abs()).unwrap_or(i64::MAX);
    (difference != 0).then(|| format!("{sign}{}{unit}", count_text(size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, UnitPrice};

    fn offer(quantity: i64, lead_time_days: Option<i32>, hours: i64) -> Offer {
        Offer {
            revision: 1,
            unit_price: UnitPrice { micros: 1, currency: Currency::parse("USD").expect("known") },
            quantity,
            lead_time_days,
            valid_until: Some(Timestamp(hours * HOUR_US)),
            comment: None,
        }
    }

    #[test]
    fn changes_are_signed_and_nothing_is_said_of_what_stayed() {
        let (before, after) = (offer(10, Some(7), 24), offer(1_025, Some(5), 8 * 24));
        let said = |before: &Offer, after: &Offer| {
            let before = Some(before);
            [quantity_change(before, after), lead_change(before, after), validity_change(before, after)]
        };
        assert_eq!(said(&before, &after), ["+1,015", "−2 d", "+7 d"].map(|text| Some(text.to_owned())));
        assert_eq!(said(&before, &before), [None, None, None]);
        assert_eq!(said(&before, &offer(10, None, 21))[1..], [None, Some("−3 h".to_owned())]);
        assert_eq!(lead_change(Some(&offer(10, None, 0)), &after).as_deref(), Some("new"));
        assert_eq!(quantity_change(None, &after), None);
        let almost = Offer { valid_until: Some(Timestamp(72 * HOUR_US - 70_000)), ..offer(10, None, 0) };
        assert_eq!(validity_change(Some(&offer(10, None, 24)), &almost).as_deref(), Some("+2 d"));
    }
}
