//! A cart that waits for an approval: who waits for whom, and the way back.

use super::words::{Exceeded, one_of};
use crate::{
    api_types::checkout::PendingSubmission,
    server_fns::checkout::WithdrawSubmission,
    ui::{
        approvals::submission_path,
        components::{
            Dialog, DialogClose, DialogOpener, FormError, Icon, Moment, SubmitButton, close_dialog, error_of, on_success,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const WITHDRAW: &str = "withdraw-submission";

/// `here`: the page it stands on; only the review page offers to withdraw, the others lead there.
#[component]
pub fn PendingNotice(pending: PendingSubmission, here: &'static str) -> impl IntoView {
    let PendingSubmission { id, submitted_by, submitted_at, exceeded, approvers, can_withdraw, can_decide } = pending;
    let is_review = here == super::CHECKOUT;
    let waits = format!("{} submitted this cart; it waits for {}.", submitted_by.name, one_of(&approvers));
    view! {
        <div class="notice is-warning">
            <Icon name="clock"/>
            <div>
                <strong>"Locked: awaiting approval"</strong>
                <span>{waits}" Messages stay possible. Since "<Moment at=submitted_at/></span>
                {is_review.then(|| view! { <Exceeded exceeded/> })}
            </div>
            <div class="button-row">
                {can_decide.then(|| view! { <a class="button is-small is-primary" href=submission_path(id)>"Decide"</a> })}
                {(!is_review).then(|| view! { <a class="button is-small" href=super::CHECKOUT>"Look at it"</a> })}
                {(is_review && can_withdraw).then(|| view! { <DialogOpener dialog=WITHDRAW label="Withdraw" class="is-small"/> })}
            </div>
        </div>
        {(is_review && can_withdraw).then(|| view! { <WithdrawDialog id=id.to_string()/> })}
    }
}

#[component]
fn WithdrawDialog(id: String) -> impl IntoView {
    let (action, node_ref, live) = (ServerAction::<WithdrawSubmission>::new(), NodeRef::<html::Dialog>::new(), use_live());
    on_success(action, move |()| {
        close_dialog(node_ref);
        for topic in ["lines", "carts", "approvals"] {
            live.bump(topic);
        }
    });
    view! {
        <Dialog id=WITHDRAW title="Withdraw the submission?" node_ref>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"Nothing is ordered. The cart opens again for everybody who works in it, and those who were asked are told."</p>
                    <FormError error=error_of(action)/>
                    <input type="hidden" name="input[submission_id]" value=id/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=WITHDRAW focus=true/>
                    <SubmitButton label="Withdraw" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
