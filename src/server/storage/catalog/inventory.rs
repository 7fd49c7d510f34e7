//! A seller's own listings, page by page. Must not show anyone else's.

use super::{
    DraftRow, Way, Words, beyond, draft_columns, found_by_first_word, listing_matches, price_breaks, stored_draft_columns,
};
use crate::{
    domain::{
        catalog::ListingDraft,
        ids::{ListingId, OrganisationId},
        time::Timestamp,
    },
    server::storage::{Reader, StorageError},
};
use sqlx::FromRow;

/// Listings on a page; one more is read, to know whether there is a next page.
pub const PAGE: usize = 100;

/// SQL: which listings `l` a seller sees from a cursor on.
macro_rules! is_shown {
    () => {
        concat!("l.seller_id = $18 AND l.removed_at IS NULL AND (l.part_key, l.id) > ($19, $20) AND ", listing_matches!())
    };
}

macro_rules! own {
    ($from:expr) => {
        concat!(
            "SELECT l.id, l.part_key, l.agreed, l.updated_at, (SELECT COUNT(*) FROM cart_line c
            WHERE c.listing_id = l.id AND c.status IN ('open', 'quote')) AS active_lines, ",
            draft_columns!(),
            " FROM ",
            $from,
            is_shown!(),
            " ORDER BY l.part_key, l.id LIMIT 101"
        )
    };
}

statements! {
    OWN_IN_ORDER = [own!("listing l WHERE ")];
    OWN_BY_FIRST_WORD = [concat!(
        found_by_first_word!(concat!(
            "l.id, l.part_key, l.seller_id, l.agreed, l.updated_at, l.removed_at, ",
            stored_draft_columns!()
        )),
        own!("found l WHERE ")
    )];
    EXPORTED = [concat!("SELECT ", draft_columns!(), " FROM listing l WHERE l.seller_id = $18 AND l.removed_at IS NULL AND ",
        listing_matches!(), " ORDER BY l.part_key, l.id LIMIT 200000")];
    COUNT_OWN = ["SELECT COUNT(*) AS count FROM listing WHERE seller_id = $1 AND removed_at IS NULL"];
}

/// One page of a seller's inventory.
pub struct OwnListings<'a> {
    pub seller_id: OrganisationId,
    pub words: &'a Words,
    pub way: Way,
    /// Part key and id of the last listing seen.
    pub after: (&'a str, ListingId),
}

/// A listing as its seller sees it.
pub struct OwnListing {
    pub id: ListingId,
    pub part_key: String,
    pub draft: ListingDraft,
    pub agreed: i64,
    pub active_lines: i64,
    pub updated_at: Timestamp,
}

#[derive(FromRow)]
struct OwnRow {
    id: ListingId,
    part_key: String,
    agreed: i64,
    active_lines: i64,
    updated_at: Timestamp,
    #[sqlx(flatten)]
    draft: DraftRow,
}

macro_rules! fetch_own {
    ($reader:expr, $statement:ident, $query:expr) => {{
        let OwnListings { seller_id, words: Words { each, whole }, after, way: _ } = $query;
        let [a, b, c, d, e, f, g, h] = each;
        fetch_all!(
            $reader, OwnRow, $statement, &a.0, &a.1, &b.0, &b.1, &c.0, &c.1, &d.0, &d.1, &e.0, &e.1, &f.0, &f.1, &g.0, &g.1,
            &h.0, &h.1, whole, seller_id, after.0, after.1
        )
    }};
}

/// The next listings in the order of part key and id; one more than [`PAGE`] if there are more.
///
/// # Errors
/// The database failed.
pub async fn own_listings(reader: &mut Reader, query: &OwnListings<'_>) -> Result<Vec<OwnListing>, StorageError> {
    let rows = match query.way {
        Way::FirstWord => fetch_own!(reader, OWN_BY_FIRST_WORD, query)?,
        Way::InOrder => fetch_own!(reader, OWN_IN_ORDER, query)?,
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let OwnRow { id, part_key, agreed, active_lines, updated_at, draft } = row;
            OwnListing { id, part_key, draft: draft.into(), agreed, active_lines, updated_at }
        })
        .collect())
}

/// All of a seller's listings that the words find, in the order of part key and id; the first 200,000.
///
/// # Errors
/// The database failed.
pub async fn exported(
    reader: &mut Reader,
    seller_id: OrganisationId,
    words: &Words,
) -> Result<Vec<ListingDraft>, StorageError> {
    let Words { each: [a, b, c, d, e, f, g, h], whole } = words;
    let rows = fetch_all!(
        reader, DraftRow, EXPORTED, &a.0, &a.1, &b.0, &b.1, &c.0, &c.1, &d.0, &d.1, &e.0, &e.1, &f.0, &f.1, &g.0, &g.1,
        &h.0, &h.1, whole, seller_id
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many listings a seller has.
///
/// # Errors
/// The database failed.
pub async fn count_own(reader: &mut Reader, seller_id: OrganisationId) -> Result<i64, StorageError> {
    #[derive(FromRow)]
    struct Row {
        count: i64,
    }
    let row = fetch_one!(reader, Row, COUNT_OWN, seller_id)?;
    Ok(row.count)
}
