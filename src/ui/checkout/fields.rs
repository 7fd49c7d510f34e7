//! What a checkout asks for: where it goes, who pays, whose number it carries, and how it is sent.

use crate::{
    api_types::{
        AppError,
        checkout::{AddressView, CheckoutFields, CheckoutPage as Checkout},
    },
    domain::ordering::{MAX_CODE, MAX_NOTES},
    server_fns::checkout::SubmitOrder,
    ui::{
        components::{Field, Returned, invalid, reason},
        orders::AddressText,
    },
};
use leptos::prelude::*;

type Error = Signal<Option<AppError>>;

/// The fields that show their own reasons.
pub const FIELDS: &[&str] = &[
    "ship_to",
    "bill_to",
    "customer_po",
    "po_type_code",
    "terms_code",
    "customer_reference_1",
    "customer_reference_2",
    "ship_code",
    "notes",
];

/// What a form begins with: what came back with the page, or else what the server proposes.
fn begun(page: Memo<Checkout>) -> CheckoutFields {
    let proposed = page.with_untracked(|page| page.fields.clone());
    let Some(form) = Returned::of::<SubmitOrder>() else { return proposed };
    let text = |field: &str| form.get(&format!("input[fields][{field}]"));
    let typed = |field: &str| text(field).unwrap_or_default();
    CheckoutFields {
        ship_to: typed("ship_to"),
        bill_to: typed("bill_to"),
        customer_po: typed("customer_po"),
        po_type_code: typed("po_type_code"),
        terms_code: typed("terms_code"),
        customer_reference_1: typed("customer_reference_1"),
        customer_reference_2: typed("customer_reference_2"),
        notes: typed("notes"),
        ship_code: typed("ship_code"),
        ship_early: text("ship_early"),
        ship_partial: text("ship_partial"),
    }
}

/// Drawn once: what is typed stays whatever happens to the cart.
#[component]
pub fn CheckoutForm(page: Memo<Checkout>, error: Error) -> impl IntoView {
    let fields = begun(page);
    let requires_po = Memo::new(move |_| page.with(|page| page.requires_customer_po));
    let never = Memo::new(|_| false);
    view! {
        <div class="checkout-form">
            <div class="checkout-places">
                <Place name="ship_to" label="Ship to" page with=(fields.ship_to.clone(), error)/>
                <Place name="bill_to" label="Bill to" page with=(fields.bill_to.clone(), error)/>
            </div>
            <div class="checkout-fields">
                <Code name="customer_po" label="Your PO number" required=requires_po with=(fields.customer_po.clone(), error)/>
                <Code name="customer_reference_1" label="Your reference" required=never with=(fields.customer_reference_1.clone(), error)/>
                <Code name="customer_reference_2" label="Second reference" required=never with=(fields.customer_reference_2.clone(), error)/>
                <Code name="terms_code" label="Terms" required=never with=(fields.terms_code.clone(), error)/>
                <Code name="po_type_code" label="PO type" required=never with=(fields.po_type_code.clone(), error)/>
                <Code name="ship_code" label="Ship by" required=never with=(fields.ship_code.clone(), error)/>
            </div>
            <Wishes fields error/>
        </div>
    }
}

/// One of the organisation's addresses; the chosen one is written out below.
#[component]
fn Place(
    name: &'static str,
    label: &'static str,
    page: Memo<Checkout>,
    /// What is chosen first, and what was refused.
    with: (String, Error),
) -> impl IntoView {
    let (chosen, refused) = (RwSignal::new(with.0), reason(with.1, name));
    let fits = move |view: &&AddressView| if name == "ship_to" { view.is_ship_to } else { view.is_bill_to };
    let places =
        Memo::new(move |_| page.with(|page| page.addresses.iter().filter(fits).cloned().collect::<Vec<AddressView>>()));
    let shown = move || {
        chosen.with(|chosen| places.with(|places| places.iter().find(|view| view.id.to_string() == *chosen).cloned()))
    };
    let option = move |view: AddressView| {
        let id = view.id.to_string();
        let selected = chosen.with_untracked(|chosen| *chosen == id);
        view! { <option value=id selected=selected>{view.address.label}</option> }
    };
    let id = name.replace('_', "-");
    view! {
        <div>
            <Field id=id.clone() label error=refused>
                <select
                    class="select"
                    id=id.clone()
                    name=format!("input[fields][{name}]")
                    required
                    autocomplete="off"
                    aria-invalid=invalid(refused)
                    aria-describedby=format!("{id}-error")
                    on:change=move |event| chosen.set(event_target_value(&event))
                >
                    <option value="">"Choose an address"</option>
                    {move || places.get().into_iter().map(option).collect_view()}
                </select>
            </Field>
            {move || shown().map(|view| view! { <AddressText address=view.address/> })}
        </div>
    }
}

/// A number or code of one line.
#[component]
fn Code(
    name: &'static str,
    label: &'static str,
    required: Memo<bool>,
    /// What stands in it first, and what was refused.
    with: (String, Error),
) -> impl IntoView {
    let (value, refused) = (with.0, reason(with.1, name));
    let id = name.replace('_', "-");
    let error_id = format!("{id}-error");
    view! {
        <div class="field">
            <label for=id.clone()>
                {label}
                {move || (!required.get()).then(|| view! { <span class="optional">" (optional)"</span> })}
            </label>
            <input
                class="input"
                id=id
                name=format!("input[fields][{name}]")
                value=value
                maxlength=MAX_CODE.to_string()
                autocomplete="off"
                required=required
                aria-invalid=invalid(refused)
                aria-describedby=error_id.clone()
            />
            {move || refused.get().map(|reason| view! { <span class="error" id=error_id.clone() role="alert">{reason}</span> })}
        </div>
    }
}

/// Notes for the sellers, and whether parts of it may come before or after the rest.
#[component]
fn Wishes(fields: CheckoutFields, error: Error) -> impl IntoView {
    let refused = reason(error, "notes");
    let CheckoutFields { notes, ship_early, ship_partial, .. } = fields;
    view! {
        <Field id="notes" label="Notes for the sellers" optional=true error=refused>
            <textarea
                class="textarea"
                id="notes"
                name="input[fields][notes]"
                rows="2"
                maxlength=MAX_NOTES.to_string()
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby="notes-error"
            >{notes}</textarea>
        </Field>
        <div class="cluster">
            <label class="checkbox">
                <input type="checkbox" name="input[fields][ship_partial]" checked=ship_partial.is_some() autocomplete="off"/>
                <span>"May come in several shipments"</span>
            </label>
            <label class="checkbox">
                <input type="checkbox" name="input[fields][ship_early]" checked=ship_early.is_some() autocomplete="off"/>
                <span>"May come earlier than agreed"</span>
            </label>
        </div>
    }
}
