//! The left side of a drawer: the offer as it stands, and what the line is about.

use super::paths::{compare_path, line_path};
use crate::{
    api_types::negotiation::LineView,
    domain::{
        event::Agreement,
        money::UnitPrice,
        negotiation::{LineStatus, Side},
        quantity::SaleUnits,
    },
    ui::{
        catalog::history::ANCHOR,
        components::{Countdown, Price, Total, count_text, day_text, encode},
    },
};
use leptos::prelude::*;

/// The figure above the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Headline {
    /// An offer waits, or a deal was made.
    Deal(&'static str, Agreement),
    /// Only the seller's list price, or the last offer of a line that ended without a deal.
    Price(&'static str, UnitPrice, bool),
    Nothing,
}

fn headline(line: &LineView) -> Headline {
    let last = line.offers.first().map(|view| view.offer.unit_price);
    match (line.status, line.agreement) {
        (LineStatus::Quote, Some(agreement)) => Headline::Deal("Standing offer", agreement),
        (_, Some(agreement)) => Headline::Deal("Agreed", agreement),
        (LineStatus::Open | LineStatus::Quote, None) => {
            line.list_price.map_or(Headline::Nothing, |price| Headline::Price("No offer yet; list price", price, false))
        }
        (LineStatus::NoQuote | LineStatus::Accepted | LineStatus::Withdrawn | LineStatus::Closed, None) => {
            last.map_or(Headline::Nothing, |price| Headline::Price("Last offer", price, true))
        }
    }
}

#[component]
pub fn OfferNow(line: Signal<LineView>) -> impl IntoView {
    let headline = Memo::new(move |_| line.with(headline));
    let flash = flash_on_change(line, headline);
    let settle = move |_| flash.set(false);
    move || match headline.get() {
        Headline::Deal(label, agreement) => Some(
            view! {
                <div class="offer-now" class:flash=flash on:animationend=settle>
                    <p class="offer-label">{label}</p>
                    <p class="offer-price"><Price price=agreement.unit_price/></p>
                    <p class="offer-sum">
                        {format!("each, × {} = ", count_text(agreement.quantity))}
                        <strong><Total total=agreement.subtotal/></strong>
                    </p>
                </div>
            }
            .into_any(),
        ),
        Headline::Price(label, price, gone) => Some(
            view! {
                <div class="offer-now" class:is-gone=gone class:flash=flash on:animationend=settle>
                    <p class="offer-label">{label}</p>
                    <p class="offer-price"><Price price/></p>
                    <p class="offer-sum">"each"</p>
                </div>
            }
            .into_any(),
        ),
        Headline::Nothing => None,
    }
}

#[component]
pub fn Facts(line: Signal<LineView>) -> impl IntoView {
    let fact = move |of: fn(&LineView) -> Option<String>| Memo::new(move |_| line.with(of));
    view! {
        <dl class="facts">
            <Validity line/>
            <Fact line name="Counter-offer" value=fact(counter)/>
            <Fact line name="Quantity" value=fact(quantity)/>
            <Fact line name="Lead time" value=fact(lead_time)/>
            <Fact line name="List price" value=fact(list_price)/>
            <Fact line name="Condition" value=fact(|line| Some(format!("{} {}", line.part.condition.code(), line.part.condition.words())))/>
            <Fact line name="Certificate" value=fact(|line| line.part.certificate.clone())/>
            <Fact line name="Sold in" value=fact(sale_units)/>
            <Fact line name="Documentation" value=fact(|line| {
                line.documentation_pending.then(|| "requested, not answered yet".to_owned())
            })/>
            <Fact line name="Reason" value=fact(ending)/>
            <Fact line name="Added" value=fact(|line| Some(format!("by {}, {}", line.added_by, day_text(line.created_at))))/>
            <Fact line name="Changed" value=fact(|line| {
                // Lines are closed by nobody in person.
                let who = if line.status == LineStatus::Closed { "automatically".into() } else { format!("by {}", line.changed_by) };
                (line.updated_at != line.created_at).then(|| format!("{who}, {}", day_text(line.updated_at)))
            })/>
            <Links line/>
        </dl>
    }
}

/// Nothing while it is the headline.
fn list_price(line: &LineView) -> Option<String> {
    let is_headline = matches!(headline(line), Headline::Price(_, _, false));
    line.list_price.filter(|_| !is_headline).map(|price| format!("{price} each"))
}

/// The counter-offer that waits, and for whom.
fn counter(line: &LineView) -> Option<String> {
    let waits = match line.side {
        Side::Buyer => format!("waits for {}", line.counterparty),
        Side::Seller => "waits for your answer".to_owned(),
    };
    line.counter.as_ref().map(|counter| format!("{}; {waits}", counter.terms_text()))
}

fn quantity(line: &LineView) -> Option<String> {
    let available = match (line.status.is_active(), line.available) {
        (false, _) => String::new(),
        (true, Some(available)) => format!(", {} available", count_text(available)),
        (true, None) => ", no longer listed".to_owned(),
    };
    Some(format!("{} {}{available}", count_text(line.quantity), line.part.unit))
}

fn lead_time(line: &LineView) -> Option<String> {
    let offered = line.offer.as_ref().and_then(|offer| offer.lead_time_days);
    match offered.or(line.lead_time_days)? {
        0 => Some("in stock".to_owned()),
        1 => Some("1 day".to_owned()),
        days => Some(format!("{days} days")),
    }
}

fn sale_units(line: &LineView) -> Option<String> {
    match line.units {
        SaleUnits { minimum: ..=1, pack: ..=1 } => None,
        SaleUnits { minimum, pack: ..=1 } => Some(format!("{} or more", count_text(minimum))),
        SaleUnits { pack, .. } => {
            Some(format!("packs of {}, {} or more", count_text(pack), count_text(line.units.smallest())))
        }
    }
}

/// Why the line ended without a deal.
fn ending(line: &LineView) -> Option<String> {
    let ending = line.ending.as_ref()?;
    let by = match ending.by {
        by if by == line.side => "given by your side",
        Side::Buyer => "given by the buyer",
        Side::Seller => "given by the seller",
    };
    Some(format!("{}, {by}", ending.reason.as_ref()?.sentence()))
}

/// One name and its value; lights up once when the other side moves it.
#[component]
fn Fact(line: Signal<LineView>, name: &'static str, value: Memo<Option<String>>) -> impl IntoView {
    let flash = flash_on_change(line, value);
    move || {
        value.get().map(|text| {
            view! {
                <div class="fact" class:flash=flash on:animationend=move |_| flash.set(false)>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                </div>
            }
        })
    }
}

/// Turns true when the value changes by what the other side did; one's own moves need no pointing at.
fn flash_on_change<T: Clone + PartialEq + Send + Sync + 'static>(line: Signal<LineView>, value: Memo<T>) -> RwSignal<bool> {
    let flash = RwSignal::new(false);
    Effect::new(move |before: Option<T>| {
        let now = value.get();
        let by_others = || line.with_untracked(|line| line.thread.last().is_some_and(|last| last.side != Some(line.side)));
        if before.is_some_and(|before| before != now) && by_others() {
            flash.set(true);
        }
        now
    });
    flash
}

