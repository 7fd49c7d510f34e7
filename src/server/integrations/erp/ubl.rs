//! OASIS UBL 2.1: an `Order` out, an `OrderResponseSimple` or `OrderResponse` back. The sequence of elements is that of the schema
//! (UBL-Order-2.1.xsd), in which it matters.

use super::{
    Heard, Purchase, PurchaseLine,
    json::{amount, plain},
    number, reason,
    xml::{Element, Writer},
};
use crate::domain::{delivery::Verdict, ordering::OrderAddress};

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns", "urn:oasis:names:specification:ubl:schema:xsd:Order-2"),
    ("xmlns:cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"),
    ("xmlns:cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"),
];

pub fn write(purchase: &Purchase) -> String {
    let mut xml = Writer::new(PROLOG);
    let placed = purchase.placed_at.rfc3339();
    let (date, time) = placed.split_once('T').unwrap_or((&placed, "00:00:00Z"));
    xml.open("Order", &NAMESPACES);
    xml.leaf("cbc:UBLVersionID", &[], "2.1");
    xml.leaf("cbc:ID", &[], &purchase.number());
    xml.leaf("cbc:CopyIndicator", &[], "false");
    xml.leaf("cbc:UUID", &[], &purchase.bag_id.to_string());
    xml.leaf("cbc:IssueDate", &[], date);
    xml.leaf("cbc:IssueTime", &[], time);
    xml.maybe("cbc:OrderTypeCode", purchase.header.po_type_code.as_deref());
    xml.maybe("cbc:Note", purchase.header.notes.as_deref());
    xml.leaf("cbc:DocumentCurrencyCode", &[], purchase.total.currency.code());
    xml.maybe("cbc:CustomerReference", purchase.customer_po.as_deref());
    xml.leaf("cbc:LineCountNumeric", &[], &purchase.lines.len().to_string());
    if let Some(before) = purchase.number_before() {
        xml.open("cac:OrderDocumentReference", &[]);
        xml.leaf("cbc:ID", &[], &before);
        xml.close();
    }
    let header = &purchase.header;
    for reference in [&header.customer_reference_1, &header.customer_reference_2].into_iter().flatten() {
        xml.open("cac:AdditionalDocumentReference", &[]);
        xml.leaf("cbc:ID", &[], reference);
        xml.close();
    }
    customer(&mut xml, "cac:BuyerCustomerParty", (None, &purchase.buyer), Some(&purchase.contact));
    xml.open("cac:SellerSupplierParty", &[]);
    party(&mut xml, &purchase.seller, None);
    xml.close();
    bill_to(&mut xml, &header.bill_to);
    delivery(&mut xml, &header.ship_to);
    if let Some(terms) = header.terms_code.as_deref() {
        xml.open("cac:PaymentTerms", &[]);
        xml.leaf("cbc:ID", &[], terms);
        xml.close();
    }
    let currency = purchase.total.currency.code();
    xml.open("cac:AnticipatedMonetaryTotal", &[]);
    xml.leaf("cbc:LineExtensionAmount", &[("currencyID", currency)], &amount(purchase.total));
    xml.leaf("cbc:PayableAmount", &[("currencyID", currency)], &amount(purchase.total));
    xml.close();
    for line in &purchase.lines {
        order_line(&mut xml, line, header.ship_partial);
    }
    xml.finish()
}

fn customer(xml: &mut Writer, name: &'static str, who: (Option<&str>, &str), contact: Option<&str>) {
    xml.open(name, &[]);
    xml.maybe("cbc:SupplierAssignedAccountID", who.0);
    party(xml, who.1, None);
    if let Some(contact) = contact {
        xml.open("cac:BuyerContact", &[]);
        xml.leaf("cbc:Name", &[], contact);
        xml.close();
    }
    xml.close();
}

fn party(xml: &mut Writer, name: &str, address: Option<&OrderAddress>) {
    xml.open("cac:Party", &[]);
    xml.open("cac:PartyName", &[]);
    xml.leaf("cbc:Name", &[], name);
    xml.close();
    if let Some(address) = address {
        place(xml, "cac:PostalAddress", address);
        contact(xml, address);
    }
    xml.close();
}

fn bill_to(xml: &mut Writer, address: &OrderAddress) {
    xml.open("cac:AccountingCustomerParty", &[]);
    xml.maybe("cbc:SupplierAssignedAccountID", address.customer_number.as_deref());
    party(xml, &address.name, Some(address));
    xml.close();
}

