//! The revisions of an offer, newest first, each with what changed.

use crate::{
    api_types::negotiation::{LineView, OfferView},
    ui::components::{Time, count_text},
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
            Some(view! {
                <div>
                    <h3 class="drawer-title">"Offers " <span class="push">{revisions}</span></h3>
                    <table class="offers">
                        <thead>
                            <tr>
                                <th scope="col">"Rev."</th>
                                <th scope="col" class="num">{format!("Each, {currency}")}</th>
                                <th scope="col" class="num">"Change"</th>
                                <th scope="col" class="num">"Up to"</th>
                                <th scope="col" class="num">"Lead"</th>
                                <th scope="col" class="num">"Made"</th>
                            </tr>
                        </thead>
                        <tbody>{offers.iter().map(|offer| offer_row(offer, line)).collect_view()}</tbody>
                    </table>
                </div>
            })
        })
    }
}

fn offer_row(view: &OfferView, line: Signal<LineView>) -> impl IntoView + use<> {
    let offer = view.offer.clone();
    let (made_at, made_by) = (view.made_at, view.made_by.clone());
    let now = line.with_untracked(|line| line.now);
    let state = match (view.is_live, view.is_expired) {
        (true, _) => None,
        (false, true) => Some(" expired"),
        (false, false) => None,
    };
    view! {
        <tr class:is-live=view.is_live>
            <td>{offer.revision} {state.map(|word| view! { <span class="faint">{word}</span> })}</td>
            <td class="num">{offer.unit_price.amount_text()}</td>
            <td class="num">{change(view.price_change)}</td>
            <td class="num">{count_text(offer.quantity)}</td>
            <td class="num">{offer.lead_time_days.map_or_else(|| "–".to_owned(), |days| format!("{days} d"))}</td>
            <td class="num" title=made_by><Time at=made_at now/></td>
        </tr>
        {offer.comment.map(|comment| view! { <tr><td></td><td class="note" colspan="5">{comment}</td></tr> })}
    }
}

/// Against the revision before: an arrow and a percentage, never colour alone.
fn change(hundredths: Option<i64>) -> AnyView {
    match hundredths {
        None => "–".into_any(),
        Some(0) => "0 %".into_any(),
        Some(change) => {
            let (class, arrow) = if change < 0 { ("change is-down", "↓") } else { ("change is-up", "↑") };
            view! { <span class=class>{format!("{arrow} {} %", percent(change))}</span> }.into_any()
        }
    }
}

/// `3.91` of 391 hundredths of a percent; the sign is the arrow's.
fn percent(hundredths: i64) -> String {
    let (whole, fraction) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let text = format!("{whole}.{fraction:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_show_what_they_need() {
        let shown: Vec<_> = [391, -391, 500, 1_050, 7].into_iter().map(percent).collect();
        assert_eq!(shown, ["3.91", "3.91", "5", "10.5", "0.07"]);
    }
}
