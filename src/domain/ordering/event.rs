//! What happened to an order and to its bags: the one source of history, audit entry, notification and live hint.

use super::bag::Packed;
use crate::domain::{
    ids::{CartId, LineId},
    money::Money,
    quantity::count_text,
};
use serde::{Deserialize, Serialize};

/// An event of a bag. Who caused it and when stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum BagEvent {
    /// The seller's system has it; it has not answered.
    Sent {
        revision: u32,
    },
    InReview {
        revision: u32,
    },
    Accepted {
        revision: u32,
        erp_order_number: Option<String>,
    },
    Rejected {
        revision: u32,
        reason: String,
    },
    Resubmitted {
        revision: u32,
    },
    GivenUp {
        reason: String,
    },
    Shipped {
        lines: Vec<Packed>,
        carrier: String,
        tracking: Option<String>,
    },
    Delivered {
        lines: Vec<Packed>,
    },
    Returned {
        lines: Vec<Packed>,
        reason: String,
    },
    Canceled {
        lines: Vec<Packed>,
        reason: String,
    },
    Authorized {
        amount: Money,
        reference: Option<String>,
    },
    Voided {
        amount: Money,
        reference: Option<String>,
    },
    Paid {
        amount: Money,
        reference: Option<String>,
    },
    Refunded {
        amount: Money,
        lines: Vec<Packed>,
        reference: Option<String>,
    },
}

impl BagEvent {
    /// The name under which logs, notifications and the audit trail keep it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "bag.sent",
            Self::InReview { .. } => "bag.in_review",
            Self::Accepted { .. } => "bag.accepted",
            Self::Rejected { .. } => "bag.rejected",
            Self::Resubmitted { .. } => "bag.resubmitted",
            Self::GivenUp { .. } => "bag.given_up",
            Self::Shipped { .. } => "bag.shipped",
            Self::Delivered { .. } => "bag.delivered",
            Self::Returned { .. } => "bag.returned",
            Self::Canceled { .. } => "bag.canceled",
            Self::Authorized { .. } => "bag.authorized",
            Self::Voided { .. } => "bag.voided",
            Self::Paid { .. } => "bag.paid",
            Self::Refunded { .. } => "bag.refunded",
        }
    }

    /// What the history says, in words that both sides read alike.
    pub fn sentence(&self) -> String {
        match self {
            Self::Sent { revision: 1 } => "Sent to the seller's system.".into(),
            Self::Sent { revision } => format!("Revision {revision} was sent to the seller's system."),
            Self::InReview { .. } => "The seller is looking at it.".into(),
            Self::Accepted { erp_order_number: Some(number), .. } => format!("Accepted as {number}."),
            Self::Accepted { erp_order_number: None, .. } => "Accepted.".into(),
            Self::Rejected { reason, .. } => format!("Rejected: {reason}"),
            Self::Resubmitted { revision } => format!("Corrected, as revision {revision}."),
            Self::GivenUp { reason } => format!("Given up: {reason}"),
            Self::Shipped { lines, carrier, tracking: Some(tracking) } => {
                format!("{} shipped by {carrier}, {tracking}.", units(lines))
            }
            Self::Shipped { lines, carrier, tracking: None } => format!("{} shipped by {carrier}.", units(lines)),
            Self::Delivered { lines } => format!("{} delivered.", units(lines)),
            Self::Returned { lines, reason } => format!("Return of {} reported: {reason}", units(lines)),
            Self::Canceled { lines, reason } => format!("{} canceled: {reason}", units(lines)),
            Self::Authorized { amount, reference } => booked(*amount, "authorized", reference.as_deref()),
            Self::Voided { amount, reference } => booked(*amount, "no longer authorized", reference.as_deref()),
            Self::Paid { amount, reference } => booked(*amount, "paid", reference.as_deref()),
            Self::Refunded { amount, reference, .. } => booked(*amount, "refunded", reference.as_deref()),
        }
    }
}

