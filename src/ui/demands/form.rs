//! The dialog that opens a demand; also on the part page, where the part number is known.

use crate::{
    domain::catalog::Condition,
    server_fns::catalog::CreateDemand,
    ui::components::{
        Dialog, DialogClose, Field, FormError, InputField, Returned, SubmitButton, close_dialog, error_of, invalid,
        on_success, reason, reset_form, returned,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

/// `part_number` fills the field in.
#[component]
pub fn DemandDialog(
    id: &'static str,
    create: ServerAction<CreateDemand>,
    #[prop(optional)] part_number: String,
) -> impl IntoView {
    let (dialog, form) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Form>::new());
    let came_back = Returned::of::<CreateDemand>().is_some() && error_of(create).with_untracked(Option::is_some);
    on_success(create, move |_| {
        close_dialog(dialog);
        reset_form(form);
    });
    view! {
        <Dialog id title="Open a demand" node_ref=dialog came_back>
            <ActionForm action=create node_ref=form>
                <DemandFields create part_number/>
                <div class="dialog-foot">
                    <DialogClose dialog=id/>
                    <SubmitButton label="Open demand" class="is-primary" pending=create.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DemandFields(create: ServerAction<CreateDemand>, part_number: String) -> impl IntoView {
    let error = error_of(create);
    let note_error = reason(error, "note");
    let typed = |field: &str| returned::<CreateDemand>(field);
    let note = typed("input[note]");
    view! {
        <div class="dialog-body">
            <p>"Colleagues see it, sellers do not. Listings that match are shown on it."</p>
            <FormError error fields=&["part_number", "quantity", "condition", "needed_by", "note"]/>
            <InputField
                id="demand-part-number"
                label="Part number"
                name="input[part_number]"
                value=typed("input[part_number]").unwrap_or(part_number)
                error=reason(error, "part_number")
            />
            <div class="field-row">
                <InputField
                    id="demand-quantity"
                    label="Quantity"
                    name="input[quantity]"
                    inputmode="numeric"
                    value=typed("input[quantity]").unwrap_or_default()
                    error=reason(error, "quantity")
                />
                <InputField
                    id="demand-needed-by"
                    label="Needed by"
                    name="input[needed_by]"
                    kind="date"
                    value=typed("input[needed_by]").unwrap_or_default()
                    optional=true
                    error=reason(error, "needed_by")
                />
            </div>
            <ConditionField error=reason(error, "condition")/>
            <Field id="demand-note" label="Note" optional=true error=note_error>
                <textarea
                    class="textarea"
                    id="demand-note"
                    name="input[note]"
                    autocomplete="off"
                    aria-invalid=invalid(note_error)
                    aria-describedby="demand-note-error"
                >{note}</textarea>
            </Field>
        </div>
    }
}

#[component]
fn ConditionField(error: Signal<Option<String>>) -> impl IntoView {
    let chosen = returned::<CreateDemand>("input[condition]").unwrap_or_default();
    let option = move |condition: Condition| {
        let selected = chosen == condition.code();
        view! { <option value=condition.code() selected=selected>{format!("{} · {}", condition.code(), condition.words())}</option> }
    };
    view! {
        <Field id="demand-condition" label="Condition" error>
            <select
                class="select"
                id="demand-condition"
                name="input[condition]"
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby="demand-condition-error"
            >
                <option value="">"Any condition"</option>
                {Condition::ALL.into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
