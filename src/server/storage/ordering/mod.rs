//! Orders after a cart became one: bags, their lines, shipments, ledger and history. Must not decide anything.

pub mod bag;
pub mod entry;
pub mod ledger;
pub mod order_view;
pub mod shipment;

pub use bag::STATEMENTS as BAG;
pub use entry::STATEMENTS as ENTRY;
pub use ledger::STATEMENTS as LEDGER;
pub use order_view::STATEMENTS as ORDER_VIEW;
pub use shipment::STATEMENTS as SHIPMENT;
