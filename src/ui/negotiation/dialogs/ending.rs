//! Withdraw and No quote: the two ways to end a negotiation without a deal.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::negotiation::Action,
    server_fns::negotiation::{NoQuote, Withdraw},
    ui::{
        components::{Field, invalid, reason},
        negotiation::deal::Deal,
    },
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
                    <ReasonField id="withdraw-reason" form/>
                    <ConfirmError form fields=&["reason"]/>
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
                    <ReasonField id="no-quote-reason" form/>
                    <ConfirmError form fields=&["reason"]/>
                </div>
                <ConfirmFoot action=Action::NoQuote form destructive=true/>
            </ActionForm>
        </ConfirmDialog>
    }
}

#[component]
fn ReasonField(id: &'static str, form: Confirming) -> impl IntoView {
    let refused = reason(form.error, "reason");
    view! {
        <Field id label="Reason" optional=true error=refused>
            <textarea
                class="textarea"
                id=id
                name="input[reason]"
                rows="2"
                maxlength="500"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            ></textarea>
        </Field>
    }
}
