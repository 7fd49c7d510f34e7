//! Requests: the lines of all buyers, seen by their seller.

use crate::{domain::negotiation::Side, ui::negotiation::LinesPage};
use leptos::prelude::*;

#[component]
pub fn RequestsPage() -> impl IntoView {
    view! { <LinesPage side=Side::Seller/> }
}
