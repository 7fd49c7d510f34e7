//! One order: its bags with how far each has come, what was sent and paid, what it says, and what happened to it.

use super::{
    ORDERS,
    bag::OrderBag,
    document_path,
    history::{HeaderAside, History},
    key_of_address, order_of_address,
    pills::OrderPill,
    reorder_path,
};
use crate::{
    api_types::{AppError, order::OrderView},
    domain::ids::CartId,
    server_fns::order::load_order,
    ui::{
        components::{Crumbs, Icon, Moment, Notice, PageHead, Steady, TableSkeleton, Total, href},
        live::use_live,
    },
};
use leptos::prelude::*;

/// For the buyers of the organisation.
#[component]
pub fn OrderPage() -> impl IntoView {
    let (id, live) = (order_of_address(), use_live());
    let orders = live.topic("orders");
    let key = key_of_address();
    let page = Resource::new(
        move || {
            let hinted = id.get().map(|id: CartId| live.topic(&format!("order:{id}")).get());
            (id.get(), key.get(), orders.get(), hinted)
        },
        |(id, key, ..)| async move {
            match id {
                Some(id) => load_order(id, key).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "num", "num"]/> }
            draw=|page| view! { <Order page/> }.into_any()
        />
    }
}

#[component]
fn Order(page: Memo<OrderView>) -> impl IntoView {
    let (id, number) = page.with_untracked(|page| (page.id, page.number.clone()));
    let is_guest = page.with_untracked(|page| page.is_guest);
    let document = match key_of_address().get_untracked() {
        key if is_guest && !key.is_empty() => href(&document_path(id), &[("key", &key)]),
        _own => document_path(id),
    };
    let (home, home_words) = if is_guest { ("/connector/shopping-cart", "Shopping cart") } else { (ORDERS, "Orders") };
    let sub = page.with_untracked(|page| format!("Submitted by {}", page.submitted_by));
    let bags = Memo::new(move |_| page.with(|page| page.bags.iter().map(|bag| bag.id).collect::<Vec<_>>()));
    let history = Memo::new(move |_| page.with(|page| page.history.clone()));
    view! {
        <Crumbs href=home parent=home_words here=number.clone()/>
        <PageHead title=format!("Order {number}") sub>
            <a class="button" href=document rel="external"><Icon name="download"/><span>"PDF"</span></a>
            {(!is_guest).then(|| view! { <a class="button" href=reorder_path(id)><Icon name="cart"/><span>"Order again"</span></a> })}
        </PageHead>
        <Notices page/>
        <div class="with-aside">
            <div>
                <For each=move || bags.get() key=|id| *id let:id>
                    <OrderBag page id/>
                </For>
                {move || view! { <History entries=history.get()/> }}
            </div>
            <Aside page/>
        </div>
    }
}

/// What keeps it back, and where its other lines went.
#[component]
fn Notices(page: Memo<OrderView>) -> impl IntoView {
    let held = Memo::new(move |_| page.with(|page| page.held_reason.clone()));
    let (carried, is_guest) = page.with_untracked(|page| (page.carried_to.is_some(), page.is_guest));
    view! {
        <div role="status" class="stack is-tight">
            {move || held.get().map(|reason| view! {
                <Notice kind="is-warning">
                    <strong>"Support keeps this order back."</strong>
                    <span>{reason}</span>
                </Notice>
            })}
            {is_guest.then(|| view! {
                <Notice kind="is-info">
                    <span>"Ordered as a guest. This browser shows the order for 30 days; the link in the e-mail about it shows it from anywhere."</span>
                </Notice>
            })}
            {carried.then(|| view! {
                <Notice kind="is-info">
                    <span>"What was still in negotiation went to a fresh cart, with its threads. "<a href="/carts">"Carts"</a></span>
                </Notice>
            })}
        </div>
    }
}

#[component]
fn Aside(page: Memo<OrderView>) -> impl IntoView {
    let status = Memo::new(move |_| page.with(|page| page.status));
    let header = Memo::new(move |_| page.with(|page| page.header.clone()));
    let (totals, at, approved_by) =
        page.with_untracked(|page| (page.totals.clone(), page.submitted_at, page.approved_by.clone()));
    let total = |total| view! { <div class="is-total"><dt>"Total"</dt><dd><Total total/></dd></div> };
    let facts = StoredValue::new((totals, approved_by));
    move || {
        let (totals, approved_by) = facts.get_value();
        view! {
            <HeaderAside header=header.get()>
                <p>{move || view! { <OrderPill status=status.get()/> }}</p>
                <dl class="summary-list">
                    {totals.into_iter().map(total).collect_view()}
                    <div><dt>"Submitted"</dt><dd><Moment at/></dd></div>
                    {approved_by.map(|name| view! { <div><dt>"Approved by"</dt><dd>{name}</dd></div> })}
                </dl>
                <hr/>
            </HeaderAside>
        }
    }
}
