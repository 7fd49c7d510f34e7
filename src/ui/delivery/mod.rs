//! Bags on their way to sellers' own order systems: the connector of a seller, and the merchant's report.

mod attempts;
mod connector;
mod detail;
mod report;

pub use connector::ConnectorPage;
pub use detail::DeliveryPage;
pub use report::DeliveriesPage;

use crate::{
    api_types::delivery::DeliveryRow,
    domain::{ids::BagId, ordering::Answer},
    ui::components::Pill,
};
use leptos::prelude::*;

/// Where the report is.
pub const HERE: &str = "/admin/deliveries";

pub fn delivery_path(bag_id: BagId) -> String {
    format!("{HERE}/{bag_id}")
}

/// How far a bag got.
#[component]
fn DeliveryPill(row: DeliveryRow) -> impl IntoView {
    let (kind, icon, word) = match (row.needs_attention, row.answer) {
        (true, _) => ("is-no-quote", "alert", "Needs attention"),
        (false, Answer::Waiting) if row.attempts == 0 => ("is-open", "clock", "Waiting"),
        (false, Answer::Waiting) => ("is-quote", "clock", "Tried again later"),
        (false, Answer::Sent) => ("is-info", "send", "Handed over"),
        (false, Answer::InReview) => ("is-info", "send", "In review"),
        (false, Answer::Accepted) => ("is-accepted", "check", "Accepted"),
        (false, Answer::Rejected) => ("is-no-quote", "slash", "Rejected"),
        (false, Answer::GivenUp) => ("is-closed", "square", "Given up"),
    };
    view! { <Pill kind icon word/> }
}
