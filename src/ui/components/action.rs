//! What a form's action answered, in the pieces that its form shows.

use crate::api_types::AppError;
use leptos::{prelude::*, server_fn::ServerFn};

/// The error of an action's last run; also the one that came back from a post without scripts.
pub fn error_of<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Signal::derive(move || action.value().with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned())))
}

/// Why this field was refused.
pub fn reason(error: Signal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.reason_for(field)).map(str::to_owned)))
}
