//! The frame of every page: who is here, where they may act, and what waits for them.

use crate::{
    api_types::identity::{OrganisationChoice, ShellCounts, ShellView},
    domain::{
        access::{Permission, member_may},
        identity::Membership,
        ids::OrganisationId,
        quantity::count,
    },
    server::{
        application::{Context, Outcome, cart, guest, ordering, sharing},
        storage::{Session, identity as store, notification},
    },
};
use uuid::Uuid;

/// Who is here and what waits for them. Nothing is asked of the database for whoever is neither signed in nor known as a guest.
///
/// # Errors
/// The database does not answer.
pub async fn load_shell(context: Context, (): ()) -> Outcome<ShellView> {
    let demo = context.services.demo;
    let Some(principal) = context.principal.clone() else {
        return load_guest(&context).await;
    };
    let mut reader = context.read().await?;
    let organisations = store::memberships(&mut reader, principal.person_id).await?;
    let (counts, has_lost) = match &principal.membership {
        Some(membership) => load_counts(&context, &mut reader, membership).await?,
        None => (ShellCounts::default(), false),
    };
    let (carts, lost) = match &principal.membership {
        Some(membership) if member_may(membership, Permission::Buy) => {
            let owner = (principal.person_id, membership.organisation_id);
            let mut carts = sharing::switcher(&mut reader, owner, &principal.name).await?;
            for choice in &mut carts {
                choice.present = choice.cart.id.map(|id| cart::others(&context, id, owner.0)).unwrap_or_default();
            }
            // Only where there is something to tell.
            let lost = if has_lost { cart::lost(&mut reader, owner).await? } else { None };
            (carts, lost)
        }
        Some(_) | None => (Vec::new(), None),
    };
    let organisations =
        organisations.into_iter().map(|it| OrganisationChoice { id: it.organisation_id, name: it.organisation }).collect();
    Ok(ShellView { principal: Some(principal), is_guest: false, organisations, counts, carts, lost, demo })
}

/// The frame of whoever is not signed in; a guest's has what waits in their cart.
async fn load_guest(context: &Context) -> Outcome<ShellView> {
    let mut counts = ShellCounts::default();
    if context.guest.is_some() {
        let nobody = OrganisationId(Uuid::nil());
        counts.quotes = guest::waiting(context, &mut context.read().await?, nobody).await?;
    }
    let (is_guest, demo) = (context.guest.is_some(), context.services.demo);
    let (organisations, carts) = (Vec::new(), Vec::new());
    Ok(ShellView { principal: None, is_guest, organisations, counts, carts, lost: None, demo })
}

/// Only what the member may see is counted. Answers as well whether a cart went that they worked in.
async fn load_counts(
    context: &Context,
    session: &mut impl Session,
    membership: &Membership,
) -> Outcome<(ShellCounts, bool)> {
    let Some(person_id) = context.principal.as_ref().map(|principal| principal.person_id) else {
        return Ok((ShellCounts::default(), false));
    };
    let row = notification::count_waiting(session, person_id, membership.organisation_id).await?;
    let decides = row.submissions > 0 && member_may(membership, Permission::Buy);
    let allowed = |permission, number| if member_may(membership, permission) { count(number) } else { 0 };
    let counts = ShellCounts {
        quotes: allowed(Permission::Buy, row.quotes),
        requests: allowed(Permission::Sell, row.requests),
        notifications: count(row.notifications),
        approvals: if decides { ordering::count_waiting(context, session).await? } else { 0 },
        bags: allowed(Permission::Sell, row.bags),
        arrivals: allowed(Permission::Buy, row.arrivals),
    };
    Ok((counts, row.has_lost))
}
