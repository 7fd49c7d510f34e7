//! Reads an inventory file into listings, and says of every row it refuses which cell and why. Must not know what is
//! stored, or how a file holds its cells (`records`).

use super::{
    columns::{Header, Matching},
    records::{self, About, Next, Record},
    row::{self, Row},
};
use crate::{
    api_types::inventory::{FileColumn, RowError},
    domain::{catalog::ListingDraft, stock_file::Field, text},
};
use std::collections::{HashMap, HashSet};

/// The most rows of a text file, besides its header.
pub const MAX_ROWS: u64 = 200_000;

/// The most rows of a workbook, besides its header.
const MAX_WORKBOOK_ROWS: u64 = 100_000;

/// The most refused cells that a report names.
pub const MAX_ERRORS: usize = 200;

/// Values of a column that are shown to whoever matches it, and the rows they are taken from.
const SAMPLES: usize = 3;
const SAMPLED_ROWS: u64 = 50;

/// Of a file that replaces everything this would leave nothing; a file that is cut off looks the same.
const ONLY_HEADER: &str = "The file has a single row, which is read as its header: there is nothing below it to list. To \
    replace everything by it would take all your listings off the market.";

const NO_HEADER: &str = "The sheet has no row of several cells; the first such row should say what its columns hold.";

/// A file, and how to read it.
pub struct File<'f> {
    pub content: &'f [u8],
    /// Of a workbook; the first one that shows if none is named.
    pub sheet: Option<&'f str>,
    pub matching: &'f Matching,
}

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
    pub columns: Vec<FileColumn>,
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

/// Why no row of a file was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// Nothing can be done but send another file.
    Failure(String),
    /// Somebody must say what the columns are.
    Columns { reason: String, columns: Vec<FileColumn> },
}

impl From<String> for Unread {
    fn from(sentence: String) -> Self {
        Self::Failure(sentence)
    }
}

/// What refused rows speak of: a listing is not removed because its row has a mistake.
#[derive(Debug, Default)]
pub struct Spared {
    pub identities: HashSet<String>,
    pub part_keys: HashSet<String>,
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
/// Nothing of the file can be read, or not before its columns are matched.
pub fn parse(file: &File<'_>, mut progress: impl FnMut(u64, u64)) -> Result<Parsed, Unread> {
    let about = records::about(file.content)?;
    let (mut reading, mut has_titles): (Option<Reading>, bool) = (None, false);
    records::walk(file.content, file.sheet, &mut |record| {
        let Some(reading) = &mut reading else {
            if is_title(&about, &record) {
                has_titles = true;
            } else {
                let header = Header::read(record.cells.iter().map(|cell| &**cell), file.matching)?;
                reading = Some(Reading::new(header, about));
            }
            return Ok(Next::Row);
        };
        let next = reading.take(&record)?;
        if reading.parsed.rows.is_multiple_of(1_000) {
            progress(reading.parsed.rows, about.rows.max(reading.parsed.rows));
        }
        Ok(next)
    })?;
    match reading {
        Some(reading) => reading.end(),
        None if has_titles => Err(Unread::Failure(NO_HEADER.into())),
        None => Err(Unread::Failure("The file is empty.".into())),
    }
}

/// The heading that people put over a table: a single cell, often merged over several.
fn is_title(about: &About, record: &Record<'_>) -> bool {
    about.is_workbook && record.cells.iter().filter(|cell| !cell.trim().is_empty()).count() == 1
}

/// A file that is being read.
struct Reading {
    header: Header,
    /// Why the header will not do; then rows are only looked at for samples.
    fault: Option<String>,
    about: About,
    samples: Vec<Vec<String>>,
    /// The row that each listing was read from, and its part number there.
    seen: HashMap<String, (u64, String)>,
    parsed: Parsed,
}

impl Reading {
    fn new(header: Header, about: About) -> Self {
        let quantity_column = header.name_of(Field::Quantity).to_owned();
        let parsed = Parsed { unknown_columns: header.unknown(), quantity_column, ..Parsed::default() };
        let (fault, samples) = (header.fault(), vec![Vec::new(); header.width()]);
        Self { header, fault, about, samples, seen: HashMap::new(), parsed }
    }

    fn take(&mut self, record: &Record<'_>) -> Result<Next, String> {
        let most = if self.about.is_workbook { MAX_WORKBOOK_ROWS } else { MAX_ROWS };
        if self.parsed.rows == most {
            return Err(format!("The file has more than {most} rows. Split it and upload the parts as updates."));
        }
        self.parsed.rows += 1;
        if self.parsed.rows <= SAMPLED_ROWS {
            self.sample(record);
        }
        match self.fault {
            None => self.read(record),
            Some(_) if self.parsed.rows == SAMPLED_ROWS => return Ok(Next::Stop),
            Some(_) => {}
        }
        Ok(Next::Row)
    }

