//! An address as it stands on an envelope.

use crate::domain::ordering::OrderAddress;
use leptos::prelude::*;

/// With the ways to reach somebody there below it.
#[component]
pub fn AddressText(address: OrderAddress) -> impl IntoView {
    let mut lines = address.lines().into_iter();
    let name = lines.next();
    let contact = [address.email, address.phone].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <address class="address">
            {name.map(|name| view! { <span class="address-name">{name}</span> })}
            {lines.map(|line| view! { <br/>{line} }).collect_view()}
            {(!contact.is_empty()).then(|| view! { <span class="address-of">{contact}</span> })}
        </address>
    }
}
