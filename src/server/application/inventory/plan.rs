//! What a file changes: compares its listings with those that are stored, in memory. Must not read or write anything.

use super::parse::{MAX_ERRORS, Parsed, ParsedRow};
use crate::{
    api_types::inventory::{RowError, UploadReport},
    domain::{
        catalog::{ListingDraft, UploadMode},
        ids::ListingId,
    },
    server::{
        application::work::mint,
        storage::{catalog::StoredListing, upload_change::Change},
    },
};
use std::collections::{HashMap, HashSet};

/// Everything that applying a file will do.
#[derive(Debug)]
pub struct Plan {
    pub writes: Vec<Write>,
    pub removals: Vec<ListingId>,
    /// Listings written or removed that had stock before: their buyers may lose it.
    pub touched: HashSet<ListingId>,
    /// Those of them that will have none.
    pub exhausted: HashSet<ListingId>,
    /// What was there before, so that it can be taken back.
    pub changes: Vec<Change>,
    /// Without the lines that would be closed.
    pub report: UploadReport,
}

/// A listing to store.
#[derive(Debug)]
pub struct Write {
    pub id: ListingId,
    pub identity: String,
    pub draft: ListingDraft,
    pub terms: Terms,
    /// Price breaks are stored that give way to those of the draft.
    pub had_breaks: bool,
}

/// What becomes of the terms a listing is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    Keep,
    Insert,
    Replace,
}

/// Compares a file with the seller's stored listings.
pub fn draw(parsed: &Parsed, stored: Vec<StoredListing>, mode: UploadMode) -> Plan {
    let mut stored: HashMap<String, StoredListing> =
        stored.into_iter().map(|listing| (listing.identity.clone(), listing)).collect();
    let mut plan = Plan::new(parsed);
    plan.report.listed = stored.values().filter(|listing| !listing.removed).count() as u64;
    for row in &parsed.listings {
        match stored.remove(&row.identity) {
            Some(listing) => plan.compare(row, &listing, &parsed.quantity_column),
            None => plan.add(row),
        }
    }
    match mode {
        UploadMode::Update => {}
        UploadMode::Replace => {
            for listing in stored.values().filter(|listing| !listing.removed) {
                if !parsed.spared.covers(&listing.identity, &listing.draft) {
                    plan.remove(listing);
                }
            }
            plan.removals.sort_unstable();
        }
    }
    plan
}

impl Plan {
    /// Nothing to do.
    pub fn empty() -> Self {
        Self {
            writes: Vec::new(),
            removals: Vec::new(),
            touched: HashSet::new(),
            exhausted: HashSet::new(),
            changes: Vec::new(),
            report: UploadReport::default(),
        }
    }

    fn new(parsed: &Parsed) -> Self {
        let report = UploadReport {
            rows: parsed.rows,
            refused: parsed.refused,
            unknown_columns: parsed.unknown_columns.clone(),
            errors: parsed.errors.clone(),
            columns: parsed.columns.clone(),
            ..UploadReport::default()
        };
        Self { report, ..Self::empty() }
    }

    fn add(&mut self, row: &ParsedRow) {
        self.report.added += 1;
        let (identity, draft) = (row.identity.clone(), row.draft.clone());
        let id = ListingId(mint());
        self.changes.push(Change { listing_id: id, version_before: 0, version_after: 1, before: None });
        self.writes.push(Write { id, identity, draft, terms: Terms::Insert, had_breaks: false });
    }

    fn compare(&mut self, row: &ParsedRow, stored: &StoredListing, quantity_column: &str) {
        let mut draft = row.draft.clone();
        if draft.quantity < stored.agreed {
            draft.quantity = stored.agreed;
            self.note(RowError {
                row: row.row,
                column: quantity_column.to_owned(),
                reason: format!("{0} are agreed with buyers, so {0} are kept", stored.agreed),
            });
        }
        if stored.removed {
            self.report.added += 1;
        } else if draft == stored.draft {
            self.report.unchanged += 1;
            return;
        } else {
            self.report.changed += 1;
            self.touch(stored, draft.quantity - stored.agreed);
        }
        self.write(stored, draft);
    }

    /// Lets a stored listing say something else; a removed one comes back.
    pub fn write(&mut self, stored: &StoredListing, draft: ListingDraft) {
        let terms = match (stored.removed, finds_the_same(&draft, &stored.draft)) {
            (true, true | false) => Terms::Insert,
            (false, true) => Terms::Keep,
            (false, false) => Terms::Replace,
        };
        self.note_change(stored);
        let (identity, had_breaks) = (stored.identity.clone(), !stored.draft.breaks.is_empty());
        self.writes.push(Write { id: stored.id, identity, draft, terms, had_breaks });
    }

    /// Takes a stored listing off the market.
    pub fn remove(&mut self, stored: &StoredListing) {
        self.report.removed += 1;
        self.removals.push(stored.id);
        self.note_change(stored);
        self.touch(stored, 0);
    }

    fn note_change(&mut self, stored: &StoredListing) {
        let before = (!stored.removed).then(|| stored.draft.clone());
        let (version_before, version_after) = (stored.version, stored.version + 1);
        self.changes.push(Change { listing_id: stored.id, version_before, version_after, before });
    }

    pub fn touch(&mut self, stored: &StoredListing, available: i64) {
        if stored.draft.quantity > stored.agreed {
            self.touched.insert(stored.id);
            if available <= 0 {
                self.exhausted.insert(stored.id);
            }
        }
    }

    fn note(&mut self, notice: RowError) {
        if self.report.notices.len() < MAX_ERRORS {
            self.report.notices.push(notice);
        }
    }
}

fn finds_the_same(one: &ListingDraft, other: &ListingDraft) -> bool {
    let (one, other) = (&one.part, &other.part);
    one.part_number == other.part_number && one.manufacturer == other.manufacturer && one.description == other.description
}
