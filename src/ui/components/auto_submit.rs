//! Filters that apply themselves; without scripts their form has a button.

use leptos::{
    ev::Event,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlFormElement},
};

/// Submits the form around the control that changed.
pub fn submit_form(event: Event) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|control| control.closest("form").ok().flatten())
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        // Only fails on a form that is no longer there.
        let _submitted = form.request_submit();
    }
}
