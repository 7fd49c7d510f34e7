//! What support may correct of an order while no seller's system has accepted it: the fields as a table that forms, checks, audit and
//! tests read alike, and when each of them is still open. Never: lines, prices, quantities, customer numbers.

use super::{
    bag::{Answer, SkuState},
    header::{CheckoutDetails, MAX_ADDRESS_PART, MAX_CODE, MAX_NOTES, country},
};
use crate::domain::{
    money::{Currency, Money},
    text,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What a field holds, and so how it is typed and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A number, code or reference: one line, may be empty.
    Code,
    /// A name, or a part of an address: one line. `true`: never empty.
    Line(bool),
    Country,
    Email,
    /// Several lines, may be empty.
    Notes,
    /// `yes` or `no`.
    Flag,
}

/// Fields that stand together in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldGroup {
    Order,
    Shipping,
    BillTo,
    ShipTo,
}

impl FieldGroup {
    pub const ALL: [Self; 4] = [Self::Order, Self::Shipping, Self::BillTo, Self::ShipTo];

    pub fn words(self) -> &'static str {
        match self {
            Self::Order => "Order",
            Self::Shipping => "Shipping and tax",
            Self::BillTo => "Bill to",
            Self::ShipTo => "Ship to",
        }
    }
}

/// A field of an order that may be corrected.
#[derive(Debug)]
pub struct OrderField {
    /// As forms and the audit trail write it.
    pub name: &'static str,
    /// As people read it.
    pub words: &'static str,
    pub group: FieldGroup,
    pub kind: FieldKind,
    get: fn(&CheckoutDetails) -> String,
    set: fn(&mut CheckoutDetails, String),
}

const YES: &str = "yes";
const NO: &str = "no";

macro_rules! field {
    (@optional $name:literal, $words:literal, $group:ident, $kind:expr, $($path:ident).+) => {
        OrderField {
            name: $name,
            words: $words,
            group: FieldGroup::$group,
            kind: $kind,
            get: |details| details.$($path).+.clone().unwrap_or_default(),
            set: |details, text| details.$($path).+ = Some(text).filter(|text| !text.is_empty()),
        }
    };
    (@plain $name:literal, $words:literal, $group:ident, $kind:expr, $($path:ident).+) => {
        OrderField {
            name: $name,
            words: $words,
            group: FieldGroup::$group,
            kind: $kind,
            get: |details| details.$($path).+.clone(),
            set: |details, text| details.$($path).+ = text,
        }
    };
    (@flag $name:literal, $words:literal, $group:ident, $($path:ident).+) => {
        OrderField {
            name: $name,
            words: $words,
            group: FieldGroup::$group,
            kind: FieldKind::Flag,
            get: |details| if details.$($path).+ { YES.to_owned() } else { NO.to_owned() },
            set: |details, text| details.$($path).+ = text == YES,
        }
    };
}

