//! The fields of an order that may be corrected, drawn from their table.

use super::{ReasonField, hold::OrderFields};
use crate::{
    api_types::support::OpenedOrder,
    domain::ordering::{FIELDS, FieldGroup, FieldKind, OrderField},
    server_fns::support::CorrectOrder,
    ui::components::{Field, FormError, Notice, Returned, SubmitButton, error_of, invalid, on_success, reason},
};
use leptos::{form::ActionForm, prelude::*};
use std::sync::LazyLock;

/// Fields that show their own reasons.
static SHOWN: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FIELDS.iter().map(|field| field.name).chain(["reason"]).collect());

/// One form for all of them; what nobody touched stays. `revision`: of the order, as the form is drawn; `typing`: something was typed.
#[component]
pub fn CorrectForm(order: Memo<OpenedOrder>, revision: i64, typing: RwSignal<bool>, again: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<CorrectOrder>::new();
    let error = error_of(action);
    on_success(action, move |_| {
        typing.set(false);
        again.update(|count| *count += 1);
    });
    let is_behind = Memo::new(move |_| order.with(|order| order.revision != revision));
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
            <p class="muted measure">"What you change is kept with what it was, your name and the reason. What was tried without an answer goes out anew, as another revision; what a seller’s system has, or refuses, once you send it again."</p>
            <ActionForm action=action attr:class="form" on:input=move |_| typing.set(true)>
                <FormError error fields=SHOWN.as_slice()/>
                <OrderFields order/>
                <input type="hidden" name="input[revision_seen]" value=revision.to_string()/>
                {FieldGroup::ALL.map(group)}
                <ReasonField id="correct-reason" label="Reason" value=why error=reason(error, "reason")/>
                <div role="status">
                    {move || is_behind.get().then(|| view! {
                        <Notice kind="is-warning">
                            <span>"A colleague corrected this order meanwhile. What you typed is not stored; the history says what changed. "</span>
                            <button type="button" class="button is-small" on:click=move |_| typing.set(false)>"Begin with what is stored"</button>
                        </Notice>
                    })}
                </div>
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
