//! What a seller books for a bag: an authorization and its end, payments, refunds. Never more than there is.

use crate::{
    api_types::order::BagBody,
    domain::{money::Money, ordering::Fact},
    server_fns::order::{RecordAuthorization, RecordPayment, RecordRefund, VoidAuthorization},
    ui::{
        components::FormError,
        orders::{BagDialog, BagForm, DialogFoot, Target, TextField, Units},
    },
};
use leptos::{form::ActionForm, prelude::*};

/// So much as nobody has authorized or paid yet.
fn unauthorized(body: &BagBody) -> Money {
    Money { minor: (body.due.minor - body.paid.minor - body.authorized.minor).max(0), ..body.due }
}

fn unpaid(body: &BagBody) -> Money {
    Money { minor: (body.due.minor - body.paid.minor).max(0), ..body.due }
}

/// What can be given back.
fn kept(body: &BagBody) -> Money {
    Money { minor: (body.paid.minor - body.refunded.minor).max(0), ..body.due }
}

/// As one types it: without grouping and without its currency.
fn typed(money: Money) -> String {
    money.amount_text().replace(',', "")
}

#[component]
pub fn AuthorizeDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<RecordAuthorization>::new();
    let form = BagForm::new(Fact::Authorize, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("How much did {} authorize?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("At most {}.", unauthorized(&bag.body)))}</p>
                    <FormError error=form.error fields=&["amount", "reference"]/>
                    <Amount form left=unauthorized/>
                </div>
                <DialogFoot form/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn VoidDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<VoidAuthorization>::new();
    let form = BagForm::new(Fact::Void, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("Take back the authorization of {}?", bag.body.authorized))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>"What was paid stays paid."</p>
                    <FormError error=form.error fields=&["reference"]/>
                    <TextField form field="reference" label="Reference" optional=true/>
                </div>
                <DialogFoot form destructive=true/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn PayDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<RecordPayment>::new();
    let form = BagForm::new(Fact::Pay, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("How much did {} pay?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("{} is left to be paid.", unpaid(&bag.body)))}</p>
                    <FormError error=form.error fields=&["amount", "reference"]/>
                    <Amount form left=unpaid/>
                </div>
                <DialogFoot form/>
            </ActionForm>
        </BagDialog>
    }
}

#[component]
pub fn RefundDialog(bag: Memo<Target>) -> impl IntoView {
    let action = ServerAction::<RecordRefund>::new();
    let form = BagForm::new(Fact::Refund, action, bag);
    view! {
        <BagDialog form title=form.text(|bag| format!("How much goes back to {}?", bag.other))>
            <ActionForm action=action node_ref=form.node>
                <div class="dialog-body">
                    <p>{form.text(|bag| format!("At most {}. Name units if it is for some of them.", kept(&bag.body)))}</p>
                    <FormError error=form.error fields=&["amount", "reference", "lines"]/>
                    <Amount form left=kept/>
                    <Units form left_words="Ordered" left=|sku| sku.refundable() begins_empty=true/>
                </div>
                <DialogFoot form destructive=true/>
            </ActionForm>
        </BagDialog>
    }
}

/// The amount, in the bag's currency, and the reference under which it was booked elsewhere.
#[component]
fn Amount(form: BagForm, left: fn(&BagBody) -> Money) -> impl IntoView {
    view! {
        <div class="field-row">
            <TextField form field="amount" label="Amount" value=form.text(move |bag| typed(left(&bag.body))) numeric=true/>
            <TextField form field="reference" label="Reference" optional=true/>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn an_amount_is_typed_without_grouping() {
        let currency = Currency::parse("EUR").expect("known");
        assert_eq!(typed(Money { minor: 1_234_567, currency }), "12345.67");
    }
}
