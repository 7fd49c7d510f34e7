//! What uploads changed, listing by listing, so that the latest can be taken back. Must not decide whether it may be.

use super::{Session, StorageError, Tx};
use crate::domain::{
    catalog::ListingDraft,
    ids::{ListingId, OrganisationId, UploadId},
};
use sqlx::FromRow;

statements! {
    LATEST_APPLIED = ["SELECT id, file_name FROM upload WHERE organisation_id = $1 AND status = 'applied'
        AND EXISTS (SELECT 1 FROM upload_change c WHERE c.upload_id = upload.id) ORDER BY finished_at DESC, id DESC LIMIT 1"];
    COUNTS = ["SELECT COUNT(*) AS changes,
        CAST(COALESCE(SUM(CASE WHEN c.draft_before IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS leaving,
        CAST(COALESCE(SUM(CASE WHEN l.version <> c.version_after THEN 1 ELSE 0 END), 0) AS BIGINT) AS touched
        FROM upload_change c JOIN listing l ON l.id = c.listing_id WHERE c.upload_id = $1"];
    /// The lines whose listing would have nothing left: what is agreed stays.
    CLOSING = ["SELECT o.name AS buyer, c.part_number, c.quantity FROM upload_change u JOIN listing l ON l.id = u.listing_id
        JOIN cart_line c ON c.listing_id = l.id JOIN organisation o ON o.id = c.buyer_id
        WHERE u.upload_id = $1 AND c.status IN ('open', 'quote') AND l.removed_at IS NULL AND l.quantity > l.agreed
        AND COALESCE(u.quantity_before, 0) <= l.agreed ORDER BY c.id"];
    CHANGES = ["SELECT listing_id, version_before, version_after, draft_before FROM upload_change WHERE upload_id = $1"];
    /// Listings that an earlier upload left at the version the later one found: that the later one was taken back is no
    /// change of its own.
    PASS_OVER = ["UPDATE upload_change SET version_after = (SELECT l.version FROM listing l WHERE l.id = listing_id)
        WHERE upload_id IN (SELECT id FROM upload WHERE organisation_id = $2 AND status = 'applied') AND EXISTS
        (SELECT 1 FROM upload_change b WHERE b.upload_id = $1 AND b.upload_id <> upload_change.upload_id
            AND b.listing_id = upload_change.listing_id AND b.version_before = upload_change.version_after)"];
    FORGET = ["DELETE FROM upload_change WHERE upload_id = $1"];
    FORGET_OLD = ["DELETE FROM upload_change WHERE upload_id IN (SELECT id FROM upload
        WHERE organisation_id = $1 AND status = 'applied' ORDER BY finished_at DESC, id DESC LIMIT 1000000 OFFSET $2)"];
}

/// One listing that an upload changed.
#[derive(Clone, Debug)]
pub struct Change {
    pub listing_id: ListingId,
    /// Of the listing when the upload was applied, 0 for a new one, and afterwards.
    pub version_before: i64,
    pub version_after: i64,
    /// What it said before; `None`: it was not on the market.
    pub before: Option<ListingDraft>,
}

#[derive(FromRow)]
struct ChangeRow {
    listing_id: ListingId,
    version_before: i64,
    version_after: i64,
    draft_before: Option<String>,
}

/// Notes what an upload changed.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, upload_id: UploadId, changes: &[Change]) -> Result<(), StorageError> {
    let json = |change: &Change| change.before.as_ref().map(serde_json::to_string).transpose();
    let rows: Result<Vec<_>, _> = changes.iter().map(|change| json(change).map(|json| (change, json))).collect();
    let rows = rows.map_err(|error| StorageError::Corrupt(format!("a listing: {error}")))?;
    insert_rows!(
        tx,
        "INSERT INTO upload_change (upload_id, listing_id, version_before, version_after, quantity_before, draft_before) ",
        6,
        rows,
        |values, row| {
            values
                .push_bind(upload_id)
                .push_bind(row.0.listing_id)
                .push_bind(row.0.version_before)
                .push_bind(row.0.version_after);
            values.push_bind(row.0.before.as_ref().map(|draft| draft.quantity)).push_bind(row.1.as_deref());
        }
    );
    Ok(())
}

/// What an upload changed, in no order.
///
/// # Errors
/// The database failed, or what it holds is no listing.
pub async fn of_upload(session: &mut impl Session, upload_id: UploadId) -> Result<Vec<Change>, StorageError> {
    let rows = fetch_all!(session, ChangeRow, CHANGES, upload_id)?;
    let read = |row: ChangeRow| {
        let before = row.draft_before.as_deref().map(serde_json::from_str).transpose();
        let before = before.map_err(|error| StorageError::Corrupt(format!("listing {}: {error}", row.listing_id)))?;
        let ChangeRow { listing_id, version_before, version_after, draft_before: _ } = row;
        Ok(Change { listing_id, version_before, version_after, before })
    };
    rows.into_iter().map(read).collect()
}

/// An upload by its name.
#[derive(Clone, Debug, FromRow)]
pub struct Named {
    pub id: UploadId,
    pub file_name: String,
}

/// The organisation's upload that changed something last and was not taken back.
///
/// # Errors
/// The database failed.
pub async fn latest_applied(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Option<Named>, StorageError> {
    fetch_optional!(session, Named, LATEST_APPLIED, organisation_id)
}

/// How many listings an upload changed, how many of them were not on the market before, and how many changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Counts {
    pub changes: i64,
    pub leaving: i64,
    pub touched: i64,
}

/// # Errors
/// The database failed.
pub async fn counts(session: &mut impl Session, upload_id: UploadId) -> Result<Counts, StorageError> {
    fetch_one!(session, Counts, COUNTS, upload_id)
}

/// An active line of a buyer that would lose its stock.
#[derive(FromRow)]
pub struct Closing {
    pub buyer: String,
    pub part_number: String,
    pub quantity: i64,
}

/// The lines that taking an upload back would close, oldest first.
///
/// # Errors
/// The database failed.
pub async fn closing(session: &mut impl Session, upload_id: UploadId) -> Result<Vec<Closing>, StorageError> {
    fetch_all!(session, Closing, CLOSING, upload_id)
}

/// Forgets what an upload changed once it was taken back, and lets the earlier ones look past it.
///
/// # Errors
/// The database failed.
pub async fn forget(tx: &mut Tx, upload_id: UploadId, organisation_id: OrganisationId) -> Result<(), StorageError> {
    execute!(tx, PASS_OVER, upload_id, organisation_id)?;
    execute!(tx, FORGET, upload_id)?;
    Ok(())
}

/// Forgets what older uploads changed, but for the latest `keep`.
///
/// # Errors
/// The database failed.
pub async fn forget_old(tx: &mut Tx, organisation_id: OrganisationId, keep: i64) -> Result<(), StorageError> {
    execute!(tx, FORGET_OLD, organisation_id, keep)?;
    Ok(())
}
