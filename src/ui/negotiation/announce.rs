//! What a live update says to people who do not see the screen, and what counts as seen.

use crate::{
    api_types::negotiation::{LineView, MessageKind},
    server_fns::negotiation::mark_seen,
    ui::{components::counted, live::use_live},
};
use leptos::{ev, prelude::*, task::spawn_local, web_sys::VisibilityState};

/// What is new in `after`, in one breath; nothing if only the reader's own side moved.
pub fn changes(before: &LineView, after: &LineView) -> Option<String> {
    if before.id != after.id {
        return None;
    }
    let news: Vec<String> = after
        .thread
        .iter()
        .filter(|entry| entry.side != Some(after.side) && before.thread.iter().all(|known| known.id != entry.id))
        .map(|entry| match (&entry.kind, &entry.author) {
            (MessageKind::Text, Some(author)) => match (entry.text.is_empty(), entry.files.len()) {
                (false, 0) => format!("{author} wrote: {}", entry.text),
                (false, files) => {
                    format!("{author} sent {} and wrote: {}", counted(files as u64, "file", "files"), entry.text)
                }
                (true, files) => format!("{author} sent {}.", counted(files as u64, "file", "files")),
            },
            (MessageKind::Text, None) | (MessageKind::System(_), _) => entry.text.clone(),
        })
        .collect();
    match (news.is_empty(), before.status == after.status) {
        (false, _) => Some(news.join(" ")),
        (true, false) => Some(format!("The line is now {}.", after.status.predicate())),
        (true, true) => None,
    }
}

/// Says politely what the other side changed.
#[component]
pub fn Announcer(line: Signal<LineView>) -> impl IntoView {
    let news = RwSignal::new(String::new());
    Effect::new(move |before: Option<LineView>| {
        let now = line.get();
        if let Some(text) = before.and_then(|before| changes(&before, &now)) {
            news.set(text);
        }
        now
    });
    view! { <p class="visually-hidden" role="status" aria-live="polite">{news}</p> }
}

/// Marks the thread as seen while its drawer is in front of someone.
pub fn mark_seen_while_visible(line: Signal<LineView>) {
    let visible = RwSignal::new(false);
    Effect::new(move |_| {
        let look = move || visible.set(document().visibility_state() == VisibilityState::Visible);
        look();
        let handle = window_event_listener(ev::visibilitychange, move |_| look());
        on_cleanup(move || handle.remove());
    });
    let live = use_live();
    Effect::new(move |seen: Option<u32>| {
        let (unread, messages) = line.with(|line| (line.unread, line.messages));
        if unread == 0 || !visible.get() || seen == Some(messages) {
            return seen.unwrap_or_default();
        }
        let (id, side) = line.with_untracked(|line| (line.id, line.side));
        spawn_local(async move {
            // A refusal leaves the line unread, which is true.
            if mark_seen(id, side, messages).await.is_ok() {
                live.bump("lines");
            }
        });
        messages
    });
}
