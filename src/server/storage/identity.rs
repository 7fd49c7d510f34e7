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

use crate::domain::identity::Roles;
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
