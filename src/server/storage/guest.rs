//! Guests: visitors with a cart and without an account; the browsers that know them, what their carts hold, and what came of a
//! cart whose owner signed in. Must not decide who may be one.

use super::{Session, StorageError, Tx};
use crate::domain::{
    identity::{Membership, Principal, Role, Roles},
    ids::{CartId, LineId, ListingId, OrganisationId, PersonId},
    ordering::OrderStatus,
    time::Timestamp,
};
use sqlx::FromRow;

/// A cart that a guest fills still.
macro_rules! of_guest {
    () => {
        "FROM guest g JOIN cart c ON c.organisation_id = g.organisation_id AND c.kind = 'personal'
        AND c.checkout_status = 'IN_PROGRESS' AND c.trashed_at IS NULL "
    };
}

statements! {
    INSERT = ["INSERT INTO guest (organisation_id, person_id, code, link_secret, created_at) VALUES ($1, $2, $3, $4, $5)"];
    INSERT_SESSION = ["INSERT INTO guest_session (token_hash, organisation_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4)"];
    SESSION = ["SELECT g.person_id, g.code, p.name, g.organisation_id, o.name AS organisation
        FROM guest_session s JOIN guest g ON g.organisation_id = s.organisation_id
        JOIN person p ON p.id = g.person_id JOIN organisation o ON o.id = g.organisation_id
        WHERE s.token_hash = $1 AND s.expires_at > $2"];
    EXTEND = ["UPDATE guest_session SET expires_at = $2 WHERE token_hash = $1 AND expires_at < $2"];
    END_SESSIONS = ["DELETE FROM guest_session WHERE organisation_id = $1"];
    PURGE_SESSIONS = ["DELETE FROM guest_session WHERE expires_at <= $1"];
    NAME_ORGANISATION = ["UPDATE organisation SET name = $2 WHERE id = $1"];
    NAME_PERSON = ["UPDATE person SET name = $2 WHERE id = $1"];
    AGREED = ["SELECT id, seller_id, part_number FROM cart_line WHERE cart_id = $1 AND status = 'accepted' ORDER BY id"];
    HELD = ["SELECT listing_id, CAST(SUM(quantity) AS BIGINT) AS quantity FROM cart_line
        WHERE cart_id = $1 AND status IN ('open', 'quote', 'accepted') GROUP BY listing_id"];
    COUNT_AGREED = [concat!("SELECT COUNT(*) AS count ", of_guest!(),
        "JOIN cart_line l ON l.cart_id = c.id AND l.status = 'accepted' WHERE g.organisation_id = $1 AND l.seller_id <> $2")];
    ORDERS = ["SELECT id, number, status, submitted_at FROM purchase_order WHERE organisation_id = $1
        ORDER BY number DESC LIMIT 50"];
    /// Who placed an order, if that was a guest; with the number and the header of the order.
    OF_ORDER = ["SELECT g.person_id, g.code, p.name, g.organisation_id, o.name AS organisation, g.link_secret, r.number,
        r.header, r.submitted_at
        FROM purchase_order r JOIN guest g ON g.organisation_id = r.organisation_id
        JOIN person p ON p.id = g.person_id JOIN organisation o ON o.id = g.organisation_id WHERE r.id = $1"];
    COUNT_ORDERS = ["SELECT COUNT(*) AS count FROM purchase_order WHERE organisation_id = $1"];
    /// The cart itself becomes somebody's.
    REOWN = ["UPDATE cart SET organisation_id = $2, creator_id = $3, modified_by = $3, modified_at = $4, version = version + 1
        WHERE id = $1 AND kind = 'personal' AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL"];
    /// Where a guest's lines stay that went on elsewhere. Nobody sees it.
    INSERT_PAST = ["INSERT INTO cart (id, organisation_id, creator_id, kind, checkout_status, created_at, modified_by,
        modified_at, version, trashed_at, trash_reason)
        VALUES ($1, $2, $3, 'personal', 'CANCELED', $4, $3, $4, 1, $4, 'converted')"];
    SAVE_ARRIVAL = ["INSERT INTO cart_arrival (person_id, organisation_id, report, arrived_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person_id, organisation_id) DO UPDATE SET report = excluded.report, arrived_at = excluded.arrived_at"];
    FORGET_ARRIVAL = ["DELETE FROM cart_arrival WHERE person_id = $1 AND organisation_id = $2"];
    /// Carts that nobody touched since $1, or that no browser knows any more at $2.
    DUE = [concat!("SELECT c.id ", of_guest!(), "WHERE c.modified_at <= $1 OR NOT EXISTS (SELECT 1 FROM guest_session s
        WHERE s.organisation_id = g.organisation_id AND s.expires_at > $2) ORDER BY c.modified_at, c.id LIMIT $3")];
    /// Looks again, so that a cart that was touched meanwhile survives.
    PURGE = ["UPDATE cart SET trashed_at = $2, trash_reason = 'purged', checkout_status = 'CANCELED', version = version + 1
        WHERE id = $1 AND kind = 'personal' AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL
        AND EXISTS (SELECT 1 FROM guest g WHERE g.organisation_id = cart.organisation_id)
        AND (modified_at <= $3 OR NOT EXISTS (SELECT 1 FROM guest_session s
            WHERE s.organisation_id = cart.organisation_id AND s.expires_at > $2))
        RETURNING id, organisation_id, creator_id"];
}

/// A guest, as it acts: in an organisation of its own, with nobody else there.
#[derive(Clone, Debug)]
pub struct GuestRecord {
    pub principal: Principal,
    pub membership: Membership,
    pub code: String,
}

impl GuestRecord {
    pub fn new(ids: (PersonId, OrganisationId), names: (String, String), code: String) -> Self {
        let membership = Membership {
            organisation_id: ids.1,
            organisation: names.1,
            buys: true,
            sells: false,
            roles: Roles::default().with(Role::Buyer),
        };
        let membership_of = Some(membership.clone());
        let principal = Principal { person_id: ids.0, name: names.0, platform_role: None, membership: membership_of };
        Self { principal, membership, code }
    }

    pub fn owner(&self) -> (PersonId, OrganisationId) {
        (self.principal.person_id, self.membership.organisation_id)
    }
}

#[derive(FromRow)]
struct GuestRow {
    person_id: PersonId,
    code: String,
    name: String,
    organisation_id: OrganisationId,
    organisation: String,
}

impl From<GuestRow> for GuestRecord {
    fn from(row: GuestRow) -> Self {
        Self::new((row.person_id, row.organisation_id), (row.name, row.organisation), row.code)
    }
}

/// Makes an organisation and its person a guest.
///
/// # Errors
/// The database failed.
pub async fn insert(tx: &mut Tx, guest: &GuestRecord, link_secret: &[u8; 32], at: Timestamp) -> Result<(), StorageError> {
    let (person_id, organisation_id) = guest.owner();
    execute!(tx, INSERT, organisation_id, person_id, &guest.code, &link_secret[..], at)?;
    Ok(())
}

/// # Errors
/// The database failed.
pub async fn insert_session(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    organisation_id: OrganisationId,
    times: (Timestamp, Timestamp),
) -> Result<(), StorageError> {
    execute!(tx, INSERT_SESSION, &token_hash[..], organisation_id, times.0, times.1)?;
    Ok(())
}

/// The guest whom a browser knows by its token, if that stands at `now`.
///
/// # Errors
/// The database failed.
pub async fn session(
    session: &mut impl Session,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<GuestRecord>, StorageError> {
    Ok(fetch_optional!(session, GuestRow, SESSION, &token_hash[..], now)?.map(Into::into))
}

/// # Errors
/// The database failed.
pub async fn extend(tx: &mut Tx, token_hash: &[u8; 32], expires_at: Timestamp) -> Result<(), StorageError> {
    execute!(tx, EXTEND, &token_hash[..], expires_at)?;
    Ok(())
}

/// No browser knows the guest any more.
///
/// # Errors
/// The database failed.
pub async fn end_sessions(tx: &mut Tx, organisation_id: OrganisationId) -> Result<(), StorageError> {
    execute!(tx, END_SESSIONS, organisation_id)?;
    Ok(())
}

/// Forgets sessions that are over; answers how many.
///
/// # Errors
/// The database failed.
pub async fn purge_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64, StorageError> {
    execute!(tx, PURGE_SESSIONS, now)
}

/// Calls a guest and their organisation by names.
///
/// # Errors
/// The database failed.
pub async fn rename(tx: &mut Tx, owner: (PersonId, OrganisationId), names: (&str, &str)) -> Result<(), StorageError> {
    execute!(tx, NAME_PERSON, owner.0, names.0)?;
    execute!(tx, NAME_ORGANISATION, owner.1, names.1)?;
    Ok(())
}

/// A line of a guest's cart that was bought.
#[derive(Clone, Debug, FromRow)]
pub struct AgreedLine {
    pub id: LineId,
    pub seller_id: OrganisationId,
    pub part_number: String,
}

/// The bought lines of a cart, in the order of their identifiers.
///
/// # Errors
/// The database failed.
pub async fn agreed(session: &mut impl Session, cart_id: CartId) -> Result<Vec<AgreedLine>, StorageError> {
    fetch_all!(session, AgreedLine, AGREED, cart_id)
}

#[derive(FromRow)]
struct HeldRow {
    listing_id: ListingId,
    quantity: i64,
}

/// How many units of each listing a cart has, in negotiation or agreed.
///
/// # Errors
/// The database failed.
pub async fn held(session: &mut impl Session, cart_id: CartId) -> Result<Vec<(ListingId, i64)>, StorageError> {
    let rows = fetch_all!(session, HeldRow, HELD, cart_id)?;
    Ok(rows.into_iter().map(|row| (row.listing_id, row.quantity)).collect())
}

#[derive(FromRow)]
struct CountRow {
    count: i64,
}

/// The lines that wait in a guest's cart, but for those of one seller.
///
/// # Errors
/// The database failed.
pub async fn count_agreed(
    session: &mut impl Session,
    organisation_id: OrganisationId,
    but: OrganisationId,
) -> Result<i64, StorageError> {
    Ok(fetch_one!(session, CountRow, COUNT_AGREED, organisation_id, but)?.count)
}

/// An order that a guest placed.
#[derive(Clone, Debug, FromRow)]
pub struct GuestOrderRow {
    pub id: CartId,
    pub number: i64,
    pub status: OrderStatus,
    pub submitted_at: Timestamp,
}

#[derive(FromRow)]
struct PlacedRow {
    #[sqlx(flatten)]
    guest: GuestRow,
    link_secret: Vec<u8>,
    number: i64,
    header: String,
    submitted_at: Timestamp,
}

/// An order with the guest who placed it.
pub struct Placed {
    pub guest: GuestRecord,
    pub link_secret: Vec<u8>,
    pub number: i64,
    /// A `domain::ordering::OrderHeader` as JSON.
    pub header: String,
    pub submitted_at: Timestamp,
}

/// `None`: there is no such order, or no guest placed it.
///
/// # Errors
/// The database failed.
pub async fn of_order(session: &mut impl Session, id: CartId) -> Result<Option<Placed>, StorageError> {
    let row = fetch_optional!(session, PlacedRow, OF_ORDER, id)?;
    Ok(row.map(|PlacedRow { guest, link_secret, number, header, submitted_at }| Placed {
        guest: guest.into(),
        link_secret,
        number,
        header,
        submitted_at,
    }))
}

/// A guest's latest orders, the newest first.
///
/// # Errors
/// The database failed.
pub async fn orders(
    session: &mut impl Session,
    organisation_id: OrganisationId,
) -> Result<Vec<GuestOrderRow>, StorageError> {
    fetch_all!(session, GuestOrderRow, ORDERS, organisation_id)
}

/// # Errors
/// The database failed.
pub async fn has_orders(session: &mut impl Session, organisation_id: OrganisationId) -> Result<bool, StorageError> {
    Ok(fetch_one!(session, CountRow, COUNT_ORDERS, organisation_id)?.count > 0)
}

/// Makes a locked cart somebody's personal one, who has none; answers whether it still was a cart.
///
/// # Errors
/// The database failed.
pub async fn reown(tx: &mut Tx, id: CartId, owner: (PersonId, OrganisationId), at: Timestamp) -> Result<bool, StorageError> {
    Ok(execute!(tx, REOWN, id, owner.1, owner.0, at)? == 1)
}

/// Makes the cart where a guest's lines stay that went on elsewhere.
///
/// # Errors
/// The database failed.
pub async fn insert_past(
    tx: &mut Tx,
    id: CartId,
    owner: (PersonId, OrganisationId),
    at: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, INSERT_PAST, id, owner.1, owner.0, at)?;
    Ok(())
}

/// Keeps what came of a guest's cart until its owner has read it.
///
/// # Errors
/// The database failed.
pub async fn save_arrival(
    tx: &mut Tx,
    owner: (PersonId, OrganisationId),
    report: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, SAVE_ARRIVAL, owner.0, owner.1, report, at)?;
    Ok(())
}

/// It was read; answers whether there was anything.
///
/// # Errors
/// The database failed.
pub async fn forget_arrival(tx: &mut Tx, owner: (PersonId, OrganisationId)) -> Result<bool, StorageError> {
    Ok(execute!(tx, FORGET_ARRIVAL, owner.0, owner.1)? == 1)
}

#[derive(FromRow)]
struct CartIdRow {
    id: CartId,
}

/// Guests' carts without any change since a time, or that no browser knows any more; the longest idle first.
///
/// # Errors
/// The database failed.
pub async fn due(
    session: &mut impl Session,
    since: Timestamp,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<CartId>, StorageError> {
    Ok(fetch_all!(session, CartIdRow, DUE, since, now, limit)?.into_iter().map(|row| row.id).collect())
}

/// A guest's cart that was taken away.
#[derive(Clone, Debug, FromRow)]
pub struct PurgedCart {
    pub id: CartId,
    pub organisation_id: OrganisationId,
    pub creator_id: PersonId,
}

/// Takes a guest's cart away if it is still [`due`]; locks it until the commit.
///
/// # Errors
/// The database failed.
pub async fn purge(tx: &mut Tx, id: CartId, now: Timestamp, since: Timestamp) -> Result<Option<PurgedCart>, StorageError> {
    fetch_optional!(tx, PurgedCart, PURGE, id, now, since)
}
