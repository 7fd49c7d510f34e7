//! What a buyer may do to a bag: report that units go back, or give up what its seller refuses.

use super::form::{BagDialog, BagForm, DialogFoot, Target, TextField, Units};
use crate::{
    domain::ordering::Fact,
    server_fns::order::{GiveUpBag, ReportReturn},
    ui::components::FormError,
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn ReturnDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<ReportReturn>::new();
    let form = BagForm::new(Fact::Return, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("What goes back to {}?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("{} is told at once, and may give the money back.", bag.other))}</p>
                    <FormError error=form.error fields=&["lines", "reason"]/>
                    <Units form left_words="Delivered" left=|sku| sku.returnable() begins_empty=true/>
                    <TextField form field="reason" label="Why"/>
                </div>
                <DialogFoot form/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn GiveUpDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<GiveUpBag>::new();
    let form = BagForm::new(Fact::GiveUp, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("Give up what {} should deliver, {}?", bag.other, bag.body.total))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>"It is not tried any longer and nothing of it is delivered. The rest of the order goes on. This cannot be undone."</p>
                    <FormError error=form.error fields=&["reason"]/>
                    <TextField form field="reason" label="Why"/>
                </div>
                <DialogFoot form destructive=true/>
            </ActionForm>
        </BagDialog>
    }
}
