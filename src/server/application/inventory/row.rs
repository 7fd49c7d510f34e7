//! One row of an inventory file: its cells as a listing, or what is wrong with them. The limits of a listing's texts are
//! here. Must not know the other rows.

use super::{
    columns::Header,
    parse::Spared,
    records::{About, Record, Spoilt},
};
use crate::{
    api_types::inventory::RowError,
    domain::{
        catalog::{Condition, ListingDraft, Part},
        money::{Currency, UnitPrice, parse_price_micros},
        pricing::{MAX_BREAKS, PriceBreak, PriceBreaks},
        quantity::{MAX_QUANTITY, SaleUnits},
        stock_file::{Field, unescape_formula},
        text::{self, shortened},
    },
};

/// The largest stock of a listing.
const MAX_STOCK: i64 = 999_999_999;

/// The longest lead time: ten years.
const MAX_LEAD_TIME_DAYS: i64 = 3_650;

/// A row that is being read; collects every refused cell.
pub struct Row<'r> {
    header: &'r Header,
    about: &'r About,
    record: &'r Record<'r>,
    pub errors: Vec<RowError>,
}

impl<'r> Row<'r> {
    pub fn new(header: &'r Header, about: &'r About, record: &'r Record<'r>) -> Self {
        Self { header, about, record, errors: Vec::new() }
    }

    /// A cell with every run of blanks as one; empty if the file has no such column.
    fn cell(&self, field: Field) -> String {
        let cell = self.header.position(field).and_then(|at| self.record.cells.get(at));
        let cell = cell.map(|cell| collapsed(cell)).unwrap_or_default();
        if self.about.is_workbook { cell } else { unescape_formula(&cell).to_owned() }
    }

    fn refuse(&mut self, field: Field, reason: impl Into<String>) {
        let column = self.header.name_of(field).to_owned();
        self.errors.push(RowError { row: self.record.row, column, reason: reason.into() });
    }

    fn take<T>(&mut self, field: Field, value: Result<T, String>) -> Option<T> {
        value.map_err(|reason| self.refuse(field, reason)).ok()
    }

    fn text(&mut self, field: Field, max_chars: usize) -> Option<String> {
        let text = text::checked(&self.cell(field), max_chars);
        self.take(field, text)
    }

    fn number(&mut self, field: Field, least: i64, most: i64) -> Option<Option<i64>> {
        let number = whole_number(&self.cell(field), self.about.decimal_comma, (least, most));
        self.take(field, number)
    }

    /// The row is another one's listing: says whose, by what, and how to keep both.
    pub fn refuse_double(&mut self, draft: &ListingDraft, (first, as_written): (u64, &str)) {
        let part_number = &draft.part.part_number;
        if let Some(stock_id) = &draft.stock_id {
            let reason = format!("stock id “{stock_id}” is that of row {first}; each listing needs its own");
            return self.refuse(Field::StockId, reason);
        }
        let why = match part_number == as_written {
            true => "the same part, manufacturer and condition".to_owned(),
            false => format!(
                "“{as_written}” there and “{part_number}” here are both {}: blanks, dashes, dots and case do not count",
                text::normalise_part_number(part_number)
            ),
        };
        self.refuse(
            Field::PartNumber,
            format!("is the same listing as row {first} ({why}). A stock id of its own keeps both"),
        );
    }