/// Every field of an order as a whole that may be corrected, in the order of the form. What a bag has of its own is [`BagField`].
pub static FIELDS: &[OrderField] = &[
    field!(@optional "customer_po", "Customer PO", Order, FieldKind::Code, customer_po),
    field!(@optional "po_type_code", "PO type code", Order, FieldKind::Code, header.po_type_code),
    field!(@optional "price_code", "Price code", Order, FieldKind::Code, header.price_code),
    field!(@optional "terms_code", "Terms code", Order, FieldKind::Code, header.terms_code),
    field!(@plain "buyer", "Buyer", Order, FieldKind::Line(true), header.buyer),
    field!(@optional "customer_reference_1", "Customer reference 1", Order, FieldKind::Code, header.customer_reference_1),
    field!(@optional "customer_reference_2", "Customer reference 2", Order, FieldKind::Code, header.customer_reference_2),
    field!(@optional "notes", "Notes", Order, FieldKind::Notes, header.notes),
    field!(@optional "ship_code", "Ship code", Shipping, FieldKind::Code, header.ship_code),
    field!(@optional "shipment_quote_number", "Shipment quote number", Shipping, FieldKind::Code, header.shipment_quote_number),
    field!(@optional "tax_code_1", "Tax code 1", Shipping, FieldKind::Code, header.tax_code_1),
    field!(@optional "tax_code_2", "Tax code 2", Shipping, FieldKind::Code, header.tax_code_2),
    field!(@flag "ship_early", "Ship early", Shipping, header.ship_early),
    field!(@flag "ship_partial", "Ship partial", Shipping, header.ship_partial),
    field!(@plain "bill_to_label", "Bill-to label", BillTo, FieldKind::Line(false), header.bill_to.label),
    field!(@plain "bill_to_name", "Bill-to name", BillTo, FieldKind::Line(true), header.bill_to.name),
    field!(@optional "bill_to_attention", "Bill-to attention", BillTo, FieldKind::Line(false), header.bill_to.attention),
    field!(@plain "bill_to_street", "Bill-to street", BillTo, FieldKind::Line(true), header.bill_to.street),
    field!(@optional "bill_to_street2", "Bill-to street, second line", BillTo, FieldKind::Line(false), header.bill_to.street2),
    field!(@plain "bill_to_postal_code", "Bill-to postal code", BillTo, FieldKind::Line(true), header.bill_to.postal_code),
    field!(@plain "bill_to_city", "Bill-to city", BillTo, FieldKind::Line(true), header.bill_to.city),
    field!(@optional "bill_to_region", "Bill-to region", BillTo, FieldKind::Line(false), header.bill_to.region),
    field!(@plain "bill_to_country", "Bill-to country", BillTo, FieldKind::Country, header.bill_to.country),
    field!(@optional "bill_to_email", "Bill-to e-mail", BillTo, FieldKind::Email, header.bill_to.email),
    field!(@optional "bill_to_phone", "Bill-to phone", BillTo, FieldKind::Line(false), header.bill_to.phone),
    field!(@plain "ship_to_label", "Ship-to label", ShipTo, FieldKind::Line(false), header.ship_to.label),
    field!(@plain "ship_to_name", "Ship-to name", ShipTo, FieldKind::Line(true), header.ship_to.name),
    field!(@optional "ship_to_attention", "Ship-to attention", ShipTo, FieldKind::Line(false), header.ship_to.attention),
    field!(@plain "ship_to_street", "Ship-to street", ShipTo, FieldKind::Line(true), header.ship_to.street),
    field!(@optional "ship_to_street2", "Ship-to street, second line", ShipTo, FieldKind::Line(false), header.ship_to.street2),
    field!(@plain "ship_to_postal_code", "Ship-to postal code", ShipTo, FieldKind::Line(true), header.ship_to.postal_code),
    field!(@plain "ship_to_city", "Ship-to city", ShipTo, FieldKind::Line(true), header.ship_to.city),
    field!(@optional "ship_to_region", "Ship-to region", ShipTo, FieldKind::Line(false), header.ship_to.region),
    field!(@plain "ship_to_country", "Ship-to country", ShipTo, FieldKind::Country, header.ship_to.country),
    field!(@optional "ship_to_email", "Ship-to e-mail", ShipTo, FieldKind::Email, header.ship_to.email),
    field!(@optional "ship_to_phone", "Ship-to phone", ShipTo, FieldKind::Line(false), header.ship_to.phone),
];

impl OrderField {
    pub fn find(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.name == name)
    }

    /// What it is now, as typed; nothing: empty.
    pub fn value(&self, details: &CheckoutDetails) -> String {
        (self.get)(details)
    }

    /// The most characters it takes.
    pub fn max(&self) -> usize {
        match self.kind {
            FieldKind::Code => MAX_CODE,
            FieldKind::Line(_) | FieldKind::Email => MAX_ADDRESS_PART,
            FieldKind::Country => 2,
            FieldKind::Notes => MAX_NOTES,
            FieldKind::Flag => YES.len(),
        }
    }

    /// What was typed, as it is stored.
    ///
    /// # Errors
    /// A sentence fit to stand beside the field.
    pub fn check(&self, typed: &str) -> Result<String, String> {
        match self.kind {
            FieldKind::Code | FieldKind::Line(false) => one_line(text::checked(typed, self.max())?),
            FieldKind::Line(true) => one_line(text::required(typed, self.max())?),
            FieldKind::Country => country(typed),
            FieldKind::Email if typed.trim().is_empty() => Ok(String::new()),
            FieldKind::Email => text::email(typed),
            FieldKind::Notes => text::checked(typed, self.max()),
            FieldKind::Flag if [YES, NO].contains(&typed) => Ok(typed.to_owned()),
            FieldKind::Flag => Err("is yes or no".into()),
        }
    }
}

