//! Carts: whose they are and where they stand on the way to an order. Lines are in `negotiation`.

mod settings;

pub use settings::{CartSettings, CartSettingsInputs, PurgeRun, check_largest};

use super::ids::{CartId, OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

/// Whether a cart is one person's or its organisation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CartKind {
    Personal,
    Shared,
}

/// Where a cart stands on its way to an order. Nothing but submission or deletion moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CheckoutStatus {
    InProgress,
    Processing,
    Complete,
    Canceled,
}

/// A cart without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    pub id: CartId,
    pub organisation_id: OrganisationId,
    /// Who created it; never changes.
    pub creator_id: PersonId,
    pub kind: CartKind,
    pub checkout_status: CheckoutStatus,
    /// A submission of it waits for an approval: buyers change nothing in it.
    pub is_locked: bool,
}

impl Cart {
    /// Whether a buyer of an organisation may see and change this cart: a personal one is its creator's alone.
    pub fn is_open_to(&self, organisation_id: OrganisationId, person_id: PersonId) -> bool {
        self.organisation_id == organisation_id
            && match self.kind {
                CartKind::Personal => self.creator_id == person_id,
                CartKind::Shared => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_personal_cart_is_its_creators_and_a_shared_one_the_organisations() {
        let (ours, theirs) = (OrganisationId(Uuid::from_u128(1)), OrganisationId(Uuid::from_u128(2)));
        let (mara, tomas) = (PersonId(Uuid::from_u128(3)), PersonId(Uuid::from_u128(4)));
        let mut cart = Cart {
            id: CartId(Uuid::nil()),
            organisation_id: ours,
            creator_id: mara,
            kind: CartKind::Personal,
            checkout_status: CheckoutStatus::InProgress,
            is_locked: false,
        };
        assert!(cart.is_open_to(ours, mara) && !cart.is_open_to(ours, tomas) && !cart.is_open_to(theirs, mara));
        cart.kind = CartKind::Shared;
        assert!(cart.is_open_to(ours, tomas) && !cart.is_open_to(theirs, mara));
    }
}
