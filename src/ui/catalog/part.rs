//! One part number with all its sellers side by side.

use super::{
    buy::Buying,
    history::History,
    listings::{Access, Listings},
};
use crate::{
    api_types::{
        catalog::{DemandView, PartPage},
        done::Done,
    },
    server_fns::catalog::{CreateDemand, load_part},
    ui::{
        components::{
            Crumbs, DialogOpener, Empty, FormError, Loaded, Notice, PageHead, TableSkeleton, counted, on_success,
            returned_error,
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
    let part_number = page.part_number.clone();
    let access = match (page.can_buy, page.is_guest) {
        (true, _) => Access::Buys,
        (false, true) => Access::Guest,
        (false, false) => Access::Looks,
    };
    view! {
        <Crumbs href="/connector/parts" parent="Parts" here=page.part_number.clone()/>
        <PartHead title=page.part_number sub=page.description can_demand/>
        <div class="stack">
            <Outcome buying create/>
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
fn Outcome(buying: Buying, create: ServerAction<CreateDemand>) -> impl IntoView {
    view! {
        <div class="stack is-tight" role="status">
            <FormError error=returned_error(create)/>
            <FormError error=buying.adding.orphan()/>
            <FormError error=buying.buying.orphan()/>
            {move || buying.done.get().map(success)}
        </div>
    }
}

fn success(done: Done) -> impl IntoView {
    let (words, line) = match done {
        Done::Added(id) => ("In your cart. The seller has been told. ", Some(id)),
        Done::Bought(id) => ("Bought at list price. The seller has been told. ", Some(id)),
        Done::DemandOpened => ("The demand is open.", None),
    };
    view! {
        <Notice kind="is-success">
            <p>
                {words}
                {line.map(|id| view! { <a href=format!("/connector/shopping-cart/lines/{id}")>"Open line"</a> })}
            </p>
        </Notice>
    }
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
