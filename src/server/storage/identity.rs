//! People and organisations in the database: what the three modules below share, and the list of their SQL texts.
//! Must not decide who may do what.

mod invitations;
mod members;
mod people;
mod sessions;

pub use invitations::{
    Invitation, NewInvitation, OpenInvitation, insert_invitation, invitation_by_token, lock_invitation, mark_accepted,
    open_invitations, revoke_invitation, revoke_invitations_to,
};
pub use members::{
    Member, MemberRecord, OrganisationMember, insert_member, is_member_address, lock_active_admins, lock_member, members,
    memberships, organisations_of, save_member,
};
pub use people::{
    Organisation, Person, PersonEntry, insert_organisation, insert_person, lock_person, organisation, organisation_by_name,
    organisations, people, person_by_email, save_password, save_suspension,
};
pub use sessions::{
    Attempts, NewSession, SessionEnd, SessionState, TryKeys, count_try, delete_session, delete_sessions_of, forgive,
    insert_session, lock_attempts, purge, session, touch_session,
};

use super::Statement;
use crate::domain::identity::Roles;
use sqlx::FromRow;

/// The SQL texts of the modules below.
pub const STATEMENTS: &[&Statement] = &joined();

const LISTS: [&[&Statement]; 4] = [invitations::STATEMENTS, members::STATEMENTS, people::STATEMENTS, sessions::STATEMENTS];
const COUNT: usize = LISTS[0].len() + LISTS[1].len() + LISTS[2].len() + LISTS[3].len();

const fn joined() -> [&'static Statement; COUNT] {
    let mut all = [LISTS[0][0]; COUNT];
    let (mut list, mut from, mut to) = (0, 0, 0);
    while list < LISTS.len() {
        if from == LISTS[list].len() {
            (list, from) = (list + 1, 0);
        } else {
            all[to] = LISTS[list][from];
            (from, to) = (from + 1, to + 1);
        }
    }
    all
}

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
