//! What happened to a cart and its lines: who, what, before, after, and the exact time; from each entry a new cart can be
//! started as it was then.

use super::{CARTS, cart_of_address, history_path, start_path};
use crate::{
    api_types::{
        AppError,
        cart::{CartHistory, HistoryEntry},
    },
    domain::{ids::CartId, negotiation::Side},
    server_fns::cart::load_history,
    ui::{
        components::{Avatar, Crumbs, Empty, Moment, PageHead, Pager, Steady, TableSkeleton, counted, href},
        live::use_live,
        negotiation::line_path,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CartHistoryPage() -> impl IntoView {
    let (id, query, live) = (cart_of_address(), use_query_map(), use_live());
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let page = Resource::new(
        move || {
            let hinted = id.get().map(|id| live.topic(&format!("cart:{id}")).get());
            (id.get(), after.get(), hinted, live.topic("lines").get())
        },
        |(id, after, ..)| async move {
            match id {
                Some(id) => load_history(id, after.clone()).await.map(|history| (history, after)),
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "", "grow", "", "", "act"]/> }
            draw=move |page| view! { <History page/> }.into_any()
        />
    }
}

#[component]
fn History(page: Memo<(CartHistory, String)>) -> impl IntoView {
    let title = page.with_untracked(|(history, _)| history.cart.title().to_owned());
    let cart_id = page.with_untracked(|(history, _)| history.cart.id);
    let is_empty = Memo::new(move |_| page.with(|(history, _)| history.entries.rows.is_empty()));
    view! {
        <Crumbs href=CARTS parent="Carts" here=title.clone()/>
        <PageHead title=format!("History of “{title}”")/>
        {move || match is_empty.get() {
            true => view! { <Empty icon="clock" sentence="Nothing has happened here yet."/> }.into_any(),
            false => view! { <Entries page cart_id/> }.into_any(),
        }}
        {move || page.with(|(history, after)| pager(history, after))}
    }
}

#[component]
fn Entries(page: Memo<(CartHistory, String)>, cart_id: Option<CartId>) -> impl IntoView {
    let sequences = Memo::new(move |_| {
        page.with(|(history, _)| history.entries.rows.iter().map(|row| row.sequence).collect::<Vec<_>>())
    });
    // What is written once never changes.
    let entry = move |sequence: i64| {
        page.with_untracked(|(history, _)| history.entries.rows.iter().find(|row| row.sequence == sequence).cloned())
    };
    view! {
        <div class="table-wrap">
            <table class="table history">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col" class="grow">"What"</th>
                        <th scope="col">"Before"</th>
                        <th scope="col">"After"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || sequences.get() key=|sequence| *sequence let:sequence>
                        {entry(sequence).map(|entry| view! { <Entry entry cart_id/> })}
                    </For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Entry(entry: HistoryEntry, cart_id: Option<CartId>) -> impl IntoView {
    let who = entry.who.unwrap_or_else(|| "Counterpart".to_owned());
    let value =
        |value: Option<String>| value.map_or_else(|| view! { <span class="none">"–"</span> }.into_any(), IntoAny::into_any);
    let line = entry.line.map(|(id, part_number)| {
        view! {
            <a class="pn" href=line_path(Side::Buyer, id)>{part_number}</a>
            " "
        }
    });
    view! {
        <tr>
            <td class="nowrap" data-label="When"><Moment at=entry.at/></td>
            <td data-label="Who"><span class="person"><Avatar name=who.clone()/>{who}</span></td>
            <td class="grow is-wrapping" data-label="What">{line}{entry.what}</td>
            <td class="is-wrapping" data-label="Before">{value(entry.before)}</td>
            <td class="is-wrapping" data-label="After">{value(entry.after)}</td>
            <td class="act">
                {cart_id.map(|id| view! {
                    <a class="button is-small" href=start_path(id, entry.sequence)>"New cart from here"</a>
                })}
            </td>
        </tr>
    }
}

fn pager(history: &CartHistory, after: &str) -> Option<impl IntoView + use<>> {
    let path = history_path(history.cart.id?);
    let first = (!after.is_empty()).then(|| path.clone());
    let next = history.entries.next.as_deref().map(|after| href(&path, &[("after", after)]));
    let summary = format!("{}, latest first", counted(history.entries.rows.len(), "entry", "entries"));
    Some(view! { <Pager summary first next/> })
}
