//! Everything that never reaches the browser. `run` starts the process; the floors below say what they own.

pub mod application;
pub mod demo;
pub mod http;
pub mod integrations;
pub mod jobs;
pub mod pdf;
pub mod sandbox_erp;
pub mod storage;

#[cfg(test)]
mod real_data;
#[cfg(test)]
pub mod testing;

mod cli;
mod config;
mod run;

pub use cli::main;
