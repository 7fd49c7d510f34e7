//! A seller's listings as files: CSV and XLSX, in the columns that uploads read, so that a file that goes out comes back
//! as it was. Also the templates. Must not read anything from the database.

use crate::domain::{
    catalog::{Condition, ListingDraft, Part},
    money::{Currency, UnitPrice},
    pricing::{PriceBreak, PriceBreaks},
    quantity::SaleUnits,
    stock_file::{Field, escape_formula},
};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The two kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

/// Listings in one piece of a text file on its way out.
const PIECE: usize = 500;

/// So that spreadsheet programs take a text file for UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Width of the columns, in characters.
const WIDE: f64 = 40.0;
const NARROW: f64 = 16.0;

/// What a listing says in a column: text, or a number as people type it.
fn cell(draft: &ListingDraft, field: Field) -> Option<String> {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let step = |step: u8| draft.breaks.steps().get(usize::from(step).checked_sub(1)?).copied();
    match field {
        Field::PartNumber => text(&draft.part.part_number),
        Field::Manufacturer => text(&draft.part.manufacturer),
        Field::Description => text(&draft.part.description),
        Field::Condition => text(draft.part.condition.code()),
        Field::Quantity => Some(draft.quantity.to_string()),
        Field::Unit => text(&draft.part.unit),
        Field::Price => draft.list_price.map(UnitPrice::input_text),
        Field::Currency => draft.list_price.map(|price| price.currency.code().to_owned()),
        Field::LeadTime => draft.lead_time_days.map(|days| days.to_string()),
        Field::Minimum => Some(draft.units.minimum.to_string()),
        Field::Pack => Some(draft.units.pack.to_string()),
        Field::Certificate => draft.part.certificate.clone(),
        Field::StockId => draft.stock_id.clone(),
        Field::BreakQuantity(at) => step(at).map(|step| step.from.to_string()),
        Field::BreakPrice(at) => {
            step(at).zip(draft.list_price).map(|(step, price)| UnitPrice { micros: step.micros, ..price }.input_text())
        }
    }
}

fn is_number(field: Field) -> bool {
    match field {
        Field::Quantity
        | Field::Price
        | Field::LeadTime
        | Field::Minimum
        | Field::Pack
        | Field::BreakQuantity(_)
        | Field::BreakPrice(_) => true,
        Field::PartNumber
        | Field::Manufacturer
        | Field::Description
        | Field::Condition
        | Field::Unit
        | Field::Currency
        | Field::Certificate
        | Field::StockId => false,
    }
}

