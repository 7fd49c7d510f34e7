//! Keyset paging: an opaque cursor that names the last row seen.

use serde::{Deserialize, Serialize};

/// Rows of a page, and where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Hand this back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), next: None }
    }
}
