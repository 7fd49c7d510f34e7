//! Signing in and out, the frame of every page, the people of an organisation. What a role allows stands in the domain.
//! Must not know cookies or SQL.

mod access_tokens;
mod administration;
mod invitations;
mod passwords;
mod people;
mod profile;
mod sessions;
mod shell;
mod sign_in;
mod throttle;
mod tokens;

#[cfg(test)]
mod tests;

pub use access_tokens::{Bearer, create_token, resume_bearer, revoke_token};
pub use administration::{
    NewOrganisation, NewPassword, NewPerson, PersonSuspension, SetMember, create_organisation, create_person,
    find_organisation, find_person, list_organisations, list_people, set_member, set_password, suspend_person,
};
pub use invitations::{accept_invitation, invite, load_invitation, revoke_invitation};
pub use passwords::generate_password;
pub use people::{load_organisation, update_member};
pub use profile::{load_profile, save_mail_switches};
pub use sessions::{SESSION_LIFE_US, SignedIn, current_principal, purge_sessions, resume};
pub use shell::load_shell;
pub use sign_in::{demo_sign_in, load_sign_in, sign_in, sign_out, switch_organisation};
pub use throttle::count_guest;
pub use tokens::{Token, hash};

use super::{
    Context, Outcome, Work,
    audit::{self, Fact},
    work::mint,
};
use crate::domain::ids::{EventId, OrganisationId, PersonId};
use serde_json::Value;

/// The longest name of a person or an organisation, in characters.
const LONGEST_NAME: usize = 120;

/// Something about people that an organisation's audit log remembers.
struct Change {
    organisation_id: OrganisationId,
    /// `None`: the operator or the system.
    actor_id: Option<PersonId>,
    action: &'static str,
    subject: String,
    payload: Value,
}

async fn record(context: &Context, work: &mut Work, change: Change) -> Outcome<()> {
    let fact = Fact {
        organisation_id: change.organisation_id,
        event_id: EventId(mint()),
        at: context.now(),
        actor_id: change.actor_id,
        action: change.action.into(),
        subject: change.subject,
        payload: change.payload.to_string(),
    };
    audit::record(&mut work.tx, fact).await
}

fn actor_id(context: &Context) -> Option<PersonId> {
    context.principal.as_ref().map(|principal| principal.person_id)
}
