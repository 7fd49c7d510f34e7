//! Withdraw and No quote: the two ways to end a negotiation without a deal.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::{negotiation::Action, reason::EndReason},
    server_fns::negotiation::{NoQuote, Withdraw},
    ui::{components::EndReasonFields, negotiation::deal::Deal},
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn WithdrawDialog(action: ServerAction<Withdraw>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Withdraw {} from the negotiation with {}?", deal.goods_text(), deal.counterparty));
    let consequence = form.text(|deal| {
        format!("{} is told at once. A withdrawn line cannot be taken up again.{}", deal.counterparty, deal.lapse_text())
    });
    view! {
        <ConfirmDialog action=Action::Withdraw form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <p>{consequence}</p>
                    <ReasonFields id="withdraw-reason" form action=Action::Withdraw/>
                    <ConfirmError form fields=&["code", "reason"]/>
                </div>
                <ConfirmFoot action=Action::Withdraw form destructive=true/>
            </ActionForm>
        </ConfirmDialog>
    }
}

#[component]
pub fn NoQuoteDialog(action: ServerAction<NoQuote>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Tell {} that you do not quote {}?", deal.counterparty, deal.goods_text()));
    let consequence =
        form.text(|deal| format!("{} is told at once and the line ends.{}", deal.counterparty, deal.lapse_text()));
    view! {
        <ConfirmDialog action=Action::NoQuote form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <p>{consequence}</p>
                    <ReasonFields id="no-quote-reason" form action=Action::NoQuote/>
                    <ConfirmError form fields=&["code", "reason"]/>
                </div>
                <ConfirmFoot action=Action::NoQuote form destructive=true/>
            </ActionForm>
        </ConfirmDialog>
    }
}

#[component]
fn ReasonFields(id: &'static str, form: Confirming, action: Action) -> impl IntoView {
    let side = form.deal.get_untracked().side;
    let typed = form.returned.get_untracked();
    view! { <EndReasonFields id offered=EndReason::offered(action, side) error=form.error typed/> }
}
