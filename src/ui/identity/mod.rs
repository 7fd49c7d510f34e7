//! Signing in, joining an organisation, and its people.

mod audit_log;
mod auth;
mod demo_people;
mod invitation;
mod invitations;
mod members;
mod organisation;
mod roles;
mod sign_in;

pub use invitation::InvitationPage;
pub use organisation::OrganisationPage;
pub use sign_in::SignInPage;
