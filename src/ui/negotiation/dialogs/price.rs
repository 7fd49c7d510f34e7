//! Update price: the seller's next offer revision, with its total shown while it is typed.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::{
        money::{Currency, UnitPrice, parse_price_micros},
        negotiation::Action,
        quantity::parse_quantity,
    },
    server_fns::negotiation::UpdatePrice,
    ui::{
        components::{Field, invalid, reason},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// The fields that show their own reasons.
const FIELDS: &[&str] = &["unit_price", "currency", "quantity", "lead_time_days", "valid_days", "comment"];

/// For how many days an offer stands unless the seller says otherwise.
const USUAL_VALIDITY_DAYS: &str = "14";

#[component]
pub fn UpdatePriceDialog(action: ServerAction<UpdatePrice>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Offer {} to {}?", deal.goods_text(), deal.counterparty));
    let price = RwSignal::new(None::<String>);
    let quantity = RwSignal::new(None::<String>);
    let consequence = Signal::derive(move || {
        form.deal.with(|deal| {
            price.with(|price| quantity.with(|quantity| consequence(deal, price.as_deref(), quantity.as_deref())))
        })
    });
    view! {
        <ConfirmDialog action=Action::UpdatePrice form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[revisions_seen]" value=form.text(|deal| deal.revisions.to_string())/>
                    <p aria-live="polite">{consequence}</p>
                    <div class="field-row">
                        <PriceField form on_input=Callback::new(move |text| price.set(Some(text)))/>
                        <NumberField form name="quantity" label="Quantity" value=form.text(|deal| deal.quantity.to_string())
                            on_input=Callback::new(move |text| quantity.set(Some(text)))/>
                    </div>
                    <div class="field-row">
                        <NumberField form name="lead_time_days" label="Lead time, days" optional=true
                            value=form.text(|deal| lead_time(deal).map(|days| days.to_string()).unwrap_or_default())/>
                        <NumberField form name="valid_days" label="Valid for, days" optional=true
                            value=Signal::stored(USUAL_VALIDITY_DAYS.to_owned())/>
                    </div>
                    <CommentField form/>
                    <ConfirmError form fields=FIELDS/>
                </div>
                <ConfirmFoot action=Action::UpdatePrice form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

/// The price of one unit; the currency can be chosen only before the first price was named.
#[component]
fn PriceField(form: Confirming, on_input: Callback<String>) -> impl IntoView {
    let refused = reason(form.error, "unit_price");
    let refused_currency = reason(form.error, "currency");
    let either = Signal::derive(move || refused.get().or_else(|| refused_currency.get()));
    let fixed = Memo::new(move |_| form.deal.with(|deal| deal.currency.or(deal.list_price.map(|price| price.currency))));
    view! {
        <Field id="offer-unit-price" label="Price each" error=either>
            <div class="input-group">
                <input
                    class="input num"
                    id="offer-unit-price"
                    name="input[unit_price]"
                    inputmode="decimal"
                    required
                    autofocus
                    autocomplete="off"
                    placeholder="41.20"
                    value=form.text(|deal| proposed(deal).map(UnitPrice::input_text).unwrap_or_default())
                    on:input=move |event| on_input.run(event_target_value(&event))
                    aria-invalid=invalid(either)
                    aria-describedby="offer-unit-price-error"
                />
                {move || match fixed.get() {
                    Some(currency) => view! {
                        <input type="hidden" name="input[currency]" value=currency.code()/>
                        <span class="suffix">{currency.code()}</span>
                    }
                    .into_any(),
                    None => view! {
                        <input class="input is-short" name="input[currency]" aria-label="Currency" value="USD" required maxlength="3" size="4"/>
                    }
                    .into_any(),
                }}
            </div>
        </Field>
    }
}

#[component]
fn NumberField(
    form: Confirming,
    name: &'static str,
    label: &'static str,
    value: Signal<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = format!("offer-{}", name.replace('_', "-"));
    let refused = reason(form.error, name);
    view! {
        <Field id=id.clone() label optional error=refused>
            <input
                class="input num"
                id=id.clone()
                name=format!("input[{name}]")
                inputmode="numeric"
                autocomplete="off"
                value=value
                on:input=move |event| if let Some(on_input) = on_input {
                    on_input.run(event_target_value(&event));
                }
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            />
        </Field>
    }
}

#[component]
fn CommentField(form: Confirming) -> impl IntoView {
    let refused = reason(form.error, "comment");
    view! {
        <Field id="offer-comment" label="Comment" optional=true error=refused>
            <textarea
                class="textarea"
                id="offer-comment"
                name="input[comment]"
                rows="2"
                maxlength="4000"
                aria-invalid=invalid(refused)
                aria-describedby="offer-comment-error"
            ></textarea>
        </Field>
    }
}

/// The price that the form starts with: the standing offer, else the list price.
fn proposed(deal: &Deal) -> Option<UnitPrice> {
    deal.offer.as_ref().map(|offer| offer.unit_price).or(deal.list_price)
}

fn lead_time(deal: &Deal) -> Option<i32> {
    deal.offer.as_ref().and_then(|offer| offer.lead_time_days).or(deal.lead_time_days)
}

/// What sending does, with the amount of what is typed so far, if it is a price.
fn consequence(deal: &Deal, typed_price: Option<&str>, typed_quantity: Option<&str>) -> String {
    let told = format!("{} is told at once", deal.counterparty);
    let currency = deal.currency.or(deal.list_price.map(|price| price.currency)).or_else(|| Currency::parse("USD"));
    let price = match (typed_price, currency) {
        (Some(text), Some(currency)) => parse_price_micros(text).ok().map(|micros| UnitPrice { micros, currency }),
        (None, _) | (_, None) => proposed(deal),
    };
    let quantity = match typed_quantity {
        Some(text) => parse_quantity(text).ok(),
        None => Some(deal.quantity),
    };
    match (price, quantity) {
        (Some(price), Some(quantity)) => format!("{told}: {price} × {quantity} = {}.", price.times(quantity)),
        _ => format!("{told}."),
    }
}
