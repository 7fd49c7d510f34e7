//! Carts, the pointer to the current one, and bags. Must not touch lines.

use super::{Session, StorageError, Tx};
use crate::domain::{
    cart::{Cart, CartKind, CheckoutStatus},
    ids::{BagId, CartId, LineId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

statements! {
    CURRENT = ["SELECT c.id, c.organisation_id, c.creator_id, c.kind, c.checkout_status
        FROM current_cart p JOIN cart c ON c.id = p.cart_id WHERE p.person_id = $1 AND p.organisation_id = $2"];
    INSERT_PERSONAL = ["INSERT INTO cart
        (id, organisation_id, creator_id, kind, checkout_status, created_at, modified_by, modified_at, version)
        VALUES ($1, $2, $3, 'personal', 'IN_PROGRESS', $4, $3, $4, 1) ON CONFLICT DO NOTHING"];
    POINT_AT_PERSONAL = ["INSERT INTO current_cart (person_id, organisation_id, cart_id)
        SELECT c.creator_id, c.organisation_id, c.id FROM cart c
        WHERE c.creator_id = $1 AND c.organisation_id = $2 AND c.kind = 'personal' AND c.checkout_status = 'IN_PROGRESS'
        ON CONFLICT (person_id, organisation_id) DO NOTHING"];
    TOUCH_CURRENT = ["UPDATE cart SET modified_by = $1, modified_at = $3, version = version + 1
        WHERE id = (SELECT p.cart_id FROM current_cart p WHERE p.person_id = $1 AND p.organisation_id = $2)
        RETURNING id, organisation_id, creator_id, kind, checkout_status"];
    TOUCH_OF_LINE = ["UPDATE cart SET modified_by = $2, modified_at = $3, version = version + 1
        WHERE id = (SELECT l.cart_id FROM cart_line l WHERE l.id = $1)"];
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

/// The cart a person works on in an organisation. `None` until something was added: reading makes no cart.
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

/// Makes the person's personal cart, unless there is one, and points at it, unless a pointer stands.
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
    execute!(tx, POINT_AT_PERSONAL, person_id, organisation_id)?;
    Ok(())
}

/// The cart the person works on, as [`current`], with the person noted as who changed it last; locks it until the commit.
///
/// # Errors
/// The database failed.
pub async fn touch_current(
    tx: &mut Tx,
    person_id: PersonId,
    organisation_id: OrganisationId,
    now: Timestamp,
) -> Result<Option<Cart>, StorageError> {
    Ok(fetch_optional!(tx, CartRow, TOUCH_CURRENT, person_id, organisation_id, now)?.map(Into::into))
}

/// Notes who changed the cart of a line last; locks it until the commit.
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
