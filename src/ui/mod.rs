//! Floor 5: pages and components. Must not decide anything: rules are in `domain`, effects behind `server_fns`.

use leptos::prelude::*;

#[component]
pub fn App() -> impl IntoView {
    view! { <p>"x"</p> }
}
