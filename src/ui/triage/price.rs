//! Prices by formula: the formula, what it gives each line, and the form that offers these prices.

use super::{BULK, bulk::Asked};
use crate::{
    api_types::triage::{Preview, PreviewRow},
    domain::{
        formula::{Base, Direction, Step},
        negotiation::percent_text,
    },
    server_fns::triage::ApplyPrices,
    ui::components::{
        Empty, Field, FormError, PriceOrNone, StatusPill, SubmitButton, count_text, counted, error_of, invalid, reason,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// For how many days an offer stands unless the seller says otherwise.
const USUAL_VALIDITY_DAYS: &str = "14";

#[component]
pub fn PriceForms(asked: Asked, preview: Preview) -> impl IntoView {
    let priced: Vec<PreviewRow> = preview.rows.iter().filter(|row| row.new.is_some()).cloned().collect();
    let skipped = preview.rows.len() - priced.len();
    let nothing = match preview.formula {
        Some(_) => "This formula gives no line a new price.",
        None => "Type a discount and press Preview; 0 takes the prices as they are.",
    };
    view! {
        <FormulaForm asked=asked.clone() preview=preview.clone()/>
        <PreviewTable rows=preview.rows.clone()/>
        {match priced.is_empty() {
            true => view! { <Empty icon="tag" sentence=nothing/> }.into_any(),
            false => view! { <ApplyForm asked preview priced skipped/> }.into_any(),
        }}
    }
}

/// A plain form: the address holds the formula, so that a preview can be sent on or looked at again.
#[component]
fn FormulaForm(asked: Asked, preview: Preview) -> impl IntoView {
    let formula = asked.input.formula;
    let error = Signal::stored(preview.discount_error);
    let option = |value: &'static str, words: String, chosen: bool| {
        view! { <option value=value selected=chosen>{words}</option> }
    };
    let currencies = (preview.currencies.len() > 1).then(|| {
        let options = preview
            .currencies
            .iter()
            .map(|currency| option(currency.code(), format!("{currency} only"), formula.currency == currency.code()));
        let options = options.collect_view();
        view! {
            <Field id="formula-currency" label="Currency">
                <select class="select" id="formula-currency" name="currency" autocomplete="off">
                    <option value="">"All, each in its own"</option>
                    {options}
                </select>
            </Field>
        }
    });
    view! {
        <form class="formula" method="get" action=BULK>
            <input type="hidden" name="do" value="price"/>
            {preview.rows.iter().map(|row| view! { <input type="hidden" name="line" value=row.line_id.to_string()/> }).collect_view()}
            <Field id="formula-base" label="Start from">
                <select class="select" id="formula-base" name="base" autocomplete="off">
                    {Base::ALL.map(|base| option(base.as_str(), base.words().to_owned(), base == formula.base)).into_iter().collect_view()}
                </select>
            </Field>
            <Field id="formula-discount" label="Discount, %" error>
                <input
                    class="input num is-short"
                    id="formula-discount"
                    name="discount"
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder="5"
                    value=formula.discount
                    aria-invalid=invalid(error)
                    aria-describedby="formula-discount-error"
                />
            </Field>
            <Field id="formula-direction" label="Round">
                <select class="select" id="formula-direction" name="direction" autocomplete="off">
                    {Direction::ALL
                        .map(|direction| option(direction.as_str(), direction.words().to_owned(), direction == formula.direction))
                        .into_iter()
                        .collect_view()}
                </select>
            </Field>
            <Field id="formula-step" label="Step">
                <select class="select" id="formula-step" name="step" autocomplete="off">
                    {Step::ALL.map(|step| option(step.as_str(), step.as_str().to_owned(), step == formula.step)).into_iter().collect_view()}
                </select>
            </Field>
            {currencies}
            <button type="submit" class="button">"Preview"</button>
        </form>
    }
}

#[component]
fn PreviewTable(rows: Vec<PreviewRow>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Part number"</th>
                        <th scope="col" class="mid">"Buyer"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num lo">"Quantity"</th>
                        <th scope="col" class="num mid">"Standing offer"</th>
                        <th scope="col" class="num">"From"</th>
                        <th scope="col" class="num">"New price"</th>
                        <th scope="col" class="num">"Difference"</th>
                        <th scope="col" class="grow">"Skipped because"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(preview_row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn preview_row(row: PreviewRow) -> AnyView {
    let is_skipped = row.skip.is_some();
    // What the buyer will read: against the offer that stands, if that is not what the formula starts from.
    let standing = row.standing.filter(|_| row.standing != row.base);
    let to_offer = standing.zip(row.new).and_then(|(before, after)| percent_text(before, after));
    let address = format!("/connector/requests/lines/{}", row.line_id);
    view! {
        <tr class:is-quiet=is_skipped>
            <td><a class="row-link pn" href=address>{row.part_number}</a></td>
            <td class="mid" data-label="Buyer">{row.buyer}</td>
            <td data-label="Status"><StatusPill status=row.status/></td>
            <td class="num lo" data-label="Quantity">{format!("{} ", count_text(row.quantity))}<span class="cur">{row.unit}</span></td>
            <td class="num mid" data-label="Standing offer"><PriceOrNone price=row.standing/></td>
            <td class="num" data-label="From"><PriceOrNone price=row.base/></td>
            <td class="num strong" data-label="New price"><PriceOrNone price=row.new/></td>
            <td class="num" data-label="Difference">
                {row.change.map(change_text)}
                {to_offer.map(|text| view! { <span class="sub">{format!("{text} to the offer")}</span> })}
            </td>
            <td class="grow" data-label="Skipped because">
                {row.skip.map(|skip| view! { <span class="reason">{skip.words()}</span> })}
            </td>
        </tr>
    }
    .into_any()
}

/// Hundredths of a percent with their sign: `−5 %`, `+0.25 %`.
fn change_text(change: i64) -> String {
    let sign = if change > 0 { "+" } else { "" };
    format!("{sign}{} %", crate::domain::formula::percent_text(change))
}

#[component]
fn ApplyForm(asked: Asked, preview: Preview, priced: Vec<PreviewRow>, skipped: usize) -> impl IntoView {
    let action = ServerAction::<ApplyPrices>::new();
    let error = error_of(action);
    let (valid_error, comment_error) = (reason(error, "valid_days"), reason(error, "comment"));
    let prices = counted(priced.len() as u64, "price", "prices");
    let rest =
        if skipped == 0 { String::new() } else { format!(" {} skipped.", counted(skipped as u64, "line is", "lines are")) };
    let sentence = preview.formula.map(|formula| format!("{}. ", formula.sentence())).unwrap_or_default();
    view! {
        <ActionForm action=action attr:class="form bulk-form">
            <input type="hidden" name="input[request_id]" value=preview.request_id.to_string()/>
            <input type="hidden" name="input[formula][base]" value=asked.input.formula.base.as_str()/>
            <input type="hidden" name="input[formula][discount]" value=asked.input.formula.discount/>
            <input type="hidden" name="input[formula][step]" value=asked.input.formula.step.as_str()/>
            <input type="hidden" name="input[formula][direction]" value=asked.input.formula.direction.as_str()/>
            <input type="hidden" name="input[formula][currency]" value=asked.input.formula.currency/>
            <SeenLines rows=priced/>
            <FormError error fields=&["valid_days", "comment"]/>
            <div class="field-row">
                <Field id="bulk-valid-days" label="Valid for, days" optional=true error=valid_error>
                    <input
                        class="input num"
                        id="bulk-valid-days"
                        name="input[valid_days]"
                        inputmode="numeric"
                        autocomplete="off"
                        value=USUAL_VALIDITY_DAYS
                        aria-invalid=invalid(valid_error)
                        aria-describedby="bulk-valid-days-error"
                    />
                </Field>
                <Field id="bulk-comment" label="Comment" optional=true error=comment_error>
                    <input
                        class="input"
                        id="bulk-comment"
                        name="input[comment]"
                        maxlength="4000"
                        autocomplete="off"
                        aria-invalid=invalid(comment_error)
                        aria-describedby="bulk-comment-error"
                    />
                </Field>
            </div>
            <div class="report-foot">
                <p>{sentence}"Each buyer is told at once. A line that changed meanwhile is left alone."{rest}</p>
                <a class="button" href="/connector/requests">"Cancel"</a>
                <SubmitButton label=format!("Offer {prices}") class="is-primary" pending=action.pending()/>
            </div>
        </ActionForm>
    }
}

/// The lines of a form as they were seen.
#[component]
pub fn SeenLines(rows: Vec<PreviewRow>) -> impl IntoView {
    rows.into_iter()
        .enumerate()
        .map(|(at, row)| {
            view! {
                <input type="hidden" name=format!("input[lines][{at}][line_id]") value=row.line_id.to_string()/>
                <input type="hidden" name=format!("input[lines][{at}][version]") value=row.version.to_string()/>
            }
        })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_carries_its_sign() {
        assert_eq!([change_text(-500), change_text(25), change_text(0)], ["−5 %", "+0.25 %", "0 %"]);
    }
}
