//! One submission: everything that would be ordered, why it needs an approval, and the decision.

use super::{APPROVALS, SubmissionPill, decide::Decision};
use crate::{
    api_types::{
        AppError,
        checkout::{SubmissionPage as Submission, SubmissionRow},
    },
    domain::{
        ids::SubmissionId,
        ordering::{OrderHeader, SubmissionState, order_number_text},
    },
    server_fns::checkout::load_submission,
    ui::{
        checkout::{AgreedBags, Exceeded, bags_text, one_of, sum_text},
        components::{Crumbs, Moment, Notice, PageHead, Steady, TableSkeleton},
        live::use_live,
        orders::{AddressText, order_path},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// For whoever submitted it and whoever may decide it.
#[component]
pub fn SubmissionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<SubmissionId>().ok())));
    let live = use_live();
    let (approvals, carts) = (live.topic("approvals"), live.topic("carts"));
    let page = Resource::new(
        move || (id.get(), approvals.get(), carts.get()),
        |(id, ..)| async move {
            match id {
                Some(id) => load_submission(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "lo", "num", "num"]/> }
            draw=|page| view! { <Everything page/> }.into_any()
        />
    }
}

#[component]
fn Everything(page: Memo<Submission>) -> impl IntoView {
    let row = Memo::new(move |_| page.with(|page| page.row.clone()));
    let title = page.with_untracked(|page| page.row.cart.clone());
    let bags = Memo::new(move |_| page.with(|page| page.bags.clone()));
    view! {
        <Crumbs href=APPROVALS parent="Approvals" here=title.clone()/>
        {move || {
            let row = row.get();
            view! {
                <PageHead title=format!("{} for {}", row.cart, row.submitted_by.name) sub=sum_text(&row.totals)>
                    <Decision page/>
                </PageHead>
            }
        }}
        {move || view! { <Standing row=row.get() approvers=page.with(|page| one_of(&page.approvers))/> }}
        <div class="with-aside">
            <section class="section">
                <h2>{move || bags.with(|bags| bags_text(bags))}</h2>
                <div>{move || view! { <AgreedBags bags=bags.get()/> }}</div>
            </section>
            {move || page.with(|page| view! { <Header customer_po=page.customer_po.clone() header=page.header.clone()/> })}
        </div>
    }
}

/// Where it stands, and why it had to be asked for.
#[component]
fn Standing(row: SubmissionRow, approvers: String) -> impl IntoView {
    let SubmissionRow { cart_id, state, submitted_by, submitted_at, exceeded, decided_by, decided_at, comment, .. } = row;
    let place = row.in_place_of.map(|person| format!(" You would decide in place of {}.", person.name));
    let decided = decided_by
        .zip(decided_at)
        .map(|(by, at)| view! { <p>{format!("{} by {}, ", state.words(), by.name)}<Moment at/></p> });
    let order = row
        .order_number
        .map(|number| view! { <p>"It became order "<a href=order_path(cart_id)>{order_number_text(number)}</a>"."</p> });
    let said = (!comment.is_empty()).then(|| view! { <p>{format!("“{comment}”")}</p> });
    view! {
        <div class="order-standing">
            <p class="cluster">
                <SubmissionPill state/>
                <span class="muted">{format!("Submitted by {}, ", submitted_by.name)}<Moment at=submitted_at/></span>
            </p>
            {decided}
            {said}
            {order}
            {(state == SubmissionState::Pending).then(|| view! {
                <Notice kind="is-warning">
                    <strong>{format!("{approvers} may decide.")}{place}</strong>
                    <Exceeded exceeded/>
                </Notice>
            })}
        </div>
    }
}

#[component]
fn Header(customer_po: Option<String>, header: OrderHeader) -> impl IntoView {
    let fact = |name: &'static str, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| {
            view! {
                <div class="fact">
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
    };
    let references = [header.customer_reference_1.clone(), header.customer_reference_2.clone()];
    let references: Vec<_> = references.into_iter().flatten().collect();
    view! {
        <aside class="summary" aria-label="What it says">
            <dl class="facts">
                {fact("PO number", customer_po)}
                {fact("Reference", Some(references.join(", ")))}
                {fact("Terms", header.terms_code.clone())}
                {fact("Ship by", header.ship_code.clone())}
                {fact("Notes", header.notes.clone())}
            </dl>
            <h2>"Ship to"</h2>
            <AddressText address=header.ship_to.clone()/>
            <h2>"Bill to"</h2>
            <AddressText address=header.bill_to/>
        </aside>
    }
}
