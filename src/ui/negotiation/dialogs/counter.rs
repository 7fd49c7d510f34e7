//! Counter-offer: the buyer names a price, a quantity or a date, and sees what it amounts to while typing.

use super::{
    ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields,
    fields::{CommentField, PriceField},
    quantity::QuantityField,
};
use crate::{
    domain::{
        money::{UnitPrice, parse_price_micros},
        negotiation::Action,
        quantity::parse_quantity,
    },
    server_fns::negotiation::CounterOffer,
    ui::{
        components::{Field, count_text, invalid, on_success, reason},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// The fields that show their own reasons.
const FIELDS: &[&str] = &["unit_price", "currency", "quantity", "needed_by", "comment"];

#[component]
pub fn CounterDialog(action: ServerAction<CounterOffer>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Counter-offer to {} for {}?", deal.counterparty, deal.goods_text()));
    let typed = RwSignal::new((form.typed("unit_price").unwrap_or_default(), form.typed("quantity")));
    on_success(action, move |_| typed.set((String::new(), None)));
    let consequence = Signal::derive(move || {
        form.deal.with(|deal| typed.with(|(price, quantity)| consequence(deal, price, quantity.as_deref())))
    });
    view! {
        <ConfirmDialog action=Action::CounterOffer form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revisions_seen]" value=form.text(|deal| deal.revisions.to_string())/>
                    <p aria-live="polite">{consequence}</p>
                    <div class="field-row">
                        <PriceField form prefix="counter" label="Price each" optional=true value=Signal::stored(String::new())
                            on_input=Callback::new(move |text| typed.update(|typed| typed.0 = text))/>
                        <QuantityField form id="counter-quantity"
                            on_input=Callback::new(move |text| typed.update(|typed| typed.1 = Some(text)))/>
                    </div>
                    <NeededByField form/>
                    <CommentField form prefix="counter"/>
                    <ConfirmError form fields=FIELDS/>
                </div>
                <ConfirmFoot action=Action::CounterOffer form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

#[component]
fn NeededByField(form: Confirming) -> impl IntoView {
    let refused = reason(form.error, "needed_by");
    view! {
        <Field id="counter-needed-by" label="Needed by" optional=true error=refused>
            <input
                class="input"
                type="date"
                id="counter-needed-by"
                name="input[needed_by]"
                value=form.value("needed_by", Signal::stored(String::new()))
                min=form.text(|deal| deal.now.date_text())
                aria-invalid=invalid(refused)
                aria-describedby="counter-needed-by-error"
            />
        </Field>
    }
}

/// What sending does, with the amount of what is typed so far, and against which offer.
fn consequence(deal: &Deal, price: &str, quantity: Option<&str>) -> String {
    let mut text = format!("{} is told at once and can take it over or answer with a price.", deal.counterparty);
    let currency = deal.usual_currency();
    let price = parse_price_micros(price).ok().zip(currency).map(|(micros, currency)| UnitPrice { micros, currency });
    let quantity = quantity.map_or(Some(deal.quantity), |typed| parse_quantity(typed).ok());
    if let (Some(price), Some(quantity)) = (price, quantity) {
        text.push_str(&format!(" {price} × {} = {}.", count_text(quantity), price.times(quantity)));
    }
    if let Some(offer) = &deal.offer {
        text.push_str(&format!(" The offer of {} each stands meanwhile.", offer.unit_price));
    }
    if deal.counter.is_some() {
        text.push_str(" It takes the place of your last counter-offer.");
    }
    text
}
