//! Many listings of one seller at once: read, written, removed, and the terms they are found by.
//! Must not decide which ones; every function takes a handful of statements, however many listings there are.

use super::{DraftRow, draft_columns, price_breaks, stored_draft_columns};
use crate::{
    domain::{
        catalog::ListingDraft,
        ids::{ListingId, OrganisationId},
        pricing::{PriceBreak, PriceBreaks},
        text::normalise_part_number,
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    /// Locks the seller without holding up anyone who only refers to it: nothing that others' foreign keys need changes.
    TAKE_TURN = ["UPDATE organisation SET sells = sells WHERE id = $1 AND sells RETURNING name"];
    SELLER_NAME = ["SELECT name FROM organisation WHERE id = $1 AND sells"];
    SELLER_BY_NAME = ["SELECT id FROM organisation WHERE name = $1 AND sells"];
    STORED = [concat!("SELECT l.id, l.identity, l.agreed, l.removed_at, l.version, ", draft_columns!(),
        " FROM listing l WHERE l.seller_id = $1")];
    ACTIVE_LINES = ["SELECT c.listing_id, o.name AS buyer, c.part_number, c.quantity, l.quantity - l.agreed AS left_over,
        l.removed_at FROM cart_line c JOIN listing l ON l.id = c.listing_id JOIN organisation o ON o.id = c.buyer_id
        WHERE c.seller_id = $1 AND c.status IN ('open', 'quote') ORDER BY c.id"];
}

#[derive(FromRow)]
struct NameRow {
    name: String,
}

/// Waits until no other import of the seller runs and keeps others waiting until the commit; answers the seller's name.
/// `None`: no such organisation, or it does not sell.
///
/// # Errors
/// The database failed.
pub async fn take_turn(tx: &mut Tx, seller_id: OrganisationId) -> Result<Option<String>, StorageError> {
    Ok(fetch_optional!(tx, NameRow, TAKE_TURN, seller_id)?.map(|row| row.name))
}

/// The name of an organisation that sells.
///
/// # Errors
/// The database failed.
pub async fn seller_name(session: &mut impl Session, seller_id: OrganisationId) -> Result<Option<String>, StorageError> {
    Ok(fetch_optional!(session, NameRow, SELLER_NAME, seller_id)?.map(|row| row.name))
}

/// The organisation of that name, if it sells.
///
/// # Errors
/// The database failed.
pub async fn seller_by_name(session: &mut impl Session, name: &str) -> Result<Option<OrganisationId>, StorageError> {
    #[derive(FromRow)]
    struct Row {
        id: OrganisationId,
    }
    Ok(fetch_optional!(session, Row, SELLER_BY_NAME, name)?.map(|row| row.id))
}

/// A listing of the seller as it stands, removed ones included: they come back under their id.
#[derive(Clone, Debug)]
pub struct StoredListing {
    pub id: ListingId,
    pub identity: String,
    pub draft: ListingDraft,
    pub agreed: i64,
    pub removed: bool,
    pub version: i64,
}

#[derive(FromRow)]
struct StoredRow {
    id: ListingId,
    identity: String,
    agreed: i64,
    removed_at: Option<Timestamp>,
    version: i64,
    #[sqlx(flatten)]
    draft: DraftRow,
}

/// All listings of a seller, in no order.
///
/// # Errors
/// The database failed.
pub async fn stored_listings(
    session: &mut impl Session,
    seller_id: OrganisationId,
) -> Result<Vec<StoredListing>, StorageError> {
    let rows = fetch_all!(session, StoredRow, STORED, seller_id)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let StoredRow { id, identity, agreed, removed_at, version, draft } = row;
            StoredListing { id, identity, draft: draft.into(), agreed, removed: removed_at.is_some(), version }
        })
        .collect())
}

/// An active line of a buyer on one of the seller's listings.
#[derive(FromRow)]
pub struct ActiveLine {
    pub listing_id: ListingId,
    pub buyer: String,
    pub part_number: String,
    pub quantity: i64,
    left_over: i64,
    removed_at: Option<Timestamp>,
}

impl ActiveLine {
    /// Nothing of the listing is left to be agreed.
    pub fn is_out_of_stock(&self) -> bool {
        self.removed_at.is_some() || self.left_over <= 0
    }
}

/// The active lines on a seller's listings, oldest first.
///
/// # Errors
/// The database failed.
pub async fn active_lines(session: &mut impl Session, seller_id: OrganisationId) -> Result<Vec<ActiveLine>, StorageError> {
    fetch_all!(session, ActiveLine, ACTIVE_LINES, seller_id)
}

/// A listing to be inserted, or to replace what is stored under its identity.
pub struct ListingWrite<'a> {
    /// Of a new listing; a stored one keeps its own.
    pub id: ListingId,
    pub identity: &'a str,
    pub draft: &'a ListingDraft,
}

