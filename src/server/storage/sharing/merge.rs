//! Lines on their way from one cart to another, and out of one.

use crate::{
    domain::{
        ids::{BagId, CartId, LineId, ListingId, OrganisationId, PersonId},
        quantity::SaleUnits,
        sharing::Merging,
        time::Timestamp,
    },
    server::storage::{Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    /// A line is plain if nothing happened to it but its opening and other quantities.
    ACTIVE = ["SELECT l.id, l.listing_id, l.seller_id, l.part_number, s.name AS seller, l.quantity, l.minimum_quantity,
        l.pack_quantity, l.offer_quantity, COALESCE(l.note, '') AS note, l.note_by, l.note_at, (k.quantity IS NOT NULL) AS counters_quantity, (w.line_id IS NOT NULL) AS is_leaving,
        (l.revisions = 0 AND l.counters = 0 AND NOT l.documentation_pending AND l.seller_messages = 0
            AND NOT EXISTS (SELECT 1 FROM message m WHERE m.line_id = l.id AND (m.kind = 'text'
                OR (m.body NOT LIKE '{\"event\":\"opened\"%' AND m.body NOT LIKE '{\"event\":\"quantity_changed\"%')))) AS is_plain
        FROM cart_line l JOIN organisation s ON s.id = l.seller_id LEFT JOIN counter_offer k ON k.id = l.live_counter_id
        LEFT JOIN pending_withdrawal w ON w.line_id = l.id
        WHERE l.cart_id = $1 AND l.status IN ('open', 'quote') ORDER BY l.id"];
    OTHERS = ["SELECT id, seller_id, part_number, quantity FROM cart_line
        WHERE cart_id = $1 AND status NOT IN ('open', 'quote') ORDER BY id"];
    COUNT_STATUSES = ["SELECT COUNT(CASE WHEN status = 'open' THEN 1 END) AS open,
        COUNT(CASE WHEN status = 'quote' THEN 1 END) AS quote, COUNT(CASE WHEN status = 'accepted' THEN 1 END) AS accepted,
        COUNT(CASE WHEN status = 'no_quote' THEN 1 END) AS no_quote,
        COUNT(CASE WHEN status = 'withdrawn' THEN 1 END) AS withdrawn,
        COUNT(CASE WHEN status = 'closed' THEN 1 END) AS closed FROM cart_line WHERE cart_id = $1"];
    /// Where lines wait for their end whose units another line took. Nobody sees it: it has no name.
    PARKING = ["INSERT INTO cart (id, organisation_id, creator_id, kind, checkout_status, created_at, modified_by, modified_at,
        version, trashed_at, trashed_by, trash_reason)
        VALUES ($1, $2, $3, 'shared', 'IN_PROGRESS', $4, $3, $4, 1, $4, $3, 'converted')"];
}

/// An active line of a cart that is about to be converted.
#[derive(Clone, Debug, FromRow)]
pub struct MergeRow {
    pub id: LineId,
    pub listing_id: ListingId,
    pub seller_id: OrganisationId,
    pub part_number: String,
    pub seller: String,
    pub quantity: i64,
    /// Empty: none.
    pub note: String,
    pub note_by: Option<PersonId>,
    pub note_at: Option<Timestamp>,
    minimum_quantity: i64,
    pack_quantity: i64,
    offer_quantity: Option<i64>,
    counters_quantity: bool,
    is_leaving: bool,
    is_plain: bool,
}

impl From<&MergeRow> for Merging {
    fn from(row: &MergeRow) -> Self {
        Self {
            line_id: row.id,
            listing_id: row.listing_id,
            quantity: row.quantity,
            units: SaleUnits { minimum: row.minimum_quantity, pack: row.pack_quantity },
            offered: row.offer_quantity,
            counters_quantity: row.counters_quantity,
            is_plain: row.is_plain,
            is_leaving: row.is_leaving,
            note: row.note.clone(),
        }
    }
}

/// The active lines of a cart, as merging looks at them.
///
/// # Errors
/// The database failed.
pub async fn active_lines(session: &mut impl Session, cart_id: CartId) -> Result<Vec<MergeRow>, StorageError> {
    fetch_all!(session, MergeRow, ACTIVE, cart_id)
}

/// A line of a cart that ended or is agreed.
#[derive(Clone, Debug, FromRow)]
pub struct OtherRow {
    pub id: LineId,
    pub seller_id: OrganisationId,
    pub part_number: String,
    pub quantity: i64,
}

/// The lines of a cart that are not active.
///
/// # Errors
/// The database failed.
pub async fn other_lines(session: &mut impl Session, cart_id: CartId) -> Result<Vec<OtherRow>, StorageError> {
    fetch_all!(session, OtherRow, OTHERS, cart_id)
}

/// Lines of a cart by status.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct StatusCounts {
    pub open: i64,
    pub quote: i64,
    pub accepted: i64,
    pub no_quote: i64,
    pub withdrawn: i64,
    pub closed: i64,
}

/// # Errors
/// The database failed.
pub async fn count_statuses(session: &mut impl Session, cart_id: CartId) -> Result<StatusCounts, StorageError> {
    fetch_one!(session, StatusCounts, COUNT_STATUSES, cart_id)
}

/// Makes the cart where absorbed lines wait for their end.
///
/// # Errors
/// The database failed.
pub async fn insert_parking(
    tx: &mut Tx,
    id: CartId,
    owner: (PersonId, OrganisationId),
    at: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, PARKING, id, owner.1, owner.0, at)?;
    Ok(())
}

/// Makes a cart's bags for sellers; those that there are stay.
///
/// # Errors
/// The database failed.
pub async fn make_bags(
    tx: &mut Tx,
    cart_id: CartId,
    bags: &[(BagId, OrganisationId)],
    at: Timestamp,
) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO bag (id, cart_id, seller_id, created_at) ",
        4,
        bags,
        |values, bag| {
            values.push_bind(bag.0).push_bind(cart_id).push_bind(bag.1).push_bind(at);
        },
        " ON CONFLICT (cart_id, seller_id) DO NOTHING"
    );
    Ok(())
}

