//! The form under a thread. It stands outside of everything that a refetch draws anew: typed text is never lost.

use super::{
    attach::{Attachments, FilePicker, WaitingFiles},
    deal::Deal,
    draft::Draft,
    post::Post,
    quote::{QuotedDraft, Quoting},
    replies::ReplyMenu,
};
use crate::{
    api_types::{negotiation::LineRef, thread::MessageInput},
    domain::{
        ids::{MessageId, RequestId},
        text::MAX_TEXT,
    },
    server_fns::negotiation::{SendMessage, typing},
    ui::components::{FormError, Icon, Notice, error_of},
};
use leptos::{
    ev, html,
    prelude::*,
    task::spawn_local,
    web_sys::{HtmlTextAreaElement, KeyboardEvent, SubmitEvent},
};
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// While one types, the other side hears of it at most this often.
const TYPING_PAUSE: Duration = Duration::from_secs(3);

/// The two ways of a message: text alone by its server function, files by a post of their own.
#[derive(Clone, Copy)]
pub struct Sending {
    pub text: ServerAction<SendMessage>,
    pub files: Post,
}

#[derive(Clone, Copy)]
struct Fields {
    form: NodeRef<html::Form>,
    text: NodeRef<html::Textarea>,
    files: Attachments,
    quoting: Quoting,
    draft: Draft,
}

#[component]
pub fn Composer(sending: Sending, line: Signal<Deal>, quoting: Quoting) -> impl IntoView {
    let files = Attachments::new(line.with_untracked(|deal| deal.file_limits));
    let fields =
        Fields { form: NodeRef::new(), text: NodeRef::new(), files, quoting, draft: line.with_untracked(Draft::of) };
    let busy = clear_when_sent(sending, line, fields);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            send(sending, line, fields);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter"
            && (event.ctrl_key() || event.meta_key())
            && let Some(form) = fields.form.get_untracked()
        {
            event.prevent_default();
            // Only fails on a form that is no longer there.
            let _submitted = form.request_submit();
        }
    };
    let tell = tell_typing(line);
    let on_input = move |event: ev::Event| {
        fields.draft.keep(&event_target_value(&event));
        tell();
    };
    take_up(fields);
    let Deal { counterparty, line_id, side, .. } = line.get_untracked();
    // What came back from a post without scripts.
    let draft = use_query_map().with_untracked(|query| query.get("draft.text")).unwrap_or_default();
    let field = html::textarea()
        .id("message")
        .name("text")
        .rows("1")
        .maxlength(MAX_TEXT.to_string())
        .placeholder(format!("Write to {counterparty}"))
        .attr("aria-keyshortcuts", "r")
        .attr("data-key", "r")
        .node_ref(fields.text)
        .on(ev::keydown, on_key)
        .on(ev::input, on_input)
        .on(ev::paste, move |event| files.on_paste(&event));
    // An empty text would be drawn as a blank, and a blank is a value here.
    let field = if draft.is_empty() { field.into_any() } else { field.child(draft).into_any() };
    view! {
        <form
            class="composer"
            method="post"
            action=format!("/lines/{line_id}/messages")
            enctype="multipart/form-data"
            node_ref=fields.form
            on:submit=submit
        >
            <input type="hidden" name="side" value=side.as_str()/>
            <input type="hidden" name="request_id" value=move || line.with(|deal| deal.request_id.to_string())/>
            <ComposerNotes sending files/>
            <QuotedDraft quoting/>
            <div
                class="composer-box"
                class:is-over=files.is_over()
                on:dragover=move |event| files.on_drag(&event)
                on:dragleave=move |_| files.on_leave()
                on:drop=move |event| files.on_drop(&event)
            >
                <label class="visually-hidden" for="message">{format!("Message to {counterparty}")}</label>
                {field}
                <WaitingFiles files/>
                <div class="composer-bar">
                    <FilePicker files/>
                    <ReplyMenu line text=fields.text draft=fields.draft/>
                    <span class="hint is-keys">"Ctrl Enter sends"</span>
                    <span class="hint is-refused" role="status">{move || fields.draft.excess()}</span>
                    <button type="submit" class="button is-small" aria-busy=move || busy.get().then_some("true")>
                        <Icon name="send"/>
                        <span>"Send"</span>
                    </button>
                </div>
            </div>
        </form>
    }
}

