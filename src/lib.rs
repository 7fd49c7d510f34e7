//! Counterpart: a self-hosted marketplace where every cart line is negotiated with its seller.
//! `docs/architecture.md` has the map; each module's first line says what it owns.

// Views are deeply nested types.
#![recursion_limit = "256"]

pub mod api_types;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;
pub mod server_fns;
#[cfg(test)]
mod tidy;
pub mod ui;

/// Takes over the page that the server has drawn.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(ui::App);
}
