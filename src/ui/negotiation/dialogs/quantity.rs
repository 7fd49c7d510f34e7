//! Change quantity: what it does to the standing offer is said while the number is typed, and before that for both cases.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    api_types::AppError,
    domain::{negotiation::Action, quantity::SaleUnits, refusal::Refusal},
    server_fns::negotiation::ChangeQuantity,
    ui::{
        components::{Field, Snap, SnapNote, count_text, invalid, on_success, reason},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn QuantityDialog(action: ServerAction<ChangeQuantity>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let title = form.text(|deal| format!("Change the quantity of {} from {}?", deal.goods_text(), deal.counterparty));
    let typed = RwSignal::new(form.typed("quantity"));
    on_success(action, move |_| typed.set(None));
    let consequence =
        Signal::derive(move || form.deal.with(|deal| typed.with(|typed| deal.quantity_effect_text(typed.as_deref()))));
    view! {
        <ConfirmDialog action=Action::ChangeQuantity form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[version_seen]" value=form.text(|deal| deal.version.to_string())/>
                    <input type="hidden" name="input[quantity_seen]" value=form.text(|deal| deal.quantity.to_string())/>
                    // The sentence above the button says what lapses.
                    <input type="hidden" name="input[lapse]" value="on"/>
                    <p aria-live="polite">{consequence}</p>
                    <QuantityField form id="line-quantity" required=true on_input=Callback::new(move |text| typed.set(Some(text)))/>
                    <ConfirmError form fields=&["quantity"]/>
                </div>
                <ConfirmFoot action=Action::ChangeQuantity form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

/// The quantity that a line would have; starts with the line's, or with what a refused one would become.
#[component]
pub fn QuantityField(
    form: Confirming,
    id: &'static str,
    /// The dialog's one field: it has the focus and cannot be empty.
    #[prop(optional)]
    required: bool,
    on_input: Callback<String>,
) -> impl IntoView {
    let refused = reason(form.error, "quantity");
    let units = form.deal.get_untracked().units;
    let snap = Snap::new(units);
    Effect::new(move |_| {
        // Another deal is shown: what was typed about the one before is done with.
        form.deal.track();
        snap.forget();
    });
    let value = Signal::derive(move || {
        form.returned.track();
        let instead = form.error.with(snapped_quantity).map(|to| to.to_string());
        instead.or_else(|| form.typed("quantity")).unwrap_or_else(|| form.deal.with(|deal| deal.quantity).to_string())
    });
    let type_in = move |text: String| {
        snap.typed(&text);
        on_input.run(text);
    };
    view! {
        <Field id label="Quantity" hint=units_hint(units) error=refused>
            <input
                class="input num is-short"
                id=id
                name="input[quantity]"
                inputmode="numeric"
                required=required
                autofocus=required
                autocomplete="off"
                value=value
                on:input=move |event| type_in(event_target_value(&event))
                on:change=move |event| if let Some(text) = snap.left(&event) {
                    on_input.run(text);
                }
                aria-invalid=invalid(refused)
                aria-describedby=format!("{id}-hint {id}-snap {id}-error")
            />
            <SnapNote id=format!("{id}-snap") snap/>
        </Field>
    }
}

/// What can be ordered instead of a quantity that was refused.
fn snapped_quantity(error: &Option<AppError>) -> Option<i64> {
    match error {
        Some(AppError::Refused(Refusal::Quantity { snapped, .. })) => Some(*snapped),
        Some(_) | None => None,
    }
}

/// In what steps a listing is sold.
pub fn units_hint(units: SaleUnits) -> String {
    match units {
        SaleUnits { minimum: ..=1, pack: ..=1 } => "1 or more".to_owned(),
        SaleUnits { minimum, pack: ..=1 } => format!("At least {}", count_text(minimum)),
        SaleUnits { pack, .. } => format!("At least {}, in packs of {}", count_text(units.smallest()), count_text(pack)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quantity::Snapped;

    #[test]
    fn the_hint_names_the_smallest_order_and_the_pack() {
        assert_eq!(units_hint(SaleUnits::SINGLE), "1 or more");
        assert_eq!(units_hint(SaleUnits { minimum: 5, pack: 1 }), "At least 5");
        assert_eq!(units_hint(SaleUnits { minimum: 30, pack: 25 }), "At least 50, in packs of 25");
    }

    #[test]
    fn a_refused_quantity_leaves_what_can_be_ordered_in_the_field() {
        let refused = AppError::Refused(Refusal::quantity(Snapped { to: 20, reason: "Sold in packs of 10".into() }, None));
        assert_eq!(snapped_quantity(&Some(refused)), Some(20));
        assert_eq!(snapped_quantity(&Some(AppError::NotFound)), None);
        assert_eq!(snapped_quantity(&None), None);
    }
}
