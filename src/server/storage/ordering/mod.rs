//! Carts on their way to orders, and orders: addresses, limits, submissions; bags, their lines, shipments, ledger and history. Must
//! not decide anything.

pub mod address;
pub mod bag;
pub mod correction;
pub mod entry;
pub mod ledger;
pub mod limit;
pub mod order;
pub mod order_view;
pub mod shipment;
pub mod submission;
#[cfg(test)]
pub mod testing;

pub use address::STATEMENTS as ADDRESS;
pub use bag::STATEMENTS as BAG;
pub use correction::STATEMENTS as CORRECTION;
pub use entry::STATEMENTS as ENTRY;
pub use ledger::STATEMENTS as LEDGER;
pub use limit::STATEMENTS as LIMIT;
pub use order::STATEMENTS as ORDER;
pub use order_view::STATEMENTS as ORDER_VIEW;
pub use shipment::STATEMENTS as SHIPMENT;
pub use submission::STATEMENTS as SUBMISSION;
