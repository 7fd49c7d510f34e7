//! What an order comes to, what it needs and what blocks it; stays in view beside the lines.

use super::{
    CART,
    words::{Exceeded, one_of, sum_text},
};
use crate::{
    api_types::checkout::{ApprovalNeed, Blocker, CheckoutBag, CheckoutPage as Checkout},
    domain::{ids::OrganisationId, money::Money},
    ui::components::{Icon, SubmitButton, Total, counted},
};
use leptos::prelude::*;

/// `submits`: it ends with the button of the form around it.
#[component]
pub fn Summary(page: Memo<Checkout>, pending: Signal<bool>, submits: bool) -> impl IntoView {
    let bags = Memo::new(move |_| page.with(|page| page.bags.clone()));
    let totals = Memo::new(move |_| page.with(|page| page.totals.clone()));
    let blockers = Memo::new(move |_| page.with(|page| page.blockers.clone()));
    let approval = Memo::new(move |_| page.with(|page| page.approval.clone()));
    view! {
        <aside class="summary" aria-label="Summary">
            <h2>"Order"</h2>
            {move || view! { <Sums bags=bags.get() totals=totals.get()/> }}
            {move || submits.then(|| approval.get()).flatten().map(|need| view! { <Need need/> })}
            {move || submits.then(|| view! { <Blockers blockers=blockers.get()/> })}
            {submits.then_some(move || {
                let needs_approval = approval.with(Option::is_some);
                let (label, is_blocked) = (button_label(needs_approval, &totals.get()), blockers.with(|list| !list.is_empty()));
                match is_blocked {
                    true => view! { <a class="button" href=CART>"Back to the cart"</a> }.into_any(),
                    false => view! { <SubmitButton label class="is-primary" pending/> }.into_any(),
                }
            })}
        </aside>
    }
}

/// `Order for 1,250.00 EUR`.
fn button_label(needs_approval: bool, totals: &[Money]) -> String {
    match needs_approval {
        true => format!("Ask for approval of {}", sum_text(totals)),
        false => format!("Order for {}", sum_text(totals)),
    }
}

/// Seller by seller, then per currency.
#[component]
fn Sums(bags: Vec<CheckoutBag>, totals: Vec<Money>) -> impl IntoView {
    let mut sellers: Vec<(OrganisationId, String, Vec<Money>)> = Vec::new();
    for bag in bags {
        match sellers.iter_mut().find(|(id, ..)| *id == bag.seller_id) {
            Some((.., sums)) => sums.push(bag.total),
            None => sellers.push((bag.seller_id, bag.seller, vec![bag.total])),
        }
    }
    let seller = |(_, name, sums): (OrganisationId, String, Vec<Money>)| {
        view! { <div><dt>{name}</dt><dd>{sum_text(&sums)}</dd></div> }
    };
    let total = |total: Money| view! { <div class="is-total"><dt>"Total"</dt><dd><Total total/></dd></div> };
    view! {
        <dl class="summary-list">
            {sellers.into_iter().map(seller).collect_view()}
            {totals.into_iter().map(total).collect_view()}
        </dl>
    }
}

#[component]
fn Need(need: ApprovalNeed) -> impl IntoView {
    let ApprovalNeed { exceeded, approvers } = need;
    let whom = (!approvers.is_empty())
        .then(|| view! { <p>{format!("{} may approve it. Meanwhile the cart is locked.", one_of(&approvers))}</p> });
    view! {
        <hr/>
        <h2>"Needs an approval"</h2>
        <Exceeded exceeded/>
        {whom}
    }
}

/// What has to be done first, each with where.
#[component]
fn Blockers(blockers: Vec<Blocker>) -> impl IntoView {
    let item = |blocker: Blocker| view! { <li><Icon name="alert"/><span>{blocker.sentence()}</span></li> };
    (!blockers.is_empty()).then(|| {
        view! {
            <hr/>
            <h2>{format!("{} first", counted(blockers.len(), "thing to settle", "things to settle"))}</h2>
            <ul class="blockers">{blockers.into_iter().map(item).collect_view()}</ul>
        }
    })
}
