//! Ctrl-K: everything one can do here, found by a few letters. A combobox in a native dialog: the focus stays in the
//! field, and the option that Enter takes is told by `aria-activedescendant`.

mod commands;
mod fuzzy;

use super::{
    here,
    sheets::{Sheets, toggle},
};
use crate::ui::components::{Icon, counted, href};
use commands::{Command, Deed, collect, narrow};
use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlSelectElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition, SubmitEvent},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What the palette shows.
#[derive(Clone, Copy)]
struct State {
    all: RwSignal<Vec<Command>>,
    typed: RwSignal<String>,
    shown: Memo<Vec<Command>>,
    /// The option that Enter takes.
    at: RwSignal<usize>,
}

impl State {
    fn new() -> Self {
        let (all, typed) = (RwSignal::new(Vec::new()), RwSignal::new(String::new()));
        let shown = Memo::new(move |_| all.with(|all| typed.with(|typed| narrow(all, typed))));
        Self { all, typed, shown, at: RwSignal::new(0) }
    }

    fn begin(self) {
        self.all.set(collect());
        self.typed.set(String::new());
        self.at.set(0);
    }

    /// Round and round.
    fn step(self, by: isize) {
        let count = self.shown.with_untracked(Vec::len);
        if count > 0 {
            let by = by.rem_euclid(count.cast_signed()).cast_unsigned();
            self.at.update(|at| *at = (*at + by) % count);
            show_option(self.at.get_untracked());
        }
    }

    fn chosen(self) -> Option<Command> {
        self.shown.with_untracked(|shown| shown.get(self.at.get_untracked()).cloned())
    }
}

#[component]
pub fn Palette(sheets: Sheets) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let state = State::new();
    sheets.on_palette(move || {
        let is_open = dialog.get_untracked().is_some_and(|dialog| dialog.open());
        // Another question comes first.
        if is_open || !here::is_asked() {
            state.begin();
            toggle(dialog);
        }
    });
    let navigate = use_navigate();
    let run = Callback::new(move |command: Command| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        match command.deed {
            Deed::Search(typed) => navigate(&href("/connector/parts", &[("q", &typed)]), NavigateOptions::default()),
            deed => carry_out(&deed, sheets),
        }
    });
    view! {
        <dialog class="dialog palette" id="palette" aria-label="Commands" closedby="any" node_ref=dialog>
            <Field state run/>
            <Options state run/>
            <p class="visually-hidden" role="status">
                {move || state.shown.with(|shown| counted(shown.len() as u64, "command", "commands"))}
            </p>
        </dialog>
    }
}

/// Does what a button of the page would do.
fn carry_out(deed: &Deed, sheets: Sheets) {
    match deed {
        Deed::Press(key) => {
            here::press(key);
        }
        Deed::Click(selector) => {
            if let Some(element) = here::find(selector) {
                element.click();
            }
        }
        Deed::Organisation(value) => {
            let select = here::find("#organisation").and_then(|select| select.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                select.set_value(value);
                // Only fails on a form that is no longer there.
                let _sent = select.form().map(|form| form.request_submit());
            }
        }
        Deed::Help => sheets.ask_help(),
        Deed::Search(_) => {}
    }
}

#[component]
fn Field(state: State, run: Callback<Command>) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(command) = state.chosen() {
            run.run(command);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => 8,
            "PageUp" => -8,
            _ => return,
        };
        event.prevent_default();
        state.step(step);
    };
    let active = move || {
        let at = state.at.get();
        state.shown.with(|shown| (at < shown.len()).then(|| option_id(at)))
    };
    view! {
        <form method="dialog" on:submit=submit>
            <Icon name="search"/>
            <input
                type="text"
                role="combobox"
                aria-label="What do you want to do?"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=active
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                autofocus
                maxlength="200"
                placeholder="Go to, act, search parts"
                prop:value=move || state.typed.get()
                on:input=move |event| {
                    state.typed.set(event_target_value(&event));
                    state.at.set(0);
                }
                on:keydown=on_key
            />
            <kbd class="kbd" aria-hidden="true">"Esc"</kbd>
        </form>
    }
}

fn option_id(index: usize) -> String {
    format!("palette-option-{index}")
}

/// Keeps the chosen option in view.
fn show_option(index: usize) {
    if let Some(option) = here::find(&format!("#{}", option_id(index))) {
        let near = ScrollIntoViewOptions::new();
        near.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&near);
    }
}

/// In groups while nothing is typed; the best first otherwise.
#[component]
fn Options(state: State, run: Callback<Command>) -> impl IntoView {
    let draw = move || {
        let is_grouped = state.typed.with(|typed| typed.trim().is_empty());
        let mut groups: Vec<(&'static str, Vec<(usize, Command)>)> = Vec::new();
        for (index, command) in state.shown.get().into_iter().enumerate() {
            let name = if is_grouped { command.group } else { "" };
            match groups.last_mut().filter(|(last, _)| *last == name) {
                Some((_, commands)) => commands.push((index, command)),
                None => groups.push((name, vec![(index, command)])),
            }
        }
        groups.into_iter().map(|group| group_view(group, state, run)).collect_view()
    };
    view! { <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands">{draw}</div> }
}

fn group_view(group: (&'static str, Vec<(usize, Command)>), state: State, run: Callback<Command>) -> AnyView {
    let (name, commands) = group;
    let options =
        commands.into_iter().map(|(index, command)| view! { <CommandOption index command state run/> }).collect_view();
    if name.is_empty() {
        return options.into_any();
    }
    view! {
        <div role="group" aria-label=name>
            <div class="palette-group" aria-hidden="true">{name}</div>
            {options}
        </div>
    }
    .into_any()
}

#[component]
fn CommandOption(index: usize, command: Command, state: State, run: Callback<Command>) -> impl IntoView {
    let selected = move || if state.at.get() == index { "true" } else { "false" };
    let keys = command.keys.clone();
    let (icon, words) = (command.icon, command.words.clone());
    view! {
        <div
            role="option"
            id=option_id(index)
            aria-selected=selected
            on:click=move |_| run.run(command.clone())
            on:mousemove=move |_| if state.at.get_untracked() != index { state.at.set(index) }
        >
            <Icon name=icon/>
            <span class="truncate">{words}</span>
            {keys.into_iter().map(|key| view! { <kbd class="kbd" aria-hidden="true">{key}</kbd> }).collect_view()}
        </div>
    }
}
