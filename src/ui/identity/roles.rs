//! Roles as words and as check boxes.

use crate::{
    domain::identity::{Role, Roles},
    ui::components::Icon,
};
use leptos::prelude::*;

/// `Buyer, Approver`.
pub fn roles_text(roles: Roles) -> String {
    let words: Vec<_> = roles.list().into_iter().map(Role::word).collect();
    if words.is_empty() { "No role".into() } else { words.join(", ") }
}

/// The roles that make sense in an organisation that buys, sells or both.
pub fn offered(buys: bool, sells: bool) -> Vec<Role> {
    let fits = |role: &Role| match role {
        Role::Buyer | Role::Approver => buys,
        Role::Seller => sells,
        Role::Admin => true,
    };
    Role::ALL.into_iter().filter(fits).collect()
}

/// What a role is for, and the name of its check box.
fn explained(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Buyer => ("input[roles][buyer]", "fills carts and negotiates with sellers"),
        Role::Approver => ("input[roles][approver]", "buys, and decides what is above others' limits"),
        Role::Seller => ("input[roles][seller]", "keeps the stock and answers requests"),
        Role::Admin => ("input[roles][admin]", "looks after members and invitations"),
    }
}

/// Ticked as `held`.
#[component]
pub fn RoleFields(roles: Vec<Role>, held: Roles, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let tick = |role: Role| {
        let (name, purpose) = explained(role);
        view! {
            <label class="checkbox">
                <input type="checkbox" name=name checked=held.has(role) autocomplete="off"/>
                <span>{role.word()}<span class="hint">{purpose}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="label">"Roles"</legend>
            <div class="stack is-tight">{roles.into_iter().map(tick).collect_view()}</div>
            {move || error.get().map(|reason| view! {
                <span class="error" role="alert">
                    <Icon name="alert"/>
                    <span>{reason}</span>
                </span>
            })}
        </fieldset>
    }
}
