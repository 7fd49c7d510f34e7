//! Carts as a whole: the list of a buyer's carts, sharing and unsharing, the trash, a cart's history and what comes of it,
//! and the switcher in the head of every page.

mod dialogs;
mod history;
mod list;
mod lost;
mod page;
mod start;
mod switcher;
mod trash;
mod unshare;

pub use dialogs::{SHARE_DIALOG, ShareDialog};
pub use history::CartHistoryPage;
pub use list::SharedCartsList;
pub use lost::{CartLost, LostToast, lines_text, lost_text};
pub use page::CartsPage;
pub use start::StartCartPage;
pub use switcher::CartSwitcher;
pub use trash::CartTrashPage;
pub use unshare::UnsharePage;

use crate::domain::ids::CartId;

/// The list of carts.
pub const CARTS: &str = "/carts";

pub fn history_path(id: CartId) -> String {
    format!("{CARTS}/{id}/history")
}

pub fn unshare_path(id: CartId) -> String {
    format!("{CARTS}/{id}/unshare")
}

/// The question before a new cart is made of the state after an entry.
pub fn start_path(id: CartId, sequence: i64) -> String {
    format!("{CARTS}/{id}/start?after={sequence}")
}

/// The cart that the address names.
fn cart_of_address() -> leptos::prelude::Memo<Option<CartId>> {
    use leptos::prelude::*;
    let params = leptos_router::hooks::use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse().ok())))
}
