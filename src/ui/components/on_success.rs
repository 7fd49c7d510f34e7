//! What follows in the browser when a form's action has succeeded: a dialog closes, a list loads again.

use crate::api_types::{
    AppError,
    done::{Done, PARAMETER},
};
use leptos::{html, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// Calls `then` with the answer of each run that succeeds from now on. Never runs on the server.
pub fn on_success<S>(action: ServerAction<S>, then: impl Fn(&S::Output) + 'static)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let version = action.version();
    Effect::new(move |seen: Option<usize>| {
        let run = version.get();
        if seen.is_some_and(|seen| seen != run) {
            action.value().with_untracked(|value| {
                if let Some(Ok(output)) = value {
                    then(output);
                }
            });
        }
        run
    });
}

/// What a form of the page before did, told by the address to a browser without scripts. The server lets only its own
/// addresses say so.
pub fn done_by_address() -> Option<Done> {
    use_query_map().with_untracked(|query| query.get_str(PARAMETER).and_then(Done::parse))
}

/// Empties a form whose content has been stored.
pub fn reset_form(form: NodeRef<html::Form>) {
    if let Some(form) = form.get_untracked() {
        form.reset();
    }
}
