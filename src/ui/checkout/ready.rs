//! On the Shopping cart page: how far the cart is from an order, who would have to approve it, whom it waits for, and what
//! it has become.

use super::{
    CHECKOUT,
    pending::PendingNotice,
    words::{one_of, sum_text},
};
use crate::{
    api_types::checkout::{BecameOrder, Readiness, Rejected},
    server_fns::cart::DismissLost,
    ui::{
        components::{Icon, SubmitButton, counted, on_success},
        live::use_live,
        orders::order_path,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// Above the lines of the cart; nothing for those who may not know.
#[component]
pub fn ReadyBar(ready: Memo<Option<Readiness>>) -> impl IntoView {
    let became = Memo::new(move |_| ready.with(|ready| ready.as_ref().and_then(|ready| ready.became.clone())));
    view! {
        <div role="status" class="stack is-tight">
            {move || became.get().map(|became| view! { <Became became/> })}
            {move || ready.get().map(|ready| view! { <State ready/> })}
        </div>
    }
}

/// A colleague was faster: the cart is an order now.
#[component]
fn Became(became: BecameOrder) -> impl IntoView {
    let (dismiss, live) = (ServerAction::<DismissLost>::new(), use_live());
    on_success(dismiss, move |()| live.bump("lines"));
    let BecameOrder { name, order } = became;
    view! {
        <div class="notice is-info is-closable">
            <Icon name="info"/>
            <div>
                <span>
                    {format!("{} submitted “{name}”: it became order ", order.submitted_by.name)}
                    <a href=order_path(order.id)>{order.number_text()}</a>
                    "."
                </span>
            </div>
            <ActionForm action=dismiss>
                <SubmitButton label="OK" class="is-small" pending=dismiss.pending()/>
            </ActionForm>
        </div>
    }
}

#[component]
fn State(ready: Readiness) -> impl IntoView {
    if let Some(pending) = ready.pending {
        return view! { <PendingNotice pending here=super::CART/> }.into_any();
    }
    let rejected = ready.rejected.clone().map(sent_back);
    let bar = (ready.agreed > 0).then(|| view! { <ReadyLine ready/> });
    view! {
        {rejected}
        {bar}
    }
    .into_any()
}

fn sent_back(rejected: Rejected) -> impl IntoView {
    let Rejected { by, comment, .. } = rejected;
    view! {
        <div class="notice is-warning">
            <Icon name="arrow-back"/>
            <div>
                <strong>{format!("{} sent the last submission back.", by.name)}</strong>
                <span>{format!("“{comment}”")}</span>
            </div>
        </div>
    }
}

#[component]
fn ReadyLine(ready: Readiness) -> impl IntoView {
    let detail = detail(&ready);
    view! {
        <div class="ready-bar">
            <Icon name="check"/>
            <div class="ready-text">
                <span>
                    {format!("{} agreed: ", counted(ready.agreed, "line is", "lines are"))}
                    <strong>{sum_text(&ready.totals)}</strong>
                </span>
                <span class="sub">{detail}</span>
            </div>
            <a class="button is-primary is-small" href=CHECKOUT data-key="o">"Check out"</a>
        </div>
    }
}

/// Who has to approve and why, what blocks, and what stays behind.
fn detail(ready: &Readiness) -> String {
    let mut sentences: Vec<String> = ready.blockers.iter().map(|blocker| blocker.sentence()).collect();
    if let Some(need) = ready.approval.as_ref().filter(|need| !need.approvers.is_empty()) {
        let why: Vec<_> = need.exceeded.iter().map(|excess| excess.words()).collect();
        sentences.push(format!("{} would have to approve it: {}.", one_of(&need.approvers), why.join("; ")));
    }
    if ready.carried > 0 {
        sentences.push(format!(
            "{} in negotiation and would go to a fresh cart.",
            counted(ready.carried, "line is", "lines are")
        ));
    }
    if sentences.is_empty() { "Nothing is in the way of an order.".to_owned() } else { sentences.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api_types::{checkout::ApprovalNeed, identity::PersonName},
        domain::{
            ids::PersonId,
            money::{Currency, Money},
            ordering::Excess,
        },
    };
    use uuid::Uuid;

    fn ready() -> Readiness {
        Readiness {
            agreed: 2,
            totals: Vec::new(),
            carried: 0,
            blockers: Vec::new(),
            approval: None,
            pending: None,
            rejected: None,
            became: None,
        }
    }

    #[test]
    fn a_cart_says_who_would_have_to_approve_it_and_by_how_much_it_is_above() {
        assert_eq!(detail(&ready()), "Nothing is in the way of an order.");
        let money = |minor| Money { minor, currency: Currency::parse("EUR").expect("known") };
        let tomas = PersonName { id: PersonId(Uuid::nil()), name: "Tomas Berg".into() };
        let exceeded = vec![Excess::PerOrder { total: money(60_000), limit: money(50_000) }];
        let needy = Readiness { approval: Some(ApprovalNeed { exceeded, approvers: vec![tomas] }), carried: 1, ..ready() };
        assert_eq!(
            detail(&needy),
            "Tomas Berg would have to approve it: above the limit of 500.00 EUR per order, by 100.00 EUR. \
             1 line is in negotiation and would go to a fresh cart."
        );
    }
}
