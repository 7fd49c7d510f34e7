//! Reads an inventory file into listings, and says of every row it refuses which cell and why. Must not know what is
//! stored. The limits of a listing's texts are here.

use super::{
    columns::{Column, Header},
    csv::{Cells, Records},
};
use crate::{
    api_types::inventory::RowError,
    domain::{
        catalog::{Condition, ListingDraft, Part},
        money::{Currency, UnitPrice, parse_price_micros},
        quantity::{MAX_QUANTITY, SaleUnits},
        text,
    },
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// The most rows of a file, besides its header.
pub const MAX_ROWS: u64 = 200_000;

/// The most refused cells that a report names.
pub const MAX_ERRORS: usize = 200;

/// The largest stock of a listing.
const MAX_STOCK: i64 = 999_999_999;

/// The longest lead time: ten years.
const MAX_LEAD_TIME_DAYS: i64 = 3_650;

/// A file that could be read.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Rows in all, without the header and blank lines.
    pub rows: u64,
    pub listings: Vec<ParsedRow>,
    /// Rows refused.
    pub refused: u64,
    /// The first refused cells.
    pub errors: Vec<RowError>,
    pub spared: Spared,
    pub unknown_columns: Vec<String>,
    /// What the file calls its column of quantities.
    pub quantity_column: String,
}

/// A row that is a listing.
#[derive(Debug)]
pub struct ParsedRow {
    pub row: u64,
    pub identity: String,
    pub draft: ListingDraft,
}

/// What refused rows speak of: a listing is not removed because its row has a mistake.
#[derive(Debug, Default)]
pub struct Spared {
    identities: HashSet<String>,
    part_keys: HashSet<String>,
}

impl Spared {
    /// Some refused row means this listing, as far as one can tell.
    pub fn covers(&self, identity: &str, draft: &ListingDraft) -> bool {
        self.identities.contains(identity)
            || (draft.stock_id.is_none() && self.part_keys.contains(&text::normalise_part_number(&draft.part.part_number)))
    }
}

/// Reads a file. `progress` hears how many of how many rows are read, now and then.
///
/// # Errors
/// A sentence that says why nothing of the file can be read.
pub fn parse(content: &[u8], mut progress: impl FnMut(u64, u64)) -> Result<Parsed, String> {
    let mut records = Records::open(content)?;
    let lines = records.lines();
    let decimal_comma = records.is_semicolon();
    let mut cells = Cells::new();
    if records.read(&mut cells)?.is_none() {
        return Err("The file is empty.".into());
    }
    let header = Header::read(cells.iter().map(|cell| &**cell))?;
    let mut reading = Reading::new(&header, decimal_comma);
    while let Some(row) = records.read(&mut cells)? {
        if reading.parsed.rows == MAX_ROWS {
            return Err(format!("The file has more than {MAX_ROWS} rows. Split it and upload the parts as updates."));
        }
        reading.take(row, &cells);
        if reading.parsed.rows.is_multiple_of(1_000) {
            progress(reading.parsed.rows, lines);
        }
    }
    Ok(reading.parsed)
}

/// A file that is being read.
struct Reading<'h> {
    header: &'h Header,
    decimal_comma: bool,
    /// The row that each listing was read from.
    seen: HashMap<String, u64>,
    parsed: Parsed,
}

impl<'h> Reading<'h> {
    fn new(header: &'h Header, decimal_comma: bool) -> Self {
        let quantity_column = header.name_of(Column::Quantity).to_owned();
        let parsed = Parsed { unknown_columns: header.unknown(), quantity_column, ..Parsed::default() };
        Self { header, decimal_comma, seen: HashMap::new(), parsed }
    }

    fn take(&mut self, number: u64, cells: &[Cow<'_, str>]) {
        self.parsed.rows += 1;
        let mut row = Row { header: self.header, decimal_comma: self.decimal_comma, cells, number, errors: Vec::new() };
        let draft = row.read(&mut self.parsed.spared);
        let listing = draft.and_then(|draft| {
            let identity = draft.identity();
            match self.seen.get(&identity) {
                None => Some((identity, draft)),
                Some(first) => {
                    let column = if draft.stock_id.is_some() { Column::StockId } else { Column::PartNumber };
                    row.refuse(column, format!("row {first} is the same listing"));
                    None
                }
            }
        });
        let errors = row.errors;
        match listing {
            Some((identity, draft)) => {
                self.seen.insert(identity.clone(), number);
                self.parsed.listings.push(ParsedRow { row: number, identity, draft });
            }
            None => {
                self.parsed.refused += 1;
                let room = MAX_ERRORS.saturating_sub(self.parsed.errors.len());
                self.parsed.errors.extend(errors.into_iter().take(room));
            }
        }
    }
}

/// A row that is being read; collects every refused cell.
struct Row<'r> {
    header: &'r Header,
    decimal_comma: bool,
    cells: &'r [Cow<'r, str>],
    number: u64,
    errors: Vec<RowError>,
}