/// Inserts listings or replaces what they say; a removed one comes back. What is already agreed stays covered: the
/// quantity never falls below it.
///
/// # Errors
/// The database failed.
pub async fn save_listings(
    tx: &mut Tx,
    seller_id: OrganisationId,
    listings: &[ListingWrite<'_>],
    now: Timestamp,
) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO listing (id, seller_id, identity, stock_id, part_number, part_key, manufacturer, description, condition,
        unit, certificate, quantity, agreed, price_micros, currency, lead_time_days, minimum_quantity, pack_quantity, version,
        created_at, updated_at) ",
        21,
        listings,
        |values, listing| {
            let draft = listing.draft;
            values.push_bind(listing.id).push_bind(seller_id).push_bind(listing.identity);
            values.push_bind(draft.stock_id.as_deref()).push_bind(draft.part.part_number.as_str());
            values.push_bind(normalise_part_number(&draft.part.part_number));
            values.push_bind(draft.part.manufacturer.as_str()).push_bind(draft.part.description.as_str());
            values.push_bind(draft.part.condition).push_bind(draft.part.unit.as_str());
            values.push_bind(draft.part.certificate.as_deref()).push_bind(draft.quantity).push_bind(0_i64);
            values.push_bind(draft.list_price.map(|price| price.micros));
            values.push_bind(draft.list_price.map(|price| price.currency)).push_bind(draft.lead_time_days);
            values.push_bind(draft.units.minimum).push_bind(draft.units.pack).push_bind(1_i64);
            values.push_bind(now).push_bind(now);
        },
        " ON CONFLICT (seller_id, identity) DO UPDATE SET stock_id = excluded.stock_id, part_number = excluded.part_number,
        part_key = excluded.part_key, manufacturer = excluded.manufacturer, description = excluded.description,
        condition = excluded.condition, unit = excluded.unit, certificate = excluded.certificate,
        quantity = CASE WHEN excluded.quantity < listing.agreed THEN listing.agreed ELSE excluded.quantity END,
        price_micros = excluded.price_micros, currency = excluded.currency, lead_time_days = excluded.lead_time_days,
        minimum_quantity = excluded.minimum_quantity, pack_quantity = excluded.pack_quantity, removed_at = NULL,
        version = listing.version + 1, updated_at = excluded.updated_at"
    );
    Ok(())
}

/// Takes listings off the market; they keep their id and what is agreed.
///
/// # Errors
/// The database failed.
pub async fn remove_listings(tx: &mut Tx, listings: &[ListingId], now: Timestamp) -> Result<(), StorageError> {
    execute_for!(tx, listings, |sql| {
        sql.push("UPDATE listing SET quantity = agreed, version = version + 1, removed_at = ").push_bind(now);
        sql.push(", updated_at = ").push_bind(now).push(" WHERE id");
    });
    Ok(())
}

/// Stores the price breaks of listings that have none yet.
///
/// # Errors
/// The database failed, or a listing has such a step already.
pub async fn insert_breaks(tx: &mut Tx, breaks: &[(ListingId, &PriceBreaks)]) -> Result<(), StorageError> {
    let of_listing = |(id, breaks): &(ListingId, &PriceBreaks)| -> Vec<(ListingId, i32, PriceBreak)> {
        (1..).zip(breaks.steps()).map(|(step, at)| (*id, step, *at)).collect()
    };
    let steps: Vec<(ListingId, i32, PriceBreak)> = breaks.iter().flat_map(of_listing).collect();
    insert_rows!(
        tx,
        "INSERT INTO listing_break (listing_id, step, from_quantity, price_micros) ",
        4,
        steps,
        |values, row| {
            values.push_bind(row.0).push_bind(row.1).push_bind(row.2.from).push_bind(row.2.micros);
        }
    );
    Ok(())
}

/// Takes the price breaks of listings away.
///
/// # Errors
/// The database failed.
pub async fn delete_breaks(tx: &mut Tx, listings: &[ListingId]) -> Result<(), StorageError> {
    execute_for!(tx, listings, |sql| {
        sql.push("DELETE FROM listing_break WHERE listing_id");
    });
    Ok(())
}

/// A term and the listing it finds.
pub type TermRow = (String, ListingId);

/// # Errors
/// The database failed, or a listing has the term already.
pub async fn insert_terms(tx: &mut Tx, terms: &[TermRow]) -> Result<(), StorageError> {
    insert_rows!(tx, "INSERT INTO listing_term (term, listing_id) ", 2, terms, |values, row| {
        values.push_bind(row.0.as_str()).push_bind(row.1);
    });
    Ok(())
}

/// Makes listings unfindable.
///
/// # Errors
/// The database failed.
pub async fn delete_terms(tx: &mut Tx, listings: &[ListingId]) -> Result<(), StorageError> {
    execute_for!(tx, listings, |sql| {
        sql.push("DELETE FROM listing_term WHERE listing_id");
    });
    Ok(())
}
