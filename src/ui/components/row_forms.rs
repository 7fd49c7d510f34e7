//! Where the refusal of a form is shown: in the row that sent it, also after a post without scripts.

use super::{Returned, error_of};
use crate::api_types::AppError;
use leptos::{prelude::*, server_fn::ServerFn};

/// What the rows need to know of their shared action; `K` names a row.
pub struct RowForms<K: Send + Sync + 'static> {
    error: Signal<Option<AppError>>,
    pending: Memo<bool>,
    /// The row of the last form sent in this window.
    last: RwSignal<Option<K>>,
    /// The form that came back with the page, without scripts.
    returned: StoredValue<Option<Returned>>,
}

impl<K: Send + Sync + 'static> Clone for RowForms<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for RowForms<K> {}

impl<K: Copy + PartialEq + Send + Sync + 'static> RowForms<K> {
    /// `key` reads the row out of what its form sent, `key_typed` out of a form that came back.
    pub fn new<S>(action: ServerAction<S>, key: fn(&S) -> K, key_typed: fn(&Returned) -> Option<K>) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let error = error_of(action);
        let returned = Returned::of::<S>().filter(|_| error.with_untracked(Option::is_some));
        let last = RwSignal::new(returned.as_ref().and_then(key_typed));
        Effect::new(move |_| {
            if let Some(row) = action.input().with(|form| form.as_ref().map(key)) {
                last.set(Some(row));
            }
        });
        Self { error, pending: action.pending(), last, returned: StoredValue::new(returned) }
    }

    /// Why this row's form was refused.
    pub fn error(self, row: K) -> Signal<Option<AppError>> {
        Signal::derive(move || self.error.get().filter(|_| self.last.get() == Some(row)))
    }

    /// Whether this row's form is under way.
    pub fn pending(self, row: K) -> Signal<bool> {
        Signal::derive(move || self.pending.get() && self.last.get() == Some(row))
    }

    /// Whether this row's form came back with the page.
    pub fn came_back(self, row: K) -> bool {
        self.returned.with_value(Option::is_some) && self.last.get_untracked() == Some(row)
    }

    /// What stood in a field of this row's form when it came back.
    pub fn typed(self, row: K, field: &str) -> Option<String> {
        self.returned.with_value(|form| form.as_ref()?.get(field)).filter(|_| self.last.get_untracked() == Some(row))
    }

    /// A refusal that came back with the page after a post without scripts, and nobody knows of which row.
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
