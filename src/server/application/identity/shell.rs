//! The frame of every page: who is here, where they may act, and what waits for them.

use crate::{
    api_types::identity::{OrganisationChoice, ShellCounts, ShellView},
    domain::{
        access::{Permission, member_may},
        identity::{Membership, Principal},
    },
    server::{
        application::{Context, Outcome},
        storage::{Session, identity as store, negotiation, notification},
    },
};

/// Who is here and what waits for them. Nothing is asked of the database for a guest.
///
/// # Errors
/// The database does not answer.
pub async fn load_shell(context: Context, (): ()) -> Outcome<ShellView> {
    let demo = context.services.demo;
    let Some(principal) = context.principal.clone() else {
        return Ok(ShellView { principal: None, organisations: Vec::new(), counts: ShellCounts::default(), demo });
    };
    let mut reader = context.read().await?;
    let organisations = store::memberships(&mut reader, principal.person_id).await?;
    let counts = match &principal.membership {
        Some(membership) => load_counts(&mut reader, &principal, membership).await?,
        None => ShellCounts::default(),
    };
    let organisations =
        organisations.into_iter().map(|it| OrganisationChoice { id: it.organisation_id, name: it.organisation }).collect();
    Ok(ShellView { principal: Some(principal), organisations, counts, demo })
}

/// Only what the member may see is counted.
async fn load_counts(session: &mut impl Session, principal: &Principal, membership: &Membership) -> Outcome<ShellCounts> {
    let (person_id, organisation_id) = (principal.person_id, membership.organisation_id);
    let mut counts = ShellCounts::default();
    if member_may(membership, Permission::Buy) {
        counts.quotes = negotiation::count_quotes(session, organisation_id, person_id).await?;
    }
    if member_may(membership, Permission::Sell) {
        counts.requests = negotiation::count_requests(session, organisation_id).await?;
    }
    counts.notifications = notification::count_unread(session, person_id, organisation_id).await?;
    Ok(counts)
}
