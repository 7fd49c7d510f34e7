//! Cart → order: how agreed lines become bags, what a bag goes through at its seller, and the statuses that follow from it.
//! Must not know how a bag reaches its seller's system.

mod bag;
mod event;
mod split;
mod status;

pub use bag::{
    Answer, Bag, BagCommand, BagRefusal, Fact, Ledger, Packed, SkuState, apply, available_commands, decide, due,
    financial_status, fulfilment_status, sku_status, status,
};
pub use event::{BagEvent, OrderEvent};
pub use split::{AgreedLine, NewBag, split};
pub use status::{BagStatus, FinancialStatus, FulfilmentStatus, OrderStatus, SkuStatus, checkout_status, order_status};

#[cfg(test)]
mod tests;
