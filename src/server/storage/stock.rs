//! A listing under its lock, and the units of it that are agreed. Must not decide whether they may be.

use super::{Lock, Session, StorageError, Tx};
use crate::domain::{
    catalog::{Condition, Listing, ListingDraft, Part},
    ids::{LineId, ListingId, OrganisationId},
    money::{Currency, UnitPrice},
    pricing::PriceBreaks,
    quantity::SaleUnits,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    FIND = ["SELECT id, seller_id, (SELECT o.name FROM organisation o WHERE o.id = listing.seller_id) AS seller,
        stock_id, part_number, manufacturer, description, condition, unit, certificate, quantity, agreed,
        price_micros, currency, lead_time_days, minimum_quantity, pack_quantity, removed_at,
        (SELECT STRING_AGG(b.from_quantity || ':' || b.price_micros, ';') FROM listing_break b
            WHERE b.listing_id = listing.id) AS price_breaks
        FROM listing WHERE id = $1"];
    LOCK = [locking "SELECT id, seller_id, (SELECT o.name FROM organisation o WHERE o.id = listing.seller_id) AS seller,
        stock_id, part_number, manufacturer, description, condition, unit, certificate, quantity, agreed,
        price_micros, currency, lead_time_days, minimum_quantity, pack_quantity, removed_at,
        (SELECT STRING_AGG(b.from_quantity || ':' || b.price_micros, ';') FROM listing_break b
            WHERE b.listing_id = listing.id) AS price_breaks
        FROM listing WHERE id = $1"];
    LOCK_OF_LINE = [locking "SELECT id, seller_id, (SELECT o.name FROM organisation o WHERE o.id = listing.seller_id) AS seller,
        stock_id, part_number, manufacturer, description, condition, unit, certificate, quantity, agreed,
        price_micros, currency, lead_time_days, minimum_quantity, pack_quantity, removed_at,
        (SELECT STRING_AGG(b.from_quantity || ':' || b.price_micros, ';') FROM listing_break b
            WHERE b.listing_id = listing.id) AS price_breaks
        FROM listing WHERE id = (SELECT l.listing_id FROM cart_line l WHERE l.id = $1)"];
    AGREE = ["UPDATE listing SET agreed = agreed + $2 WHERE id = $1 AND removed_at IS NULL AND quantity - agreed >= $2"];
    GIVE_BACK = ["UPDATE listing SET agreed = agreed - $2 WHERE id = $1 AND agreed >= $2"];
}

#[derive(FromRow)]
struct ListingRow {
    id: ListingId,
    seller_id: OrganisationId,
    seller: String,
    stock_id: Option<String>,
    part_number: String,
    manufacturer: String,
    description: String,
    condition: Condition,
    unit: String,
    certificate: Option<String>,
    quantity: i64,
    agreed: i64,
    price_micros: Option<i64>,
    currency: Option<Currency>,
    lead_time_days: Option<i32>,
    minimum_quantity: i64,
    pack_quantity: i64,
    removed_at: Option<Timestamp>,
    price_breaks: Option<PriceBreaks>,
}

/// A listing with the name of its seller.
#[derive(Clone, Debug)]
pub struct Stock {
    pub listing: Listing,
    pub seller: String,
}

impl From<ListingRow> for Stock {
    fn from(row: ListingRow) -> Self {
        let list_price = UnitPrice::known(row.price_micros, row.currency);
        let part = Part {
            part_number: row.part_number,
            manufacturer: row.manufacturer,
            description: row.description,
            condition: row.condition,
            unit: row.unit,
            certificate: row.certificate,
        };
        let draft = ListingDraft {
            part,
            stock_id: row.stock_id,
            quantity: row.quantity,
            list_price,
            breaks: row.price_breaks.unwrap_or_default(),
            lead_time_days: row.lead_time_days,
            units: SaleUnits { minimum: row.minimum_quantity, pack: row.pack_quantity },
        };
        let removed = row.removed_at.is_some();
        let listing = Listing { id: row.id, seller_id: row.seller_id, draft, agreed: row.agreed, removed };
        Self { listing, seller: row.seller }
    }
}

/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, listing_id: ListingId) -> Result<Option<Stock>, StorageError> {
    Ok(fetch_optional!(session, ListingRow, FIND, listing_id)?.map(Into::into))
}

/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, listing_id: ListingId) -> Result<Option<Lock<Stock>>, StorageError> {
    Ok(fetch_optional!(tx, ListingRow, LOCK, listing_id)?.map(|row| Lock::new(row.into())))
}

/// Locks the listing that a line was made from.
///
/// # Errors
/// The database failed.
pub async fn lock_of_line(tx: &mut Tx, line_id: LineId) -> Result<Option<Lock<Stock>>, StorageError> {
    Ok(fetch_optional!(tx, ListingRow, LOCK_OF_LINE, line_id)?.map(|row| Lock::new(row.into())))
}

/// Takes units out of what is available; answers the units left, or `None` if there were too few.
///
/// # Errors
/// The database failed.
pub async fn agree(tx: &mut Tx, stock: &Lock<Stock>, quantity: i64) -> Result<Option<i64>, StorageError> {
    let changed = execute!(tx, AGREE, stock.listing.id, quantity)?;
    Ok((changed == 1).then(|| stock.listing.available() - quantity))
}

/// Makes agreed units available again; answers whether so many were agreed.
///
/// # Errors
/// The database failed.
pub async fn give_back(tx: &mut Tx, stock: &Lock<Stock>, quantity: i64) -> Result<bool, StorageError> {
    Ok(execute!(tx, GIVE_BACK, stock.listing.id, quantity)? == 1)
}
