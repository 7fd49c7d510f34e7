//! The questions about a bag: each names what will happen and asks why.

use super::ReasonField;
use crate::{
    api_types::{
        AppError,
        order::OrderBagView,
        support::{BagWay, OpenedOrder},
    },
    domain::{
        ids::BagId,
        ordering::{BagField, Fact, MAX_CODE},
    },
    server_fns::support::{CorrectBag, DecideBag},
    ui::components::{
        Dialog, DialogClose, Field, FormError, Returned, SubmitButton, close_dialog, error_of, invalid, on_success, reason,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

/// The bag that a form is about, as the page shows it now.
#[derive(Clone, Copy)]
pub struct ByHand {
    pub order: Memo<OpenedOrder>,
    pub bag: Memo<OrderBagView>,
    /// Raised once something was done.
    pub again: RwSignal<u32>,
}

impl ByHand {
    fn id(self) -> BagId {
        self.bag.with_untracked(|bag| bag.id)
    }

    fn seller(self) -> String {
        self.bag.with_untracked(|bag| bag.seller.clone())
    }
}

/// As forms send it.
fn action_of(fact: Fact) -> &'static str {
    match fact {
        Fact::Accept => "accept",
        Fact::Reject => "reject",
        Fact::GiveUp => "give_up",
        _resubmit => "resubmit",
    }
}

pub fn decide_dialog(fact: Fact, id: BagId) -> String {
    format!("{}-{id}", action_of(fact))
}

pub fn correct_dialog(id: BagId) -> String {
    format!("correct-{id}")
}

/// What will happen, in words.
fn consequence(fact: Fact, seller: &str) -> String {
    match fact {
        Fact::Accept => {
            format!("The bag counts as accepted by {seller}, and nothing more is sent. Corrections are over then.")
        }
        Fact::Reject => format!("The bag counts as refused by {seller}. It can be corrected and sent again, or given up."),
        Fact::GiveUp => "Nothing of this bag will come: it is canceled, and its buyers are told.".to_owned(),
        _resubmit => {
            format!("The order goes to {seller} as a new revision. An answer to an older one changes nothing any more.")
        }
    }
}

/// The bag as the form saw it.
#[component]
fn BagFields(target: ByHand) -> impl IntoView {
    let ByHand { order, bag, .. } = target;
    view! {
        <input type="hidden" name="input[bag][bag_id]" value=target.id().to_string()/>
        <input type="hidden" name="input[bag][version_seen]" value=move || bag.with(|bag| bag.body.version.to_string())/>
        <input type="hidden" name="input[bag][request_id]" value=move || order.with(|order| order.order.request_id.to_string())/>
    }
}

#[component]
fn LineField(
    #[prop(into)] id: String,
    field: BagField,
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let refused = reason(error, field.name());
    let (control, described) = (id.clone(), format!("{id}-hint {id}-error"));
    let input = view! {
        <input
            class="input"
            id=control
            name=format!("input[{}]", field.name())
            value=value
            maxlength=MAX_CODE.to_string()
            autocomplete="off"
            aria-invalid=invalid(refused)
            aria-describedby=described
        />
    };
    match hint {
        Some(hint) => view! { <Field id label=field.words() optional hint error=refused>{input}</Field> }.into_any(),
        None => view! { <Field id label=field.words() optional error=refused>{input}</Field> }.into_any(),
    }
}

/// Accepts, rejects, sends again or gives up.
#[component]
pub fn DecideDialog(target: ByHand, fact: Fact, word: &'static str, ends: bool) -> impl IntoView {
    let action = ServerAction::<DecideBag>::new();
    let (dialog, last, version) = (NodeRef::<html::Dialog>::new(), error_of(action), action.version());
    on_success(action, move |_| {
        close_dialog(dialog);
        target.again.update(|count| *count += 1);
    });
    let (id, seller) = (decide_dialog(fact, target.id()), target.seller());
    let is_about = |form: &Returned| {
        form.get("input[bag][bag_id]").as_deref() == Some(&*target.id().to_string())
            && form.get("input[action]").as_deref() == Some(action_of(fact))
    };
    let form = Returned::of::<DecideBag>().filter(|form| is_about(form) && last.with_untracked(Option::is_some));
    let came_back = form.is_some();
    let error = Signal::derive(move || last.get().filter(|_| came_back || version.get() > 0));
    let [why, number] = ["input[reason]", "input[erp_order_number]"]
        .map(|name| form.as_ref().and_then(|form| form.get(name)).unwrap_or_default());
    let (number_id, why_id) = (format!("{id}-number"), format!("{id}-reason"));
    view! {
        <Dialog id=id.clone() title=format!("{word}: {seller}?") node_ref=dialog came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>{consequence(fact, &seller)}</p>
                    <FormError error fields=&["reason", "erp_order_number"]/>
                    <BagFields target/>
                    <input type="hidden" name="input[action]" value=action_of(fact)/>
                    {(fact == Fact::Accept).then(|| view! { <LineField id=number_id field=BagField::ErpOrderNumber value=number optional=true error/> })}
                    <ReasonField id=why_id label="Reason" value=why error=reason(error, "reason")/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=ends/>
                    <SubmitButton label=word class=if ends { "is-primary is-danger" } else { "is-primary" } pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// The number in the seller's system, and the currency while nothing was handed over.
#[component]
pub fn CorrectBagDialog(target: ByHand, way: Memo<BagWay>) -> impl IntoView {
    let action = ServerAction::<CorrectBag>::new();
    let (dialog, last, version) = (NodeRef::<html::Dialog>::new(), error_of(action), action.version());
    on_success(action, move |_| {
        close_dialog(dialog);
        target.again.update(|count| *count += 1);
    });
    let (id, seller) = (correct_dialog(target.id()), target.seller());
    let is_about = |form: &Returned| form.get("input[bag][bag_id]").as_deref() == Some(&*target.id().to_string());
    let form = Returned::of::<CorrectBag>().filter(|form| is_about(form) && last.with_untracked(Option::is_some));
    let came_back = form.is_some();
    let error = Signal::derive(move || last.get().filter(|_| came_back || version.get() > 0));
    let typed = |name: &str| form.as_ref().and_then(|form| form.get(name));
    let stored = target.bag.with_untracked(|bag| bag.body.erp_order_number.clone()).unwrap_or_default();
    let number = typed("input[erp_order_number]").unwrap_or(stored);
    let code = target.bag.with_untracked(|bag| bag.body.total.currency.code().to_owned());
    let code = StoredValue::new(typed("input[currency]").unwrap_or(code));
    let why = typed("input[reason]").unwrap_or_default();
    let [number_id, why_id] = ["number", "reason"].map(|part| format!("{id}-{part}"));
    let code_id = StoredValue::new(format!("{id}-currency"));
    let can_change = Memo::new(move |_| way.with(|way| way.can_change_currency));
    view! {
        <Dialog id=id.clone() title=format!("Correct the bag of {seller}") node_ref=dialog came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <FormError error fields=&["reason", "erp_order_number", "currency"]/>
                    <BagFields target/>
                    <LineField id=number_id field=BagField::ErpOrderNumber value=number optional=true error/>
                    {move || can_change.get().then(|| view! {
                        <LineField
                            id=code_id.get_value()
                            field=BagField::Currency
                            value=code.get_value()
                            hint="The unit prices keep their numbers. Only while nothing of the order was handed over."
                            error
                        />
                    })}
                    <ReasonField id=why_id label="Reason" value=why error=reason(error, "reason")/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id/>
                    <SubmitButton label="Save corrections" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
