//! The same part from several sellers side by side, and the one step that takes one of them.
//! Must not compare by itself: what is best comes with the lines.

mod award;
mod table;

use crate::{
    api_types::compare::{CompareSort, CompareView},
    server_fns::triage::{AcceptAndWithdraw, load_compare},
    ui::{
        components::{Crumbs, Empty, FormError, Notice, PageHead, Steady, TableSkeleton, counted, encode, error_of},
        live::use_live,
        negotiation::compare_path,
    },
};
use award::AwardDialogs;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use table::CompareTable;

/// For buyers: the lines of the current cart.
#[component]
pub fn ComparePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let key = params.with(|params| params.get("key").unwrap_or_default());
        (key, query.with(|query| query.get_str("sort").and_then(CompareSort::parse).unwrap_or_default()))
    });
    let lines = use_live().topic("lines");
    let award = ServerAction::<AcceptAndWithdraw>::new();
    let version = award.version();
    let view = Resource::new(move || (asked.get(), lines.get(), version.get()), |((key, sort), ..)| load_compare(key, sort));
    view! {
        <Steady
            resource=view
            fallback=|| view! { <TableSkeleton columns=&["", "num", "num", "", "num", "", "num", "grow"] rows=4/> }
            draw=move |view| view! { <Comparison view award/> }.into_any()
        />
    }
}

#[component]
fn Comparison(view: Memo<CompareView>, award: ServerAction<AcceptAndWithdraw>) -> impl IntoView {
    let part =
        Memo::new(move |_| view.with(|view| (view.part_key.clone(), view.part_number.clone(), view.description.clone())));
    let is_empty = Memo::new(move |_| view.with(|view| view.lines.is_empty()));
    let currencies = Memo::new(move |_| view.with(|view| view.currencies.clone()));
    let lines = move || view.with(|view| counted(view.lines.len() as u64, "seller", "sellers"));
    // Without scripts the dialog is closed again.
    let refused = error_of(award);
    view! {
        {move || {
            let (key, part_number, description) = part.get();
            let here = if part_number.is_empty() { key } else { part_number };
            view! {
                <Crumbs href="/connector/shopping-cart" parent="Shopping cart" here=format!("Compare {here}")/>
                <PageHead title=format!("Compare {here}") sub=description/>
            }
        }}
        <div role="status" class="stack is-tight"><FormError error=refused/></div>
        {move || (currencies.with(Vec::len) > 1).then(|| view! {
            <Notice kind="is-info">
                {format!("Prices are in {}. They are compared within each currency only.", currencies.get().join(" and "))}
            </Notice>
        })}
        {move || match is_empty.get() {
            true => view! { <NoLines key=part.with(|(key, ..)| key.clone())/> }.into_any(),
            false => view! {
                <p class="page-sub">{lines}", the best of each column is marked"</p>
                <CompareTable view/>
                <AwardDialogs view award/>
            }
            .into_any(),
        }}
    }
}

#[component]
fn NoLines(key: String) -> impl IntoView {
    view! {
        <Empty icon="cart" sentence="No line of your cart is open for this part.">
            <a class="button is-primary" href=format!("/connector/parts/{}", encode(&key))>"All sellers of this part"</a>
        </Empty>
    }
}

/// The page of a part under an order.
fn address(key: &str, sort: CompareSort) -> String {
    let path = compare_path(key);
    if sort == CompareSort::default() { path } else { format!("{path}?sort={}", sort.as_str()) }
}
