//! The confirming dialogs of a line: each says what will happen, to whom and with which amount, and sends one form.

mod accept;
mod changed;
mod counter;
mod documentation;
mod ending;
mod extend;
mod fields;
mod price;
mod quantity;
mod take_over;

use super::{actions::LineActions, deal::Deal, post::Post};
use crate::{
    api_types::AppError,
    domain::{ids::RequestId, negotiation::Action, refusal::Refusal},
    ui::components::{Dialog, DialogClose, FormError, GoneNote, Returned, SubmitButton, close_dialog, error_of},
};
use leptos::{
    html,
    prelude::*,
    server_fn::ServerFn,
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, SubmitEvent},
};

/// The id by which a button opens the dialog of an action.
pub fn dialog_id(action: Action) -> String {
    format!("dialog-{}", action.words().to_lowercase().replace(' ', "-"))
}

/// The dialog of an action that has one.
#[component]
pub fn ActionDialog(action: Action, actions: LineActions, line: Signal<Deal>) -> AnyView {
    match action {
        Action::UpdatePrice => view! { <price::UpdatePriceDialog action=actions.update_price line/> }.into_any(),
        Action::ExtendOffer => view! { <extend::ExtendDialog action=actions.extend_offer line/> }.into_any(),
        Action::CounterOffer => view! { <counter::CounterDialog action=actions.counter_offer line/> }.into_any(),
        Action::TakeOver => view! { <take_over::TakeOverDialog action=actions.take_over line/> }.into_any(),
        Action::AcceptOffer => view! { <accept::AcceptDialog action=actions.accept_offer line/> }.into_any(),
        Action::NoQuote => view! { <ending::NoQuoteDialog action=actions.no_quote line/> }.into_any(),
        Action::Withdraw => view! { <ending::WithdrawDialog action=actions.withdraw line/> }.into_any(),
        Action::RequestDocumentation => {
            view! { <documentation::RequestDialog action=actions.request_documentation line/> }.into_any()
        }
        Action::ProvideDocumentation => {
            view! { <documentation::ProvideDialog post=actions.provide_documentation line/> }.into_any()
        }
        Action::ChangeQuantity => view! { <quantity::QuantityDialog action=actions.change_quantity line/> }.into_any(),
        Action::AddToCart
        | Action::BuyAtListPrice
        | Action::SendMessage
        | Action::Remind
        | Action::Expire
        | Action::Close
        | Action::Complete => ().into_any(),
    }
}

/// One form in its dialog.
#[derive(Clone, Copy)]
pub struct Confirming {
    /// The line as the dialog was opened with it: what is confirmed is what was read.
    pub deal: Signal<Deal>,
    pub error: Signal<Option<AppError>>,
    /// On its way, or just done and waiting for the line to be read again.
    pub busy: Signal<bool>,
    dialog: NodeRef<html::Dialog>,
    on_close: Callback<()>,
    /// The revision that was looked at when the form was refused because there is a newer one.
    seen: RwSignal<Option<u32>>,
    /// The form that came back with the page, without scripts.
    returned: RwSignal<Option<Returned>>,
}

/// What became of a form, whichever way it was sent.
struct Answers {
    pending: Signal<bool>,
    /// Moves with every answer.
    run: Signal<usize>,
    /// Whether the last answer was a good one.
    succeeded: Signal<bool>,
    error: Signal<Option<AppError>>,
    clear: Callback<()>,
    /// The form that came back with the page, without scripts.
    returned: Option<Returned>,
}

impl Confirming {
    pub fn new<S>(action: ServerAction<S>, line: Signal<Deal>) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let version = action.version();
        let answers = Answers {
            pending: action.pending().into(),
            run: Signal::derive(move || version.get()),
            succeeded: Signal::derive(move || action.value().with_untracked(|value| matches!(value, Some(Ok(_))))),
            error: error_of(action),
            clear: Callback::new(move |()| action.clear()),
            returned: Returned::of::<S>(),
        };
        Self::with(answers, line)
    }

    /// As [`Confirming::new`], for a form with files.
    pub fn of_post(post: Post, line: Signal<Deal>) -> Self {
        let answers = Answers {
            pending: post.pending(),
            run: post.done(),
            succeeded: Signal::derive(|| true),
            error: Signal::derive(|| None),
            clear: Callback::new(move |()| post.clear()),
            returned: None,
        };
        Self::with(answers, line)
    }

    fn with(answers: Answers, line: Signal<Deal>) -> Self {
        let Answers { pending, run, succeeded, error, clear, returned } = answers;
        let dialog = NodeRef::<html::Dialog>::new();
        let used = RwSignal::new(None::<RequestId>);
        let shown = RwSignal::new(line.get_untracked());
        let returned = returned.filter(|_| error.with_untracked(Option::is_some));
        let seen = RwSignal::new(returned.as_ref().filter(|_| error.with_untracked(is_stale)).and_then(revision_seen));
        let returned = RwSignal::new(returned);
        Effect::new(move |_| {
            let now = line.get();
            let is_open = dialog.get_untracked().is_some_and(|dialog| dialog.open());
            if !is_open || shown.with_untracked(|shown| used.get_untracked() == Some(shown.request_id)) {
                shown.set(now);
            }
        });
        show_anew(Anew { line, shown, seen, error, version: run });
        Effect::new(move |before: Option<usize>| {
            let now = run.get();
            if before.is_some_and(|before| before != now) && succeeded.get_untracked() {
                used.set(Some(shown.with_untracked(|shown| shown.request_id)));
                empty_form(dialog);
                close_dialog(dialog);
            }
            now
        });
        Self {
            deal: shown.into(),
            error,
            busy: Signal::derive(move || pending.get() || used.get() == Some(shown.with(|shown| shown.request_id))),
            dialog,
            on_close: Callback::new(move |()| {
                clear.run(());
                shown.set(line.get_untracked());
                seen.set(None);
                returned.set(None);
            }),
            seen,
            returned,
        }
    }

    /// What stood in a field of the form that came back with the page.
    pub fn typed(self, name: &str) -> Option<String> {
        self.returned.with_untracked(|form| form.as_ref()?.get(&format!("input[{name}]")))
    }

    /// A field's value: as it came back, else this.
    pub fn value(self, name: &'static str, usual: Signal<String>) -> Signal<String> {
        Signal::derive(move || {
            self.returned.track();
            self.typed(name).unwrap_or_else(|| usual.get())
        })
    }

    /// Holds a second submission back while the first is on its way. Listen in the capturing phase.
    pub fn hold(self) -> impl Fn(SubmitEvent) + Clone + Send + 'static {
        move |event| {
            if self.busy.get_untracked() {
                event.prevent_default();
            }
        }
    }

    /// A text that follows the deal.
    pub fn text(self, of: impl Fn(&Deal) -> String + Send + Sync + 'static) -> Signal<String> {
        Signal::derive(move || self.deal.with(&of))
    }
}

