//! Native dialogs that open and close by invoker commands, without scripts.

use super::Icon;
use leptos::{html, prelude::*};

/// A modal dialog; `title` is the sentence that says what will happen. The children are its form.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    /// May follow the facts while the dialog is closed.
    #[prop(into)]
    title: Signal<String>,
    #[prop(optional)] node_ref: NodeRef<html::Dialog>,
    #[prop(optional)] class: &'static str,
    /// Its form came back with the page, refused: it stands open, without scripts too.
    #[prop(optional)]
    came_back: bool,
    children: Children,
) -> impl IntoView {
    if came_back {
        make_modal(node_ref);
    }
    let title_id = format!("{id}-title");
    let (labelled_by, closes) = (title_id.clone(), id.clone());
    view! {
        <dialog class=format!("dialog {class}") id=id open=came_back aria-labelledby=labelled_by node_ref=node_ref>
            <div class="dialog-head">
                <h2 id=title_id>{title}</h2>
                <button type="button" class="icon-button is-small" aria-label="Close" commandfor=closes command="close">
                    <Icon name="close"/>
                </button>
            </div>
            {children()}
        </dialog>
    }
}

/// Where scripts run, a dialog that was drawn open keeps the page behind it from acting, as one that a button opened.
fn make_modal(dialog: NodeRef<html::Dialog>) {
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        // One frame later: the drawer around it becomes modal first.
        request_animation_frame(move || {
            if dialog.open() {
                // Taken off by hand: `close()` would send the event on which a form is forgotten.
                let _closed = dialog.remove_attribute("open");
                if dialog.show_modal().is_err() {
                    dialog.set_open(true);
                }
            }
        });
    });
}

/// The button that opens the dialog of this id.
#[component]
pub fn DialogOpener(
    #[prop(into)] dialog: String,
    #[prop(into)] label: String,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    /// A letter that presses this button.
    #[prop(optional)]
    key: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("button {class}")
            commandfor=dialog
            command="show-modal"
            aria-keyshortcuts=key
            data-key=key
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </button>
    }
}

/// Cancel: closes the dialog and nothing else. Destructive dialogs give it the focus.
#[component]
pub fn DialogClose(#[prop(into)] dialog: String, #[prop(optional)] focus: bool) -> impl IntoView {
    view! {
        <button type="button" class="button" commandfor=dialog command="close" autofocus=focus>
            "Cancel"
        </button>
    }
}

/// Closes a dialog from the browser code, once its action has succeeded.
pub fn close_dialog(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked()
        && dialog.open()
    {
        dialog.close();
    }
}
