//! Shared carts: sharing and unsharing, switching, naming, the list of carts, the trash, purging, the settings. What is
//! negotiated on lines is in `negotiation`. Who may do what stands in `domain::sharing`.

mod carts;
mod convert;
mod purge;
mod settings;
mod share;
mod told;
mod trash;
mod undo;
mod unshare;

#[cfg(test)]
mod tests;

pub use carts::{current_cart, load_carts, load_trash, switcher};
pub use purge::{forget_old_carts, give_notices, purge_idle_carts};
pub use settings::{check_change, is_enabled, is_enabled_in, load_settings, save_settings, settings_now};
pub use share::{describe_cart, rename_cart, share_cart, switch_cart};
pub use told::remember;
pub use trash::restore_cart;
pub use undo::undo_unshare;
pub use unshare::{preview_unshare, unshare_cart};

use super::{Context, Outcome, Work};
use crate::{
    api_types::{
        AppError,
        identity::PersonName,
        sharing::{CartHead, LineCounts},
    },
    domain::{
        access::Permission,
        cart::{Cart, CartKind, CheckoutStatus},
        identity::Membership,
        ids::{CartId, OrganisationId, PersonId},
        quantity::count,
        sharing::{CartAction, Standing, allows},
        time::Timestamp,
    },
    server::storage::{
        Lock, Session,
        cart::NamedCart,
        negotiation::Claim,
        sharing::{self as store, CartRecord},
    },
};

/// A buyer at work: who, where, when.
struct Buyer {
    person_id: PersonId,
    membership: Membership,
    now: Timestamp,
}

impl Buyer {
    fn of(context: &Context) -> Result<Self, AppError> {
        let (principal, membership) = context.require(Permission::Buy)?;
        Ok(Self { person_id: principal.person_id, membership: membership.clone(), now: context.now() })
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

    /// Whether a cart is this buyer's to know of, in the trash or not.
    fn knows(&self, cart: &CartRecord) -> bool {
        cart.cart.is_open_to(self.organisation_id(), self.person_id) && !cart.is_forgotten
    }

    /// Locks a cart that is open to this buyer; for everybody else it does not exist.
    async fn lock_open(&self, work: &mut Work, id: CartId) -> Outcome<Lock<CartRecord>> {
        let cart = store::lock(&mut work.tx, id).await?;
        let cart = cart.filter(|cart| self.knows(cart) && cart.trashed.is_none());
        Ok(cart.ok_or(AppError::NotFound)?)
    }

    fn claim(&self, request_id: crate::domain::ids::RequestId, subject: CartId, action: &'static str) -> Claim {
        Claim { request_id, person_id: self.person_id, subject_id: subject.0, action, at: self.now }
    }

    /// Asks whether this buyer may do something with a cart that is theirs to know of.
    async fn may(&self, session: &mut impl Session, cart: &CartRecord, action: CartAction) -> Outcome<()> {
        let enabled = is_enabled(session).await?;
        Ok(allows(self.standing(&cart.cart, cart.trashed.is_some(), enabled), action)?)
    }

    /// What the rules look at.
    fn standing<'a>(&'a self, cart: &'a Cart, in_trash: bool, enabled: bool) -> Standing<'a> {
        Standing { cart, in_trash, person_id: self.person_id, membership: &self.membership, enabled }
    }

    /// A stored cart of this buyer's organisation as the rules see it.
    fn cart(&self, named: &NamedCart, checkout_status: CheckoutStatus) -> Cart {
        Cart {
            id: named.id,
            organisation_id: self.organisation_id(),
            creator_id: named.creator_id,
            kind: named.kind,
            checkout_status,
        }
    }

    /// A cart that was locked, as its pages name it.
    fn head(&self, cart: &CartRecord) -> CartHead {
        CartHead {
            id: Some(cart.cart.id),
            kind: cart.cart.kind,
            name: cart.name.clone(),
            description: cart.description.clone(),
            creator: PersonName { id: cart.cart.creator_id, name: cart.creator.clone() },
            is_mine: cart.cart.creator_id == self.person_id,
        }
    }
}

/// A stored cart as its pages name it.
pub fn head(cart: NamedCart, reader_id: PersonId) -> CartHead {
    CartHead {
        id: Some(cart.id),
        kind: cart.kind,
        name: cart.name.unwrap_or_default(),
        description: cart.description.unwrap_or_default(),
        is_mine: cart.creator_id == reader_id,
        creator: PersonName { id: cart.creator_id, name: cart.creator },
    }
}

/// The personal cart of somebody who has none yet.
fn no_cart_yet(reader: PersonName) -> CartHead {
    CartHead {
        id: None,
        kind: CartKind::Personal,
        name: String::new(),
        description: String::new(),
        creator: reader,
        is_mine: true,
    }
}

/// How many lines a cart has, whatever became of them.
async fn line_counts(session: &mut impl Session, id: CartId) -> Outcome<LineCounts> {
    let row = store::count_statuses(session, id).await?;
    Ok(LineCounts {
        open: count(row.open),
        quote: count(row.quote),
        accepted: count(row.accepted),
        no_quote: count(row.no_quote),
        withdrawn: count(row.withdrawn),
        closed: count(row.closed),
    })
}
