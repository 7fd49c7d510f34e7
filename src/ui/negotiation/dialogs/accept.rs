//! Accept offer: names the revision read, and may close the buyer's own demand in the same step.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields, changed::revised};
use crate::{domain::negotiation::Action, server_fns::negotiation::AcceptOffer, ui::negotiation::deal::Deal};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn AcceptDialog(action: ServerAction<AcceptOffer>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| {
        format!("Accept {} from {}?", deal.amount_text().unwrap_or_else(|| deal.goods_text()), deal.counterparty)
    });
    let close_typed = form.returned.with_untracked(|form| form.as_ref()?.get("input[close_demand]")).is_some();
    let part_number = form.text(|deal| deal.part_number.clone());
    let consequence = form.text(|deal| {
        format!(
            " at revision {} of the offer. {} is told at once and the price is fixed.",
            deal.revision(),
            deal.counterparty
        )
    });
    view! {
        <ConfirmDialog action=Action::AcceptOffer form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revision_seen]" value=form.text(|deal| deal.revision().to_string())/>
                    <p>
                        "You buy "
                        <strong>{part_number}</strong>
                        {consequence}
                    </p>
                    {move || form.deal.with(|deal| deal.documentation_pending).then(|| view! {
                        <p>"The documentation you asked for has not come yet; the seller can still send it afterwards."</p>
                    })}
                    {move || form.deal.with(|deal| deal.demand.clone()).map(|demand| view! {
                        <label class="checkbox">
                            <input type="checkbox" name="input[close_demand]" value="on" checked=close_typed/>
                            {format!("Close the demand for {demand}")}
                        </label>
                    })}
                    <ConfirmError form/>
                    <Deliberately form/>
                </div>
                <ConfirmFoot action=Action::AcceptOffer form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

/// Whoever meant another revision says that this one is meant: a second click alone does not accept it.
#[component]
fn Deliberately(form: Confirming) -> impl IntoView {
    let now = Memo::new(move |_| form.deal.with(|deal| revised(deal, form.seen.get())).map(|(_, now)| now.revision));
    move || {
        now.get().map(|revision| {
            view! {
                <label class="checkbox">
                    <input type="checkbox" required autocomplete="off"/>
                    {format!("I accept revision {revision}")}
                </label>
            }
        })
    }
}
