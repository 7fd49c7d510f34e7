//! The search page: filters in the address, results count_text by part number.

use super::{filters::Filters, results::Results};
use crate::{
    api_types::catalog::{PartSearch, PartSearchPage},
    server_fns::catalog::search_parts,
    ui::components::{Empty, Loaded, PageHead, Pager, TableSkeleton, counted, href},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

const HERE: &str = "/connector/parts";

/// Open to guests.
#[component]
pub fn PartsPage() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(read));
    let page = Resource::new(move || search.get(), search_parts);
    view! {
        <PageHead title="Parts"/>
        <Loaded
            resource=page
            headed=true
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "mid", "lo", "num mid", "num", "num"]/> }
            draw=move |page| view! { <Found search=search.get_untracked() page/> }.into_any()
        />
    }
}

/// The search as the address has it; boxes are ticked by any value.
fn read(query: &ParamsMap) -> PartSearch {
    let text = |name: &str| query.get(name).unwrap_or_default();
    let ticked = |name: &str| query.get_str(name).is_some_and(|value| !value.is_empty() && value != "false");
    PartSearch {
        q: text("q"),
        seller: text("seller"),
        condition: text("condition"),
        priced: ticked("priced"),
        available: ticked("available"),
        not_in_cart: ticked("not_in_cart"),
        after: text("after"),
    }
}

/// The address of a page of the same search.
fn address(search: &PartSearch, after: &str) -> String {
    let ticked = |on: bool| if on { "true" } else { "" };
    href(
        HERE,
        &[
            ("q", &search.q),
            ("seller", &search.seller),
            ("condition", &search.condition),
            ("priced", ticked(search.priced)),
            ("available", ticked(search.available)),
            ("not_in_cart", ticked(search.not_in_cart)),
            ("after", after),
        ],
    )
}

#[component]
fn Found(search: PartSearch, page: PartSearchPage) -> impl IntoView {
    let is_filtered = search != PartSearch { after: search.after.clone(), ..PartSearch::default() };
    let first = (!search.after.is_empty()).then(|| address(&search, ""));
    let next = page.groups.next.as_deref().map(|after| address(&search, after));
    let found = page.groups.rows.len();
    let hides_prices = !page.access.guests_see_prices();
    let here = address(&search, &search.after);
    view! {
        <Filters search sellers=page.sellers can_buy=page.can_buy is_filtered/>
        {match found {
            0 => view! { <NothingFound is_filtered/> }.into_any(),
            _ => view! {
                {hides_prices.then(|| view! { <PricesAfterSignIn here/> })}
                <Results hides_prices groups=page.groups.rows/>
                <Pager summary=counted(found as u64, "part number", "part numbers") first next/>
            }
            .into_any(),
        }}
    }
}

/// The merchant shows prices to people who are signed in.
#[component]
fn PricesAfterSignIn(here: String) -> impl IntoView {
    view! {
        <p class="muted">
            <a rel="external" href=href("/sign-in", &[("next", &here)])>"Sign in"</a>
            " to see prices."
        </p>
    }
}

#[component]
fn NothingFound(is_filtered: bool) -> impl IntoView {
    if is_filtered {
        view! {
            <Empty icon="search" sentence="No part matches all of this. Try fewer words or filters.">
                <a class="button" href=HERE>"Show all parts"</a>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Empty icon="parts" sentence="No seller has listed parts yet."/> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_survives_its_address() {
        let search = PartSearch { q: "an3 bolt".into(), condition: "NE".into(), priced: true, ..PartSearch::default() };
        assert_eq!(address(&search, "c1"), "/connector/parts?q=an3%20bolt&condition=NE&priced=true&after=c1");
        let mut query = ParamsMap::new();
        for (name, value) in [("q", "an3 bolt"), ("condition", "NE"), ("priced", "true"), ("available", "")] {
            query.insert(name, value.to_owned());
        }
        assert_eq!(read(&query), search);
    }
}
