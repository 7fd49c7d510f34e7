//! The sheet behind `?`: exactly the keys that do something on the page as it is.

use super::{
    here::{Offered, actions, drawer, find, places},
    sheets::{Sheets, toggle},
};
use crate::ui::components::Dialog;
use leptos::{html, prelude::*};

/// Keys in the order in which they are pressed, and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    keys: Vec<String>,
    words: String,
}

fn key(keys: &[&str], words: impl Into<String>) -> Key {
    Key { keys: keys.iter().map(|key| (*key).to_owned()).collect(), words: words.into() }
}

/// A part of the sheet and its keys.
type Group = (&'static str, Vec<Key>);

#[component]
pub fn HelpSheet(sheets: Sheets) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let groups = RwSignal::new(Vec::<Group>::new());
    sheets.on_help(move || {
        if !super::here::is_asked() {
            groups.set(collect());
            toggle(dialog);
        }
    });
    view! {
        <Dialog id="keys" title="Keyboard shortcuts" node_ref=dialog class="is-wide">
            <div class="dialog-body">
                {move || groups.get().into_iter().map(group_view).collect_view()}
            </div>
        </Dialog>
    }
}

fn group_view((name, keys): Group) -> impl IntoView {
    let row = |Key { keys, words }: Key| {
        view! {
            <div>
                <dt>{words}</dt>
                <dd>{keys.into_iter().map(|key| view! { <kbd class="kbd">{key}</kbd> }).collect_view()}</dd>
            </div>
        }
    };
    (!keys.is_empty()).then(|| {
        view! {
            <h3>{name}</h3>
            <dl class="keys">{keys.into_iter().map(row).collect_view()}</dl>
        }
    })
}

/// What works on the page now.
fn collect() -> Vec<Group> {
    let mut here = Vec::new();
    if drawer().is_some() {
        here.extend([key(&["j"], "Next line"), key(&["k"], "Previous line"), key(&["Esc"], "Close the line")]);
    } else if find("main .row-link").is_some() {
        here.extend([key(&["j"], "Next row"), key(&["k"], "Previous row"), key(&["Enter"], "Open the row")]);
    }
    here.extend(actions().into_iter().map(|Offered { key: letter, words, .. }| key(&[&letter], words)));
    let going = places().into_iter().filter(|place| !place.key.is_empty());
    let going = going.map(|place| key(&["g", &place.key], place.words)).collect();
    let mut anywhere = vec![key(&["Ctrl", "K"], "All commands"), key(&["?"], "These keys")];
    if drawer().is_none() {
        anywhere.insert(0, key(&["/"], "Search parts"));
    }
    vec![("On this page", here), ("Go to", going), ("Anywhere", anywhere)]
}
