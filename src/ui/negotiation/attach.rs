//! Choosing files for a message: by the browser's own picker, by dropping, by pasting. The file input holds them all, so
//! that a form is sent alike with and without scripts.

use crate::{
    domain::file::{FileLimits, size_text},
    ui::components::Icon,
};
use leptos::{
    html,
    prelude::*,
    web_sys::{ClipboardEvent, DataTransfer, DragEvent, File, FileList, HtmlInputElement},
};

/// What the picker offers.
pub const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.webp,application/pdf,image/png,image/jpeg,image/webp";

/// A file that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    index: u32,
    name: String,
    size: u64,
    /// Why it would be refused.
    problem: Option<String>,
}

/// The files of one form.
#[derive(Clone, Copy)]
pub struct Attachments {
    pub input: NodeRef<html::Input>,
    waiting: RwSignal<Vec<Waiting>>,
    is_over: RwSignal<bool>,
    limits: FileLimits,
}

impl Attachments {
    pub fn new(limits: FileLimits) -> Self {
        Self { input: NodeRef::new(), waiting: RwSignal::new(Vec::new()), is_over: RwSignal::new(false), limits }
    }

    pub fn is_empty(self) -> bool {
        self.waiting.with_untracked(Vec::is_empty)
    }

    /// Something is dragged over the form.
    pub fn is_over(self) -> Signal<bool> {
        self.is_over.into()
    }

    /// Why the files cannot be sent as they are.
    pub fn problem(self) -> Option<String> {
        self.waiting.with(|waiting| {
            let too_many = (waiting.len() > self.limits.count as usize)
                .then(|| format!("at most {} files at a time; remove some", self.limits.count));
            waiting.iter().find_map(|file| file.problem.clone()).or(too_many)
        })
    }

    /// Looks at what the input holds now.
    pub fn look(self) {
        let files = self.input.get_untracked().and_then(|input| input.files());
        let files = files.map(|files| list(&files)).unwrap_or_default();
        let waiting = (0_u32..).zip(files).map(|(index, file)| {
            // Sizes are whole numbers below 2^53.
            let (name, size) = (file.name(), file.size() as u64);
            Waiting { index, problem: self.limits.check(&name, size).err(), name, size }
        });
        self.waiting.set(waiting.collect());
    }

    pub fn clear(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
        self.waiting.set(Vec::new());
    }

    fn hold(self, files: impl Iterator<Item = File>) {
        let (Some(input), Ok(all)) = (self.input.get_untracked(), DataTransfer::new()) else { return };
        for file in files {
            // Only fails for what is no file.
            let _added = all.items().add_with_file(&file);
        }
        set_files(&input, &all);
        self.look();
    }

    fn add(self, files: &FileList) {
        let held = self.input.get_untracked().and_then(|input| input.files()).map(|files| list(&files));
        self.hold(held.unwrap_or_default().into_iter().chain(list(files)));
    }

    fn remove(self, index: u32) {
        let held = self.input.get_untracked().and_then(|input| input.files()).map(|files| list(&files));
        let kept = (0_u32..).zip(held.unwrap_or_default()).filter(move |(at, _)| *at != index).map(|(_, file)| file);
        self.hold(kept);
    }

    pub fn on_paste(self, event: &ClipboardEvent) {
        if let Some(files) = event.clipboard_data().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            self.add(&files);
        }
    }

    pub fn on_drag(self, event: &DragEvent) {
        event.prevent_default();
        self.is_over.set(true);
    }

    pub fn on_leave(self) {
        self.is_over.set(false);
    }

    pub fn on_drop(self, event: &DragEvent) {
        event.prevent_default();
        self.is_over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            self.add(&files);
        }
    }
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

fn set_files(input: &HtmlInputElement, all: &DataTransfer) {
    input.set_files(all.files().as_ref());
}

/// The picker: a paper clip with scripts, the browser's own control without.
#[component]
pub fn FilePicker(files: Attachments) -> impl IntoView {
    view! {
        <label class="file-picker" title=format!("Attach files: {}", files.limits.words())>
            <Icon name="paperclip"/>
            <span class="visually-hidden">"Attach files"</span>
            <input
                type="file"
                name="files"
                multiple
                accept=ACCEPT
                node_ref=files.input
                on:change=move |_| files.look()
            />
        </label>
    }
}

/// What waits to be sent; each can be taken out again.
#[component]
pub fn WaitingFiles(files: Attachments) -> impl IntoView {
    let rows = move || files.waiting.get();
    let any = Memo::new(move |_| files.waiting.with(|waiting| !waiting.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <ul class="waiting-files" aria-label="Files to send">
                    <For each=rows key=|file| (file.index, file.name.clone(), file.size) let:file>
                        <li class:is-refused=file.problem.is_some()>
                            <Icon name=if file.problem.is_some() { "alert" } else { "file" }/>
                            <span class="truncate">{file.name.clone()}</span>
                            <span class="muted">{size_text(file.size)}</span>
                            <button
                                type="button"
                                class="icon-button is-small"
                                aria-label=format!("Remove {}", file.name)
                                on:click=move |_| files.remove(file.index)
                            >
                                <Icon name="close"/>
                            </button>
                        </li>
                    </For>
                </ul>
            }
        })
    }
}