fn delivery(xml: &mut Writer, address: &OrderAddress) {
    xml.open("cac:Delivery", &[]);
    xml.open("cac:DeliveryLocation", &[]);
    xml.maybe("cbc:ID", address.ship_to_number.as_deref());
    place(xml, "cac:Address", address);
    xml.close();
    xml.open("cac:DeliveryParty", &[]);
    xml.open("cac:PartyName", &[]);
    xml.leaf("cbc:Name", &[], &address.name);
    xml.close();
    contact(xml, address);
    xml.close();
    xml.close();
}

fn contact(xml: &mut Writer, address: &OrderAddress) {
    if address.attention.is_some() || address.phone.is_some() || address.email.is_some() {
        xml.open("cac:Contact", &[]);
        xml.maybe("cbc:Name", address.attention.as_deref());
        xml.maybe("cbc:Telephone", address.phone.as_deref());
        xml.maybe("cbc:ElectronicMail", address.email.as_deref());
        xml.close();
    }
}

fn place(xml: &mut Writer, name: &'static str, address: &OrderAddress) {
    xml.open(name, &[]);
    xml.maybe("cbc:StreetName", Some(&address.street));
    xml.maybe("cbc:AdditionalStreetName", address.street2.as_deref());
    xml.maybe("cbc:CityName", Some(&address.city));
    xml.maybe("cbc:PostalZone", Some(&address.postal_code));
    xml.maybe("cbc:CountrySubentity", address.region.as_deref());
    xml.open("cac:Country", &[]);
    xml.leaf("cbc:IdentificationCode", &[], &address.country);
    xml.close();
    xml.close();
}

fn order_line(xml: &mut Writer, line: &PurchaseLine, partial: bool) {
    let currency = line.subtotal.currency.code();
    xml.open("cac:OrderLine", &[]);
    xml.open("cac:LineItem", &[]);
    xml.leaf("cbc:ID", &[], &line.position.to_string());
    xml.leaf("cbc:UUID", &[], &line.line_id.to_string());
    xml.leaf("cbc:Quantity", &[("unitCode", &line.unit)], &line.quantity.to_string());
    xml.leaf("cbc:LineExtensionAmount", &[("currencyID", currency)], &amount(line.subtotal));
    xml.leaf("cbc:PartialDeliveryIndicator", &[], if partial { "true" } else { "false" });
    xml.open("cac:Price", &[]);
    xml.leaf("cbc:PriceAmount", &[("currencyID", currency)], &plain(line.unit_price));
    xml.leaf("cbc:BaseQuantity", &[("unitCode", &line.unit)], "1");
    xml.close();
    xml.open("cac:Item", &[]);
    xml.maybe("cbc:Description", Some(&line.description));
    xml.leaf("cbc:Name", &[], &line.part_number);
    xml.open("cac:SellersItemIdentification", &[]);
    xml.leaf("cbc:ID", &[], &line.part_number);
    xml.close();
    property(xml, "Condition", Some(&line.condition));
    property(xml, "Manufacturer", Some(&line.manufacturer));
    property(xml, "Certificate", line.certificate.as_deref());
    xml.close();
    xml.close();
    xml.close();
}

fn property(xml: &mut Writer, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        xml.open("cac:AdditionalItemProperty", &[]);
        xml.leaf("cbc:Name", &[], name);
        xml.leaf("cbc:Value", &[], value);
        xml.close();
    }
}

pub fn read(purchase: &Purchase, body: &str) -> Result<Heard, String> {
    let answer = Element::parse(body)?;
    if !matches!(answer.name.as_str(), "OrderResponseSimple" | "OrderResponse") {
        return Err("the answer is not one that we know".to_owned());
    }
    let about = answer.text_at(&["OrderReference", "ID"]).unwrap_or_default();
    if about != purchase.number() {
        return Err("the answer is about another order".to_owned());
    }
    let order_number = answer.text_at(&["OrderReference", "SalesOrderID"]).and_then(number);
    let refusal = answer.text_at(&["RejectionNote"]).or_else(|| answer.text_at(&["Note"])).unwrap_or_default();
    let verdict = match (answer.text_at(&["AcceptedIndicator"]), answer.text_at(&["OrderResponseCode"])) {
        (Some("true" | "1"), _) | (None, Some("AP")) => Verdict::Accepted { order_number },
        (Some("false" | "0"), _) | (None, Some("RE")) => Verdict::Rejected { reason: reason(refusal) },
        // UNCL 4343: conditionally accepted, and acknowledged.
        (None, Some("CA")) => Verdict::InReview,
        (None, Some("AB") | None) => Verdict::Received,
        (Some(_), _) | (None, Some(_)) => return Err("the answer is not one that we know".to_owned()),
    };
    Ok(Heard::Verdict(verdict))
}
