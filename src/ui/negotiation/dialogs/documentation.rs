//! Documentation: the buyer asks, the seller answers with a reference, a checklist and files.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::{document::Document, negotiation::Action},
    server_fns::negotiation::RequestDocumentation,
    ui::{
        components::{Field, Notice},
        negotiation::{attach::ACCEPT, deal::Deal, post::Post},
    },
};
use leptos::{form::ActionForm, html, prelude::*, web_sys::SubmitEvent};
use leptos_router::hooks::use_query_map;

#[component]
pub fn RequestDialog(action: ServerAction<RequestDocumentation>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Request documentation of {} from {}?", deal.goods_text(), deal.counterparty));
    let consequence = form.text(|deal| {
        format!(
            "{} is told at once and answers in the thread. You can ask again once they have answered.",
            deal.counterparty
        )
    });
    let boxes = Document::ALL.into_iter().map(|document| {
        view! {
            <label class="checkbox">
                <input type="checkbox" name=format!("input[wanted][{}]", document.as_str()) autocomplete="off"/>
                <span>{document.words()}</span>
            </label>
        }
    });
    view! {
        <ConfirmDialog action=Action::RequestDocumentation form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <p>{consequence}</p>
                    <fieldset class="fieldset">
                        <legend>"Which documents? "<span class="optional">"(optional)"</span></legend>
                        <div class="choices">{boxes.collect_view()}</div>
                    </fieldset>
                    <ConfirmError form/>
                </div>
                <ConfirmFoot action=Action::RequestDocumentation form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

/// A multipart form, because files come with it; scripts send the same form by themselves.
#[component]
pub fn ProvideDialog(post: Post, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::of_post(post, line);
    let title = form.text(|deal| format!("Provide documentation of {} to {}?", deal.goods_text(), deal.counterparty));
    let consequence = form.text(|deal| format!("{} is told at once and reads the answer in the thread.", deal.counterparty));
    let Deal { line_id, side, file_limits, .. } = line.get_untracked();
    let node = NodeRef::<html::Form>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(element) = node.get_untracked().filter(|_| !form.busy.get_untracked()) {
            post.send(&element);
        }
    };
    let (refused, percent) = (post.error(), post.percent());
    let hint = format!("A certificate number, a tracking number or a link. Files: {}.", file_limits.words());
    view! {
        <ConfirmDialog action=Action::ProvideDocumentation form title class="is-wide">
            <form
                method="post"
                action=format!("/lines/{line_id}/documents")
                enctype="multipart/form-data"
                node_ref=node
                on:submit=submit
            >
                <div class="dialog-body">
                    <input type="hidden" name="side" value=side.as_str()/>
                    <input type="hidden" name="request_id" value=move || form.deal.with(|deal| deal.request_id.to_string())/>
                    <p>{consequence}</p>
                    <Field id="documentation-text" label="Reference" optional=true hint>
                        <input
                            class="input"
                            id="documentation-text"
                            name="reference"
                            autofocus
                            autocomplete="off"
                            maxlength="500"
                            value=returned("reference")
                            aria-describedby="documentation-text-hint"
                        />
                    </Field>
                    <fieldset class="fieldset document-rows">
                        <legend>"Or one by one"</legend>
                        {Document::ALL.into_iter().map(|document| view! { <DocumentRow document deal=form.deal/> }).collect_view()}
                    </fieldset>
                    {move || refused.get().map(|reason| view! { <Notice kind="is-error">{reason}</Notice> })}
                    {move || percent.get().map(|percent| view! {
                        <progress class="progress" max="100" value=percent.to_string() aria-label="Sending files"></progress>
                    })}
                </div>
                <ConfirmFoot action=Action::ProvideDocumentation form/>
            </form>
        </ConfirmDialog>
    }
}

/// What was typed comes back in the address when a post without scripts was refused.
fn returned(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(&format!("draft.{name}"))).unwrap_or_default()
}

const STATES: [(&str, &str); 4] =
    [("", "Not answered"), ("provided", "Provided"), ("later", "Available later"), ("not_available", "Not available")];

/// One document: its state, and what belongs to that state; the style sheet shows the fields that fit.
#[component]
fn DocumentRow(document: Document, deal: Signal<Deal>) -> impl IntoView {
    let name = move |what: &str| format!("{what}.{}", document.as_str());
    let (words, state_id) = (document.words(), format!("document-{}", document.as_str()));
    let state = returned(&name("state"));
    let is_wanted = Memo::new(move |_| deal.with(|deal| deal.wanted.contains(&document)));
    let options = STATES.into_iter().map(|(value, words)| {
        view! { <option value=value selected=value == state>{words}</option> }
    });
    view! {
        <div class="document-row">
            <label for=state_id.clone()>
                {words}
                {move || is_wanted.get().then(|| view! { <span class="optional">" asked for"</span> })}
            </label>
            <select class="select" id=state_id name=name("state") autocomplete="off">{options.collect_view()}</select>
            <div class="document-fields for-provided">
                <input
                    class="input"
                    name=name("reference")
                    value=returned(&name("reference"))
                    placeholder="Number or link"
                    aria-label=format!("Number or link for {words}")
                    autocomplete="off"
                    maxlength="500"
                />
                <input type="file" name=name("file") accept=ACCEPT aria-label=format!("File of {words}")/>
            </div>
            <div class="document-fields for-later">
                <input
                    class="input"
                    type="date"
                    name=name("date")
                    value=returned(&name("date"))
                    aria-label=format!("{words} available from")
                />
            </div>
        </div>
    }
}
