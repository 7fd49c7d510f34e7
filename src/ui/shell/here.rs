//! What is on the page for the keyboard: places to go, elements that answer to a letter, settings. Browser code only:
//! an element takes part by its attributes, so that no page needs to tell the keyboard about itself.
//!
//! `data-key="a"` (or `aria-keyshortcuts="a"`): the letter presses the element, or goes into it if it is a field.
//! `data-go="p"`: `g` and the letter go there.

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// An element and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The letter, or empty.
    pub key: String,
    pub words: String,
    /// Finds the element again.
    pub selector: String,
}

/// The first element that fits.
pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten().and_then(|element| element.dyn_into().ok())
}

/// All elements that fit, in the order of the page.
pub fn find_all(selector: &str) -> Vec<HtmlElement> {
    within(None, selector)
}

fn within(scope: Option<&Element>, selector: &str) -> Vec<HtmlElement> {
    let found = match scope {
        Some(scope) => scope.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)).filter_map(|node| node.dyn_into().ok()).collect()
}

/// The line that lies over the page, if one does.
pub fn drawer() -> Option<HtmlElement> {
    find("dialog.drawer:modal")
}

/// Whether a question waits for its answer: letters mean nothing then.
pub fn is_asked() -> bool {
    find("dialog.dialog:modal").is_some()
}

/// Where letters look first: the row that has the focus, then the open line or else the page.
fn scopes() -> Vec<Option<Element>> {
    let row = document().active_element().and_then(|active| active.closest("tr").ok().flatten());
    let front = drawer().map(Into::into);
    match (&front, row) {
        (None, Some(row)) => vec![Some(row), None],
        _ => vec![front],
    }
}

fn keyed(key: &str) -> String {
    format!("[data-key='{key}'], [aria-keyshortcuts='{key}']")
}

fn is_shown(element: &HtmlElement) -> bool {
    element.offset_width() > 0 && element.get_attribute("aria-disabled").is_none()
}

/// Presses the element of a letter, or goes into it if it takes text. Answers whether there was one.
pub fn press(key: &str) -> bool {
    let selector = keyed(key);
    let mut found = scopes().into_iter().flat_map(|scope| within(scope.as_ref(), &selector)).filter(is_shown);
    let Some(element) = found.next() else { return false };
    if takes_text(&element) {
        return element.focus().is_ok();
    }
    element.click();
    true
}

/// Whether an element takes what is typed.
pub fn takes_text(element: &HtmlElement) -> bool {
    let is_field = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
    is_field || element.is_content_editable()
}

/// Letters that move rather than act; the sheet of keys names them itself.
const MOVING: [&str; 3] = ["j", "k", "/"];

/// What letters do here, each letter once.
pub fn actions() -> Vec<Offered> {
    let scope: Option<Element> = drawer().map(Into::into);
    let mut offered: Vec<Offered> = Vec::new();
    for element in within(scope.as_ref(), "[data-key], [aria-keyshortcuts]").into_iter().filter(is_shown) {
        let key = attribute(&element, "data-key").or_else(|| attribute(&element, "aria-keyshortcuts"));
        let Some(key) = key.filter(|key| key.chars().count() == 1 && !MOVING.contains(&key.as_str())) else { continue };
        if offered.iter().all(|known| known.key != key) {
            offered.push(Offered { words: words(&element), selector: String::new(), key });
        }
    }
    offered
}

/// Where the rail leads.
pub fn places() -> Vec<Offered> {
    let place = |link: HtmlElement| {
        let href = attribute(&link, "href")?;
        let key = attribute(&link, "data-go").unwrap_or_default();
        Some(Offered { key, words: words(&link), selector: format!(".rail a.rail-link[href='{href}']") })
    };
    find_all(".rail a.rail-link[href]").into_iter().filter_map(place).collect()
}

/// What the head of the page offers.
pub fn page_actions() -> Vec<Offered> {
    let opener = |button: HtmlElement| {
        let dialog = attribute(&button, "commandfor")?;
        let selector = format!(".page-actions [commandfor='{dialog}']");
        Some(Offered { key: String::new(), words: words(&button), selector })
    };
    find_all(".page-actions [commandfor]")
        .into_iter()
        .filter(|button| button.get_attribute("data-key").is_none())
        .filter_map(opener)
        .collect()
}

/// Theme, density and whatever else the person menu lets one choose, but for what is chosen already.
pub fn settings() -> Vec<Offered> {
    let choice = |button: HtmlElement| {
        let (setting, value) = (attribute(&button, "data-setting")?, attribute(&button, "data-value")?);
        let group = button.closest("[role=group]").ok().flatten().and_then(|group| group.get_attribute("aria-label"));
        let words = format!("{}: {}", group.unwrap_or_default(), words(&button).to_lowercase());
        let selector = format!("[data-setting='{setting}'][data-value='{value}']");
        Some(Offered { key: String::new(), words, selector })
    };
    find_all("[data-setting]:not([aria-pressed=true])").into_iter().filter_map(choice).collect()
}

/// The other organisations that one may act for, each with its value in the switcher.
pub fn organisations() -> Vec<(String, String)> {
    let option = |option: HtmlElement| Some((attribute(&option, "value")?, option.text_content()?.trim().to_owned()));
    find_all("#organisation option:not(:checked)").into_iter().filter_map(option).collect()
}

fn attribute(element: &HtmlElement, name: &str) -> Option<String> {
    element.get_attribute(name).filter(|text| !text.is_empty())
}

/// What an element is called: by its label, its title, its placeholder, or what is written on it.
fn words(element: &HtmlElement) -> String {
    let named = ["aria-label", "title", "placeholder"].into_iter().find_map(|name| attribute(element, name));
    named.or_else(|| element.text_content()).unwrap_or_default().trim().to_owned()
}
