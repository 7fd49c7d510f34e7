//! The details of one line of the Shopping cart, opened in place by the address: `?details={id}`.

use super::{ExtendedCartItemDetails, kept::Unsaved};
use crate::{
    api_types::{AppError, cart::CartItemView},
    domain::{ids::LineId, negotiation::Side},
    server_fns::cart::{ClearCart, RemoveLine, SaveNote, UndoRemoval, load_item},
    server_fns::negotiation::ChangeQuantity,
    ui::{
        components::{ErrorView, Icon, after, on_success},
        live::use_live,
        negotiation::{Place, list_path},
    },
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::hooks::use_query_map;

pub type Item = Resource<Option<Result<CartItemView, AppError>>>;

/// What the rows of the Shopping cart share: which one is open, what it shows, and the forms of the page.
#[derive(Clone, Copy)]
pub struct CartDetails {
    pub open: Memo<Option<LineId>>,
    pub item: Item,
    pub note: ServerAction<SaveNote>,
    pub quantity: ServerAction<ChangeQuantity>,
    pub remove: ServerAction<RemoveLine>,
    pub clear: ServerAction<ClearCart>,
    pub undo: ServerAction<UndoRemoval>,
    /// What stands in the forms of the open details and is not stored.
    pub unsaved: RwSignal<Unsaved>,
    /// The same of lines that left the list under their reader.
    pub kept: RwSignal<Vec<Unsaved>>,
}

impl CartDetails {
    /// Makes [`use_details`] work below.
    pub fn provide() {
        let query = use_query_map();
        let open = Memo::new(move |_| query.with(|query| query.get_str("details").and_then(|id| id.parse().ok())));
        let live = use_live();
        let (note, quantity) = (ServerAction::<SaveNote>::new(), ServerAction::<ChangeQuantity>::new());
        let (remove, clear, undo) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let answered =
            move || note.version().get() + quantity.version().get() + remove.version().get() + undo.version().get();
        let item = Resource::new(
            move || {
                let hinted = open.get().map(|id: LineId| live.topic(&format!("line:{id}")).get());
                (open.get(), answered(), hinted)
            },
            |(open, ..)| async move {
                match open {
                    Some(id) => Some(load_item(id).await),
                    None => None,
                }
            },
        );
        let look_again = move || {
            live.bump("lines");
            live.bump("carts");
        };
        on_success(quantity, move |_| look_again());
        on_success(remove, move |_| look_again());
        on_success(clear, move |_| look_again());
        on_success(undo, move |_| look_again());
        let (unsaved, kept) = (RwSignal::new(Unsaved::default()), RwSignal::new(Vec::new()));
        provide_context(Self { open, item, note, quantity, remove, clear, undo, unsaved, kept });
    }
}

/// The page's details, on the buyer's side.
pub fn use_details() -> Option<CartDetails> {
    use_context()
}

fn row_id(id: LineId) -> String {
    format!("details-{id}")
}

/// Opens and closes the details of a row; a link, so that it works without scripts.
#[component]
pub fn DetailsToggle(id: LineId, part_number: String, place: Place, details: CartDetails) -> impl IntoView {
    let is_open = move || details.open.get() == Some(id);
    let list = place.at(list_path(Side::Buyer));
    let separator = if list.contains('?') { '&' } else { '?' };
    let (closed, opened) = (format!("{list}{separator}details={id}"), list);
    let href = move || if is_open() { opened.clone() } else { closed.clone() };
    let label = move || match is_open() {
        true => format!("Close the details of {part_number}"),
        false => format!("Details of {part_number}"),
    };
    view! {
        <a
            class="icon-button is-small details-toggle"
            class:is-open=is_open
            id=format!("toggle-{id}")
            href=href
            role="button"
            aria-expanded=move || if is_open() { "true" } else { "false" }
            aria-controls=row_id(id)
            aria-label=label
            data-key="e"
            data-noscroll=""
            on:keydown=press_by_space
        >
            <Icon name="chevron-right"/>
        </a>
    }
}

/// A link that says it is a button is pressed like one.
fn press_by_space(event: leptos::ev::KeyboardEvent) {
    if event.key() == " " {
        event.prevent_default();
        let target = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        if let Some(link) = target {
            link.click();
        }
    }
}

/// The row below a line, while its details are open.
#[component]
pub fn DetailsRow(id: LineId, details: CartDetails) -> impl IntoView {
    move || {
        (details.open.get() == Some(id)).then(|| {
            view! {
                <tr class="is-full details-row" id=row_id(id)>
                    <td colspan="9">
                        <Transition fallback=|| view! { <div class="details-waiting" aria-busy="true"></div> }>
                            {after(details.item, move || view! { <Details id details/> }.into_any())}
                        </Transition>
                    </td>
                </tr>
            }
        })
    }
}

/// Follows refetches; a failed one of details that are shown already changes nothing.
#[component]
fn Details(id: LineId, details: CartDetails) -> impl IntoView {
    let shown = Memo::new(move |before: Option<&Option<CartItemView>>| {
        let now = details.item.get().flatten().and_then(Result::ok).filter(|item| item.id == id);
        now.or_else(|| before.cloned().flatten())
    });
    let failed =
        Memo::new(move |_| details.item.get().flatten().and_then(Result::err).filter(|_| shown.with(Option::is_none)));
    let has_item = Memo::new(move |_| shown.with(Option::is_some));
    move || match (has_item.get(), failed.get()) {
        (true, _) => shown.get_untracked().map(|first| {
            let item = Memo::new(move |_| shown.get().unwrap_or_else(|| first.clone()));
            view! { <ExtendedCartItemDetails item details/> }.into_any()
        }),
        (false, Some(error)) => Some(view! { <ErrorView error inside=true/> }.into_any()),
        (false, None) => None,
    }
}
