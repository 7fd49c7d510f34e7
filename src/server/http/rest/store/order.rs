//! A cart as programs see it, by the names of the seed's appendix A.

use crate::{
    api_types::{
        identity::PersonName,
        sharing::{CartView, LineCounts, MergeView, UnshareReport},
    },
    domain::{
        cart::CartKind,
        ids::{CartId, LineId, PersonId},
        money::Money,
        sharing::UnshareMode,
    },
};
use serde::Serialize;

/// A cart, or the place of a personal cart that nothing was added to yet: then without an id.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    order_id: Option<CartId>,
    name: String,
    description: String,
    /// It is the one that its reader works on.
    current: bool,
    checkout_status: &'static str,
    shared_with_organization: bool,
    /// Who made it; of a shared cart: who shared it.
    profile_id: PersonId,
    profile: Profile,
    last_modifier_id: Option<PersonId>,
    /// RFC 3339.
    last_modified_date: Option<String>,
    submitted_by: Option<PersonId>,
    version: i64,
    lines: Lines,
    totals: Vec<Total>,
    /// RFC 3339; of a shared cart that nobody touches until then.
    expected_purge_date: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    first_name: String,
    last_name: String,
}

impl Profile {
    /// A person has one name here; its first word is taken for the first name.
    fn of(person: &PersonName) -> Self {
        let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
        Self { first_name: first.to_owned(), last_name: last.trim().to_owned() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Lines {
    all: u32,
    open: u32,
    quote: u32,
    accepted: u32,
    no_quote: u32,
    withdrawn: u32,
    closed: u32,
}

impl From<LineCounts> for Lines {
    fn from(counts: LineCounts) -> Self {
        let LineCounts { open, quote, accepted, no_quote, withdrawn, closed } = counts;
        Self { all: counts.all(), open, quote, accepted, no_quote, withdrawn, closed }
    }
}

/// One currency's total: decimal texts, for sums are no floats.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    currency_code: &'static str,
    /// Offered and agreed.
    amount: String,
    /// Of that what is agreed.
    agreed: String,
}

impl From<CartView> for Order {
    fn from(view: CartView) -> Self {
        let agreed = |total: &Money| view.agreed.iter().find(|agreed| agreed.currency == total.currency).copied();
        let total = |total: &Money| Total {
            currency_code: total.currency.code(),
            amount: plain(*total),
            agreed: plain(agreed(total).unwrap_or(Money { minor: 0, currency: total.currency })),
        };
        let totals = view.totals.iter().map(total).collect();
        Self {
            order_id: view.cart.id,
            current: view.is_current,
            checkout_status: "IN_PROGRESS",
            shared_with_organization: view.cart.kind == CartKind::Shared,
            profile_id: view.cart.creator.id,
            profile: Profile::of(&view.cart.creator),
            name: view.cart.name,
            description: view.cart.description,
            last_modifier_id: view.modified_at.map(|_| view.modified_by.id),
            last_modified_date: view.modified_at.map(|at| at.rfc3339()),
            submitted_by: view.submitted_by.map(|person| person.id),
            version: view.version,
            lines: view.lines.into(),
            totals,
            expected_purge_date: view.purge.map(|purge| purge.due_at.rfc3339()),
        }
    }
}

fn plain(money: Money) -> String {
    money.amount_text().replace(',', "")
}

/// What unsharing did, beside the cart that its asker works on from now on.
#[derive(Debug, Serialize)]
pub struct Unshared {
    pub current: Order,
    pub unshared: Report,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    order_id: CartId,
    mode: UnshareMode,
    /// Lines that moved as they were.
    moved: u32,
    merged: Vec<Merged>,
    /// Lines that stayed, so that the cart is still shared.
    kept: Vec<LineId>,
    /// Negotiations that are withdrawn once nobody can take it back any more.
    withdrawing: u32,
    still_shared: bool,
    undo_until: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Merged {
    line_id: LineId,
    part_number: String,
    quantity: i64,
}

impl From<UnshareReport> for Report {
    fn from(report: UnshareReport) -> Self {
        let MergeView { moved, merged, kept } = report.merge;
        let merged = merged.into_iter();
        Self {
            order_id: report.cart_id,
            mode: report.mode,
            moved,
            merged: merged
                .map(|it| Merged { line_id: it.line_id, part_number: it.part_number, quantity: it.quantity })
                .collect(),
            kept: kept.into_iter().map(|line| line.line_id).collect(),
            withdrawing: report.withdrawing,
            still_shared: report.is_still_shared,
            undo_until: report.undo_until.rfc3339(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_name_has_a_first_and_a_last_part() {
        for (name, first, last) in
            [("Mara Lindqvist", "Mara", "Lindqvist"), ("Ana de la Cruz", "Ana", "de la Cruz"), ("Bo", "Bo", "")]
        {
            let profile = Profile::of(&PersonName { id: PersonId(Uuid::nil()), name: name.into() });
            assert_eq!((profile.first_name.as_str(), profile.last_name.as_str()), (first, last));
        }
    }
}
