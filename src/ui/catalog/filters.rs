//! The filters over the search results. They live in the address and apply themselves where scripts run.

use crate::{
    api_types::catalog::{PartSearch, SellerChoice},
    domain::catalog::Condition,
    ui::components::{Icon, SearchForm, submit_form},
};
use leptos::prelude::*;

/// `not_in_cart` is offered only to those who have a cart.
#[component]
pub fn Filters(search: PartSearch, sellers: Vec<SellerChoice>, can_buy: bool, is_filtered: bool) -> impl IntoView {
    view! {
        <SearchForm action="/connector/parts" label="Filter parts">
            <div class="filters">
                <label class="visually-hidden" for="parts-q">"Part number or words"</label>
                <input
                    class="input"
                    type="search"
                    id="parts-q"
                    name="q"
                    value=search.q.clone()
                    prop:value=search.q
                    placeholder="Part number or words"
                    title="Part number, manufacturer, description or seller"
                    autocomplete="off"
                />
                <Conditions chosen=search.condition/>
                <Sellers chosen=search.seller sellers/>
                <Tick name="available" label="Available only" on=search.available/>
                <Tick name="priced" label="Priced only" on=search.priced/>
                {can_buy.then(|| view! { <Tick name="not_in_cart" label="Not in my cart" on=search.not_in_cart/> })}
                <button type="submit" class="button no-script">"Apply"</button>
            </div>
            {is_filtered.then(|| view! {
                <div class="toolbar-end">
                    <a class="chip is-clear" href="/connector/parts">
                        "Clear"
                        <Icon name="close"/>
                    </a>
                </div>
            })}
        </SearchForm>
    }
}

#[component]
fn Conditions(chosen: String) -> impl IntoView {
    let option = |condition: Condition| {
        let selected = chosen.eq_ignore_ascii_case(condition.code());
        view! {
            <option value=condition.code() selected=selected>
                {format!("{} · {}", condition.code(), condition.words())}
            </option>
        }
    };
    view! {
        <label class="visually-hidden" for="parts-condition">"Condition"</label>
        <select class="select" id="parts-condition" name="condition" autocomplete="off" on:change=submit_form>
            <option value="" selected=chosen.is_empty()>"Any condition"</option>
            {Condition::ALL.into_iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn Sellers(chosen: String, sellers: Vec<SellerChoice>) -> impl IntoView {
    let option = |seller: SellerChoice| {
        let id = seller.id.to_string();
        let selected = chosen == id;
        view! { <option value=id selected=selected>{seller.name}</option> }
    };
    view! {
        <label class="visually-hidden" for="parts-seller">"Seller"</label>
        <select class="select" id="parts-seller" name="seller" autocomplete="off" on:change=submit_form>
            <option value="" selected=chosen.is_empty()>"Any seller"</option>
            {sellers.into_iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn Tick(name: &'static str, label: &'static str, on: bool) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                name=name
                value="true"
                autocomplete="off"
                checked=on
                prop:checked=on
                on:change=submit_form
            />
            {label}
        </label>
    }
}
