//! A guest orders what they bought: with contact and address instead of an organisation's, and nobody to approve it.

use super::{
    Buyer,
    submit::{Asked, Entered, submit_asked},
};
use crate::{
    api_types::{
        AppError,
        checkout::Submitted,
        guest::{GuestFields, GuestOrderInput},
    },
    domain::{
        ids::EventId,
        ordering::{CheckoutDetails, MAX_ADDRESS_PART, MAX_CODE, MAX_NOTES, OrderAddress, OrderHeader, country},
        text,
    },
    server::{
        application::{Context, Outcome, guest, input::Fields, mail, storefront, work::mint},
        storage::guest as store,
    },
};

/// What a guest's address is called where organisations name theirs.
const LABEL: &str = "Guest";

/// Orders a guest's cart. From then on their sellers know them by the name they gave.
///
/// # Errors
/// Not a guest; the storefront is closed; fields that were refused; nothing was bought, or not what the page showed.
pub async fn submit_guest_order(context: Context, input: GuestOrderInput) -> Outcome<Submitted> {
    let known = context.guest()?.clone();
    let details = read_details(&input.fields)?;
    let mut buyer = Buyer::guest(&known.record, context.now());
    buyer.name.clone_from(&details.header.buyer);
    buyer.membership.organisation = format!("Guest: {} ({})", details.header.buyer, known.record.code);
    let mut work = context.write().await?;
    storefront::check_buy(&context, &mut work.tx).await?;
    let asked = Asked { cart_id: input.cart_id, content: &input.content, request_id: input.request_id };
    let submitted = submit_asked(&buyer, &mut work, asked, Entered::Details(Box::new(details))).await?;
    if let Submitted::Ordered { order, already: false, .. } = &submitted {
        let names = (buyer.name.as_str(), buyer.membership.organisation.as_str());
        store::rename(&mut work.tx, buyer.owner(), names).await?;
        let of = (EventId(mint()), buyer.person_id);
        mail::queue_guest_order(&mut work, of, order.id, buyer.now).await?;
        store::extend(&mut work.tx, &known.token_hash, guest::ends(buyer.now)).await?;
    }
    work.commit(&context).await?;
    Ok(submitted)
}

fn read_details(typed: &GuestFields) -> Result<CheckoutDetails, AppError> {
    let mut fields = Fields::default();
    let mut required =
        |field: &str, typed: &str| fields.take(field, text::required(typed, MAX_ADDRESS_PART)).unwrap_or_default();
    let buyer = required("name", &typed.name);
    let street = required("street", &typed.street);
    let city = required("city", &typed.city);
    let postal_code = required("postal_code", &typed.postal_code);
    let phone = fields.take("phone", text::required(&typed.phone, MAX_CODE));
    let email = fields.take("email", text::email(&typed.email));
    let country = fields.take("country", country(&typed.country)).unwrap_or_default();
    let mut optional = |field: &str, typed: &str, most: usize| fields.take(field, text::optional(typed, most)).flatten();
    let company = optional("company", &typed.company, MAX_ADDRESS_PART);
    let street2 = optional("street2", &typed.street2, MAX_ADDRESS_PART);
    let region = optional("region", &typed.region, MAX_ADDRESS_PART);
    let customer_po = optional("customer_po", &typed.customer_po, MAX_CODE);
    let notes = optional("notes", &typed.notes, MAX_NOTES);
    fields.check()?;
    let attention = company.is_some().then(|| buyer.clone());
    let address = OrderAddress {
        label: LABEL.to_owned(),
        name: company.unwrap_or_else(|| buyer.clone()),
        attention,
        street,
        street2,
        city,
        region,
        postal_code,
        country,
        email,
        phone,
        ..OrderAddress::default()
    };
    let header = OrderHeader { ship_to: address.clone(), bill_to: address, buyer, notes, ..OrderHeader::default() };
    Ok(CheckoutDetails { customer_po, header })
}

/// What a form starts with: contact and address of the guest's latest order.
pub(super) fn guest_fields(header: &OrderHeader) -> GuestFields {
    let address = header.ship_to.clone();
    GuestFields {
        name: header.buyer.clone(),
        email: address.email.unwrap_or_default(),
        phone: address.phone.unwrap_or_default(),
        company: if address.attention.is_some() { address.name } else { String::new() },
        street: address.street,
        street2: address.street2.unwrap_or_default(),
        postal_code: address.postal_code,
        city: address.city,
        region: address.region.unwrap_or_default(),
        country: address.country,
        customer_po: String::new(),
        notes: String::new(),
    }
}
