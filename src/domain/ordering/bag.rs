//! What a bag goes through: handed over, answered, shipped, delivered, returned, paid, refunded. Its statuses follow from these facts
//! and are computed nowhere else. Must not know who is allowed what; that is `domain::access`.

use super::{
    event::BagEvent,
    status::{BagStatus, FinancialStatus, FulfilmentStatus, SkuStatus},
};
use crate::domain::{
    ids::LineId,
    money::{Money, UnitPrice},
    quantity::count_text,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the seller's side has said of a bag so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Not handed over yet.
    Waiting,
    /// Handed over; no answer.
    Sent,
    /// The seller's system looks at it.
    InReview,
    Accepted,
    Rejected,
    /// Given up before it was accepted.
    GivenUp,
}

impl Answer {
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Sent, Self::InReview, Self::Accepted, Self::Rejected, Self::GivenUp];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::InReview => "in_review",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::GivenUp => "given_up",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == text)
    }
}

/// A line of a bag and how many of its units went which way.
/// Always shipped + canceled ≤ quantity, delivered ≤ shipped, returned ≤ delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuState {
    pub line_id: LineId,
    pub quantity: i64,
    pub unit_price: UnitPrice,
    pub shipped: i64,
    pub delivered: i64,
    pub returned: i64,
    pub refunded: i64,
    pub canceled: i64,
}

impl SkuState {
    /// Units that are still meant to come, or came.
    pub fn active(&self) -> i64 {
        self.quantity - self.canceled
    }

    /// Units that neither left nor were canceled.
    pub fn open(&self) -> i64 {
        self.active() - self.shipped
    }
}

/// What was booked for a bag, in minor units of its currency. Always refunded ≤ paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub authorized: i64,
    pub paid: i64,
    pub refunded: i64,
    pub voided: bool,
}

/// A bag of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bag {
    pub answer: Answer,
    /// The revision that is sent, or was sent last; rises when the order is corrected. From 1.
    pub revision: u32,
    /// The currency of everything in it, and what was ordered.
    pub total: Money,
    pub ledger: Ledger,
    pub lines: Vec<SkuState>,
}

/// Units of a line in a shipment, a cancellation, a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    pub line_id: LineId,
    /// At least 1.
    pub quantity: i64,
}

/// What may be asked of a bag. Answers name the revision that they are about: one of an older revision changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BagCommand {
    Send {
        revision: u32,
    },
    Review {
        revision: u32,
    },
    Accept {
        revision: u32,
        erp_order_number: Option<String>,
    },
    Reject {
        revision: u32,
        reason: String,
    },
    /// A corrected order is sent again.
    Resubmit,
    /// A bag that nobody accepted is not tried any longer.
    GiveUp {
        reason: String,
    },
    Ship {
        lines: Vec<Packed>,
        carrier: String,
        tracking: Option<String>,
    },
    Deliver {
        lines: Vec<Packed>,
    },
    Return {
        lines: Vec<Packed>,
        reason: String,
    },
    Cancel {
        lines: Vec<Packed>,
        reason: String,
    },
    Authorize {
        amount: i64,
        reference: Option<String>,
    },
    Void {
        reference: Option<String>,
    },
    Pay {
        amount: i64,
        reference: Option<String>,
    },
    /// `lines`: what it is for; may be empty.
    Refund {
        amount: i64,
        lines: Vec<Packed>,
        reference: Option<String>,
    },
}

/// One booking or movement, named as sellers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    Send,
    Review,
    Accept,
    Reject,
    Resubmit,
    GiveUp,
    Ship,
    Deliver,
    Return,
    Cancel,
    Authorize,
    Void,
    Pay,
    Refund,
}

impl Fact {
    pub const ALL: [Self; 14] = [
        Self::Send,
        Self::Review,
        Self::Accept,
        Self::Reject,
        Self::Resubmit,
        Self::GiveUp,
        Self::Ship,
        Self::Deliver,
        Self::Return,
        Self::Cancel,
        Self::Authorize,
        Self::Void,
        Self::Pay,
        Self::Refund,
    ];

    /// The answers under which it is possible. The whole life of a bag as data.
    pub fn possible_after(self) -> &'static [Answer] {
        use Answer::{Accepted, InReview, Rejected, Sent, Waiting};
        match self {
            Self::Send => &[Waiting],
            Self::Review => &[Waiting, Sent],
            Self::Accept | Self::Reject => &[Waiting, Sent, InReview],
            Self::Resubmit => &[Waiting, Sent, InReview, Rejected],
            Self::GiveUp => &[Waiting, Rejected],
            Self::Ship
            | Self::Deliver
            | Self::Return
            | Self::Cancel
            | Self::Authorize
            | Self::Void
            | Self::Pay
            | Self::Refund => &[Accepted],
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Send => "Send",
            Self::Review => "Review",
            Self::Accept => "Accept",
            Self::Reject => "Reject",
            Self::Resubmit => "Send again",
            Self::GiveUp => "Give up",
            Self::Ship => "Ship",
            Self::Deliver => "Deliver",
            Self::Return => "Report a return",
            Self::Cancel => "Cancel",
            Self::Authorize => "Record an authorization",
            Self::Void => "Void",
            Self::Pay => "Record a payment",
            Self::Refund => "Record a refund",
        }
    }
}

