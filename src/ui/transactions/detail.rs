//! One transaction: the terms that were copied into it when it was agreed.

use super::{HERE, StatePill};
use crate::{
    api_types::{
        AppError,
        negotiation::{TransactionRow, TransactionView},
    },
    domain::{catalog::Part, ids::TransactionId, negotiation::Side},
    server_fns::negotiation::load_transaction,
    ui::{
        components::{CopyButton, Crumbs, Loaded, Moment, PageHead, Price, Total, count_text, counted},
        live::use_live,
        negotiation::line_path,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// For the parties to it.
#[component]
pub fn TransactionDetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<TransactionId>().ok())));
    let transactions = use_live().topic("transactions");
    let page = Resource::new(
        move || (id.get(), transactions.get()),
        |(id, _)| async move {
            match id {
                Some(id) => load_transaction(id).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! { <Loaded resource=page draw=move |transaction| view! { <Terms transaction/> }.into_any()/> }
}

#[component]
fn Terms(transaction: TransactionView) -> impl IntoView {
    let TransactionView { row, part, lead_time_days, revision, comment, agreed_by } = transaction;
    let deal = match row.side {
        Side::Buyer => format!("Bought from {}", row.counterparty),
        Side::Seller => format!("Sold to {}", row.counterparty),
    };
    let basis = revision.map_or_else(|| "List price".to_owned(), |revision| format!("Offer {revision}"));
    let lead_time = lead_time_days.map(|days| counted(days, "day", "days"));
    view! {
        <Crumbs href=format!("{HERE}?side={}", row.side.as_str()) parent="Transactions" here=row.part_number.clone()/>
        <PageHead title=row.part_number.clone() sub=deal>
            <a class="button is-primary" href=line_path(row.side, row.line_id)>"Open line"</a>
        </PageHead>
        <div class="measure stack">
            <Amount row=row.clone()/>
            <dl class="facts">
                <PartFacts part/>
                <Fact name="Terms from">{basis}</Fact>
                <Fact name="Lead time">{lead_time.unwrap_or_else(|| "–".into())}</Fact>
                {comment.map(|comment| view! { <Fact name="Comment">{comment}</Fact> })}
                <Fact name="Agreed by">{agreed_by}</Fact>
                <Fact name="Agreed"><Moment at=row.agreed_at/></Fact>
                <Fact name="Transaction"><span class="pn">{row.id.to_string()}</span></Fact>
            </dl>
        </div>
    }
}

/// Price, quantity and total, above everything else.
#[component]
fn Amount(row: TransactionRow) -> impl IntoView {
    let agreement = row.agreement;
    view! {
        <div class="offer-now">
            <p class="offer-label"><StatePill state=row.state/></p>
            <p class="offer-price"><Price price=agreement.unit_price/></p>
            <p class="offer-sum">
                {format!("each, × {} = ", count_text(agreement.quantity))}
                <strong><Total total=agreement.subtotal/></strong>
            </p>
        </div>
    }
}

#[component]
fn PartFacts(part: Part) -> impl IntoView {
    view! {
        <Fact name="Part number">
            <span class="pn">{part.part_number.clone()}</span>
            <CopyButton text=part.part_number/>
        </Fact>
        <Fact name="Description">{part.description}</Fact>
        <Fact name="Manufacturer">{part.manufacturer}</Fact>
        <Fact name="Condition">
            {format!("{} ", part.condition.code())}
            <span class="muted">{part.condition.words()}</span>
        </Fact>
        <Fact name="Unit">{part.unit}</Fact>
        <Fact name="Certificate">{part.certificate.unwrap_or_else(|| "–".into())}</Fact>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
