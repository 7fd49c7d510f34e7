//! Keeping an order back, and letting it go on.

use super::ReasonField;
use crate::{
    api_types::support::OpenedOrder,
    server_fns::support::{HoldOrder, ReleaseOrder},
    ui::components::{Dialog, DialogClose, FormError, Returned, SubmitButton, close_dialog, error_of, on_success, reason},
};
use leptos::{form::ActionForm, html, prelude::*};

pub const HOLD_DIALOG: &str = "hold-order";

/// The one of both that fits the order as it stands.
#[component]
pub fn HoldDialogs(order: Memo<OpenedOrder>, again: RwSignal<u32>) -> impl IntoView {
    let is_held = Memo::new(move |_| order.with(|order| order.order.held_reason.is_some()));
    move || match is_held.get() {
        false => view! { <HoldDialog order again/> }.into_any(),
        true => view! { <ReleaseDialog order again/> }.into_any(),
    }
}

#[component]
fn HoldDialog(order: Memo<OpenedOrder>, again: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<HoldOrder>::new();
    let (dialog, error) = (NodeRef::<html::Dialog>::new(), error_of(action));
    on_success(action, move |_| {
        close_dialog(dialog);
        again.update(|count| *count += 1);
    });
    let came_back = Returned::of::<HoldOrder>().filter(|_| error.with_untracked(Option::is_some));
    let typed = came_back.as_ref().and_then(|form| form.get("input[reason]")).unwrap_or_default();
    view! {
        <Dialog id=HOLD_DIALOG title="Keep this order back?" node_ref=dialog came_back=came_back.is_some()>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"What was not sent to its seller is not sent until you let the order go on. The buyers read the reason."</p>
                    <FormError error fields=&["reason"]/>
                    <OrderFields order/>
                    <ReasonField id="hold-reason" label="Reason" value=typed error=reason(error, "reason")/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=HOLD_DIALOG/>
                    <SubmitButton label="Keep back" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn ReleaseDialog(order: Memo<OpenedOrder>, again: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<ReleaseOrder>::new();
    let (dialog, error) = (NodeRef::<html::Dialog>::new(), error_of(action));
    on_success(action, move |_| {
        close_dialog(dialog);
        again.update(|count| *count += 1);
    });
    let came_back = Returned::of::<ReleaseOrder>().filter(|_| error.with_untracked(Option::is_some));
    let typed = came_back.as_ref().and_then(|form| form.get("input[reason]")).unwrap_or_default();
    view! {
        <Dialog id=HOLD_DIALOG title="Let this order go on?" node_ref=dialog came_back=came_back.is_some()>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"Whatever waits is handed over to its seller now."</p>
                    <FormError error fields=&["reason"]/>
                    <OrderFields order/>
                    <ReasonField id="hold-reason" label="Reason" value=typed error=reason(error, "reason")/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=HOLD_DIALOG/>
                    <SubmitButton label="Let it go on" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// Which order a form is about.
#[component]
pub fn OrderFields(order: Memo<OpenedOrder>) -> impl IntoView {
    let id = order.with_untracked(|order| order.order.id.to_string());
    view! {
        <input type="hidden" name="input[order][order_id]" value=id/>
        <input type="hidden" name="input[order][request_id]" value=move || order.with(|order| order.order.request_id.to_string())/>
    }
}
