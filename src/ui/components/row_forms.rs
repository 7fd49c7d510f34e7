//! Where the refusal of a form is shown: in the row that sent it, or on the page after a post without scripts.

use super::error_of;
use crate::api_types::AppError;
use leptos::{prelude::*, server_fn::ServerFn};

/// What the rows need to know of their shared action; `K` names a row.
pub struct RowForms<K: Send + Sync + 'static> {
    error: Signal<Option<AppError>>,
    pending: Memo<bool>,
    /// The row of the last form sent in this window.
    last: RwSignal<Option<K>>,
}

impl<K: Send + Sync + 'static> Clone for RowForms<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for RowForms<K> {}

impl<K: Copy + PartialEq + Send + Sync + 'static> RowForms<K> {
    /// `key` reads the row out of what its form sent.
    pub fn new<S>(action: ServerAction<S>, key: fn(&S) -> K) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let last = RwSignal::new(None);
        Effect::new(move |_| {
            if let Some(row) = action.input().with(|form| form.as_ref().map(key)) {
                last.set(Some(row));
            }
        });
        Self { error: error_of(action), pending: action.pending(), last }
    }

    /// Why this row's form was refused.
    pub fn error(self, row: K) -> Signal<Option<AppError>> {
        Signal::derive(move || self.error.get().filter(|_| self.last.get() == Some(row)))
    }

    /// Whether this row's form is under way.
    pub fn pending(self, row: K) -> Signal<bool> {
        Signal::derive(move || self.pending.get() && self.last.get() == Some(row))
    }

    /// A refusal that came back with the page after a post without scripts: nobody knows of which row.
    pub fn orphan(self) -> Signal<Option<AppError>> {
        Signal::derive(move || self.error.get().filter(|_| self.last.with(Option::is_none)))
    }
}

/// A refusal that came back with the page after a post without scripts; its dialog is closed again.
pub fn returned_error<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let (error, version) = (error_of(action), action.version());
    Signal::derive(move || error.get().filter(|_| version.get() == 0))
}
