//! Who acts: organisations, roles and the principal of a request. Must not decide what they may do (see `access`).

use super::ids::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

/// A role of a member within one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Buyer,
    Approver,
    Seller,
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Buyer, Self::Approver, Self::Seller, Self::Admin];

    pub fn word(self) -> &'static str {
        match self {
            Self::Buyer => "Buyer",
            Self::Approver => "Approver",
            Self::Seller => "Seller",
            Self::Admin => "Admin",
        }
    }
}

/// The roles one member holds; several at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roles {
    pub buyer: bool,
    pub approver: bool,
    pub seller: bool,
    pub admin: bool,
}

impl Roles {
    pub fn has(self, role: Role) -> bool {
        match role {
            Role::Buyer => self.buyer,
            Role::Approver => self.approver,
            Role::Seller => self.seller,
            Role::Admin => self.admin,
        }
    }

    pub fn with(mut self, role: Role) -> Self {
        match role {
            Role::Buyer => self.buyer = true,
            Role::Approver => self.approver = true,
            Role::Seller => self.seller = true,
            Role::Admin => self.admin = true,
        }
        self
    }

    pub fn list(self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| self.has(*role)).collect()
    }

    pub fn is_empty(self) -> bool {
        self.list().is_empty()
    }
}

/// Why an invitation's link opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationEnd {
    Used,
    Revoked,
    Expired,
}

/// A role on the platform itself, outside every organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformRole {
    Support,
    MerchantAdmin,
}

impl PlatformRole {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::MerchantAdmin => "merchant_admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Support, Self::MerchantAdmin].into_iter().find(|role| role.as_str() == text)
    }
}

/// The organisation a person acts in right now, with the roles held there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub organisation_id: OrganisationId,
    pub organisation: String,
    /// The organisation buys: its buyers may fill carts.
    pub buys: bool,
    /// The organisation sells: its sellers may keep inventory and quote.
    pub sells: bool,
    pub roles: Roles,
}

/// A signed-in person, acting in at most one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    pub person_id: PersonId,
    pub name: String,
    pub platform_role: Option<PlatformRole>,
    pub membership: Option<Membership>,
}
