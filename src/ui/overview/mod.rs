//! What waits for a member, from the sides they act on: a few rows of each kind and one small chart beside them.

mod buyer;
mod rows;
mod seller;
mod weekly;

use crate::{
    api_types::insight::Overview,
    server_fns::insight::load_overview,
    ui::{
        components::{PageHead, Steady, TableSkeleton},
        live::use_live,
    },
};
use buyer::BuyerHalf;
use leptos::prelude::*;
use seller::SellerHalf;

/// The address of the page.
pub const HERE: &str = "/connector";

/// For everyone who buys or sells.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let live = use_live();
    let topics = ["lines", "notifications", "demands", "transactions"].map(|topic| live.topic(topic));
    let page = Resource::new(move || topics.iter().map(|topic| topic.get()).sum::<u64>(), |_| load_overview());
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "num", "num"] rows=12/> }
            draw=move |page| view! { <Halves page/> }.into_any()
        />
    }
}

/// Rows and figures follow the page by themselves, so that an opened table stays open.
#[component]
fn Halves(page: Memo<Overview>) -> impl IntoView {
    let organisation = page.with_untracked(|page| page.organisation.clone());
    let now = Memo::new(move |_| page.with(|page| page.now));
    let buyer = Memo::new(move |_| page.with(|page| page.buyer.clone()));
    let seller = Memo::new(move |_| page.with(|page| page.seller.clone()));
    let sides = Memo::new(move |_| (buyer.with(Option::is_some), seller.with(Option::is_some)));
    view! {
        <PageHead title="Overview" sub=organisation/>
        {move || {
            let (buys, sells) = sides.get();
            view! {
                {buys.then(|| {
                    let half = Signal::derive(move || buyer.get().unwrap_or_default());
                    view! { <BuyerHalf half now named=sells/> }
                })}
                {sells.then(|| {
                    let half = Signal::derive(move || seller.get().unwrap_or_default());
                    view! { <SellerHalf half now named=buys/> }
                })}
            }
        }}
    }
}

/// A figure above the rows; it leads to all of them.
#[component]
fn Stat(
    href: &'static str,
    label: &'static str,
    #[prop(into)] value: Signal<u32>,
    /// What of it is urgent; empty for nothing.
    #[prop(optional, into)]
    note: Signal<String>,
) -> impl IntoView {
    view! {
        <a class="stat" href=href>
            <span class="stat-label">{label}</span>
            <span class="stat-value">{move || value.get()}</span>
            <span class="stat-note">{move || note.get()}</span>
        </a>
    }
}

/// A list with its name, or the sentence that stands instead of rows.
#[component]
fn Part(
    title: &'static str,
    #[prop(into)] is_empty: Signal<bool>,
    /// What is said without rows.
    nothing: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let is_empty = Memo::new(move |_| is_empty.get());
    view! {
        <section class="section" aria-label=title>
            <h3>{title}</h3>
            {move || match is_empty.get() {
                true => view! { <p class="muted small">{nothing}</p> }.into_any(),
                false => children.with_value(|children| children()).into_any(),
            }}
        </section>
    }
}
