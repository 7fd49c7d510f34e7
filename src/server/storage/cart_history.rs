//! The log of a cart and of its lines, as the buyer's organisation keeps it; and what restoring an earlier state asks of
//! today's listings. Must not change anything.

use super::{Session, StorageError};
use crate::domain::{
    cart::CartKind,
    catalog::Condition,
    ids::{CartId, LineId, ListingId, OrganisationId, PersonId},
    negotiation::LineStatus,
    quantity::SaleUnits,
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    PAGE = ["SELECT e.sequence, e.at, e.subject, e.payload, p.name AS actor
        FROM audit_entry e LEFT JOIN person p ON p.id = e.actor_id
        WHERE e.organisation_id = $1 AND e.cart_id = $2 AND e.sequence < $3 ORDER BY e.sequence DESC LIMIT $4"];
    UNTIL = ["SELECT e.sequence, e.at, e.subject, e.payload, CAST(NULL AS TEXT) AS actor
        FROM audit_entry e
        WHERE e.organisation_id = $1 AND e.cart_id = $2 AND e.sequence <= $3 ORDER BY e.sequence LIMIT $4"];
}

/// An entry of the log with the name of who did it.
#[derive(FromRow)]
pub struct HistoryRow {
    pub sequence: i64,
    pub at: Timestamp,
    pub subject: String,
    /// JSON.
    pub payload: String,
    /// `None`: the system itself.
    pub actor: Option<String>,
}

/// Entries of a cart before a sequence, the latest first.
///
/// # Errors
/// The database failed.
pub async fn page(
    session: &mut impl Session,
    cart: (OrganisationId, CartId),
    before: i64,
    limit: i64,
) -> Result<Vec<HistoryRow>, StorageError> {
    fetch_all!(session, HistoryRow, PAGE, cart.0, cart.1, before, limit)
}

/// Entries of a cart up to a sequence, the earliest first, without the names of who did them.
///
/// # Errors
/// The database failed.
pub async fn until(
    session: &mut impl Session,
    cart: (OrganisationId, CartId),
    sequence: i64,
    limit: i64,
) -> Result<Vec<HistoryRow>, StorageError> {
    fetch_all!(session, HistoryRow, UNTIL, cart.0, cart.1, sequence, limit)
}

/// What a line was made from, as it is offered today.
#[derive(FromRow)]
pub struct SourceRow {
    pub line_id: LineId,
    pub listing_id: ListingId,
    pub part_number: String,
    pub description: String,
    pub condition: Condition,
    pub seller: String,
    pub quantity: i64,
    pub available: i64,
    minimum_quantity: i64,
    pack_quantity: i64,
    pub removed_at: Option<Timestamp>,
}

impl SourceRow {
    pub fn units(&self) -> SaleUnits {
        SaleUnits { minimum: self.minimum_quantity, pack: self.pack_quantity }
    }
}

/// The listings behind some lines.
///
/// # Errors
/// The database failed.
pub async fn sources(session: &mut impl Session, lines: &[LineId]) -> Result<Vec<SourceRow>, StorageError> {
    Ok(fetch_for!(session, SourceRow, lines, |sql| {
        sql.push(
            "SELECT l.id AS line_id, l.listing_id, l.part_number, l.description, l.condition, s.name AS seller, l.quantity,
            g.quantity - g.agreed AS available, g.minimum_quantity, g.pack_quantity, g.removed_at
            FROM cart_line l JOIN listing g ON g.id = l.listing_id JOIN organisation s ON s.id = l.seller_id WHERE l.id",
        );
    }))
}

/// A line that negotiates for a listing.
#[derive(FromRow)]
pub struct AliveRow {
    pub listing_id: ListingId,
    pub line_id: LineId,
    pub status: LineStatus,
    pub quantity: i64,
    pub cart_id: CartId,
    pub kind: CartKind,
    /// Of a shared cart.
    pub name: Option<String>,
}

/// The negotiations for some listings in the carts that are open to a person; those on their way out of theirs do not count.
///
/// # Errors
/// The database failed.
pub async fn alive(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    listings: &[ListingId],
) -> Result<Vec<AliveRow>, StorageError> {
    Ok(fetch_for!(session, AliveRow, listings, |sql| {
        sql.push(
            "SELECT l.listing_id, l.id AS line_id, l.status, l.quantity, c.id AS cart_id, c.kind, c.name
            FROM cart_line l JOIN cart c ON c.id = l.cart_id
            WHERE l.status IN ('open', 'quote') AND NOT EXISTS (SELECT 1 FROM pending_withdrawal w WHERE w.line_id = l.id)
            AND c.trashed_at IS NULL AND c.checkout_status = 'IN_PROGRESS' AND c.organisation_id = ",
        );
        sql.push_bind(owner.1).push(" AND (c.kind = 'shared' OR c.creator_id = ").push_bind(owner.0);
        sql.push(") AND l.listing_id");
    }))
}
