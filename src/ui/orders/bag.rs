//! A bag within its order, as buyers see it.

use super::{
    body::{BagProgress, Bookings, MoneyFacts, Shipments, SkuTable},
    form::{Target, fact_dialog},
    pills::{BagPill, MoneyPill},
    returns::{GiveUpDialog, ReturnDialog},
};
use crate::{
    api_types::order::{BagBody, OrderBagView, OrderView},
    domain::{
        ids::BagId,
        negotiation::Side,
        ordering::{Answer, Fact},
        time::Timestamp,
    },
    ui::components::{DialogOpener, Notice, Total},
};
use leptos::prelude::*;

/// `id` names a bag of the page.
#[component]
pub fn OrderBag(page: Memo<OrderView>, id: BagId) -> impl IntoView {
    let view = move |page: &OrderView| page.bags.iter().find(|bag| bag.id == id).cloned();
    let Some(first) = page.with_untracked(view) else { return ().into_any() };
    let bag = Memo::new(move |_| page.with(view).unwrap_or_else(|| first.clone()));
    let target = Memo::new(move |_| {
        let OrderBagView { id, seller, body } = bag.get();
        Target { id, body, request_id: page.with(|page| page.request_id), other: seller }
    });
    let may = move |fact: Fact| Memo::new(move |_| bag.with(|bag| bag.body.actions.contains(&fact)));
    let (can_return, can_give_up) = (may(Fact::Return), may(Fact::GiveUp));
    let seller = bag.with_untracked(|bag| bag.seller.clone());
    view! {
        <section class="order-bag" aria-label=format!("From {seller}")>
            <div class="bag-head">
                <h2>{seller.clone()}</h2>
                {move || bag.with(|bag| view! {
                    <BagPill status=bag.body.status/>
                    <MoneyPill status=bag.body.financial/>
                })}
                <span class="bag-total">{move || bag.with(|bag| view! { <Total total=bag.body.total/> })}</span>
            </div>
            {move || view! { <Facts page bag=bag.get()/> }}
            <div class="button-row">
                {move || can_return.get().then(|| view! { <DialogOpener dialog=fact_dialog(Fact::Return, id) label="Report a return" class="is-small"/> })}
                {move || can_give_up.get().then(|| view! { <DialogOpener dialog=fact_dialog(Fact::GiveUp, id) label="Give up" class="is-small is-danger"/> })}
            </div>
        </section>
        {move || can_return.get().then(|| view! { <ReturnDialog bag=target/> })}
        {move || can_give_up.get().then(|| view! { <GiveUpDialog bag=target/> })}
    }
    .into_any()
}

#[component]
fn Facts(page: Memo<OrderView>, bag: OrderBagView) -> impl IntoView {
    let OrderBagView { seller, body, .. } = bag;
    let (submitted_at, accepted_at) = page.with_untracked(|page| (page.submitted_at, accepted_at(page, &seller, &body)));
    let is_guest = page.with_untracked(|page| page.is_guest);
    let trouble = body.rejection.clone().filter(|_| body.answer == Answer::Rejected);
    view! {
        <BagProgress body=body.clone() submitted_at accepted_at label=format!("Progress at {seller}")/>
        {trouble.map(|reason| view! {
            <Notice kind="is-error">
                <strong>{format!("{seller}'s system refuses it: {reason}")}</strong>
                <span>"Support can correct it and send it again. The other sellers go on meanwhile."</span>
            </Notice>
        })}
        <MoneyFacts body=body.clone()/>
        <SkuTable lines=body.lines side=(!is_guest).then_some(Side::Buyer)/>
        <Shipments shipments=body.shipments/>
        <Bookings ledger=body.ledger/>
    }
}

/// When the seller took it, by the history.
fn accepted_at(page: &OrderView, seller: &str, body: &BagBody) -> Option<Timestamp> {
    let is_it = |entry: &&crate::api_types::order::EntryView| {
        entry.name == "bag.accepted" && entry.seller.as_deref() == Some(seller)
    };
    page.history.iter().find(is_it).map(|entry| entry.at).filter(|_| body.answer == Answer::Accepted)
}