    fn sample(&mut self, record: &Record<'_>) {
        for (samples, cell) in self.samples.iter_mut().zip(record.cells) {
            let cell = row::collapsed(cell);
            if samples.len() < SAMPLES && !cell.is_empty() && !samples.contains(&cell) {
                samples.push(text::shortened(&cell, 40));
            }
        }
    }

    fn read(&mut self, record: &Record<'_>) {
        let mut row = Row::new(&self.header, &self.about, record);
        let draft = row.read(&mut self.parsed.spared);
        let listing = draft.and_then(|draft| {
            let identity = draft.identity();
            match self.seen.get(&identity) {
                None => Some((identity, draft)),
                Some((first, as_written)) => {
                    row.refuse_double(&draft, (*first, as_written));
                    None
                }
            }
        });
        let errors = row.errors;
        match listing {
            Some((identity, draft)) => {
                self.seen.insert(identity.clone(), (record.row, draft.part.part_number.clone()));
                self.parsed.listings.push(ParsedRow { row: record.row, identity, draft });
            }
            None => {
                self.parsed.refused += 1;
                let room = MAX_ERRORS.saturating_sub(self.parsed.errors.len());
                self.parsed.errors.extend(errors.into_iter().take(room));
            }
        }
    }

    fn end(mut self) -> Result<Parsed, Unread> {
        if self.parsed.rows == 0 {
            return Err(Unread::Failure(ONLY_HEADER.into()));
        }
        let columns = self.header.columns(&self.samples);
        match self.fault {
            Some(reason) => Err(Unread::Columns { reason, columns }),
            None => {
                self.parsed.columns = columns;
                Ok(self.parsed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::export, *};
    use crate::{
        domain::{catalog::Condition, quantity::SaleUnits},
        server::testing::draft,
    };
    use proptest::prelude::*;

    fn parsed(content: &[u8]) -> Result<Parsed, Unread> {
        parse(&File { content, sheet: None, matching: &Matching::new() }, |_, _| {})
    }

    fn read(text: &str) -> Parsed {
        parsed(text.as_bytes()).expect("a readable file")
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
        assert!(draft.breaks.is_empty());
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
    fn price_breaks_are_read_and_each_fault_named_by_its_column() {
        let header = "pn,qty,price,currency,break_qty_1,break_price_1,break_qty_2,break_price_2\n";
        let parsed = read(&format!("{header}A,1,4.20,USD,10,3.90,50,3.5\nB,1,4.20,USD,,,25,4.20\nC,1,,,,,,\n"));
        let shown: Vec<_> = parsed.listings.iter().map(|row| row.draft.breaks.to_string()).collect();
        assert_eq!(shown, ["10:3900000;50:3500000", "25:4200000", ""]);
        for (row, column, reason) in [
            ("A,1,4.20,USD,10,4.30,,", "break_price_1", "higher than the list price"),
            ("A,1,4.20,USD,10,3.90,50,4", "break_price_2", "higher"),
            ("A,1,4.20,USD,10,3.90,10,3", "break_qty_2", "11 or more"),
            ("A,1,4.20,USD,1,3.90,,", "break_qty_1", "2 or more"),
            ("A,1,4.20,USD,10,,,", "break_price_1", "needs its price"),
            ("A,1,4.20,USD,,3.90,,", "break_qty_1", "needs the quantity"),
            ("A,1,,,10,3.90,,", "break_price_1", "needs a list price"),
            ("A,1,4.20,USD,ten,3.90,,", "break_qty_1", "whole number"),
        ] {
            let found = reasons(&format!("{header}{row}\n"));
            assert!(found.len() == 1 && found[0].0 == column && found[0].1.contains(reason), "{row}: {found:?}");
        }
    }

    #[test]
    fn the_second_row_of_a_listing_is_refused_and_told_how_to_be_another() {
        let parsed = read("pn,qty,sku\n14.7K,1,\n147K,2,\nA1,3,S\nB,4,S\nA-2,1,\nA-2,1,\n");
        assert_eq!((parsed.listings.len(), parsed.refused), (3, 3));
        let named: Vec<_> = parsed.errors.iter().map(|error| (error.row, error.column.as_str())).collect();
        assert_eq!(named, [(3, "pn"), (5, "sku"), (7, "pn")]);
        for word in ["row 2", "“14.7K”", "“147K”", "dots", "stock id"] {
            assert!(parsed.errors[0].reason.contains(word), "{word}: {}", parsed.errors[0].reason);
        }
        assert!(parsed.errors[1].reason.contains("stock id “S” is that of row 4"), "{}", parsed.errors[1].reason);
        assert!(parsed.errors[2].reason.contains("row 6") && !parsed.errors[2].reason.contains("dots"));
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
        let Err(Unread::Failure(sentence)) = parsed(many.as_bytes()) else { panic!("too many rows are refused") };
        assert!(sentence.contains("more than 200000 rows"), "{sentence}");
    }

    #[test]
    fn columns_that_are_not_known_are_shown_with_samples() {
        let Err(Unread::Columns { reason, columns }) = parsed(b"Teil;Menge;mfr\nA-1;5;Alder\nA-2;5;\nA-3;9;Birch\nA-4;7;")
        else {
            panic!("nobody knows these columns")
        };
        assert!(reason.contains("part number and quantity"), "{reason}");
        let shown: Vec<_> =
            columns.iter().map(|column| (column.header.as_str(), column.samples.join(" "), column.field)).collect();
        assert_eq!(
            shown,
            [
                ("Teil", "A-1 A-2 A-3".to_owned(), None),
                ("Menge", "5 9 7".to_owned(), None),
                ("mfr", "Alder Birch".to_owned(), Some(Field::Manufacturer))
            ]
        );
        let matching = Matching::from([("teil".into(), Some(Field::PartNumber)), ("menge".into(), Some(Field::Quantity))]);
        let file = File { content: b"Teil;Menge\nA-1;5\n", sheet: None, matching: &matching };
        assert_eq!(parse(&file, |_, _| {}).expect("matched").listings[0].draft.quantity, 5);
    }

    #[test]
    fn formulas_are_taken_back_from_behind_their_apostrophe() {
        let parsed = read("pn,qty,description\n'-5A,1,'=cut to size\n");
        let part = &parsed.listings[0].draft.part;
        assert_eq!((part.part_number.as_str(), part.description.as_str()), ("-5A", "=cut to size"));
    }

    fn valid_workbook() -> Vec<u8> {
        let drafts: Vec<_> = (0..40).map(|n| draft(&format!("MS{n}-5"), n, Some("12.50"))).collect();
        export::workbook(&drafts).expect("a workbook")
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_refused(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parsed(&content);
        }

        #[test]
        fn any_rows_are_read_or_refused(rows in proptest::collection::vec("[^\n\"]{0,40}", 0..12), separator in "[,;\t]") {
            let header = ["pn", "qty", "price", "currency", "cond", "moq", "pack", "lead time", "sku", "break_qty_1", "break_price_1"];
            match parsed(format!("{}\n{}", header.join(&separator), rows.join("\n")).as_bytes()) {
                Ok(parsed) => prop_assert_eq!(parsed.rows, parsed.refused + parsed.listings.len() as u64),
                Err(unread) => prop_assert_eq!(unread, Unread::Failure(ONLY_HEADER.into())),
            }
        }

        #[test]
        fn a_mutated_text_file_is_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), cut in any::<prop::sample::Index>()) {
            let drafts: Vec<_> = (0..20).map(|n| draft(&format!("=MS{n}-5"), n, Some("12.50"))).collect();
            let mut content: Vec<u8> = export::text(drafts).collect::<String>().into_bytes();
            for (at, byte) in changes {
                let at = at.index(content.len());
                content[at] = byte;
            }
            content.truncate(cut.index(2 * content.len()));
            if let Ok(parsed) = parsed(&content) {
                prop_assert_eq!(parsed.rows, parsed.refused + parsed.listings.len() as u64);
            }
        }

        #[test]
        fn a_mutated_workbook_is_read_or_refused(flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 0..12), cut in any::<prop::sample::Index>()) {
            let mut content = valid_workbook();
            for (at, bit) in flips {
                let at = at.index(content.len());
                content[at] ^= 1 << bit;
            }
            content.truncate(cut.index(4 * content.len()));
            match parsed(&content) {
                Ok(parsed) => prop_assert_eq!(parsed.rows, parsed.refused + parsed.listings.len() as u64),
                Err(Unread::Failure(sentence)) => prop_assert!(!sentence.is_empty()),
                Err(Unread::Columns { reason, columns }) => prop_assert!(!reason.is_empty() && !columns.is_empty()),
            }
        }
    }
}
