//! Update price: the seller's next offer revision, with its total shown while it is typed.

use super::{
    ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields,
    fields::{CommentField, NumberField, PriceField},
};
use crate::{
    domain::{
        money::{UnitPrice, parse_price_micros},
        negotiation::{Action, USUAL_VALIDITY_DAYS},
        quantity::parse_quantity,
    },
    server_fns::negotiation::UpdatePrice,
    ui::{
        components::{count_text, on_success},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// The fields that show their own reasons.
const FIELDS: &[&str] = &["unit_price", "currency", "quantity", "lead_time_days", "valid_days", "comment"];

#[component]
pub fn UpdatePriceDialog(action: ServerAction<UpdatePrice>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Offer {} to {}?", deal.goods_text(), deal.counterparty));
    let price = RwSignal::new(form.typed("unit_price"));
    let quantity = RwSignal::new(form.typed("quantity"));
    on_success(action, move |_| {
        price.set(None);
        quantity.set(None);
    });
    let consequence = Signal::derive(move || {
        form.deal.with(|deal| {
            price.with(|price| quantity.with(|quantity| consequence(deal, price.as_deref(), quantity.as_deref())))
        })
    });
    let wanted = Memo::new(move |_| {
        form.deal.with(|deal| {
            let counter = deal.counter.as_ref()?;
            Some(format!("{} would take: {}. Your price answers that.", deal.counterparty, counter.terms_text()))
        })
    });
    view! {
        <ConfirmDialog action=Action::UpdatePrice form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revisions_seen]" value=form.text(|deal| deal.revisions.to_string())/>
                    <input type="hidden" name="input[counters_seen]" value=form.text(|deal| deal.counters.to_string())/>
                    {move || wanted.get().map(|wanted| view! { <p>{wanted}</p> })}
                    <p aria-live="polite">{consequence}</p>
                    <div class="field-row">
                        <PriceField form prefix="offer" label="Price each"
                            value=form.text(|deal| proposed(deal).map(UnitPrice::input_text).unwrap_or_default())
                            on_input=Callback::new(move |text| price.set(Some(text)))/>
                        <NumberField form prefix="offer" name="quantity" label="Quantity" value=form.text(|deal| quantity_asked(deal).to_string())
                            on_input=Callback::new(move |text| quantity.set(Some(text)))/>
                    </div>
                    <div class="field-row">
                        <NumberField form prefix="offer" name="lead_time_days" label="Lead time, days" optional=true
                            value=form.text(|deal| lead_time(deal).map(|days| days.to_string()).unwrap_or_default())/>
                        <NumberField form prefix="offer" name="valid_days" label="Valid for, days" optional=true
                            value=Signal::stored(USUAL_VALIDITY_DAYS.to_string())/>
                    </div>
                    <CommentField form prefix="offer"/>
                    <ConfirmError form fields=FIELDS/>
                </div>
                <ConfirmFoot action=Action::UpdatePrice form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

/// The price that the form starts with: the counter-offer's, else the standing offer's, else the list price.
fn proposed(deal: &Deal) -> Option<UnitPrice> {
    let wanted = deal.counter.as_ref().and_then(|counter| counter.unit_price);
    wanted.or(deal.offer.as_ref().map(|offer| offer.unit_price)).or(deal.list_price)
}

/// The quantity of the counter-offer, else of the line.
fn quantity_asked(deal: &Deal) -> i64 {
    deal.counter.as_ref().and_then(|counter| counter.quantity).unwrap_or(deal.quantity)
}

/// The days until the counter-offer's date, else what was offered, else what the listing says.
fn lead_time(deal: &Deal) -> Option<i64> {
    let offered = deal.offer.as_ref().and_then(|offer| offer.lead_time_days).or(deal.lead_time_days);
    deal.counter_lead_days().or(offered.map(i64::from))
}

/// What sending does, with the amount of what is typed so far, if it is a price.
fn consequence(deal: &Deal, typed_price: Option<&str>, typed_quantity: Option<&str>) -> String {
    let told = format!("{} is told at once", deal.counterparty);
    let currency = deal.usual_currency();
    let price = match (typed_price, currency) {
        (Some(text), Some(currency)) => parse_price_micros(text).ok().map(|micros| UnitPrice { micros, currency }),
        (None, _) | (_, None) => proposed(deal),
    };
    let quantity = match typed_quantity {
        Some(text) => parse_quantity(text).ok(),
        None => Some(quantity_asked(deal)),
    };
    match (price, quantity) {
        (Some(price), Some(quantity)) => {
            format!("{told}: {price} × {} = {}.", count_text(quantity), price.times(quantity))
        }
        _ => format!("{told}."),
    }
}
