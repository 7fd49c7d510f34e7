//! Accept one line and withdraw the others: each dialog lists what will happen to whom. It keeps what it was opened with.

use crate::{
    api_types::{
        AppError,
        compare::{CompareLine, CompareView},
    },
    domain::{
        ids::LineId,
        negotiation::{Action, Side},
        reason::EndReason,
    },
    server_fns::triage::AcceptAndWithdraw,
    ui::components::{Dialog, DialogClose, Field, FormError, SubmitButton, counted, error_of},
};
use leptos::{form::ActionForm, html, prelude::*};

/// The id by which a row's button opens its dialog.
pub fn dialog_id(id: LineId) -> String {
    format!("award-{id}")
}

/// One dialog per offer that stands; outside the table, whose cells would pass their style on.
#[component]
pub fn AwardDialogs(view: Memo<CompareView>, award: ServerAction<AcceptAndWithdraw>) -> impl IntoView {
    let offers = Memo::new(move |_| {
        view.with(|view| {
            let stands = |line: &&CompareLine| line.agreement.is_some() && view.lines.len() > 1;
            view.lines.iter().filter(stands).map(|line| line.line_id).collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || offers.get() key=|id| *id let:id>
            <AwardDialog id view award/>
        </For>
    }
}

#[component]
fn AwardDialog(id: LineId, view: Memo<CompareView>, award: ServerAction<AcceptAndWithdraw>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shown = RwSignal::new(view.get_untracked());
    // What is confirmed is what was read: nothing moves under the hand.
    Effect::new(move |_| {
        let now = view.get();
        if !dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
            shown.set(now);
        }
    });
    let parts = Memo::new(move |_| shown.with(|view| Parts::of(view, id)));
    let title = Signal::derive(move || parts.with(|parts| parts.title.clone()));
    let settle = move |_| {
        award.clear();
        shown.set(view.get_untracked());
    };
    view! {
        <Dialog id=dialog_id(id) title node_ref=dialog class="is-wide" on:close=settle>
            <ActionForm action=award>
                <div class="dialog-body">
                    <AwardText parts error=error_of(award) id/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=dialog_id(id) focus=true/>
                    <SubmitButton label="Accept and withdraw others" class="is-primary" pending=award.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// What a dialog says and names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    title: String,
    accepted: String,
    others: Vec<(LineId, i64, String)>,
    hidden: Vec<(&'static str, String)>,
    has_demand: bool,
    part_number: String,
}

impl Parts {
    fn of(view: &CompareView, id: LineId) -> Self {
        let line = view.lines.iter().find(|line| line.line_id == id);
        let amount =
            line.and_then(|line| line.agreement).map(|it| format!("{} × {} = {}", it.unit_price, it.quantity, it.subtotal));
        let amount = amount.unwrap_or_default();
        let seller = line.map(|line| line.seller.clone()).unwrap_or_default();
        let revision = line.and_then(|line| line.revision).unwrap_or_default();
        let others: Vec<_> = view
            .lines
            .iter()
            .filter(|other| other.line_id != id)
            .map(|other| (other.line_id, other.version, withdrawn_text(other)))
            .collect();
        Self {
            title: format!(
                "Accept {amount} from {seller} and withdraw {}?",
                counted(others.len() as u64, "other line", "other lines")
            ),
            accepted: format!("{seller}: you buy {} for {amount}, at revision {revision} of the offer.", view.part_number),
            others,
            hidden: vec![
                ("input[line_id]", id.to_string()),
                ("input[revision_seen]", revision.to_string()),
                ("input[request_id]", view.request_id.to_string()),
            ],
            has_demand: view.demand_id.is_some(),
            part_number: view.part_number.clone(),
        }
    }
}

fn withdrawn_text(line: &CompareLine) -> String {
    match line.agreement {
        Some(agreement) => format!(
            "{}: withdrawn, the offer of {} × {} = {} lapses.",
            line.seller, agreement.unit_price, agreement.quantity, agreement.subtotal
        ),
        None => format!("{}: withdrawn, {} {} were asked for.", line.seller, line.quantity, line.unit),
    }
}

#[component]
fn AwardText(parts: Memo<Parts>, error: Signal<Option<AppError>>, id: LineId) -> impl IntoView {
    let reason_id = format!("award-reason-{id}");
    let reasons = [EndReason::FoundElsewhere, EndReason::PriceTooHigh, EndReason::TooSlow];
    debug_assert!(reasons.iter().all(|it| EndReason::offered(Action::Withdraw, Side::Buyer).contains(it)));
    view! {
        {move || {
            let Parts { accepted, others, hidden, has_demand, part_number, .. } = parts.get();
            let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
            let seen = others.iter().enumerate().map(|(at, (id, version, _))| view! {
                <input type="hidden" name=format!("input[others][{at}][line_id]") value=id.to_string()/>
                <input type="hidden" name=format!("input[others][{at}][version]") value=version.to_string()/>
            });
            let (hidden, seen) = (hidden.collect_view(), seen.collect_view());
            view! {
                {hidden}
                {seen}
                <ul class="award-list">
                    <li><strong>{accepted}</strong></li>
                    {others.into_iter().map(|(_, _, text)| view! { <li>{text}</li> }).collect_view()}
                </ul>
                <p>"All of it happens in one step, or nothing. The other sellers are told that their line was withdrawn, not by whom or at which price it was won."</p>
                {has_demand.then(|| view! {
                    <label class="checkbox">
                        <input type="checkbox" name="input[close_demand]" value="on"/>
                        {format!("Close the demand for {part_number}")}
                    </label>
                })}
            }
        }}
        <Field id=reason_id.clone() label="Reason told to the other sellers" optional=true>
            <select class="select" id=reason_id.clone() name="input[code]" autocomplete="off">
                <option value="">"No reason"</option>
                {reasons.map(|reason| view! { <option value=reason.as_str()>{reason.words()}</option> }).into_iter().collect_view()}
            </select>
        </Field>
        <FormError error/>
    }
}
