//! Lines on the way out: both lists with their counts, and the drawer's facts. Each page is a fixed number of statements.

use super::{Session, StorageError};
use crate::domain::{
    cart::CartKind,
    catalog::Condition,
    ids::{CartId, DemandId, LineId, ListingId, OrganisationId, PersonId, TransactionId},
    money::Currency,
    negotiation::{LineStatus, Side},
    pricing::PriceBreaks,
    reason::EndReason,
    time::Timestamp,
};
use sqlx::FromRow;

/// Who added and last changed a line: a seller's list does without.
macro_rules! contributors {
    ("buyer") => {
        "(SELECT p.name FROM person p WHERE p.id = l.added_by) AS added_by,
            (SELECT p.name FROM person p WHERE p.id = l.changed_by) AS changed_by"
    };
    ("seller") => {
        "CAST(NULL AS TEXT) AS added_by, CAST(NULL AS TEXT) AS changed_by"
    };
}

/// How the buyers' note begins: a seller's list does not name it. One character more than is shown says that it goes on.
macro_rules! note {
    ("buyer") => {
        "SUBSTR(l.note, 1, 201) AS note, "
    };
    ("seller") => {
        "CAST(NULL AS TEXT) AS note, "
    };
}

/// The columns of both lists: seen from `$own` side, with the name of the `$other`; `$same` counts the cart's active lines
/// for the same part.
macro_rules! lines_of {
    ($own:tt, $other:literal, $same:literal, $rest:literal) => {
        concat!(
            "SELECT l.id, l.part_number, l.part_key, l.manufacturer, l.description, l.condition, l.quantity, l.unit, l.status,
            o.name AS counterparty, l.list_price_micros, l.list_price_breaks, l.currency, l.offer_price_micros, l.offer_quantity,
            l.offer_valid_until, l.agreed_price_micros, l.agreed_quantity, l.documentation_pending, l.updated_at,
            l.waiting_from_us, l.value_currency, l.value_rank, l.ended_by, l.ended_at, l.end_reason, l.end_note,
            l.messages - l.",
            $own,
            "_messages - COALESCE(s.seen_others, 0) AS unread, ",
            $same,
            " AS same_part, l.created_at, EXISTS (SELECT 1 FROM pending_withdrawal w WHERE w.line_id = l.id AND '",
            $own,
            "' = 'buyer') AS is_removing, ",
            note!($own),
            contributors!($own),
            " FROM cart_line l JOIN organisation o ON o.id = l.",
            $other,
            "_id LEFT JOIN line_seen s ON s.line_id = l.id AND s.person_id = $2 AND s.side = '",
            $own,
            "' WHERE ",
            $rest
        )
    };
}