impl BagCommand {
    pub fn fact(&self) -> Fact {
        match self {
            Self::Send { .. } => Fact::Send,
            Self::Review { .. } => Fact::Review,
            Self::Accept { .. } => Fact::Accept,
            Self::Reject { .. } => Fact::Reject,
            Self::Resubmit => Fact::Resubmit,
            Self::GiveUp { .. } => Fact::GiveUp,
            Self::Ship { .. } => Fact::Ship,
            Self::Deliver { .. } => Fact::Deliver,
            Self::Return { .. } => Fact::Return,
            Self::Cancel { .. } => Fact::Cancel,
            Self::Authorize { .. } => Fact::Authorize,
            Self::Void { .. } => Fact::Void,
            Self::Pay { .. } => Fact::Pay,
            Self::Refund { .. } => Fact::Refund,
        }
    }

    fn revision(&self) -> Option<u32> {
        match self {
            Self::Send { revision }
            | Self::Review { revision }
            | Self::Accept { revision, .. }
            | Self::Reject { revision, .. } => Some(*revision),
            Self::Resubmit
            | Self::GiveUp { .. }
            | Self::Ship { .. }
            | Self::Deliver { .. }
            | Self::Return { .. }
            | Self::Cancel { .. }
            | Self::Authorize { .. }
            | Self::Void { .. }
            | Self::Pay { .. }
            | Self::Refund { .. } => None,
        }
    }
}

/// Why a bag does not change. A callback that is refused like this has been told before, or comes too late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "bag_refusal", rename_all = "snake_case")]
pub enum BagRefusal {
    NotNow {
        fact: Fact,
        status: BagStatus,
    },
    /// It is about a revision that was corrected since.
    OldRevision {
        revision: u32,
        current: u32,
    },
    /// No units were named, or a line twice.
    NothingNamed,
    NoSuchLine,
    /// More units than are left for this.
    TooMany {
        fact: Fact,
        wanted: i64,
        left: i64,
    },
    /// More money than is left for this.
    TooMuch {
        fact: Fact,
        wanted: Money,
        left: Money,
    },
}

impl fmt::Display for BagRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNow { fact, status } => {
                let status = status.words().to_lowercase();
                write!(f, "“{}” is not possible: the bag is {status}. Nothing was changed.", fact.words())
            }
            Self::OldRevision { revision, current } => {
                write!(f, "This is about revision {revision}; the order was corrected since, to revision {current}.")
            }
            Self::NothingNamed => f.write_str("Name a quantity for at least one line, and each line once."),
            Self::NoSuchLine => f.write_str("This bag has no such line."),
            Self::TooMany { fact, wanted, left } => {
                let (wanted, left) = (count_text(*wanted), count_text(*left));
                write!(f, "“{}”: {wanted} are more than the {left} that are left. Nothing was changed.", fact.words())
            }
            Self::TooMuch { fact, wanted, left } => {
                write!(f, "“{}”: {wanted} is more than the {left} that is left. Nothing was changed.", fact.words())
            }
        }
    }
}

impl std::error::Error for BagRefusal {}

