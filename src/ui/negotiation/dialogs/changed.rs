//! What a dialog shows that was refused because the seller revised the offer: what is new against what was read.

use super::Confirming;
use crate::{
    domain::negotiation::{Offer, percent_text},
    ui::{
        components::{Notice, count_text, counted},
        negotiation::deal::Deal,
    },
};
use leptos::prelude::*;

/// The revision that was read, and the one that stands now; nothing while they are the same.
pub fn revised(deal: &Deal, seen: Option<u32>) -> Option<(Offer, Offer)> {
    let now = deal.offer.clone().or_else(|| deal.last_offer.clone())?;
    let before = deal.history.iter().find(|offer| Some(offer.revision) == seen)?;
    (before.revision != now.revision).then(|| (before.clone(), now))
}

/// The terms that differ, each with what it was.
pub fn changes(before: &Offer, now: &Offer) -> Vec<String> {
    let percent = percent_text(before.unit_price, now.unit_price).map(|percent| format!(" ({percent})"));
    let price = percent.map(|percent| format!("Price each: {} → {}{percent}", before.unit_price, now.unit_price));
    let quantity = (before.quantity != now.quantity)
        .then(|| format!("Up to: {} → {}", count_text(before.quantity), count_text(now.quantity)));
    let days = |days: Option<i32>| days.map_or("not said".to_owned(), |days| counted(days, "day", "days"));
    let lead = (before.lead_time_days != now.lead_time_days)
        .then(|| format!("Lead time: {} → {}", days(before.lead_time_days), days(now.lead_time_days)));
    let end = |offer: &Offer| offer.valid_until.map_or("no end".to_owned(), |until| until.minute_text());
    let end = (before.valid_until != now.valid_until).then(|| format!("Valid until: {} → {}", end(before), end(now)));
    let comment = now.comment.as_ref().filter(|comment| before.comment.as_ref() != Some(comment));
    let comment = comment.map(|comment| format!("Comment: “{comment}”"));
    [price, quantity, lead, end, comment].into_iter().flatten().collect()
}

#[component]
pub fn ChangedSince(form: Confirming) -> impl IntoView {
    move || {
        let (before, now) = form.deal.with(|deal| revised(deal, form.seen.get()))?;
        let changes = changes(&before, &now);
        Some(view! {
            <Notice kind="is-warning">
                <strong>{format!("You looked at revision {}; revision {} is the newest.", before.revision, now.revision)}</strong>
                <ul class="changes">
                    {changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}
                </ul>
            </Notice>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        money::{Currency, UnitPrice},
        time::Timestamp,
    };

    #[test]
    fn each_term_that_differs_is_named_with_what_it_was() {
        let price = |micros| UnitPrice { micros, currency: Currency::parse("USD").expect("known") };
        let before = Offer {
            revision: 1,
            unit_price: price(41_200_000),
            quantity: 12,
            lead_time_days: Some(1),
            valid_until: None,
            comment: Some("as agreed".into()),
        };
        let same = Offer { revision: 2, ..before.clone() };
        assert_eq!(changes(&before, &same), Vec::<String>::new());
        let now = Offer {
            revision: 3,
            unit_price: price(44_000_000),
            quantity: 1_200,
            lead_time_days: None,
            valid_until: Some(Timestamp(0)),
            comment: Some("steel has risen".into()),
        };
        assert_eq!(
            changes(&before, &now),
            [
                "Price each: 41.20 USD → 44.00 USD (+6.8 %)",
                "Up to: 12 → 1,200",
                "Lead time: 1 day → not said",
                "Valid until: no end → 1970-01-01 00:00 UTC",
                "Comment: “steel has risen”",
            ]
        );
        let mut deal = Deal::of(&crate::ui::negotiation::deal::tests::line());
        (deal.offer, deal.history) = (Some(now.clone()), vec![now.clone(), same, before.clone()]);
        assert_eq!(revised(&deal, Some(1)), Some((before, now)));
        assert_eq!([revised(&deal, Some(3)), revised(&deal, None)], [None, None]);
    }
}
