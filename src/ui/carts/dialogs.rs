//! Sharing a cart, and its other name and description.

use super::lost::{CartLost, lines_text, lost_text};
use crate::{
    api_types::sharing::CartsPage as Carts,
    domain::{
        ids::{CartId, RequestId},
        sharing::{MAX_DESCRIPTION, MAX_NAME},
    },
    server_fns::sharing::{DescribeCart, RenameCart, ShareCart},
    ui::{
        components::{
            ConflictChoice, Dialog, DialogClose, Field, FormError, Gone, GoneNote, Guarded, InputField, Returned,
            SubmitButton, close_dialog, error_of, invalid, on_success, reason, returned,
        },
        live::use_live,
    },
};
use leptos::{form::ActionForm, html, prelude::*};

pub const SHARE_DIALOG: &str = "share-cart";

/// Makes the reader's personal cart the organisation's; opened by the button or the key `s`.
#[component]
pub fn ShareDialog(#[prop(into)] request_id: Signal<Option<RequestId>>) -> impl IntoView {
    let action = ServerAction::<ShareCart>::new();
    let (dialog, live, error) = (NodeRef::<html::Dialog>::new(), use_live(), error_of(action));
    on_success(action, move |_| {
        close_dialog(dialog);
        live.bump("carts");
        live.bump("lines");
    });
    let came_back = Returned::of::<ShareCart>().is_some() && error.with_untracked(Option::is_some);
    let described = reason(error, "description");
    let [name, description] = ["input[name]", "input[description]"].map(returned::<ShareCart>);
    view! {
        <Dialog id=SHARE_DIALOG title="Share your cart with your organisation?" node_ref=dialog came_back>
            <ActionForm action=action>
                <div class="dialog-body">
                    <p>"Every buyer of your organisation can then change and submit it. It stays your current cart; you can switch back to a personal one."</p>
                    <FormError error fields=&["name", "description"]/>
                    <InputField
                        id="share-name"
                        label="Name"
                        name="input[name]"
                        focus=true
                        value=name.unwrap_or_default()
                        error=reason(error, "name")
                    />
                    <Field id="share-description" label="Description" optional=true error=described>
                        <textarea
                            class="textarea"
                            id="share-description"
                            name="input[description]"
                            rows="2"
                            maxlength=MAX_DESCRIPTION.to_string()
                            autocomplete="off"
                            aria-invalid=invalid(described)
                            aria-describedby="share-description-error"
                        >{description}</textarea>
                    </Field>
                    <input type="hidden" name="input[request_id]" value=move || request_id.get().map(|id| id.to_string()).unwrap_or_default()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=SHARE_DIALOG/>
                    <SubmitButton label="Share" class="is-primary" pending=action.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}

pub fn rename_dialog_id(id: CartId) -> String {
    format!("rename-{id}")
}

/// Name and description are two forms: two colleagues who change one each are not in each other's way.
#[component]
pub fn RenameDialog(
    id: CartId,
    page: Memo<Carts>,
    rename: ServerAction<RenameCart>,
    describe: ServerAction<DescribeCart>,
) -> impl IntoView {
    let head = move |of: fn(&crate::api_types::sharing::CartHead) -> String| {
        let text = move |page: &Carts| page.carts.iter().find(|view| view.cart.id == Some(id)).map(|view| of(&view.cart));
        // Of a cart that went away the last is kept.
        Memo::new(move |before: Option<&String>| page.with(text).or_else(|| before.cloned()).unwrap_or_default())
    };
    let is_gone = Memo::new(move |_| page.with(|page| page.carts.iter().all(|view| view.cart.id != Some(id))));
    let (name, description) = (head(|head| head.name.clone()), head(|head| head.description.clone()));
    let title = Signal::derive(move || format!("Name and description of “{}”", name.get()));
    let is_named = |form: &Returned| form.get("input[cart_id]").as_deref() == Some(&*id.to_string());
    let renamed = Returned::of::<RenameCart>().filter(is_named);
    let described = Returned::of::<DescribeCart>().filter(is_named);
    let came_back = renamed.is_some() || described.is_some();
    let dialog = rename_dialog_id(id);
    let lost = CartLost::get();
    let what = Memo::new(move |_| {
        let told = lost.get().filter(|lost| name.with(|name| *name == lost.name));
        match told {
            Some(lost) => format!("{}. {}", lost_text(&lost), lines_text(&lost)),
            None => format!("“{}” is not shared any more.", name.get()),
        }
    });
    Gone::provide(Signal::derive(move || is_gone.get().then(|| what.get())));
    view! {
        <Dialog id=dialog.clone() title came_back>
            <div class="dialog-body" class:is-gone=is_gone>
                <GoneNote/>
                <NameForm id action=rename stored=name.into() came_back=renamed/>
                <DescriptionForm id action=describe stored=description.into() came_back=described/>
            </div>
            <div class="dialog-foot"><DialogClose dialog/></div>
        </Dialog>
    }
}

/// The answers of the page's one action that are about this cart.
macro_rules! error_about {
    ($action:ident, $id:ident) => {{
        let error = error_of($action);
        let last = RwSignal::new(None::<CartId>);
        Effect::new(move |_| {
            if let Some(cart_id) = $action.input().with(|form| form.as_ref().map(|form| form.input.cart_id)) {
                last.set(Some(cart_id));
            }
        });
        Signal::derive(move || error.get().filter(|_| last.get().is_none_or(|last| last == $id)))
    }};
}

#[component]
fn NameForm(
    id: CartId,
    action: ServerAction<RenameCart>,
    stored: Signal<String>,
    came_back: Option<Returned>,
) -> impl IntoView {
    let error = error_about!(action, id);
    let field = Guarded::of_form(stored, error, (came_back, "input[name]"));
    on_success(action, move |head| {
        if head.id == Some(id) {
            field.stored_as(head.name.clone())
        }
    });
    let (field_id, refused) = (format!("name-{id}"), reason(error, "name"));
    view! {
        <ActionForm action=action attr:class="item-form">
            <input type="hidden" name="input[cart_id]" value=id.to_string()/>
            <input type="hidden" name="input[name_seen]" value=field.seen()/>
            <Field id=field_id.clone() label="Name" error=refused>
                <div class="input-group">
                    <input
                        class="input"
                        id=field_id.clone()
                        name="input[name]"
                        required
                        maxlength=MAX_NAME.to_string()
                        autocomplete="off"
                        value=field.value()
                        prop:value=field.value()
                        on:input=move |event| field.type_in(event_target_value(&event))
                        aria-invalid=invalid(refused)
                        aria-describedby=format!("{field_id}-error")
                    />
                    <SubmitButton label="Rename" pending=action.pending()/>
                </div>
            </Field>
            <ConflictChoice field name="The name" here=Signal::derive(|| super::CARTS.to_owned()) on_theirs=Callback::new(move |()| action.clear())/>
            <Refused error fields=&["name"]/>
        </ActionForm>
    }
}

#[component]
fn DescriptionForm(
    id: CartId,
    action: ServerAction<DescribeCart>,
    stored: Signal<String>,
    came_back: Option<Returned>,
) -> impl IntoView {
    let error = error_about!(action, id);
    let field = Guarded::of_form(stored, error, (came_back, "input[description]"));
    on_success(action, move |head| {
        if head.id == Some(id) {
            field.stored_as(head.description.clone())
        }
    });
    let (field_id, refused) = (format!("description-{id}"), reason(error, "description"));
    let first = field.value().get_untracked();
    view! {
        <ActionForm action=action attr:class="item-form">
            <input type="hidden" name="input[cart_id]" value=id.to_string()/>
            <input type="hidden" name="input[description_seen]" value=field.seen()/>
            <Field id=field_id.clone() label="Description" optional=true error=refused>
                <textarea
                    class="textarea"
                    id=field_id.clone()
                    name="input[description]"
                    rows="2"
                    maxlength=MAX_DESCRIPTION.to_string()
                    autocomplete="off"
                    prop:value=field.value()
                    on:input=move |event| field.type_in(event_target_value(&event))
                    aria-invalid=invalid(refused)
                    aria-describedby=format!("{field_id}-error")
                >{first}</textarea>
            </Field>
            <ConflictChoice field name="The description" here=Signal::derive(|| super::CARTS.to_owned()) on_theirs=Callback::new(move |()| action.clear())/>
            <Refused error fields=&["description"]/>
            <div class="item-form-foot"><SubmitButton label="Save description" pending=action.pending()/></div>
        </ActionForm>
    }
}

/// What was refused, unless both values are shown already.
#[component]
fn Refused(error: Signal<Option<crate::api_types::AppError>>, fields: &'static [&'static str]) -> impl IntoView {
    use crate::api_types::AppError;
    let other = Signal::derive(move || error.get().filter(|error| !matches!(error, AppError::Changed { .. })));
    view! { <FormError error=other fields/> }
}