/// What a command does to a bag, or why it does nothing.
///
/// # Errors
/// The bag's status does not allow it; it is about another revision; more units or money than there are.
pub fn decide(bag: &Bag, command: BagCommand) -> Result<BagEvent, BagRefusal> {
    let fact = command.fact();
    if let Some(revision) = command.revision().filter(|revision| *revision != bag.revision) {
        return Err(BagRefusal::OldRevision { revision, current: bag.revision });
    }
    if !fact.possible_after().contains(&bag.answer) {
        return Err(BagRefusal::NotNow { fact, status: status(bag) });
    }
    Ok(match command {
        BagCommand::Send { revision } => BagEvent::Sent { revision },
        BagCommand::Review { revision } => BagEvent::InReview { revision },
        BagCommand::Accept { revision, erp_order_number } => BagEvent::Accepted { revision, erp_order_number },
        BagCommand::Reject { revision, reason } => BagEvent::Rejected { revision, reason },
        BagCommand::Resubmit => BagEvent::Resubmitted { revision: bag.revision + 1 },
        BagCommand::GiveUp { reason } => BagEvent::GivenUp { reason },
        BagCommand::Ship { lines, carrier, tracking } => {
            BagEvent::Shipped { lines: units(bag, fact, lines, SkuState::open)?, carrier, tracking }
        }
        BagCommand::Deliver { lines } => {
            BagEvent::Delivered { lines: units(bag, fact, lines, |sku| sku.shipped - sku.delivered)? }
        }
        BagCommand::Return { lines, reason } => {
            BagEvent::Returned { lines: units(bag, fact, lines, |sku| sku.delivered - sku.returned)?, reason }
        }
        BagCommand::Cancel { lines, reason } => {
            BagEvent::Canceled { lines: units(bag, fact, lines, SkuState::open)?, reason }
        }
        BagCommand::Authorize { amount, reference } => BagEvent::Authorized {
            amount: booked(bag, fact, amount, due(bag).minor - bag.ledger.paid - bag.ledger.authorized)?,
            reference,
        },
        BagCommand::Void { reference } => {
            let left = booked(bag, fact, bag.ledger.authorized, bag.ledger.authorized)?;
            BagEvent::Voided { amount: left, reference }
        }
        BagCommand::Pay { amount, reference } => {
            BagEvent::Paid { amount: booked(bag, fact, amount, due(bag).minor - bag.ledger.paid)?, reference }
        }
        BagCommand::Refund { amount, lines, reference } => BagEvent::Refunded {
            amount: booked(bag, fact, amount, bag.ledger.paid - bag.ledger.refunded)?,
            lines: if lines.is_empty() { lines } else { units(bag, fact, lines, |sku| sku.quantity - sku.refunded)? },
            reference,
        },
    })
}