/// Moves lines into a cart that has a bag for each of their sellers. Nothing else of them changes: to their sellers they are
/// the same.
///
/// # Errors
/// The database failed; also if the cart has an active line for one of their listings.
pub async fn move_lines(tx: &mut Tx, lines: &[LineId], to: CartId) -> Result<(), StorageError> {
    execute_for!(tx, lines, |sql| {
        sql.push("UPDATE cart_line SET cart_id = ")
            .push_bind(to)
            .push(", bag_id = (SELECT b.id FROM bag b WHERE b.seller_id = cart_line.seller_id AND b.cart_id = ")
            .push_bind(to)
            .push(") WHERE id");
    });
    execute_for!(tx, lines, |sql| {
        sql.push("UPDATE pending_withdrawal SET cart_id = ").push_bind(to).push(" WHERE line_id");
    });
    Ok(())
}

/// Lets lines of a cart be withdrawn later.
///
/// # Errors
/// The database failed.
pub async fn withdraw_lines_later(
    tx: &mut Tx,
    lines: &[(LineId, CartId)],
    by: (PersonId, Timestamp),
    note: &str,
) -> Result<(), StorageError> {
    insert_rows!(
        tx,
        "INSERT INTO pending_withdrawal (line_id, cart_id, removed_by, due_at, note) ",
        5,
        lines,
        |values, line| {
            values.push_bind(line.0).push_bind(line.1).push_bind(by.0).push_bind(by.1).push_bind(note);
        },
        " ON CONFLICT (line_id) DO NOTHING"
    );
    Ok(())
}

/// A line as a history names it.
#[derive(Clone, Debug, FromRow)]
pub struct LineName {
    pub id: LineId,
    pub cart_id: CartId,
    pub listing_id: ListingId,
    pub seller_id: OrganisationId,
    pub quantity: i64,
    pub is_active: bool,
    pub part_number: String,
}

/// Where lines are now, in no order.
///
/// # Errors
/// The database failed.
pub async fn line_names(tx: &mut Tx, lines: &[LineId]) -> Result<Vec<LineName>, StorageError> {
    Ok(fetch_for!(tx, LineName, lines, |sql| {
        sql.push(
            "SELECT id, cart_id, listing_id, seller_id, quantity, part_number, status IN ('open', 'quote') AS is_active
            FROM cart_line WHERE id",
        );
    }))
}
