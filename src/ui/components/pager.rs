//! Keyset paging: back to the first page, and on to the next.

use leptos::prelude::*;

/// `first` is given on every page but the first, `next` on every page but the last.
#[component]
pub fn Pager(#[prop(into)] summary: String, first: Option<String>, next: Option<String>) -> impl IntoView {
    let links = first.is_some() || next.is_some();
    view! {
        <div class="pager">
            <span>{summary}</span>
            {links.then(|| view! {
                <div class="button-row">
                    {first.map(|href| view! { <a class="button is-small" href=href>"First"</a> })}
                    {next.map(|href| view! { <a class="button is-small" href=href rel="next">"Next"</a> })}
                </div>
            })}
        </div>
    }
}
