//! The rows of an inventory file, whatever it is: CSV or a workbook. Must not know what cells mean.

use super::{
    csv::{Cells, Records},
    workbook::{self, Kind},
};
use std::borrow::Cow;

/// A row that is not blank.
pub struct Record<'r> {
    /// As a spreadsheet counts, from 1.
    pub row: u64,
    pub cells: &'r [Cow<'r, str>],
    /// The cells of a workbook that do not hold what was typed.
    pub spoiled: &'r [Spoiled],
}

/// A cell whose text is not what somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoiled {
    pub column: usize,
    pub what: Spoilt,
}

/// How a spreadsheet lost what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// Taken for a date.
    Date,
    /// A number of more digits than are kept.
    Digits,
    /// A formula without a result.
    Error,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Row,
    Stop,
}

/// What is known of a file before its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub is_workbook: bool,
    /// Cells are separated by semicolons, as where decimals have a comma.
    pub decimal_comma: bool,
    /// At most how many rows; 0 if that is not known.
    pub rows: u64,
}

/// What a file is, by its content.
///
/// # Errors
/// A sentence that says why it cannot be read.
pub fn about(content: &[u8]) -> Result<About, String> {
    match workbook::kind(content) {
        Kind::Workbook => Ok(About { is_workbook: true, decimal_comma: false, rows: 0 }),
        Kind::Unreadable(sentence) => Err(sentence.into()),
        Kind::Text => {
            let records = Records::open(content)?;
            Ok(About { is_workbook: false, decimal_comma: records.is_semicolon(), rows: records.lines() })
        }
    }
}

/// Hands over every row that is not blank. `sheet` names a sheet of a workbook.
///
/// # Errors
/// A sentence that says why the file cannot be read, or what `each` refused.
pub fn walk(
    content: &[u8],
    sheet: Option<&str>,
    each: &mut dyn FnMut(Record<'_>) -> Result<Next, String>,
) -> Result<(), String> {
    if about(content)?.is_workbook {
        return workbook::walk(content, sheet, each);
    }
    let mut records = Records::open(content)?;
    let mut cells = Cells::new();
    while let Some(row) = records.read(&mut cells)? {
        if each(Record { row, cells: &cells, spoiled: &[] })? == Next::Stop {
            return Ok(());
        }
    }
    Ok(())
}
