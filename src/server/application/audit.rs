//! Writing facts into the hash-chained audit log, and verifying it. Must not decide what is worth a fact.

use super::{Context, Outcome};
use crate::{
    domain::{
        audit::{Entry, Fault, Hash, Verifier},
        ids::{EventId, OrganisationId, PersonId},
        time::Timestamp,
    },
    server::storage::{self, Tx},
};
use sha2::{Digest, Sha256};

/// Something that is to be remembered for ever.
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

/// Appends a fact to its organisation's chain within the transaction that makes it true.
///
/// # Errors
/// The database failed; the transaction must not be committed then.
pub async fn record(tx: &mut Tx, fact: Fact) -> Outcome<()> {
    let head = storage::audit::lock_head(tx, fact.organisation_id).await?;
    let entry = Entry {
        organisation_id: fact.organisation_id,
        sequence: head.sequence + 1,
        event_id: fact.event_id,
        at: fact.at,
        actor_id: fact.actor_id,
        action: fact.action,
        subject: fact.subject,
        payload: fact.payload,
    };
    let hash = sha256(&entry.chained_bytes(&head.hash));
    storage::audit::append(tx, &entry, &hash).await?;
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
    let mut reader = context.read().await?;
    let Some(head) = storage::audit::head(&mut reader, organisation_id).await? else {
        let orphans = storage::audit::entries(&mut reader, organisation_id, 0, 1).await?;
        return Ok(match orphans.first() {
            None => Verdict::Intact(0),
            Some((entry, _)) => Verdict::Broken(Fault::Truncated { expected: 0, found: entry.sequence }),
        });
    };
    let mut verifier = Verifier::new(sha256);
    let mut after = 0;
    loop {
        let batch = storage::audit::entries(&mut reader, organisation_id, after, BATCH).await?;
        let Some((last, _)) = batch.last() else { break };
        after = last.sequence;
        for (entry, hash) in &batch {
            // Entries that were appended after the head was read are for the next run.
            if entry.sequence > head.sequence {
                after = i64::MAX;
                break;
            }
            if let Err(fault) = verifier.take(entry, hash) {
                return Ok(Verdict::Broken(fault));
            }
        }
        if after >= head.sequence {
            break;
        }
    }
    Ok(match verifier.finish(head.sequence, &head.hash) {
        Ok(entries) => Verdict::Intact(entries),
        Err(fault) => Verdict::Broken(fault),
    })
}

fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::GENESIS;
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

    proptest! {
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
