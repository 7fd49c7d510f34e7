//! Taking a line out of the cart and taking that back: in its details, in its row, and in the corner of the page.

use super::rows::{CartDetails, use_details};
use crate::{
    api_types::cart::{CartItemView, RemovalsView},
    domain::ids::{CartId, LineId},
    ui::components::{FormError, Icon, SubmitButton, counted, error_of},
};
use leptos::{form::ActionForm, prelude::*};

/// Removes the line, or says that it is on its way out.
#[component]
pub fn ItemRemoval(item: Memo<CartItemView>, details: CartDetails) -> impl IntoView {
    let removing = Memo::new(move |_| item.with(|item| item.removing.clone()));
    let ids = item.with_untracked(|item| (item.id,));
    view! {
        <div class="item-removal">
            {move || match removing.get() {
                Some(removing) => view! {
                    <span class="muted">{format!("{} is taking it out of the cart.", removing.by)}</span>
                    <UndoForm details line=Some(ids.0)/>
                }
                .into_any(),
                None => view! {
                    <ActionForm action=details.remove>
                        <input type="hidden" name="line_id" value=ids.0.to_string()/>
                        <SubmitButton label="Remove from cart" class="is-small is-danger is-quiet" icon="trash" pending=details.remove.pending()/>
                    </ActionForm>
                }
                .into_any(),
            }}
            <FormError error=error_of(details.remove)/>
        </div>
    }
}

/// Keeps one line, or all of the cart that are on their way out.
#[component]
fn UndoForm(
    details: CartDetails,
    /// Without one, every line of the cart.
    line: Option<LineId>,
    #[prop(optional)] cart_id: Option<CartId>,
    #[prop(default = "is-small")] class: &'static str,
) -> impl IntoView {
    view! {
        <ActionForm action=details.undo>
            {cart_id.map(|id| view! { <input type="hidden" name="input[cart_id]" value=id.to_string()/> })}
            {line.map(|id| view! { <input type="hidden" name="input[line_id]" value=id.to_string()/> })}
            <SubmitButton label="Undo" class pending=details.undo.pending()/>
        </ActionForm>
    }
}

/// In the row of a line that is on its way out.
#[component]
pub fn RowRemoval(id: LineId) -> impl IntoView {
    use_details().map(|details| {
        view! {
            <span class="row-removing">
                <span class="muted">"Being removed"</span>
                <UndoForm details line=Some(id)/>
            </span>
        }
    })
}

/// In the corner, while lines are on their way out; without scripts too.
#[component]
pub fn RemovalToast(removals: Memo<Option<RemovalsView>>, details: CartDetails) -> impl IntoView {
    let sentence = |removals: &RemovalsView| match removals.lines {
        1 => format!("{} was taken out of the cart.", removals.part_number),
        lines => format!("{} were taken out of the cart.", counted(lines, "line", "lines")),
    };
    view! {
        <div class="toast-region" role="status">
            {move || removals.get().map(|removals| view! {
                <div class="toast">
                    <Icon name="trash"/>
                    <p>{sentence(&removals)}</p>
                    <UndoForm details line=None cart_id=removals.cart_id class="is-small is-on-dark"/>
                </div>
            })}
        </div>
    }
}
