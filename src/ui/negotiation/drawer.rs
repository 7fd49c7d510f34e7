//! The drawer: a page of its own without scripts, a modal dialog over the list with them.

use super::{
    actions::LineActions,
    line::{DrawerClose, LineInDrawer},
    paths::{Place, list_path},
    replies::Replies,
};
use crate::{
    api_types::{AppError, cart::LostCart, negotiation::LineView},
    domain::{ids::LineId, negotiation::Side},
    server_fns::negotiation::load_line,
    ui::{
        carts::{CartLost, lines_text, lost_text},
        components::{ErrorView, Gone, after},
        live::use_live,
    },
};
use leptos::{
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlDialogElement},
};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};

type Line = Resource<Result<LineView, AppError>>;

#[component]
pub fn Drawer(side: Side) -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<LineId>().ok())));
    let older = Memo::new(move |_| query.with(|query| query.get_str("older") == Some("true")));
    let place = Memo::new(move |_| query.with(Place::of));
    let actions = LineActions::new();
    Replies::provide();
    forget_with_line(id, actions);
    let (live, lost) = (use_live(), CartLost::get());
    // Whoever loses the cart hears of the cart, not of every line in it.
    let lost_at = Memo::new(move |_| lost.with(|lost| lost.as_ref().map(|lost| lost.at)));
    let line = Resource::new(
        move || {
            let hinted = id.get().map(|id| (live.topic(&format!("line:{id}")).get(), lost_at.get()));
            (id.get(), older.get(), place.with(|place| place.sort), actions.answered(), hinted)
        },
        move |(id, older, sort, ..)| async move {
            match id {
                Some(id) => load_line(id, side, older, sort).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    let is_gone = RwSignal::new(false);
    Gone::provide(Signal::derive(move || is_gone.get().then(|| lost.with(|lost| gone_text(lost.as_ref())))));
    let dialog = NodeRef::<html::Dialog>::new();
    make_modal(dialog);
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        navigate(
            &place.get_untracked().at(list_path(side)),
            NavigateOptions { scroll: false, ..NavigateOptions::default() },
        );
    });
    let on_cancel = move |event: Event| {
        if is_own(&event, dialog) {
            event.prevent_default();
            leave.run(());
        }
    };
    let on_close = move |event: Event| {
        if is_own(&event, dialog) {
            leave.run(())
        }
    };
    view! {
        <dialog
            class="drawer"
            class:is-gone=is_gone
            open=true
            closedby="any"
            aria-labelledby="drawer-title"
            node_ref=dialog
            on:cancel=on_cancel
            on:close=on_close
        >
            <Transition fallback=move || view! { <Waiting side place/> }>
                {after(line, move || view! { <DrawerContent line actions place gone=Went { id, side, is_gone }/> }.into_any())}
            </Transition>
        </dialog>
    }
}

/// Why a line that stands in the drawer cannot be read any more.
fn gone_text(lost: Option<&LostCart>) -> String {
    match lost {
        Some(lost) => format!("{}, and this line went with it. {}", lost_text(lost), lines_text(lost)),
        None => "This line is not open to you any more.".to_owned(),
    }
}

/// Whether the line of the address went away while it stood open.
#[derive(Clone, Copy)]
struct Went {
    id: Memo<Option<LineId>>,
    side: Side,
    is_gone: RwSignal<bool>,
}

impl Went {
    /// A line that was shown and is not found any more: what was typed about it stays in its forms.
    fn under_reader(self, error: &AppError, shown: LineId) -> bool {
        *error == AppError::NotFound && self.id.get_untracked() == Some(shown)
    }
}

/// What the drawer holds. A failed refetch of a line that is already shown changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Line(LineId),
    Failed(AppError),
}

