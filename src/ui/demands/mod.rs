//! Demands: what the organisation still needs, and who offers it.

pub mod form;
mod page;
mod table;

pub use page::DemandsPage;
