//! The search results: one row per part number.

use crate::{
    api_types::catalog::PartGroup,
    domain::money::UnitPrice,
    ui::components::{CopyButton, Pill, Price, PriceOrNone, count_text, encode},
};
use leptos::prelude::*;

#[component]
pub fn Results(groups: Vec<PartGroup>, hides_prices: bool) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="grow">"Description"</th>
                        <th scope="col" class="mid">"Manufacturer"</th>
                        <th scope="col" class="lo">"Conditions"</th>
                        <th scope="col" class="num mid">"Sellers"</th>
                        <th scope="col" class="num">"Available"</th>
                        {(!hides_prices).then(|| view! { <th scope="col" class="num">"Lowest price"</th> })}
                    </tr>
                </thead>
                <tbody>{groups.into_iter().map(|group| view! { <GroupRow group hides_prices/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn GroupRow(group: PartGroup, hides_prices: bool) -> impl IntoView {
    let conditions: Vec<_> = group.conditions.iter().map(|condition| condition.code()).collect();
    let words: Vec<_> = group.conditions.iter().map(|condition| condition.words()).collect();
    view! {
        <tr>
            <td data-fold="lead">
                <a class="row-link pn" href=format!("/connector/parts/{}", encode(&group.key))>{group.part_number.clone()}</a>
                <CopyButton text=group.part_number/>
                {group.in_cart.then(|| view! { " "<Pill kind="is-info" icon="cart" word="In cart"/> })}
            </td>
            <td class="grow" data-fold="sub">{group.description}</td>
            <td class="mid">{group.manufacturer}</td>
            <td class="lo" title=words.join(", ")>{conditions.join(" ")}</td>
            <td class="num mid">{group.sellers}</td>
            <td class="num" data-fold="sub-end" data-label="available">{count_text(group.available)}</td>
            {(!hides_prices).then(|| view! { <td class="num" data-fold="end"><LowestPrices prices=group.lowest_prices/></td> })}
        </tr>
    }
}

/// One for each currency, since nobody can compare them.
#[component]
fn LowestPrices(prices: Vec<UnitPrice>) -> impl IntoView {
    match prices.is_empty() {
        true => view! { <PriceOrNone price=None/> }.into_any(),
        false => {
            prices.into_iter().map(|price| view! { <span class="each"><Price price/></span> }).collect_view().into_any()
        }
    }
}
