//! What a typed quantity becomes where parts are sold in packs or from a minimum on, said before anything is sent.

use crate::domain::quantity::{SaleUnits, Snapped, parse_quantity};
use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};

/// One quantity field. Its input calls [`Snap::typed`] while it is typed in and [`Snap::left`] once that is done.
#[derive(Clone, Copy)]
pub struct Snap {
    units: SaleUnits,
    reason: RwSignal<Option<String>>,
}

impl Snap {
    pub fn new(units: SaleUnits) -> Self {
        Self { units, reason: RwSignal::new(None) }
    }

    /// `Sold in packs of 10, at least 20: 13 becomes 20.`
    pub fn sentence(self) -> Option<String> {
        self.reason.with(|reason| reason.as_ref().map(|reason| format!("{reason}.")))
    }

    /// Says what the text would become, if it is a quantity that cannot be ordered.
    pub fn typed(self, text: &str) {
        self.reason.set(snapped(self.units, text).map(|snapped| snapped.reason));
    }

    /// Puts what can be ordered into the field; the sentence stays and says why. Answers the text that is there then.
    pub fn left(self, event: &Event) -> Option<String> {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())?;
        let to = snapped(self.units, &input.value())?.to.to_string();
        input.set_value(&to);
        Some(to)
    }

    /// Nothing is typed any more.
    pub fn forget(self) {
        self.reason.set(None);
    }
}

fn snapped(units: SaleUnits, text: &str) -> Option<Snapped> {
    parse_quantity(text).ok().and_then(|quantity| units.check(quantity).err())
}

/// What the quantity becomes, where it is announced while it is typed.
#[component]
pub fn SnapNote(#[prop(into)] id: String, snap: Snap) -> impl IntoView {
    view! { <span class="hint snap" id=id aria-live="polite">{move || snap.sentence()}</span> }
}
