//! The quiet page around signing in and joining: no rail, no top bar.

use crate::ui::components::Icon;
use leptos::prelude::*;
use leptos_meta::Title;

/// The children stand in the card.
#[component]
pub fn AuthFrame(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <main class="auth" id="main">
            <a class="brand" href="/">
                <Icon name="brand"/>
                <span>"Counterpart"</span>
            </a>
            {children()}
            <footer>"Parts, negotiated line by line"</footer>
        </main>
    }
}
