//! Carts, the pointer to the current one, and bags. Must not touch lines.

use super::{Session, StorageError, Tx};
use crate::domain::{
    cart::{Cart, CartKind, CheckoutStatus},
    ids::{BagId, CartId, LineId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    CURRENT = [concat!("SELECT c.id, c.organisation_id, c.creator_id, c.kind, c.checkout_status FROM cart c WHERE c.id = ",
        current_cart_id!("$1", "$2"))];
    CURRENT_NAMED = [concat!("SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator
        FROM cart c JOIN person p ON p.id = c.creator_id WHERE c.id = ", current_cart_id!("$1", "$2"))];
    FIND_OPEN = [concat!("SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator
        FROM cart c JOIN person p ON p.id = c.creator_id WHERE c.id = $3 AND ", open_to!("c", "$1", "$2"))];
    NAMED = ["SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator
        FROM cart c JOIN person p ON p.id = c.creator_id WHERE c.id = $1"];
    OPEN = [concat!("SELECT c.id, c.kind, c.name, c.description, c.creator_id, p.name AS creator,
        COALESCE(c.id = ", current_cart_id!("$1", "$2"), ", FALSE) AS is_current,
        (SELECT COUNT(*) FROM cart_line l WHERE l.cart_id = c.id AND l.status IN ('open', 'quote')) AS active
        FROM cart c JOIN person p ON p.id = c.creator_id WHERE ", open_to!("c", "$1", "$2"),
        " ORDER BY c.kind, LOWER(c.name), c.id LIMIT 500")];
    PERSONAL = ["SELECT id FROM cart WHERE creator_id = $1 AND organisation_id = $2 AND kind = 'personal'
        AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL"];
    INSERT_PERSONAL = ["INSERT INTO cart
        (id, organisation_id, creator_id, kind, checkout_status, created_at, modified_by, modified_at, version)
        VALUES ($1, $2, $3, 'personal', 'IN_PROGRESS', $4, $3, $4, 1) ON CONFLICT DO NOTHING"];
    /// A cart that was locked by somebody who trashes or unshares it is looked at again when they are done: then it is not open.
    TOUCH_CURRENT = [concat!("UPDATE cart SET modified_by = $1, modified_at = $3, version = version + 1 WHERE id = ",
        current_cart_id!("$1", "$2"), " AND ", open_to!("cart", "$1", "$2"),
        " RETURNING id, organisation_id, creator_id, kind, checkout_status,
        (SELECT s.value FROM setting s WHERE s.name = 'shared_carts') AS settings")];
    TOUCH = ["UPDATE cart SET modified_by = $2, modified_at = $3, version = version + 1
        WHERE id = $1 AND trashed_at IS NULL AND checkout_status = 'IN_PROGRESS'
        RETURNING id, organisation_id, creator_id, kind, checkout_status"];
    FIND = ["SELECT id, organisation_id, creator_id, kind, checkout_status FROM cart WHERE id = $1 AND trashed_at IS NULL"];
    INSERT_SHARED = ["INSERT INTO cart
        (id, organisation_id, creator_id, kind, name, checkout_status, created_at, modified_by, modified_at, version)
        VALUES ($1, $2, $3, 'shared', $4, 'IN_PROGRESS', $5, $3, $5, 1)"];
    TOUCH_OF_LINE = ["UPDATE cart SET modified_by = $2, modified_at = $3, version = version + 1
        WHERE id = (SELECT l.cart_id FROM cart_line l WHERE l.id = $1) AND trashed_at IS NULL"];
    INSERT_BAG = ["INSERT INTO bag (id, cart_id, seller_id, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (cart_id, seller_id) DO UPDATE SET created_at = bag.created_at RETURNING id"];
}

#[derive(FromRow)]
struct CartRow {
    id: CartId,
    organisation_id: OrganisationId,
    creator_id: PersonId,
    kind: CartKind,
    checkout_status: CheckoutStatus,
}

impl From<CartRow> for Cart {
    fn from(row: CartRow) -> Self {
        let CartRow { id, organisation_id, creator_id, kind, checkout_status } = row;
        Self { id, organisation_id, creator_id, kind, checkout_status }
    }
}

/// A cart with the names that pages show.
#[derive(Clone, Debug, FromRow)]
pub struct NamedCart {
    pub id: CartId,
    pub kind: CartKind,
    pub name: Option<String>,
    pub description: Option<String>,
    pub creator_id: PersonId,
    pub creator: String,
}

/// A cart that a person can switch to.
#[derive(Clone, Debug, FromRow)]
pub struct OpenCart {
    #[sqlx(flatten)]
    pub cart: NamedCart,
    pub is_current: bool,
    pub active: i64,
}

/// Every cart open to a person in an organisation: their own first, then the shared ones by name; at most 500.
///
/// # Errors
/// The database failed.
pub async fn open(session: &mut impl Session, owner: (PersonId, OrganisationId)) -> Result<Vec<OpenCart>, StorageError> {
    fetch_all!(session, OpenCart, OPEN, owner.0, owner.1)
}

/// One of the carts open to a person.
///
/// # Errors
/// The database failed.
pub async fn find_open(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    id: CartId,
) -> Result<Option<NamedCart>, StorageError> {
    fetch_optional!(session, NamedCart, FIND_OPEN, owner.0, owner.1, id)
}

/// What a cart is called, and whose it is. Who may see it is decided by the caller.
///
/// # Errors
/// The database failed.
pub async fn named(session: &mut impl Session, id: CartId) -> Result<Option<NamedCart>, StorageError> {
    fetch_optional!(session, NamedCart, NAMED, id)
}

/// As [`current`], with its names.
///
/// # Errors
/// The database failed.
pub async fn current_named(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
) -> Result<Option<NamedCart>, StorageError> {
    fetch_optional!(session, NamedCart, CURRENT_NAMED, owner.0, owner.1)
}

/// The cart a person works on in an organisation: where the pointer leads if that cart is open to them, else their own. `None` until something was added: reading makes no cart.
///
/// # Errors
/// The database failed.
pub async fn current(
    session: &mut impl Session,
    person_id: PersonId,
    organisation_id: OrganisationId,
) -> Result<Option<Cart>, StorageError> {
    Ok(fetch_optional!(session, CartRow, CURRENT, person_id, organisation_id)?.map(Into::into))
}

#[derive(FromRow)]
struct CartIdRow {
    id: CartId,
}

/// A person's personal cart; `None` until something was added to it.
///
/// # Errors
/// The database failed.
pub async fn personal(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
) -> Result<Option<CartId>, StorageError> {
    Ok(fetch_optional!(session, CartIdRow, PERSONAL, owner.0, owner.1)?.map(|row| row.id))
}

/// Makes the person's personal cart, unless there is one. Without a pointer to another cart it is the current one.
///
/// # Errors
/// The database failed.
pub async fn create_personal(
    tx: &mut Tx,
    id: CartId,
    owner: (PersonId, OrganisationId),
    now: Timestamp,
) -> Result<(), StorageError> {
    let (person_id, organisation_id) = owner;
    execute!(tx, INSERT_PERSONAL, id, organisation_id, person_id, now)?;
    Ok(())
}

/// A cart that is not in the trash. Who may see it is decided by the caller.
///
/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, cart_id: CartId) -> Result<Option<Cart>, StorageError> {
    Ok(fetch_optional!(session, CartRow, FIND, cart_id)?.map(Into::into))
}

/// As [`find`], for one that is still being filled, with the person noted as who changed it last; locks it until the commit.
///
/// # Errors
/// The database failed.
pub async fn touch(tx: &mut Tx, cart_id: CartId, by: PersonId, now: Timestamp) -> Result<Option<Cart>, StorageError> {
    Ok(fetch_optional!(tx, CartRow, TOUCH, cart_id, by, now)?.map(Into::into))
}

/// Makes a shared cart.
///
/// # Errors
/// The database failed.
pub async fn insert_shared(
    tx: &mut Tx,
    id: CartId,
    owner: (PersonId, OrganisationId),
    what: (&str, Timestamp),
) -> Result<(), StorageError> {
    execute!(tx, INSERT_SHARED, id, owner.1, owner.0, what.0, what.1)?;
    Ok(())
}

#[derive(FromRow)]
struct TouchedRow {
    #[sqlx(flatten)]
    cart: CartRow,
    settings: Option<String>,
}

/// The cart the person works on, as [`current`], with the person noted as who changed it last, and the stored settings of
/// shared carts; locks it until the commit.
///
/// # Errors
/// The database failed.
pub async fn touch_current(
    tx: &mut Tx,
    person_id: PersonId,
    organisation_id: OrganisationId,
    now: Timestamp,
) -> Result<Option<(Cart, Option<String>)>, StorageError> {
    let row = fetch_optional!(tx, TouchedRow, TOUCH_CURRENT, person_id, organisation_id, now)?;
    Ok(row.map(|row| (row.cart.into(), row.settings)))
}

/// Notes who changed the cart of a line last, unless it is in the trash; locks it until the commit.
///
/// # Errors
/// The database failed.
pub async fn touch_of_line(tx: &mut Tx, line_id: LineId, by: PersonId, now: Timestamp) -> Result<(), StorageError> {
    execute!(tx, TOUCH_OF_LINE, line_id, by, now)?;
    Ok(())
}

#[derive(FromRow)]
struct BagRow {
    id: BagId,
}

/// The cart's bag for a seller, made if need be.
///
/// # Errors
/// The database failed.
pub async fn bag(tx: &mut Tx, id: BagId, of: (CartId, OrganisationId), now: Timestamp) -> Result<BagId, StorageError> {
    Ok(fetch_one!(tx, BagRow, INSERT_BAG, id, of.0, of.1, now)?.id)
}
