//! Shopping cart: the buyer's lines.

use crate::{domain::negotiation::Side, ui::negotiation::LinesPage};
use leptos::prelude::*;

#[component]
pub fn CartPage() -> impl IntoView {
    view! { <LinesPage side=Side::Buyer/> }
}
