//! A bag of an order as support reads it, with what may be done to it by hand.

use super::bag_forms::{ByHand, CorrectBagDialog, DecideDialog, correct_dialog, decide_dialog};
use crate::{
    api_types::{
        order::{OrderBagView, SkuView},
        support::{BagWay, OpenedOrder},
    },
    domain::{
        ids::BagId,
        ordering::{Answer, Fact},
    },
    ui::{
        components::{DialogOpener, Notice, Price, Total, count_text, counted},
        orders::{BagPill, Bookings, MoneyFacts, MoneyPill, Shipments},
    },
};
use leptos::prelude::*;

/// What may be done by hand, in the order of its buttons: its word, and whether it ends something.
const BY_HAND: [(Fact, &str, bool); 4] = [
    (Fact::Resubmit, "Send again", false),
    (Fact::Accept, "Mark as accepted", false),
    (Fact::Reject, "Mark as rejected", true),
    (Fact::GiveUp, "Give up", true),
];

/// `id` names a bag of the order.
#[component]
pub fn SupportBag(order: Memo<OpenedOrder>, id: BagId, again: RwSignal<u32>) -> impl IntoView {
    let view = move |order: &OpenedOrder| order.order.bags.iter().find(|bag| bag.id == id).cloned();
    let way = move |order: &OpenedOrder| order.bags.iter().find(|way| way.id == id).cloned();
    let (Some(first), Some(first_way)) = (order.with_untracked(view), order.with_untracked(way)) else {
        return ().into_any();
    };
    let seller = first.seller.clone();
    let bag = Memo::new(move |_| order.with(view).unwrap_or_else(|| first.clone()));
    let way = Memo::new(move |_| order.with(way).unwrap_or_else(|| first_way.clone()));
    let target = ByHand { order, bag, again };
    let may = |fact: Fact| Memo::new(move |_| bag.with(|bag| bag.body.actions.contains(&fact)));
    let facts = BY_HAND.map(|(fact, word, ends)| (fact, word, ends, may(fact)));
    let can_correct = Memo::new(move |_| way.with(|way| way.can_correct));
    let opener = move |(fact, word, ends, may): (Fact, &'static str, bool, Memo<bool>)| {
        let class = if ends { "is-small is-danger" } else { "is-small" };
        move || may.get().then(|| view! { <DialogOpener dialog=decide_dialog(fact, id) label=word class/> })
    };
    let label = format!("From {seller}");
    let dialog = move |(fact, word, ends, may): (Fact, &'static str, bool, Memo<bool>)| {
        move || may.get().then(|| view! { <DecideDialog target fact word ends/> })
    };
    view! {
        <section class="order-bag" aria-label=label>
            <div class="bag-head">
                <h2>{seller}</h2>
                {move || bag.with(|bag| view! {
                    <BagPill status=bag.body.status/>
                    <MoneyPill status=bag.body.financial/>
                })}
                <span class="bag-total">{move || bag.with(|bag| view! { <Total total=bag.body.total/> })}</span>
            </div>
            {move || view! { <Facts bag=bag.get() way=way.get()/> }}
            <div class="button-row">
                {facts.map(opener)}
                {move || can_correct.get().then(|| view! { <DialogOpener dialog=correct_dialog(id) label="Correct number or currency" class="is-small"/> })}
            </div>
        </section>
        {facts.map(dialog)}
        {move || can_correct.get().then(|| view! { <CorrectBagDialog target way/> })}
    }
    .into_any()
}

#[component]
fn Facts(bag: OrderBagView, way: BagWay) -> impl IntoView {
    let OrderBagView { seller, body, .. } = bag;
    let trouble = body.rejection.clone().filter(|_| body.answer == Answer::Rejected);
    let tries = (way.tries > 0).then(|| counted(way.tries, "try to hand it over", "tries to hand it over"));
    view! {
        {trouble.map(|reason| view! {
            <Notice kind="is-error"><strong>{format!("{seller} refuses it: {reason}")}</strong></Notice>
        })}
        <MoneyFacts body=body.clone()/>
        {tries.map(|tries| view! { <p class="small muted">{tries}</p> })}
        <Lines lines=body.lines/>
        <Shipments shipments=body.shipments/>
        <Bookings ledger=body.ledger/>
    }
}

/// Without the links of buyers and sellers: support has no negotiations.
#[component]
fn Lines(lines: Vec<SkuView>) -> impl IntoView {
    let row = |sku: SkuView| {
        view! {
            <tr>
                <td class="pn" data-fold="lead">{sku.part.part_number}</td>
                <td class="grow" data-fold="sub">{sku.part.description}</td>
                <td data-fold="end">{sku.status.words()}</td>
                <td class="num">{count_text(sku.quantity)}</td>
                <td class="num lo"><Price price=sku.unit_price/></td>
                <td class="num" data-fold="sub-end"><Total total=sku.subtotal/></td>
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Description"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col" class="num lo">"Price each"</th>
                        <th scope="col" class="num">"Subtotal"</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