fn one_line(text: String) -> Result<String, String> {
    if text.contains(['\n', '\t']) { Err("is one line".into()) } else { Ok(text) }
}

/// One field that was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As people read it.
    pub words: String,
    pub before: String,
    pub after: String,
}

/// A refused field by its name, and why.
pub type RefusedField = (String, String);

/// The details with what was typed, field by field, and what changed by it. A field that was not typed stays.
///
/// # Errors
/// Every refused field; one that is not in the table is refused as well.
pub fn correct(
    details: &CheckoutDetails,
    typed: &BTreeMap<String, String>,
) -> Result<(CheckoutDetails, Vec<Change>), Vec<RefusedField>> {
    let (mut after, mut changes, mut refused) = (details.clone(), Vec::new(), Vec::new());
    for name in typed.keys().filter(|name| OrderField::find(name).is_none()) {
        refused.push((name.clone(), "is no field that support corrects".to_owned()));
    }
    for field in FIELDS {
        let Some(typed) = typed.get(field.name) else { continue };
        let before = field.value(details);
        // What was stored by other rules, and nobody touched, is nobody's fault here.
        if *typed == before {
            continue;
        }
        match field.check(typed) {
            Ok(text) if text == before => {}
            Ok(text) => {
                (field.set)(&mut after, text.clone());
                changes.push(Change { words: field.words.to_owned(), before, after: text });
            }
            Err(reason) => refused.push((field.name.to_owned(), reason)),
        }
    }
    if refused.is_empty() { Ok((after, changes)) } else { Err(refused) }
}

/// What a bag has of its own and support may correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BagField {
    ErpOrderNumber,
    Currency,
    /// Only along the table of [`Fact`](super::Fact): accepted, rejected, sent again or given up by hand.
    Status,
}

impl BagField {
    pub const ALL: [Self; 3] = [Self::ErpOrderNumber, Self::Currency, Self::Status];

    pub fn name(self) -> &'static str {
        match self {
            Self::ErpOrderNumber => "erp_order_number",
            Self::Currency => "currency",
            Self::Status => "status",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::ErpOrderNumber => "ERP order number",
            Self::Currency => "Currency",
            Self::Status => "Status",
        }
    }

    /// As the history names it, which is that of a whole order.
    pub fn at(self, seller: &str) -> String {
        format!("{} at {seller}", self.words())
    }
}

/// Why support does not change an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "support_refusal", rename_all = "snake_case")]
pub enum SupportRefusal {
    /// It has to be opened with a reason first.
    NotOpened,
    /// A seller has accepted it.
    Accepted,
    /// Nothing of it waits for an answer.
    Over,
    /// The currency belongs to what a seller was sent.
    HandedOver,
    /// Amounts of the other currency have other decimals.
    OtherDecimals {
        from: Currency,
        to: Currency,
    },
    /// The seller has another bag in that currency.
    SecondBag {
        currency: Currency,
    },
    /// The order was changed after the page was drawn.
    OrderChanged,
    NothingChanged,
    /// Every bag is with its seller, or over.
    NothingToHold,
    AlreadyHeld,
    NotHeld,
}

impl fmt::Display for SupportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpened => f.write_str("Say first why you need to read this. Nothing was changed."),
            Self::Accepted => {
                f.write_str("A seller has accepted it: from then on changes are made in the seller's own system.")
            }
            Self::Over => f.write_str("Nothing of this order waits for an answer, so there is nothing to correct."),
            Self::HandedOver => {
                f.write_str("A bag of this order was handed over already: its currency stays. Nothing was changed.")
            }
            Self::OtherDecimals { from, to } => {
                write!(f, "Amounts in {to} have other decimals than those in {from}. Nothing was changed.")
            }
            Self::SecondBag { currency } => {
                write!(f, "The seller has another bag of this order in {currency}. Nothing was changed.")
            }
            Self::OrderChanged => f.write_str("The order was changed meanwhile. Nothing was stored; look at it again."),
            Self::NothingChanged => f.write_str("Nothing was corrected: every field is as it was."),
            Self::NothingToHold => f.write_str("No bag of this order waits to be sent, so there is nothing to keep back."),
            Self::AlreadyHeld => f.write_str("The order is kept back already."),
            Self::NotHeld => f.write_str("The order is not kept back."),
        }
    }
}

