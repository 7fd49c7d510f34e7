//! Who may do what with a cart, and when. Buyers only: that is asked before (see `access`).

use crate::domain::{
    cart::{Cart, CartKind, CheckoutStatus},
    identity::{Membership, Role},
    ids::PersonId,
    negotiation::Action,
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};

/// What can be done with a cart as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CartAction {
    MakeCurrent,
    Share,
    /// Another name or description.
    Rename,
    Unshare,
    /// Out of the trash.
    Restore,
}

impl CartAction {
    pub const ALL: [Self; 5] = [Self::MakeCurrent, Self::Share, Self::Rename, Self::Unshare, Self::Restore];
}

/// Which carts an action is for, who may take it, and whether it needs shared carts to be switched on.
struct Rule {
    action: CartAction,
    kind: CartKind,
    in_trash: bool,
    who: Who,
    needs_sharing: bool,
}

#[derive(Clone, Copy)]
enum Who {
    /// Every buyer whom the cart is open to.
    Anyone,
    /// Who shared it, and admins of the organisation who are buyers: an admin who buys nothing has no carts.
    CreatorOrAdmin,
}

/// The whole of it, as data. What is not in here is refused.
const RULES: &[Rule] = &[
    rule(CartAction::MakeCurrent, CartKind::Personal, Who::Anyone, false),
    // Looking at a shared cart stays possible without the feature.
    rule(CartAction::MakeCurrent, CartKind::Shared, Who::Anyone, false),
    rule(CartAction::Share, CartKind::Personal, Who::Anyone, true),
    rule(CartAction::Rename, CartKind::Shared, Who::Anyone, true),
    rule(CartAction::Unshare, CartKind::Shared, Who::CreatorOrAdmin, false),
    Rule {
        action: CartAction::Restore,
        kind: CartKind::Shared,
        in_trash: true,
        who: Who::CreatorOrAdmin,
        needs_sharing: true,
    },
];

const fn rule(action: CartAction, kind: CartKind, who: Who, needs_sharing: bool) -> Rule {
    Rule { action, kind, in_trash: false, who, needs_sharing }
}

/// Who asks, about which cart.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    pub cart: &'a Cart,
    pub in_trash: bool,
    pub person_id: PersonId,
    pub membership: &'a Membership,
    /// Shared carts are switched on.
    pub enabled: bool,
}

/// Whether somebody may take an action on a cart now.
///
/// # Errors
/// The action is not for this cart, not for this person, or shared carts are switched off. Says nothing about carts that
/// the person may not see: that is asked before.
pub fn allows(standing: Standing<'_>, action: CartAction) -> Result<(), Refusal> {
    let cart = standing.cart;
    let found = RULES
        .iter()
        .find(|rule| rule.action == action && rule.kind == cart.kind && rule.in_trash == standing.in_trash)
        .filter(|_| cart.checkout_status == CheckoutStatus::InProgress)
        // Whoever is refused reads what the cart waits for; that is asked before.
        .filter(|rule| !cart.is_locked || rule.action == CartAction::MakeCurrent);
    let rule = found.ok_or(Refusal::NotForThisCart)?;
    let is_theirs = match rule.who {
        Who::Anyone => true,
        Who::CreatorOrAdmin => cart.creator_id == standing.person_id || standing.membership.roles.has(Role::Admin),
    };
    if !is_theirs {
        return Err(Refusal::NotYourCart);
    }
    if rule.needs_sharing && !standing.enabled { Err(Refusal::SharingDisabled) } else { Ok(()) }
}

/// What somebody can do with a cart now: exactly what [`allows`] would allow.
pub fn cart_actions(standing: Standing<'_>) -> Vec<CartAction> {
    CartAction::ALL.into_iter().filter(|action| allows(standing, *action).is_ok()).collect()
}

/// What a buyer does not do on the lines of a shared cart while shared carts are switched off: it asks for something new.
/// What brings a negotiation to its end goes on.
pub fn asks_anew(action: Action) -> bool {
    matches!(action, Action::AddToCart | Action::BuyAtListPrice | Action::ChangeQuantity | Action::CounterOffer)
}

