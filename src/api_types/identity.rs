//! People and organisations on the wire.

use super::{cart::LostCart, sharing::CartChoice};
use crate::domain::{
    identity::{PlatformRole, Principal, Roles},
    ids::{InvitationId, OrganisationId, PersonId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What every page's frame needs: who is here, where they may act, and what waits for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellView {
    /// `None`: a guest.
    pub principal: Option<Principal>,
    /// Not signed in, and known by what they bought; `counts.quotes` are the lines of their cart.
    pub is_guest: bool,
    /// The organisations the person may act in, by name.
    pub organisations: Vec<OrganisationChoice>,
    pub counts: ShellCounts,
    /// The carts that a buyer can switch between: the personal one first, then the shared ones by name. Nobody else has any.
    pub carts: Vec<CartChoice>,
    /// The shared cart that a buyer worked in until it went to the trash; until they have read it.
    pub lost: Option<LostCart>,
    /// The server runs the demo marketplace and signs people in with one click.
    pub demo: bool,
}

/// A person by name; whoever left keeps theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub id: PersonId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationChoice {
    pub id: OrganisationId,
    pub name: String,
}

/// Counters beside the words of the rail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellCounts {
    /// Active lines of the cart with an offer to answer.
    pub quotes: u32,
    /// Requests without a price.
    pub requests: u32,
    pub notifications: u32,
    /// Submissions that wait for this person's decision.
    pub approvals: u32,
    /// Accepted bags that nobody of the seller has acknowledged.
    pub bags: u32,
    /// There is an unread report of what came of the cart one had as a guest.
    pub arrivals: u32,
}

/// A person whom the demo marketplace signs in with one click.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoPersonView {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub roles: Roles,
    pub platform_role: Option<PlatformRole>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInPage {
    /// Empty unless the server runs the demo marketplace.
    pub demo_people: Vec<DemoPersonView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInInput {
    pub email: String,
    pub password: String,
    /// The path to go to afterwards; only a path of this site is followed.
    #[serde(default)]
    pub next: String,
}

/// The organisation's members and open invitations, for its admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationPage {
    pub name: String,
    pub buys: bool,
    pub sells: bool,
    pub members: Vec<MemberView>,
    pub invitations: Vec<InvitationView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub suspended: bool,
    pub is_me: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    pub id: InvitationId,
    pub email: String,
    pub roles: Roles,
    pub invited_by: String,
    pub expires_at: Timestamp,
}

/// Check boxes post `on` or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleBoxes {
    #[serde(default)]
    pub buyer: Option<String>,
    #[serde(default)]
    pub approver: Option<String>,
    #[serde(default)]
    pub seller: Option<String>,
    #[serde(default)]
    pub admin: Option<String>,
}

impl RoleBoxes {
    pub fn roles(&self) -> Roles {
        Roles {
            buyer: self.buyer.is_some(),
            approver: self.approver.is_some(),
            seller: self.seller.is_some(),
            admin: self.admin.is_some(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteInput {
    pub email: String,
    #[serde(default)]
    pub roles: RoleBoxes,
}

/// The link is shown once, right after the invitation was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLink {
    /// A path of this site: `/invitations/{token}`.
    pub path: String,
    pub email: String,
    pub expires_at: Timestamp,
}

/// What an invited person sees before accepting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPage {
    pub organisation: String,
    pub email: String,
    pub invited_by: String,
    pub roles: Roles,
    /// The e-mail address belongs to a person already: they sign in with their own password.
    pub known_person: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptInvitationInput {
    pub token: String,
    /// Only for a new person.
    #[serde(default)]
    pub name: String,
    /// A new person chooses it, a known one proves it.
    pub password: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberInput {
    pub person_id: PersonId,
    #[serde(default)]
    pub roles: RoleBoxes,
    /// `on`: the member is suspended and loses access with the next request.
    #[serde(default)]
    pub suspended: Option<String>,
}
