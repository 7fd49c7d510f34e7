//! Floor 2: what lies outside this process, each behind a small trait. Must not know use cases, SQL or pages.

pub mod erp;
pub mod mail;
