//! A form whose object went away under its reader: it stays as it is, says what happened, and copies what was typed.

use super::Icon;
use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlInputElement, HtmlTextAreaElement},
};

/// Says why nothing of what stands here can be stored any more, once that is so. Forms below show it by [`GoneNote`].
#[derive(Clone, Copy)]
pub struct Gone(Signal<Option<String>>);

impl Gone {
    /// Makes [`GoneNote`] work below.
    pub fn provide(why: Signal<Option<String>>) {
        provide_context(Self(why));
    }
}

/// Above the fields of a form, inside of it or of its dialog: what happened, and a button that copies all that was typed there.
#[component]
pub fn GoneNote() -> impl IntoView {
    use_context::<Gone>().map(|Gone(why)| {
        move || {
            why.get().map(|why| {
                view! {
                    <div class="notice is-warning gone" role="alert">
                        <Icon name="alert"/>
                        <div>
                            <strong>{why}</strong>
                            <p>"Nothing of it can be changed from here any more. What you typed stays as long as this stands open."</p>
                        </div>
                        <CopyTyped/>
                    </div>
                }
            })
        }
    })
}

/// Copies what stands in the fields of the form or dialog around it.
#[component]
fn CopyTyped() -> impl IntoView {
    let words = RwSignal::new("Copy what I typed");
    let copy = move |event: ev::MouseEvent| {
        let button = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(around) = button.and_then(|button| button.closest("form, dialog").ok().flatten()) else { return };
        let typed = typed_in(&around);
        words.set(if typed.is_empty() { "Nothing was typed" } else { "Copied" });
        if !typed.is_empty() {
            // The promise is not awaited: a refused clipboard changes nothing.
            let _promise = window().navigator().clipboard().write_text(&typed);
        }
    };
    view! { <button type="button" class="button is-small" on:click=copy>{words}</button> }
}

/// Every text that stands in the fields of a form, each on lines of its own, with its label where there are several.
fn typed_in(around: &Element) -> String {
    let Ok(fields) = around.query_selector_all("textarea, input") else { return String::new() };
    // Dialogs inside of a drawer have their own button.
    let dialog = |of: &Element| of.closest("dialog").ok().flatten();
    let here = dialog(around);
    let fields = (0..fields.length()).filter_map(|at| fields.get(at)?.dyn_into::<Element>().ok());
    let fields = fields.filter(|field| dialog(field) == here);
    let texts: Vec<(String, String)> = fields
        .filter_map(|field| Some((label_of(&field), text_of(&field).filter(|text| !text.trim().is_empty())?)))
        .collect();
    match texts.as_slice() {
        [(_, only)] => only.clone(),
        many => many.iter().map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n"),
    }
}

/// What stands in a field that people type in.
fn text_of(field: &Element) -> Option<String> {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    matches!(input.type_().as_str(), "text" | "search" | "number" | "date" | "email").then(|| input.value())
}

fn label_of(field: &Element) -> String {
    let label = document().query_selector(&format!("label[for='{}']", field.id())).ok().flatten();
    label.and_then(|label| label.text_content()).unwrap_or_default()
}
