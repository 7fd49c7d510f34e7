//! Cart → order: how agreed lines become bags, what a bag goes through at its seller, and the statuses that follow from it.
//! Must not know how a bag reaches its seller's system.

mod approval;
mod bag;
mod correction;
mod event;
mod header;
mod limit;
mod shipment;
mod split;
mod status;

pub use approval::{Approver, Asked, Delegation, Eligible, SubmissionState, eligible, explain_nobody};
pub use bag::{
    Answer, Bag, BagCommand, BagRefusal, Fact, Ledger, Packed, SkuState, apply, available_commands, decide, due,
    financial_status, fulfilment_status, sku_status, status,
};
pub use correction::{
    BagField, Change, FIELDS, FieldGroup, FieldKind, OrderField, SupportRefusal, correct, in_currency, may_correct,
    may_correct_bag, may_hold,
};
pub use event::{BagEvent, OrderEvent};
pub use header::{
    CheckoutDetails, MAX_ADDRESS_PART, MAX_CODE, MAX_NOTES, OrderAddress, OrderHeader, country, order_number_text,
    parse_order_number,
};
pub use limit::{Excess, SpendingLimit, covers, exceeded, month_of, parse_limit};
pub use shipment::{Arriving, arrived};
pub use split::{AgreedLine, NewBag, split};
pub use status::{BagStatus, FinancialStatus, FulfilmentStatus, OrderStatus, SkuStatus, checkout_status, order_status};

#[cfg(test)]
mod tests;
