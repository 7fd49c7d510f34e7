//! The person menu: who one is, how things look, the way out.

use super::sheets::use_sheets;
use crate::{
    domain::identity::Principal,
    server_fns::identity::SignOut,
    ui::{
        components::{Avatar, Icon},
        theme::{DENSITY, SettingChoice, THEME},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub fn PersonMenu(principal: Principal) -> impl IntoView {
    let Principal { name, membership, .. } = principal;
    let roles = membership.map(|membership| {
        let words: Vec<_> = membership.roles.list().into_iter().map(|role| role.word()).collect();
        format!("{}, {}", words.join(", "), membership.organisation)
    });
    view! {
        <details class="menu">
            <summary class="menu-person">
                <Avatar name=name.clone()/>
                <span class="visually-hidden">{name.clone()}</span>
            </summary>
            <div class="menu-panel">
                <div class="menu-head">
                    <strong>{name}</strong>
                    {roles.map(|roles| view! { <span>{roles}</span> })}
                </div>
                <hr/>
                <SettingChoice setting=THEME/>
                <SettingChoice setting=DENSITY/>
                <hr/>
                <a class="menu-item" href="/profile">
                    <Icon name="user"/>
                    "Profile"
                </a>
                <KeyboardItems/>
                <form method="post" action=SignOut::url()>
                    <button type="submit" class="menu-item">
                        <Icon name="logout"/>
                        "Sign out"
                    </button>
                </form>
            </div>
        </details>
    }
}

/// What the keyboard brings up, for those who do not know its keys yet. Both need scripts.
#[component]
fn KeyboardItems() -> impl IntoView {
    let sheets = use_sheets();
    let ask = move |palette: bool| {
        if let Some(sheets) = sheets {
            if palette { sheets.ask_palette() } else { sheets.ask_help() }
        }
    };
    view! {
        <div class="needs-script">
            <button type="button" class="menu-item" on:click=move |_| ask(true)>
                <Icon name="search"/>
                "Commands"
                <kbd class="kbd">"Ctrl K"</kbd>
            </button>
            <button type="button" class="menu-item" on:click=move |_| ask(false)>
                <Icon name="keyboard"/>
                "Keyboard shortcuts"
                <kbd class="kbd">"?"</kbd>
            </button>
            <hr/>
        </div>
    }
}
