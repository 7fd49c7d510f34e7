//! Change quantity: the standing offer lapses unless it covers the new quantity.

use super::{ConfirmDialog, ConfirmError, ConfirmFoot, Confirming, LineFields};
use crate::{
    domain::{
        negotiation::Action,
        quantity::{MAX_QUANTITY, SaleUnits},
    },
    server_fns::negotiation::ChangeQuantity,
    ui::{
        components::{Field, invalid, reason},
        negotiation::deal::Deal,
    },
};
use leptos::{form::ActionForm, prelude::*};

#[component]
pub fn QuantityDialog(action: ServerAction<ChangeQuantity>, line: Signal<Deal>) -> impl IntoView {
    let form = Confirming::new(action, line);
    let refused = reason(form.error, "quantity");
    let title = form.text(|deal| format!("Change the quantity of {} from {}?", deal.goods_text(), deal.counterparty));
    let consequence = form.text(consequence);
    view! {
        <ConfirmDialog action=Action::ChangeQuantity form title>
            <ActionForm action=action on:submit:capture=form.hold()>
                <div class="dialog-body">
                    <LineFields prefix="input[line]" deal=form.deal/>
                    <input type="hidden" name="input[version_seen]" value=form.text(|deal| deal.version.to_string())/>
                    <p>{consequence}</p>
                    <Field id="line-quantity" label="Quantity" hint=units_hint(form.deal.get_untracked().units) error=refused>
                        <input
                            class="input num is-short"
                            id="line-quantity"
                            name="input[quantity]"
                            inputmode="numeric"
                            required
                            autofocus
                            autocomplete="off"
                            value=form.text(|deal| deal.quantity.to_string())
                            aria-invalid=invalid(refused)
                            aria-describedby="line-quantity-hint line-quantity-error"
                        />
                    </Field>
                    <ConfirmError form fields=&["quantity"]/>
                </div>
                <ConfirmFoot action=Action::ChangeQuantity form/>
            </ActionForm>
        </ConfirmDialog>
    }
}

fn consequence(deal: &Deal) -> String {
    let told = format!("{} is told at once.", deal.counterparty);
    match &deal.offer {
        Some(offer) => format!(
            "{told} The offer of {} each holds up to {} {}; beyond that it lapses.",
            offer.unit_price, offer.quantity, deal.unit
        ),
        None => told,
    }
}

/// In what steps a listing is sold.
pub fn units_hint(units: SaleUnits) -> String {
    match units {
        SaleUnits { minimum: ..=1, pack: ..=1 } => format!("1 to {MAX_QUANTITY}"),
        SaleUnits { minimum, pack: ..=1 } => format!("At least {minimum}"),
        SaleUnits { pack, .. } => format!("At least {}, in packs of {pack}", units.smallest()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_names_the_smallest_order_and_the_pack() {
        assert_eq!(units_hint(SaleUnits::SINGLE), "1 to 999999");
        assert_eq!(units_hint(SaleUnits { minimum: 5, pack: 1 }), "At least 5");
        assert_eq!(units_hint(SaleUnits { minimum: 30, pack: 25 }), "At least 50, in packs of 25");
    }
}
