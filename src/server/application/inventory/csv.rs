//! The records of a CSV file (RFC 4180), with comma, semicolon or tab. Knows quotes and line ends, not what cells mean.
//! Its own reader because a quote in the wrong place must stop an import; the usual one reads on and guesses.

use std::borrow::Cow;

/// The record just read.
pub type Cells<'a> = Vec<Cow<'a, str>>;

/// Walks through a file record by record.
pub struct Records<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
    row: u64,
}

impl<'a> Records<'a> {
    /// Opens a file; what separates its cells is what its first line has most of.
    ///
    /// # Errors
    /// A sentence that says why this is not such a file.
    pub fn open(content: &'a [u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(content).map_err(|error| {
            let line = content[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            format!("The file is not UTF-8 text: line {line} cannot be read. Save it as “CSV UTF-8” and upload that.")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self { text, at: 0, delimiter: detect(text), row: 0 })
    }

    /// Cells are separated by semicolons, as where decimals have a comma.
    pub fn is_semicolon(&self) -> bool {
        self.delimiter == b';'
    }

    /// At most how many rows there are: lines.
    pub fn lines(&self) -> u64 {
        self.text.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1
    }

    /// Reads the next record that is not blank; answers its row as a spreadsheet counts, `None` at the end.
    ///
    /// # Errors
    /// A sentence about a quote in the wrong place.
    pub fn read(&mut self, cells: &mut Cells<'a>) -> Result<Option<u64>, String> {
        while self.at < self.text.len() {
            self.row += 1;
            cells.clear();
            while self.read_cell(cells)? {}
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(self.row));
            }
        }
        Ok(None)
    }

    /// Reads one cell and what follows it; `true` if that is another cell.
    fn read_cell(&mut self, cells: &mut Cells<'a>) -> Result<bool, String> {
        let rest = &self.text[self.at..];
        if rest.starts_with('"') {
            let (cell, length) = quoted(rest).ok_or_else(|| {
                format!("Row {}: a quote is opened but never closed. Nothing of the file was read.", self.row)
            })?;
            cells.push(cell);
            self.at += length;
        } else {
            let ends = |byte: u8| byte == self.delimiter || byte == b'\n' || byte == b'\r';
            let length = rest.bytes().position(ends).unwrap_or(rest.len());
            cells.push(Cow::Borrowed(&rest[..length]));
            self.at += length;
        }
        self.read_separator(cells.len())
    }

    fn read_separator(&mut self, cell: usize) -> Result<bool, String> {
        let rest = &self.text.as_bytes()[self.at..];
        match rest.first() {
            None => Ok(false),
            Some(byte) if *byte == self.delimiter => {
                self.at += 1;
                Ok(true)
            }
            Some(b'\n' | b'\r') => {
                self.at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
                Ok(false)
            }
            Some(_) => Err(format!(
                "Row {}: text follows the closing quote of cell {cell}; a quote within a quoted cell is written twice. \
                 Nothing of the file was read.",
                self.row
            )),
        }
    }
}

/// The cell that a text begins with, and its length with the quotes around it. `None`: it does not end.
fn quoted(text: &str) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let mut at = 1;
    let mut doubled = false;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        doubled = true;
        at += 2;
    }
    let inner = &text[1..at];
    Some((if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }, at + 1))
}

fn detect(text: &str) -> u8 {
    let header = text.split(['\n', '\r']).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    [b';', b'\t'].into_iter().fold(b',', |best, next| if count(next) > count(best) { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut records = Records::open(text.as_bytes())?;
        let (mut cells, mut rows) = (Cells::new(), Vec::new());
        while let Some(row) = records.read(&mut cells)? {
            rows.push((row, cells.iter().map(|cell| cell.to_string()).collect()));
        }
        Ok(rows)
    }

    #[test]
    fn quotes_and_line_ends_are_read_and_blank_lines_counted() {
        let read = all("\u{feff}a,b\r\n\"1, \"\"2\"\"\",3\"\r\n\r\n,\n\"x\ny\",\rz").expect("a readable file");
        let expected = [(1, vec!["a", "b"]), (2, vec!["1, \"2\"", "3\""]), (5, vec!["x\ny", ""]), (6, vec!["z"])];
        assert_eq!(read.len(), expected.len());
        for ((row, cells), (expected_row, expected_cells)) in read.iter().zip(&expected) {
            assert_eq!((row, cells.iter().map(String::as_str).collect::<Vec<_>>()), (expected_row, expected_cells.clone()));
        }
    }

    #[test]
    fn a_quote_in_the_wrong_place_stops_the_reading() {
        assert!(all("a,b\n\"1\"x,2").expect_err("text behind the quote").contains("Row 2"));
        assert!(all("a,b\n1,\"2\n3,4").expect_err("an open quote").contains("Row 2"));
    }

    #[test]
    fn what_is_not_text_is_named_by_its_line() {
        assert!(Records::open(b"a\n\xff\xfe").is_err_and(|error| error.contains("line 2")));
    }

    #[test]
    fn the_header_shows_what_separates() {
        assert_eq!(detect("a;b;\"c,d\""), b';');
        assert_eq!(detect("\n\na\tb"), b'\t');
        assert_eq!(detect("alone"), b',');
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(content in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(mut records) = Records::open(&content) {
                let mut cells = Cells::new();
                while let Ok(Some(_)) = records.read(&mut cells) {}
            }
        }

        #[test]
        fn what_is_quoted_is_read_back(cells in proptest::collection::vec("[a-z\",;\n ]{1,8}", 2..5)) {
            let line: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let read = all(&format!("a,b,c,d\nx\n{}", line.join(","))).expect("quoted properly");
            prop_assert!(cells.iter().all(|cell| cell.trim().is_empty()) || read[2].1 == cells);
        }
    }
}