/// Whether a shared cart can be removed: what is agreed is not thrown away.
///
/// # Errors
/// Lines are agreed.
pub fn check_remove(agreed: u32) -> Result<(), Refusal> {
    match agreed {
        0 => Ok(()),
        agreed => Err(Refusal::CartHasAgreed { agreed }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        identity::Roles,
        ids::{CartId, OrganisationId},
    };
    use uuid::Uuid;

    const SHARER: PersonId = PersonId(Uuid::from_u128(1));
    const COLLEAGUE: PersonId = PersonId(Uuid::from_u128(2));

    fn cart(kind: CartKind, checkout_status: CheckoutStatus) -> Cart {
        let organisation_id = OrganisationId(Uuid::nil());
        Cart { id: CartId(Uuid::nil()), organisation_id, creator_id: SHARER, kind, checkout_status, is_locked: false }
    }

    fn actions(cart: &Cart, in_trash: bool, who: (PersonId, Role), enabled: bool) -> Vec<CartAction> {
        let membership = Membership {
            organisation_id: cart.organisation_id,
            organisation: "Any".into(),
            buys: true,
            sells: false,
            roles: Roles::default().with(Role::Buyer).with(who.1),
        };
        cart_actions(Standing { cart, in_trash, person_id: who.0, membership: &membership, enabled })
    }

    #[test]
    fn everyone_works_in_a_shared_cart_and_its_sharer_or_an_admin_unshares_it() {
        use CartAction::{MakeCurrent, Rename, Restore, Share, Unshare};
        let shared = cart(CartKind::Shared, CheckoutStatus::InProgress);
        let personal = cart(CartKind::Personal, CheckoutStatus::InProgress);
        for (cart, in_trash, who, expected) in [
            (&personal, false, (SHARER, Role::Buyer), vec![MakeCurrent, Share]),
            (&shared, false, (SHARER, Role::Buyer), vec![MakeCurrent, Rename, Unshare]),
            (&shared, false, (COLLEAGUE, Role::Buyer), vec![MakeCurrent, Rename]),
            (&shared, false, (COLLEAGUE, Role::Approver), vec![MakeCurrent, Rename]),
            (&shared, false, (COLLEAGUE, Role::Admin), vec![MakeCurrent, Rename, Unshare]),
            (&shared, true, (SHARER, Role::Buyer), vec![Restore]),
            (&shared, true, (COLLEAGUE, Role::Admin), vec![Restore]),
            (&shared, true, (COLLEAGUE, Role::Buyer), vec![]),
            (&personal, true, (SHARER, Role::Admin), vec![]),
        ] {
            assert_eq!(actions(cart, in_trash, who, true), expected, "{:?} {in_trash} {who:?}", cart.kind);
        }
    }

    #[test]
    fn switched_off_a_shared_cart_can_be_looked_at_and_unshared() {
        use CartAction::{MakeCurrent, Unshare};
        let shared = cart(CartKind::Shared, CheckoutStatus::InProgress);
        assert_eq!(actions(&shared, false, (SHARER, Role::Buyer), false), [MakeCurrent, Unshare]);
        assert_eq!(actions(&shared, true, (SHARER, Role::Buyer), false), []);
        let personal = cart(CartKind::Personal, CheckoutStatus::InProgress);
        assert_eq!(actions(&personal, false, (SHARER, Role::Buyer), false), [MakeCurrent]);
    }

    #[test]
    fn a_cart_on_its_way_to_an_order_is_left_alone() {
        for status in [CheckoutStatus::Processing, CheckoutStatus::Complete, CheckoutStatus::Canceled] {
            for kind in [CartKind::Personal, CartKind::Shared] {
                assert_eq!(actions(&cart(kind, status), false, (SHARER, Role::Admin), true), [], "{status:?}");
            }
        }
    }

    #[test]
    fn a_cart_that_waits_for_an_approval_is_only_looked_at() {
        for kind in [CartKind::Personal, CartKind::Shared] {
            let locked = Cart { is_locked: true, ..cart(kind, CheckoutStatus::InProgress) };
            assert_eq!(actions(&locked, false, (SHARER, Role::Admin), true), [CartAction::MakeCurrent], "{kind:?}");
        }
    }

    #[test]
    fn what_is_agreed_is_not_removed() {
        assert_eq!(check_remove(0), Ok(()));
        assert_eq!(check_remove(2), Err(Refusal::CartHasAgreed { agreed: 2 }));
    }
}