impl std::error::Error for SupportRefusal {}

/// Whether a bag still waits for its seller's yes.
fn is_open(answer: Answer) -> bool {
    match answer {
        Answer::Waiting | Answer::Sent | Answer::InReview | Answer::Rejected => true,
        Answer::Accepted | Answer::GivenUp => false,
    }
}

/// Whether the fields of an order may be corrected, by the answers of its bags: until a seller has accepted it. Where one of several
/// sellers refuses it, it may, because without a correction that bag would never be accepted.
///
/// # Errors
/// A seller has accepted it and no other refuses it; or nothing waits.
pub fn may_correct(answers: &[Answer]) -> Result<(), SupportRefusal> {
    if answers.contains(&Answer::Rejected) {
        Ok(())
    } else if answers.contains(&Answer::Accepted) {
        Err(SupportRefusal::Accepted)
    } else if answers.iter().any(|answer| is_open(*answer)) {
        Ok(())
    } else {
        Err(SupportRefusal::Over)
    }
}

/// Whether what a bag has of its own may be corrected.
///
/// # Errors
/// It was accepted, or given up.
pub fn may_correct_bag(answer: Answer) -> Result<(), SupportRefusal> {
    match answer {
        Answer::Accepted => Err(SupportRefusal::Accepted),
        Answer::GivenUp => Err(SupportRefusal::Over),
        Answer::Waiting | Answer::Sent | Answer::InReview | Answer::Rejected => Ok(()),
    }
}

/// Whether an order can be kept back: only what was not sent can be.
///
/// # Errors
/// It is kept back already; or no bag of it is to be sent.
pub fn may_hold(answers: &[Answer], held: bool) -> Result<(), SupportRefusal> {
    let can_be_kept = |answer: &Answer| matches!(answer, Answer::Waiting | Answer::Rejected);
    match (held, answers.iter().any(can_be_kept)) {
        (true, _) => Err(SupportRefusal::AlreadyHeld),
        (false, true) => Ok(()),
        (false, false) => Err(SupportRefusal::NothingToHold),
    }
}

