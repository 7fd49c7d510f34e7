//! What happened to an order or a bag, the latest first, and what it says besides its lines.

use crate::{
    api_types::order::{EntryView, HeaderView},
    ui::components::{Icon, Moment},
};
use leptos::prelude::*;

#[component]
pub fn History(entries: Vec<EntryView>) -> impl IntoView {
    let item = |entry: EntryView| {
        let by = entry.by.unwrap_or_else(|| "the system".to_owned());
        let of = entry.seller.map(|seller| format!("{seller}: ")).unwrap_or_default();
        view! {
            <li>
                <Icon name=icon(&entry.name)/>
                <span>{of}{entry.sentence}</span>
                <Moment at=entry.at/>
                <span class="timeline-note">{format!("by {by}")}</span>
            </li>
        }
    };
    view! {
        <section class="section">
            <h2>"History"</h2>
            <ol class="timeline" reversed>{entries.into_iter().map(item).collect_view()}</ol>
        </section>
    }
}

/// By the name of the event; what is not known here is a plain circle.
fn icon(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "sent" | "submitted" | "resubmitted" | "released" => "send",
        "in_review" => "search",
        "accepted" | "approved" | "completed" | "paid" => "check",
        "rejected" | "approval_rejected" | "held" => "slash",
        "given_up" | "canceled" => "square",
        "shipped" => "truck",
        "delivered" => "box",
        "returned" | "refunded" | "voided" | "approval_withdrawn" => "arrow-back",
        "authorized" => "tag",
        "corrected" => "settings",
        "reordered" => "cart",
        "approval_requested" => "clock",
        _ => "circle",
    }
}

/// Addresses, numbers and notes, beside the bags; the children stand above them.
#[component]
pub fn HeaderAside(header: HeaderView, children: Children) -> impl IntoView {
    let fact = |name: String, value: String| {
        view! {
            <div class="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let place = |name: &'static str, lines: Vec<String>| {
        let mut lines = lines.into_iter();
        lines.next().map(|first| {
            view! {
                <h2>{name}</h2>
                <address class="address">
                    <span class="address-name">{first}</span>
                    {lines.map(|line| view! { <br/>{line} }).collect_view()}
                </address>
            }
        })
    };
    let named = [("PO number", header.customer_po), ("Terms", header.terms_code), ("Notes", header.notes)];
    let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    view! {
        <aside class="summary" aria-label="Order">
            {children()}
            <dl class="facts">{named.chain(header.others).map(|(name, value)| fact(name, value)).collect_view()}</dl>
            {place("Ship to", header.ship_to)}
            {place("Bill to", header.bill_to)}
        </aside>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_its_sign_whatever_it_is_about() {
        assert_eq!(
            ["bag.shipped", "order.submitted", "bag.canceled", "order.canceled"].map(icon),
            ["truck", "send", "square", "square"]
        );
        assert_eq!(icon("bag.something_new"), "circle");
    }
}
