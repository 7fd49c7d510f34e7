//! The rows of an XLSX workbook, cell by cell, as exact text. Bounds what is unpacked before anything of it is read.
//! Must not know what cells mean.

use super::records::{Next, Record, Spoiled, Spoilt};
use crate::domain::text::shortened;
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use std::{
    borrow::Cow,
    io::{Cursor, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
};
use zip::ZipArchive;

/// The most bytes that all parts of a workbook may have unpacked.
const MAX_UNPACKED: u64 = 128 * 1_024 * 1_024;

/// The most bytes of the one part that is held in memory: the texts that cells share.
const MAX_SHARED_TEXTS: u64 = 48 * 1_024 * 1_024;

/// The most parts of a workbook.
const MAX_PARTS: usize = 2_000;

/// Characters of a sheet's name in a sentence.
const NAMED: usize = 40;

/// Cells beyond this are not kept; one more than a file may have, so that too many are noticed.
const KEPT_CELLS: usize = super::columns::MAX_COLUMNS + 1;

/// Every ZIP file that holds something begins like this (APPNOTE 4.3.7).
const ZIP: &[u8] = b"PK\x03\x04";

/// Compound files: workbooks of before 2007, and encrypted ones (MS-CFB 2.2).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Spreadsheets keep fifteen digits of a number; from here on a whole number has more.
const MORE_DIGITS_THAN_KEPT: f64 = 1e15;

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Workbook,
    /// A workbook that cannot be read, and the sentence that says why.
    Unreadable(&'static str),
}

/// Looks at the content, not at the name.
pub fn kind(content: &[u8]) -> Kind {
    if content.starts_with(ZIP) {
        return Kind::Workbook;
    }
    if !content.starts_with(COMPOUND) {
        return Kind::Text;
    }
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match content.windows(encrypted.len()).any(|window| window == encrypted) {
        true => Kind::Unreadable("The workbook is protected by a password. Remove the password and upload it again."),
        false => Kind::Unreadable("This is a file of an old spreadsheet program. Save it as .xlsx or CSV and upload that."),
    }
}

/// Hands over every row that is not blank, in the order of the sheet: of the one named, else of the first one that shows.
///
/// # Errors
/// A sentence that says why the workbook cannot be read, or what `each` refused.
pub fn walk(
    content: &[u8],
    sheet: Option<&str>,
    each: &mut dyn FnMut(Record<'_>) -> Result<Next, String>,
) -> Result<(), String> {
    check_size(content, MAX_UNPACKED)?;
    let mut workbook = guarded(|| Xlsx::new(Cursor::new(content)))?;
    let sheet = choose_sheet(&workbook, sheet)?;
    let mut cells = guarded(|| workbook.worksheet_cells_reader(&sheet))?;
    let mut row = Row::default();
    // `None`: the sheet is at its end.
    while let Some(cell) = guarded(|| cells.next_cell())? {
        let (at, column) = cell.get_position();
        if u64::from(at) + 1 != row.number {
            if row.hand_over(each)? == Next::Stop {
                return Ok(());
            }
            row.begin(u64::from(at) + 1);
        }
        row.take(column, cell.get_value());
    }
    row.hand_over(each).map(|_| ())
}

/// Unpacks every part once, into nothing: what a workbook says of its own size may be a lie.
fn check_size(content: &[u8], most: u64) -> Result<(), String> {
    let mut zip = ZipArchive::new(Cursor::new(content)).map_err(|_| damaged())?;
    if zip.len() > MAX_PARTS {
        return Err(too_large());
    }
    let ends_with = |name: &[u8], end: &str| name.to_ascii_lowercase().ends_with(end.as_bytes());
    let has = |end: &str| zip.file_names_raw().any(|name| ends_with(name, end));
    if has("workbook.bin") {
        return Err("This is a binary workbook. Save it as .xlsx or CSV and upload that.".into());
    }
    if !has("workbook.xml") {
        return Err("This is an archive, but no workbook. Upload the .xlsx or CSV file itself.".into());
    }
    let mut left = most;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|_| damaged())?;
        let is_shared = ends_with(part.name_raw(), "sharedstrings.xml");
        let most = if is_shared { left.min(MAX_SHARED_TEXTS) } else { left };
        let read = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        if read > most {
            return Err(too_large());
        }
        left -= read;
    }
    Ok(())
}

