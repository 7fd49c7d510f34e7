//! Writing facts into the hash-chained audit log, and verifying it. Must not decide what is worth a fact.

use super::{Audience, Context, Hint, Outcome};
use crate::{
    api_types::{
        audit::AuditVerdict,
        history::{FORMAT, LineHistory},
    },
    domain::{
        access::Permission,
        audit::{Entry, Fault, GENESIS, Hash, Verifier, hex, verify_part},
        ids::{CartId, EventId, OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{self, Tx, audit::Head},
};
use sha2::{Digest, Sha256};

/// Something that is to be remembered for ever.
#[derive(Clone)]
pub struct Fact {
    pub organisation_id: OrganisationId,
    pub event_id: EventId,
    pub at: Timestamp,
    /// `None`: the system itself.
    pub actor_id: Option<PersonId>,
    /// For instance `line.price_updated`.
    pub action: String,
    /// For instance `line:0192…`.
    pub subject: String,
    /// JSON.
    pub payload: String,
}

impl Fact {
    /// The entry that follows a head, and its hash.
    fn behind(self, head: &Head) -> (Entry, Hash) {
        let entry = Entry {
            organisation_id: self.organisation_id,
            sequence: head.sequence + 1,
            event_id: self.event_id,
            at: self.at,
            actor_id: self.actor_id,
            action: self.action,
            subject: self.subject,
            payload: self.payload,
        };
        let hash = sha256(&entry.chained_bytes(&head.hash));
        (entry, hash)
    }
}

/// Appends a fact to its organisation's chain within the transaction that makes it true. A fact about a cart
/// (`cart:0192…`) is found in the history of that cart.
///
/// # Errors
/// The database failed; the transaction must not be committed then.
pub async fn record(tx: &mut Tx, fact: Fact) -> Outcome<()> {
    let head = storage::audit::lock_head(tx, fact.organisation_id).await?;
    let (entry, hash) = fact.behind(&head);
    let cart_id = entry.subject.strip_prefix("cart:").and_then(|id| id.parse().ok());
    storage::audit::append(tx, &entry, &hash, cart_id).await?;
    Ok(())
}

/// As [`record`], for a fact that is no part of any cart's history.
///
/// # Errors
/// As [`record`].
pub async fn record_beside(tx: &mut Tx, fact: Fact) -> Outcome<()> {
    let head = storage::audit::lock_head(tx, fact.organisation_id).await?;
    let (entry, hash) = fact.behind(&head);
    storage::audit::append(tx, &entry, &hash, None).await?;
    Ok(())
}

/// As [`record`], for a fact of two organisations: the fact's own, in whose log it belongs to the history of a cart, and
/// another one.
///
/// # Errors
/// As [`record`].
pub async fn record_two(tx: &mut Tx, fact: Fact, other: OrganisationId, cart_id: CartId) -> Outcome<()> {
    let cart_of = |entry: &Entry| Some(cart_id).filter(|_| entry.organisation_id != other);
    let mut facts = [Fact { organisation_id: other, ..fact.clone() }, fact];
    // Always in the order of their ids, so that two transactions never wait for each other.
    facts.sort_by_key(|fact| fact.organisation_id);
    let heads = storage::audit::lock_heads(tx, [facts[0].organisation_id, facts[1].organisation_id]).await?;
    let [one, two] = facts;
    let (one, two) = (one.behind(&heads[0]), two.behind(&heads[1]));
    let appended = [(&one.0, &one.1, cart_of(&one.0)), (&two.0, &two.1, cart_of(&two.0))];
    storage::audit::append_two(tx, appended).await?;
    Ok(())
}

/// The result of verifying one organisation's log.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry is as it was written; how many there are.
    Intact(i64),
    Broken(Fault),
}

const BATCH: i64 = 1_000;

/// Walks an organisation's whole log and recomputes every hash.
///
/// # Errors
/// The database failed.
pub async fn verify(context: &Context, organisation_id: OrganisationId) -> Outcome<Verdict> {
    Ok(examine(context, organisation_id, |_, _| ()).await?.0)
}

/// As [`verify`], batch by batch; `at` hears how many entries of how many were looked at. Answers the head as well.
async fn examine(
    context: &Context,
    organisation_id: OrganisationId,
    at: impl Fn(i64, i64),
) -> Outcome<(Verdict, Option<Head>)> {
    let mut reader = context.read().await?;
    let Some(head) = storage::audit::head(&mut reader, organisation_id).await? else {
        let orphans = storage::audit::entries(&mut reader, organisation_id, 0, 1).await?;
        let verdict = match orphans.first() {
            None => Verdict::Intact(0),
            Some((entry, _)) => Verdict::Broken(Fault::Truncated { expected: 0, found: entry.sequence }),
        };
        return Ok((verdict, None));
    };
    let mut verifier = Verifier::new(sha256);
    let mut after = 0;
    while after < head.sequence {
        let batch = storage::audit::entries(&mut reader, organisation_id, after, BATCH).await?;
        let Some((last, _)) = batch.last() else { break };
        after = last.sequence;
        // Entries that were appended after the head was read are for the next run.
        for (entry, hash) in batch.iter().take_while(|(entry, _)| entry.sequence <= head.sequence) {
            if let Err(fault) = verifier.take(entry, hash) {
                return Ok((Verdict::Broken(fault), Some(head)));
            }
        }
        at(after.min(head.sequence), head.sequence);
        // Hashing a long log must not keep a thread to itself.
        tokio::task::yield_now().await;
    }
    let verdict = match verifier.finish(head.sequence, &head.hash) {
        Ok(entries) => Verdict::Intact(entries),
        Err(fault) => Verdict::Broken(fault),
    };
    Ok((verdict, Some(head)))
}

/// Verifies the log of the organisation acted in; its asker's open pages hear how far it is.
///
/// # Errors
/// The role does not allow it.
pub async fn verify_log(context: Context, (): ()) -> Outcome<AuditVerdict> {
    let (principal, membership) = context.require(Permission::ReadAudit)?;
    let audience = Audience::Person(principal.person_id);
    let at = |done: i64, all: i64| {
        if all > BATCH {
            context.services.hub.publish(Hint { audience, topic: format!("audit={done}/{all}") });
        }
    };
    let (verdict, head) = examine(&context, membership.organisation_id, at).await?;
    Ok(AuditVerdict {
        organisation: membership.organisation.clone(),
        entries: head.as_ref().map_or(0, |head| head.sequence),
        head: hex(&head.map_or(GENESIS, |head| head.hash)),
        fault: match verdict {
            Verdict::Intact(_) => None,
            Verdict::Broken(fault) => Some(fault.to_string()),
        },
    })
}

/// Verifies an exported history against itself: the hashes of its audit entries, and that the readable part says the same.
/// Answers how many entries it holds.
///
/// # Errors
/// A sentence about the first thing that is wrong.
pub fn verify_export(text: &str) -> Result<usize, String> {
    let history: LineHistory =
        serde_json::from_str(text).map_err(|error| format!("this is no exported history: {error}"))?;
    if history.format != FORMAT {
        return Err(format!("“{}” is not a format that this program knows", history.format));
    }
    let (links, head) = history.audit.links().map_err(|fault| fault.to_string())?;
    let subject = format!("line:{}", history.line.id);
    if let Some(link) = links.iter().find(|link| link.entry.subject != subject) {
        return Err(format!("entry {} is about something else", link.entry.sequence));
    }
    let entries = verify_part(sha256, &links, head).map_err(|fault| fault.to_string())?;
    match history.contradiction() {
        Some(contradiction) => Err(contradiction),
        None => Ok(entries),
    }
}

/// SHA-256, as the audit log and stored files use it.
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::Link;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn chain(length: i64) -> Vec<(Entry, Hash)> {
        let mut previous = GENESIS;
        (1..=length)
            .map(|sequence| {
                let entry = Entry {
                    organisation_id: OrganisationId(Uuid::from_u128(7)),
                    sequence,
                    event_id: EventId(Uuid::from_u128(sequence.unsigned_abs().into())),
                    at: Timestamp(sequence * 1_000),
                    actor_id: (sequence % 2 == 0).then_some(PersonId(Uuid::from_u128(9))),
                    action: "line.opened".into(),
                    subject: format!("line:{sequence}"),
                    payload: format!("{{\"quantity\":{sequence}}}"),
                };
                previous = sha256(&entry.chained_bytes(&previous));
                (entry, previous)
            })
            .collect()
    }

    fn walk(chain: &[(Entry, Hash)], head: (i64, Hash)) -> Result<i64, Fault> {
        let mut verifier = Verifier::new(sha256);
        for (entry, hash) in chain {
            verifier.take(entry, hash)?;
        }
        verifier.finish(head.0, &head.1)
    }

    #[test]
    fn an_untouched_chain_is_intact() {
        let chain = chain(20);
        assert_eq!(walk(&chain, (20, chain[19].1)), Ok(20));
        assert_eq!(walk(&[], (0, GENESIS)), Ok(0));
    }

    fn links() -> Vec<Link> {
        let chain = chain(20);
        let link = |at: usize| {
            let previous = if at == 0 { GENESIS } else { chain[at - 1].1 };
            Link { entry: chain[at].0.clone(), previous, hash: chain[at].1 }
        };
        [0, 1, 4, 9, 10, 19].into_iter().map(link).collect()
    }

    #[test]
    fn a_part_of_a_log_is_verified_by_itself() {
        let links = links();
        let head = (20, links[5].hash);
        assert_eq!(verify_part(sha256, &links, head), Ok(6));
        assert_eq!(verify_part(sha256, &links[1..3], (30, GENESIS)), Ok(2));
        assert_eq!(verify_part(sha256, &[], (0, GENESIS)), Ok(0));
        assert_eq!(verify_part(sha256, &links, (20, GENESIS)), Err(Fault::Altered { sequence: 20 }));
        assert_eq!(verify_part(sha256, &links, (19, GENESIS)), Err(Fault::Truncated { expected: 19, found: 20 }));
    }

    proptest! {
        #[test]
        fn every_change_of_a_part_is_found(at in 0_usize..6, kind in 0_u8..6) {
            let mut links = links();
            let head = (20, links[5].hash);
            match kind {
                0 => links[at].entry.payload.push(' '),
                1 => links[at].entry.sequence += 1,
                2 => links[at].previous[3] ^= 1,
                3 => links[at].hash[31] ^= 1,
                4 => links.swap(at, (at + 1) % 6),
                _ => links[at].entry.organisation_id = OrganisationId(Uuid::from_u128(8)),
            }
            prop_assert!(verify_part(sha256, &links, head).is_err());
        }

        #[test]
        fn every_mutation_is_found(at in 0_usize..20, kind in 0_u8..6) {
            let mut chain = chain(20);
            let head = (20, chain[19].1);
            match kind {
                0 => chain[at].0.payload.push(' '),
                1 => chain[at].0.at = chain[at].0.at.plus_us(1),
                2 => { chain.remove(at); }
                3 => chain.swap(at, (at + 1) % 20),
                4 => chain.truncate(at),
                _ => chain[at].0.actor_id = Some(PersonId(Uuid::from_u128(1))),
            }
            prop_assert!(walk(&chain, head).is_err());
        }
    }
}
