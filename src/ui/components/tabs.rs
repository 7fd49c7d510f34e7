//! Views of one list as links, each with its count.

use leptos::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabLink {
    pub href: String,
    pub word: &'static str,
    pub count: u32,
    pub current: bool,
}

/// `label` names the navigation for screen readers.
#[component]
pub fn Tabs(label: &'static str, tabs: Vec<TabLink>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs
                .into_iter()
                .map(|tab| view! {
                    <a href=tab.href aria-current=tab.current.then_some("page")>
                        {format!("{} ", tab.word)}
                        <span class="count">{tab.count}</span>
                    </a>
                })
                .collect_view()}
        </nav>
    }
}