fn choose_sheet(workbook: &Xlsx<Cursor<&[u8]>>, named: Option<&str>) -> Result<String, String> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut shown = sheets.clone().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let found = match named {
        Some(named) => sheets.clone().find(|sheet| sheet.name.trim().to_lowercase() == named.trim().to_lowercase()),
        None => shown.next(),
    };
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| match named {
        None => "The workbook has no sheet to read.".into(),
        Some(named) => {
            let names: Vec<String> = sheets.take(10).map(|sheet| format!("“{}”", shortened(&sheet.name, NAMED))).collect();
            format!("The workbook has no sheet “{}”. It has {}.", shortened(named, NAMED), names.join(", "))
        }
    })
}

/// A broken workbook may overflow the reader's arithmetic: where that is checked it must end the file, not the task.
fn guarded<T, E>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|_| damaged()),
        Err(_panic) => Err(damaged()),
    }
}

fn damaged() -> String {
    "The workbook is damaged or not complete. Open it, save it as .xlsx again and upload that.".into()
}

fn too_large() -> String {
    let megabytes = MAX_UNPACKED / (1_024 * 1_024);
    format!("Unpacked, the workbook has more than {megabytes} MB. Delete what is not stock, or save the sheet as CSV.")
}

/// The row being read.
#[derive(Default)]
struct Row<'a> {
    /// As the spreadsheet counts, from 1; 0 before the first.
    number: u64,
    cells: Vec<Cow<'a, str>>,
    spoiled: Vec<Spoiled>,
}

impl<'a> Row<'a> {
    fn begin(&mut self, number: u64) {
        self.number = number;
        self.cells.clear();
        self.spoiled.clear();
    }

    fn take(&mut self, column: u32, value: &DataRef<'a>) {
        let column = usize::try_from(column).unwrap_or(usize::MAX).min(KEPT_CELLS - 1);
        let (text, spoilt) = cell_text(value);
        if text.is_empty() {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cow::Borrowed(""));
        }
        self.cells[column] = text;
        self.spoiled.extend(spoilt.map(|what| Spoiled { column, what }));
    }

    fn hand_over(&self, each: &mut dyn FnMut(Record<'_>) -> Result<Next, String>) -> Result<Next, String> {
        if self.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(Next::Row);
        }
        each(Record { row: self.number, cells: &self.cells, spoiled: &self.spoiled })
    }
}

