//! One resource on a page whose frame is drawn once, so that forms in it keep what was typed or chosen.

use super::{ErrorView, after};
use crate::api_types::AppError;
use leptos::{children::ViewFnOnce, prelude::*};

/// As [`Loaded`](super::Loaded), but `draw` runs once; what it answers reads the signal where it changes.
/// It runs again after an error.
#[component]
pub fn Steady<T, F>(
    resource: Resource<Result<T, AppError>>,
    #[prop(optional, into)] fallback: ViewFnOnce,
    draw: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(Memo<T>) -> AnyView + Send + Sync + 'static,
{
    view! {
        <Transition fallback=fallback>
            {after(resource, move || {
                let error = Memo::new(move |_| resource.get().map(Result::err));
                let drawn = move || error.get().and_then(|error| match error {
                    Some(error) => Some(view! { <ErrorView error/> }.into_any()),
                    None => latest(resource).map(&draw),
                });
                drawn.into_any()
            })}
        </Transition>
    }
}

/// The last value without an error; nothing before the first.
fn latest<T>(resource: Resource<Result<T, AppError>>) -> Option<Memo<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    // Under a `Transition` even an untracked read waits for the resource, and that is tracked.
    let first = untrack(|| resource.get_untracked())?.ok()?;
    Some(Memo::new(move |last: Option<&T>| {
        resource.get().and_then(Result::ok).or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    }))
}
