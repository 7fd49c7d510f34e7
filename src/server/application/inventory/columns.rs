//! The columns of an inventory file: recognised under the many names that sellers give them, or as somebody matched them.
//! Must not read cells.

use crate::{
    api_types::inventory::FileColumn,
    domain::stock_file::{Field, normalise_header},
};
use std::collections::HashMap;

/// What sellers call the fields, beside our own name; as [`normalise_header`] writes them.
const SYNONYMS: [(Field, &[&str]); 13] = [
    (Field::PartNumber, &["pn", "p_n", "part", "part_no", "partno", "partnumber", "part_num", "mpn", "item_number"]),
    (Field::Manufacturer, &["mfr", "mfg", "maker", "brand", "cage", "cage_code"]),
    (Field::Description, &["desc", "item_description", "name", "title"]),
    (Field::Condition, &["cond", "condition_code", "cond_code", "cc"]),
    (Field::Quantity, &["qty", "qty_available", "quantity_available", "available", "stock", "on_hand", "qoh"]),
    (Field::Unit, &["uom", "unit_of_measure", "um", "u_m"]),
    (Field::Price, &["unit_price", "list_price", "sell_price", "price_each"]),
    (Field::Currency, &["curr", "ccy", "currency_code"]),
    (Field::LeadTime, &["lead_time", "leadtime", "lead_days", "lt", "lead_time_in_days"]),
    (Field::Minimum, &["moq", "min_qty", "minimum_quantity", "minimum", "min_order_qty"]),
    (Field::Pack, &["pack", "pack_qty", "pack_size", "package_quantity", "spq"]),
    (Field::Certificate, &["cert", "trace", "certs", "certification", "traceability", "release"]),
    (Field::StockId, &["sku", "stock_no", "stock_number", "stock_line", "item_id"]),
];

/// The field of a price break by its number.
type OfBreak = fn(u8) -> Field;

/// What else price breaks are called, before their number.
const BREAK_SYNONYMS: [(&str, OfBreak); 8] = [
    ("break_quantity_", Field::BreakQuantity),
    ("price_break_qty_", Field::BreakQuantity),
    ("price_break_quantity_", Field::BreakQuantity),
    ("qty_break_", Field::BreakQuantity),
    ("quantity_break_", Field::BreakQuantity),
    ("break_unit_price_", Field::BreakPrice),
    ("price_break_price_", Field::BreakPrice),
    ("price_break_", Field::BreakPrice),
];

/// The most columns of a file.
pub const MAX_COLUMNS: usize = 60;

/// The longest name of a column that is kept, in characters.
const LONGEST_NAME: usize = 80;

/// How an organisation matched columns before: the field by the column's key, `None` for one that is ignored.
pub type Matching = HashMap<String, Option<Field>>;

/// The field of a name as a header writes it, in any case and with blanks, dashes or dots for underscores.
fn guess(name: &str) -> Option<Field> {
    let name = normalise_header(name);
    let synonym = || SYNONYMS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field);
    let of_break = || {
        let (prefix, field) = BREAK_SYNONYMS
            .iter()
            .find(|(prefix, _)| name.strip_prefix(prefix).is_some_and(|step| matches!(step, "1" | "2" | "3" | "4" | "5")))?;
        name.strip_prefix(prefix)?.parse().ok().map(field)
    };
    Field::parse(&name).or_else(synonym).or_else(of_break)
}

/// What tells a column from the others of its file, and what it is remembered by: its name, the second of the same name
/// with its number, and one without a name by its place.
pub fn keys(names: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let key = |(at, name): (usize, &String)| {
        let name = match normalise_header(name) {
            name if name.is_empty() => return format!("#{}", at + 1),
            name => name,
        };
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}#{count}") }
    };
    names.iter().enumerate().map(key).collect()
}

/// Where each field stands in a file.
#[derive(Debug)]
pub struct Header {
    /// The header's cells as written.
    names: Vec<String>,
    fields: Vec<Option<Field>>,
    /// Matched by somebody, not by its name.
    remembered: Vec<bool>,
}

