//! Sharing, naming and locking carts, and the pointers at them.

use crate::{
    domain::{
        cart::{Cart, CartKind, CheckoutStatus},
        ids::{CartId, OrganisationId, PersonId},
        sharing::TrashReason,
        time::Timestamp,
    },
    server::storage::{Lock, Session, StorageError, Tx},
};
use sqlx::FromRow;

statements! {
    /// Of two that share one cart the second finds no personal cart any more.
    SHARE = ["UPDATE cart SET kind = 'shared', name = $3, description = $4, modified_by = $1, modified_at = $5,
        version = version + 1 WHERE creator_id = $1 AND organisation_id = $2 AND kind = 'personal'
        AND checkout_status = 'IN_PROGRESS' AND trashed_at IS NULL RETURNING id"];
    FIND = ["SELECT id, organisation_id, creator_id, kind, checkout_status,
        pending_submission IS NOT NULL AS is_locked, name, description, version, trashed_at,
        trash_reason, (SELECT p.name FROM person p WHERE p.id = cart.creator_id) AS creator FROM cart WHERE id = $1"];
    LOCK = [locking "SELECT id, organisation_id, creator_id, kind, checkout_status,
        pending_submission IS NOT NULL AS is_locked, name, description, version, trashed_at,
        trash_reason, (SELECT p.name FROM person p WHERE p.id = cart.creator_id) AS creator FROM cart WHERE id = $1"];
    LOCK_TWO = [locking "SELECT id, organisation_id, creator_id, kind, checkout_status,
        pending_submission IS NOT NULL AS is_locked, name, description, version, trashed_at,
        trash_reason, (SELECT p.name FROM person p WHERE p.id = cart.creator_id) AS creator FROM cart
        WHERE id IN ($1, $2) ORDER BY id"];
    RENAME = ["UPDATE cart SET name = $2, modified_by = $3, modified_at = $4, version = version + 1
        WHERE id = $1 AND name = $5"];
    DESCRIBE = ["UPDATE cart SET description = $2, modified_by = $3, modified_at = $4, version = version + 1
        WHERE id = $1 AND COALESCE(description, '') = $5"];
    TOUCH = ["UPDATE cart SET modified_by = $2, modified_at = $3, version = version + 1 WHERE id = $1"];
    POINT = [concat!("INSERT INTO current_cart (person_id, organisation_id, cart_id)
        SELECT m.person_id, m.organisation_id, c.id FROM cart c JOIN member m ON m.person_id = $1 AND m.organisation_id = $2
        WHERE c.id = $3 AND ", open_to!("c", "$1", "$2"),
        " ON CONFLICT (person_id, organisation_id) DO UPDATE SET cart_id = excluded.cart_id")];
    POINT_HOME = ["DELETE FROM current_cart WHERE person_id = $1 AND organisation_id = $2"];
    UNPOINT = ["DELETE FROM current_cart WHERE cart_id = $1 RETURNING person_id"];
}

#[derive(FromRow)]
struct IdRow {
    id: CartId,
}

#[derive(FromRow)]
struct RecordRow {
    id: CartId,
    organisation_id: OrganisationId,
    creator_id: PersonId,
    kind: CartKind,
    checkout_status: CheckoutStatus,
    is_locked: bool,
    name: Option<String>,
    description: Option<String>,
    version: i64,
    trashed_at: Option<Timestamp>,
    trash_reason: Option<TrashReason>,
    creator: Option<String>,
}

/// A cart with everything that a decision about it as a whole needs.
#[derive(Clone, Debug)]
pub struct CartRecord {
    pub cart: Cart,
    /// Empty for a personal cart.
    pub name: String,
    pub description: String,
    pub creator: String,
    pub version: i64,
    pub trashed: Option<(Timestamp, TrashReason)>,
    /// Its time in the trash is over: it has no name any more.
    pub is_forgotten: bool,
}

impl From<RecordRow> for CartRecord {
    fn from(row: RecordRow) -> Self {
        let RecordRow { id, organisation_id, creator_id, kind, checkout_status, is_locked, .. } = row;
        Self {
            cart: Cart { id, organisation_id, creator_id, kind, checkout_status, is_locked },
            is_forgotten: kind == CartKind::Shared && row.name.is_none(),
            name: row.name.unwrap_or_default(),
            description: row.description.unwrap_or_default(),
            creator: row.creator.unwrap_or_default(),
            version: row.version,
            trashed: row.trashed_at.zip(row.trash_reason),
        }
    }
}

/// A cart's name and description to be.
#[derive(Clone, Copy)]
pub struct NewName<'a> {
    pub name: &'a str,
    pub description: &'a str,
}

/// Makes a person's personal cart a shared one, in place; `None` if they have none.
///
/// # Errors
/// The database failed.
pub async fn share(
    tx: &mut Tx,
    owner: (PersonId, OrganisationId),
    new: NewName<'_>,
    at: Timestamp,
) -> Result<Option<CartId>, StorageError> {
    let row = fetch_optional!(tx, IdRow, SHARE, owner.0, owner.1, new.name, new.description, at)?;
    Ok(row.map(|row| row.id))
}

/// A cart, in the trash or not, as it is now.
///
/// # Errors
/// The database failed.
pub async fn find(session: &mut impl Session, id: CartId) -> Result<Option<CartRecord>, StorageError> {
    Ok(fetch_optional!(session, RecordRow, FIND, id)?.map(Into::into))
}

/// Locks a cart until the commit, in the trash or not.
///
/// # Errors
/// The database failed.
pub async fn lock(tx: &mut Tx, id: CartId) -> Result<Option<Lock<CartRecord>>, StorageError> {
    Ok(fetch_optional!(tx, RecordRow, LOCK, id)?.map(|row| Lock::new(row.into())))
}

/// Locks two carts in the order of their ids; those that there are.
///
/// # Errors
/// The database failed.
pub async fn lock_two(tx: &mut Tx, ids: [CartId; 2]) -> Result<Vec<Lock<CartRecord>>, StorageError> {
    let rows = fetch_all!(tx, RecordRow, LOCK_TWO, ids[0], ids[1])?;
    Ok(rows.into_iter().map(|row| Lock::new(row.into())).collect())
}

/// Another name for a cart that was locked.
///
/// # Errors
/// The database failed.
pub async fn rename(
    tx: &mut Tx,
    cart: &Lock<CartRecord>,
    name: &str,
    by: (PersonId, Timestamp),
) -> Result<bool, StorageError> {
    Ok(execute!(tx, RENAME, cart.cart.id, name, by.0, by.1, &cart.name)? == 1)
}

/// Another description for a cart that was locked.
///
/// # Errors
/// The database failed.
pub async fn describe(
    tx: &mut Tx,
    cart: &Lock<CartRecord>,
    text: &str,
    by: (PersonId, Timestamp),
) -> Result<bool, StorageError> {
    Ok(execute!(tx, DESCRIBE, cart.cart.id, text, by.0, by.1, &cart.description)? == 1)
}

/// Notes who changed a locked cart last.
///
/// # Errors
/// The database failed.
pub async fn touch(tx: &mut Tx, cart: &Lock<CartRecord>, by: (PersonId, Timestamp)) -> Result<(), StorageError> {
    execute!(tx, TOUCH, cart.cart.id, by.0, by.1)?;
    Ok(())
}

/// Makes a cart the current one of a person; `false` if it is not open to them.
///
/// # Errors
/// The database failed.
pub async fn point(tx: &mut Tx, owner: (PersonId, OrganisationId), id: CartId) -> Result<bool, StorageError> {
    Ok(execute!(tx, POINT, owner.0, owner.1, id)? == 1)
}

/// The personal cart is the current one.
///
/// # Errors
/// The database failed.
pub async fn point_home(tx: &mut Tx, owner: (PersonId, OrganisationId)) -> Result<(), StorageError> {
    execute!(tx, POINT_HOME, owner.0, owner.1)?;
    Ok(())
}

#[derive(FromRow)]
struct PersonRow {
    person_id: PersonId,
}

/// Takes every pointer at a cart away; answers whose they were.
///
/// # Errors
/// The database failed.
pub async fn unpoint(tx: &mut Tx, id: CartId) -> Result<Vec<PersonId>, StorageError> {
    super::super::cart_item::lose(tx, id).await?;
    Ok(fetch_all!(tx, PersonRow, UNPOINT, id)?.into_iter().map(|row| row.person_id).collect())
}

/// Gives people their pointer at a cart back, unless they chose another one meanwhile.
///
/// # Errors
/// The database failed.
pub async fn point_all(tx: &mut Tx, cart: &CartRecord, people: &[PersonId]) -> Result<(), StorageError> {
    let (organisation_id, id) = (cart.cart.organisation_id, cart.cart.id);
    insert_rows!(
        tx,
        "INSERT INTO current_cart (person_id, organisation_id, cart_id) ",
        3,
        people,
        |values, person_id| {
            values.push_bind(*person_id).push_bind(organisation_id).push_bind(id);
        },
        " ON CONFLICT (person_id, organisation_id) DO NOTHING"
    );
    Ok(())
}
