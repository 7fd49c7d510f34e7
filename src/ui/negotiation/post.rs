//! A form with files on its way: sent as browsers without scripts send it, with how far it is. Never runs on the server.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest},
};
use serde::Deserialize;

/// One form's post; copied freely, as an action is.
#[derive(Clone, Copy)]
pub struct Post {
    pending: RwSignal<bool>,
    percent: RwSignal<Option<u32>>,
    error: RwSignal<Option<String>>,
    done: RwSignal<usize>,
}

/// What a refusal says (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    detail: String,
}

impl Post {
    pub fn new() -> Self {
        Self {
            pending: RwSignal::new(false),
            percent: RwSignal::new(None),
            error: RwSignal::new(None),
            done: RwSignal::new(0),
        }
    }

    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// How much of it has left this machine.
    pub fn percent(self) -> Signal<Option<u32>> {
        self.percent.into()
    }

    /// Why the last one was refused.
    pub fn error(self) -> Signal<Option<String>> {
        self.error.into()
    }

    /// How many have succeeded.
    pub fn done(self) -> Signal<usize> {
        self.done.into()
    }

    /// Forgets what was refused.
    pub fn clear(self) {
        self.error.set(None);
    }

    /// Sends everything in the form to the form's own address.
    pub fn send(self, form: &HtmlFormElement) {
        if self.pending.get_untracked() {
            return;
        }
        self.error.set(None);
        let sent = FormData::new_with_form(form).and_then(|data| self.start(&form.action(), &data));
        if sent.is_err() {
            self.refuse("This browser could not send the form. Nothing was lost; reload the page and try again.");
        }
    }

    fn start(self, address: &str, data: &FormData) -> Result<(), leptos::wasm_bindgen::JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open("POST", address)?;
        request.set_request_header("Accept", "application/json")?;
        let on_progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                // Between 0 and 100.
                self.percent.set(Some((event.loaded() * 100.0 / event.total()) as u32));
            }
        });
        request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        on_progress.forget();
        let answered = request.clone();
        let on_end = Closure::once_into_js(move || self.end(&answered));
        request.set_onloadend(Some(on_end.unchecked_ref()));
        request.send_with_opt_form_data(Some(data))?;
        self.pending.set(true);
        Ok(())
    }

    fn end(self, request: &XmlHttpRequest) {
        self.pending.set(false);
        self.percent.set(None);
        let text = request.response_text().ok().flatten().unwrap_or_default();
        match request.status().unwrap_or_default() {
            200..300 => self.done.update(|done| *done += 1),
            0 => self.refuse("The server did not answer. Nothing was lost; try again in a moment."),
            413 => self.refuse("That is more than this server takes at once. Nothing was stored."),
            _ => match serde_json::from_str::<Problem>(&text) {
                Ok(problem) => self.refuse(&problem.detail),
                Err(_) => self.refuse("The server could not take it. Nothing was stored; try again in a moment."),
            },
        }
    }

    fn refuse(self, reason: &str) {
        self.pending.set(false);
        self.percent.set(None);
        self.error.set(Some(reason.to_owned()));
    }
}
