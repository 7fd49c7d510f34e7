//! What a person's current cart holds of a part, with what raising a quantity would touch. Must not change anything.

use super::{Session, StorageError};
use crate::domain::{
    ids::{ListingId, OrganisationId, PersonId},
    money::{Currency, UnitPrice},
};
use sqlx::FromRow;

statements! {
    HELD_OF_PART = [concat!("SELECT l.listing_id, l.quantity, l.version, l.offer_price_micros, l.currency, l.offer_quantity,
        (k.quantity IS NOT NULL) AS counters_quantity
        FROM cart_line l LEFT JOIN counter_offer k ON k.id = l.live_counter_id
        WHERE l.cart_id = ", current_cart_id!("$1", "$2"), " AND l.part_key = $3 AND l.status IN ('open', 'quote')
        ORDER BY l.id LIMIT 1000")];
}

/// An active line of the cart.
#[derive(FromRow)]
pub struct Held {
    pub listing_id: ListingId,
    pub quantity: i64,
    pub version: i64,
    offer_price_micros: Option<i64>,
    currency: Option<Currency>,
    offer_quantity: Option<i64>,
    pub counters_quantity: bool,
}

impl Held {
    /// The standing offer: its price each, and up to how many units it holds.
    pub fn offer(&self) -> Option<(UnitPrice, i64)> {
        UnitPrice::known(self.offer_price_micros, self.currency).zip(self.offer_quantity)
    }
}

/// The active lines of a person's current cart for one part, by its normalised number.
///
/// # Errors
/// The database failed.
pub async fn held_of_part(
    session: &mut impl Session,
    owner: (PersonId, OrganisationId),
    part_key: &str,
) -> Result<Vec<Held>, StorageError> {
    fetch_all!(session, Held, HELD_OF_PART, owner.0, owner.1, part_key)
}
