//! Saved replies in the composer: a menu puts one into the field, filled in with this line. Sending stays one's own step.

use super::{deal::Deal, draft::Draft};
use crate::{
    api_types::{AppError, triage::ReplyList},
    domain::reply::{Filling, behind, fill},
    server_fns::triage::{PutReply, load_replies},
    ui::{components::after, live::use_live},
};
use leptos::{
    html,
    prelude::*,
    server_fn::ServerFn,
    web_sys::{HtmlTextAreaElement, MouseEvent},
};

/// The replies of the organisation, loaded once for all lines of a drawer.
#[derive(Clone, Copy)]
pub struct Replies(Resource<Result<ReplyList, AppError>>);

impl Replies {
    /// Call it at the route: what is loaded deeper in a drawer comes too late for a page without scripts.
    pub fn provide() {
        let topic = use_live().topic("replies");
        provide_context(Self(Resource::new(move || topic.get(), |_| load_replies())));
    }
}

#[component]
pub fn ReplyMenu(line: Signal<Deal>, text: NodeRef<html::Textarea>, draft: Draft) -> impl IntoView {
    use_context::<Replies>().map(|Replies(resource)| {
        view! {
            <Transition>
                {after(resource, move || view! { <Menu resource line text draft/> }.into_any())}
            </Transition>
        }
    })
}

#[component]
fn Menu(
    resource: Resource<Result<ReplyList, AppError>>,
    line: Signal<Deal>,
    text: NodeRef<html::Textarea>,
    draft: Draft,
) -> impl IntoView {
    let list = Memo::new(move |_| resource.get().and_then(Result::ok).unwrap_or_default());
    let line_id = line.with_untracked(|deal| deal.line_id);
    let items = move || {
        let ReplyList { organisation, replies } = list.get();
        replies
            .into_iter()
            .map(|reply| {
                let (body, organisation) = (reply.body, organisation.clone());
                let put = move |event: MouseEvent| {
                    event.prevent_default();
                    if let Some(field) = text.get_untracked() {
                        insert(&field, &fill(&body, &filling(&line.get_untracked(), &organisation)));
                        draft.keep(&field.value());
                    }
                };
                // Without scripts the server puts it there: the form goes to it with what was typed, and comes back.
                view! {
                    <button
                        type="submit"
                        class="menu-item"
                        formaction=PutReply::PATH
                        formenctype="application/x-www-form-urlencoded"
                        formnovalidate
                        name="put"
                        value=format!("{line_id} {}", reply.id)
                        on:click=put
                    >
                        {reply.title}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <details class="menu reply-menu">
            <summary class="button is-small is-quiet">"Replies"</summary>
            <div class="menu-panel is-start">
                {items}
                <hr/>
                <a class="menu-item" href="/connector/replies">"Manage saved replies"</a>
            </div>
        </details>
    }
}

fn filling(deal: &Deal, organisation: &str) -> Filling {
    Filling::of((&deal.part_number, deal.quantity, &deal.unit), deal.side, &deal.counterparty, organisation)
}

/// Behind what was typed already; the menu closes and the field has the focus.
fn insert(field: &HtmlTextAreaElement, reply: &str) {
    field.set_value(&behind(&field.value(), reply));
    if let Ok(Some(menu)) = document().query_selector(".reply-menu[open]") {
        // Only fails for a malformed name.
        let _closed = menu.remove_attribute("open");
    }
    // Only fails where there is no focus at all.
    let _focused = field.focus();
}
