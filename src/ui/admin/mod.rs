//! What the merchant's own people set for everybody.

mod settings;
mod submit_orders;

pub use settings::SettingsPage;
