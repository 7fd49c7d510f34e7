//! Who lets a submission pass that is above its submitter's limit: approvers and their delegates, never the submitter.
//! Must not know how they are told.

use super::limit::{SpendingLimit, covers};
use crate::domain::{ids::PersonId, money::Money, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What became of a submission that needed an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    Pending,
    Approved,
    Rejected,
    Withdrawn,
}

impl SubmissionState {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Pending => "Awaiting approval",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// An active member who holds the role of an approver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approver {
    pub person_id: PersonId,
    pub limits: Vec<SpendingLimit>,
}

/// Somebody decides in an approver's place, from `starts_at` until before `ends_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegation {
    pub approver_id: PersonId,
    /// An active member who buys.
    pub delegate_id: PersonId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Delegation {
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}

/// A submission, as far as deciding about it goes.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub submitted_by: PersonId,
    pub totals: &'a [Money],
}

/// Somebody who may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligible {
    pub person_id: PersonId,
    /// The approver whose authority it is, where it is not their own.
    pub in_place_of: Option<PersonId>,
}

/// Everybody who may decide about a submission now, each once, approvers first. The submitter never does, nor does anybody by the
/// submitter's authority.
pub fn eligible(approvers: &[Approver], delegations: &[Delegation], asked: Asked<'_>, now: Timestamp) -> Vec<Eligible> {
    let can = |approver: &&Approver| approver.person_id != asked.submitted_by && covers(&approver.limits, asked.totals);
    let able: Vec<PersonId> = approvers.iter().filter(can).map(|approver| approver.person_id).collect();
    let mut found: Vec<Eligible> = able.iter().map(|id| Eligible { person_id: *id, in_place_of: None }).collect();
    for delegation in delegations.iter().filter(|delegation| delegation.holds_at(now)) {
        let known = found.iter().any(|eligible| eligible.person_id == delegation.delegate_id);
        if able.contains(&delegation.approver_id) && delegation.delegate_id != asked.submitted_by && !known {
            found.push(Eligible { person_id: delegation.delegate_id, in_place_of: Some(delegation.approver_id) });
        }
    }
    found
}

/// Why nobody may decide, in words for the submitter.
pub fn explain_nobody(approvers: &[Approver], asked: Asked<'_>) -> String {
    let others = approvers.iter().filter(|approver| approver.person_id != asked.submitted_by).count();
    match (others, approvers.len()) {
        (0, 0) => "nobody in your organisation is an approver".into(),
        (0, _) => "you are the only approver of your organisation, and nobody approves their own order".into(),
        (1, _) => "the limit of your organisation's approver is too low for it".into(),
        (_, _) => "the limits of your organisation's approvers are too low for it".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use uuid::Uuid;

    const MARA: PersonId = PersonId(Uuid::from_u128(1));
    const TOMAS: PersonId = PersonId(Uuid::from_u128(2));
    const ANN: PersonId = PersonId(Uuid::from_u128(3));
    const NOON: Timestamp = Timestamp(1_000_000);

    fn total(minor: i64) -> [Money; 1] {
        [Money { minor, currency: Currency::parse("USD").expect("known") }]
    }

    fn approver(person_id: PersonId, most: Option<i64>) -> Approver {
        let limit = |per_order| SpendingLimit { per_order, per_month: None, currency: total(0)[0].currency };
        Approver { person_id, limits: most.map(|most| limit(Some(most))).into_iter().collect() }
    }

    fn who(
        approvers: &[Approver],
        delegations: &[Delegation],
        by: PersonId,
        minor: i64,
    ) -> Vec<(PersonId, Option<PersonId>)> {
        let totals = total(minor);
        let asked = Asked { submitted_by: by, totals: &totals };
        eligible(approvers, delegations, asked, NOON).iter().map(|found| (found.person_id, found.in_place_of)).collect()
    }

    #[test]
    fn nobody_approves_their_own_and_a_limit_must_cover_it() {
        let approvers = [approver(MARA, None), approver(TOMAS, Some(500))];
        assert_eq!(who(&approvers, &[], ANN, 500), [(MARA, None), (TOMAS, None)]);
        assert_eq!(who(&approvers, &[], ANN, 501), [(MARA, None)]);
        assert_eq!(who(&approvers, &[], MARA, 501), []);
    }

    #[test]
    fn a_delegate_has_the_approvers_authority_for_a_time_and_never_over_their_own() {
        let approvers = [approver(MARA, None)];
        let delegation = Delegation { approver_id: MARA, delegate_id: TOMAS, starts_at: NOON, ends_at: NOON.plus_us(1) };
        assert_eq!(who(&approvers, &[delegation], ANN, 9), [(MARA, None), (TOMAS, Some(MARA))]);
        assert_eq!(who(&approvers, &[delegation], TOMAS, 9), [(MARA, None)]);
        assert_eq!(who(&approvers, &[delegation], MARA, 9), [], "nor by the submitter's own authority");
        let over = Delegation { starts_at: NOON.plus_us(-5), ends_at: NOON, ..delegation };
        let later = Delegation { starts_at: NOON.plus_us(1), ends_at: NOON.plus_us(5), ..delegation };
        assert_eq!(who(&approvers, &[over, later], ANN, 9), [(MARA, None)]);
    }

    #[test]
    fn that_nobody_may_approve_is_explained() {
        let totals = total(9);
        let asked = Asked { submitted_by: MARA, totals: &totals };
        for (approvers, words) in [
            (vec![], "nobody"),
            (vec![approver(MARA, None)], "only approver"),
            (vec![approver(MARA, None), approver(ANN, Some(1))], "approver is too low"),
            (vec![approver(TOMAS, Some(1)), approver(ANN, Some(1))], "approvers are too low"),
        ] {
            let explained = explain_nobody(&approvers, asked);
            assert!(
                explained.contains(words) || words == "approver is too low" && explained.contains("too low"),
                "{explained}"
            );
        }
    }
}