/// What [`show_anew`] moves.
struct Anew {
    line: Signal<Deal>,
    shown: RwSignal<Deal>,
    seen: RwSignal<Option<u32>>,
    error: Signal<Option<AppError>>,
    version: Signal<usize>,
}

/// A form that was refused because the line has changed shows the line as it is now, once per refusal: what is confirmed
/// next was read, too.
fn show_anew(anew: Anew) {
    let Anew { line, shown, seen, error, version } = anew;
    Effect::new(move |shown_for: Option<usize>| {
        let (now, run) = (line.get(), version.get());
        let before = shown.with_untracked(|shown| (shown.version, shown.revision()));
        if shown_for == Some(run) || !error.with(is_stale) || before.0 == now.version {
            return shown_for.unwrap_or_default();
        }
        seen.set(Some(before.1));
        shown.set(now);
        run
    });
}

/// Whether the form spoke of a line that has changed since.
fn is_stale(error: &Option<AppError>) -> bool {
    let stale = |refusal: &Refusal| {
        use Refusal::{CounterChanged, LineChanged, OfferChanged, QuantityChanged};
        matches!(refusal, OfferChanged | LineChanged | CounterChanged | QuantityChanged { .. })
    };
    matches!(error, Some(AppError::Refused(refusal)) if stale(refusal))
}

/// The revision that a form named.
fn revision_seen(form: &Returned) -> Option<u32> {
    ["input[revision_seen]", "input[revisions_seen]"].into_iter().find_map(|field| form.get(field)?.parse().ok())
}

/// What was typed is done with.
fn empty_form(dialog: NodeRef<html::Dialog>) {
    let form = dialog.get_untracked().and_then(|dialog| dialog.query_selector("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        form.reset();
    }
}

/// The dialog around an action's form.
#[component]
fn ConfirmDialog(
    action: Action,
    form: Confirming,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Dialog
            id=dialog_id(action)
            title
            node_ref=form.dialog
            class
            came_back=form.returned.with_untracked(Option::is_some)
            on:close=move |_| form.on_close.run(())
        >
            {children()}
        </Dialog>
    }
}

/// Which line, side and request a form names; `prefix` is where its input keeps them.
#[component]
pub fn LineFields(prefix: &'static str, #[prop(into)] deal: Signal<Deal>) -> impl IntoView {
    view! {
        <input type="hidden" name=format!("{prefix}[line_id]") value=move || deal.with(|deal| deal.line_id.to_string())/>
        <input type="hidden" name=format!("{prefix}[side]") value=move || deal.with(|deal| deal.side.as_str())/>
        <input type="hidden" name=format!("{prefix}[request_id]") value=move || deal.with(|deal| deal.request_id.to_string())/>
    }
}

/// What was refused, unless the `fields` say it themselves, and what is new if that was why.
#[component]
fn ConfirmError(form: Confirming, #[prop(optional)] fields: &'static [&'static str]) -> impl IntoView {
    view! {
        <GoneNote/>
        <FormError error=form.error fields/>
        <changed::ChangedSince form/>
    }
}

/// Cancel, and the words of the action. Destructive actions leave the focus on Cancel.
#[component]
fn ConfirmFoot(action: Action, form: Confirming, #[prop(optional)] destructive: bool) -> impl IntoView {
    let class = if destructive { "is-primary is-danger" } else { "is-primary" };
    view! {
        <div class="dialog-foot">
            <DialogClose dialog=dialog_id(action) focus=destructive/>
            <SubmitButton label=action.words() pending=form.busy class/>
        </div>
    }
}