fn cell_text<'a>(value: &DataRef<'a>) -> (Cow<'a, str>, Option<Spoilt>) {
    match value {
        DataRef::Empty => (Cow::Borrowed(""), None),
        DataRef::SharedString(text) => (Cow::Borrowed(*text), None),
        DataRef::String(text) => (Cow::Owned(text.clone()), None),
        DataRef::Int(number) => (Cow::Owned(number.to_string()), None),
        DataRef::Float(number) => {
            let spoilt = (number.abs() >= MORE_DIGITS_THAN_KEPT).then_some(Spoilt::Digits);
            (Cow::Owned(number_text(*number)), spoilt)
        }
        DataRef::Bool(truth) => (Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" }), None),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (Cow::Owned(text.clone()), Some(Spoilt::Date)),
        DataRef::DateTime(time) => {
            let days = time.as_f64();
            let text = match time.is_datetime() && (0.0..2_958_466.0).contains(&days) {
                true => {
                    let (year, month, day, ..) = time.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                false => number_text(days),
            };
            (Cow::Owned(text), Some(Spoilt::Date))
        }
        DataRef::Error(error) => (Cow::Owned(error.to_string()), Some(Spoilt::Error)),
    }
}

/// A number as a spreadsheet shows it: fifteen significant digits, so that 12.499999999999998 is 12.5 again.
fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let text = format!("{:.14e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // Nobody's stock has numbers like these; they are refused wherever a number is asked for.
    if !(-30..=30).contains(&exponent) {
        return format!("{number:e}");
    }
    let point = exponent + 1;
    let length = i32::try_from(digits.len()).unwrap_or(0);
    let plain = match usize::try_from(point) {
        Ok(_) if digits.is_empty() => "0".to_owned(),
        Ok(0) | Err(_) => format!("0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
        Ok(_) if length <= point => format!("{digits}{}", "0".repeat(usize::try_from(point - length).unwrap_or(0))),
        Ok(point) => format!("{}.{}", &digits[..point], &digits[point..]),
    };
    if number < 0.0 && plain != "0" { format!("-{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    use std::io::Write as _;

    fn rows(content: &[u8], sheet: Option<&str>) -> Result<Vec<(u64, Vec<String>, usize)>, String> {
        let mut rows = Vec::new();
        walk(content, sheet, &mut |record| {
            let cells = record.cells.iter().map(|cell| cell.to_string()).collect();
            rows.push((record.row, cells, record.spoiled.len()));
            Ok(Next::Row)
        })?;
        Ok(rows)
    }

    fn workbook(fill: impl FnOnce(&mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(&mut workbook).expect("a workbook");
        workbook.save_to_buffer().expect("a file in memory")
    }

    /// Parts of an archive, packed.
    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            zip.write_all(content).expect("its content");
        }
        zip.finish().expect("an archive").into_inner()
    }

    /// The smallest workbook around the rows of a sheet.
    fn written_by_hand(rows: &str) -> Vec<u8> {
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let link = |id: &str, kind: &str, target: &str| {
            format!(
                "<Relationships><Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
            )
        };
        let sheets = "<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
        archive(&[
            ("_rels/.rels", link("r0", "officeDocument", "xl/workbook.xml").as_bytes()),
            ("xl/workbook.xml", format!("<workbook xmlns:r=\"{OFFICE}\">{sheets}</workbook>").as_bytes()),
            ("xl/_rels/workbook.xml.rels", link("r1", "worksheet", "worksheets/sheet1.xml").as_bytes()),
            ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes()),
        ])
    }

    #[test]
    fn other_programs_write_workbooks_too() {
        let content = written_by_hand("<row r=\"2\"><c r=\"B2\" t=\"str\"><v>a&amp;b</v></c><c><v>7</v></c></row>");
        assert_eq!(rows(&content, None).expect("readable"), [(2, vec![String::new(), "a&b".into(), "7".into()], 0)]);
    }

    #[test]
    fn cells_are_exact_text_and_blank_rows_are_skipped() {
        let content = workbook(|workbook| {
            let sheet = workbook.add_worksheet();
            sheet.write_string(0, 0, "00-123")?.write_number(0, 1, 12.5)?.write_number(0, 2, 0.1 + 0.2)?;
            sheet.write_boolean(2, 0, true)?.write_number(2, 1, 1_234_567.0)?.write_string(2, 3, "  ")?;
            sheet.write_string(3, 0, "   ")?;
            sheet.merge_range(4, 0, 4, 2, "merged", &Format::new())?;
            let date = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_datetime_with_format(5, 0, ExcelDateTime::from_ymd(2026, 3, 5)?, &date)?.write_number(5, 1, 1e17)?;
            Ok(())
        });
        let read = rows(&content, None).expect("readable");
        let cells: Vec<(u64, Vec<&str>)> =
            read.iter().map(|(row, cells, _)| (*row, cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(cells[0], (1, vec!["00-123", "12.5", "0.3"]));
        assert_eq!(cells[1], (3, vec!["TRUE", "1234567", "", "  "]));
        assert_eq!(cells[2], (5, vec!["merged"]));
        assert_eq!(cells[3], (6, vec!["2026-03-05", "100000000000000000"]));
        assert_eq!(read.iter().map(|(.., spoiled)| *spoiled).collect::<Vec<_>>(), [0, 0, 0, 2]);
    }

    #[test]
    fn formulas_are_their_last_results() {
        let content = workbook(|workbook| {
            workbook.add_worksheet().write_formula(0, 0, Formula::new("=1+1").set_result("2"))?;
            Ok(())
        });
        assert_eq!(rows(&content, None).expect("readable"), [(1, vec!["2".to_owned()], 0)]);
    }

    #[test]
    fn the_first_sheet_that_shows_is_read_or_the_one_named() {
        let content = workbook(|workbook| {
            for (name, text) in [("Hidden", "h"), ("Stock", "s"), ("More", "m")] {
                workbook.add_worksheet().set_name(name)?.write_string(0, 0, text)?;
            }
            workbook.worksheet_from_index(0)?.set_hidden(true);
            workbook.worksheet_from_index(1)?.set_active(true);
            Ok(())
        });
        let first = |sheet| rows(&content, sheet).map(|rows| rows[0].1[0].clone());
        assert_eq!(first(None), Ok("s".to_owned()));
        assert_eq!(first(Some(" more ")), Ok("m".to_owned()));
        assert!(first(Some("Shelf")).is_err_and(|sentence| sentence.contains("“Stock”")));
    }

    #[test]
    fn what_cannot_be_read_is_named_for_what_it_is() {
        let mut locked = COMPOUND.to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(matches!(kind(&locked), Kind::Unreadable(sentence) if sentence.contains("password")));
        assert!(matches!(kind(COMPOUND), Kind::Unreadable(sentence) if sentence.contains("old")));
        assert_eq!((kind(b"pn,qty"), kind(b"PK\x03\x04")), (Kind::Text, Kind::Workbook));
        for (content, word) in [
            (b"PK\x03\x04 and no more".to_vec(), "damaged"),
            (archive(&[("word/document.xml", b"<w/>")]), "no workbook"),
            (archive(&[("xl/workbook.bin", b"x")]), "binary"),
            (archive(&[("xl/workbook.xml", b"<workbook><sheets>")]), "damaged"),
        ] {
            let sentence = rows(&content, None).expect_err(word);
            assert!(sentence.contains(word), "{word}: {sentence}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        let blanks = vec![b' '; 600_000];
        let parts: [(&str, &[u8]); 3] =
            [("xl/media/1", &blanks), ("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &blanks)];
        let bomb = archive(&parts);
        assert!(bomb.len() < 10_000, "{} bytes packed", bomb.len());
        assert!(check_size(&bomb, 1_000_000).is_err_and(|sentence| sentence.contains("Unpacked")));
        assert_eq!(check_size(&bomb, 1_300_000), Ok(()));
    }

    #[test]
    fn numbers_read_as_they_were_typed() {
        for (number, text) in [
            (0.0, "0"),
            (12.499999999999998, "12.5"),
            (0.085, "0.085"),
            (0.000001, "0.000001"),
            (1e9, "1000000000"),
            (123_456_789.123_456, "123456789.123456"),
            (-3.25, "-3.25"),
            (1e-40, "1e-40"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    proptest! {
        #[test]
        fn a_price_survives_its_way_through_a_spreadsheet(micros in 0_i64..=1_000_000_000_000_000) {
            let number = micros as f64 / 1e6;
            let whole = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
            let plain = whole.trim_end_matches('0').trim_end_matches('.');
            prop_assert_eq!(number_text(number), plain);
        }

        #[test]
        fn any_archive_is_read_or_refused(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = rows(&[ZIP, &content].concat(), None);
        }

        #[test]
        fn any_sheet_is_read_or_refused(cells in "(<row( r=\"[0-9]{0,12}\")?>(<c( r=\"[A-Z]{0,9}[0-9]{0,12}\")?( t=\"(s|n|b|e|str|d|x)\")?( s=\"9\")?>(<v>[0-9.e-]{0,12}</v>)?</c>){0,4}</row>){0,4}") {
            let _ = rows(&written_by_hand(&cells), None);
        }
    }
}
