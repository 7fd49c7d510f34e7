//! The cart one works in, on every page: which it is, who else is in it, and the way to another one. Plain forms: another
//! cart is another content of every page, so the page loads anew.

use super::CARTS;
use crate::{
    api_types::sharing::CartChoice,
    domain::cart::CartKind,
    server_fns::sharing::SwitchCart,
    ui::components::{Avatar, Icon, counted},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Faces beside the name of the cart.
const FACES: usize = 3;

#[component]
pub fn CartSwitcher(carts: Memo<Vec<CartChoice>>) -> impl IntoView {
    let current = Memo::new(move |_| carts.with(|carts| carts.iter().find(|choice| choice.is_current).cloned()));
    let name = move || current.with(|current| current.as_ref().map_or("Cart", |choice| choice.cart.title()).to_owned());
    let label = move || format!("Current cart: {}. Switch", name());
    view! {
        <details class="menu cart-switch">
            <summary class="button is-quiet" aria-label=label>
                {move || current.with(|current| {
                    let is_shared = current.as_ref().is_some_and(|choice| choice.cart.kind == CartKind::Shared);
                    view! { <Icon name=if is_shared { "people" } else { "cart" }/> }
                })}
                <span class="cart-switch-name truncate">{name}</span>
                <span class="avatar-row">
                    {move || current.with(|current| {
                        let people = current.iter().flat_map(|choice| choice.present.iter()).take(FACES);
                        people.map(|person| view! { <Avatar name=person.name.clone()/> }).collect_view()
                    })}
                </span>
                <Icon name="chevron-down" class="is-small"/>
            </summary>
            <div class="menu-panel is-start">
                <div class="menu-head"><span>"Work in"</span></div>
                {move || carts.get().into_iter().map(|choice| view! { <Choice choice/> }).collect_view()}
                <hr/>
                <a class="menu-item" href="/connector/shopping-cart"><Icon name="cart"/>"Open the cart"</a>
                <a class="menu-item" href=CARTS><Icon name="list"/>"All carts"</a>
            </div>
        </details>
    }
}

#[component]
fn Choice(choice: CartChoice) -> impl IntoView {
    let title = choice.cart.title().to_owned();
    let (icon, whose) = match choice.cart.kind {
        CartKind::Personal => ("user", None),
        CartKind::Shared if choice.cart.is_mine => ("people", Some("shared by you".to_owned())),
        CartKind::Shared => ("people", Some(format!("shared by {}", choice.cart.creator.name))),
    };
    let names: Vec<_> = choice.present.iter().map(|person| person.name.clone()).collect();
    let here = (!names.is_empty()).then(|| format!("In it now: {}", names.join(", ")));
    view! {
        <form method="post" action=SwitchCart::url()>
            {choice.cart.id.map(|id| view! { <input type="hidden" name="input[cart_id]" value=id.to_string()/> })}
            <button type="submit" class="menu-item" aria-current=choice.is_current.then_some("true")>
                <Icon name=if choice.is_current { "check" } else { icon }/>
                <span class="cart-choice">
                    <span class="truncate">{title}</span>
                    {whose.map(|whose| view! { <span class="sub">{whose}</span> })}
                    {here.map(|here| view! { <span class="sub">{here}</span> })}
                </span>
                <span class="menu-hint">{counted(choice.active, "line", "lines")}</span>
            </button>
        </form>
    }
}
