//! Hints from the server: one event stream per window, one counter per topic. Carries no data, only reasons to refetch.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi},
    web_sys,
};
use serde::Deserialize;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

/// Several hints of one list within this time lead to one refetch.
const LIST_PAUSE: Duration = Duration::from_millis(100);

/// How long to wait after an answer that was no stream, for instance while the server restarts behind a proxy.
const RETRY: Duration = Duration::from_secs(10);

/// A word in passing is forgotten after this time.
const WHISPER: Duration = Duration::from_secs(6);

/// Counters that resources read in their sources; a hint raises the one of its topic.
#[derive(Clone, Copy)]
pub struct Live {
    topics: StoredValue<HashMap<String, Topic>>,
    whispers: StoredValue<HashMap<String, Whisper>>,
    opened: StoredValue<bool>,
}

#[derive(Clone)]
struct Topic {
    count: ArcRwSignal<u64>,
    /// A raise is on its way.
    waiting: bool,
}

/// The last word of a topic, such as who is typing, and how often there was one.
#[derive(Clone)]
struct Whisper {
    word: ArcRwSignal<Option<String>>,
    count: ArcRwSignal<u64>,
}

#[derive(Deserialize)]
struct Hint {
    topic: String,
}

/// Makes [`use_live`] work below.
pub fn provide_live() {
    provide_context(Live {
        topics: StoredValue::new(HashMap::new()),
        whispers: StoredValue::new(HashMap::new()),
        opened: StoredValue::new(false),
    });
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

    /// The last word in passing about a topic, for instance who is typing; nothing once it is six seconds old.
    pub fn whisper(self, topic: &str) -> ArcReadSignal<Option<String>> {
        self.whispered(topic).word.read_only()
    }

    /// Forgets the word of a topic at once.
    pub fn hush(self, topic: &str) {
        let word = self.whispered(topic).word;
        if word.with_untracked(Option::is_some) {
            word.set(None);
        }
    }

    fn whispered(self, topic: &str) -> Whisper {
        let known = self.whispers.try_with_value(|whispers| whispers.get(topic).cloned()).flatten();
        known.unwrap_or_else(|| {
            let whisper = Whisper { word: ArcRwSignal::new(None), count: ArcRwSignal::new(0) };
            self.whispers.try_update_value(|whispers| whispers.insert(topic.to_owned(), whisper.clone()));
            whisper
        })
    }

    /// Keeps a word until there is another one, or it is old.
    fn hear(self, topic: &str, word: &str) {
        let whisper = self.whispered(topic);
        whisper.count.update_untracked(|count| *count += 1);
        let number = whisper.count.get_untracked();
        whisper.word.set(Some(word.to_owned()));
        set_timeout(
            move || {
                if whisper.count.get_untracked() == number {
                    whisper.word.set(None);
                }
            },
            WHISPER,
        );
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
        if let Some((topic, word)) = name.split_once('=') {
            return self.hear(topic, word);
        }
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

    /// Everything visible may be stale.
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
        let stream = Stream::default();
        let (hidden, shown, leaving) = (stream.clone(), stream.clone(), stream.clone());
        window_event_listener(ev::beforeunload, move |_| leaving.leaving.set(true));
        window_event_listener(ev::pagehide, move |_| {
            if let Some(source) = hidden.source.borrow_mut().take() {
                source.close();
            }
        });
        // A page that comes back from the browser's cache connects again and catches up.
        window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                shown.leaving.set(false);
                self.connect(&shown);
            }
        });
        self.connect(&stream);
    }

    fn connect(self, stream: &Stream) {
        let Ok(source) = web_sys::EventSource::new("/live") else {
            return;
        };
        // Before the stream stood, hints went unheard: since the page was drawn, or while the connection was lost.
        listen(&source, "ready", move |_: web_sys::Event| self.bump_all());
        listen(&source, "hint", move |event: web_sys::MessageEvent| {
            if let Some(hint) = event.data().as_string().and_then(|data| serde_json::from_str::<Hint>(&data).ok()) {
                self.hint(hint.topic);
            }
        });
        let ending = stream.clone();
        listen(&source, "bye", move |_: web_sys::Event| ending.end());
        let broken = stream.clone();
        listen(&source, "error", move |_: web_sys::Event| {
            // The browser reconnects by itself, except after an answer that is no stream.
            let closed = broken.source.borrow().as_ref().map(web_sys::EventSource::ready_state);
            if closed == Some(web_sys::EventSource::CLOSED) {
                let broken = broken.clone();
                set_timeout(move || self.connect(&broken), RETRY);
            }
        });
        *stream.source.borrow_mut() = Some(source);
    }
}

/// The one event stream of a window.
#[derive(Clone, Default)]
struct Stream {
    source: Rc<RefCell<Option<web_sys::EventSource>>>,
    /// The browser is on its way to another page.
    leaving: Rc<Cell<bool>>,
}

impl Stream {
    /// The session lost its access: the page reads differently now. If the person is leaving anyway, for instance
    /// by signing out, a reload would cut that short.
    fn end(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
        if !self.leaving.get() {
            // Nothing to do if the window refuses.
            let _reloaded = window().location().reload();
        }
    }
}

/// The listener lives as long as the window, as the stream does.
fn listen<E: FromWasmAbi + 'static>(source: &web_sys::EventSource, name: &str, on_event: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(on_event);
    // Only fails for an invalid name.
    let _added = source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}