statements! {
    ACTIVE_OF_CART = [lines_of!(
        "buyer",
        "seller",
        "(SELECT COUNT(*) FROM cart_line r WHERE r.cart_id = l.cart_id AND r.part_key = l.part_key
            AND r.status IN ('open', 'quote'))",
        "l.cart_id = $1 AND l.status IN ('open', 'quote') AND l.id < $3 ORDER BY l.id DESC LIMIT $4"
    )];
    CLOSED_OF_CART = [lines_of!(
        "buyer",
        "seller",
        "CAST(0 AS BIGINT)",
        "l.cart_id = $1 AND l.status NOT IN ('open', 'quote') AND l.id < $3 ORDER BY l.id DESC LIMIT $4"
    )];
    ACTIVE_OF_SELLER = [lines_of!(
        "seller",
        "buyer",
        "CAST(0 AS BIGINT)",
        "l.seller_id = $1 AND l.status IN ('open', 'quote') AND l.id < $3 ORDER BY l.id DESC LIMIT $4"
    )];
    CLOSED_OF_SELLER = [lines_of!(
        "seller",
        "buyer",
        "CAST(0 AS BIGINT)",
        "l.seller_id = $1 AND l.status NOT IN ('open', 'quote') AND l.id < $3 ORDER BY l.id DESC LIMIT $4"
    )];
    WAITING_OF_SELLER = [lines_of!(
        "seller",
        "buyer",
        "CAST(0 AS BIGINT)",
        "l.seller_id = $1 AND l.status IN ('open', 'quote') AND (l.waiting_from_us, l.id) > ($3, $4)
            ORDER BY l.waiting_from_us, l.id LIMIT $5"
    )];
    VALUE_OF_SELLER = [lines_of!(
        "seller",
        "buyer",
        "CAST(0 AS BIGINT)",
        "l.seller_id = $1 AND l.status IN ('open', 'quote') AND (l.value_currency, l.value_rank, l.id) > ($3, $4, $5)
            ORDER BY l.value_currency, l.value_rank, l.id LIMIT $6"
    )];
    CHANGED_OF_SELLER = [lines_of!(
        "seller",
        "buyer",
        "CAST(0 AS BIGINT)",
        "l.seller_id = $1 AND l.status IN ('open', 'quote') AND (l.updated_at, l.id) < ($3, $4)
            ORDER BY l.updated_at DESC, l.id DESC LIMIT $5"
    )];
    COUNT_OF_CART = ["SELECT
        (SELECT COUNT(*) FROM cart_line WHERE cart_id = $1 AND status IN ('open', 'quote')) AS active,
        (SELECT COUNT(*) FROM cart_line WHERE cart_id = $1 AND status NOT IN ('open', 'quote')) AS closed"];
    COUNT_OF_SELLER = ["SELECT
        (SELECT COUNT(*) FROM cart_line WHERE seller_id = $1 AND status IN ('open', 'quote')) AS active,
        (SELECT COUNT(*) FROM cart_line WHERE seller_id = $1 AND status NOT IN ('open', 'quote')) AS closed"];
    DETAIL = ["SELECT l.id, l.cart_id, l.listing_id, l.buyer_id, l.seller_id, b.name AS buyer, s.name AS seller,
        c.kind AS cart_kind, c.creator_id AS cart_creator_id, c.trashed_at IS NOT NULL AS cart_in_trash,
        (SELECT e.value FROM setting e WHERE e.name = 'shared_carts') AS sharing_settings,
        l.status, l.part_number, l.part_key, l.manufacturer, l.description, l.condition, l.unit, l.certificate, l.minimum_quantity, l.pack_quantity, l.list_price_micros, l.list_price_breaks, l.currency,
        l.lead_time_days, l.quantity, l.revisions, l.agreed_price_micros, l.agreed_quantity, l.documentation_pending,
        l.messages, l.buyer_messages, l.seller_messages, pa.name AS added_by, pc.name AS changed_by, l.created_at,
        l.updated_at, l.version, g.quantity - g.agreed AS available, g.removed_at, l.counters, k.number AS counter_number,
        k.price_micros AS counter_price_micros, k.currency AS counter_currency, k.quantity AS counter_quantity,
        k.needed_by AS counter_needed_by, k.comment AS counter_comment,
        COALESCE(v.seen_others, 0) AS seen_others, t.id AS transaction_id, l.ended_by, l.ended_at, l.end_reason, l.end_note,
        (SELECT COUNT(*) FROM cart_line r WHERE r.cart_id = l.cart_id AND r.part_key = l.part_key
            AND r.status IN ('open', 'quote')) AS same_part,
        n.id AS demand_id, n.part_number AS demand_part_number, n.quantity AS demand_quantity,
        n.needed_by AS demand_needed_by
        FROM cart_line l JOIN cart c ON c.id = l.cart_id JOIN listing g ON g.id = l.listing_id
        JOIN organisation b ON b.id = l.buyer_id JOIN organisation s ON s.id = l.seller_id
        JOIN person pa ON pa.id = l.added_by JOIN person pc ON pc.id = l.changed_by
        LEFT JOIN line_transaction t ON t.line_id = l.id LEFT JOIN counter_offer k ON k.id = l.live_counter_id
        LEFT JOIN line_seen v ON v.line_id = l.id AND v.person_id = $2 AND v.side = $3
        LEFT JOIN demand n ON n.id = (SELECT d.id FROM demand d WHERE d.organisation_id = l.buyer_id
            AND d.part_key = l.part_key AND d.status = 'open' AND (d.condition IS NULL OR d.condition = l.condition)
            ORDER BY d.id LIMIT 1)
        WHERE l.id = $1"];
    LATEST_OF_LISTING = [concat!("SELECT l.id, l.status, l.version FROM cart_line l WHERE l.cart_id = ",
        current_cart_id!("$1", "$2"), " AND l.listing_id = $3 ORDER BY l.id DESC LIMIT 1")];
    OFFERS = ["SELECT o.revision, o.price_micros, o.currency, o.quantity, o.lead_time_days, o.valid_until, o.comment,
        p.name AS made_by, o.made_at FROM offer o JOIN person p ON p.id = o.made_by
        WHERE o.line_id = $1 ORDER BY o.revision DESC LIMIT 200"];
    NEIGHBOURS_ACTIVE_OF_CART = ["SELECT
        (SELECT l.id FROM cart_line l WHERE l.cart_id = $1 AND l.id > $2
            AND l.status IN ('open', 'quote') ORDER BY l.id LIMIT 1) AS previous,
        (SELECT l.id FROM cart_line l WHERE l.cart_id = $1 AND l.id < $2
            AND l.status IN ('open', 'quote') ORDER BY l.id DESC LIMIT 1) AS next"];
    NEIGHBOURS_ACTIVE_OF_SELLER = ["SELECT
        (SELECT l.id FROM cart_line l WHERE l.seller_id = $1 AND l.id > $2
            AND l.status IN ('open', 'quote') ORDER BY l.id LIMIT 1) AS previous,
        (SELECT l.id FROM cart_line l WHERE l.seller_id = $1 AND l.id < $2
            AND l.status IN ('open', 'quote') ORDER BY l.id DESC LIMIT 1) AS next"];
    NEIGHBOURS_CLOSED_OF_CART = ["SELECT
        (SELECT l.id FROM cart_line l WHERE l.cart_id = $1 AND l.id > $2
            AND l.status NOT IN ('open', 'quote') ORDER BY l.id LIMIT 1) AS previous,
        (SELECT l.id FROM cart_line l WHERE l.cart_id = $1 AND l.id < $2
            AND l.status NOT IN ('open', 'quote') ORDER BY l.id DESC LIMIT 1) AS next"];
    NEIGHBOURS_CLOSED_OF_SELLER = ["SELECT
        (SELECT l.id FROM cart_line l WHERE l.seller_id = $1 AND l.id > $2
            AND l.status NOT IN ('open', 'quote') ORDER BY l.id LIMIT 1) AS previous,
        (SELECT l.id FROM cart_line l WHERE l.seller_id = $1 AND l.id < $2
            AND l.status NOT IN ('open', 'quote') ORDER BY l.id DESC LIMIT 1) AS next"];
}

/// A line as both lists show it, seen by one person.
#[derive(FromRow)]
pub struct LineListRow {
    pub id: LineId,
    pub part_number: String,
    pub part_key: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub quantity: i64,
    pub unit: String,
    pub status: LineStatus,
    pub counterparty: String,
    pub list_price_micros: Option<i64>,
    pub list_price_breaks: Option<PriceBreaks>,
    pub currency: Option<Currency>,
    pub offer_price_micros: Option<i64>,
    pub offer_quantity: Option<i64>,
    pub offer_valid_until: Option<Timestamp>,
    pub agreed_price_micros: Option<i64>,
    pub agreed_quantity: Option<i64>,
    pub documentation_pending: bool,
    pub updated_at: Timestamp,
    /// Microseconds since 1970; [`NOT_WAITING`] while the line does not wait for its seller.
    pub waiting_from_us: i64,
    pub value_currency: String,
    /// The negated value in minor units.
    pub value_rank: i64,
    #[sqlx(flatten)]
    pub ended: Ended,
    pub unread: i64,
    pub same_part: i64,
    pub created_at: Timestamp,
    pub added_by: Option<String>,
    pub changed_by: Option<String>,
    /// Of the buyer's lists: the line is on its way out of its cart.
    pub is_removing: bool,
    /// Of the buyer's lists: at most 201 characters of the note.
    pub note: Option<String>,
}

/// What stands in a row while its line does not wait for the seller: behind every wait.
pub const NOT_WAITING: i64 = i64::MAX;

/// Who ended a line without a deal, when and why.
#[derive(Clone, FromRow)]
pub struct Ended {
    pub ended_by: Option<Side>,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<EndReason>,
    pub end_note: Option<String>,
}

/// An order of a seller's active lines, and the row behind which it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// Waiting since, microseconds.
    Waiting(i64, LineId),
    Value(String, i64, LineId),
    Changed(Timestamp, LineId),
}

/// Whose list: the lines of a cart, or all that buyers hold against a seller's inventory.
#[derive(Clone, Copy)]
pub enum Scope {
    Cart(CartId),
    Seller(OrganisationId),
}

/// Which rows of a list, seen by whom.
pub struct ListQuery {
    pub scope: Scope,
    pub active: bool,
    pub person_id: PersonId,
    pub before: LineId,
    pub limit: i64,
}

/// The newest lines of a list before one of them.
///
/// # Errors
/// The database failed.
pub async fn list(session: &mut impl Session, query: &ListQuery) -> Result<Vec<LineListRow>, StorageError> {
    let ListQuery { scope, active, person_id, before, limit } = *query;
    match (scope, active) {
        (Scope::Cart(id), true) => fetch_all!(session, LineListRow, ACTIVE_OF_CART, id, person_id, before, limit),
        (Scope::Cart(id), false) => fetch_all!(session, LineListRow, CLOSED_OF_CART, id, person_id, before, limit),
        (Scope::Seller(id), true) => fetch_all!(session, LineListRow, ACTIVE_OF_SELLER, id, person_id, before, limit),
        (Scope::Seller(id), false) => fetch_all!(session, LineListRow, CLOSED_OF_SELLER, id, person_id, before, limit),
    }
}

/// A seller's active lines in another order than the newest first, behind one of them.
///
/// # Errors
/// The database failed.
pub async fn sorted(
    session: &mut impl Session,
    seller: (OrganisationId, PersonId),
    after: &After,
    limit: i64,
) -> Result<Vec<LineListRow>, StorageError> {
    let (id, person_id) = seller;
    match after {
        After::Waiting(from_us, line) => {
            fetch_all!(session, LineListRow, WAITING_OF_SELLER, id, person_id, *from_us, *line, limit)
        }
        After::Value(currency, rank, line) => {
            fetch_all!(session, LineListRow, VALUE_OF_SELLER, id, person_id, currency, *rank, *line, limit)
        }
        After::Changed(at, line) => fetch_all!(session, LineListRow, CHANGED_OF_SELLER, id, person_id, *at, *line, limit),
    }
}

/// Lines behind each tab.
#[derive(Clone, Copy, Default, FromRow)]
pub struct Counts {
    pub active: i64,
    pub closed: i64,
}

/// # Errors
/// The database failed.
pub async fn counts(session: &mut impl Session, scope: Scope) -> Result<Counts, StorageError> {
    match scope {
        Scope::Cart(id) => fetch_one!(session, Counts, COUNT_OF_CART, id),
        Scope::Seller(id) => fetch_one!(session, Counts, COUNT_OF_SELLER, id),
    }
}

/// Everything a drawer shows but offers and thread.
#[derive(FromRow)]
pub struct LineDetail {
    pub id: LineId,
    pub cart_id: CartId,
    pub listing_id: ListingId,
    pub buyer_id: OrganisationId,
    pub seller_id: OrganisationId,
    pub buyer: String,
    pub seller: String,
    pub cart_kind: CartKind,
    pub cart_creator_id: PersonId,
    pub cart_in_trash: bool,
    /// As they are stored.
    pub sharing_settings: Option<String>,
    pub status: LineStatus,
    pub part_number: String,
    pub part_key: String,
    pub manufacturer: String,
    pub description: String,
    pub condition: Condition,
    pub unit: String,
    pub certificate: Option<String>,
    pub minimum_quantity: i64,
    pub pack_quantity: i64,
    pub list_price_micros: Option<i64>,
    pub list_price_breaks: Option<PriceBreaks>,
    pub currency: Option<Currency>,
    pub lead_time_days: Option<i32>,
    pub quantity: i64,
    pub revisions: i64,
    pub agreed_price_micros: Option<i64>,
    pub agreed_quantity: Option<i64>,
    pub documentation_pending: bool,
    pub messages: i64,
    pub buyer_messages: i64,
    pub seller_messages: i64,
    pub added_by: String,
    pub changed_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    pub available: i64,
    pub removed_at: Option<Timestamp>,
    pub counters: i64,
    /// The counter-offer that waits for an answer.
    pub counter_number: Option<i64>,
    pub counter_price_micros: Option<i64>,
    pub counter_currency: Option<Currency>,
    pub counter_quantity: Option<i64>,
    pub counter_needed_by: Option<Timestamp>,
    pub counter_comment: Option<String>,
    pub seen_others: i64,
    pub transaction_id: Option<TransactionId>,
    #[sqlx(flatten)]
    pub ended: Ended,
    pub same_part: i64,
    #[sqlx(flatten)]
    pub demand: MatchedDemand,
}

/// The open demand of the buyer's organisation that the line would meet; the oldest of several.
#[derive(FromRow)]
pub struct MatchedDemand {
    pub demand_id: Option<DemandId>,
    pub demand_part_number: Option<String>,
    pub demand_quantity: Option<i64>,
    pub demand_needed_by: Option<String>,
}

/// One line, seen by a person from one side. Who may see it is decided by the caller.
///
/// # Errors
/// The database failed.
pub async fn detail(
    session: &mut impl Session,
    line_id: LineId,
    person_id: PersonId,
    side: Side,
) -> Result<Option<LineDetail>, StorageError> {
    fetch_optional!(session, LineDetail, DETAIL, line_id, person_id, side)
}

#[derive(FromRow)]
struct StateRow {
    id: LineId,
    status: LineStatus,
    version: i64,
}

/// The newest line for a listing in a person's current cart: its status and version.
///
/// # Errors
/// The database failed.
pub async fn latest_of_listing(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    listing_id: ListingId,
) -> Result<Option<(LineId, LineStatus, i64)>, StorageError> {
    let row = fetch_optional!(session, StateRow, LATEST_OF_LISTING, owner.0, owner.1, listing_id)?;
    Ok(row.map(|row| (row.id, row.status, row.version)))
}

/// A stored offer revision with who made it.
#[derive(FromRow)]
pub struct OfferHistoryRow {
    pub revision: i64,
    pub price_micros: i64,
    pub currency: Currency,
    pub quantity: i64,
    pub lead_time_days: Option<i32>,
    pub valid_until: Option<Timestamp>,
    pub comment: Option<String>,
    pub made_by: String,
    pub made_at: Timestamp,
}

/// The latest 200 revisions, newest first.
///
/// # Errors
/// The database failed.
pub async fn offers(session: &mut impl Session, line_id: LineId) -> Result<Vec<OfferHistoryRow>, StorageError> {
    fetch_all!(session, OfferHistoryRow, OFFERS, line_id)
}

/// The lines beside one in its list.
#[derive(Clone, Copy, Default, FromRow)]
pub struct Neighbours {
    pub previous: Option<LineId>,
    pub next: Option<LineId>,
}

/// # Errors
/// The database failed.
pub async fn neighbours(
    session: &mut impl Session,
    scope: Scope,
    line_id: LineId,
    active: bool,
) -> Result<Neighbours, StorageError> {
    match (scope, active) {
        (Scope::Cart(id), true) => fetch_one!(session, Neighbours, NEIGHBOURS_ACTIVE_OF_CART, id, line_id),
        (Scope::Cart(id), false) => fetch_one!(session, Neighbours, NEIGHBOURS_CLOSED_OF_CART, id, line_id),
        (Scope::Seller(id), true) => fetch_one!(session, Neighbours, NEIGHBOURS_ACTIVE_OF_SELLER, id, line_id),
        (Scope::Seller(id), false) => fetch_one!(session, Neighbours, NEIGHBOURS_CLOSED_OF_SELLER, id, line_id),
    }
}
