//! The fields of an order that may be corrected, drawn from their table.

use super::{ReasonField, hold::OrderFields};
use crate::{
    api_types::support::OpenedOrder,
    domain::ordering::{FIELDS, FieldGroup, FieldKind, OrderField},
    server_fns::support::CorrectOrder,
    ui::components::{Field, FormError, Returned, SubmitButton, error_of, invalid, on_success, reason},
};
use leptos::{form::ActionForm, prelude::*};
use std::sync::LazyLock;

/// Fields that show their own reasons.
static SHOWN: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FIELDS.iter().map(|field| field.name).chain(["reason"]).collect());

/// One form for all of them; what nobody touched stays.
#[component]
pub fn CorrectForm(order: Memo<OpenedOrder>, again: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<CorrectOrder>::new();
    let error = error_of(action);
    on_success(action, move |_| again.update(|count| *count += 1));
    let came_back = Returned::of::<CorrectOrder>().filter(|_| error.with_untracked(Option::is_some));
    let why = came_back.as_ref().and_then(|form| form.get("input[reason]")).unwrap_or_default();
    let came_back = StoredValue::new(came_back);
    let group = move |group: FieldGroup| {
        let fields = FIELDS.iter().filter(move |field| field.group == group);
        let fields = fields.map(|field| {
            let name = format!("input[fields][{}]", field.name);
            let typed = came_back.with_value(|form| form.as_ref().and_then(|form| form.get(&name)));
            let value = typed.unwrap_or_else(|| order.with_untracked(|order| field.value(&order.details)));
            view! { <Control field name value error=reason(error, field.name)/> }.into_any()
        });
        view! {
            <fieldset class="fieldset">
                <legend>{group.words()}</legend>
                <div class="checkout-fields">{fields.collect_view()}</div>
            </fieldset>
        }
    };
    view! {
        <section class="section">
            <h2>"Correct"</h2>
            <p class="muted measure">"What you change is kept with what it was, your name and the reason. What a seller’s system may have seen is sent anew, as another revision."</p>
            <ActionForm action=action attr:class="form">
                <FormError error fields=SHOWN.as_slice()/>
                <OrderFields order/>
                {FieldGroup::ALL.map(group)}
                <ReasonField id="correct-reason" label="Reason" value=why error=reason(error, "reason")/>
                <div class="form-foot"><SubmitButton label="Save corrections" class="is-primary" pending=action.pending()/></div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Control(field: &'static OrderField, name: String, value: String, error: Signal<Option<String>>) -> impl IntoView {
    let id = format!("correct-{}", field.name.replace('_', "-"));
    let (control, described) = (id.clone(), format!("{id}-error"));
    let control = match field.kind {
        FieldKind::Notes => view! {
            <textarea
                class="textarea"
                id=control
                name=name
                rows="2"
                maxlength=field.max().to_string()
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby=described
            >{value}</textarea>
        }
        .into_any(),
        FieldKind::Flag => view! {
            <select class="select" id=control name=name autocomplete="off" aria-invalid=invalid(error) aria-describedby=described>
                <option value="no" selected=value == "no">"No"</option>
                <option value="yes" selected=value == "yes">"Yes"</option>
            </select>
        }
        .into_any(),
        FieldKind::Code | FieldKind::Line(_) | FieldKind::Country | FieldKind::Email => view! {
            <input
                class="input"
                id=control
                name=name
                value=value
                required=matches!(field.kind, FieldKind::Line(true) | FieldKind::Country)
                maxlength=field.max().to_string()
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby=described
            />
        }
        .into_any(),
    };
    view! { <Field id label=field.words error>{control}</Field> }
}