/// The lines of a bag in another currency: the unit prices keep their numbers. With the new subtotal of each, and the new total.
///
/// # Errors
/// The other currency has other decimals.
pub fn in_currency(lines: &[SkuState], from: Currency, to: Currency) -> Result<(Vec<Money>, Money), SupportRefusal> {
    if from.decimals() != to.decimals() {
        return Err(SupportRefusal::OtherDecimals { from, to });
    }
    let subtotal = |sku: &SkuState| {
        let unit_price = crate::domain::money::UnitPrice { currency: to, ..sku.unit_price };
        unit_price.times(sku.quantity)
    };
    let subtotals: Vec<Money> = lines.iter().map(subtotal).collect();
    let total = Money { minor: subtotals.iter().map(|subtotal| subtotal.minor).sum(), currency: to };
    Ok((subtotals, total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::LineId, money::UnitPrice, ordering::OrderAddress};
    use uuid::Uuid;

    fn details() -> CheckoutDetails {
        let address = OrderAddress {
            label: "Reno".into(),
            customer_number: Some("C-7".into()),
            ship_to_number: Some("S-2".into()),
            name: "Halden Air".into(),
            street: "Dock 4".into(),
            city: "Reno".into(),
            postal_code: "89502".into(),
            country: "US".into(),
            ..OrderAddress::default()
        };
        let mut details = CheckoutDetails { customer_po: Some("PO 7".into()), ..CheckoutDetails::default() };
        (details.header.bill_to, details.header.ship_to) = (address.clone(), address);
        details.header.buyer = "Mara".into();
        details
    }

    fn typed(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Something else that each field takes.
    fn other(field: &OrderField) -> &'static str {
        match field.kind {
            FieldKind::Code | FieldKind::Line(_) | FieldKind::Notes => "Other",
            FieldKind::Country => "DE",
            FieldKind::Email => "dock@halden.example",
            FieldKind::Flag => "yes",
        }
    }

    #[test]
    fn every_field_changes_itself_and_no_other() {
        let before = details();
        for field in FIELDS {
            let (after, changes) = correct(&before, &typed(&[(field.name, other(field))])).expect("correct");
            assert_eq!(changes.len(), 1, "{}", field.name);
            assert_eq!((&*changes[0].words, &*changes[0].after), (field.words, other(field)));
            for read in FIELDS {
                let is_it = read.name == field.name;
                assert_eq!(
                    read.value(&after) == other(field),
                    is_it || read.value(&before) == other(field),
                    "{}",
                    read.name
                );
                assert!(is_it || read.value(&after) == read.value(&before), "{} by {}", read.name, field.name);
            }
            let (back, _) = correct(&after, &typed(&[(field.name, &field.value(&before))])).expect("as it was");
            assert_eq!(back, before, "{}", field.name);
        }
    }

    #[test]
    fn the_table_names_each_field_once_and_never_a_customers_number() {
        let mut names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FIELDS.len());
        for refused in ["bill_to_customer_number", "ship_to_customer_number", "ship_to_ship_to_number", "quantity", "status"]
        {
            let answer = correct(&details(), &typed(&[(refused, "9")]));
            assert_eq!(answer.map_err(|refused| refused[0].0.clone()), Err(refused.to_owned()));
        }
        let every: BTreeMap<_, _> = FIELDS.iter().map(|field| (field.name.to_owned(), other(field).to_owned())).collect();
        let (after, _) = correct(&details(), &every).expect("correct");
        let (bill_to, ship_to) = (&after.header.bill_to, &after.header.ship_to);
        for kept in [&bill_to.customer_number, &ship_to.customer_number] {
            assert_eq!(kept.as_deref(), Some("C-7"));
        }
        assert_eq!(ship_to.ship_to_number.as_deref(), Some("S-2"));
    }

    #[test]
    fn every_refused_field_is_named_with_its_reason() {
        let wrong = typed(&[("ship_to_street", " "), ("bill_to_country", "D1"), ("ship_early", "maybe"), ("buyer", "Mara")]);
        let refused = correct(&details(), &wrong).expect_err("refused");
        let names: Vec<_> = refused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["ship_early", "bill_to_country", "ship_to_street"]);
    }

    #[test]
    fn an_accepted_order_is_closed_unless_another_seller_refuses_it() {
        use Answer::{Accepted, GivenUp, InReview, Rejected, Sent, Waiting};
        for (answers, expected) in [
            (&[Waiting, Waiting][..], Ok(())),
            (&[Sent, InReview], Ok(())),
            (&[Accepted, Sent], Err(SupportRefusal::Accepted)),
            (&[Accepted, Rejected], Ok(())),
            (&[Accepted, GivenUp], Err(SupportRefusal::Accepted)),
            (&[GivenUp], Err(SupportRefusal::Over)),
        ] {
            assert_eq!(may_correct(answers), expected, "{answers:?}");
        }
        assert_eq!(may_hold(&[Accepted, Sent], false), Err(SupportRefusal::NothingToHold));
        assert_eq!(may_hold(&[Accepted, Rejected], false), Ok(()));
        assert_eq!(may_hold(&[Waiting], true), Err(SupportRefusal::AlreadyHeld));
    }

    #[test]
    fn another_currency_keeps_the_numbers_and_needs_the_same_decimals() {
        let currency = |code| Currency::parse(code).expect("a known currency");
        let (usd, eur, jpy) = (currency("USD"), currency("EUR"), currency("JPY"));
        let sku = |number, micros, quantity| SkuState {
            line_id: LineId(Uuid::from_u128(number)),
            quantity,
            unit_price: UnitPrice { micros, currency: usd },
            shipped: 0,
            delivered: 0,
            returned: 0,
            refunded: 0,
            canceled: 0,
        };
        let lines = [sku(1, 333_333, 3), sku(2, 2_500_000, 4)];
        let (subtotals, total) = in_currency(&lines, usd, eur).expect("the same decimals");
        assert_eq!(subtotals.iter().map(|money| money.minor).collect::<Vec<_>>(), [100, 1_000]);
        assert_eq!(total, Money { minor: 1_100, currency: eur });
        assert_eq!(in_currency(&lines, usd, jpy), Err(SupportRefusal::OtherDecimals { from: usd, to: jpy }));
    }
}
