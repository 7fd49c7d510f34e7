//! What adding a listing would do to what the cart holds of it already, said before it is done.

use crate::{
    api_types::catalog::{HeldLine, ListingView},
    domain::quantity::{SaleUnits, parse_quantity},
    ui::components::count_text,
};
use leptos::prelude::*;

/// What of a listing the note speaks of.
#[derive(Clone)]
struct Facts {
    held: Option<HeldLine>,
    seller: String,
    available: i64,
    units: SaleUnits,
}

/// Beside the field; `typed` is nothing until somebody types.
#[component]
pub fn HeldNote(listing: ListingView, typed: RwSignal<Option<String>>) -> impl IntoView {
    let ListingView { held, seller, available, units, .. } = listing;
    let facts = Facts { held, seller, available, units };
    let note = Memo::new(move |_| typed.with(|typed| note(&facts, typed.as_deref())));
    let text = move || note.with(|note| note.as_ref().map(|note| note.text.clone()));
    let loud = move || note.with(|note| note.as_ref().is_some_and(|note| note.loud));
    view! {
        <span class="hint held" class:is-loud=loud aria-live="polite">{text}</span>
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    text: String,
    /// What is typed lets something lapse, or asks for more than there is.
    loud: bool,
}

fn note(facts: &Facts, typed: Option<&str>) -> Option<Note> {
    let Facts { held, seller, available, units } = facts;
    let typed = typed.and_then(|text| parse_quantity(text).ok());
    // What will be sent: a quantity that cannot be ordered becomes the next one that can.
    let more = typed.map(|quantity| units.check(quantity).unwrap_or_else(|snapped| snapped.to));
    let short = |asked: i64| match asked > *available {
        true => format!(" {seller} has only {} now.", count_text(*available)),
        false => String::new(),
    };
    let Some(held) = held else {
        let text = more.map(short).filter(|text| !text.is_empty())?;
        return Some(Note { text: text.trim_start().to_owned(), loud: true });
    };
    let has = count_text(held.quantity);
    let counter = if held.counters_quantity { " Your counter-offer about the quantity lapses then." } else { "" };
    let Some(to) = more.map(|more| held.quantity + more) else {
        let offer = held.offer.map(|(price, covers)| {
            format!(" The offer of {price} each holds up to {}; beyond that it lapses.", count_text(covers))
        });
        let text = format!("{has} in your cart; adding raises that.{}{counter}", offer.unwrap_or_default());
        return Some(Note { text, loud: false });
    };
    let lapses = held.offer.is_some_and(|(_, covers)| to > covers);
    let offer = held.offer.map(|(price, covers)| match lapses {
        true => format!(
            " The offer of {price} each for up to {} lapses then; {seller} has to name a price again.",
            count_text(covers)
        ),
        false => format!(" The offer of {price} each covers that."),
    });
    let loud = lapses || held.counters_quantity || to > *available;
    let text =
        format!("{has} in your cart; this makes it {}.{}{counter}{}", count_text(to), offer.unwrap_or_default(), short(to));
    Some(Note { text, loud })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, UnitPrice};

    fn facts(held: Option<HeldLine>) -> Facts {
        Facts { held, seller: "Orbit".into(), available: 6, units: SaleUnits::SINGLE }
    }

    #[test]
    fn what_adding_would_touch_is_said_before() {
        let price = UnitPrice { micros: 41_200_000, currency: Currency::parse("USD").expect("known") };
        let line = HeldLine { quantity: 5, version: 2, offer: Some((price, 7)), counters_quantity: false };
        let facts_of = |held: &HeldLine| facts(Some(held.clone()));
        let said = |held: &HeldLine, typed| note(&facts_of(held), typed).expect("a note").text;
        assert_eq!(
            said(&line, None),
            "5 in your cart; adding raises that. The offer of 41.20 USD each holds up to 7; beyond that it lapses."
        );
        assert_eq!(said(&line, Some("1")), "5 in your cart; this makes it 6. The offer of 41.20 USD each covers that.");
        assert_eq!(
            said(&line, Some("3")),
            "5 in your cart; this makes it 8. The offer of 41.20 USD each for up to 7 lapses then; Orbit has to name a price \
            again. Orbit has only 6 now."
        );
        let countered = HeldLine { offer: None, counters_quantity: true, ..line };
        assert_eq!(
            said(&countered, Some("many")),
            "5 in your cart; adding raises that. Your counter-offer about the quantity lapses then."
        );
    }

    #[test]
    fn more_than_there_is_is_said_and_nothing_else_of_a_part_that_is_not_in_the_cart() {
        let short = Note { text: "Orbit has only 6 now.".into(), loud: true };
        assert_eq!(note(&facts(None), Some("7")), Some(short));
        assert_eq!([note(&facts(None), Some("6")), note(&facts(None), None)], [None, None]);
    }
}