impl Header {
    /// Reads the header row; what was matched goes before what the names say.
    ///
    /// # Errors
    /// A sentence about too many columns, or a row that cannot be a header.
    pub fn read<'a>(cells: impl Iterator<Item = &'a str>, matching: &Matching) -> Result<Self, String> {
        let mut names: Vec<String> = cells.map(|cell| cell.trim().chars().take(LONGEST_NAME).collect()).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        if names.len() > MAX_COLUMNS {
            return Err(format!("The file has more than {MAX_COLUMNS} columns; that is the most that is read."));
        }
        let matched: Vec<_> = keys(&names).iter().map(|key| matching.get(key).copied()).collect();
        let fields: Vec<_> =
            names.iter().zip(&matched).map(|(name, matched)| matched.unwrap_or_else(|| guess(name))).collect();
        let remembered = matched.iter().map(Option::is_some).collect();
        let header = Self { names, fields, remembered };
        match header.names.len() < 2 {
            true => Err(header.fault().unwrap_or_default()),
            false => Ok(header),
        }
    }

    /// Why rows cannot be read under this header: required fields are missing, or two columns say the same.
    pub fn fault(&self) -> Option<String> {
        for field in Field::ALL {
            let named: Vec<_> = (0..self.names.len()).filter(|at| self.fields[*at] == Some(field)).collect();
            if let [first, second, ..] = named[..] {
                return Some(format!("The columns “{}” and “{}” say the same.", self.names[first], self.names[second]));
            }
        }
        let missing = |field: &Field| field.is_required() && self.position(*field).is_none();
        let missing: Vec<_> = Field::ALL.into_iter().filter(missing).map(Field::words).collect();
        let missing = missing.join(" and ").to_lowercase();
        (!missing.is_empty())
            .then(|| format!("The first row does not name every column that is needed. Missing: {missing}."))
    }

    /// The columns with what they were taken for, for somebody to look at.
    pub fn columns(&self, samples: &[Vec<String>]) -> Vec<FileColumn> {
        let column = |(at, name): (usize, &String)| FileColumn {
            header: name.clone(),
            samples: samples.get(at).cloned().unwrap_or_default(),
            field: self.fields[at],
            remembered: self.remembered[at],
        };
        self.names.iter().enumerate().map(column).collect()
    }

    /// The cells of the header that are not understood, and that nobody said to ignore.
    pub fn unknown(&self) -> Vec<String> {
        let unknown = |at: &usize| self.fields[*at].is_none() && !self.remembered[*at] && !self.names[*at].is_empty();
        (0..self.names.len()).filter(unknown).map(|at| self.names[at].clone()).collect()
    }

    /// Where a field stands.
    pub fn position(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }

    /// The field of a column.
    pub fn field(&self, at: usize) -> Option<Field> {
        self.fields.get(at).copied().flatten()
    }

    /// What the file calls a field; our own name if it has none.
    pub fn name_of(&self, field: Field) -> &str {
        self.position(field).map(|at| self.names[at].as_str()).filter(|name| !name.is_empty()).unwrap_or(field.name())
    }

    pub fn width(&self) -> usize {
        self.names.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str], matching: &Matching) -> Header {
        Header::read(names.iter().copied(), matching).expect("a header")
    }

    #[test]
    fn columns_are_found_under_their_many_names() {
        let header =
            read(&["Part No.", "QTY", "Lead Time (days)", "Mfr", "Shelf", "Price Break Qty 2", ""], &Matching::new());
        assert_eq!(header.position(Field::PartNumber), Some(0));
        assert_eq!(header.position(Field::LeadTime), Some(2));
        assert_eq!(header.position(Field::BreakQuantity(2)), Some(5));
        assert_eq!(header.name_of(Field::Quantity), "QTY");
        assert_eq!(header.name_of(Field::Currency), "currency");
        assert_eq!((header.unknown(), header.width(), header.fault()), (vec!["Shelf".to_owned()], 6, None));
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        let missing = read(&["mfr", "price"], &Matching::new()).fault().expect("neither part nor quantity");
        assert!(missing.contains("part number and quantity"), "{missing}");
        let doubled = read(&["PN", "Qty", "Part No"], &Matching::new()).fault().expect("two part numbers");
        assert!(doubled.contains("“PN” and “Part No”"), "{doubled}");
        assert!(Header::read(["Dear customer"].into_iter(), &Matching::new()).is_err(), "a letter has no columns");
    }

    #[test]
    fn what_was_matched_goes_before_what_names_say() {
        let matching = Matching::from([
            ("teil".to_owned(), Some(Field::PartNumber)),
            ("price".to_owned(), None),
            ("price#2".to_owned(), Some(Field::Price)),
            ("#5".to_owned(), Some(Field::StockId)),
        ]);
        let header = read(&["Teil", "Qty", "Price", "PRICE", "", "x"], &matching);
        assert_eq!((header.position(Field::PartNumber), header.position(Field::Price)), (Some(0), Some(3)));
        assert_eq!((header.position(Field::StockId), header.name_of(Field::StockId)), (Some(4), "stock_id"));
        assert_eq!((header.fault(), header.unknown()), (None, vec!["x".to_owned()]));
        let shown = header.columns(&[vec!["A-1".into()]]);
        assert_eq!((shown[0].field, shown[0].remembered, shown[0].samples.len()), (Some(Field::PartNumber), true, 1));
        assert_eq!((shown[2].field, shown[2].remembered, shown[1].remembered), (None, true, false));
    }

    #[test]
    fn every_field_is_found_under_our_own_name() {
        let names = Field::ALL.map(Field::name);
        let header = read(&names, &Matching::new());
        assert!(Field::ALL.into_iter().enumerate().all(|(at, field)| header.position(field) == Some(at)));
    }
}
