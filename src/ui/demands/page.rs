//! The organisation's demands: open ones and closed ones.

use super::{form::DemandDialog, table::DemandTable};
use crate::{
    api_types::{catalog::DemandPage, negotiation::Tab},
    server_fns::catalog::{CloseDemand, CreateDemand, load_demands},
    ui::{
        components::{
            DialogOpener, Empty, FormError, Notice, PageHead, Pager, Steady, TabLink, TableSkeleton, Tabs, counted, error_of, href,
            on_success,
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
    let place = Memo::new(move |_| query.with(|query| Place {
        tab: if query.get_str("tab") == Some("closed") { Tab::Closed } else { Tab::Active },
        after: query.get("after").unwrap_or_default(),
    }));
    let (create, close) = (ServerAction::<CreateDemand>::new(), ServerAction::<CloseDemand>::new());
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
            draw=move |page| view! { <DemandsView page create close/> }.into_any()
        />
    }
}

#[component]
fn DemandsView(
    page: Memo<(Place, DemandPage)>,
    create: ServerAction<CreateDemand>,
    close: ServerAction<CloseDemand>,
) -> impl IntoView {
    let opened = move || create.value().with(|value| matches!(value, Some(Ok(_))));
    view! {
        <PageHead title="Demands">
            <DialogOpener dialog=CREATE_DIALOG label="New demand" class="is-primary" icon="plus"/>
        </PageHead>
        <div role="status">
            <FormError error=error_of(close)/>
            {move || opened().then(|| view! { <Notice kind="is-success">"The demand is open."</Notice> })}
        </div>
        {move || {
            let (place, page) = page.get();
            view! { <DemandList place page close/> }
        }}
        <DemandDialog id=CREATE_DIALOG create/>
    }
}

#[component]
fn DemandList(place: Place, page: DemandPage, close: ServerAction<CloseDemand>) -> impl IntoView {
    let (active, closed) = (place.tab == Tab::Active, place.tab == Tab::Closed);
    let tab = if closed { "closed" } else { "" };
    let first = (!place.after.is_empty()).then(|| href(HERE, &[("tab", tab)]));
    let next = page.demands.next.as_deref().map(|after| href(HERE, &[("tab", tab), ("after", after)]));
    let tabs = vec![
        TabLink { href: HERE.into(), word: "Active", count: page.open_count, current: active },
        TabLink { href: href(HERE, &[("tab", "closed")]), word: "Closed", count: page.closed_count, current: closed },
    ];
    let shown = page.demands.rows.len() as u64;
    view! {
        <Tabs label="Demands" tabs/>
        {match (shown, place.tab) {
            (0, Tab::Active) => view! {
                <Empty icon="list" sentence="Nothing is needed. A demand shows at once who offers the part.">
                    <DialogOpener dialog=CREATE_DIALOG label="New demand" icon="plus"/>
                </Empty>
            }
            .into_any(),
            (0, Tab::Closed) => view! { <Empty icon="list" sentence="No demand was closed yet."/> }.into_any(),
            (..) => view! {
                <DemandTable demands=page.demands.rows close/>
                <Pager summary=counted(shown, "demand", "demands") first next/>
            }
            .into_any(),
        }}
    }
}
