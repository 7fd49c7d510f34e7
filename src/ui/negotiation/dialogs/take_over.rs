//! Take over: the buyer's counter-offer becomes the seller's next offer, as the dialog spells it.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::negotiation::Action,
    server_fns::negotiation::TakeOver,
    ui::components::{count_text, counted},
    ui::negotiation::deal::Deal,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn TakeOverDialog(action: ServerAction<TakeOver>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(title);
    let consequence = form.text(consequence);
    view! {
        <ConfirmDialog action=Action::TakeOver form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revisions_seen]" value=form.text(|deal| deal.revisions.to_string())/>
                    <input type="hidden" name="input[counter_seen]" value=form.text(|deal| {
                        deal.counter.as_ref().map_or(deal.counters, |counter| counter.number).to_string()
                    })/>
                    <p>{consequence}</p>
                    <ConfirmError form/>
                </div>
                <ConfirmFoot action=Action::TakeOver form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

fn title(deal: &Deal) -> String {
    let amount = deal.take_over.as_ref().map(|offer| {
        let (price, quantity) = (offer.unit_price, offer.quantity);
        format!(": {price} × {} = {}", count_text(quantity), price.times(quantity))
    });
    format!("Take over the counter-offer of {} for {}{}?", deal.counterparty, deal.part_number, amount.unwrap_or_default())
}

fn consequence(deal: &Deal) -> String {
    let Some(offer) = &deal.take_over else {
        return "The counter-offer no longer stands.".to_owned();
    };
    let lead = offer.lead_time_days.map(|days| format!(", lead time {}", counted(days, "day", "days")));
    let day = deal.counter.as_ref().and_then(|counter| counter.needed_by);
    let needed_by = day.map(|day| format!(" (needed by {})", day.date_text()));
    let until = offer.valid_until.map(|until| format!(", valid until {}", until.minute_text()));
    format!(
        "It becomes your offer {}: {} each for up to {}{}{}{}. {} is told at once and can accept it.",
        offer.revision,
        offer.unit_price,
        count_text(offer.quantity),
        lead.unwrap_or_default(),
        needed_by.unwrap_or_default(),
        until.unwrap_or_default(),
        deal.counterparty
    )
}
