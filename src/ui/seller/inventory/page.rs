//! The seller's listings beside the form that uploads them.

use super::{
    HERE,
    table::ListingTable,
    uploads::{LatestUploads, UploadForm},
};
use crate::{
    api_types::inventory,
    server_fns::inventory::load_inventory,
    ui::{
        components::{Empty, Notice, PageHead, Pager, SearchForm, Steady, TableSkeleton, counted, href},
        live::use_live,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    q: String,
    after: String,
}

/// For sellers.
#[component]
pub fn InventoryPage() -> impl IntoView {
    let query = use_query_map();
    let text = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let place = Memo::new(move |_| Place { q: text("q"), after: text("after") });
    let changed = use_live().topic("inventory");
    let page = Resource::new(
        move || (place.get(), changed.get()),
        |(place, _)| async move { load_inventory(place.q.clone(), place.after.clone()).await.map(|page| (place, page)) },
    );
    view! {
        <Steady
            resource=page
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "lo", "num", "num", "num", "lo"]/> }
            draw=move |page| view! { <Stock page/> }.into_any()
        />
    }
}

#[component]
fn Stock(page: Memo<(Place, inventory::InventoryPage)>) -> impl IntoView {
    let query = use_query_map();
    // A refused upload comes back here with its reason in the address.
    let refused = Memo::new(move |_| query.with(|query| query.get("error")));
    let uploads = Memo::new(move |_| page.with(|(_, page)| page.uploads.clone()));
    view! {
        <PageHead title="Inventory">
            <a class="button" href=format!("{HERE}/history")>"History"</a>
            <a class="button" href="#upload" rel="external">"Upload stock"</a>
        </PageHead>
        <div class="with-aside">
            <div>
                {move || {
                    let (place, page) = page.get();
                    view! { <Listed place page/> }
                }}
            </div>
            <aside>
                <section class="section" id="upload">
                    <div class="section-head">
                        <h2>"Upload stock"</h2>
                        <p class="small">
                            "Template: "
                            <a href=format!("{HERE}/template.xlsx") rel="external" download>"XLSX"</a>
                            ", "
                            <a href=format!("{HERE}/template.csv") rel="external" download>"CSV"</a>
                        </p>
                    </div>
                    {move || refused.get().map(|reason| view! { <Notice kind="is-error">{reason}</Notice> })}
                    <UploadForm/>
                </section>
                {move || view! { <LatestUploads uploads=uploads.get()/> }}
            </aside>
        </div>
    }
}

#[component]
fn Listed(place: Place, page: inventory::InventoryPage) -> impl IntoView {
    let first = (!place.after.is_empty()).then(|| href(HERE, &[("q", &place.q)]));
    let next = page.rows.next.as_deref().map(|after| href(HERE, &[("q", &place.q), ("after", after)]));
    let (shown, is_search) = (page.rows.rows.len() as u64, !place.q.is_empty());
    view! {
        <Search q=place.q total=page.total/>
        {match (shown, is_search) {
            (0, true) => view! {
                <Empty icon="search" sentence="None of your listings matches.">
                    <a class="button" href=HERE>"Show all listings"</a>
                </Empty>
            }
            .into_any(),
            (0, false) => view! {
                <Empty icon="box" sentence="Nothing is listed yet. Buyers find your stock once a file is uploaded.">
                    <a class="button is-primary" href="#file" rel="external">"Choose a file"</a>
                </Empty>
            }
            .into_any(),
            (..) => view! {
                <ListingTable rows=page.rows.rows/>
                <Pager summary=counted(shown, "listing", "listings") first next/>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Search(q: String, total: u32) -> impl IntoView {
    let export = q.clone();
    view! {
        <SearchForm action=HERE label="Filter listings">
            <div class="filters">
                <label class="visually-hidden" for="inventory-q">"Words"</label>
                <input
                    class="input"
                    type="search"
                    id="inventory-q"
                    name="q"
                    value=q.clone()
                    prop:value=q
                    placeholder="Part number, description, stock id"
                    autocomplete="off"
                />
                <button type="submit" class="button no-script">"Search"</button>
            </div>
            <div class="toolbar-end">
                {counted(total, "listing", "listings")}
                {(total > 0).then(|| view! { <Export q=export/> })}
            </div>
        </SearchForm>
    }
}

/// The listings as files: those that the search shows.
#[component]
fn Export(q: String) -> impl IntoView {
    let address = |kind: &str| href(&format!("{HERE}/export.{kind}"), &[("q", &q)]);
    view! {
        <p class="small">
            "Export: "
            <a href=address("xlsx") rel="external" download>"XLSX"</a>
            ", "
            <a href=address("csv") rel="external" download>"CSV"</a>
        </p>
    }
}