/// Goes on with what was typed before; from then on nothing that is pasted gets cut, it is counted instead.
fn take_up(fields: Fields) {
    Effect::new(move |_| {
        let Some(field) = fields.text.get() else { return };
        // Only fails for a malformed name.
        let _uncut = field.remove_attribute("maxlength");
        match fields.draft.kept().filter(|_| field.value().is_empty()) {
            Some(kept) => {
                field.set_value(&kept);
                fields.draft.keep(&kept);
            }
            None => fields.draft.keep(&field.value()),
        }
    });
}

/// Why it was not sent, and how far it is.
#[component]
fn ComposerNotes(sending: Sending, files: Attachments) -> impl IntoView {
    let refused = Memo::new(move |_| files.problem().or_else(|| sending.files.error().get()));
    let percent = sending.files.percent();
    view! {
        <FormError error=error_of(sending.text)/>
        {move || refused.get().map(|reason| view! { <Notice kind="is-error">{reason}</Notice> })}
        {move || percent.get().map(|percent| view! {
            <progress class="progress" max="100" value=percent.to_string() aria-label="Sending files"></progress>
        })}
    }
}

fn send(sending: Sending, line: Signal<Deal>, fields: Fields) {
    let typed = fields.text.get_untracked().map(|field: HtmlTextAreaElement| field.value()).unwrap_or_default();
    sending.text.clear();
    sending.files.clear();
    if !fields.files.is_empty() {
        if let Some(form) = fields.form.get_untracked().filter(|_| untrack(|| fields.files.problem()).is_none()) {
            sending.files.send(&form);
        }
        return;
    }
    if typed.trim().is_empty() {
        if let Some(field) = fields.text.get_untracked() {
            let _focused = field.focus();
        }
        return;
    }
    let Deal { line_id, side, request_id, .. } = line.get_untracked();
    let line = LineRef { line_id, side, request_id };
    let quoted_id: Option<MessageId> = fields.quoting.id_untracked();
    sending.text.dispatch(SendMessage { input: MessageInput { line, text: typed, quoted_id } });
}

/// Busy until the message is stored and the line was read again, so that each message has its own request id.
/// Only what was sent is taken out of the field; what was typed meanwhile stays.
fn clear_when_sent(sending: Sending, line: Signal<Deal>, fields: Fields) -> Signal<bool> {
    let (text_pending, files_pending) = (sending.text.pending(), sending.files.pending());
    let pending = Signal::derive(move || text_pending.get() || files_pending.get());
    let (version, done) = (sending.text.version(), sending.files.done());
    let used = RwSignal::new(None::<RequestId>);
    let sent = StoredValue::new((None::<RequestId>, String::new()));
    Effect::new(move |_| {
        if pending.get() {
            let typed = fields.text.get_untracked().map(|field: HtmlTextAreaElement| field.value()).unwrap_or_default();
            sent.set_value((Some(line.with_untracked(|line| line.request_id)), typed));
        }
    });
    Effect::new(move |before: Option<(usize, usize)>| {
        let now = (version.get(), done.get());
        let text_sent = sending.text.value().with_untracked(|value| matches!(value, Some(Ok(_))));
        let succeeded = before.is_some_and(|before| (before.0 != now.0 && text_sent) || before.1 != now.1);
        if succeeded {
            let (request_id, text_sent) = sent.get_value();
            used.set(request_id);
            if let Some(field) = fields.text.get_untracked() {
                let rest = field.value().strip_prefix(&text_sent).map(str::to_owned);
                let rest = rest.unwrap_or_default();
                field.set_value(rest.trim_start());
                fields.draft.keep(rest.trim_start());
            }
            fields.files.clear();
            fields.quoting.clear();
        }
        now
    });
    Signal::derive(move || pending.get() || used.get() == Some(line.with(|line| line.request_id)))
}

/// Tells the other side that somebody is typing; not more often than every three seconds.
fn tell_typing(line: Signal<Deal>) -> impl Fn() + Clone + Send + 'static {
    let told = StoredValue::new(false);
    move || {
        if told.try_update_value(|told| std::mem::replace(told, true)) != Some(false) {
            return;
        }
        set_timeout(
            move || {
                told.try_set_value(false);
            },
            TYPING_PAUSE,
        );
        let (id, side) = line.with_untracked(|line| (line.line_id, line.side));
        spawn_local(async move {
            // Nobody misses it.
            let _told = typing(id, side).await;
        });
    }
}
