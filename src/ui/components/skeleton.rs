//! A table that keeps its shape while it loads.

use leptos::prelude::*;

/// Rows without content; `columns` has the class of each cell, for instance `num`.
#[component]
pub fn TableSkeleton(columns: &'static [&'static str], #[prop(default = 8)] rows: usize) -> impl IntoView {
    let cells = move || columns.iter().map(|class| view! { <td class=*class></td> }).collect_view();
    view! {
        <div class="table-wrap" aria-busy="true">
            <table class="table">
                <tbody>
                    {(0..rows)
                        .map(|_| view! { <tr class="skeleton" aria-hidden="true">{cells()}</tr> })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
}
