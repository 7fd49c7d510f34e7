//! The statuses of orders, bags and lines as shape, word and colour. One place, so that every page says them alike.

use crate::{
    domain::ordering::{BagStatus, FinancialStatus, FulfilmentStatus, OrderStatus, SkuStatus},
    ui::components::Pill,
};
use leptos::prelude::*;

/// Under way, done, in need of a decision, taken back: four looks for every status there is.
const WAITING: &str = "is-open";
const UNDER_WAY: &str = "is-info";
const WANTED: &str = "is-quote";
const DONE: &str = "is-accepted";
const AT_REST: &str = "is-closed";
const REFUSED: &str = "is-no-quote";
const BACK: &str = "is-withdrawn";

#[component]
pub fn OrderPill(status: OrderStatus) -> impl IntoView {
    let (kind, icon) = match status {
        OrderStatus::Cart => (WAITING, "cart"),
        OrderStatus::AwaitingApproval => (WANTED, "clock"),
        OrderStatus::Submitted => (WAITING, "send"),
        OrderStatus::Review => (WANTED, "search"),
        OrderStatus::Processing => (UNDER_WAY, "truck"),
        OrderStatus::Complete => (DONE, "check"),
        OrderStatus::Rejected => (REFUSED, "slash"),
        OrderStatus::Canceled => (AT_REST, "square"),
    };
    view! { <Pill kind icon word=status.words()/> }
}

#[component]
pub fn BagPill(status: BagStatus) -> impl IntoView {
    let (kind, icon) = match status {
        BagStatus::InProgress => (WAITING, "clock"),
        BagStatus::Submitted => (UNDER_WAY, "send"),
        BagStatus::Accepted => (UNDER_WAY, "box"),
        BagStatus::Completed => (DONE, "check"),
        BagStatus::Rejected => (REFUSED, "slash"),
        BagStatus::Canceled => (AT_REST, "square"),
        BagStatus::PartiallyRefunded | BagStatus::Refunded => (BACK, "arrow-back"),
    };
    view! { <Pill kind icon word=status.words()/> }
}

#[component]
pub fn MoneyPill(status: FinancialStatus) -> impl IntoView {
    let (kind, icon) = match status {
        FinancialStatus::Unpaid => (WAITING, "circle"),
        FinancialStatus::Authorized | FinancialStatus::PartiallyPaid => (UNDER_WAY, "tag"),
        FinancialStatus::Paid => (DONE, "check"),
        FinancialStatus::PartiallyRefunded | FinancialStatus::Refunded => (BACK, "arrow-back"),
        FinancialStatus::Voided => (AT_REST, "square"),
    };
    view! { <Pill kind icon word=status.words()/> }
}

#[component]
pub fn ShippingPill(status: FulfilmentStatus) -> impl IntoView {
    let (kind, icon) = match status {
        FulfilmentStatus::Processing => (WAITING, "circle"),
        FulfilmentStatus::PartiallyFulfilled => (UNDER_WAY, "truck"),
        FulfilmentStatus::Fulfilled => (DONE, "check"),
    };
    view! { <Pill kind icon word=status.words()/> }
}

#[component]
pub fn SkuPill(status: SkuStatus) -> impl IntoView {
    let (kind, icon) = match status {
        SkuStatus::Processing => (WAITING, "circle"),
        SkuStatus::PartiallyShipped | SkuStatus::Shipped => (UNDER_WAY, "truck"),
        SkuStatus::Delivered => (DONE, "check"),
        SkuStatus::Returned | SkuStatus::Refunded => (BACK, "arrow-back"),
        SkuStatus::Canceled => (AT_REST, "square"),
    };
    view! { <Pill kind icon word=status.words()/> }
}