#[component]
fn DrawerContent(line: Line, actions: LineActions, place: Memo<Place>, gone: Went) -> impl IntoView {
    let side = gone.side;
    let shown = Memo::new(move |before: Option<&Option<LineView>>| {
        let now = line.get();
        match now {
            Some(Ok(line)) => Some(line),
            Some(Err(_)) | None => before.cloned().flatten(),
        }
    });
    let content = Memo::new(move |before: Option<&Option<Content>>| match (line.get()?, before.cloned().flatten()) {
        (Ok(line), _) => Some(Content::Line(line.id)),
        (Err(AppError::Unavailable | AppError::Internal(_) | AppError::TooManyAttempts(_)), Some(Content::Line(id))) => {
            Some(Content::Line(id))
        }
        (Err(error), Some(Content::Line(id))) if gone.under_reader(&error, id) => Some(Content::Line(id)),
        (Err(error), _) => Some(Content::Failed(error)),
    });
    Effect::new(move |_| {
        let is_lost = line.with(|line| matches!(line, Some(Err(AppError::NotFound))));
        let stands = content.with(|content| matches!(content, Some(Content::Line(_))));
        gone.is_gone.set(is_lost && stands);
    });
    let key = |content: &Content| match content {
        Content::Line(id) => id.to_string(),
        Content::Failed(error) => error.code().to_owned(),
    };
    // A list of one: another line gets elements of its own, so that nothing typed for this one stays in them.
    // It is made once there is content, because a list that grows while the fallback is shown loses its place.
    let is_here = Memo::new(move |_| content.with(Option::is_some));
    move || {
        is_here.get().then(|| view! {
        <For each=move || content.get() key=key let:content>
            {match content {
                Content::Line(id) => follow(shown, id).map(|line| view! { <LineInDrawer line actions place/> }).into_any(),
                Content::Failed(error) => view! { <FailedDrawer error side place/> }.into_any(),
            }}
        </For>
    })
    }
}

/// The line of this id as it changes; stays as it was while another one is shown.
fn follow(shown: Memo<Option<LineView>>, id: LineId) -> Option<Signal<LineView>> {
    let first = shown.get_untracked().filter(|line| line.id == id)?;
    let line = Memo::new(move |before: Option<&LineView>| {
        let now = shown.get().filter(|line| line.id == id);
        now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    Some(line.into())
}

#[component]
fn FailedDrawer(error: AppError, side: Side, place: Memo<Place>) -> impl IntoView {
    view! {
        <DrawerFrame title="Line" side place/>
        <div class="drawer-body">
            <ErrorView error inside=true/>
        </div>
    }
}

#[component]
fn Waiting(side: Side, place: Memo<Place>) -> impl IntoView {
    view! {
        <DrawerFrame title="Loading" side place/>
        <div class="drawer-body" aria-busy="true"></div>
    }
}

#[component]
fn DrawerFrame(title: &'static str, side: Side, place: Memo<Place>) -> impl IntoView {
    view! {
        <header class="drawer-head">
            <h2 id="drawer-title" tabindex="-1" autofocus>{title}</h2>
            <nav class="drawer-nav" aria-label="Lines">
                <DrawerClose side place/>
            </nav>
        </header>
    }
}

/// The answers to one line's actions are not those of the next.
fn forget_with_line(id: Memo<Option<LineId>>, actions: LineActions) {
    Effect::new(move |before: Option<Option<LineId>>| {
        let now = id.get();
        if before.is_some_and(|before| before != now) {
            actions.clear();
        }
        now
    });
}

/// Turns the open dialog into a modal one: the focus stays inside and the page behind is inert.
fn make_modal(dialog: NodeRef<html::Dialog>) {
    let from_server = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            if from_server {
                // It stands there already: sliding in would be a lie. Only fails for a malformed class.
                let _settled = dialog.class_list().add_1("is-settled");
            }
            show_modal(&dialog);
        }
    });
}

fn show_modal(dialog: &HtmlDialogElement) {
    // Taken off by hand: `close()` would send the event on which the drawer leaves.
    let _closed = dialog.remove_attribute("open");
    if dialog.show_modal().is_err() {
        dialog.set_open(true);
    }
}

/// Whether the event is the drawer's own and not that of a dialog inside.
fn is_own(event: &Event, dialog: NodeRef<html::Dialog>) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok());
    target.is_some() && target == dialog.get_untracked()
}
