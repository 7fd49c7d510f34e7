//! A message that is typed and not sent: kept in this window until it is sent, so that another line, a closed drawer or a
//! reload lose nothing. Storage is the browser's; on the server nothing is kept.

use super::deal::Deal;
use crate::domain::text::MAX_TEXT;
use leptos::{prelude::*, web_sys::Storage};

/// The draft of one person for one line.
#[derive(Clone, Copy)]
pub struct Draft {
    key: StoredValue<String>,
    /// In characters.
    length: RwSignal<usize>,
}

impl Draft {
    pub fn of(deal: &Deal) -> Self {
        let key = format!("draft:{}:{}", deal.reader_id, deal.line_id);
        Self { key: StoredValue::new(key), length: RwSignal::new(0) }
    }

    /// Remembers what stands in the field; an empty field is forgotten.
    pub fn keep(self, text: &str) {
        self.length.set(text.chars().count());
        let Some(storage) = storage() else { return };
        // A browser without room keeps what it has in the field alone.
        let _kept = self.key.with_value(|key| match text.is_empty() {
            true => storage.remove_item(key),
            false => storage.set_item(key, text),
        });
    }

    /// What was typed before.
    pub fn kept(self) -> Option<String> {
        let storage = storage()?;
        self.key.with_value(|key| storage.get_item(key)).ok().flatten()
    }

    /// How much too long the text is, in words.
    pub fn excess(self) -> Option<String> {
        let length = self.length.get();
        (length > MAX_TEXT).then(|| format!("{length} of at most {MAX_TEXT} characters"))
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
