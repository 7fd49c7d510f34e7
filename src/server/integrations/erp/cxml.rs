//! cXML 1.2: an `OrderRequest` out, a `Response` back. A response of cXML says only whether the document was taken; what the seller
//! decides comes by a callback.

use super::{
    Heard, Purchase, PurchaseLine,
    json::{amount, plain},
    reason,
    xml::{Element, Writer},
};
use crate::domain::{
    delivery::Verdict,
    ordering::{OrderAddress, order_number_text},
};

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE cXML SYSTEM \"http://xml.cXML.org/schemas/cXML/1.2.050/cXML.dtd\">\n";

/// Names are the organisations' own: there is no network that gives them numbers.
const DOMAIN: (&str, &str) = ("domain", "OrganizationName");

pub fn write(purchase: &Purchase, credential: Option<&str>) -> String {
    let mut xml = Writer::new(PROLOG);
    let placed = purchase.placed_at.rfc3339();
    xml.open(
        "cXML",
        &[("payloadID", &format!("{}@counterpart", purchase.key())), ("timestamp", &placed), ("xml:lang", "en")],
    );
    xml.open("Header", &[]);
    for (side, name) in [("From", &purchase.buyer), ("To", &purchase.seller)] {
        xml.open(side, &[]);
        identity(&mut xml, name, None);
        xml.close();
    }
    xml.open("Sender", &[]);
    identity(&mut xml, &purchase.buyer, credential);
    xml.leaf("UserAgent", &[], "Counterpart");
    xml.close();
    xml.close();
    xml.open("Request", &[]);
    xml.open("OrderRequest", &[]);
    header(&mut xml, purchase, &placed);
    for line in &purchase.lines {
        item(&mut xml, line);
    }
    xml.finish()
}

fn identity(xml: &mut Writer, name: &str, secret: Option<&str>) {
    xml.open("Credential", &[DOMAIN]);
    xml.leaf("Identity", &[], name);
    xml.maybe("SharedSecret", secret);
    xml.close();
}

fn header(xml: &mut Writer, purchase: &Purchase, placed: &str) {
    let (number, version) = (purchase.number(), purchase.revision.to_string());
    let kind = if purchase.revision > 1 { "update" } else { "new" };
    let attributes = [("orderID", number.as_str()), ("orderDate", placed), ("type", kind), ("orderVersion", &version)];
    xml.open("OrderRequestHeader", &attributes);
    xml.open("Total", &[]);
    xml.leaf("Money", &[("currency", purchase.total.currency.code())], &amount(purchase.total));
    xml.close();
    address(xml, ("ShipTo", purchase.header.ship_to.ship_to_number.as_deref()), &purchase.header.ship_to);
    address(xml, ("BillTo", purchase.header.bill_to.customer_number.as_deref()), &purchase.header.bill_to);
    if let Some(notes) = purchase.header.notes.as_deref() {
        xml.leaf("Comments", &[("xml:lang", "en")], notes);
    }
    let header = &purchase.header;
    let order = order_number_text(purchase.order_number);
    for (name, value) in [
        ("order", Some(&order)),
        ("bag", Some(&purchase.bag_id.to_string())),
        ("contact", Some(&purchase.contact)),
        ("customerPO", purchase.customer_po.as_ref()),
        ("poTypeCode", header.po_type_code.as_ref()),
        ("priceCode", header.price_code.as_ref()),
        ("termsCode", header.terms_code.as_ref()),
        ("customerReference1", header.customer_reference_1.as_ref()),
        ("customerReference2", header.customer_reference_2.as_ref()),
        ("shipCode", header.ship_code.as_ref()),
        ("shipmentQuoteNumber", header.shipment_quote_number.as_ref()),
        ("taxCode1", header.tax_code_1.as_ref()),
        ("taxCode2", header.tax_code_2.as_ref()),
        ("shipEarly", Some(&header.ship_early.to_string())),
        ("shipPartial", Some(&header.ship_partial.to_string())),
    ] {
        extrinsic(xml, name, value.map(String::as_str));
    }
    xml.close();
}

fn extrinsic(xml: &mut Writer, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        xml.leaf("Extrinsic", &[("name", name)], value);
    }
}

fn address(xml: &mut Writer, what: (&'static str, Option<&str>), address: &OrderAddress) {
    xml.open(what.0, &[]);
    let mut attributes = vec![("isoCountryCode", address.country.as_str())];
    if let Some(number) = what.1 {
        attributes.push(("addressID", number));
    }
    xml.open("Address", &attributes);
    xml.leaf("Name", &[("xml:lang", "en")], &address.name);
    xml.open("PostalAddress", &[]);
    xml.maybe("DeliverTo", address.attention.as_deref());
    xml.leaf("Street", &[], &address.street);
    xml.maybe("Street", address.street2.as_deref());
    xml.leaf("City", &[], &address.city);
    xml.maybe("State", address.region.as_deref());
    xml.maybe("PostalCode", Some(&address.postal_code));
    xml.leaf("Country", &[("isoCountryCode", &address.country)], &address.country);
    xml.close();
    xml.maybe("Email", address.email.as_deref());
    xml.close();
    xml.close();
}

fn item(xml: &mut Writer, line: &PurchaseLine) {
    xml.open("ItemOut", &[("quantity", &line.quantity.to_string()), ("lineNumber", &line.position.to_string())]);
    xml.open("ItemID", &[]);
    xml.leaf("SupplierPartID", &[], &line.part_number);
    xml.close();
    xml.open("ItemDetail", &[]);
    xml.open("UnitPrice", &[]);
    xml.leaf("Money", &[("currency", line.unit_price.currency.code())], &plain(line.unit_price));
    xml.close();
    let described = if line.description.trim().is_empty() { &line.part_number } else { &line.description };
    xml.leaf("Description", &[("xml:lang", "en")], described);
    xml.leaf("UnitOfMeasure", &[], &line.unit);
    xml.leaf("Classification", &[("domain", "condition")], &line.condition);
    xml.leaf("ManufacturerPartID", &[], &line.part_number);
    xml.leaf("ManufacturerName", &[], &line.manufacturer);
    extrinsic(xml, "line", Some(&line.line_id.to_string()));
    extrinsic(xml, "subtotal", Some(&amount(line.subtotal)));
    extrinsic(xml, "certificate", line.certificate.as_deref());
    xml.close();
    xml.close();
}

/// Codes are those of HTTP (cXML 1.2, Response): a 4xx refuses the order for good, a 5xx for now.
pub fn read(body: &str) -> Result<Heard, String> {
    let answer = Element::parse(body)?;
    let status = answer.at(&["Response", "Status"]).ok_or("the answer is not one that we know")?;
    let code = status.attribute("code").and_then(|code| code.parse::<u16>().ok()).unwrap_or(0);
    let words = [status.text.trim(), status.attribute("text").unwrap_or_default()];
    let words = words.into_iter().find(|words| !words.is_empty()).unwrap_or_default();
    Ok(match code {
        200..=299 => Heard::Verdict(Verdict::Received),
        401..=403 => Heard::Failed(format!("its status is {code}: it does not let us in")),
        400..=499 => Heard::Verdict(Verdict::Rejected { reason: reason(words) }),
        500..=599 => Heard::Again { error: format!("its status is {code}: {}", reason(words)), wait_us: 0 },
        other => return Err(format!("its status {other} is not one that we know")),
    })
}
