//! What the merchant's own people set for everybody.

mod carts;
mod changes;
mod settings;
mod storefront;
mod submit_orders;

pub use settings::SettingsPage;
