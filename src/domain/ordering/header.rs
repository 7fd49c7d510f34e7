//! What an order says besides its lines: addresses, terms, references, notes. A copy, so that a changed address changes no order.

use crate::domain::text;
use serde::{Deserialize, Serialize};

/// The longest customer PO, code or reference, in characters.
pub const MAX_CODE: usize = 40;

/// The longest part of an address, in characters.
pub const MAX_ADDRESS_PART: usize = 120;

/// The longest notes of an order, in characters.
pub const MAX_NOTES: usize = 2_000;

/// An address as an order holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderAddress {
    /// What the organisation calls the place.
    pub label: String,
    /// The number under which sellers know who pays; support never edits it.
    pub customer_number: Option<String>,
    /// The number under which sellers know where it goes; support never edits it.
    pub ship_to_number: Option<String>,
    pub name: String,
    pub attention: Option<String>,
    pub street: String,
    pub street2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl OrderAddress {
    /// The address as it stands on an envelope, line by line.
    pub fn lines(&self) -> Vec<String> {
        let attention = self.attention.as_ref().map(|name| format!("Attn. {name}"));
        let region = self.region.as_ref().map(|region| format!(", {region}")).unwrap_or_default();
        let city = format!("{} {}{region}", self.postal_code, self.city);
        let lines = [
            Some(self.name.clone()),
            attention,
            Some(self.street.clone()),
            self.street2.clone(),
            Some(city.trim().to_owned()),
            Some(self.country.clone()),
        ];
        lines.into_iter().flatten().filter(|line| !line.is_empty()).collect()
    }
}

/// Everything of an order that is neither a line nor a bag. The customer's PO stands beside it, because it is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHeader {
    pub bill_to: OrderAddress,
    pub ship_to: OrderAddress,
    /// Who buys, by name.
    pub buyer: String,
    pub po_type_code: Option<String>,
    pub price_code: Option<String>,
    pub terms_code: Option<String>,
    pub customer_reference_1: Option<String>,
    pub customer_reference_2: Option<String>,
    pub notes: Option<String>,
    /// How it is sent.
    pub ship_code: Option<String>,
    pub shipment_quote_number: Option<String>,
    pub tax_code_1: Option<String>,
    pub tax_code_2: Option<String>,
    /// Parts may come before the date that was agreed.
    pub ship_early: bool,
    /// Parts may come in several shipments.
    pub ship_partial: bool,
}

/// What was entered at checkout: it becomes the order's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutDetails {
    pub customer_po: Option<String>,
    pub header: OrderHeader,
}

/// The number of an order as people read it.
pub fn order_number_text(number: i64) -> String {
    format!("O-{number}")
}

/// The number that was typed, with or without its letter.
pub fn parse_order_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix("O-").or_else(|| text.strip_prefix("o-")).unwrap_or(text);
    digits.parse().ok().filter(|number| *number > 0)
}

/// A country by its ISO 3166-1 alpha-2 code: two letters, in upper case.
///
/// # Errors
/// A sentence fit to stand beside the field.
pub fn country(typed: &str) -> Result<String, String> {
    let code = text::required(typed, 2)?.to_ascii_uppercase();
    match code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        true => Ok(code),
        false => Err("is a code of two letters, like US or DE".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_on_an_envelope() {
        let address = OrderAddress {
            name: "Halden Air".into(),
            attention: Some("Receiving".into()),
            street: "Dock 4".into(),
            city: "Reno".into(),
            region: Some("NV".into()),
            postal_code: "89502".into(),
            country: "US".into(),
            ..OrderAddress::default()
        };
        assert_eq!(address.lines(), ["Halden Air", "Attn. Receiving", "Dock 4", "89502 Reno, NV", "US"]);
    }

    #[test]
    fn a_number_is_read_as_it_is_shown() {
        assert_eq!(parse_order_number(&order_number_text(100_001)), Some(100_001));
        assert_eq!(
            (parse_order_number(" o-7 "), parse_order_number("O-x"), parse_order_number("-3")),
            (Some(7), None, None)
        );
    }

    #[test]
    fn a_country_is_a_code_of_two_letters() {
        assert_eq!(country(" de "), Ok("DE".into()));
        assert!(country("D1").is_err() && country("DEU").is_err() && country("").is_err());
    }
}
