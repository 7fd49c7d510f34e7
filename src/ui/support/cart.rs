//! A cart as support reads it: who made it, its lines, what happened to it. There is nothing to change.

use super::{SUPPORT, cart_path, of_address, open::OpenForm, order_path};
use crate::{
    api_types::{
        AppError,
        cart::HistoryEntry,
        support::{OpenedCart, SupportCart, SupportLine},
    },
    domain::{cart::CheckoutStatus, ids::CartId},
    server_fns::support::load_support_cart,
    ui::components::{
        Crumbs, Moment, PageHead, Pager, PriceOrNone, StatusPill, Steady, TableSkeleton, count_text, counted, href,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// For support representatives.
#[component]
pub fn SupportCartPage() -> impl IntoView {
    let (id, query, again) = (of_address(), use_query_map(), RwSignal::new(0_u32));
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let page = Resource::new(
        move || (id.get(), after.get(), again.get()),
        |(id, after, _)| async move {
            match id {
                Some(id) => load_support_cart(id, after.clone()).await.map(|cart| (cart, after)),
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "", "num", "num"]/> }
            draw=move |page| view! { <Cart page again/> }.into_any()
        />
    }
}

#[component]
fn Cart(page: Memo<(SupportCart, String)>, again: RwSignal<u32>) -> impl IntoView {
    let (id, title, organisation) =
        page.with_untracked(|(cart, _)| (cart.id, cart.title.clone(), cart.organisation.clone()));
    let of = organisation.clone();
    view! {
        <Crumbs href=SUPPORT parent="Support" here=title.clone()/>
        <PageHead title=format!("History of “{title}”") sub=organisation/>
        {move || page.with(|(cart, after)| match cart.opened.clone() {
            None => view! { <OpenForm id organisation=of.clone() why=cart.suggested.clone() again/> }.into_any(),
            Some(opened) => view! { <Opened id opened=*opened after=after.clone()/> }.into_any(),
        })}
    }
}

#[component]
fn Opened(id: CartId, opened: OpenedCart, after: String) -> impl IntoView {
    let pager = pager(id, &opened, &after);
    let OpenedCart { reason, lines, entries, .. } = &opened;
    let (reason, lines, entries) = (reason.clone(), lines.clone(), entries.rows.clone());
    view! {
        <p class="small muted">{format!("Opened because: {reason}")}</p>
        <Facts id opened/>
        <Lines lines/>
        <section class="section">
            <h2>"History"</h2>
            <Entries entries/>
            {pager}
        </section>
    }
}

#[component]
fn Facts(id: CartId, opened: OpenedCart) -> impl IntoView {
    let state = match (opened.is_trashed, opened.status) {
        (true, _) => "In the trash",
        (false, CheckoutStatus::InProgress) => "A cart",
        (false, CheckoutStatus::Processing) => "An order on its way",
        (false, CheckoutStatus::Complete) => "An order, complete",
        (false, CheckoutStatus::Canceled) => "An order, canceled",
    };
    let order = opened.number.map(
        |number| view! { <div class="fact"><dt>"Order"</dt><dd><a class="pn" href=order_path(id)>{number}</a></dd></div> },
    );
    view! {
        <dl class="facts">
            <div class="fact"><dt>"State"</dt><dd>{state}</dd></div>
            {order}
            {(!opened.description.is_empty()).then(|| view! { <div class="fact"><dt>"Description"</dt><dd>{opened.description}</dd></div> })}
            <div class="fact"><dt>"Created"</dt><dd>{opened.creator}", "<Moment at=opened.created_at/></dd></div>
            <div class="fact"><dt>"Last change"</dt><dd>{opened.modifier}", "<Moment at=opened.modified_at/></dd></div>
        </dl>
    }
}

#[component]
fn Lines(lines: Vec<SupportLine>) -> impl IntoView {
    let row = |line: SupportLine| {
        view! {
            <tr>
                <td class="pn" data-fold="lead">{line.part_number}</td>
                <td class="grow" data-fold="sub">{line.description}</td>
                <td>{line.seller}</td>
                <td data-fold="end"><StatusPill status=line.status/></td>
                <td class="num">{count_text(line.quantity)}</td>
                <td class="num" data-fold="sub-end"><PriceOrNone price=line.price/></td>
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="section">
            <h2>"Lines"</h2>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Part number"</th>
                            <th scope="col" class="grow">"Description"</th>
                            <th scope="col">"Seller"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Quantity"</th>
                            <th scope="col" class="num">"Price each"</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Entries(entries: Vec<HistoryEntry>) -> impl IntoView {
    let value =
        |value: Option<String>| value.map_or_else(|| view! { <span class="none">"–"</span> }.into_any(), IntoAny::into_any);
    let row = move |entry: HistoryEntry| {
        let part = entry.line.map(|(_, part_number)| view! { <span class="pn">{part_number}</span>" " });
        view! {
            <tr>
                <td class="nowrap" data-label="When"><Moment at=entry.at/></td>
                <td data-label="Who">{entry.who.unwrap_or_else(|| "Counterpart".to_owned())}</td>
                <td class="grow is-wrapping" data-label="What">{part}{entry.what}</td>
                <td class="is-wrapping" data-label="Before">{value(entry.before)}</td>
                <td class="is-wrapping" data-label="After">{value(entry.after)}</td>
            </tr>
        }
        .into_any()
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
                    </tr>
                </thead>
                <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn pager(id: CartId, opened: &OpenedCart, after: &str) -> impl IntoView + use<> {
    let path = cart_path(id);
    let first = (!after.is_empty()).then(|| path.clone());
    let next = opened.entries.next.as_deref().map(|after| href(&path, &[("after", after)]));
    let summary = format!("{}, latest first", counted(opened.entries.rows.len(), "entry", "entries"));
    view! { <Pager summary first next/> }
}
