//! Which page stays when one goes on in another organisation. Must not decide what one may do there: it only spares a
//! person the way back to a page that both organisations have.

use super::session::{HOME, local_path};
use crate::domain::{
    access::{Permission, member_may},
    identity::Membership,
};

/// Pages by the beginning of their address, and what one must hold, if anything, to see them. What stands below a list of
/// objects belongs to one organisation, and leads to the list.
const PLACES: &[(&str, &[Permission])] = &[
    ("/connector/shopping-cart/reasons", &[Permission::Buy]),
    ("/connector/shopping-cart", &[Permission::Buy]),
    ("/connector/requests/reasons", &[Permission::Sell]),
    ("/connector/requests", &[Permission::Sell]),
    ("/connector/bags", &[Permission::Sell]),
    ("/connector/demands", &[Permission::KeepDemands]),
    ("/connector/inventory", &[Permission::KeepInventory]),
    ("/connector/transactions", &[Permission::Buy, Permission::Sell]),
    ("/connector/replies", &[Permission::Buy, Permission::Sell]),
    ("/carts", &[Permission::Buy]),
    ("/checkout", &[Permission::Buy]),
    ("/orders", &[Permission::Buy]),
    ("/approvals", &[Permission::Buy]),
    ("/notifications", &[]),
    ("/support", &[]),
    ("/profile", &[]),
    ("/organisation", &[Permission::ManageOrganisation]),
    ("/connector", &[Permission::Buy, Permission::Sell]),
];

/// Where to go on: the same page, its list, or the home of whoever has neither.
pub fn kept(here: &str, membership: &Membership) -> String {
    let path = here.split(['?', '#']).next().unwrap_or_default();
    // The catalogue is the same for everybody: a part and a search stay.
    if path == "/connector/parts" || path.starts_with("/connector/parts/") {
        return local_path(here);
    }
    let is_at = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let place = PLACES.iter().find(|(place, _)| is_at(place));
    let allowed = place.filter(|(_, any)| any.is_empty() || any.iter().any(|held| member_may(membership, *held)));
    allowed.map_or(HOME, |(place, _)| place).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        identity::{Role, Roles},
        ids::OrganisationId,
    };
    use uuid::Uuid;

    #[test]
    fn a_page_stays_where_the_other_organisation_has_it() {
        let roles = Roles::default().with(Role::Buyer);
        let organisation_id = OrganisationId(Uuid::nil());
        let buyer = Membership { organisation_id, organisation: "Any".into(), buys: true, sells: true, roles };
        for (here, next) in [
            ("/connector/demands?tab=closed", "/connector/demands"),
            ("/connector/shopping-cart/lines/7?sort=value", "/connector/shopping-cart"),
            ("/connector/shopping-cart/reasons", "/connector/shopping-cart/reasons"),
            ("/connector/parts/AN35A?x=1", "/connector/parts/AN35A?x=1"),
            ("/connector/transactions/7", "/connector/transactions"),
            ("/carts/7/history", "/carts"),
            ("/notifications", "/notifications"),
            ("/connector", "/connector"),
            ("/connector/requests", HOME),
            ("/connector/inventory/uploads/7", HOME),
            ("/organisation", HOME),
            ("/connectors", HOME),
            ("//evil.example/connector", HOME),
            ("https://evil.example/connector/parts", HOME),
            ("", HOME),
        ] {
            assert_eq!(kept(here, &buyer), next, "{here}");
        }
    }
}
