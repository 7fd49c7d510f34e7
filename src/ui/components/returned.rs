//! What a form held that was refused in a browser without scripts: the page shows it again, at the field, with the reason.

use crate::api_types::{AppError, returned::PREFIX};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// The fields of a form that came back with the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned(ParamsMap);

impl Returned {
    /// The last form of this action, if the address of the page brings it back. The server lets only its own addresses do so.
    pub fn of<S: ServerFn<Error = AppError>>() -> Option<Self> {
        use_query_map().with_untracked(|query| (query.get_str("__path") == Some(S::PATH)).then(|| Self(query.clone())))
    }

    /// What stood in a field.
    pub fn get(&self, field: &str) -> Option<String> {
        self.0.get(&format!("{PREFIX}{field}"))
    }
}

/// What stood in a field of the last form of this action.
pub fn returned<S: ServerFn<Error = AppError>>(field: &str) -> Option<String> {
    Returned::of::<S>().and_then(|form| form.get(field))
}
