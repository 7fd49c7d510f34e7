//! What the columns of a file are: each with a few of its values, and the field it is taken for.

use crate::{
    api_types::inventory::FileColumn,
    domain::{ids::UploadId, stock_file::Field},
    server_fns::inventory::MatchColumns,
    ui::components::{FormError, Notice, Pill, SubmitButton, error_of},
};
use leptos::{form::ActionForm, prelude::*};

/// The columns that somebody has to say something of, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsorted {
    pub id: UploadId,
    pub columns: Vec<FileColumn>,
    /// Why nothing can be read before; without it the choice is only open to change.
    pub fault: Option<String>,
}

/// The form; it is open where it has to be filled in.
#[component]
pub fn MatchColumnsForm(unsorted: Unsorted, action: ServerAction<MatchColumns>) -> impl IntoView {
    let Unsorted { id, columns, fault } = unsorted;
    match fault {
        Some(fault) => view! {
            <section class="section match-columns">
                <Notice kind="is-warning">
                    <strong>{fault}</strong>
                    " Say below what each column holds. Nothing is stored yet."
                </Notice>
                <Form id columns action/>
            </section>
        }
        .into_any(),
        None => view! {
            <details class="more">
                <summary>"Change what the columns are taken for"</summary>
                <div class="match-columns"><Form id columns action/></div>
            </details>
        }
        .into_any(),
    }
}

#[component]
fn Form(id: UploadId, columns: Vec<FileColumn>, action: ServerAction<MatchColumns>) -> impl IntoView {
    let rows = columns.into_iter().enumerate().map(|(at, column)| view! { <ColumnRow at column/> }.into_any());
    view! {
        <ActionForm action=action>
            <div class="stack is-tight">
                <FormError error=error_of(action)/>
                <input type="hidden" name="input[upload_id]" value=id.to_string()/>
                <div class="table-wrap is-inset">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Column of the file"</th>
                                <th scope="col" class="grow">"First values"</th>
                                <th scope="col">"Holds"</th>
                                <th scope="col" class="mid">"Why"</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
                <div class="form-foot">
                    <p class="hint">
                        "Part number and quantity are needed; each field is chosen once. Your organisation's next file of these \
                        columns is read the same way."
                    </p>
                    <SubmitButton label="Check file with these columns" class="is-primary" pending=action.pending()/>
                </div>
            </div>
        </ActionForm>
    }
}

#[component]
fn ColumnRow(at: usize, column: FileColumn) -> impl IntoView {
    let FileColumn { header, samples, field, remembered } = column;
    let name = if header.is_empty() { format!("Column {}", at + 1) } else { header };
    let control = format!("column-{at}");
    let source = match (remembered, field) {
        (true, _) => view! { <Pill kind="is-info" icon="check" word="Remembered mapping"/> }.into_any(),
        (false, Some(_)) => view! { "by its name" }.into_any(),
        (false, None) => view! { "not known" }.into_any(),
    };
    let samples = samples.into_iter().map(|sample| view! { <span>{sample}</span> }).collect_view();
    view! {
        <tr>
            <td data-fold="lead"><label for=control.clone()>{name}</label></td>
            <td class="grow" data-fold="sub"><div class="samples">{samples}</div></td>
            <td class="choice" data-fold="end">
                <select class="select" id=control name=format!("input[fields][{at}]") autocomplete="off">
                    <option value="" selected=field.is_none()>"Ignore"</option>
                    {Field::ALL.into_iter().map(|choice| view! { <Choice choice chosen=field/> }).collect_view()}
                </select>
            </td>
            <td class="mid source">{source}</td>
        </tr>
    }
}

#[component]
fn Choice(choice: Field, chosen: Option<Field>) -> impl IntoView {
    let needed = if choice.is_required() { " (needed)" } else { "" };
    view! { <option value=choice.name() selected=chosen == Some(choice)>{format!("{}{needed}", choice.words())}</option> }
}
