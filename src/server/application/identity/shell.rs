//! The frame of every page: who is here, where they may act, and what waits for them.

use crate::{
    api_types::identity::{OrganisationChoice, ShellCounts, ShellView},
    domain::{
        access::{Permission, member_may},
        identity::{Membership, Principal},
        quantity::count,
    },
    server::{
        application::{Context, Outcome, cart, sharing},
        storage::{Session, identity as store, notification},
    },
};

/// Who is here and what waits for them. Nothing is asked of the database for a guest.
///
/// # Errors
/// The database does not answer.
pub async fn load_shell(context: Context, (): ()) -> Outcome<ShellView> {
    let demo = context.services.demo;
    let Some(principal) = context.principal.clone() else {
        let (organisations, carts, counts) = (Vec::new(), Vec::new(), ShellCounts::default());
        return Ok(ShellView { principal: None, organisations, counts, carts, demo });
    };
    let mut reader = context.read().await?;
    let organisations = store::memberships(&mut reader, principal.person_id).await?;
    let counts = match &principal.membership {
        Some(membership) => load_counts(&mut reader, &principal, membership).await?,
        None => ShellCounts::default(),
    };
    let carts = match &principal.membership {
        Some(membership) if member_may(membership, Permission::Buy) => {
            let owner = (principal.person_id, membership.organisation_id);
            let mut carts = sharing::switcher(&mut reader, owner, &principal.name).await?;
            for choice in &mut carts {
                choice.present = choice.cart.id.map(|id| cart::others(&context, id, owner.0)).unwrap_or_default();
            }
            carts
        }
        Some(_) | None => Vec::new(),
    };
    let organisations =
        organisations.into_iter().map(|it| OrganisationChoice { id: it.organisation_id, name: it.organisation }).collect();
    Ok(ShellView { principal: Some(principal), organisations, counts, carts, demo })
}

/// Only what the member may see is counted.
async fn load_counts(session: &mut impl Session, principal: &Principal, membership: &Membership) -> Outcome<ShellCounts> {
    let row = notification::count_waiting(session, principal.person_id, membership.organisation_id).await?;
    let allowed = |permission, number| if member_may(membership, permission) { count(number) } else { 0 };
    Ok(ShellCounts {
        quotes: allowed(Permission::Buy, row.quotes),
        requests: allowed(Permission::Sell, row.requests),
        notifications: count(row.notifications),
    })
}
