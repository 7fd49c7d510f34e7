//! From a cart to an order and through it. What a bag goes through is `domain::ordering`'s; here it meets the bag as it stands
//! under its lock, and everything that follows from it.

mod act;
mod address;
mod approval;
pub mod bag;
mod checkout;
mod delegation;
mod guest;
mod limit;
mod order_pages;
pub mod orders;
mod panel;
mod place;
pub mod reorder;
pub mod seller_bags;
mod submit;
pub mod told;
mod views;

pub use address::{archive_address, load_ordering, save_address, save_terms};
pub use approval::{approve, count_waiting, load_approvals, load_submission, reject, withdraw_submission};
pub use checkout::bags as agreed_bags;
pub use checkout::{load_checkout, readiness};
pub use delegation::{delegate, revoke_delegation};
pub use guest::submit_guest_order;
pub use limit::{remove_limit, save_limit};
pub use panel::why_locked;
pub use place::give_back;
pub use submit::submit_order;

use super::{Context, Outcome, storefront};
use crate::{
    api_types::AppError,
    domain::{
        access::Permission,
        identity::Membership,
        ids::{OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{Session, guest::GuestRecord, sharing::CartRecord},
};
use uuid::Uuid;

/// A buyer at work: who, where, when.
struct Buyer {
    person_id: PersonId,
    name: String,
    membership: Membership,
    /// Not signed in: without addresses, limits and colleagues.
    is_guest: bool,
    now: Timestamp,
}

impl Buyer {
    fn of(context: &Context) -> Result<Self, AppError> {
        Self::with(context, Permission::Buy)
    }

    fn with(context: &Context, permission: Permission) -> Result<Self, AppError> {
        let (principal, membership) = context.require(permission)?;
        let (person_id, name) = (principal.person_id, principal.name.clone());
        Ok(Self { person_id, name, membership: membership.clone(), is_guest: false, now: context.now() })
    }

    /// Whoever looks at a cart on its way to an order: a buyer, or a guest; whoever has bought nothing yet is nobody, and has
    /// nothing.
    async fn looking(context: &Context, session: &mut impl Session) -> Outcome<Self> {
        if context.principal.is_some() {
            return Ok(Self::of(context)?);
        }
        storefront::check_buy(context, session).await?;
        Ok(match &context.guest {
            Some(guest) => Self::guest(&guest.record, context.now()),
            None => {
                let ids = (PersonId(Uuid::nil()), OrganisationId(Uuid::nil()));
                Self::guest(&GuestRecord::new(ids, (String::new(), String::new()), String::new()), context.now())
            }
        })
    }

    fn guest(guest: &GuestRecord, now: Timestamp) -> Self {
        let (person_id, name) = (guest.principal.person_id, guest.principal.name.clone());
        Self { person_id, name, membership: guest.membership.clone(), is_guest: true, now }
    }

    fn organisation_id(&self) -> OrganisationId {
        self.membership.organisation_id
    }

    fn owner(&self) -> (PersonId, OrganisationId) {
        (self.person_id, self.membership.organisation_id)
    }

    fn by(&self) -> (PersonId, Timestamp) {
        (self.person_id, self.now)
    }

    /// Whether a cart is this buyer's to submit, or was.
    fn knows(&self, cart: &CartRecord) -> bool {
        cart.cart.is_open_to(self.organisation_id(), self.person_id) && cart.trashed.is_none()
    }
}

#[cfg(test)]
mod checkout_tests;
#[cfg(test)]
mod tests;
