//! One resource on a page: its fallback while it loads for the first time, its error, or its value.

use super::ErrorView;
use crate::api_types::AppError;
use leptos::{children::ViewFnOnce, prelude::*};

/// `draw` runs again with each new value; the old view stays until the new value is there. `headed`: the page has its heading
/// outside of this.
#[component]
pub fn Loaded<T, F>(
    resource: Resource<Result<T, AppError>>,
    #[prop(optional, into)] fallback: ViewFnOnce,
    #[prop(optional)] headed: bool,
    draw: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Send + Sync + 'static,
{
    view! {
        <Transition fallback=fallback>
            {move || resource.get().map(|result| match result {
                Ok(value) => draw(value),
                Err(error) => view! { <ErrorView error inside=headed/> }.into_any(),
            })}
        </Transition>
    }
}