impl Row<'_> {
    /// A cell with every run of blanks as one; empty if the file has no such column.
    fn cell(&self, column: Column) -> String {
        let cell = self.header.position(column).and_then(|at| self.cells.get(at));
        cell.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    }

    fn refuse(&mut self, column: Column, reason: impl Into<String>) {
        let column = self.header.name_of(column).to_owned();
        self.errors.push(RowError { row: self.number, column, reason: reason.into() });
    }

    fn take<T>(&mut self, column: Column, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.refuse(column, reason)).ok()
    }

    fn text(&mut self, column: Column, max_chars: usize) -> Option<String> {
        let text = text::checked(&self.cell(column), max_chars);
        self.take(column, text)
    }

    fn number(&mut self, column: Column, least: i64, most: i64) -> Option<Option<i64>> {
        let number = whole_number(&self.cell(column), self.decimal_comma, (least, most));
        self.take(column, number)
    }

    /// The listing that the row describes, or `None` after noting what is wrong and what listing it may have meant.
    fn read(&mut self, spared: &mut Spared) -> Option<ListingDraft> {
        let part_number = self.part_number();
        let manufacturer = self.text(Column::Manufacturer, 120);
        let description = self.text(Column::Description, 400);
        let condition = self.condition();
        let unit = self.text(Column::Unit, 12);
        let certificate = self.text(Column::Certificate, 80);
        let stock_id = self.text(Column::StockId, 64);
        let quantity = self.quantity();
        let list_price = self.list_price();
        let lead_time_days = self.number(Column::LeadTime, 0, MAX_LEAD_TIME_DAYS);
        let units = self.units();
        self.check_width();
        let named = Named { part_number: part_number.clone(), manufacturer, condition, stock_id };
        if !self.errors.is_empty() {
            named.spare(spared);
            return None;
        }
        let draft = ListingDraft {
            part: Part {
                part_number: part_number?,
                manufacturer: named.manufacturer?,
                description: description?,
                condition: condition?,
                unit: unit.filter(|unit| !unit.is_empty()).map_or("EA".into(), |unit| unit.to_uppercase()),
                certificate: certificate.filter(|certificate| !certificate.is_empty()),
            },
            stock_id: named.stock_id.filter(|id| !id.is_empty()),
            quantity: quantity?,
            list_price: list_price?,
            lead_time_days: lead_time_days?.and_then(|days| i32::try_from(days).ok()),
            units: units?,
        };
        Some(draft)
    }

    fn part_number(&mut self) -> Option<String> {
        let part_number = text::required(&self.cell(Column::PartNumber), 64).and_then(|part_number| {
            match text::normalise_part_number(&part_number).is_empty() {
                true => Err("has neither letters nor digits".into()),
                false => Ok(part_number),
            }
        });
        self.take(Column::PartNumber, part_number)
    }

    fn condition(&mut self) -> Option<Condition> {
        let code = self.cell(Column::Condition);
        let condition = match code.as_str() {
            "" => Ok(Condition::Ne),
            code => Condition::parse(code).ok_or_else(|| {
                let codes = Condition::ALL.map(Condition::code).join(", ");
                format!("“{}” is none of {codes}", shortened(code))
            }),
        };
        self.take(Column::Condition, condition)
    }

    fn quantity(&mut self) -> Option<i64> {
        match self.number(Column::Quantity, 0, MAX_STOCK)? {
            Some(quantity) => Some(quantity),
            None => self.take(Column::Quantity, Err("must not be empty".into())),
        }
    }

    fn list_price(&mut self) -> Option<Option<UnitPrice>> {
        let micros = price_micros(&self.cell(Column::Price), self.decimal_comma);
        let Some(micros) = self.take(Column::Price, micros)? else { return Some(None) };
        let code = self.cell(Column::Currency);
        let currency = match code.as_str() {
            "" => Err("a price needs its currency".into()),
            code => Currency::parse(code).ok_or_else(|| format!("“{}” is not an ISO 4217 currency code", shortened(code))),
        };
        let currency = self.take(Column::Currency, currency)?;
        Some(Some(UnitPrice { micros, currency }))
    }

    fn units(&mut self) -> Option<SaleUnits> {
        let minimum = self.number(Column::Minimum, 1, MAX_QUANTITY)?.unwrap_or(1);
        let pack = self.number(Column::Pack, 1, MAX_QUANTITY)?.unwrap_or(1);
        let units = SaleUnits { minimum, pack };
        if units.smallest() > MAX_QUANTITY {
            self.refuse(Column::Minimum, format!("in whole packs this is more than {MAX_QUANTITY}"));
            return None;
        }
        Some(units)
    }

    /// Cells behind the last column are a sign that a separator within a text was not quoted.
    fn check_width(&mut self) {
        let width = self.header.width();
        if let Some(at) = (width..self.cells.len()).find(|at| !self.cells[*at].trim().is_empty()) {
            let reason = format!("the row has more cells than the header ({width})");
            self.errors.push(RowError { row: self.number, column: format!("cell {}", at + 1), reason });
        }
    }
}

