//! Everything about a line within its cart: price, quantity, status, seller, stock, who added and changed it, note, actions.

use super::{
    edit::{NoteForm, QuantityForm},
    removal::ItemRemoval,
    rows::CartDetails,
};
use crate::{
    api_types::cart::CartItemView,
    domain::{
        money::UnitPrice,
        negotiation::{Action, LineStatus, Side},
        quantity::SaleUnits,
    },
    ui::{
        components::{Icon, Price, StatusPill, Time, Total, count_text, counted, encode},
        negotiation::{Place, compare_path, line_path},
    },
};
use leptos::prelude::*;

/// `item` follows the line; what is being typed stays.
#[component]
pub fn ExtendedCartItemDetails(item: Memo<CartItemView>, details: CartDetails) -> impl IntoView {
    let can_change = Memo::new(move |_| item.with(|item| item.actions.contains(&Action::ChangeQuantity)));
    let is_frozen = Memo::new(move |_| item.with(|item| item.is_frozen));
    let name = item.with_untracked(|item| format!("Details of {} from {}", item.part.part_number, item.seller));
    view! {
        <section class="item-details" aria-label=name>
            <div class="item-facts">
                <Amounts item/>
                <Facts item/>
            </div>
            <div class="item-forms">
                {move || can_change.get().then(|| view! { <QuantityForm item details/> })}
                {move || match is_frozen.get() {
                    true => view! { <NoteText item/> }.into_any(),
                    false => view! { <NoteForm item details/> }.into_any(),
                }}
            </div>
            <Actions item details/>
        </section>
    }
}

/// The note of a cart in which nothing is changed.
#[component]
fn NoteText(item: Memo<CartItemView>) -> impl IntoView {
    let note = Memo::new(move |_| item.with(|item| Some(item.note.text.clone()).filter(|text| !text.is_empty())));
    view! { <dl class="facts"><Fact name="Note" value=note/></dl> }
}

/// The figure that counts now, with what it comes to.
#[component]
fn Amounts(item: Memo<CartItemView>) -> impl IntoView {
    move || {
        item.with(|item| {
            let (label, price) = headline(item);
            let price = price.map(|price| view! { <p class="offer-price"><Price price/></p> });
            let sum = item.agreement.map(|agreement| {
                view! {
                    <p class="offer-sum">
                        {format!("each, × {} = ", count_text(agreement.quantity))}
                        <strong><Total total=agreement.subtotal/></strong>
                    </p>
                }
            });
            view! {
                <div class="offer-now">
                    <p class="offer-label">{label}" " <StatusPill status=item.status/></p>
                    {price}
                    {sum}
                </div>
            }
        })
    }
}

fn headline(item: &CartItemView) -> (&'static str, Option<UnitPrice>) {
    let agreed = item.agreement.map(|agreement| agreement.unit_price);
    match (item.status, agreed, item.list_price) {
        (LineStatus::Quote, Some(price), _) => ("Standing offer", Some(price)),
        (_, Some(price), _) => ("Agreed", Some(price)),
        (_, None, Some(price)) => ("List price", Some(price)),
        (_, None, None) => ("No price yet", None),
    }
}

#[component]
fn Facts(item: Memo<CartItemView>) -> impl IntoView {
    let fact = |name: &'static str, of: fn(&CartItemView) -> Option<String>| view! { <Fact name value=Memo::new(move |_| item.with(of))/> };
    view! {
        <dl class="facts">
            {fact("Quantity", |item| Some(format!("{} {}", count_text(item.quantity), item.part.unit)))}
            {fact("Seller", |item| Some(item.seller.clone()))}
            {fact("Stock", stock)}
            {fact("Sold in", sale_units)}
            {fact("List price", |item| item.list_price.map(|price| format!("{price} each")))}
            {fact("Valid until", |item| Some(item.offer.as_ref()?.valid_until?.minute_text()))}
            {fact("Lead time", lead_time)}
            {fact("Offers", |item| (item.revisions > 0).then(|| counted(item.revisions, "revision", "revisions")))}
            {fact("Counter-offer", |item| item.counter.as_ref().map(|counter| format!("{}; waits for {}", counter.terms_text(), item.seller)))}
            {fact("Condition", |item| Some(format!("{} {}", item.part.condition.code(), item.part.condition.words())))}
            {fact("Certificate", |item| item.part.certificate.clone())}
            {fact("Documentation", |item| item.documentation_pending.then(|| "requested, not answered yet".to_owned()))}
            {fact("Thread", thread)}
            <Contributors item/>
        </dl>
    }
}

