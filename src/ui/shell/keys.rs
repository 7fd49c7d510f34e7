//! Keys of the whole window. Letters act only outside fields and only through what is on the page already, so that
//! nothing happens without its confirming dialog.

use super::{
    Sheets,
    here::{drawer, find, find_all, is_asked, press, takes_text},
};
use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent},
};

/// So long after `g` a letter still says where to go, in milliseconds.
const GO_WITHIN_MS: f64 = 1_500.0;

/// The letters that follow `g`, by the address of the rail's entry.
const PLACES: [(&str, &str); 16] = [
    ("/connector", "o"),
    ("/connector/parts", "p"),
    ("/connector/shopping-cart", "c"),
    ("/connector/requests", "r"),
    ("/connector/demands", "d"),
    ("/connector/inventory", "i"),
    ("/connector/transactions", "t"),
    ("/notifications", "n"),
    ("/organisation", "m"),
    ("/carts", "s"),
    ("/orders", "b"),
    ("/approvals", "a"),
    ("/connector/bags", "g"),
    ("/support", "u"),
    ("/admin", "x"),
    ("/settings", "e"),
];

/// The letter that leads to an entry of the rail after `g`.
pub fn go_letter(href: &str) -> Option<&'static str> {
    PLACES.into_iter().find(|(known, _)| *known == href).map(|(_, letter)| letter)
}

/// Listens while the calling component stands.
pub fn listen(sheets: Sheets) {
    Effect::new(move |_| {
        // When `g` was pressed; a letter or anything else ends the waiting.
        let going = StoredValue::new(None::<f64>);
        let keys = window_event_listener(ev::keydown, move |event| on_key(&event, sheets, going));
        let clicks = window_event_listener(ev::click, |event| close_menus(&event));
        on_cleanup(move || {
            keys.remove();
            clicks.remove();
        });
    });
}

fn on_key(event: &KeyboardEvent, sheets: Sheets, going: StoredValue<Option<f64>>) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let key = event.key();
    let with_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
    if key.eq_ignore_ascii_case("k") && (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key() {
        event.prevent_default();
        return sheets.ask_palette();
    }
    if with_modifier || is_in_field(event) || is_asked() {
        return;
    }
    let went = going.try_update_value(Option::take).flatten();
    let is_going = went.is_some_and(|at| event.time_stamp() - at < GO_WITHIN_MS);
    let is_over = drawer().is_some();
    let acted = match key.as_str() {
        letter if is_going && is_letter(letter) => go(letter),
        "g" => {
            going.set_value(Some(event.time_stamp()));
            true
        }
        "?" => {
            sheets.ask_help();
            true
        }
        "/" if !is_over => find("#q").is_some_and(|field| field.focus().is_ok()),
        "j" if is_over => click("#line-next"),
        "k" if is_over => click("#line-previous"),
        "j" => move_along_rows(1),
        "k" => move_along_rows(-1),
        letter if is_letter(letter) => press(letter),
        "Escape" => close_all_menus(),
        _ => false,
    };
    if acted {
        event.prevent_default();
    }
}

fn is_letter(key: &str) -> bool {
    matches!(key.as_bytes(), [letter] if letter.is_ascii_lowercase())
}

/// Whether the key is typed into something that takes text.
fn is_in_field(event: &KeyboardEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|target| takes_text(&target))
}

fn go(letter: &str) -> bool {
    click(&format!(".rail [data-go='{letter}']"))
}

fn click(selector: &str) -> bool {
    find(selector).inspect(HtmlElement::click).is_some()
}

/// Moves the focus to the next or previous row of the page.
fn move_along_rows(step: isize) -> bool {
    let links: Vec<_> = find_all(".row-link").into_iter().filter(|link| link.offset_width() > 0).collect();
    let Some(last) = links.len().checked_sub(1) else { return false };
    let active = document().active_element();
    let is_here = |link: &HtmlElement| active.as_ref().is_some_and(|active| active == link.unchecked_ref::<Element>());
    // From within a row one goes on from that row.
    let is_around = |link: &HtmlElement| {
        let row = link.closest("tr, li").ok().flatten();
        row.is_some_and(|row| active.as_ref().is_some_and(|active| row.contains(Some(active))))
    };
    let at = links.iter().position(is_here).or_else(|| links.iter().position(is_around));
    let to = match at {
        Some(at) => at.saturating_add_signed(step).min(last),
        None if step > 0 => 0,
        None => last,
    };
    links[to].focus().is_ok()
}

/// A click beside an open menu, or on a link in it, closes it.
fn close_menus(event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let inside = target.as_ref().and_then(|target| target.closest("details.menu").ok().flatten());
    let on_link = target.is_some_and(|target| target.closest("a").ok().flatten().is_some());
    for menu in open_menus() {
        if on_link || inside.as_ref() != Some(menu.unchecked_ref::<Element>()) {
            let _closed = menu.remove_attribute("open");
        }
    }
}

/// Closes what is open; the focus goes back to what opened it.
fn close_all_menus() -> bool {
    let open = open_menus();
    for menu in &open {
        let had_focus = document().active_element().is_some_and(|active| menu.contains(Some(&active)));
        let _closed = menu.remove_attribute("open");
        let summary = menu.query_selector("summary").ok().flatten();
        if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()).filter(|_| had_focus) {
            // Only fails where there is no focus at all.
            let _focused = summary.focus();
        }
    }
    !open.is_empty()
}

fn open_menus() -> Vec<HtmlElement> {
    find_all("details.menu[open]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_share_a_letter() {
        for (href, letter) in PLACES {
            assert_eq!(PLACES.iter().filter(|(_, other)| *other == letter).count(), 1, "{href}");
            assert!(is_letter(letter), "{href}");
        }
        assert_eq!((go_letter("/connector"), go_letter("/nowhere")), (Some("o"), None));
    }
}
