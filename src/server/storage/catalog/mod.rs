//! The catalogue in the database: what search, inventory and import share, and the list of their SQL texts.
//! Must not decide what matches a search or what an upload changes.

mod import;
mod inventory;
mod search;

pub use import::STATEMENTS as IMPORT;
pub use import::{
    ActiveLine, ListingWrite, StoredListing, TermRow, active_lines, delete_breaks, delete_terms, insert_breaks,
    insert_terms, remove_listings, save_listings, seller_by_name, seller_name, stored_listings, take_turn,
};
pub use inventory::STATEMENTS as INVENTORY;
pub use inventory::{OwnListing, OwnListings, PAGE as LISTINGS_ON_PAGE, count_own, exported, own_listings};
pub use search::STATEMENTS as SEARCH;
pub use search::{
    Buyer, Filters, FoundGroup, GroupQuery, PAGE as GROUPS_ON_PAGE, PartListing, active_part_keys, count_hits, find_groups,
    part_listings, sellers,
};

use crate::domain::{
    catalog::{Condition, ListingDraft, Part},
    money::{Currency, UnitPrice},
    pricing::PriceBreaks,
    quantity::SaleUnits,
};
use sqlx::FromRow;

/// Behind every text that begins with a word there is nothing but this: the last character there is.
macro_rules! beyond {
    () => {
        "'\u{10FFFF}'"
    };
}

/// SQL: each of the words `$1` to `$17` (see [`Words`]) finds the listing `l`.
macro_rules! listing_matches {
    () => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM (VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10), ($11, $12), ($13, $14),
            ($15, $16)) AS word WHERE word.column1 <> '' AND NOT EXISTS (SELECT 1 FROM listing_term t
            WHERE t.listing_id = l.id AND ((t.term >= word.column1 AND t.term < word.column1 || ",
            beyond!(),
            ") OR (t.term >= word.column2 AND t.term < word.column2 || ",
            beyond!(),
            ") OR (t.term >= $17 AND t.term < $17 || ",
            beyond!(),
            "))))"
        )
    };
}

/// SQL: `found`, these columns of the listings that the first of the words finds. Both steps are materialised and have no
/// other condition: a planner that guesses how often a word occurs may be wrong by thousands, and must not choose its way
/// by that.
macro_rules! found_by_first_word {
    ($columns:expr) => {
        concat!(
            "WITH hit AS MATERIALIZED (SELECT t.listing_id FROM listing_term t WHERE t.term >= $1 AND t.term < $1 || ",
            beyond!(),
            " UNION SELECT t.listing_id FROM listing_term t WHERE t.term >= $2 AND t.term < $2 || ",
            beyond!(),
            " UNION SELECT t.listing_id FROM listing_term t WHERE t.term >= $17 AND t.term < $17 || ",
            beyond!(),
            "), found AS MATERIALIZED (SELECT ",
            $columns,
            " FROM hit JOIN listing l ON l.id = hit.listing_id) "
        )
    };
}

/// SQL: the columns of a [`DraftRow`].
macro_rules! draft_columns {
    () => {
        concat!(stored_draft_columns!(), ", ", price_breaks!("l.id"))
    };
}

/// SQL: those of them that stand in the listing's own row.
macro_rules! stored_draft_columns {
    () => {
        "l.stock_id, l.part_number, l.manufacturer, l.description, l.condition, l.unit, l.certificate, l.quantity,
        l.price_micros, l.currency, l.lead_time_days, l.minimum_quantity, l.pack_quantity"
    };
}

/// SQL: the price breaks of a listing as the domain reads them, in no order; NULL without any.
macro_rules! price_breaks {
    ($listing:literal) => {
        concat!(
            "(SELECT STRING_AGG(b.from_quantity || ':' || b.price_micros, ';') FROM listing_break b WHERE b.listing_id = ",
            $listing,
            ") AS price_breaks"
        )
    };
}

pub(super) use price_breaks;
use {beyond, draft_columns, found_by_first_word, listing_matches, stored_draft_columns};

/// The most words a search looks at.
pub const MAX_WORDS: usize = 8;

/// What a search is looking for: beginnings of terms, each of which must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Each word, and beside it another spelling that will do as well.
    pub each: [(String, String); MAX_WORDS],
    /// A spelling that stands for all the words together.
    pub whole: String,
}

impl Words {
    /// A beginning that nothing has.
    pub const NOTHING: &str = "\u{10FFFF}";

    /// Asks for nothing: finds every listing.
    pub fn none() -> Self {
        Self { each: std::array::from_fn(|_| (String::new(), Self::NOTHING.into())), whole: Self::NOTHING.into() }
    }

    /// Nothing is asked for.
    pub fn is_none(&self) -> bool {
        self.each[0].0.is_empty()
    }
}

/// How a search finds its listings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the first word: few listings have it.
    FirstWord,
    /// In the order of the page, until the page is full.
    InOrder,
}

/// What a listing says, as it is stored.
#[derive(FromRow)]
struct DraftRow {
    stock_id: Option<String>,
    part_number: String,
    manufacturer: String,
    description: String,
    condition: Condition,
    unit: String,
    certificate: Option<String>,
    quantity: i64,
    price_micros: Option<i64>,
    currency: Option<Currency>,
    lead_time_days: Option<i32>,
    minimum_quantity: i64,
    pack_quantity: i64,
    price_breaks: Option<PriceBreaks>,
}

impl From<DraftRow> for ListingDraft {
    fn from(row: DraftRow) -> Self {
        Self {
            part: Part {
                part_number: row.part_number,
                manufacturer: row.manufacturer,
                description: row.description,
                condition: row.condition,
                unit: row.unit,
                certificate: row.certificate,
            },
            stock_id: row.stock_id,
            quantity: row.quantity,
            list_price: UnitPrice::known(row.price_micros, row.currency),
            breaks: row.price_breaks.unwrap_or_default(),
            lead_time_days: row.lead_time_days,
            units: SaleUnits { minimum: row.minimum_quantity, pack: row.pack_quantity },
        }
    }
}