#[component]
fn Fact(name: &'static str, value: Memo<Option<String>>) -> impl IntoView {
    move || {
        value.get().map(|text| {
            view! {
                <div class="fact">
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                </div>
            }
        })
    }
}

/// Who added the line and who changed it last, with the exact times on hover.
#[component]
fn Contributors(item: Memo<CartItemView>) -> impl IntoView {
    let people = Memo::new(move |_| {
        item.with(|item| {
            // Lines are closed by nobody in person.
            let changed =
                if item.status == LineStatus::Closed { "automatically".into() } else { format!("by {}", item.changed_by) };
            (item.added_by.clone(), item.added_at, changed, item.changed_at, item.now)
        })
    });
    move || {
        let (added_by, added_at, changed, changed_at, now) = people.get();
        view! {
            <div class="fact">
                <dt>"Added"</dt>
                <dd>{format!("by {added_by}, ")}<Time at=added_at now/></dd>
            </div>
            {(changed_at != added_at).then(|| view! {
                <div class="fact">
                    <dt>"Last changed"</dt>
                    <dd>{format!("{changed}, ")}<Time at=changed_at now/></dd>
                </div>
            })}
        }
    }
}

fn stock(item: &CartItemView) -> Option<String> {
    Some(match (item.status.is_active(), item.available) {
        (false, _) => return None,
        (true, None) => "no longer listed".to_owned(),
        (true, Some(0)) => "none left".to_owned(),
        (true, Some(available)) if available < item.quantity => format!("only {} available", count_text(available)),
        (true, Some(available)) => format!("{} available", count_text(available)),
    })
}

fn sale_units(item: &CartItemView) -> Option<String> {
    match item.units {
        SaleUnits { minimum: ..=1, pack: ..=1 } => None,
        SaleUnits { minimum, pack: ..=1 } => Some(format!("{} or more", count_text(minimum))),
        SaleUnits { pack, .. } => {
            Some(format!("packs of {}, {} or more", count_text(pack), count_text(item.units.smallest())))
        }
    }
}

fn lead_time(item: &CartItemView) -> Option<String> {
    let offered = item.offer.as_ref().and_then(|offer| offer.lead_time_days);
    match offered.or(item.lead_time_days)? {
        0 => Some("in stock".to_owned()),
        days => Some(counted(days, "day", "days")),
    }
}

fn thread(item: &CartItemView) -> Option<String> {
    let entries = counted(item.messages, "entry", "entries");
    Some(if item.unread == 0 { entries } else { format!("{entries}, {} new", item.unread) })
}

/// Where one goes on from here: the line's own page with every action of the negotiation, its rivals, its part.
#[component]
fn Actions(item: Memo<CartItemView>, details: CartDetails) -> impl IntoView {
    let links = Memo::new(move |_| {
        item.with(|item| (item.id, item.part_key.clone(), item.transaction_id, item.same_part, item.actions.clone()))
    });
    let is_active = Memo::new(move |_| item.with(|item| item.status.is_active()));
    let can_remove =
        Memo::new(move |_| item.with(|item| item.status.is_active() && (!item.is_frozen || item.removing.is_some())));
    view! {
        <div class="item-actions">
            {move || {
                let (id, part_key, transaction, same_part, actions) = links.get();
                let words = if actions.contains(&Action::AcceptOffer) { "Answer the offer" } else { "Open line" };
                let compare = (is_active.get() && same_part > 1).then(|| view! {
                    <a class="button is-small" href=compare_path(&part_key)>{format!("Compare {same_part} sellers")}</a>
                });
                let transaction = transaction.map(|id| view! {
                    <a class="button is-small" href=format!("/connector/transactions/{id}")>"Transaction"</a>
                });
                view! {
                    <a class="button is-small is-primary" href=Place::default().at(&line_path(Side::Buyer, id)) data-noscroll="">
                        <Icon name="tag"/>
                        <span>{words}</span>
                    </a>
                    {compare}
                    {transaction}
                    <a class="button is-small is-quiet" href=format!("/connector/parts/{}", encode(&part_key))>"All sellers"</a>
                }
            }}
            {move || can_remove.get().then(|| view! { <ItemRemoval item details/> })}
        </div>
    }
}
