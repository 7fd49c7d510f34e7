//! What follows from an event of a cart: its entry in the organisation's audit log, and hints to whoever has it on screen.

use crate::{
    domain::{
        access::Permission,
        ids::{CartId, EventId, OrganisationId, PersonId},
        sharing::CartEvent,
        time::Timestamp,
    },
    server::application::{
        Audience, Outcome, Work,
        audit::{self, Fact},
        work::mint,
    },
};

/// Remembers an event of a cart; without a person the system itself did it.
///
/// # Errors
/// The database failed; then nothing may be committed.
pub async fn remember(
    work: &mut Work,
    cart: (CartId, OrganisationId),
    event: &CartEvent,
    by: (Option<PersonId>, Timestamp),
) -> Outcome<()> {
    let fact = Fact {
        organisation_id: cart.1,
        event_id: EventId(mint()),
        at: by.1,
        actor_id: by.0,
        action: event.name().to_owned(),
        subject: format!("cart:{}", cart.0),
        payload: serde_json::json!({ "event": event }).to_string(),
    };
    audit::record(&mut work.tx, fact).await
}

/// The list of carts and this cart look different to every buyer of the organisation; also their lines, if some came or went.
pub fn hint_buyers(work: &mut Work, cart: (CartId, OrganisationId), lines: bool) {
    let buyers = Audience::Members(cart.1, Permission::Buy);
    work.hint(buyers, "carts");
    work.hint(buyers, format!("cart:{}", cart.0));
    if lines {
        work.hint(buyers, "lines");
    }
}

/// Another cart is the current one of a person, or their own one changed.
pub fn hint_person(work: &mut Work, person_id: PersonId) {
    for topic in ["carts", "lines", "notifications"] {
        work.hint(Audience::Person(person_id), topic);
    }
}
