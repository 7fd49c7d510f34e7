//! Personal carts that nobody touched for long: which they are, and the statement that takes one away. It looks again, so that
//! a cart that was touched meanwhile survives. Its lines are the sellers' record as well and stay.

use super::{Session, StorageError, Tx};
use crate::domain::{
    ids::{CartId, OrganisationId, PersonId},
    time::Timestamp,
};
use sqlx::FromRow;

/// A personal cart without any change of it or of a line of it after a time, on no way to an order, in which nothing was ever
/// agreed.
macro_rules! abandoned {
    ($since:literal) => {
        concat!(
            "cart.kind = 'personal' AND cart.trashed_at IS NULL AND cart.checkout_status = 'IN_PROGRESS'
            AND cart.pending_submission IS NULL AND cart.modified_at <= ",
            $since,
            " AND NOT EXISTS (SELECT 1 FROM cart_line u WHERE u.cart_id = cart.id AND (u.status = 'accepted' OR u.updated_at > ",
            $since,
            ")) AND NOT EXISTS (SELECT 1 FROM cart_line a JOIN line_transaction t ON t.line_id = a.id WHERE a.cart_id = cart.id)"
        )
    };
}

statements! {
    UNPOINT = ["DELETE FROM current_cart WHERE cart_id = $1"];
    DUE = [concat!("SELECT cart.id FROM cart WHERE ", abandoned!("$1"), " ORDER BY cart.modified_at, cart.id LIMIT $2")];
    /// Canceled, because a person has one personal cart in progress at most, in the trash or not.
    PURGE = [concat!("UPDATE cart SET trashed_at = $2, trash_reason = 'purged', checkout_status = 'CANCELED',
        version = version + 1 WHERE id = $1 AND ", abandoned!("$3"), " RETURNING id, organisation_id, creator_id,
        (SELECT COUNT(*) FROM cart_line c WHERE c.cart_id = cart.id) AS lines")];
}

#[derive(FromRow)]
struct CartIdRow {
    id: CartId,
}

/// A cart that was taken away.
#[derive(Clone, Debug, FromRow)]
pub struct Purged {
    pub id: CartId,
    pub organisation_id: OrganisationId,
    pub creator_id: PersonId,
    pub lines: i64,
}

/// Abandoned carts without any change since a time, the longest idle first.
///
/// # Errors
/// The database failed.
pub async fn due(session: &mut impl Session, since: Timestamp, limit: i64) -> Result<Vec<CartId>, StorageError> {
    Ok(fetch_all!(session, CartIdRow, DUE, since, limit)?.into_iter().map(|row| row.id).collect())
}

/// Takes a cart away if it is still abandoned, and with it that somebody works on it. It and its lines were locked.
///
/// # Errors
/// The database failed.
pub async fn purge(tx: &mut Tx, id: CartId, now: Timestamp, since: Timestamp) -> Result<Option<Purged>, StorageError> {
    let purged = fetch_optional!(tx, Purged, PURGE, id, now, since)?;
    if purged.is_some() {
        execute!(tx, UNPOINT, id)?;
    }
    Ok(purged)
}
