//! The person menu: who one is, how things look, the way out.

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
            <summary class="menu-person" aria-label=name.clone()>
                <Avatar name=name.clone()/>
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
