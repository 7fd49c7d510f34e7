//! What was typed into the details of a line that left the list under its reader: a colleague unshared the cart, or the line
//! was closed. It is shown until its reader lets it go. Empty on the server.

use super::rows::CartDetails;
use crate::{
    api_types::{cart::CartItemView, negotiation::LineList},
    domain::{
        ids::{CartId, LineId},
        negotiation::Side,
    },
    ui::{
        carts::{CartLost, lost_text},
        components::{CopyButton, Guarded, Icon},
        negotiation::list_path,
    },
};
use leptos::prelude::*;

/// What stands in the forms of one line and is not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsaved {
    line: Option<(LineId, CartId)>,
    /// `AN3-5A from Orbit`.
    title: String,
    quantity: Option<String>,
    note: Option<String>,
    /// The line went with the cart, not by itself.
    cart_went: bool,
}

impl Unsaved {
    fn of(item: &CartItemView) -> Self {
        let title = format!("{} from {}", item.part.part_number, item.seller);
        Self { line: Some((item.id, item.cart_id)), title, ..Self::default() }
    }

    fn id(&self) -> Option<LineId> {
        self.line.map(|(id, _)| id)
    }

    fn is_empty(&self) -> bool {
        self.quantity.is_none() && self.note.is_none()
    }
}

/// The two fields of a line's details.
#[derive(Clone, Copy)]
pub enum TypedField {
    Quantity,
    Note,
}

/// Remembers what is typed into a field beyond the life of its form.
pub fn remember(details: CartDetails, item: Memo<CartItemView>, which: TypedField, field: Guarded) {
    Effect::new(move |_| {
        let typed = field.unsaved();
        item.with_untracked(|item| {
            details.unsaved.update(|unsaved| {
                if unsaved.id() != Some(item.id) {
                    *unsaved = Unsaved::of(item);
                }
                match which {
                    TypedField::Quantity => unsaved.quantity = typed,
                    TypedField::Note => unsaved.note = typed,
                }
            });
        });
    });
}

/// Keeps what was typed for a line that is in the list no more, while its details still are what the address names.
pub fn keep_when_gone(details: CartDetails, list: Memo<Option<LineList>>) {
    Effect::new(move |_| {
        let open = details.open.get();
        let Some((is_there, cart_id)) = list.with(|list| {
            let list = list.as_ref()?;
            Some((list.lines.rows.iter().any(|row| Some(row.id) == open), list.cart.as_ref().and_then(|cart| cart.id)))
        }) else {
            return;
        };
        let unsaved = details.unsaved.get_untracked();
        let Some((id, of_cart)) = unsaved.line.filter(|_| !is_there && !unsaved.is_empty()) else { return };
        if open == Some(id) {
            let cart_went = cart_id != Some(of_cart);
            details.kept.update(|kept| kept.push(Unsaved { cart_went, ..unsaved }));
        }
        details.unsaved.set(Unsaved::default());
    });
}

/// Above the list; each until it is put away.
#[component]
pub fn KeptTexts(details: CartDetails) -> impl IntoView {
    let indexed = move || details.kept.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <div class="kept-texts" role="status">
            {move || indexed().into_iter().map(|(at, kept)| view! { <Kept kept at details/> }).collect_view()}
        </div>
    }
}

#[component]
fn Kept(kept: Unsaved, at: usize, details: CartDetails) -> impl IntoView {
    let lost = CartLost::get();
    let (title, cart_went) = (kept.title, kept.cart_went);
    let what = move || match (cart_went, lost.get()) {
        (true, Some(lost)) => format!("{}; {title} went with it.", lost_text(&lost)),
        (true, None) => format!("{title} is in another cart now."),
        (false, _) => format!("{title} is not in this list any more."),
    };
    let goes_on = kept.line.filter(|_| !cart_went).map(|(id, _)| {
        // The note of a closed line can still be written.
        view! { <a href=format!("{}?tab=closed&details={id}", list_path(Side::Buyer))>"Look among the closed lines"</a> }
    });
    let text = |label: &'static str, text: Option<String>| {
        text.map(|text| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd><q>{text.clone()}</q><CopyButton text/></dd>
                </div>
            }
        })
    };
    let away = move |_| {
        details.kept.update(|kept| {
            if at < kept.len() {
                kept.remove(at);
            }
        });
    };
    view! {
        <div class="conflict">
            <Icon name="alert"/>
            <div class="conflict-values">
                <strong>{what}</strong>
                " What you typed was not stored. "
                {goes_on}
                <dl>
                    {text("Quantity", kept.quantity)}
                    {text("Note", kept.note)}
                </dl>
            </div>
            <div class="button-row">
                <button type="button" class="button is-small" on:click=away>"Put away"</button>
            </div>
        </div>
    }
}