/// A cell of a text file (RFC 4180), never taken for a formula.
fn quoted(text: &str) -> String {
    let text = escape_formula(text);
    match text.contains([',', ';', '\t', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("{}\r\n", cells.collect::<Vec<_>>().join(","))
}

fn header() -> String {
    line(Field::ALL.into_iter().map(|field| field.name().to_owned()))
}

fn row(draft: &ListingDraft) -> String {
    line(Field::ALL.into_iter().map(|field| quoted(&cell(draft, field).unwrap_or_default())))
}

/// Listings as a CSV file, piece by piece.
pub fn text(drafts: Vec<ListingDraft>) -> impl Iterator<Item = String> + Send {
    let pieces = drafts.len().div_ceil(PIECE);
    let head = std::iter::once(format!("{BYTE_ORDER_MARK}{}", header()));
    head.chain((0..pieces).map(move |piece| drafts[piece * PIECE..].iter().take(PIECE).map(row).collect()))
}

/// Listings as a workbook of one sheet.
///
/// # Errors
/// It cannot be written; the sentence is for the log.
pub fn workbook(drafts: &[ListingDraft]) -> Result<Vec<u8>, String> {
    let mut workbook = Workbook::new();
    stock_sheet(workbook.add_worksheet(), drafts).map_err(|error| error.to_string())?;
    workbook.save_to_buffer().map_err(|error| error.to_string())
}

/// The workbook that sellers begin with: one listing, and a sheet that explains the columns.
///
/// # Errors
/// As [`workbook`].
pub fn template_workbook() -> Result<Vec<u8>, String> {
    let mut workbook = Workbook::new();
    stock_sheet(workbook.add_worksheet(), &[example()]).map_err(|error| error.to_string())?;
    notes_sheet(workbook.add_worksheet()).map_err(|error| error.to_string())?;
    workbook.save_to_buffer().map_err(|error| error.to_string())
}

/// The text file that sellers begin with.
pub const TEMPLATE: &str = "part_number,manufacturer,description,condition,quantity,unit,price,currency,lead_time_days,\
min_quantity,pack_quantity,certificate,stock_id,break_qty_1,break_price_1,break_qty_2,break_price_2,break_qty_3,\
break_price_3,break_qty_4,break_price_4,break_qty_5,break_price_5\r\n\
MS20470AD4-5,Alder Fasteners,\"Rivet, solid, universal head\",NE,12000,EA,0.085,USD,3,100,100,CoC,A-1001,1000,0.079,5000,\
0.0725,,,,,,\r\n";

fn stock_sheet(sheet: &mut Worksheet, drafts: &[ListingDraft]) -> Result<(), XlsxError> {
    sheet.set_name("Inventory")?.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_ECF1));
    let as_text = Format::new().set_num_format("@");
    for (at, field) in (0_u16..).zip(Field::ALL) {
        let is_wide = matches!(field, Field::PartNumber | Field::Manufacturer | Field::Description);
        sheet.set_column_width(at, if is_wide { WIDE } else { NARROW })?;
        if !is_number(field) {
            sheet.set_column_format(at, &as_text)?;
        }
        sheet.write_string_with_format(0, at, field.name(), &head)?;
    }
    for (at, draft) in (1_u32..).zip(drafts) {
        for (column, field) in (0_u16..).zip(Field::ALL) {
            let Some(text) = cell(draft, field) else { continue };
            match text.parse::<f64>() {
                // Fifteen digits are kept of a number: the largest price with all its decimals has as many.
                Ok(number) if is_number(field) => sheet.write_number(at, column, number)?,
                Ok(_) | Err(_) => sheet.write_string_with_format(at, column, text, &as_text)?,
            };
        }
    }
    Ok(())
}

fn notes_sheet(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet
        .set_name("Notes")?
        .set_column_width(0, 20)?
        .set_column_width(1, 28)?
        .set_column_width(2, 10)?
        .set_column_width(3, 90)?;
    let head = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (at, word) in (0_u16..).zip(["Column", "Meaning", "Needed", "What to write"]) {
        sheet.write_string_with_format(0, at, word, &head)?;
    }
    for (at, field) in (1_u32..).zip(Field::ALL) {
        sheet.write_string(at, 0, field.name())?.write_string(at, 1, field.words())?;
        sheet.write_string(at, 2, if field.is_required() { "yes" } else { "" })?;
        sheet.write_string_with_format(at, 3, field.note(), &wrapped)?;
    }
    let below = u32::try_from(Field::ALL.len()).unwrap_or(0) + 2;
    let notes = [
        "Only the first sheet is read. Columns may stand in any order and be left out, but for those that are needed.",
        "Update leaves listings that are not in the file as they are; replace removes them.",
        "A listing is recognised by its stock id, or else by part number, manufacturer and condition. Blanks, dashes and dots \
         of a part number do not count: 14.7K and 147K are the same, unless stock ids tell them apart.",
    ];
    for (at, note) in (below..).zip(notes) {
        sheet.write_string(at, 0, note)?;
    }
    Ok(())
}

