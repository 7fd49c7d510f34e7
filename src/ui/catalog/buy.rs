//! What the part page can do with a listing: its two actions, what they did last and to which listing.

use crate::{
    api_types::AppError,
    domain::ids::{LineId, ListingId},
    server_fns::cart::{AddToCart, BuyAtListPrice},
    ui::components::{error_of, on_success},
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
    pub buy: ServerAction<BuyAtListPrice>,
    pub done: RwSignal<Option<Done>>,
    /// Forms that succeeded so far.
    pub successes: RwSignal<u32>,
    /// The listing of the last form sent.
    tried: RwSignal<Option<ListingId>>,
    /// What is typed in the dialogs, so that their question names it.
    quantities: RwSignal<HashMap<ListingId, String>>,
}

impl Buying {
    pub fn new() -> Self {
        let (add, buy) = (ServerAction::<AddToCart>::new(), ServerAction::<BuyAtListPrice>::new());
        let (done, successes, tried) = (RwSignal::new(None), RwSignal::new(0), RwSignal::new(None));
        let note = move |listing_id: Option<ListingId>| {
            if listing_id.is_some() {
                tried.set(listing_id);
                done.set(None);
            }
        };
        Effect::new(move |_| note(add.input().with(|form| form.as_ref().map(|form| form.input.listing_id))));
        Effect::new(move |_| note(buy.input().with(|form| form.as_ref().map(|form| form.input.listing_id))));
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
        Self { add, buy, done, successes, tried, quantities: RwSignal::new(HashMap::new()) }
    }

    fn is_tried(self, listing_id: ListingId) -> bool {
        self.tried.get() == Some(listing_id)
    }

    /// Whether this listing is being added right now.
    pub fn adds(self, listing_id: ListingId) -> Signal<bool> {
        Signal::derive(move || self.add.pending().get() && self.is_tried(listing_id))
    }

    /// Whether this listing is being bought right now.
    pub fn buys(self, listing_id: ListingId) -> Signal<bool> {
        Signal::derive(move || self.buy.pending().get() && self.is_tried(listing_id))
    }

    /// Why this listing was not added.
    pub fn add_error(self, listing_id: ListingId) -> Signal<Option<AppError>> {
        let error = error_of(self.add);
        Signal::derive(move || error.get().filter(|_| self.is_tried(listing_id)))
    }

    /// Why this listing was not bought.
    pub fn buy_error(self, listing_id: ListingId) -> Signal<Option<AppError>> {
        let error = error_of(self.buy);
        Signal::derive(move || error.get().filter(|_| self.is_tried(listing_id)))
    }

    /// A refusal that came back with the page: nobody knows of which row.
    pub fn orphan_of_add(self) -> Signal<Option<AppError>> {
        let error = error_of(self.add);
        Signal::derive(move || error.get().filter(|_| self.tried.get().is_none()))
    }

    /// As [`Self::orphan_of_add`].
    pub fn orphan_of_buy(self) -> Signal<Option<AppError>> {
        let error = error_of(self.buy);
        Signal::derive(move || error.get().filter(|_| self.tried.get().is_none()))
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
