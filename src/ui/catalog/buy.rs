//! What the part page can do with a listing: its two actions, what they did last and to which listing.

use crate::{
    domain::ids::{LineId, ListingId},
    server_fns::cart::{AddToCart, BuyAtListPrice},
    ui::components::{RowForms, on_success},
};
use leptos::prelude::*;
use std::collections::HashMap;

/// The line that the last form led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub line_id: LineId,
    /// Bought at list price rather than put into the cart.
    pub is_agreed: bool,
}

/// Shared by all rows, so that one refusal and one success are shown at a time.
#[derive(Clone, Copy)]
pub struct Buying {
    pub add: ServerAction<AddToCart>,
    pub adding: RowForms<ListingId>,
    pub buy: ServerAction<BuyAtListPrice>,
    pub buying: RowForms<ListingId>,
    pub done: RwSignal<Option<Done>>,
    /// Forms that succeeded so far.
    pub successes: RwSignal<u32>,
    /// What is typed in the dialogs, so that their question names it.
    quantities: RwSignal<HashMap<ListingId, String>>,
}

impl Buying {
    pub fn new() -> Self {
        let (add, buy) = (ServerAction::<AddToCart>::new(), ServerAction::<BuyAtListPrice>::new());
        let (done, successes) = (RwSignal::new(None), RwSignal::new(0));
        Effect::new(move |_| {
            if add.pending().get() || buy.pending().get() {
                done.set(None);
            }
        });
        let succeed = move |line_id: LineId, is_agreed: bool| {
            done.set(Some(Done { line_id, is_agreed }));
            successes.update(|count| *count += 1);
        };
        on_success(add, move |changed| {
            buy.clear();
            succeed(changed.line_id, false);
        });
        on_success(buy, move |changed| {
            add.clear();
            succeed(changed.line_id, true);
        });
        Self {
            add,
            adding: RowForms::new(add, |form| form.input.listing_id),
            buy,
            buying: RowForms::new(buy, |form| form.input.listing_id),
            done,
            successes,
            quantities: RwSignal::new(HashMap::new()),
        }
    }

    /// What is typed in a listing's dialog, if anything was.
    pub fn quantity(self, listing_id: ListingId) -> Option<String> {
        self.quantities.with(|typed| typed.get(&listing_id).cloned())
    }

    pub fn type_quantity(self, listing_id: ListingId, text: String) {
        self.quantities.update(|typed| {
            typed.insert(listing_id, text);
        });
    }
}
