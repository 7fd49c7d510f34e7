//! The top of a page: its name in the window's title and in the heading, what it is about, its actions.

use super::Icon;
use leptos::prelude::*;
use leptos_meta::Title;

/// The children are the page's actions.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] sub: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <h1>{title}</h1>
            {(!sub.is_empty()).then(|| view! { <span class="page-sub">{sub}</span> })}
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </div>
    }
}

/// The way back up: one parent, then this page.
#[component]
pub fn Crumbs(#[prop(into)] href: String, #[prop(into)] parent: String, #[prop(into)] here: String) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <a href=href>{parent}</a>
            <Icon name="chevron-right"/>
            <span aria-current="page">{here}</span>
        </nav>
    }
}
