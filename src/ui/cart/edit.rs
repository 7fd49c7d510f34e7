//! The two fields of a line that colleagues may edit at once: quantity and note.

use super::{
    kept::{TypedField, remember},
    rows::CartDetails,
};
use crate::{
    api_types::{cart::CartItemView, done::Done},
    domain::{negotiation::Side, quantity::parse_quantity, sharing::MAX_NOTE},
    server_fns::{cart::SaveNote, negotiation::ChangeQuantity},
    ui::{
        components::{
            ConflictChoice, Field, FormError, Guarded, Returned, Snap, SnapNote, SubmitButton, Time, count_text,
            done_by_address, error_of, invalid, on_success, reason,
        },
        negotiation::{Standing, list_path},
    },
};
use leptos::{form::ActionForm, prelude::*};

/// Where the details of this line are shown anew.
fn here(item: Memo<CartItemView>) -> Signal<String> {
    Signal::derive(move || format!("{}?details={}", list_path(Side::Buyer), item.with(|item| item.id)))
}

/// A form that came back, if it was about this line.
fn came_back<S>(item: Memo<CartItemView>, field: &str) -> Option<Returned>
where
    S: leptos::server_fn::ServerFn<Error = crate::api_types::AppError>,
{
    let id = item.with_untracked(|item| item.id.to_string());
    Returned::of::<S>().filter(|form| form.get(field).as_deref() == Some(&*id))
}

/// What the explaining sentence and the tick below it are made from.
fn standing(item: &CartItemView) -> Standing<'_> {
    Standing {
        seller: &item.seller,
        unit: &item.part.unit,
        quantity: item.quantity,
        units: item.units,
        offer: item.offer.as_ref(),
        counter: item.counter.as_ref(),
    }
}

/// What became of the line by its new quantity.
fn changed_text(item: &CartItemView) -> String {
    let (quantity, unit, seller) = (count_text(item.quantity), &item.part.unit, &item.seller);
    match &item.offer {
        Some(offer) => format!("Now {quantity} {unit}; the offer of {} each stands.", offer.unit_price),
        None if item.revisions > 0 => format!("Now {quantity} {unit}; no offer stands, {seller} has to name a price again."),
        None => format!("Now {quantity} {unit}; {seller} has been told."),
    }
}

#[component]
pub fn QuantityForm(item: Memo<CartItemView>, details: CartDetails) -> impl IntoView {
    let action = details.quantity;
    let error = error_of(action);
    let stored = Signal::derive(move || item.with(|item| item.quantity.to_string()));
    let form = came_back::<ChangeQuantity>(item, "input[line][line_id]");
    let field = Guarded::of_form(stored, error, (form, "input[quantity]"));
    remember(details, item, TypedField::Quantity, field);
    let id = item.with_untracked(|item| item.id);
    let done = RwSignal::new(done_by_address() == Some(Done::QuantityChanged(id)));
    let sent = StoredValue::new(String::new());
    on_success(action, move |changed| {
        let sent = sent.get_value();
        if changed.line_id == id
            && let Ok(quantity) = parse_quantity(&sent)
        {
            field.saved(&sent, quantity.to_string());
            done.set(true);
        }
    });
    let hidden = move |of: fn(&CartItemView) -> String| Signal::derive(move || item.with(of));
    let lapses =
        Memo::new(move |_| field.value().with(|typed| item.with(|item| standing(item).lapse_label(Some(typed.as_str())))));
    view! {
        <ActionForm
            action=action
            attr:class="item-form"
            on:submit:capture=move |_| {
                sent.set_value(field.value().get_untracked());
                done.set(false);
            }
        >
            <input type="hidden" name="input[line][line_id]" value=hidden(|item| item.id.to_string())/>
            <input type="hidden" name="input[line][side]" value=Side::Buyer.as_str()/>
            <input type="hidden" name="input[line][request_id]" value=hidden(|item| item.request_id.to_string())/>
            <input type="hidden" name="input[version_seen]" value=hidden(|item| item.version.to_string())/>
            <input type="hidden" name="input[quantity_seen]" value=field.seen()/>
            <QuantityInput item details field done/>
            {move || lapses.get().map(|label| view! {
                <label class="checkbox">
                    <input type="checkbox" name="input[lapse]" value="on" required autocomplete="off"/>
                    <span>{label}</span>
                </label>
            })}
            <ConflictChoice field name="The quantity" here=here(item) on_theirs=Callback::new(move |()| action.clear())/>
            <OtherError error fields=&["quantity"]/>
        </ActionForm>
    }
}

