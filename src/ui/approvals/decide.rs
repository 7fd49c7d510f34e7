//! Approving or sending back: each a question that names whose order it is and what it comes to.

use crate::{
    api_types::{
        AppError,
        checkout::{SubmissionPage as Submission, Submitted},
    },
    server_fns::checkout::{Approve, Reject},
    ui::{
        checkout::sum_text,
        components::{
            Dialog, DialogClose, DialogOpener, Field, FormError, SubmitButton, close_dialog, error_of, invalid, on_success,
            reason, returned,
        },
        live::{Live, use_live},
        orders::order_path,
    },
};
use leptos::{form::ActionForm, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

const APPROVE: &str = "approve-submission";
const REJECT: &str = "reject-submission";

/// The two buttons and their questions; nothing for those who may not decide.
#[component]
pub fn Decision(page: Memo<Submission>) -> impl IntoView {
    let may = page.with_untracked(|page| page.can_decide);
    may.then(|| {
        view! {
            <DialogOpener dialog=REJECT label="Send back" class="is-danger" key="n"/>
            <DialogOpener dialog=APPROVE label="Approve" class="is-primary" icon="check" key="a"/>
            <ApproveDialog page/>
            <RejectDialog page/>
        }
    })
}

fn look_again(live: Live) {
    for topic in ["approvals", "carts", "lines", "orders"] {
        live.bump(topic);
    }
}

#[component]
fn ApproveDialog(page: Memo<Submission>) -> impl IntoView {
    let (action, node_ref, live) = (ServerAction::<Approve>::new(), NodeRef::<html::Dialog>::new(), use_live());
    let navigate = use_navigate();
    on_success(action, move |submitted| {
        close_dialog(node_ref);
        look_again(live);
        if let Submitted::Ordered { order, .. } = submitted {
            navigate(&order_path(order.id), NavigateOptions::default());
        }
    });
    let (who, sum) = page.with_untracked(|page| (page.row.submitted_by.name.clone(), sum_text(&page.row.totals)));
    let came_back = returned::<Approve>("input[submission_id]").is_some();
    view! {
        <Dialog id=APPROVE title=format!("Order for {sum} in the name of {who}?") node_ref came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"The order goes to its sellers at once. "<strong>{who.clone()}</strong>" is told."</p>
                    <Comment page of=(APPROVE, error_of(action), returned::<Approve>("input[comment]"))/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=APPROVE/>
                    <SubmitButton label="Approve" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn RejectDialog(page: Memo<Submission>) -> impl IntoView {
    let (action, node_ref, live) = (ServerAction::<Reject>::new(), NodeRef::<html::Dialog>::new(), use_live());
    on_success(action, move |()| {
        close_dialog(node_ref);
        look_again(live);
    });
    let who = page.with_untracked(|page| page.row.submitted_by.name.clone());
    let came_back = returned::<Reject>("input[submission_id]").is_some();
    view! {
        <Dialog id=REJECT title=format!("Send it back to {who}?") node_ref came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"Nothing is ordered. The cart opens again, and "<strong>{who.clone()}</strong>" reads why."</p>
                    <Comment page of=(REJECT, error_of(action), returned::<Reject>("input[comment]"))/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=REJECT focus=true/>
                    <SubmitButton label="Send back" class="is-primary is-danger" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// What is said with a decision; sending back needs it.
#[component]
fn Comment(
    page: Memo<Submission>,
    /// The dialog, what was refused, and what stood in the field of a form that came back.
    of: (&'static str, Signal<Option<AppError>>, Option<String>),
) -> impl IntoView {
    let (dialog, error, typed) = of;
    let refused = reason(error, "comment");
    let id = format!("{dialog}-comment");
    let hidden = move |of: fn(&Submission) -> String| Signal::derive(move || page.with(of));
    view! {
        <FormError error fields=&["comment"]/>
        <input type="hidden" name="input[submission_id]" value=hidden(|page| page.row.id.to_string())/>
        <input type="hidden" name="input[request_id]" value=hidden(|page| page.request_id.to_string())/>
        <Field id=id.clone() label="Comment" optional=dialog == APPROVE error=refused>
            <textarea
                class="textarea"
                id=id.clone()
                name="input[comment]"
                rows="2"
                maxlength="500"
                required=dialog == REJECT
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            >{typed}</textarea>
        </Field>
    }
}
