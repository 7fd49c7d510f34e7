//! The names of an order's statuses, and those that follow from the statuses of its bags. Must not decide anything.

use crate::domain::cart::CheckoutStatus;
use serde::{Deserialize, Serialize};

macro_rules! status {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $code:literal, $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$note])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As programs and databases write it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.as_str() == text)
            }

            /// As people read it.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$variant => $words,)*
                }
            }
        }
    };
}

status! {
    /// An order as buyers and support see it. `Cart` and `AwaitingApproval` are told of what is not an order yet.
    OrderStatus {
        Cart = "Cart", "Cart";
        AwaitingApproval = "AwaitingApproval", "Awaiting approval";
        /// Stored; no seller's system has answered.
        Submitted = "Submitted", "Submitted";
        /// A seller's system looks at it, or refused a part of it.
        Review = "Review", "In review";
        /// Accepted; being fulfilled and paid.
        Processing = "Processing", "Processing";
        Complete = "Complete", "Complete";
        Rejected = "Rejected", "Rejected";
        Canceled = "Canceled", "Canceled";
    }
}

status! {
    /// The part of an order that one seller delivers.
    BagStatus {
        /// Stored, not yet handed to the seller's system.
        InProgress = "IN_PROGRESS", "Waiting to be sent";
        /// The seller's system has it and has not answered.
        Submitted = "SUBMITTED", "With the seller";
        Accepted = "ACCEPTED", "Accepted";
        /// Fulfilled and paid.
        Completed = "COMPLETED", "Completed";
        /// Refused; waits to be corrected and sent again, or to be given up.
        Rejected = "REJECTED", "Rejected";
        Canceled = "CANCELED", "Canceled";
        PartiallyRefunded = "PARTIALLY_REFUNDED", "Partly refunded";
        Refunded = "REFUNDED", "Refunded";
    }
}

status! {
    /// Follows from a bag's ledger.
    FinancialStatus {
        Unpaid = "UNPAID", "Unpaid";
        Authorized = "AUTHORIZED", "Authorized";
        PartiallyPaid = "PARTIALLY_PAID", "Partly paid";
        Paid = "PAID", "Paid";
        PartiallyRefunded = "PARTIALLY_REFUNDED", "Partly refunded";
        Refunded = "REFUNDED", "Refunded";
        /// An authorization was taken back.
        Voided = "VOIDED", "Voided";
    }
}

status! {
    /// Follows from what was shipped.
    FulfilmentStatus {
        Processing = "PROCESSING", "Nothing shipped";
        PartiallyFulfilled = "PARTIALLY_FULFILLED", "Partly shipped";
        Fulfilled = "FULFILLED", "Shipped";
    }
}

status! {
    /// One line of a bag.
    SkuStatus {
        Processing = "PROCESSING", "In preparation";
        PartiallyShipped = "PARTIALLY_SHIPPED", "Partly shipped";
        Shipped = "SHIPPED", "Shipped";
        Delivered = "DELIVERED", "Delivered";
        Returned = "RETURNED", "Returned";
        Refunded = "REFUNDED", "Refunded";
        Canceled = "CANCELED", "Canceled";
    }
}

impl BagStatus {
    /// The seller took it; what comes later does not change that.
    pub fn was_accepted(self) -> bool {
        match self {
            Self::Accepted | Self::Completed | Self::PartiallyRefunded | Self::Refunded => true,
            Self::InProgress | Self::Submitted | Self::Rejected | Self::Canceled => false,
        }
    }

    /// Whether the submission of this bag is over. A refusal is not: it is corrected and sent again, or given up.
    pub fn is_answered(self) -> bool {
        self.was_accepted() || self == Self::Canceled
    }
}

/// The checkout status of an order after its bags changed. `COMPLETE` and `CANCELED` stay whatever happens to the bags later.
///
/// A bag that was accepted and canceled afterwards reads `CANCELED` too; `ever_accepted` tells the two apart.
pub fn checkout_status(before: CheckoutStatus, bags: &[BagStatus], ever_accepted: bool) -> CheckoutStatus {
    match before {
        CheckoutStatus::Complete | CheckoutStatus::Canceled => before,
        CheckoutStatus::InProgress | CheckoutStatus::Processing => {
            let accepted = ever_accepted || bags.iter().any(|bag| bag.was_accepted());
            match (bags.iter().all(|bag| bag.is_answered()), accepted) {
                (true, true) => CheckoutStatus::Complete,
                (true, false) => CheckoutStatus::Canceled,
                (false, _) => CheckoutStatus::Processing,
            }
        }
    }
}

/// The status of an order, of those of its bags. `in_review`: a seller's system said that it looks at its bag.
pub fn order_status(bags: &[BagStatus], in_review: bool) -> OrderStatus {
    let any = |status: BagStatus| bags.contains(&status);
    let accepted = bags.iter().any(|bag| bag.was_accepted());
    if bags.iter().all(|bag| *bag == BagStatus::Canceled) {
        OrderStatus::Canceled
    } else if any(BagStatus::Rejected) {
        let only_refusals = bags.iter().all(|bag| matches!(bag, BagStatus::Rejected | BagStatus::Canceled));
        if only_refusals { OrderStatus::Rejected } else { OrderStatus::Review }
    } else if any(BagStatus::InProgress) || any(BagStatus::Submitted) {
        if in_review || accepted { OrderStatus::Review } else { OrderStatus::Submitted }
    } else if any(BagStatus::Accepted) {
        OrderStatus::Processing
    } else {
        OrderStatus::Complete
    }
}
