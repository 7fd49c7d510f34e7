//! Who may decide about submissions of an organisation, as its members and delegations stand now.

use crate::{
    api_types::identity::PersonName,
    domain::{
        ids::{CartId, OrganisationId, PersonId},
        money::Money,
        ordering::{self, Approver, Asked, Delegation, Eligible},
        refusal::Refusal,
        time::Timestamp,
    },
    server::{
        application::Outcome,
        storage::{
            Session, StorageError,
            ordering::submission::{self as store, DelegationRow, SubmissionRow},
        },
    },
};
use std::collections::HashMap;

/// The approvers of an organisation, with whoever stands in for them.
pub struct Panel {
    approvers: Vec<Approver>,
    names: HashMap<PersonId, String>,
    pub delegations: Vec<DelegationRow>,
    now: Timestamp,
}

impl Panel {
    /// # Errors
    /// The database failed.
    pub async fn load(session: &mut impl Session, organisation_id: OrganisationId, now: Timestamp) -> Outcome<Self> {
        let (people, limits) = store::approvers(session, organisation_id).await?;
        let delegations = store::delegations(session, organisation_id, now).await?;
        let mut names: HashMap<PersonId, String> = HashMap::new();
        for row in &delegations {
            names.insert(row.delegate_id, row.delegate.clone());
            names.insert(row.approver_id, row.approver.clone());
        }
        let mut approvers = Vec::with_capacity(people.len());
        for person in people {
            let own = limits.iter().filter(|row| row.person_id == person.person_id);
            approvers.push(Approver { person_id: person.person_id, limits: own.map(|row| row.limit()).collect() });
            names.insert(person.person_id, person.name);
        }
        Ok(Self { approvers, names, delegations, now })
    }

    /// Everybody who may decide, approvers first.
    pub fn eligible(&self, submitted_by: PersonId, totals: &[Money]) -> Vec<Eligible> {
        let delegation = |row: &DelegationRow| Delegation {
            approver_id: row.approver_id,
            delegate_id: row.delegate_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        };
        let delegations: Vec<Delegation> = self.delegations.iter().map(delegation).collect();
        ordering::eligible(&self.approvers, &delegations, Asked { submitted_by, totals }, self.now)
    }

    /// As [`Panel::eligible`], by name.
    pub fn names(&self, submitted_by: PersonId, totals: &[Money]) -> Vec<PersonName> {
        self.eligible(submitted_by, totals).iter().map(|found| self.name(found.person_id)).collect()
    }

    pub fn name(&self, id: PersonId) -> PersonName {
        PersonName { id, name: self.names.get(&id).cloned().unwrap_or_default() }
    }

    /// Why nobody may decide, in words for the submitter.
    pub fn explain_nobody(&self, submitted_by: PersonId, totals: &[Money]) -> String {
        ordering::explain_nobody(&self.approvers, Asked { submitted_by, totals })
    }

    /// By what authority somebody may decide a submission now.
    pub fn authority(&self, submission: &SubmissionRow, totals: &[Money], person_id: PersonId) -> Option<Eligible> {
        let eligible = self.eligible(submission.submitted_by, totals);
        eligible.into_iter().find(|found| found.person_id == person_id)
    }
}

/// What was stored of a submission as JSON.
///
/// # Errors
/// It cannot be read.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Corrupt(format!("a submission: {error}")))
}

/// Why buyers cannot change a cart that is locked: who submitted it, and who may decide.
///
/// # Errors
/// The database failed.
pub async fn why_locked(session: &mut impl Session, cart_id: CartId, now: Timestamp) -> Outcome<Refusal> {
    // Decided between the two looks.
    let Some(pending) = store::pending_of_cart(session, cart_id).await? else { return Ok(Refusal::CartChanged) };
    let totals: Vec<Money> = read(&pending.totals)?;
    let panel = Panel::load(session, pending.organisation_id, now).await?;
    let approvers = panel.names(pending.submitted_by, &totals).into_iter().map(|approver| approver.name).collect();
    Ok(Refusal::AwaitingApproval { submitted_by: pending.submitter, approvers })
}
