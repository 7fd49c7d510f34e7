//! Selecting rows. The check boxes belong to the form of the bulk bar, so that everything works without scripts; with
//! them a range is taken with shift, all of the page at once, and the bar counts.

use super::BULK;
use crate::{domain::ids::LineId, ui::components::counted};
use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlInputElement, MouseEvent, NodeList},
};

/// The form that the check boxes belong to.
const FORM: &str = "bulk";

/// What is selected on the page. The boxes themselves hold it.
#[derive(Clone, Copy)]
pub struct Selection {
    pub root: NodeRef<html::Div>,
    selected: RwSignal<usize>,
    lines: RwSignal<usize>,
    /// The box that was clicked last: where a range begins.
    last: StoredValue<Option<String>>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { root: NodeRef::new(), selected: RwSignal::new(0), lines: RwSignal::new(0), last: StoredValue::new(None) }
    }
}

impl Selection {
    /// Counts again when rows come or go.
    pub fn follow(self, ids: Memo<Vec<LineId>>) {
        Effect::new(move |_| {
            ids.track();
            // The rows follow the list one frame later.
            request_animation_frame(move || self.count());
        });
    }

    fn boxes(self) -> Vec<HtmlInputElement> {
        let root = self.root.try_get_untracked().flatten();
        let found = root.and_then(|root| root.query_selector_all("tbody .row-check").ok());
        let all = |list: NodeList| (0..list.length()).filter_map(move |at| list.get(at)).collect::<Vec<_>>();
        found.map(all).unwrap_or_default().into_iter().filter_map(|node| node.dyn_into().ok()).collect()
    }

    /// The page may be left by the time a frame later.
    pub fn count(self) {
        let boxes = self.boxes();
        let selected = boxes.iter().filter(|line| line.checked()).count();
        let _left = (self.lines.try_set(boxes.len()), self.selected.try_set(selected));
    }

    /// A click with shift takes everything between this box and the one before along.
    pub fn click(self, event: &MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(target) = target.filter(|target| target.name() == "line") else { return };
        let boxes = self.boxes();
        let at = |id: &str| boxes.iter().position(|line| line.value() == id);
        let before = self.last.get_value().as_deref().and_then(at);
        if let (true, Some(from), Some(to)) = (event.shift_key(), before, at(&target.value())) {
            for line in &boxes[from.min(to)..=from.max(to)] {
                line.set_checked(target.checked());
            }
        }
        self.last.set_value(Some(target.value()));
        self.count();
    }

    fn set_all(self, checked: bool) {
        for line in self.boxes() {
            line.set_checked(checked);
        }
        self.count();
    }
}

/// The box of one row.
#[component]
pub fn SelectLine(id: LineId, name: String) -> impl IntoView {
    view! {
        <td class="check" data-fold="check">
            <input
                type="checkbox"
                class="row-check"
                form=FORM
                name="line"
                value=id.to_string()
                autocomplete="off"
                aria-label=format!("Select {name}")
            />
        </td>
    }
}

/// The box of the whole page; hidden by the style where there are no scripts.
#[component]
pub fn SelectAll(selection: Selection) -> impl IntoView {
    let all = move || selection.lines.get() > 0 && selection.selected.get() == selection.lines.get();
    let some = move || selection.selected.get() > 0 && !all();
    let change = move |event: Event| {
        let checked = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).map(|it| it.checked());
        selection.set_all(checked.unwrap_or_default());
    };
    view! {
        <input
            type="checkbox"
            class="row-check select-all"
            autocomplete="off"
            aria-label="Select all on this page"
            prop:checked=all
            prop:indeterminate=some
            on:change=change
        />
    }
}

/// What can be done with the selected lines. The style shows it while a box is checked.
#[component]
pub fn BulkBar(selection: Selection) -> impl IntoView {
    let words = move || match selection.selected.get() {
        0 => "Selected:".to_owned(),
        selected => format!("{} selected", counted(selected as u64, "line", "lines")),
    };
    // The boxes are empty once the event is over.
    let recount = move |_| request_animation_frame(move || selection.count());
    view! {
        <form class="bulk-bar" id=FORM method="get" action=BULK aria-label="Selected lines" on:reset=recount>
            <output>{words}</output>
            <button type="submit" class="button is-small" name="do" value="price">"Price by formula"</button>
            <button type="submit" class="button is-small is-danger is-quiet" name="do" value="no-quote">"No quote"</button>
            <button type="reset" class="button is-small is-quiet">"Clear"</button>
        </form>
    }
}
