//! Support: looking for carts and orders of all organisations, opening them with a reason, reading them, correcting orders.

mod bag;
mod bag_forms;
mod cart;
mod fields;
mod hold;
mod log;
mod open;
mod order;
mod search;

pub use cart::SupportCartPage;
pub use log::SupportLogPage;
pub use order::SupportOrderPage;
pub use search::SupportPage;

use crate::domain::ids::CartId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Where support begins.
pub const SUPPORT: &str = "/support";

/// What support looked for and opened, and why.
pub const LOG: &str = "/support/log";

pub fn order_path(id: CartId) -> String {
    format!("{SUPPORT}/orders/{id}")
}

pub fn cart_path(id: CartId) -> String {
    format!("{SUPPORT}/carts/{id}")
}

/// The cart, or the order that it became, that the address names.
fn of_address() -> Memo<Option<CartId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse().ok())))
}

/// Why something is done: read by the organisations whose data it is.
#[component]
fn ReasonField(
    #[prop(into)] id: String,
    #[prop(optional, into)] value: String,
    #[prop(into)] label: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    use super::components::{Field, invalid};
    view! {
        <Field id=id.clone() label hint="Stands in the log of the organisations whose data it is." error>
            <textarea
                class="textarea"
                id=id.clone()
                name="input[reason]"
                rows="2"
                required
                maxlength="500"
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error")
            >{value}</textarea>
        </Field>
    }
}
