//! Clear cart: one question, ten seconds to take it back.

use super::rows::CartDetails;
use crate::{
    domain::ids::CartId,
    ui::components::{Dialog, DialogClose, FormError, SubmitButton, close_dialog, counted, error_of, on_success},
};
use leptos::{form::ActionForm, html, prelude::*};

pub const CLEAR_DIALOG: &str = "clear-cart";

#[component]
pub fn ClearDialog(
    details: CartDetails,
    /// The cart on screen, its title, and its lines in negotiation.
    cart: Memo<Option<(CartId, String, u32)>>,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Dialog>::new();
    on_success(details.clear, move |_| close_dialog(node_ref));
    let title = Signal::derive(move || {
        cart.get().map_or_else(
            || "Clear the cart?".to_owned(),
            |(_, title, lines)| format!("Take {} out of “{title}”?", counted(lines, "line", "lines")),
        )
    });
    view! {
        <Dialog id=CLEAR_DIALOG title node_ref>
            <ActionForm action=details.clear>
                <div class="dialog-body">
                    <p>"Their negotiations are withdrawn after ten seconds; until then you can undo it. What is agreed stays in the cart."</p>
                    <FormError error=error_of(details.clear)/>
                    <input type="hidden" name="cart_id" value=move || cart.get().map(|(id, ..)| id.to_string()).unwrap_or_default()/>
                </div>
                <div class="dialog-foot">
                    <DialogClose dialog=CLEAR_DIALOG focus=true/>
                    <SubmitButton label="Clear cart" class="is-primary is-danger" pending=details.clear.pending()/>
                </div>
            </ActionForm>
        </Dialog>
    }
}
