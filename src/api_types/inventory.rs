//! A seller's own inventory on the wire: rows, uploads and their dry run.

use super::paging::Page;
use crate::domain::{
    catalog::{ListingDraft, UploadMode},
    ids::{ListingId, UploadId},
    stock_file::Field,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// One of the seller's own listings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryRow {
    pub id: ListingId,
    pub draft: ListingDraft,
    pub available: i64,
    /// Active lines of buyers on this listing.
    pub active_lines: u32,
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryPage {
    pub rows: Page<InventoryRow>,
    pub total: u32,
    pub uploads: Vec<UploadSummary>,
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadStatus {
    /// The dry run is on its way.
    Checking,
    /// The columns are not understood; somebody must say what they are.
    Unmatched,
    /// The dry run is done and waits for confirmation.
    Checked,
    /// Confirmed, being stored.
    Applying,
    Applied,
    Discarded,
    /// The file could not be read at all; nothing was stored.
    Failed,
    /// Applied and taken back.
    Undone,
}

impl UploadStatus {
    pub const ALL: [Self; 8] = [
        Self::Checking,
        Self::Unmatched,
        Self::Checked,
        Self::Applying,
        Self::Applied,
        Self::Discarded,
        Self::Failed,
        Self::Undone,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Unmatched => "unmatched",
            Self::Checked => "checked",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Discarded => "discarded",
            Self::Failed => "failed",
            Self::Undone => "undone",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadSummary {
    pub id: UploadId,
    pub file_name: String,
    pub mode: UploadMode,
    pub status: UploadStatus,
    pub uploaded_by: String,
    pub created_at: Timestamp,
    /// What it did, or would do; nothing before its dry run.
    pub counts: Option<UploadCounts>,
    pub undone: Option<Undone>,
}

/// Rows of an upload by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadCounts {
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
    pub refused: u64,
}

impl UploadSummary {
    /// The dry run is done and found nothing to store.
    pub fn changes_nothing(&self) -> bool {
        let nothing = |counts: UploadCounts| counts.added + counts.changed + counts.removed == 0;
        self.status == UploadStatus::Checked && self.counts.is_some_and(nothing)
    }
}

/// Who took an upload back, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub by: String,
    pub at: Timestamp,
}

/// A page of everything that was ever uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadHistory {
    pub uploads: Page<UploadSummary>,
}

/// What taking an applied upload back would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    /// Listings that would say again what they said before, removed ones included.
    pub restored: u64,
    /// Listings that would leave the market again.
    pub removed: u64,
    /// The first 200 active lines of buyers that would be closed.
    pub closing_lines: Vec<ClosingLine>,
    pub closing: u64,
    /// Why it cannot be taken back.
    pub refusal: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPage {
    pub summary: UploadSummary,
    /// Rows done and rows in all, while checking or applying.
    pub progress: Option<(u64, u64)>,
    pub report: Option<UploadReport>,
    /// Only of an upload that is applied.
    pub undo: Option<UndoView>,
}

/// A column of a file, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// As the file writes it; may be empty.
    pub header: String,
    /// The first three different values.
    pub samples: Vec<String>,
    /// `None`: ignored.
    pub field: Option<Field>,
    /// Somebody of the organisation said so, now or earlier.
    pub remembered: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchColumnsInput {
    pub upload_id: UploadId,
    /// For each column of the file, in order, the name of a [`Field`]; empty to ignore it.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// What somebody agrees to who confirms an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    pub upload_id: UploadId,
    /// How many listings may go; demanded where more than half would.
    pub removing: Option<u64>,
}

/// What an upload would do or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadReport {
    pub rows: u64,
    /// Listings on the market before.
    #[serde(default)]
    pub listed: u64,
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub removed: u64,
    pub refused: u64,
    /// Columns of the file that are not known and therefore ignored.
    pub unknown_columns: Vec<String>,
    /// The first 200 refused cells; `refused` counts the rows.
    pub errors: Vec<RowError>,
    /// The first 200 cells that are stored otherwise than the file has them.
    #[serde(default)]
    pub notices: Vec<RowError>,
    /// The first 200 active lines of buyers that would be closed.
    pub closing_lines: Vec<ClosingLine>,
    pub closing: u64,
    /// Why the file could not be read at all.
    pub failure: Option<String>,
    /// The columns, as they were read.
    #[serde(default)]
    pub columns: Vec<FileColumn>,
    /// Why the columns must be matched first.
    #[serde(default)]
    pub unmatched: Option<String>,
}

impl UploadReport {
    /// Listings that would be stored otherwise, or not at all.
    pub fn changes(&self) -> u64 {
        self.added + self.changed + self.removed
    }

    /// More than half of what is listed would go: whoever confirms it must say so.
    pub fn is_mass_removal(&self) -> bool {
        self.removed.saturating_mul(2) > self.listed
    }
}

/// A cell and what is the matter with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// The row's number in the file; the header is row 1.
    pub row: u64,
    /// The column's name as the file's header writes it.
    pub column: String,
    pub reason: String,
}

/// An active line that loses its stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingLine {
    pub buyer: String,
    pub part_number: String,
    pub quantity: i64,
}
