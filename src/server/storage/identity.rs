//! People and organisations in the database: what the three modules below share, and the list of their SQL texts.
//! Must not decide who may do what.

mod invitations;
mod members;
mod people;
mod sessions;
mod tokens;

pub use invitations::STATEMENTS as INVITATIONS;
pub use invitations::{
    Invitation, NewInvitation, OpenInvitation, ended_invitation, insert_invitation, invitation_by_token, lock_invitation,
    mark_accepted, open_invitations, revoke_invitation, revoke_invitations_to,
};
pub use members::STATEMENTS as MEMBERS;
pub use members::{
    Member, MemberRecord, OrganisationMember, insert_member, is_member_address, lock_active_admins, lock_member, members,
    memberships, organisations_of, save_member,
};
pub use people::STATEMENTS as PEOPLE;
pub use people::{
    Organisation, Person, PersonEntry, insert_organisation, insert_person, lock_person, organisation, organisation_by_name,
    organisations, people, person_by_email, save_password, save_suspension,
};
pub use sessions::STATEMENTS as SESSIONS;
pub use sessions::{
    Attempts, NewSession, SessionEnd, SessionState, TryKeys, count_try, delete_session, delete_sessions_of, forgive,
    insert_session, lock_attempts, purge, session, touch_session,
};

pub use tokens::STATEMENTS as TOKENS;
pub use tokens::{
    AccessToken, NewToken, Profile, TokenPrincipal, active_tokens, insert_token, profile, revoke_token, token_principal,
    tokens_of, touch_token,
};

use crate::domain::{
    identity::{Membership, PlatformRole, Principal, Roles},
    ids::{OrganisationId, PersonId},
};
use sqlx::FromRow;

/// The four role columns of members and invitations.
#[derive(FromRow)]
struct RolesRow {
    is_buyer: bool,
    is_approver: bool,
    is_seller: bool,
    is_admin: bool,
}

impl From<RolesRow> for Roles {
    fn from(row: RolesRow) -> Self {
        Self { buyer: row.is_buyer, approver: row.is_approver, seller: row.is_seller, admin: row.is_admin }
    }
}

/// Whom a session or a token stands for: without an organisation, or suspended there, nobody's member.
#[derive(FromRow)]
struct PrincipalRow {
    person_id: PersonId,
    name: String,
    platform_role: Option<PlatformRole>,
    organisation_id: Option<OrganisationId>,
    organisation: Option<String>,
    buys: Option<bool>,
    sells: Option<bool>,
    is_buyer: Option<bool>,
    is_approver: Option<bool>,
    is_seller: Option<bool>,
    is_admin: Option<bool>,
}

impl From<PrincipalRow> for Principal {
    fn from(row: PrincipalRow) -> Self {
        let roles = Roles {
            buyer: row.is_buyer.unwrap_or_default(),
            approver: row.is_approver.unwrap_or_default(),
            seller: row.is_seller.unwrap_or_default(),
            admin: row.is_admin.unwrap_or_default(),
        };
        let membership = row.organisation_id.map(|organisation_id| Membership {
            organisation_id,
            organisation: row.organisation.unwrap_or_default(),
            buys: row.buys.unwrap_or_default(),
            sells: row.sells.unwrap_or_default(),
            roles,
        });
        Self { person_id: row.person_id, name: row.name, platform_role: row.platform_role, membership }
    }
}
