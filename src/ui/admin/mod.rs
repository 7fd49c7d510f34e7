//! What the merchant's own people set for everybody.

mod settings;

pub use settings::SettingsPage;
