//! The fields of an inventory file: their names in its header, their words on a page, and which ones must be there.
//! Must not know under what other names sellers know them, or how files are read.

use super::pricing::MAX_BREAKS;
use serde::{Deserialize, Serialize};

/// What a column of a file says about a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Field {
    PartNumber,
    Manufacturer,
    Description,
    Condition,
    Quantity,
    Unit,
    Price,
    Currency,
    LeadTime,
    Minimum,
    Pack,
    Certificate,
    StockId,
    /// The quantity from which a price break holds; steps count from 1 to [`MAX_BREAKS`].
    BreakQuantity(u8),
    /// The unit price of a price break.
    BreakPrice(u8),
}

const BREAK_NAMES: [(&str, &str); MAX_BREAKS] = [
    ("break_qty_1", "break_price_1"),
    ("break_qty_2", "break_price_2"),
    ("break_qty_3", "break_price_3"),
    ("break_qty_4", "break_price_4"),
    ("break_qty_5", "break_price_5"),
];

impl Field {
    /// In the order of our own files.
    pub const ALL: [Self; 23] = [
        Self::PartNumber,
        Self::Manufacturer,
        Self::Description,
        Self::Condition,
        Self::Quantity,
        Self::Unit,
        Self::Price,
        Self::Currency,
        Self::LeadTime,
        Self::Minimum,
        Self::Pack,
        Self::Certificate,
        Self::StockId,
        Self::BreakQuantity(1),
        Self::BreakPrice(1),
        Self::BreakQuantity(2),
        Self::BreakPrice(2),
        Self::BreakQuantity(3),
        Self::BreakPrice(3),
        Self::BreakQuantity(4),
        Self::BreakPrice(4),
        Self::BreakQuantity(5),
        Self::BreakPrice(5),
    ];

    /// Our own name in a header.
    pub fn name(self) -> &'static str {
        let of_break = |step: u8| BREAK_NAMES.get(usize::from(step).wrapping_sub(1)).copied().unwrap_or_default();
        match self {
            Self::PartNumber => "part_number",
            Self::Manufacturer => "manufacturer",
            Self::Description => "description",
            Self::Condition => "condition",
            Self::Quantity => "quantity",
            Self::Unit => "unit",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::LeadTime => "lead_time_days",
            Self::Minimum => "min_quantity",
            Self::Pack => "pack_quantity",
            Self::Certificate => "certificate",
            Self::StockId => "stock_id",
            Self::BreakQuantity(step) => of_break(step).0,
            Self::BreakPrice(step) => of_break(step).1,
        }
    }

    /// As people read it.
    pub fn words(self) -> String {
        match self {
            Self::PartNumber => "Part number".into(),
            Self::Manufacturer => "Manufacturer".into(),
            Self::Description => "Description".into(),
            Self::Condition => "Condition".into(),
            Self::Quantity => "Quantity".into(),
            Self::Unit => "Unit".into(),
            Self::Price => "List price".into(),
            Self::Currency => "Currency".into(),
            Self::LeadTime => "Lead time in days".into(),
            Self::Minimum => "Minimum quantity".into(),
            Self::Pack => "Pack quantity".into(),
            Self::Certificate => "Certificate".into(),
            Self::StockId => "Stock id".into(),
            Self::BreakQuantity(step) => format!("Price break {step}: from quantity"),
            Self::BreakPrice(step) => format!("Price break {step}: unit price"),
        }
    }

    /// What to write into it.
    pub fn note(self) -> &'static str {
        match self {
            Self::PartNumber => "As you write it. Give the column the format Text, so that zeros and dashes stay.",
            Self::Manufacturer => "Name or CAGE code.",
            Self::Description => "What it is, up to 400 characters.",
            Self::Condition => "FN, NE, NS, OH, SV, AR, RP or NEW. Empty is NE.",
            Self::Quantity => "Whole units on the shelf, 0 and more.",
            Self::Unit => "EA, FT, PK … Empty is EA.",
            Self::Price => "For one unit, up to six decimals. Empty: buyers ask for a quote.",
            Self::Currency => "ISO 4217 code, for instance USD. Needed with a price.",
            Self::LeadTime => "Calendar days until it ships; 0 is in stock.",
            Self::Minimum => "The least quantity you sell.",
            Self::Pack => "Sold in multiples of this.",
            Self::Certificate => "FAA 8130-3, EASA Form 1, CoC …",
            Self::StockId => "Your own number of the stock item. It tells apart listings of the same part.",
            Self::BreakQuantity(_) => {
                "From this quantity on the next column's price holds. Each break begins higher than the one before."
            }
            Self::BreakPrice(_) => "For one unit, in the same currency, not higher than the price before it.",
        }
    }

    /// Without it nothing of a file can be read.
    pub fn is_required(self) -> bool {
        matches!(self, Self::PartNumber | Self::Quantity)
    }

    /// The field of our own name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl TryFrom<String> for Field {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        Self::parse(&name).ok_or_else(|| format!("there is no field “{name}”"))
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.name().to_owned()
    }
}

/// A header's cell as it is compared: words in lower case, joined by `_`.
pub fn normalise_header(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// A text that a spreadsheet would take for a formula, as a CSV file holds it: behind an apostrophe (CWE-1236).
/// A text with apostrophes before such a sign gets one more, so that [`unescape_formula`] takes back exactly this one.
pub fn escape_formula(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text behind the apostrophe of [`escape_formula`]; any other text as it is.
pub fn unescape_formula(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn every_field_has_a_name_of_its_own() {
        let names: HashSet<_> = Field::ALL.into_iter().map(Field::name).collect();
        assert_eq!(names.len(), Field::ALL.len());
        assert!(Field::ALL.into_iter().all(|field| Field::parse(field.name()) == Some(field)));
        assert_eq!(Field::parse("colour"), None);
    }

    #[test]
    fn headers_compare_by_their_words() {
        assert_eq!(normalise_header(" Lead-Time (Days) "), "lead_time_days");
        assert_eq!(normalise_header("Menge"), normalise_header("MENGE:"));
        assert_eq!(normalise_header("—"), "");
    }

    #[test]
    fn formulas_are_escaped_and_nothing_else() {
        for text in ["=1+1", "+49", "-5", "@SUM", "'=1"] {
            assert_eq!(escape_formula(text), format!("'{text}"));
        }
        for text in ["AN3-5A", "'quoted'", "5'-11\"", ""] {
            assert_eq!(escape_formula(text), text);
            assert_eq!(unescape_formula(text), text);
        }
    }

    proptest! {
        #[test]
        fn an_escaped_text_is_read_back(text in "['=+@a-]{0,6}") {
            let escaped = escape_formula(&text);
            prop_assert_eq!(unescape_formula(&escaped), text);
        }
    }
}
