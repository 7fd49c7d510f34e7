//! The form under a thread. It stands outside of everything that a refetch draws anew: typed text is never lost.

use super::{deal::Deal, dialogs::LineFields, replies::ReplyMenu};
use crate::{
    domain::ids::RequestId,
    server_fns::negotiation::SendMessage,
    ui::components::{FormError, Icon, error_of},
};
use leptos::{
    form::ActionForm,
    html,
    prelude::*,
    web_sys::{HtmlTextAreaElement, KeyboardEvent, SubmitEvent},
};

#[component]
pub fn Composer(action: ServerAction<SendMessage>, line: Signal<Deal>) -> impl IntoView {
    let text = NodeRef::<html::Textarea>::new();
    let form = NodeRef::<html::Form>::new();
    let busy = clear_when_sent(action, line, text);
    let hold = move |event: SubmitEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    let send = move |event: KeyboardEvent| {
        if event.key() == "Enter"
            && (event.ctrl_key() || event.meta_key())
            && let Some(form) = form.get_untracked()
        {
            event.prevent_default();
            // Only fails on a form that is no longer there.
            let _submitted = form.request_submit();
        }
    };
    let counterparty = line.get_untracked().counterparty;
    view! {
        <ActionForm action=action node_ref=form attr:class="composer" on:submit:capture=hold>
            <LineFields prefix="input[line]" deal=line/>
            <FormError error=error_of(action)/>
            <div class="composer-box">
                <label class="visually-hidden" for="message">{format!("Message to {counterparty}")}</label>
                <textarea
                    id="message"
                    name="input[text]"
                    rows="1"
                    required
                    maxlength="4000"
                    placeholder=format!("Write to {counterparty}")
                    aria-keyshortcuts="r"
                    data-key="r"
                    node_ref=text
                    on:keydown=send
                ></textarea>
                <div class="composer-bar">
                    <ReplyMenu line text/>
                    <span class="hint">"Ctrl Enter sends"</span>
                    <button type="submit" class="button is-small" aria-busy=move || busy.get().then_some("true")>
                        <Icon name="send"/>
                        <span>"Send"</span>
                    </button>
                </div>
            </div>
        </ActionForm>
    }
}

/// Busy until the message is stored and the line was read again, so that each message has its own request id.
/// Only what was sent is taken out of the field; what was typed meanwhile stays.
fn clear_when_sent(action: ServerAction<SendMessage>, line: Signal<Deal>, text: NodeRef<html::Textarea>) -> Signal<bool> {
    let (pending, version) = (action.pending(), action.version());
    let used = RwSignal::new(None::<RequestId>);
    let sent = StoredValue::new((None::<RequestId>, String::new()));
    Effect::new(move |_| {
        if pending.get() {
            let typed = text.get_untracked().map(|field: HtmlTextAreaElement| field.value()).unwrap_or_default();
            sent.set_value((Some(line.with_untracked(|line| line.request_id)), typed));
        }
    });
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        let succeeded = action.value().with_untracked(|value| matches!(value, Some(Ok(_))));
        if before.is_some_and(|before| before != now) && succeeded {
            let (request_id, text_sent) = sent.get_value();
            used.set(request_id);
            if let Some(field) = text.get_untracked() {
                let rest = field.value().strip_prefix(&text_sent).map(str::to_owned);
                field.set_value(rest.unwrap_or_default().trim_start());
            }
        }
        now
    });
    Signal::derive(move || pending.get() || used.get() == Some(line.with(|line| line.request_id)))
}
