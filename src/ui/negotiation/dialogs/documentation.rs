//! Documentation: the buyer asks, the seller answers with a reference.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::negotiation::Action,
    server_fns::negotiation::{ProvideDocumentation, RequestDocumentation},
    ui::{
        components::{Field, invalid, reason},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn RequestDialog(action: ServerAction<RequestDocumentation>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Request documentation of {} from {}?", deal.goods_text(), deal.counterparty));
    let consequence = form.text(|deal| {
        format!(
            "{} is told at once and answers in the thread. You can ask again once they have answered.",
            deal.counterparty
        )
    });
    view! {
        <ConfirmDialog action=Action::RequestDocumentation form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="line" deal=form.deal/>
                    <p>{consequence}</p>
                    <ConfirmError form/>
                </div>
                <ConfirmFoot action=Action::RequestDocumentation form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

#[component]
pub fn ProvideDialog(action: ServerAction<ProvideDocumentation>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let refused = reason(form.error, "text");
    let title = form.text(|deal| format!("Provide documentation of {} to {}?", deal.goods_text(), deal.counterparty));
    let consequence =
        form.text(|deal| format!("{} is told at once and reads the reference in the thread.", deal.counterparty));
    view! {
        <ConfirmDialog action=Action::ProvideDocumentation form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <p>{consequence}</p>
                    <Field id="documentation-text" label="Reference" hint="A certificate number, a tracking number or a link" error=refused>
                        <input
                            class="input"
                            id="documentation-text"
                            name="input[text]"
                            required
                            autofocus
                            autocomplete="off"
                            maxlength="4000"
                            aria-invalid=invalid(refused)
                            aria-describedby="documentation-text-hint documentation-text-error"
                        />
                    </Field>
                    <ConfirmError form fields=&["text"]/>
                </div>
                <ConfirmFoot action=Action::ProvideDocumentation form/>
            </ActionForm>
        </ConfirmDialog>
    }
}