#[component]
fn Validity(line: Signal<LineView>) -> impl IntoView {
    let until = Memo::new(move |_| line.with(|line| line.offer.as_ref().and_then(|offer| offer.valid_until)));
    let now = Memo::new(move |_| line.with(|line| line.now));
    move || {
        until.get().map(|until| {
            view! {
                <div class="fact">
                    <dt>"Offer"</dt>
                    <dd><Countdown until now/></dd>
                </div>
            }
        })
    }
}

/// Where else this line leads: its part, its transaction, the buyer's own demand.
#[component]
fn Links(line: Signal<LineView>) -> impl IntoView {
    let links = Memo::new(move |_| {
        line.with(|line| {
            (
                line.side,
                line.part_key.clone(),
                line.transaction_id,
                line.demand_id,
                line.status.is_active() && line.same_part > 1,
            )
        })
    });
    // A part that nobody lists has a page only for who once dealt in it.
    let has_page = Memo::new(move |_| line.with(|line| line.available.is_some() || line.transaction_id.is_some()));
    move || {
        let (side, part_key, transaction, demand, has_rivals) = links.get();
        let compare = has_rivals.then(|| view! {
            <div><a href=compare_path(&part_key) aria-keyshortcuts="c">"Compare with the other sellers in the cart"</a></div>
        });
        let history = has_page
            .get()
            .then(|| (format!("/connector/parts/{}#{ANCHOR}", encode(&part_key)), "What you agreed for this part before"));
        let part = (side == Side::Buyer && has_page.get())
            .then(|| (format!("/connector/parts/{}", encode(&part_key)), "All sellers of this part"));
        let transaction = transaction.map(|id| (format!("/connector/transactions/{id}"), "Transaction"));
        let demand = demand.map(|_| ("/connector/demands".to_owned(), "Matches an open demand of yours"));
        let links: Vec<_> = [transaction, demand, part, history].into_iter().flatten().collect();
        (compare.is_some() || !links.is_empty()).then(|| {
            view! {
                <div class="fact">
                    <dt>"See"</dt>
                    <dd>
                        {compare}
                        {links.into_iter().map(|(href, word)| view! { <div><a href=href>{word}</a></div> }).collect_view()}
                    </dd>
                </div>
            }
        })
    }
}

/// The address of a neighbouring line.
pub fn neighbour(line: &LineView, next: bool) -> Option<String> {
    let id = if next { line.next } else { line.previous };
    id.map(|id| line_path(line.side, id))
}
