//! Answering one entry of a thread: the short quote above the composer and within a message.

use crate::{
    api_types::{
        negotiation::{LineView, MessageView},
        thread::QuotedView,
    },
    domain::ids::MessageId,
    ui::components::Icon,
};
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, MouseEvent},
};
use leptos_router::hooks::use_query_map;

/// The entry that the next message answers.
#[derive(Clone, Copy)]
pub struct Quoting(RwSignal<Option<QuotedView>>);

impl Quoting {
    /// Without scripts the address says what is answered: `?reply={id}`.
    pub fn from_address(line: &LineView) -> Self {
        let id = use_query_map().with_untracked(|query| query.get("reply").and_then(|id| id.parse::<MessageId>().ok()));
        let message = id.and_then(|id| line.thread.iter().find(|message| message.id == id));
        Self(RwSignal::new(message.map(short)))
    }

    pub fn id_untracked(self) -> Option<MessageId> {
        self.0.with_untracked(|quoted| quoted.as_ref().map(|quoted| quoted.id))
    }

    pub fn clear(self) {
        self.0.set(None);
    }

    fn answer(self, message: QuotedView) {
        self.0.set(Some(message));
        focus("message");
    }
}

/// The beginning of a message, in one line.
pub fn short(message: &MessageView) -> QuotedView {
    let text = message.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = match message.files.first() {
        Some(file) if text.is_empty() => file.name.clone(),
        Some(_) | None => text.chars().take(160).collect(),
    };
    QuotedView { id: message.id, author: message.author.clone(), text }
}

/// Where an entry stands in the document.
pub fn anchor(id: MessageId) -> String {
    format!("message-{id}")
}

/// Above the composer: what is answered, and the way out of it.
#[component]
pub fn QuotedDraft(quoting: Quoting) -> impl IntoView {
    move || {
        quoting.0.get().map(|quoted| {
            view! {
                <div class="quote-draft">
                    <input type="hidden" name="quoted_id" value=quoted.id.to_string()/>
                    <Quote quoted/>
                    <button
                        type="button"
                        class="icon-button is-small"
                        aria-label="Do not quote"
                        on:click=move |_| quoting.clear()
                    >
                        <Icon name="close"/>
                    </button>
                </div>
            }
        })
    }
}

/// A slim block; a click leads to the entry itself.
#[component]
pub fn Quote(quoted: QuotedView) -> impl IntoView {
    let id = anchor(quoted.id);
    let href = format!("#{id}");
    let jump = move |event: MouseEvent| {
        event.prevent_default();
        show(&id);
    };
    view! {
        <a class="quote" href=href rel="external" on:click=jump>
            {quoted.author.map(|author| view! { <strong>{author}</strong> })}
            <span>{quoted.text}</span>
        </a>
    }
}

/// The button at a message that begins an answer to it.
#[component]
pub fn ReplyButton(message: QuotedView, quoting: Quoting) -> impl IntoView {
    let label = format!("Reply to {}", message.author.as_deref().unwrap_or("this"));
    let href = format!("?reply={}#message", message.id);
    let answer = move |event: MouseEvent| {
        event.prevent_default();
        quoting.answer(message.clone());
    };
    view! {
        <a class="icon-button is-small message-reply" href=href rel="external" aria-label=label title="Reply" on:click=answer>
            <Icon name="arrow-back"/>
        </a>
    }
}

/// Scrolls to an entry and lights it up once.
fn show(id: &str) {
    let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    element.scroll_into_view();
    let _focused = element.focus();
}

fn focus(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _focused = field.focus();
    }
}
