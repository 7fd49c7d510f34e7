//! The form of a search: what it asks for goes into the address, and nothing else does.

use leptos::{prelude::*, web_sys::FormData};
use leptos_router::components::Form;
use std::sync::Arc;

/// A form that leads to `action` with its fields as the query. Where scripts run, empty fields are left out.
#[component]
pub fn SearchForm(
    action: &'static str,
    /// Names the form for those who do not see it.
    label: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Form
            action=action
            on_form_data=Arc::new(tidy)
            attr:class="toolbar"
            attr:role="search"
            attr:aria-label=label
        >
            {children()}
        </Form>
    }
}

/// The router adds the button that was pressed even if it has no name, and the address would say `&=`.
fn tidy(form: &FormData) {
    form.delete("");
}
