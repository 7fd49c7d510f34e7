//! Hints from the server: one event stream per window, one counter per topic. Carries no data, only reasons to refetch.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys,
};
use serde::Deserialize;
use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

/// Several hints of one list within this time lead to one refetch.
const LIST_PAUSE: Duration = Duration::from_millis(100);

/// Counters that resources read in their sources; a hint raises the one of its topic.
#[derive(Clone, Copy)]
pub struct Live {
    topics: StoredValue<HashMap<String, Topic>>,
    opened: StoredValue<bool>,
}

#[derive(Clone)]
struct Topic {
    count: ArcRwSignal<u64>,
    /// A raise is on its way.
    waiting: bool,
}

#[derive(Deserialize)]
struct Hint {
    topic: String,
}

/// Makes [`use_live`] work below.
pub fn provide_live() {
    provide_context(Live { topics: StoredValue::new(HashMap::new()), opened: StoredValue::new(false) });
}

/// The live hints of this window; counters that never move where nothing provides them.
pub fn use_live() -> Live {
    use_context().unwrap_or_else(|| {
        provide_live();
        expect_context()
    })
}

impl Live {
    /// The counter of a topic such as `lines` or `line:{id}`. Read it in the source of a resource.
    pub fn topic(self, name: &str) -> ArcReadSignal<u64> {
        self.counter(name).read_only()
    }

    /// Raises a topic's counter at once, for what this window did itself.
    pub fn bump(self, name: &str) {
        self.counter(name).update(|count| *count += 1);
    }

    fn counter(self, name: &str) -> ArcRwSignal<u64> {
        let known = self.topics.try_with_value(|topics| topics.get(name).map(|topic| topic.count.clone())).flatten();
        known.unwrap_or_else(|| {
            let count = ArcRwSignal::new(0);
            self.topics.try_update_value(|topics| {
                topics.insert(name.to_owned(), Topic { count: count.clone(), waiting: false });
            });
            count
        })
    }

    /// Raises the counter of a hinted topic; lists wait a moment for more hints of the same kind.
    fn hint(self, name: String) {
        if name.starts_with("line:") {
            return self.bump(&name);
        }
        let waits = self.topics.try_update_value(|topics| {
            topics.get_mut(&name).is_none_or(|topic| std::mem::replace(&mut topic.waiting, true))
        });
        if waits == Some(false) {
            set_timeout(
                move || {
                    self.topics.try_update_value(|topics| topics.get_mut(&name).map(|topic| topic.waiting = false));
                    self.bump(&name);
                },
                LIST_PAUSE,
            );
        }
    }

    /// After a lost connection everything visible is stale.
    fn bump_all(self) {
        let counts =
            self.topics.try_with_value(|topics| topics.values().map(|topic| topic.count.clone()).collect::<Vec<_>>());
        for count in counts.unwrap_or_default() {
            count.update(|count| *count += 1);
        }
    }

    /// Opens the event stream of this window, once. Call it in an effect, for someone who is signed in.
    pub fn open(self) {
        if self.opened.try_update_value(|opened| std::mem::replace(opened, true)) != Some(false) {
            return;
        }
        let source = Rc::new(RefCell::new(self.connect()));
        let hidden = Rc::clone(&source);
        window_event_listener(ev::pagehide, move |_| {
            if let Some(source) = hidden.borrow_mut().take() {
                source.close();
            }
        });
        // A page that comes back from the browser's cache connects again and catches up.
        window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                *source.borrow_mut() = self.connect();
                self.bump_all();
            }
        });
    }

    fn connect(self) -> Option<web_sys::EventSource> {
        let source = web_sys::EventSource::new("/live").ok()?;
        let mut connected = false;
        listen(&source, "ready", move |_| {
            if std::mem::replace(&mut connected, true) {
                self.bump_all();
            }
        });
        listen(&source, "hint", move |event| {
            if let Some(hint) = event.data().as_string().and_then(|data| serde_json::from_str::<Hint>(&data).ok()) {
                self.hint(hint.topic);
            }
        });
        let closing = source.clone();
        listen(&source, "bye", move |_| {
            closing.close();
            // Without access the page reads differently. Nothing to do if the window refuses.
            let _reloaded = window().location().reload();
        });
        Some(source)
    }
}

/// The listener lives as long as the window, as the stream does.
fn listen(source: &web_sys::EventSource, name: &str, mut on_event: impl FnMut(web_sys::MessageEvent) + 'static) {
    let closure = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| on_event(event));
    // Only fails for an invalid name.
    let _added = source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}