/// The field, and below it what changing to what is typed would do, or did.
#[component]
fn QuantityInput(item: Memo<CartItemView>, details: CartDetails, field: Guarded, done: RwSignal<bool>) -> impl IntoView {
    let snap = Snap::new(item.with_untracked(|item| item.units));
    let refused = reason(error_of(details.quantity), "quantity");
    // What was stored is told once it has been read again.
    let is_told = move || done.get() && item.with(|item| item.quantity.to_string()) == field.seen().get();
    let effect = move || match is_told() {
        true => item.with(changed_text),
        false => field.value().with(|typed| item.with(|item| standing(item).effect_text(Some(typed.as_str())))),
    };
    let type_in = move |text: String| {
        done.set(false);
        field.type_in(text);
    };
    view! {
        <Field id="item-quantity" label="Quantity" error=refused>
            <div class="input-group">
                <input
                    class="input num is-short"
                    id="item-quantity"
                    name="input[quantity]"
                    inputmode="numeric"
                    required
                    autocomplete="off"
                    value=field.value()
                    prop:value=field.value()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        snap.typed(&text);
                        type_in(text);
                    }
                    on:change=move |event| if let Some(text) = snap.left(&event) {
                        type_in(text);
                    }
                    aria-invalid=invalid(refused)
                    aria-describedby="item-quantity-snap item-quantity-effect item-quantity-error"
                />
                <SubmitButton label="Change quantity" class="is-small" pending=details.quantity.pending()/>
            </div>
            <SnapNote id="item-quantity-snap" snap/>
            <span class="hint" id="item-quantity-effect" aria-live="polite">{effect}</span>
        </Field>
    }
}

/// What was refused, unless both values are shown already.
#[component]
fn OtherError(error: Signal<Option<crate::api_types::AppError>>, fields: &'static [&'static str]) -> impl IntoView {
    use crate::{api_types::AppError, domain::refusal::Refusal};
    let is_conflict =
        |error: &AppError| matches!(error, AppError::Changed { .. } | AppError::Refused(Refusal::QuantityChanged { .. }));
    let other = Signal::derive(move || error.get().filter(|error| !is_conflict(error)));
    view! { <FormError error=other fields/> }
}

#[component]
pub fn NoteForm(item: Memo<CartItemView>, details: CartDetails) -> impl IntoView {
    let action = details.note;
    let error = error_of(action);
    let stored = Signal::derive(move || item.with(|item| item.note.text.clone()));
    let form = came_back::<SaveNote>(item, "input[line_id]");
    let field = Guarded::of_form(stored, error, (form, "input[note]"));
    remember(details, item, TypedField::Note, field);
    on_success(action, move |note| field.stored_as(note.text.clone()));
    let refused = reason(error, "note");
    let first = field.value().get_untracked();
    let written = Memo::new(move |_| item.with(|item| item.note.by.clone().map(|by| (by, item.now))));
    view! {
        <ActionForm action=action attr:class="item-form">
            <input type="hidden" name="input[line_id]" value=move || item.with(|item| item.id.to_string())/>
            <input type="hidden" name="input[note_seen]" value=field.seen()/>
            <Field id="item-note" label="Note" hint="Whoever sees this cart sees it, the seller does not." error=refused>
                <textarea
                    class="textarea"
                    id="item-note"
                    name="input[note]"
                    rows="2"
                    maxlength=MAX_NOTE.to_string()
                    autocomplete="off"
                    prop:value=field.value()
                    on:input=move |event| field.type_in(event_target_value(&event))
                    aria-invalid=invalid(refused)
                    aria-describedby="item-note-hint item-note-error"
                >{first}</textarea>
            </Field>
            <ConflictChoice field name="The note" here=here(item) on_theirs=Callback::new(move |()| action.clear())/>
            <OtherError error fields=&["note"]/>
            <div class="item-form-foot">
                <SubmitButton label="Save note" class="is-small" pending=action.pending()/>
                {move || written.get().map(|((by, at), now)| view! {
                    <span class="muted small">{format!("{by}, ")}<Time at now/></span>
                })}
            </div>
        </ActionForm>
    }
}
