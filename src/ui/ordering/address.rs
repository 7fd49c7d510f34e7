//! The organisation's addresses: a table, and a dialog each to change one or to add another.

use super::page::Forms;
use crate::{
    api_types::{
        AppError,
        checkout::{AddressView, OrderingPage as Ordering},
    },
    domain::{
        ids::AddressId,
        ordering::{MAX_ADDRESS_PART, OrderAddress},
    },
    server_fns::checkout::SaveAddress,
    ui::components::{
        Dialog, DialogClose, DialogOpener, Empty, Field, FormError, Returned, SubmitButton, close_dialog, error_of, invalid,
        on_success, reason, reset_form,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

const NEW: &str = "new-address";

fn change_dialog(id: AddressId) -> String {
    format!("address-{id}")
}

fn archive_dialog(id: AddressId) -> String {
    format!("archive-{id}")
}

#[component]
pub fn Addresses(page: Memo<Ordering>, forms: Forms) -> impl IntoView {
    let addresses = Memo::new(move |_| page.with(|page| page.addresses.clone()));
    let is_empty = Memo::new(move |_| addresses.with(Vec::is_empty));
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Addresses"</h2>
                <DialogOpener dialog=NEW label="New address" class="is-small" icon="plus"/>
            </div>
            <FormError error=error_of(forms.archive)/>
            {move || match is_empty.get() {
                true => view! { <Empty icon="building" sentence="Without an address nothing can be ordered."/> }.into_any(),
                false => view! { <AddressTable addresses/> }.into_any(),
            }}
        </section>
        <AddressDialog view=None forms/>
        <For each=move || addresses.get() key=|view| (view.id, view.version) let:view>
            <ArchiveDialog view=view.clone() forms/>
            <AddressDialog view=Some(view) forms/>
        </For>
    }
}

#[component]
fn AddressTable(addresses: Memo<Vec<AddressView>>) -> impl IntoView {
    let use_of = |view: &AddressView| match (view.is_ship_to, view.is_bill_to) {
        (true, true) => "ship to, bill to",
        (true, false) => "ship to",
        (false, _) => "bill to",
    };
    let row = move |view: AddressView| {
        let (used, id) = (use_of(&view), view.id);
        let numbers = [view.address.customer_number.clone(), view.address.ship_to_number.clone()];
        let numbers: Vec<_> = numbers.into_iter().flatten().collect();
        view! {
            <tr>
                <td data-fold="lead"><strong>{view.address.label.clone()}</strong></td>
                <td class="grow" data-fold="sub">{view.address.lines().join(", ")}</td>
                <td data-fold="end">{used}</td>
                <td class="lo">{numbers.join(", ")}</td>
                <td class="act" data-fold="sub-end">
                    <div class="button-row is-nowrap">
                        <DialogOpener dialog=change_dialog(id) label="Change" class="is-small"/>
                        <DialogOpener dialog=archive_dialog(id) label="Archive" class="is-small is-quiet"/>
                    </div>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="grow">"Address"</th>
                        <th scope="col">"For"</th>
                        <th scope="col" class="lo">"Numbers"</th>
                        <th scope="col" class="act"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{move || addresses.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn ArchiveDialog(view: AddressView, forms: Forms) -> impl IntoView {
    let id = archive_dialog(view.id);
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(forms.archive, move |()| close_dialog(node_ref));
    view! {
        <Dialog id=id.clone() title=format!("Take “{}” out of use?", view.address.label) node_ref>
            <ActionForm action=forms.archive>
                <div class="dialog-body">
                    <p>"Nobody can choose it any more. Orders keep their copy."</p>
                    <input type="hidden" name="id" value=view.id.to_string()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=id focus=true/>
                    <SubmitButton label="Archive" class="is-primary is-danger" pending=forms.archive.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// What is typed, one after another: name of the field, its label, whether it may be left out.
const PARTS: [(&str, &str, bool); 13] = [
    ("label", "What you call it", false),
    ("name", "Company", false),
    ("attention", "Attention", true),
    ("street", "Street", false),
    ("street2", "Second line", true),
    ("postal_code", "Postal code", false),
    ("city", "City", false),
    ("region", "Region", true),
    ("country", "Country, two letters", false),
    ("email", "E-mail", true),
    ("phone", "Phone", true),
    ("customer_number", "Customer number", true),
    ("ship_to_number", "Ship-to number", true),
];

const FIELDS: &[&str] = &[
    "label",
    "name",
    "attention",
    "street",
    "street2",
    "postal_code",
    "city",
    "region",
    "country",
    "email",
    "phone",
    "customer_number",
    "ship_to_number",
];

fn stored(address: &OrderAddress, field: &str) -> String {
    let text = match field {
        "label" => Some(&address.label),
        "name" => Some(&address.name),
        "street" => Some(&address.street),
        "city" => Some(&address.city),
        "postal_code" => Some(&address.postal_code),
        "country" => Some(&address.country),
        "attention" => address.attention.as_ref(),
        "street2" => address.street2.as_ref(),
        "region" => address.region.as_ref(),
        "email" => address.email.as_ref(),
        "phone" => address.phone.as_ref(),
        "customer_number" => address.customer_number.as_ref(),
        "ship_to_number" => address.ship_to_number.as_ref(),
        _ => None,
    };
    text.cloned().unwrap_or_default()
}

/// Changes an address; without one it adds another.
#[component]
fn AddressDialog(view: Option<AddressView>, forms: Forms) -> impl IntoView {
    let id = view.as_ref().map(|view| view.id.to_string()).unwrap_or_default();
    let dialog = view.as_ref().map_or_else(|| NEW.to_owned(), |view| change_dialog(view.id));
    let version = view.as_ref().map(|view| view.version.to_string()).unwrap_or_default();
    let title = view.as_ref().map_or_else(|| "New address".to_owned(), |view| format!("Change “{}”", view.address.label));
    let (node_ref, form) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Form>::new());
    on_success(forms.save_address, move |_| {
        close_dialog(node_ref);
        reset_form(form);
    });
    let mine = id.clone();
    let error = Signal::derive(move || {
        let sent = forms.save_address.input().with(|sent| sent.as_ref().map(|sent| sent.input.id.clone()));
        let is_mine = sent.is_none_or(|sent| sent == mine);
        error_of(forms.save_address).get().filter(|_| is_mine)
    });
    let returned = Returned::of::<SaveAddress>().filter(|form| form.get("input[id]").unwrap_or_default() == id);
    let came_back = returned.is_some();
    let fields = StoredValue::new((view.clone(), returned.clone()));
    let place = dialog.clone();
    let part = move |part: (&'static str, &'static str, bool)| {
        let field = part.0;
        let name = format!("input[{field}]");
        let value = fields.with_value(|(view, returned)| match returned {
            Some(form) => form.get(&name).unwrap_or_default(),
            None => view.as_ref().map(|view| stored(&view.address, field)).unwrap_or_default(),
        });
        view! { <Part id=format!("{place}-{field}") part with=(value, error)/> }
    };
    view! {
        <Dialog id=dialog.clone() title node_ref class="is-wide" came_back>
            <ActionForm action=forms.save_address node_ref=form>
                <div class="dialog-body">
                    <FormError error fields=FIELDS/>
                    <input type="hidden" name="input[id]" value=id/>
                    <input type="hidden" name="input[version]" value=version/>
                    <Uses view returned/>
                    <div class="address-form">{PARTS.into_iter().map(part).collect_view()}</div>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog/>
                    <SubmitButton label="Save address" class="is-primary" pending=forms.save_address.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Uses(view: Option<AddressView>, returned: Option<Returned>) -> impl IntoView {
    let ticked = |field: &str, stored: bool| match &returned {
        Some(form) => form.get(&format!("input[{field}]")).is_some(),
        None => stored,
    };
    let ship_to = ticked("is_ship_to", view.as_ref().is_none_or(|view| view.is_ship_to));
    let bill_to = ticked("is_bill_to", view.as_ref().is_none_or(|view| view.is_bill_to));
    view! {
        <div class="cluster">
            <label class="checkbox">
                <input type="checkbox" name="input[is_ship_to]" checked=ship_to autocomplete="off"/>
                <span>"Things go there"</span>
            </label>
            <label class="checkbox">
                <input type="checkbox" name="input[is_bill_to]" checked=bill_to autocomplete="off"/>
                <span>"Invoices go there"</span>
            </label>
        </div>
    }
}

#[component]
fn Part(
    /// Several of these forms stand on the page: each control has an id of its own.
    id: String,
    /// As in [`PARTS`].
    part: (&'static str, &'static str, bool),
    /// What stands in it first, and what was refused.
    with: (String, Signal<Option<AppError>>),
) -> impl IntoView {
    let (field, label, optional) = part;
    let refused = reason(with.1, field);
    view! {
        <Field id=id.clone() label optional error=refused>
            <input
                class="input"
                id=id.clone()
                name=format!("input[{field}]")
                value=with.0
                required=!optional
                maxlength=MAX_ADDRESS_PART.to_string()
                autocomplete="off"
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-error")
            />
        </Field>
    }
}
