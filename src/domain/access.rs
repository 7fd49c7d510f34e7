//! The one permission table: which role may do what. Whose object it is, is decided where the object is loaded.

use super::identity::{Membership, PlatformRole, Principal, Role};
use serde::{Deserialize, Serialize};

/// Something a page, a server function or a route asks for before it does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// Keep a cart and negotiate from the buying side.
    Buy,
    /// Keep the organisation's open demands.
    KeepDemands,
    /// Answer requests and negotiate from the selling side.
    Sell,
    /// Upload and change the organisation's inventory.
    KeepInventory,
    /// Members, roles and invitations of the organisation.
    ManageOrganisation,
    /// Verify the organisation's audit log.
    ReadAudit,
}

impl Permission {
    pub const ALL: [Self; 6] =
        [Self::Buy, Self::KeepDemands, Self::Sell, Self::KeepInventory, Self::ManageOrganisation, Self::ReadAudit];
}

/// The roles that hold each permission. An approver is a buyer who also decides.
const TABLE: &[(Permission, &[Role])] = &[
    (Permission::Buy, &[Role::Buyer, Role::Approver]),
    (Permission::KeepDemands, &[Role::Buyer, Role::Approver]),
    (Permission::Sell, &[Role::Seller]),
    (Permission::KeepInventory, &[Role::Seller]),
    (Permission::ManageOrganisation, &[Role::Admin]),
    (Permission::ReadAudit, &[Role::Admin]),
];

/// Something that is done for the whole platform, outside of every organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PlatformPermission {
    /// Read and change the settings of the merchant.
    ManageSettings,
    /// Read carts and orders of all organisations with a reason, and correct orders.
    Support,
    /// Read what support looked for and opened, and why.
    ReadSupportLog,
}

impl PlatformPermission {
    pub const ALL: [Self; 3] = [Self::ManageSettings, Self::Support, Self::ReadSupportLog];
}

/// The roles on the platform that hold each permission.
const PLATFORM_TABLE: &[(PlatformPermission, &[PlatformRole])] = &[
    (PlatformPermission::ManageSettings, &[PlatformRole::MerchantAdmin]),
    (PlatformPermission::Support, &[PlatformRole::Support]),
    (PlatformPermission::ReadSupportLog, &[PlatformRole::MerchantAdmin, PlatformRole::Support]),
];

/// Whether a signed-in person holds a permission on the platform, wherever they act.
pub fn platform_may(principal: &Principal, permission: PlatformPermission) -> bool {
    let roles = PLATFORM_TABLE.iter().filter(|(named, _)| *named == permission).flat_map(|(_, roles)| roles.iter());
    principal.platform_role.is_some_and(|held| roles.into_iter().any(|role| *role == held))
}

/// Whether a member with these roles, in an organisation of this kind, holds a permission.
pub fn member_may(membership: &Membership, permission: Permission) -> bool {
    let organisation_can = match permission {
        Permission::Buy | Permission::KeepDemands => membership.buys,
        Permission::Sell | Permission::KeepInventory => membership.sells,
        Permission::ManageOrganisation | Permission::ReadAudit => true,
    };
    organisation_can
        && TABLE
            .iter()
            .filter(|(named, _)| *named == permission)
            .flat_map(|(_, roles)| roles.iter())
            .any(|role| membership.roles.has(*role))
}

/// Whether a signed-in person holds a permission in the organisation they act in.
pub fn may(principal: &Principal, permission: Permission) -> bool {
    principal.membership.as_ref().is_some_and(|membership| member_may(membership, permission))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{identity::Roles, ids::OrganisationId};
    use uuid::Uuid;

    fn member(role: Role, buys: bool, sells: bool) -> Membership {
        let organisation_id = OrganisationId(Uuid::nil());
        Membership { organisation_id, organisation: "Any".into(), buys, sells, roles: Roles::default().with(role) }
    }

    #[test]
    fn every_permission_is_in_the_table_once() {
        for permission in Permission::ALL {
            assert_eq!(TABLE.iter().filter(|(named, _)| *named == permission).count(), 1, "{permission:?}");
        }
    }

    #[test]
    fn the_merchants_admin_sets_and_support_reads_with_a_reason() {
        let person = |platform_role| Principal {
            person_id: crate::domain::ids::PersonId(Uuid::nil()),
            name: "Any".into(),
            platform_role,
            membership: Some(member(Role::Admin, true, true)),
        };
        for permission in PlatformPermission::ALL {
            assert_eq!(PLATFORM_TABLE.iter().filter(|(named, _)| *named == permission).count(), 1, "{permission:?}");
            assert!(!platform_may(&person(None), permission));
        }
        let held = |role| PlatformPermission::ALL.map(|permission| platform_may(&person(Some(role)), permission));
        assert_eq!(held(PlatformRole::MerchantAdmin), [true, false, true]);
        assert_eq!(held(PlatformRole::Support), [false, true, true]);
    }

    #[test]
    fn each_role_may_exactly_what_it_is_for() {
        use Permission::{Buy, KeepDemands, KeepInventory, ManageOrganisation, ReadAudit, Sell};
        for (role, expected) in [
            (Role::Buyer, vec![Buy, KeepDemands]),
            (Role::Approver, vec![Buy, KeepDemands]),
            (Role::Seller, vec![Sell, KeepInventory]),
            (Role::Admin, vec![ManageOrganisation, ReadAudit]),
        ] {
            let held: Vec<_> = Permission::ALL
                .into_iter()
                .filter(|permission| member_may(&member(role, true, true), *permission))
                .collect();
            assert_eq!(held, expected, "{role:?}");
        }
    }

    #[test]
    fn an_organisation_that_only_sells_has_no_carts() {
        assert!(!member_may(&member(Role::Buyer, false, true), Permission::Buy));
        assert!(!member_may(&member(Role::Seller, true, false), Permission::Sell));
    }
}
