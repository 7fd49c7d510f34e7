//! Our own format: one JSON document for a bag, one for an answer. Amounts are decimal texts, so that nobody reads them as floats.

use super::{Heard, Purchase, number, reason};
use crate::domain::{
    delivery::Verdict,
    money::{Money, UnitPrice},
    ordering::{OrderAddress, order_number_text},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub fn write(purchase: &Purchase) -> String {
    let header = &purchase.header;
    let lines: Vec<Value> = purchase
        .lines
        .iter()
        .map(|line| {
            json!({
                "line_id": line.line_id,
                "position": line.position,
                "part_number": line.part_number,
                "manufacturer": line.manufacturer,
                "description": line.description,
                "condition": line.condition,
                "certificate": line.certificate,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": plain(line.unit_price),
                "subtotal": amount(line.subtotal),
            })
        })
        .collect();
    let document = json!({
        "document": purchase.number(),
        "replaces": purchase.number_before(),
        "bag_id": purchase.bag_id,
        "revision": purchase.revision,
        "order": order_number_text(purchase.order_number),
        "placed_at": purchase.placed_at.rfc3339(),
        "buyer": purchase.buyer,
        "contact": purchase.contact,
        "seller": purchase.seller,
        "customer_po": purchase.customer_po,
        "po_type_code": header.po_type_code,
        "price_code": header.price_code,
        "terms_code": header.terms_code,
        "customer_references": [header.customer_reference_1, header.customer_reference_2],
        "tax_codes": [header.tax_code_1, header.tax_code_2],
        "ship_code": header.ship_code,
        "shipment_quote_number": header.shipment_quote_number,
        "ship_early": header.ship_early,
        "ship_partial": header.ship_partial,
        "notes": header.notes,
        "bill_to": place(&header.bill_to),
        "ship_to": place(&header.ship_to),
        "currency": purchase.total.currency,
        "total": amount(purchase.total),
        "lines": lines,
    });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Without grouping, with the currency's own decimals.
pub fn amount(money: Money) -> String {
    money.amount_text().replace(',', "")
}

pub fn plain(price: UnitPrice) -> String {
    price.input_text()
}

fn place(address: &OrderAddress) -> Value {
    json!({
        "customer_number": address.customer_number,
        "ship_to_number": address.ship_to_number,
        "name": address.name,
        "attention": address.attention,
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
        "email": address.email,
        "phone": address.phone,
    })
}

/// An answer. It names what it is about: an answer to something else changes nothing.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    bag_id: String,
    revision: u32,
    status: String,
    #[serde(default)]
    order_number: Option<String>,
    #[serde(default)]
    reason: Option<String>,
}

pub fn read(purchase: &Purchase, body: &str) -> Result<Heard, String> {
    let answer: Answer = serde_json::from_str(body).map_err(|_| "the answer is not one that we know".to_owned())?;
    if answer.bag_id != purchase.bag_id.to_string() || answer.revision != purchase.revision {
        return Err(format!("the answer is about another order ({}, revision {})", clip(&answer.bag_id), answer.revision));
    }
    Ok(Heard::Verdict(match answer.status.as_str() {
        "received" => Verdict::Received,
        "in_review" => Verdict::InReview,
        "accepted" => Verdict::Accepted { order_number: answer.order_number.as_deref().and_then(number) },
        "rejected" => Verdict::Rejected { reason: reason(answer.reason.as_deref().unwrap_or_default()) },
        other => return Err(format!("“{}” is no status that we know", clip(other))),
    }))
}

fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
