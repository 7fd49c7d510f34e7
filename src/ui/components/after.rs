//! Drawing what reads a resource through memos.

use leptos::prelude::*;

/// The view that `draw` answers, made once the resource has its first value. A memo that is made earlier can still be
/// empty when the server draws the page, and the browser would then not find what it expects.
pub fn after<T>(resource: Resource<T>, draw: impl FnOnce() -> AnyView + Send + 'static) -> Suspend<AnyView>
where
    T: Clone + Send + Sync + 'static,
{
    Suspend::new(async move {
        resource.await;
        draw()
    })
}
