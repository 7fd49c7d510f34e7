//! What the part page can do with a listing: its two actions, what they did last and to which listing.

use crate::{
    api_types::done::Done,
    domain::ids::ListingId,
    server_fns::cart::{AddToCart, BuyAtListPrice},
    ui::{
        components::{Returned, RowForms, done_by_address, on_success},
        live::use_live,
    },
};
use leptos::prelude::*;
use std::collections::HashMap;

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

fn listing_typed(form: &Returned) -> Option<ListingId> {
    form.get("input[listing_id]")?.parse().ok()
}

impl Buying {
    pub fn new() -> Self {
        let live = use_live();
        let (add, buy) = (ServerAction::<AddToCart>::new(), ServerAction::<BuyAtListPrice>::new());
        // Without scripts the answer comes as an address.
        let (done, successes) = (RwSignal::new(done_by_address()), RwSignal::new(0));
        Effect::new(move |_| {
            if add.pending().get() || buy.pending().get() {
                done.set(None);
            }
        });
        let succeed = move |what: Done| {
            done.set(Some(what));
            successes.update(|count| *count += 1);
        };
        on_success(add, move |changed| {
            buy.clear();
            succeed(Done::added(changed));
        });
        on_success(buy, move |changed| {
            add.clear();
            // A guest who was just made has no stream yet that would say so.
            live.bump("lines");
            succeed(Done::Bought(changed.line_id));
        });
        Self {
            add,
            adding: RowForms::new(add, |form| form.input.listing_id, listing_typed),
            buy,
            buying: RowForms::new(buy, |form| form.input.listing_id, listing_typed),
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
