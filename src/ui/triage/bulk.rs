//! What would be done to the selected lines, before it is done. The selection and the formula stand in the address.

use super::{decline::DeclineForm, price::PriceForms};
use crate::{
    api_types::triage::{BulkInput, FormulaInput, Preview},
    domain::formula::{Base, Direction, Step},
    server_fns::triage::load_preview,
    ui::components::{Crumbs, PageHead, Steady, TableSkeleton, counted},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::{Deserialize, Serialize};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub is_decline: bool,
    pub input: BulkInput,
}

impl Asked {
    fn of(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        let formula = FormulaInput {
            base: Base::parse(&text("base")).unwrap_or_default(),
            discount: text("discount"),
            step: Step::parse(&text("step")).unwrap_or_default(),
            direction: Direction::parse(&text("direction")).unwrap_or_default(),
            currency: text("currency"),
        };
        let lines = query.get_all("line").unwrap_or_default().join(",");
        Self { is_decline: text("do") == "no-quote", input: BulkInput { lines, formula } }
    }
}

/// For sellers.
#[component]
pub fn BulkPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::of));
    let preview = Resource::new(
        move || asked.get(),
        |asked| async move { load_preview(asked.input.clone()).await.map(|preview| (asked, preview)) },
    );
    view! {
        <Steady
            resource=preview
            fallback=|| view! { <TableSkeleton columns=&["", "mid", "num", "num", "num", "grow"]/> }
            draw=move |preview| view! { <BulkView preview/> }.into_any()
        />
    }
}

#[component]
fn BulkView(preview: Memo<(Asked, Preview)>) -> impl IntoView {
    // Another address is another page.
    move || {
        let (asked, preview) = preview.get();
        let title = if asked.is_decline { "No quote" } else { "Price by formula" };
        let sub = counted(preview.rows.len() as u64, "line", "lines");
        view! {
            <Crumbs href="/connector/requests" parent="Requests" here=title/>
            <PageHead title sub/>
            {match asked.is_decline {
                true => view! { <DeclineForm preview/> }.into_any(),
                false => view! { <PriceForms asked preview/> }.into_any(),
            }}
        }
    }
}
