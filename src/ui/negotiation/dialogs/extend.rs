//! Extend: the seller lets the same terms stand longer; the dialog names the new end.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::negotiation::Action, server_fns::negotiation::ExtendOffer, ui::components::count_text,
    ui::negotiation::deal::Deal,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn ExtendDialog(action: ServerAction<ExtendOffer>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(title);
    let consequence = form.text(consequence);
    view! {
        <ConfirmDialog action=Action::ExtendOffer form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revisions_seen]" value=form.text(|deal| deal.revisions.to_string())/>
                    <input type="hidden" name="input[until]" value=form.text(|deal| {
                        deal.extended_until.map(|until| until.0.to_string()).unwrap_or_default()
                    })/>
                    <p>{consequence}</p>
                    <ConfirmError form/>
                </div>
                <ConfirmFoot action=Action::ExtendOffer form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

fn title(deal: &Deal) -> String {
    let until = deal.extended_until.map(|until| until.minute_text()).unwrap_or_default();
    match (&deal.offer, &deal.last_offer) {
        (Some(_), _) | (None, None) => {
            format!("Extend your offer for {} to {} until {until}?", deal.part_number, deal.counterparty)
        }
        (None, Some(_)) => format!("Offer {} to {} again until {until}?", deal.part_number, deal.counterparty),
    }
}

fn consequence(deal: &Deal) -> String {
    let told = format!("{} is told at once.", deal.counterparty);
    let Some(last) = &deal.last_offer else { return told };
    let from = last.valid_until.map(|until| until.minute_text()).unwrap_or_default();
    let end = if last.has_expired(deal.now) { "The offer ended" } else { "The offer ends" };
    format!(
        "{end} {from}. It stays {} each for up to {}; only its end changes. {told}",
        last.unit_price,
        count_text(last.quantity)
    )
}