    /// The listing that the row describes, or `None` after noting what is wrong and what listing it may have meant.
    pub fn read(&mut self, spared: &mut Spared) -> Option<ListingDraft> {
        self.check_spoiled();
        let part_number = self.part_number();
        let manufacturer = self.text(Field::Manufacturer, 120);
        let description = self.text(Field::Description, 400);
        let condition = self.condition();
        let unit = self.text(Field::Unit, 12);
        let certificate = self.text(Field::Certificate, 80);
        let stock_id = self.text(Field::StockId, 64);
        let quantity = self.quantity();
        let list_price = self.list_price();
        let breaks = self.breaks(list_price);
        let lead_time_days = self.number(Field::LeadTime, 0, MAX_LEAD_TIME_DAYS);
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
            breaks: breaks?,
            lead_time_days: lead_time_days?.and_then(|days| i32::try_from(days).ok()),
            units: units?,
        };
        Some(draft)
    }

    /// A spreadsheet that took a part number for a date or shortened it has lost what was typed.
    fn check_spoiled(&mut self) {
        for spoiled in self.record.spoiled {
            let Some(field) = self.header.field(spoiled.column) else { continue };
            let is_name = matches!(field, Field::PartNumber | Field::StockId);
            match spoiled.what {
                Spoilt::Date if is_name => {
                    self.refuse(
                        field,
                        "the spreadsheet took this for a date; give the column the format Text and type it again",
                    );
                }
                Spoilt::Digits if is_name => self.refuse(
                    field,
                    "the spreadsheet keeps fifteen digits of a number; give the column the format Text and type it again",
                ),
                Spoilt::Error => self.refuse(field, "the formula in this cell has no result"),
                Spoilt::Date | Spoilt::Digits => {}
            }
        }
    }

    fn part_number(&mut self) -> Option<String> {
        let part_number = text::required(&self.cell(Field::PartNumber), 64).and_then(|part_number| {
            match text::normalise_part_number(&part_number).is_empty() {
                true => Err("has neither letters nor digits".into()),
                false => Ok(part_number),
            }
        });
        self.take(Field::PartNumber, part_number)
    }

    fn condition(&mut self) -> Option<Condition> {
        let code = self.cell(Field::Condition);
        let condition = match code.as_str() {
            "" => Ok(Condition::Ne),
            code => Condition::parse(code).ok_or_else(|| {
                let codes = Condition::ALL.map(Condition::code).join(", ");
                format!("“{}” is none of {codes}", shortened(code, 80))
            }),
        };
        self.take(Field::Condition, condition)
    }

    fn quantity(&mut self) -> Option<i64> {
        match self.number(Field::Quantity, 0, MAX_STOCK)? {
            Some(quantity) => Some(quantity),
            None => self.take(Field::Quantity, Err("must not be empty".into())),
        }
    }

    fn list_price(&mut self) -> Option<Option<UnitPrice>> {
        let micros = price_micros(&self.cell(Field::Price), self.about.decimal_comma);
        let Some(micros) = self.take(Field::Price, micros)? else { return Some(None) };
        let code = self.cell(Field::Currency);
        let currency = match code.as_str() {
            "" => Err("a price needs its currency".into()),
            code => {
                Currency::parse(code).ok_or_else(|| format!("“{}” is not an ISO 4217 currency code", shortened(code, 80)))
            }
        };
        let currency = self.take(Field::Currency, currency)?;
        Some(Some(UnitPrice { micros, currency }))
    }

    /// The price breaks; without a readable list price they cannot be judged.
    fn breaks(&mut self, list_price: Option<Option<UnitPrice>>) -> Option<PriceBreaks> {
        let (mut steps, mut places) = (Vec::new(), Vec::new());
        for step in 1..=u8::try_from(MAX_BREAKS).unwrap_or(0) {
            if let Some(read) = self.price_break(step)? {
                steps.push(read);
                places.push(step);
            }
        }
        let begins_low = |steps: &[PriceBreak], at: usize| {
            let before = at.checked_sub(1).and_then(|before| steps.get(before));
            steps.get(at).is_some_and(|step| step.from < before.map_or(2, |before| before.from + 1))
        };
        let breaks = PriceBreaks::new(steps.clone()).map_err(|fault| (begins_low(&steps, fault.step), fault));
        let breaks = match (breaks, list_price) {
            (Ok(breaks), Some(price)) => breaks.check_under(price).map(|()| breaks).map_err(|fault| (false, fault)),
            (breaks, _) => breaks,
        };
        let (is_quantity, fault) = match breaks {
            Ok(breaks) => return Some(breaks),
            Err(fault) => fault,
        };
        let place = places.get(fault.step).copied().unwrap_or(1);
        let field = if is_quantity { Field::BreakQuantity(place) } else { Field::BreakPrice(place) };
        self.refuse(field, fault.reason);
        None
    }

    fn price_break(&mut self, step: u8) -> Option<Option<PriceBreak>> {
        let (quantity, price) = (Field::BreakQuantity(step), Field::BreakPrice(step));
        let from = self.number(quantity, 1, MAX_QUANTITY)?;
        let micros = price_micros(&self.cell(price), self.about.decimal_comma);
        match (from, self.take(price, micros)?) {
            (None, None) => Some(None),
            (Some(from), Some(micros)) => Some(Some(PriceBreak { from, micros })),
            (Some(_), None) => self.take(price, Err("a price break needs its price".into())),
            (None, Some(_)) => self.take(quantity, Err("a price break needs the quantity it begins at".into())),
        }
    }

    fn units(&mut self) -> Option<SaleUnits> {
        let minimum = self.number(Field::Minimum, 1, MAX_QUANTITY)?.unwrap_or(1);
        let pack = self.number(Field::Pack, 1, MAX_QUANTITY)?.unwrap_or(1);
        let units = SaleUnits { minimum, pack };
        if units.smallest() > MAX_QUANTITY {
            self.refuse(Field::Minimum, format!("in whole packs this is more than {MAX_QUANTITY}"));
            return None;
        }
        Some(units)
    }

    /// Cells behind the last column are a sign that a separator within a text was not quoted.
    fn check_width(&mut self) {
        let width = self.header.width();
        let cells = self.record.cells;
        if let Some(at) = (width..cells.len()).find(|at| !cells[*at].trim().is_empty()) {
            let reason = format!("the row has more cells than the header ({width})");
            self.errors.push(RowError { row: self.record.row, column: format!("cell {}", at + 1), reason });
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
                spared.identities.insert(part.identity());
            }
            (None, Some(_) | None) | (Some(_), None) => {
                spared.part_keys.insert(text::normalise_part_number(&part_number));
            }
        }
    }
}

/// A text with every run of blanks as one, and none around it.
pub fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
        Ok(_) | Err(_) => Err(format!("“{}” is not a whole number; write it with digits only", shortened(text, 80))),
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
    parse_price_micros(&plain).map(Some).map_err(|reason| shortened(&reason, 80))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
