//! One part number with all its sellers side by side.

use super::{
    buy::Buying,
    history::History,
    listings::{Access, Listings},
};
use crate::{
    api_types::{
        catalog::{DemandView, PartPage, Raised},
        done::Done,
    },
    server_fns::catalog::{CreateDemand, load_part},
    ui::{
        components::{
            Crumbs, DialogOpener, Empty, FormError, Loaded, Notice, PageHead, TableSkeleton, count_text, counted, on_success,
        },
        demands::form::DemandDialog,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const DEMAND_DIALOG: &str = "new-demand";

/// Open to guests.
#[component]
pub fn PartDetailPage() -> impl IntoView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.with(|params| params.get("key").unwrap_or_default()));
    let buying = Buying::new();
    let create = ServerAction::<CreateDemand>::new();
    let demands = RwSignal::new(0_u32);
    on_success(create, move |_| demands.update(|count| *count += 1));
    let page = Resource::new(move || (key.get(), buying.successes.get(), demands.get()), |(key, ..)| load_part(key));
    view! {
        <Loaded
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["grow", "", "num", "num", "mid", "lo", "lo", "act"] rows=4/> }
            draw=move |page| view! { <PartView page buying create/> }.into_any()
        />
    }
}

#[component]
fn PartView(page: PartPage, buying: Buying, create: ServerAction<CreateDemand>) -> impl IntoView {
    let can_demand = page.can_buy && page.demand.is_none();
    let (part_number, is_guest) = (page.part_number.clone(), page.is_guest);
    let access = match (page.can_buy, page.is_guest) {
        (true, _) => Access::Buys,
        (false, true) if page.access.guests_buy() => Access::Guest,
        (false, true) => Access::Visitor { sees_prices: page.access.guests_see_prices() },
        (false, false) => Access::Looks,
    };
    view! {
        <Crumbs href="/connector/parts" parent="Parts" here=page.part_number.clone()/>
        <PartHead title=page.part_number sub=page.description can_demand/>
        <div class="stack">
            <Outcome buying is_guest/>
            {page.demand.map(|demand| view! { <DemandNote demand/> })}
            {match page.listings.is_empty() {
                true => view! { <Empty icon="parts" sentence="No seller offers this part now."/> }.into_any(),
                false => view! {
                    <Listings listings=page.listings key=page.key access=access buying/>
                }
                .into_any(),
            }}
        </div>
        <History history=page.history/>
        {can_demand.then(|| view! { <DemandDialog id=DEMAND_DIALOG create part_number/> })}
    }
}

#[component]
fn PartHead(title: String, sub: String, can_demand: bool) -> impl IntoView {
    match can_demand {
        true => view! {
            <PageHead title sub><DialogOpener dialog=DEMAND_DIALOG label="Open a demand" icon="list"/></PageHead>
        }
        .into_any(),
        false => view! { <PageHead title sub/> }.into_any(),
    }
}

/// What the last form of the page did; a refusal stands beside its form, or here after a post without scripts.
#[component]
fn Outcome(buying: Buying, is_guest: bool) -> impl IntoView {
    view! {
        <div class="stack is-tight" role="status">
            <FormError error=buying.adding.orphan()/>
            <FormError error=buying.buying.orphan()/>
            {move || buying.done.get().map(|done| success(done, is_guest))}
        </div>
    }
}

fn success(done: Done, is_guest: bool) -> impl IntoView {
    let (words, line) = match done {
        Done::Added { line_id, raised, only } => (added_text(raised, only), Some(line_id)),
        Done::Bought(id) => ("Bought at list price. The seller has been told. ".to_owned(), Some(id)),
        Done::QuantityChanged(id) => ("The quantity is changed. ".to_owned(), Some(id)),
        Done::DemandOpened => ("The demand is open.".to_owned(), None),
        Done::Saved | Done::Scheduled | Done::CartsSet | Done::StorefrontSet => ("Saved. ".to_owned(), None),
    };
    view! {
        <Notice kind="is-success">
            <p>
                {words}
                {line.map(|id| {
                    let (href, words) = match is_guest {
                        true => ("/connector/shopping-cart".to_owned(), "Open the cart"),
                        false => (format!("/connector/shopping-cart/lines/{id}"), "Open line"),
                    };
                    view! { <a href=href>{words}</a> }
                })}
            </p>
        </Notice>
    }
}

/// `Quantity raised from 5 to 8. The offer did not reach that far and lapsed. The seller has been told. `
fn added_text(raised: Option<Raised>, only: Option<i64>) -> String {
    let mut text = match raised {
        None => "In your cart.".to_owned(),
        Some(Raised { from, to, offer_lapsed }) => {
            let lapsed = if offer_lapsed { " The offer did not reach that far and lapsed." } else { "" };
            format!("Quantity raised from {} to {}.{lapsed}", count_text(from), count_text(to))
        }
    };
    if let Some(only) = only {
        text.push_str(&format!(" The seller has only {} of it now.", count_text(only)));
    }
    text.push_str(" The seller has been told. ");
    text
}

#[component]
fn DemandNote(demand: DemandView) -> impl IntoView {
    let quantity = counted(demand.quantity, "unit", "units");
    let condition = demand.condition.map(|condition| format!(", condition {}", condition.code())).unwrap_or_default();
    let needed_by = demand.needed_by.map(|date| format!(", needed by {date}")).unwrap_or_default();
    view! {
        <Notice kind="is-info">
            <p>
                <strong>"Open demand: "</strong>
                {format!("{quantity}{condition}{needed_by}. ")}
                <a href="/connector/demands">"All demands"</a>
            </p>
        </Notice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_add_says_what_it_did() {
        assert_eq!(added_text(None, None), "In your cart. The seller has been told. ");
        let raised = Raised { from: 5, to: 1_008, offer_lapsed: true };
        assert_eq!(
            added_text(Some(raised), Some(600)),
            "Quantity raised from 5 to 1,008. The offer did not reach that far and lapsed. The seller has only 600 of it now. \
            The seller has been told. "
        );
    }
}