fn units(lines: &[Packed]) -> String {
    let count: i64 = lines.iter().map(|packed| packed.quantity).sum();
    if count == 1 { "1 unit".into() } else { format!("{} units", count_text(count)) }
}

fn booked(amount: Money, what: &str, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => format!("{amount} {what} ({reference})."),
        None => format!("{amount} {what}."),
    }
}

/// An event of an order as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum OrderEvent {
    /// A submission is above somebody's limit and waits; the cart is locked.
    ApprovalRequested {
        totals: Vec<Money>,
        exceeded: Vec<String>,
    },
    ApprovalWithdrawn,
    ApprovalRejected {
        comment: String,
    },
    /// The order exists. `carried`: lines still in negotiation went to another cart.
    Submitted {
        number: i64,
        lines: Vec<LineId>,
        totals: Vec<Money>,
        bags: u32,
        carried: u32,
        carried_to: Option<CartId>,
    },
    /// Somebody other than its submitter let it pass.
    Approved {
        comment: String,
    },
    /// Every bag has its answer.
    Completed,
    /// No bag was accepted.
    Canceled,
    /// Support changed a field.
    Corrected {
        field: String,
        before: String,
        after: String,
        reason: String,
    },
    /// Support keeps it back: what was not sent is not sent.
    Held {
        reason: String,
    },
    /// It goes on.
    Released {
        reason: String,
    },
    /// A new cart was made of it.
    Reordered {
        to: CartId,
        lines: u32,
    },
}

impl OrderEvent {
    /// The name under which logs, notifications and the audit trail keep it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ApprovalRequested { .. } => "order.approval_requested",
            Self::ApprovalWithdrawn => "order.approval_withdrawn",
            Self::ApprovalRejected { .. } => "order.approval_rejected",
            Self::Submitted { .. } => "order.submitted",
            Self::Approved { .. } => "order.approved",
            Self::Completed => "order.completed",
            Self::Canceled => "order.canceled",
            Self::Corrected { .. } => "order.corrected",
            Self::Held { .. } => "order.held",
            Self::Released { .. } => "order.released",
            Self::Reordered { .. } => "order.reordered",
        }
    }
    /// What the history says.
    pub fn sentence(&self) -> String {
        match self {
            Self::ApprovalRequested { exceeded, .. } if exceeded.is_empty() => "Approval requested.".into(),
            Self::ApprovalRequested { exceeded, .. } => format!("Approval requested: {}.", exceeded.join("; ")),
            Self::ApprovalWithdrawn => "The submission was withdrawn.".into(),
            Self::ApprovalRejected { comment } => format!("Approval refused: {comment}"),
            Self::Submitted { lines, totals, bags, carried, .. } => {
                let totals: Vec<_> = totals.iter().map(Money::to_string).collect();
                let (lines, sellers) = (counted(lines.len(), "line"), counted(*bags as usize, "bag"));
                let carried = match carried {
                    0 => String::new(),
                    carried => format!(" {} still in negotiation moved to a new cart.", counted(*carried as usize, "line")),
                };
                format!("Submitted: {lines} in {sellers}, {}.{carried}", totals.join(" and "))
            }
            Self::Approved { comment } if comment.is_empty() => "Approved.".into(),
            Self::Approved { comment } => format!("Approved: {comment}"),
            Self::Completed => "Every bag has its answer.".into(),
            Self::Canceled => "Canceled: no bag was accepted.".into(),
            Self::Corrected { field, before, after, reason } => match (before.as_str(), after.as_str()) {
                ("", after) => format!("{field} added, “{after}”: {reason}"),
                (before, "") => format!("{field} taken out, it was “{before}”: {reason}"),
                (before, after) => format!("{field} corrected from “{before}” to “{after}”: {reason}"),
            },
            Self::Held { reason } => format!("Kept back by support: {reason}"),
            Self::Released { reason } => format!("No longer kept back: {reason}"),
            Self::Reordered { lines, .. } => format!("Ordered again: {} in a new cart.", counted(*lines as usize, "line")),
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{} {what}{many}", count_text(i64::try_from(count).unwrap_or(i64::MAX)))
}