/// The listing that templates show.
fn example() -> ListingDraft {
    let steps = vec![PriceBreak { from: 1_000, micros: 79_000 }, PriceBreak { from: 5_000, micros: 72_500 }];
    ListingDraft {
        part: Part {
            part_number: "MS20470AD4-5".into(),
            manufacturer: "Alder Fasteners".into(),
            description: "Rivet, solid, universal head".into(),
            condition: Condition::Ne,
            unit: "EA".into(),
            certificate: Some("CoC".into()),
        },
        stock_id: Some("A-1001".into()),
        quantity: 12_000,
        list_price: Currency::parse("USD").map(|currency| UnitPrice { micros: 85_000, currency }),
        breaks: PriceBreaks::new(steps).unwrap_or_default(),
        lead_time_days: Some(3),
        units: SaleUnits { minimum: 100, pack: 100 },
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            columns::Matching,
            parse::{File, Parsed, parse},
        },
        *,
    };
    use proptest::prelude::*;

    fn read(content: &[u8]) -> Parsed {
        parse(&File { content, sheet: None, matching: &Matching::new() }, |_, _| {}).expect("a readable file")
    }

    fn drafts(parsed: Parsed) -> Vec<ListingDraft> {
        assert_eq!((parsed.refused, &parsed.errors[..], &parsed.unknown_columns[..]), (0, &[][..], &[][..]));
        parsed.listings.into_iter().map(|row| row.draft).collect()
    }

    #[test]
    fn templates_are_files_that_can_be_uploaded() {
        assert_eq!(TEMPLATE, format!("{}{}", header(), row(&example())));
        assert_eq!(drafts(read(TEMPLATE.as_bytes())), [example()]);
        assert_eq!(drafts(read(&template_workbook().expect("a workbook"))), [example()]);
        assert_eq!(example().breaks.steps().len(), 2);
    }

    #[test]
    fn text_is_quoted_and_never_a_formula() {
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("Bolt, hex"), "\"Bolt, hex\"");
        assert_eq!(quoted("-5"), "'-5");
    }

    fn any_draft() -> impl Strategy<Value = ListingDraft> {
        let words = "([='+@,;\"a-zA-Z0-9./-]{1,6}( [='+@,;\"a-zA-Z0-9./-]{1,6}){0,3})?";
        let part =
            ("[A-Z0-9=+-]{1,12}X", words, words, 0_usize..8, "[A-Z]{1,4}", proptest::option::of("[A-Za-z=+0-9]{1,9}"));
        let price = proptest::option::of((1_i64..1_000_000_000_000_000, prop::sample::select(vec!["USD", "JPY", "KWD"])));
        let breaks = proptest::collection::btree_set(2_i64..999_999, 0..=5);
        let rest = (0_i64..=999_999_999, proptest::option::of(0_i32..=3_650), (1_i64..5_000, 1_i64..100));
        (part, proptest::option::of("[A-Z0-9='-]{1,9}"), price, breaks, rest).prop_map(
            |(part, stock_id, price, breaks, rest)| {
                let (part_number, manufacturer, description, condition, unit, certificate) = part;
                let condition = Condition::ALL[condition];
                let micros = price.map_or(0, |(micros, _)| micros);
                let steps = breaks.into_iter().map(|from| PriceBreak { from, micros }).filter(|_| micros > 0).collect();
                let currency = |code| Currency::parse(code).expect("known");
                ListingDraft {
                    part: Part { part_number, manufacturer, description, condition, unit, certificate },
                    stock_id,
                    quantity: rest.0,
                    list_price: price.map(|(micros, code)| UnitPrice { micros, currency: currency(code) }),
                    breaks: PriceBreaks::new(steps).expect("valid"),
                    lead_time_days: rest.1,
                    units: SaleUnits { minimum: rest.2.0, pack: rest.2.1 },
                }
            },
        )
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(draft in any_draft()) {
            let text: String = text(vec![draft.clone()]).collect();
            prop_assert_eq!(drafts(read(text.as_bytes())), vec![draft.clone()]);
            let workbook = workbook(std::slice::from_ref(&draft)).expect("a workbook");
            prop_assert_eq!(drafts(read(&workbook)), vec![draft]);
        }
    }
}