/// What a row calls its listing, as far as that could be read.
struct Named {
    part_number: Option<String>,
    manufacturer: Option<String>,
    condition: Option<Condition>,
    stock_id: Option<String>,
}

impl Named {
    fn spare(self, spared: &mut Spared) {
        let Self { part_number, manufacturer, condition, stock_id } = self;
        if let Some(stock_id) = stock_id.filter(|id| !id.is_empty()) {
            spared.identities.insert(format!("stock:{stock_id}"));
            return;
        }
        let Some(part_number) = part_number else { return };
        match (manufacturer, condition) {
            (Some(manufacturer), Some(condition)) => {
                let (description, unit) = (String::new(), String::new());
                let part = Part { part_number, manufacturer, description, condition, unit, certificate: None };
                let (quantity, units) = (0, SaleUnits::SINGLE);
                let draft = ListingDraft { part, stock_id: None, quantity, list_price: None, lead_time_days: None, units };
                spared.identities.insert(draft.identity());
            }
            (None, Some(_) | None) | (Some(_), None) => {
                spared.part_keys.insert(text::normalise_part_number(&part_number));
            }
        }
    }
}

/// A whole number; `12.0` is one too, as spreadsheets write it. Nothing is `None`.
fn whole_number(text: &str, decimal_comma: bool, bounds: (i64, i64)) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let decimals = if decimal_comma { ',' } else { '.' };
    let whole = match text.split_once(decimals) {
        Some((whole, "0" | "00")) => whole,
        Some(_) | None => text,
    };
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    match whole.parse::<i64>() {
        Ok(number) if is_number && (bounds.0..=bounds.1).contains(&number) => Ok(Some(number)),
        Ok(_) | Err(_) if is_number => Err(format!("between {} and {}", bounds.0, bounds.1)),
        Ok(_) | Err(_) => Err(format!("“{}” is not a whole number; write it with digits only", shortened(text))),
    }
}

/// A price in millionths; nothing and zero are no price.
fn price_micros(text: &str, decimal_comma: bool) -> Result<Option<i64>, String> {
    let plain = match (decimal_comma, text.rfind(','), text.rfind('.')) {
        (true, Some(comma), point) if point.is_none_or(|point| point < comma) => text.replace('.', "").replace(',', "."),
        (true, Some(_) | None, _) | (false, _, _) => text.to_owned(),
    };
    if plain.bytes().all(|byte| matches!(byte, b'0' | b'.')) && (plain.is_empty() || plain.contains('0')) {
        return Ok(None);
    }
    parse_price_micros(&plain).map(Some).map_err(|reason| shortened(&reason))
}

