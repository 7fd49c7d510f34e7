//! The fields that dialogs share: a price with its currency, numbers, a comment. Each shows why it was refused.

use super::Confirming;
use crate::{
    domain::money::Currency,
    ui::components::{Field, invalid, reason},
};
use leptos::prelude::*;

/// The price of one unit; the currency can be chosen only before the first price was named.
#[component]
pub fn PriceField(
    form: Confirming,
    /// The beginning of the fields' ids, for instance `offer`.
    prefix: &'static str,
    #[prop(into)] label: String,
    #[prop(optional)] optional: bool,
    #[prop(into)] value: Signal<String>,
    on_input: Callback<String>,
) -> impl IntoView {
    let currency =
        Memo::new(move |_| form.deal.with(|deal| (deal.currency(), deal.usual_currency().map_or("", Currency::code))));
    let refused = reason(form.error, "unit_price");
    let value = form.value("unit_price", value);
    let typed_currency = form.returned.with_untracked(|form| form.as_ref()?.get("input[currency]"));
    let refused_currency = reason(form.error, "currency");
    let either = Signal::derive(move || refused.get().or_else(|| refused_currency.get()));
    let id = format!("{prefix}-unit-price");
    view! {
        <Field id=id.clone() label optional error=either>
            <div class="input-group">
                <input
                    class="input num"
                    id=id.clone()
                    name="input[unit_price]"
                    inputmode="decimal"
                    required=!optional
                    autofocus
                    autocomplete="off"
                    placeholder="41.20"
                    value=value
                    on:input=move |event| on_input.run(event_target_value(&event))
                    aria-invalid=invalid(either)
                    aria-describedby=format!("{id}-error")
                />
                {move || match currency.get() {
                    (Some(currency), _) => view! {
                        <input type="hidden" name="input[currency]" value=currency.code()/>
                        <span class="suffix">{currency.code()}</span>
                    }
                    .into_any(),
                    (None, usual) => view! {
                        <input class="input is-short" name="input[currency]" aria-label="Currency" value=typed_currency.clone().unwrap_or_else(|| usual.to_owned()) required maxlength="3" size="4"/>
                    }
                    .into_any(),
                }}
            </div>
        </Field>
    }
}

#[component]
pub fn NumberField(
    form: Confirming,
    prefix: &'static str,
    name: &'static str,
    label: &'static str,
    value: Signal<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let id = format!("{prefix}-{}", name.replace('_', "-"));
    let value = form.value(name, value);
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
pub fn CommentField(form: Confirming, prefix: &'static str) -> impl IntoView {
    let refused = reason(form.error, "comment");
    let id = format!("{prefix}-comment");
    view! {
        <Field id=id.clone() label="Comment" optional=true error=refused>
            <textarea
                class="textarea"
                id=id.clone()
                name="input[comment]"
                rows="2"
                maxlength="4000"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            >{form.returned.with_untracked(|form| form.as_ref()?.get("input[comment]"))}</textarea>
        </Field>
    }
}
