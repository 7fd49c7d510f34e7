//! Keys of the whole window. Letters act only outside fields and only through what is on the page already.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, Node},
};

/// Listens while the calling component stands.
pub fn listen() {
    Effect::new(|_| {
        let keys = window_event_listener(ev::keydown, |event| on_key(&event));
        let clicks = window_event_listener(ev::click, |event| close_menus(&event));
        on_cleanup(move || {
            keys.remove();
            clicks.remove();
        });
    });
}

fn on_key(event: &KeyboardEvent) {
    let with_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
    if event.default_prevented() || with_modifier || is_field(event) || find("dialog.dialog:modal").is_some() {
        return;
    }
    let drawer = find("dialog.drawer:modal").is_some();
    let key = event.key();
    let acted = match key.as_str() {
        "/" if !drawer => focus("#q"),
        "r" if drawer => focus("#message"),
        "j" if drawer => click("#line-next"),
        "k" if drawer => click("#line-previous"),
        "j" => move_along_rows(1),
        "k" => move_along_rows(-1),
        letter if drawer && letter.len() == 1 && letter.as_bytes()[0].is_ascii_lowercase() => {
            click(&format!(".drawer [aria-keyshortcuts='{letter}']"))
        }
        "Escape" => close_all_menus(),
        _ => false,
    };
    if acted {
        event.prevent_default();
    }
}

/// Whether the key is typed into something that takes text.
fn is_field(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| {
        matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable()
    })
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten().and_then(|element| element.dyn_into().ok())
}

fn focus(selector: &str) -> bool {
    find(selector).is_some_and(|element| element.focus().is_ok())
}

fn click(selector: &str) -> bool {
    find(selector).inspect(HtmlElement::click).is_some()
}

/// Moves the focus to the next or previous row of the list.
fn move_along_rows(step: i64) -> bool {
    let Ok(links) = document().query_selector_all(".row-link") else {
        return false;
    };
    let active: Option<Node> = document().active_element().map(|element| element.unchecked_into());
    let count = i64::from(links.length());
    let at = (0..count).find(|index| u32::try_from(*index).ok().and_then(|index| links.get(index)) == active);
    let to = match at {
        Some(at) => (at + step).clamp(0, count - 1),
        None if step > 0 => 0,
        None => count - 1,
    };
    let link =
        u32::try_from(to).ok().and_then(|index| links.get(index)).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    link.is_some_and(|link| link.focus().is_ok())
}

/// A click beside an open menu, or on a link in it, closes it.
fn close_menus(event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let inside = target.as_ref().and_then(|target| target.closest("details.menu").ok().flatten());
    let on_link = target.is_some_and(|target| target.closest("a").ok().flatten().is_some());
    for menu in open_menus() {
        if on_link || inside.as_ref() != Some(&menu) {
            let _closed = menu.remove_attribute("open");
        }
    }
}

fn close_all_menus() -> bool {
    let open = open_menus();
    for menu in &open {
        let _closed = menu.remove_attribute("open");
    }
    !open.is_empty()
}

fn open_menus() -> Vec<Element> {
    let Ok(menus) = document().query_selector_all("details.menu[open]") else {
        return Vec::new();
    };
    (0..menus.length()).filter_map(|index| menus.get(index)).filter_map(|node| node.dyn_into().ok()).collect()
}