/// A text short enough to be shown in a sentence.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Parsed {
        parse(text.as_bytes(), |_, _| {}).expect("a readable file")
    }

    fn reasons(text: &str) -> Vec<(String, String)> {
        read(text).errors.into_iter().map(|error| (error.column, error.reason)).collect()
    }

    #[test]
    fn missing_columns_have_their_usual_values() {
        let parsed = read("pn,qty\n AN3-5A ,0\n");
        let draft = &parsed.listings[0].draft;
        assert_eq!((draft.part.part_number.as_str(), draft.part.condition, draft.quantity), ("AN3-5A", Condition::Ne, 0));
        assert_eq!((draft.part.unit.as_str(), draft.units, draft.list_price), ("EA", SaleUnits::SINGLE, None));
        assert_eq!((draft.stock_id.as_ref(), draft.part.certificate.as_ref(), draft.lead_time_days), (None, None, None));
    }

    #[test]
    fn zero_is_no_price_and_a_price_has_a_currency() {
        let parsed = read("pn,qty,price,currency\nA,1,0.00,\nB,1,,USD\nC,1,\"1,250.5\",eur\n");
        let prices: Vec<_> = parsed.listings.iter().map(|row| row.draft.list_price.map(|price| price.to_string())).collect();
        assert_eq!(prices, [None, None, Some("1,250.50 EUR".to_owned())]);
        assert_eq!(reasons("pn,qty,price\nA,1,2\n"), [("currency".to_owned(), "a price needs its currency".to_owned())]);
        assert!(reasons("pn,qty,price,cur\nA,1,2,usd")[0].1.contains("currency"));
        assert!(reasons("pn,qty,price,currency\nA,1,2,XXZ\n")[0].1.contains("ISO 4217"));
        assert!(reasons("pn,qty,price,currency\nA,1,\"41,20\",USD\n")[0].1.contains("not a price"));
    }

    #[test]
    fn decimals_have_a_comma_where_cells_have_semicolons() {
        for (text, micros) in
            [("41,20", 41_200_000), ("1.041,5", 1_041_500_000), ("41.20", 41_200_000), ("1,234.5", 1_234_500_000)]
        {
            assert_eq!(price_micros(text, true), Ok(Some(micros)), "{text}");
        }
        assert_eq!(whole_number("12,00", true, (0, 99)), Ok(Some(12)));
        assert_eq!(whole_number("12.0", false, (0, 99)), Ok(Some(12)));
        for text in ["1.000", "1,000", "-1", "+1", "1e3", "0x1", "∞", "99999999999999999999"] {
            assert!(whole_number(text, false, (0, 9_999)).is_err(), "{text}");
        }
    }

    #[test]
    fn the_second_row_of_a_listing_is_refused() {
        let parsed = read("pn,qty,sku\nA-1,1,\na1,2,\nA1,3,S\nB,4,S\n");
        assert_eq!((parsed.listings.len(), parsed.refused), (2, 2));
        let named: Vec<_> =
            parsed.errors.iter().map(|error| (error.row, error.column.as_str(), error.reason.as_str())).collect();
        assert_eq!(named, [(3, "pn", "row 2 is the same listing"), (5, "sku", "row 4 is the same listing")]);
    }

    #[test]
    fn a_row_that_is_too_wide_or_breaks_bounds_is_refused() {
        assert_eq!(
            reasons("pn,qty\nA,1,,\nB,1,,x\n"),
            [("cell 4".into(), "the row has more cells than the header (2)".into())]
        );
        assert_eq!(reasons("pn,qty,moq,pack\nA,1,999999,10\n")[0].0, "moq");
        assert_eq!(reasons(&format!("pn,qty\n{},1\n---,1\n", "x".repeat(65))).len(), 2);
    }

    #[test]
    fn only_so_many_refused_cells_are_named() {
        let parsed = read(&format!("pn,qty\n{}", "A,x\n".repeat(300)));
        assert_eq!((parsed.rows, parsed.refused, parsed.errors.len()), (300, 300, MAX_ERRORS));
    }

    #[test]
    fn a_file_has_an_end() {
        let rows = usize::try_from(MAX_ROWS).expect("a small number") + 1;
        let many = format!("pn,qty\n{}", "A,1\n".repeat(rows));
        assert!(parse(many.as_bytes(), |_, _| {}).is_err_and(|failure| failure.contains("more than 200000 rows")));
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_refused(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&content, |_, _| {});
        }

        #[test]
        fn any_rows_are_read_or_refused(rows in proptest::collection::vec("[^\n\"]{0,40}", 0..12), separator in "[,;\t]") {
            let header = ["pn", "qty", "price", "currency", "cond", "moq", "pack", "lead time", "sku"].join(&separator);
            let parsed = read(&format!("{header}\n{}", rows.join("\n")));
            prop_assert_eq!(parsed.rows, parsed.refused + parsed.listings.len() as u64);
        }
    }
}
