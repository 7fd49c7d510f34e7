//! What a seller does with the units of a bag: send them, say that they have arrived, cancel what will not come.

use crate::{
    domain::ordering::Fact,
    server_fns::order::{CancelUnits, DeliverBag, ShipBag},
    ui::{
        components::FormError,
        orders::{BagDialog, BagForm, DialogFoot, Target, TextField, Units},
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn ShipDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<ShipBag>::new();
    let form = BagForm::new(Fact::Ship, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("What leaves for {}?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("{} is told at once. What is left can follow in another shipment.", bag.other))}</p>
                    <FormError error=form.error fields=&["lines", "carrier", "tracking"]/>
                    <Units form left_words="Left" left=|sku| sku.open()/>
                    <div class="field-row">
                        <TextField form field="carrier" label="Carrier"/>
                        <TextField form field="tracking" label="Tracking number" optional=true/>
                    </div>
                </div>
                <DialogFoot form/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn DeliverDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<DeliverBag>::new();
    let form = BagForm::new(Fact::Deliver, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("What has arrived at {}?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <FormError error=form.error fields=&["lines"]/>
                    <Units form left_words="Under way" left=|sku| sku.under_way()/>
                </div>
                <DialogFoot form/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn CancelDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<CancelUnits>::new();
    let form = BagForm::new(Fact::Cancel, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("What will {} not get?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("{} is told at once and need not pay for it. This cannot be undone.", bag.other))}</p>
                    <FormError error=form.error fields=&["lines", "reason"]/>
                    <Units form left_words="Left" left=|sku| sku.open() begins_empty=true/>
                    <TextField form field="reason" label="Why"/>
                </div>
                <DialogFoot form destructive=true/>
            </ActionForm>
        </BagDialog>
    }
}
