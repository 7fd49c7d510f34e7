//! What each member may order alone, per order and per month, currency by currency.

use super::page::Forms;
use crate::{
    api_types::checkout::{LimitView, MemberLimits, OrderingPage as Ordering},
    domain::ids::PersonId,
    server_fns::checkout::SaveLimit,
    ui::components::{
        Avatar, Dialog, DialogClose, DialogOpener, Field, FormError, InputField, Returned, SubmitButton, close_dialog,
        error_of, invalid, on_success, reason, returned,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const FIELDS: &[&str] = &["person_id", "currency", "per_order", "per_month"];
const DIALOG: &str = "set-limit";

#[component]
pub fn Limits(page: Memo<Ordering>, forms: Forms) -> impl IntoView {
    let members = Memo::new(move |_| page.with(|page| page.members.clone()));
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"What members may order alone"</h2>
                <DialogOpener dialog=DIALOG label="Set a limit" class="is-small"/>
            </div>
            <p class="muted small measure">
                "Without any limit a member orders everything alone. With one, orders above it and orders in other currencies wait for an approver whose own limit covers them."
            </p>
            <FormError error=error_of(forms.remove_limit)/>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Member"</th>
                            <th scope="col" class="num">"Per order"</th>
                            <th scope="col" class="num">"Per month"</th>
                            <th scope="col" class="num mid">"This month so far"</th>
                            <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{move || members.get().into_iter().map(|member| rows(member, forms)).collect_view()}</tbody>
                </table>
            </div>
        </section>
        <LimitDialog page forms/>
    }
}

fn rows(member: MemberLimits, forms: Forms) -> AnyView {
    let MemberLimits { person, is_approver, limits } = member;
    let name = if is_approver { format!("{} (approver)", person.name) } else { person.name.clone() };
    if limits.is_empty() {
        return view! {
            <tr>
                <td data-fold="lead"><span class="cluster"><Avatar name=person.name/>{name}</span></td>
                <td class="num" data-fold="end">"everything"</td>
                <td class="num mid">"–"</td>
                <td class="num mid">"–"</td>
                <td class="act"></td>
            </tr>
        }
        .into_any();
    }
    let id = person.id;
    let row = |limit: LimitView| view! { <LimitRow who=(id, name.clone(), person.name.clone()) limit forms/> }.into_any();
    limits.into_iter().map(row).collect_view().into_any()
}

#[component]
fn LimitRow(
    /// Who, what the row calls them, and their name.
    who: (PersonId, String, String),
    limit: LimitView,
    forms: Forms,
) -> impl IntoView {
    let (id, name, person) = who;
    let code = limit.spent.currency.code();
    let most = |money: Option<crate::domain::money::Money>| {
        money.map_or_else(|| format!("any in {code}"), |money| money.to_string())
    };
    let label = format!("Remove the limit of {person} in {code}");
    view! {
        <tr>
            <td data-fold="lead"><span class="cluster"><Avatar name=person/>{name}</span></td>
            <td class="num" data-fold="end">{most(limit.per_order)}</td>
            <td class="num" data-fold="sub">{most(limit.per_month)}</td>
            <td class="num mid">{limit.spent.to_string()}</td>
            <td class="act" data-fold="sub-end">
                <ActionForm action=forms.remove_limit>
                    <input type="hidden" name="input[person_id]" value=id.to_string()/>
                    <input type="hidden" name="input[currency]" value=code/>
                    <button type="submit" class="button is-small is-quiet" aria-label=label>"Remove"</button>
                </ActionForm>
            </td>
        </tr>
    }
}

#[component]
fn LimitDialog(page: Memo<Ordering>, forms: Forms) -> impl IntoView {
    let action = forms.save_limit;
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(action, move |()| close_dialog(node_ref));
    let error = error_of(action);
    let came_back = Returned::of::<SaveLimit>().is_some() && error.with_untracked(Option::is_some);
    let [currency, order, month] = ["input[currency]", "input[per_order]", "input[per_month]"]
        .map(|field| returned::<SaveLimit>(field).unwrap_or_default());
    view! {
        <Dialog id=DIALOG title="What may a member order alone?" node_ref came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"Empty is as much as one likes, 0 is nothing. It replaces the limit in the same currency."</p>
                    <FormError error fields=FIELDS/>
                    <Members page error=reason(error, "person_id")/>
                    <div class="field-row">
                        <InputField id="limit-currency" label="Currency" name="input[currency]" value=currency error=reason(error, "currency")/>
                        <InputField
                            id="limit-order"
                            label="Per order"
                            name="input[per_order]"
                            inputmode="decimal"
                            value=order
                            optional=true
                            error=reason(error, "per_order")
                        />
                        <InputField
                            id="limit-month"
                            label="Per month"
                            name="input[per_month]"
                            inputmode="decimal"
                            value=month
                            optional=true
                            error=reason(error, "per_month")
                        />
                    </div>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=DIALOG/>
                    <SubmitButton label="Set limit" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Members(page: Memo<Ordering>, error: Signal<Option<String>>) -> impl IntoView {
    let chosen = returned::<SaveLimit>("input[person_id]");
    let members = page.with_untracked(|page| page.members.clone());
    let option = move |member: MemberLimits| {
        let id = member.person.id.to_string();
        let selected = chosen.as_deref() == Some(&*id);
        view! { <option value=id selected=selected>{member.person.name}</option> }
    };
    view! {
        <Field id="limit-member" label="Member" error>
            <select
                class="select"
                id="limit-member"
                name="input[person_id]"
                required
                autocomplete="off"
                aria-invalid=invalid(error)
                aria-describedby="limit-member-error"
            >
                <option value="">"Choose a member"</option>
                {members.into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