/// The units named, if every line has so many left for it.
fn units(bag: &Bag, fact: Fact, named: Vec<Packed>, left: impl Fn(&SkuState) -> i64) -> Result<Vec<Packed>, BagRefusal> {
    let mut ids: Vec<_> = named.iter().map(|packed| packed.line_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if named.is_empty() || ids.len() != named.len() || named.iter().any(|packed| packed.quantity < 1) {
        return Err(BagRefusal::NothingNamed);
    }
    for packed in &named {
        let sku = bag.lines.iter().find(|sku| sku.line_id == packed.line_id).ok_or(BagRefusal::NoSuchLine)?;
        if packed.quantity > left(sku) {
            return Err(BagRefusal::TooMany { fact, wanted: packed.quantity, left: left(sku) });
        }
    }
    Ok(named)
}

/// An amount of more than nothing, if so much is left.
fn booked(bag: &Bag, fact: Fact, minor: i64, left: i64) -> Result<Money, BagRefusal> {
    let money = |minor| Money { minor, currency: bag.total.currency };
    if minor < 1 || minor > left {
        return Err(BagRefusal::TooMuch { fact, wanted: money(minor), left: money(left.max(0)) });
    }
    Ok(money(minor))
}

/// The bag after an event.
pub fn apply(mut bag: Bag, event: &BagEvent) -> Bag {
    match event {
        BagEvent::Sent { .. } => bag.answer = Answer::Sent,
        BagEvent::InReview { .. } => bag.answer = Answer::InReview,
        BagEvent::Accepted { .. } => bag.answer = Answer::Accepted,
        BagEvent::Rejected { .. } => bag.answer = Answer::Rejected,
        BagEvent::Resubmitted { revision } => {
            bag.answer = Answer::Waiting;
            bag.revision = *revision;
        }
        BagEvent::GivenUp { .. } => bag.answer = Answer::GivenUp,
        BagEvent::Shipped { lines, .. } => move_units(&mut bag, lines, |sku, units| sku.shipped += units),
        BagEvent::Delivered { lines } => move_units(&mut bag, lines, |sku, units| sku.delivered += units),
        BagEvent::Returned { lines, .. } => move_units(&mut bag, lines, |sku, units| sku.returned += units),
        BagEvent::Canceled { lines, .. } => move_units(&mut bag, lines, |sku, units| sku.canceled += units),
        BagEvent::Authorized { amount, .. } => {
            bag.ledger.authorized += amount.minor;
            bag.ledger.voided = false;
        }
        BagEvent::Voided { .. } => {
            bag.ledger.authorized = 0;
            bag.ledger.voided = true;
        }
        BagEvent::Paid { amount, .. } => {
            bag.ledger.paid += amount.minor;
            bag.ledger.authorized = (bag.ledger.authorized - amount.minor).max(0);
        }
        BagEvent::Refunded { amount, lines, .. } => {
            bag.ledger.refunded += amount.minor;
            move_units(&mut bag, lines, |sku, units| sku.refunded += units);
        }
    }
    bag
}

fn move_units(bag: &mut Bag, lines: &[Packed], change: impl Fn(&mut SkuState, i64)) {
    for packed in lines {
        if let Some(sku) = bag.lines.iter_mut().find(|sku| sku.line_id == packed.line_id) {
            change(sku, packed.quantity);
        }
    }
}

/// What may be done to the bag as it stands: a page shows exactly these, and the server honours exactly these.
pub fn available_commands(bag: &Bag) -> Vec<Fact> {
    let any = |left: fn(&SkuState) -> i64| bag.lines.iter().any(|sku| left(sku) > 0);
    let Ledger { authorized, paid, refunded, .. } = bag.ledger;
    let is_left = |fact: Fact| match fact {
        Fact::Ship | Fact::Cancel => any(SkuState::open),
        Fact::Deliver => any(|sku| sku.shipped - sku.delivered),
        Fact::Return => any(|sku| sku.delivered - sku.returned),
        Fact::Authorize => due(bag).minor > paid + authorized,
        Fact::Void => authorized > 0,
        Fact::Pay => due(bag).minor > paid,
        Fact::Refund => paid > refunded,
        Fact::Send | Fact::Review | Fact::Accept | Fact::Reject | Fact::Resubmit | Fact::GiveUp => true,
    };
    Fact::ALL.into_iter().filter(|fact| fact.possible_after().contains(&bag.answer) && is_left(*fact)).collect()
}

/// What is to be paid for the bag: the total of what was ordered less what was canceled. Each line is rounded once, by `UnitPrice::times`.
pub fn due(bag: &Bag) -> Money {
    let minor = bag.lines.iter().map(|sku| sku.unit_price.times(sku.active()).minor).sum();
    Money { minor, currency: bag.total.currency }
}

/// Computed from the ledger.
pub fn financial_status(bag: &Bag) -> FinancialStatus {
    let Ledger { authorized, paid, refunded, voided } = bag.ledger;
    match (paid, refunded) {
        (1.., 1..) if refunded >= paid => FinancialStatus::Refunded,
        (1.., 1..) => FinancialStatus::PartiallyRefunded,
        (1.., _) if paid >= due(bag).minor => FinancialStatus::Paid,
        (1.., _) => FinancialStatus::PartiallyPaid,
        _ if authorized > 0 => FinancialStatus::Authorized,
        _ if voided => FinancialStatus::Voided,
        _ => FinancialStatus::Unpaid,
    }
}

/// Computed from what was shipped.
pub fn fulfilment_status(bag: &Bag) -> FulfilmentStatus {
    let shipped = bag.lines.iter().any(|sku| sku.shipped > 0);
    match (shipped, bag.lines.iter().all(|sku| sku.open() == 0)) {
        (true, true) => FulfilmentStatus::Fulfilled,
        (true, false) => FulfilmentStatus::PartiallyFulfilled,
        (false, _) => FulfilmentStatus::Processing,
    }
}

/// Computed from the units of the line.
pub fn sku_status(sku: &SkuState) -> SkuStatus {
    let active = sku.active();
    if active == 0 {
        SkuStatus::Canceled
    } else if sku.refunded >= active {
        SkuStatus::Refunded
    } else if sku.returned >= active {
        SkuStatus::Returned
    } else if sku.delivered >= active {
        SkuStatus::Delivered
    } else if sku.shipped >= active {
        SkuStatus::Shipped
    } else if sku.shipped > 0 {
        SkuStatus::PartiallyShipped
    } else {
        SkuStatus::Processing
    }
}

/// Computed from the answer, the ledger and the units. A bag is completed when everything was shipped and paid.
pub fn status(bag: &Bag) -> BagStatus {
    match bag.answer {
        Answer::Waiting => BagStatus::InProgress,
        Answer::Sent | Answer::InReview => BagStatus::Submitted,
        Answer::Rejected => BagStatus::Rejected,
        Answer::GivenUp => BagStatus::Canceled,
        Answer::Accepted => match financial_status(bag) {
            FinancialStatus::Refunded => BagStatus::Refunded,
            FinancialStatus::PartiallyRefunded => BagStatus::PartiallyRefunded,
            _ if bag.lines.iter().all(|sku| sku.active() == 0) => BagStatus::Canceled,
            FinancialStatus::Paid if fulfilment_status(bag) == FulfilmentStatus::Fulfilled => BagStatus::Completed,
            FinancialStatus::Paid
            | FinancialStatus::Unpaid
            | FinancialStatus::Authorized
            | FinancialStatus::PartiallyPaid
            | FinancialStatus::Voided => BagStatus::Accepted,
        },
    }
}
