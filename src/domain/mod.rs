//! Floor 0: the rules. Pure data and functions, compiled for the server and for the browser.
//! Must not do IO, read a clock, draw random numbers, be async or look at a cargo feature.

pub mod access;
pub mod audit;
pub mod cart;
pub mod catalog;
pub mod comparison;
pub mod delivery;
pub mod document;
pub mod event;
pub mod file;
pub mod formula;
pub mod identity;
pub mod ids;
pub mod job;
pub mod mail;
pub mod money;
pub mod negotiation;
pub mod notification;
pub mod ordering;
pub mod pricing;
pub mod quantity;
pub mod reason;
pub mod refusal;
pub mod reply;
pub mod sharing;
pub mod stock_file;
pub mod storefront;
pub mod text;
pub mod time;
pub mod token;
pub mod waiting;
