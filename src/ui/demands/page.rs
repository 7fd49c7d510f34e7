//! The organisation's demands: open ones and closed ones.

use super::{form::DemandDialog, table::DemandTable};
use crate::{
    api_types::{catalog::DemandPage, done::Done, negotiation::Tab},
    domain::ids::DemandId,
    server_fns::catalog::{CloseDemand, CreateDemand, load_demands},
    ui::{
        components::{
            DialogOpener, Empty, FormError, Notice, PageHead, Pager, RowForms, Steady, TabLink, TableSkeleton, Tabs,
            counted, done_by_address, href, on_success,
        },
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

const HERE: &str = "/connector/demands";
const CREATE_DIALOG: &str = "new-demand";

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    tab: Tab,
    after: String,
}

/// For buyers.
#[component]
pub fn DemandsPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| {
        query.with(|query| Place {
            tab: if query.get_str("tab") == Some("closed") { Tab::Closed } else { Tab::Active },
            after: query.get("after").unwrap_or_default(),
        })
    });
    let (create, close) = (ServerAction::<CreateDemand>::new(), ServerAction::<CloseDemand>::new());
    let forms = RowForms::new(close, |form| form.demand_id, |form| form.get("demand_id")?.parse().ok());
    let live = use_live();
    let demands = live.topic("demands");
    on_success(create, move |_| live.bump("demands"));
    on_success(close, move |()| live.bump("demands"));
    let page = Resource::new(
        move || (place.get(), demands.get()),
        |(place, _)| async move { load_demands(place.tab, place.after.clone()).await.map(|page| (place, page)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "num", "", "", "grow", "num", "lo", "act"]/> }
            draw=move |page| view! { <DemandsView page create close forms/> }.into_any()
        />
    }
}

#[component]
fn DemandsView(
    page: Memo<(Place, DemandPage)>,
    create: ServerAction<CreateDemand>,
    close: ServerAction<CloseDemand>,
    forms: RowForms<DemandId>,
) -> impl IntoView {
    let told = done_by_address() == Some(Done::DemandOpened);
    let opened = move || create.value().with(|value| value.as_ref().map_or(told, Result::is_ok));
    let rows = Memo::new(move |_| page.with(|(_, page)| page.demands.rows.clone()));
    let nothing = Memo::new(move |_| page.with(|(place, page)| page.demands.rows.is_empty().then_some(place.tab)));
    view! {
        <PageHead title="Demands">
            <DialogOpener dialog=CREATE_DIALOG label="New demand" class="is-primary" icon="plus"/>
        </PageHead>
        <div role="status">
            <FormError error=forms.orphan()/>
            {move || opened().then(|| view! { <Notice kind="is-success">"The demand is open."</Notice> })}
        </div>
        {move || page.with(|(place, page)| tabs(place, page))}
        // Drawn anew only when the list begins or ends to be empty, so that an open dialog stays its row's.
        {move || match nothing.get() {
            Some(tab) => view! { <NoDemands tab/> }.into_any(),
            None => view! { <DemandTable rows close forms/> }.into_any(),
        }}
        {move || page.with(|(place, page)| pager(place, page))}
        <DemandDialog id=CREATE_DIALOG create/>
    }
}

fn tabs(place: &Place, page: &DemandPage) -> impl IntoView + use<> {
    let tabs = vec![
        TabLink { href: HERE.into(), word: "Active", count: page.open_count, current: place.tab == Tab::Active },
        TabLink {
            href: href(HERE, &[("tab", "closed")]),
            word: "Closed",
            count: page.closed_count,
            current: place.tab == Tab::Closed,
        },
    ];
    view! { <Tabs label="Demands" tabs/> }
}

fn pager(place: &Place, page: &DemandPage) -> Option<impl IntoView + use<>> {
    let tab = if place.tab == Tab::Closed { "closed" } else { "" };
    let first = (!place.after.is_empty()).then(|| href(HERE, &[("tab", tab)]));
    let next = page.demands.next.as_deref().map(|after| href(HERE, &[("tab", tab), ("after", after)]));
    let shown = page.demands.rows.len() as u64;
    (shown > 0)
        .then(|| view! { <Pager summary=format!("{}, newest first", counted(shown, "demand", "demands")) first next/> })
}

#[component]
fn NoDemands(tab: Tab) -> impl IntoView {
    match tab {
        Tab::Active => view! {
            <Empty icon="list" sentence="Nothing is needed. A demand shows at once who offers the part.">
                <DialogOpener dialog=CREATE_DIALOG label="New demand" icon="plus"/>
            </Empty>
        }
        .into_any(),
        Tab::Closed => view! { <Empty icon="list" sentence="No demand was closed yet."/> }.into_any(),
    }
}
