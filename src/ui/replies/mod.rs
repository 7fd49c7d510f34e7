//! Saved replies: texts that an organisation sends again and again, kept on a small page.

use crate::{
    api_types::triage::{ReplyList, ReplyView},
    domain::{
        ids::ReplyId,
        reply::{BLANKS, MAX_BODY, MAX_TITLE},
    },
    server_fns::triage::{DeleteReply, SaveReply, load_replies},
    ui::{
        components::{
            Day, Dialog, DialogClose, DialogOpener, Empty, Field, FormError, PageHead, RowForms, Steady, SubmitButton,
            TableSkeleton, close_dialog, invalid, on_success, reason, reset_form,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const NEW_DIALOG: &str = "new-reply";

/// The two actions of the page, and which reply they were sent for.
#[derive(Clone, Copy)]
struct Forms {
    save: ServerAction<SaveReply>,
    delete: ServerAction<DeleteReply>,
    saving: RowForms<Option<ReplyId>>,
    deleting: RowForms<ReplyId>,
}

/// For whoever buys or sells.
#[component]
pub fn RepliesPage() -> impl IntoView {
    let (save, delete) = (ServerAction::<SaveReply>::new(), ServerAction::<DeleteReply>::new());
    let forms = Forms {
        save,
        delete,
        saving: RowForms::new(save, |form| form.input.id.parse().ok(), |form| Some(form.get("input[id]")?.parse().ok())),
        deleting: RowForms::new(delete, |form| form.reply_id, |form| form.get("reply_id")?.parse().ok()),
    };
    let live = use_live();
    let topic = live.topic("replies");
    on_success(save, move |_| live.bump("replies"));
    on_success(delete, move |()| live.bump("replies"));
    let list = Resource::new(move || topic.get(), |_| load_replies());
    view! {
        <Steady
            resource=list
            fallback=|| view! { <TableSkeleton columns=&["", "grow", "lo", "act"] rows=4/> }
            draw=move |list| view! { <RepliesView list forms/> }.into_any()
        />
    }
}

#[component]
fn RepliesView(list: Memo<ReplyList>, forms: Forms) -> impl IntoView {
    let rows = Memo::new(move |_| list.with(|list| list.replies.clone()));
    let sub = list.with_untracked(|list| format!("For everybody at {}", list.organisation));
    view! {
        <PageHead title="Saved replies" sub>
            <DialogOpener dialog=NEW_DIALOG label="New reply" class="is-primary" icon="plus"/>
        </PageHead>
        <p class="page-sub">
            "The composer of a line offers them. Filled in there: "
            {BLANKS.map(|blank| view! { <code>{blank}</code>" " }).into_iter().collect_view()}
        </p>
        <div role="status">
            <FormError error=forms.saving.orphan()/>
            <FormError error=forms.deleting.orphan()/>
        </div>
        {move || rows.with(Vec::is_empty).then(|| view! {
            <Empty icon="send" sentence="Nothing is saved yet. A reply saves typing the same answer again."/>
        })}
        <ul class="reply-list">
            <For each=move || rows.get() key=|reply| (reply.id, reply.version) let:reply>
                <Reply reply forms/>
            </For>
        </ul>
        <SaveDialog id=NEW_DIALOG.to_owned() reply=None forms/>
    }
}

#[component]
fn Reply(reply: ReplyView, forms: Forms) -> impl IntoView {
    let (edit, delete) = (format!("edit-{}", reply.id), format!("delete-{}", reply.id));
    let label = |verb: &str| format!("{verb} {}", reply.title);
    view! {
        <li>
            <div class="reply-head">
                <h2>{reply.title.clone()}</h2>
                <button type="button" class="button is-small" commandfor=edit.clone() command="show-modal" aria-label=label("Edit")>"Edit"</button>
                <button type="button" class="button is-small is-danger is-quiet" commandfor=delete.clone() command="show-modal" aria-label=label("Delete")>
                    "Delete"
                </button>
            </div>
            <p class="reply-body">{reply.body.clone()}</p>
            <p class="small muted">{format!("By {}, ", reply.changed_by)}<Day at=reply.changed_at/></p>
            <DeleteDialog id=delete reply=reply.clone() forms/>
            <SaveDialog id=edit reply=Some(reply) forms/>
        </li>
    }
}

#[component]
fn SaveDialog(id: String, reply: Option<ReplyView>, forms: Forms) -> impl IntoView {
    let (dialog, form) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Form>::new());
    let known = reply.as_ref().map(|reply| reply.id);
    let error = forms.saving.error(known);
    let (title_error, body_error) = (reason(error, "title"), reason(error, "body"));
    on_success(forms.save, move |_| {
        if dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
            close_dialog(dialog);
            reset_form(form);
        }
    });
    let title = if known.is_some() { "Edit the reply" } else { "Save a reply" };
    let typed = |field: &str| forms.saving.typed(known, field);
    let (typed_title, typed_body) = (typed("input[title]"), typed("input[body]"));
    let (old_title, old_body) = reply.as_ref().map(|reply| (reply.title.clone(), reply.body.clone())).unwrap_or_default();
    let (old_title, old_body) = (typed_title.unwrap_or(old_title), typed_body.unwrap_or(old_body));
    let version = reply.map_or(0, |reply| reply.version);
    let (title_id, body_id) = (format!("{id}-title-field"), format!("{id}-body"));
    view! {
        <Dialog id=id.clone() title node_ref=dialog came_back=forms.saving.came_back(known)>
            <ActionForm action=forms.save node_ref=form>
                <div class="dialog-body">
                    <p>"Everybody who buys or sells in your organisation can use and change it."</p>
                    <FormError error fields=&["title", "body"]/>
                    <input type="hidden" name="input[id]" value=known.map(|id| id.to_string()).unwrap_or_default()/>
                    <input type="hidden" name="input[version_seen]" value=version.to_string()/>
                    <Field id=title_id.clone() label="Title" error=title_error>
                        <input
                            class="input"
                            id=title_id.clone()
                            name="input[title]"
                            required
                            maxlength=MAX_TITLE.to_string()
                            autocomplete="off"
                            value=old_title
                            aria-invalid=invalid(title_error)
                            aria-describedby=format!("{title_id}-error")
                        />
                    </Field>
                    <Field id=body_id.clone() label="Text" error=body_error>
                        <textarea
                            class="textarea"
                            id=body_id.clone()
                            name="input[body]"
                            rows="5"
                            required
                            maxlength=MAX_BODY.to_string()
                            autocomplete="off"
                            aria-invalid=invalid(body_error)
                            aria-describedby=format!("{body_id}-error")
                        >{(!old_body.is_empty()).then_some(old_body)}</textarea>
                    </Field>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id/>
                    <SubmitButton label="Save reply" class="is-primary" pending=forms.saving.pending(known)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(id: String, reply: ReplyView, forms: Forms) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    on_success(forms.delete, move |()| close_dialog(dialog));
    view! {
        <Dialog id=id.clone() title=format!("Delete “{}”?", reply.title) node_ref=dialog came_back=forms.deleting.came_back(reply.id)>
            <ActionForm action=forms.delete>
                <div class="dialog-body">
                    <p>"Nobody in your organisation can use it any more. Messages written with it stay."</p>
                    <FormError error=forms.deleting.error(reply.id)/>
                    <input type="hidden" name="reply_id" value=reply.id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=true/>
                    <SubmitButton label="Delete reply" class="is-primary is-danger" pending=forms.deleting.pending(reply.id)/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
