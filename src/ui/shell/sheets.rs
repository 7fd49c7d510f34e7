//! The two sheets that the keyboard brings up from anywhere: the keys that work here, and everything one can do here.

use leptos::{html, prelude::*};

/// Asks for a sheet; each collects anew what is on the page when it is asked for.
#[derive(Clone, Copy)]
pub struct Sheets {
    help: RwSignal<u32>,
    palette: RwSignal<u32>,
}

impl Sheets {
    /// Makes [`use_sheets`] work below.
    pub fn provide() -> Self {
        let sheets = Self { help: RwSignal::new(0), palette: RwSignal::new(0) };
        provide_context(sheets);
        sheets
    }

    pub fn ask_help(self) {
        self.help.update(|asked| *asked += 1);
    }

    pub fn ask_palette(self) {
        self.palette.update(|asked| *asked += 1);
    }

    pub fn on_help(self, then: impl Fn() + 'static) {
        on_ask(self.help, then);
    }

    pub fn on_palette(self, then: impl Fn() + 'static) {
        on_ask(self.palette, then);
    }
}

/// The sheets of the frame around the calling component.
pub fn use_sheets() -> Option<Sheets> {
    use_context()
}

/// Never runs on the server.
fn on_ask(asked: RwSignal<u32>, then: impl Fn() + 'static) {
    Effect::new(move |before: Option<u32>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            then();
        }
        now
    });
}

/// Shows a dialog over everything, unless it stands open; then it closes.
pub fn toggle(dialog: NodeRef<html::Dialog>) {
    let Some(dialog) = dialog.get_untracked() else { return };
    if dialog.open() {
        dialog.close();
    } else {
        // Only fails for a dialog that is open already.
        let _shown = dialog.show_modal();
    }
}
