//! The buyer's half: offers to answer, replies, demands that can be met, money agreed.

use super::{
    Part, Stat,
    rows::{Demands, Lines, Replies},
    weekly::Agreed,
};
use crate::{
    api_types::insight::BuyerOverview,
    domain::time::Timestamp,
    ui::components::{Empty, counted},
};
use leptos::prelude::*;

const CART: &str = "/connector/shopping-cart";

/// `named`: the other half stands on the page too.
#[component]
pub fn BuyerHalf(half: Signal<BuyerOverview>, now: Memo<Timestamp>, named: bool) -> impl IntoView {
    let number = move |of: fn(&BuyerOverview) -> u32| Signal::derive(move || half.with(of));
    let expiring = Signal::derive(move || match half.with(|half| half.expiring) {
        0 => String::new(),
        ending => counted(ending, "ends within two days", "end within two days"),
    });
    let is_new = Memo::new(move |_| half.with(|half| *half == BuyerOverview::default()));
    view! {
        <section class="section" aria-label="Buying">
            {named.then(|| view! { <h2>"Buying"</h2> })}
            <div class="stat-row">
                <Stat href=CART label="Offers to answer" value=number(|half| half.offers) note=expiring/>
                <Stat href="/notifications" label="Replies not read" value=number(|half| half.unread)/>
                <Stat href=CART label="Waiting for a price" value=number(|half| half.open)/>
            </div>
            {move || match is_new.get() {
                true => view! {
                    <Empty icon="cart" sentence="Nothing is under way. Find a part and ask its sellers for a price.">
                        <a class="button is-primary" href="/connector/parts">"Find parts"</a>
                    </Empty>
                }
                .into_any(),
                false => view! { <Parts half now/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Parts(half: Signal<BuyerOverview>, now: Memo<Timestamp>) -> impl IntoView {
    let offers = Memo::new(move |_| half.with(|half| half.oldest_offers.clone()));
    let replies = Memo::new(move |_| half.with(|half| half.replies.clone()));
    let demands = Memo::new(move |_| half.with(|half| half.demands.clone()));
    let agreed = Memo::new(move |_| half.with(|half| half.agreed.clone()));
    view! {
        <div class="columns">
            <Part title="Offers to answer, oldest first" is_empty=Signal::derive(move || offers.with(Vec::is_empty)) nothing="Every offer is answered.">
                <Lines lines=offers now/>
            </Part>
            <Part title="Replies not read" is_empty=Signal::derive(move || replies.with(Vec::is_empty)) nothing="You have read everything.">
                <Replies replies now/>
            </Part>
            <Part title="Demands that somebody offers" is_empty=Signal::derive(move || demands.with(Vec::is_empty)) nothing="No open demand is met by a listing now.">
                <Demands demands/>
            </Part>
            <Agreed side="bought" title="Agreed with sellers" agreed/>
        </div>
    }
}
