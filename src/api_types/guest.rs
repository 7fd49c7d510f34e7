//! Guests on the wire: their cart and orders, their checkout, and what came of their cart when they signed in.

use super::checkout::CheckoutBag;
use crate::domain::{
    event::Agreement,
    ids::{CartId, LineId, RequestId},
    money::{Money, UnitPrice},
    ordering::OrderStatus,
    quantity::count_text,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What a guest's Shopping cart page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestCart {
    /// What they bought and did not order yet; by seller and currency.
    pub bags: Vec<CheckoutBag>,
    pub totals: Vec<Money>,
    /// What they ordered, the newest first.
    pub orders: Vec<GuestOrder>,
    /// Chosen for the forms that change a line.
    pub request_id: RequestId,
}

/// Another quantity of what a guest bought and did not order yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestQuantityInput {
    pub line_id: LineId,
    pub quantity: String,
    pub request_id: RequestId,
}

/// An order that a guest placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestOrder {
    pub id: CartId,
    /// For instance `O-100001`.
    pub number: String,
    pub status: OrderStatus,
    pub submitted_at: Timestamp,
}

/// Who orders and where it goes, as a guest typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestFields {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub company: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub street2: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub region: String,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub customer_po: String,
    #[serde(default)]
    pub notes: String,
}

/// Orders what a guest's cart holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestOrderInput {
    pub cart_id: CartId,
    /// What the page listed.
    pub content: String,
    pub request_id: RequestId,
    #[serde(default)]
    pub fields: GuestFields,
}

/// What came of a guest's cart when its owner signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The cart itself became theirs: they had none. Else its lines went into the one they had.
    pub is_attached: bool,
    pub lines: Vec<ArrivedLine>,
    /// What stayed in the guest's cart, in this browser.
    pub kept: Vec<KeptLine>,
}

/// A line that is in the reader's own cart now, as it was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivedLine {
    pub line_id: LineId,
    pub part_number: String,
    pub seller: String,
    pub agreement: Agreement,
    pub asked: AskedNow,
    /// Units of the same offer that the cart had before, in lines of their own.
    pub held: i64,
}

/// What the seller asks for the same quantity by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedNow {
    /// What was agreed.
    Same,
    Other(UnitPrice),
    /// It is not offered at a price any more.
    Nothing,
}

impl ArrivedLine {
    /// What is worth knowing beside quantity and price.
    pub fn remark(&self) -> Option<String> {
        let asked = match self.asked {
            AskedNow::Same => None,
            AskedNow::Other(price) => Some(format!("the seller asks {price} each now; yours stays as agreed")),
            AskedNow::Nothing => Some("no longer offered at that price; yours stays as agreed".to_owned()),
        };
        let held = (self.held > 0)
            .then(|| format!("your cart had {} of it already, in a line of their own", count_text(self.held)));
        let parts: Vec<String> = [asked, held].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// A line that stayed where it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLine {
    pub part_number: String,
    pub reason: KeptReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptReason {
    /// No one is counterparty to their own organisation.
    OwnListing,
    /// The reader's personal cart waits for an approval: nothing in it changes.
    CartWaits,
}

impl KeptReason {
    pub fn words(self) -> &'static str {
        match self {
            Self::OwnListing => "your own organisation sells it",
            Self::CartWaits => "your personal cart waits for an approval",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use uuid::Uuid;

    #[test]
    fn an_arrived_line_says_what_is_different_from_what_one_expects() {
        let price = |micros| UnitPrice { micros, currency: Currency::parse("USD").expect("known") };
        let line = |asked, held| ArrivedLine {
            line_id: LineId(Uuid::nil()),
            part_number: "AN3-5A".into(),
            seller: "Orbit".into(),
            agreement: Agreement::new(5, price(3_100_000)),
            asked,
            held,
        };
        assert_eq!(line(AskedNow::Same, 0).remark(), None);
        let dearer = line(AskedNow::Other(price(4_000_000)), 1_200).remark();
        let expected = "the seller asks 4.00 USD each now; yours stays as agreed; \
            your cart had 1,200 of it already, in a line of their own";
        assert_eq!(dearer.as_deref(), Some(expected));
        assert!(line(AskedNow::Nothing, 0).remark().is_some_and(|remark| remark.starts_with("no longer offered")));
    }
}
