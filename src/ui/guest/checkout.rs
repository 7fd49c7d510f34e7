//! What a guest's checkout asks for: who orders and where it goes. Beside it everything that would be ordered.

use crate::{
    api_types::{checkout::CheckoutPage as Checkout, guest::GuestFields},
    domain::ordering::MAX_NOTES,
    server_fns::guest::SubmitGuestOrder,
    ui::{
        checkout::{AgreedBags, Summary, bags_text},
        components::{Field, FormError, InputField, Returned, error_of, href, invalid, reason},
    },
};
use leptos::{form::ActionForm, prelude::*};

/// The fields that show their own reasons.
const FIELDS: &[&str] = &[
    "name",
    "email",
    "phone",
    "company",
    "street",
    "street2",
    "postal_code",
    "city",
    "region",
    "country",
    "customer_po",
    "notes",
];

/// A field of one line: id and name, label, what browsers fill in, and whether it may stay empty.
type OneLine = (&'static str, &'static str, &'static str, &'static str, bool);

const CONTACT: [OneLine; 4] = [
    ("name", "input[fields][name]", "Your name", "name", false),
    ("email", "input[fields][email]", "E-mail", "email", false),
    ("phone", "input[fields][phone]", "Phone", "tel", false),
    ("company", "input[fields][company]", "Company", "organization", true),
];

const ADDRESS: [OneLine; 6] = [
    ("street", "input[fields][street]", "Street and number", "address-line1", false),
    ("street2", "input[fields][street2]", "Floor, dock or gate", "address-line2", true),
    ("postal_code", "input[fields][postal_code]", "Postal code", "postal-code", false),
    ("city", "input[fields][city]", "City", "address-level2", false),
    ("region", "input[fields][region]", "State or region", "address-level1", true),
    ("country", "input[fields][country]", "Country, two letters", "country", false),
];

const NUMBER: [OneLine; 1] = [("customer_po", "input[fields][customer_po]", "Your PO number", "off", true)];

/// What a form begins with: what came back with the page, or else what the server proposes.
fn begun(page: Memo<Checkout>) -> GuestFields {
    let proposed = page.with_untracked(|page| page.guest.clone()).unwrap_or_default();
    let Some(form) = Returned::of::<SubmitGuestOrder>() else { return proposed };
    let typed = |field: &str| form.get(&format!("input[fields][{field}]")).unwrap_or_default();
    GuestFields {
        name: typed("name"),
        email: typed("email"),
        phone: typed("phone"),
        company: typed("company"),
        street: typed("street"),
        street2: typed("street2"),
        postal_code: typed("postal_code"),
        city: typed("city"),
        region: typed("region"),
        country: typed("country"),
        customer_po: typed("customer_po"),
        notes: typed("notes"),
    }
}

fn value(fields: &GuestFields, id: &str) -> String {
    match id {
        "name" => &fields.name,
        "email" => &fields.email,
        "phone" => &fields.phone,
        "company" => &fields.company,
        "street" => &fields.street,
        "street2" => &fields.street2,
        "postal_code" => &fields.postal_code,
        "city" => &fields.city,
        "region" => &fields.region,
        "country" => &fields.country,
        _po => &fields.customer_po,
    }
    .clone()
}

/// Drawn once: what is typed stays whatever happens to the cart.
#[component]
pub fn GuestForm(page: Memo<Checkout>, submit: ServerAction<SubmitGuestOrder>) -> impl IntoView {
    let error = error_of(submit);
    let fields = StoredValue::new(begun(page));
    let bags = Memo::new(move |_| page.with(|page| page.bags.clone()));
    let hidden = move |of: fn(&Checkout) -> String| Signal::derive(move || page.with(of));
    let cart_id = hidden(|page| page.cart.id.map(|id| id.to_string()).unwrap_or_default());
    let field = move |(id, name, label, autocomplete, optional): OneLine| {
        let kind = match id {
            "email" => "email",
            "phone" => "tel",
            _text => "text",
        };
        let value = fields.with_value(|fields| value(fields, id));
        view! { <InputField id label name kind value autocomplete optional error=reason(error, id)/> }
    };
    let sign_in = href("/sign-in", &[("next", "/connector/shopping-cart")]);
    view! {
        <ActionForm action=submit attr:class="with-aside">
            <div>
                <FormError error fields=FIELDS/>
                <input type="hidden" name="input[cart_id]" value=cart_id/>
                <input type="hidden" name="input[content]" value=hidden(|page| page.content.clone())/>
                <input type="hidden" name="input[request_id]" value=hidden(|page| page.request_id.to_string())/>
                <div class="checkout-form">
                    <p class="muted">"You order as a guest. "<a rel="external" href=sign_in>"Sign in"</a>" to order for your organisation instead."</p>
                    <h2>"Contact"</h2>
                    <div class="checkout-fields">{CONTACT.map(field).collect_view()}</div>
                    <h2>"Ship and bill to"</h2>
                    <div class="checkout-fields">{ADDRESS.map(field).collect_view()}</div>
                    <div class="checkout-fields">{NUMBER.map(field).collect_view()}</div>
                    <Notes value=fields.with_value(|fields| fields.notes.clone()) refused=reason(error, "notes")/>
                </div>
                <section class="section">
                    <h2>{move || bags.with(|bags| bags_text(bags))}</h2>
                    <div>{move || view! { <AgreedBags bags=bags.get()/> }}</div>
                </section>
            </div>
            <Summary page pending=submit.pending().into() submits=true/>
        </ActionForm>
    }
}

#[component]
fn Notes(value: String, refused: Signal<Option<String>>) -> impl IntoView {
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
            >{value}</textarea>
        </Field>
    }
}
