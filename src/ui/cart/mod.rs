//! Shopping cart: the buyer's lines, whose cart it is, who else works in it, and each line's details in place.

mod clear;
mod details;
mod edit;
mod head;
mod kept;
mod presence;
mod removal;
mod rows;

pub use details::ExtendedCartItemDetails;
pub use head::CartTop;
pub use removal::RowRemoval;
pub use rows::{CartDetails, DetailsRow, DetailsToggle};

use crate::{domain::negotiation::Side, ui::negotiation::LinesPage};
use leptos::prelude::*;

#[component]
pub fn CartPage() -> impl IntoView {
    CartDetails::provide();
    view! { <LinesPage side=Side::Buyer/> }
}
